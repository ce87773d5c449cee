"""The helpers of generated modules have derivatives too: a derivative is differentiated again."""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad import runtime
from ast_ad.rules.verbs import bilinear, linear, zero

linear(runtime.unbroadcast, lambda d, bar, shape, w: np.broadcast_to(d, np.shape(bar)))
linear(runtime.add_items, lambda d, a, b, w: d, lambda d, a, b, w: d)
linear(runtime.parts, lambda d, bar, items, axis, w: d.apply(np.concatenate, d, axis))
linear(runtime.identity, lambda d, x, w: d, once=True)
zero(runtime.zero_items)
zero(runtime.tie_shares)


def _last_writes(d: Any, bar: Any, base: Any, *key: Any, w: Any) -> Any:
    return d.apply(runtime.last_writes, d, base, *key)


linear(runtime.last_writes, _last_writes)
bilinear(
    runtime.scaled_items,
    lambda d, items, factor, w: d.apply(runtime.scaled_items, d, factor),
    lambda d, items, factor, w: d.apply(runtime.dot_items, d, items),
)
bilinear(
    runtime.dot_items,
    lambda d, a, b, w: d.apply(runtime.scaled_items, b, d),
    lambda d, a, b, w: d.apply(runtime.scaled_items, a, d),
)

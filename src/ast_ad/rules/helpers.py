"""The helpers of generated modules have derivatives too: a derivative is differentiated again.

None is stated for the arguments of which a helper looks at the shape only.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ast_ad import runtime
from ast_ad.rules.verbs import bilinear, linear, zero

linear(runtime.unbroadcast, lambda d, bar, shape, w: np.broadcast_to(d, np.shape(bar)))
linear(runtime.add_items, lambda d, a, b, w: d, lambda d, a, b, w: d)
linear(runtime.add_packs, lambda d, a, b, w: d, lambda d, a, b, w: d)
linear(runtime.copy_items, lambda d, items, w: d)
linear(runtime.spread_items, lambda d, bar, items, key, w: d.apply(operator.getitem, d, key), None)
linear(
    runtime.folded_items,
    lambda d, bar, items, w: d.apply(operator.mul, d, d.apply(len, bar) // d.apply(len, items)),
    None,
)
linear(runtime.picked_items, lambda d, items, positions, w: d.apply(runtime.placed_items, d, items, positions))
linear(runtime.placed_items, lambda d, bar, items, positions, w: d.apply(runtime.picked_items, d, positions), None)
linear(runtime.parts, lambda d, bar, items, axis, w: d.apply(np.concatenate, d, axis), None)
linear(runtime.identity, lambda d, x, w: d, once=True)
zero(runtime.zero_items)
zero(runtime.order)
zero(runtime.rows)
zero(runtime.tie_shares)
zero(runtime.stop_gradient)


def _last_writes(d: Any, bar: Any, base: Any, *key: Any, w: Any) -> Any:
    return d.apply(runtime.last_writes, d, base, *key)


linear(runtime.last_writes, _last_writes, None)
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

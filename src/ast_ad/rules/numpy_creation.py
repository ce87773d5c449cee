"""Functions that make arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad.rules.symbolic import sum_to
from ast_ad.rules.verbs import linear, zero

for name in "zeros ones empty zeros_like ones_like empty_like eye identity tri indices".split():
    zero(getattr(np, name))


def _filling(d: Any, like: Any, value: Any, dtype: Any = None, *, w: Any) -> Any:
    return sum_to(d, value)


for function in (np.full, np.full_like):
    linear(function, None, _filling)


def _weights(d: Any, rising: bool, num: Any, endpoint: Any) -> Any:
    words = {} if endpoint is True else {"endpoint": endpoint}
    ramp = d.apply(np.linspace, 0.0, 1.0, num, **words)
    return ramp if rising else 1.0 - ramp


def _start(d: Any, start: Any, stop: Any, num: Any = 50, endpoint: Any = True, *, w: Any) -> Any:
    return np.dot(d, _weights(d, False, num, endpoint))


def _stop(d: Any, start: Any, stop: Any, num: Any = 50, endpoint: Any = True, *, w: Any) -> Any:
    return np.dot(d, _weights(d, True, num, endpoint))


linear(np.linspace, _start, _stop)

for name in "argsort nonzero flatnonzero argwhere searchsorted digitize histogram result_type can_cast".split():
    zero(getattr(np, name))

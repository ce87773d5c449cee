"""Convolution, correlation, and products that are sums of shifted products."""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad.kinds import is_complex
from ast_ad.rules.axes import given, known_rank
from ast_ad.rules.symbolic import Symbol, sum_to
from ast_ad.rules.verbs import bilinear, define

_MODES = {0: "valid", 1: "same", 2: "full"}

# The convolution with a reversed factor undoes the shifts.
bilinear(
    np.convolve,
    lambda d, a, v, mode="full", *, w: np.convolve(d, v[::-1], "valid"),
    lambda d, a, v, mode="full", *, w: np.convolve(d, a[::-1], "valid"),
)


def _convolve(a: Any, v: Any, mode: Any = "full") -> Any:
    mode = _MODES.get(mode, mode)
    symbol = a if isinstance(a, Symbol) else v
    if known_rank(a) == 0 or known_rank(v) == 0:
        a, v = (x if known_rank(x) else symbol.apply(np.reshape, x, 1) for x in (a, v))
    elif mode == "full":
        return NotImplemented
    short, long = (symbol.apply(f, np.size(a), np.size(v)) for f in (min, max))
    whole = symbol.apply(np.convolve, a, v)
    if mode == "valid":
        return whole[short - 1 : long]
    start = (short - 1) // 2
    return whole[start : start + long]


define(np.convolve, _convolve)


def _correlate(a: Any, v: Any, mode: Any = "valid") -> Any:
    symbol = a if isinstance(a, Symbol) else v
    reversed_ = v[::-1]
    if is_complex(v.kind) if isinstance(v, Symbol) else np.iscomplexobj(v):
        reversed_ = np.conj(reversed_)
    mode = _MODES.get(mode, mode)
    if mode != "same":
        return symbol.apply(np.convolve, a, reversed_, mode)
    # Of what is left out at the ends, correlation leaves one more at the start where the second is longer.
    n, m = np.size(a), np.size(v)
    short, long = (symbol.apply(f, n, m) for f in (min, max))
    start = symbol.apply(np.where, symbol.apply(np.greater_equal, n, m), (short - 1) // 2, short // 2)
    return symbol.apply(np.convolve, a, reversed_)[start : start + long]


define(np.correlate, _correlate)


def _cross(a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: Any = None) -> Any:
    axisa, axisb, axisc = (axisa, axisb, axisc) if axis is None else (axis,) * 3
    if (axisa, axisb, axisc) == (-1, -1, -1):
        return NotImplemented
    symbol = a if isinstance(a, Symbol) else b
    a, b = (x if k == -1 else np.moveaxis(x, k, -1) for x, k in ((a, axisa), (b, axisb)))
    found = symbol.apply(np.cross, a, b)
    return found if axisc == -1 else np.moveaxis(found, -1, axisc)


bilinear(
    np.cross,
    lambda d, a, b, w: sum_to(d.apply(np.cross, b, d), a),
    lambda d, a, b, w: sum_to(d.apply(np.cross, d, a), b),
)
define(np.cross, _cross)


def _kron(a: Any, b: Any) -> Any:
    n = max(known_rank(a), known_rank(b))
    if n == 0 or known_rank(a) == 0 or known_rank(b) == 0:
        return a * b
    a, b = (x[(None,) * (n - known_rank(x))] if known_rank(x) < n else x for x in (a, b))
    spread_a = a[tuple(part for _ in range(n) for part in (slice(None), None))]
    spread_b = b[tuple(part for _ in range(n) for part in (None, slice(None)))]
    return np.reshape(spread_a * spread_b, tuple(np.size(a, k) * np.size(b, k) for k in range(n)))


define(np.kron, _kron)


def _vdot(a: Any, b: Any) -> Any:
    if not any(isinstance(x, Symbol) and is_complex(x.kind) for x in (a, b)):
        return NotImplemented
    a, b = (x if known_rank(x) == 1 else np.ravel(x) for x in (a, b))
    return np.dot(np.conj(a), b)


define(np.vdot, _vdot)


def conjugate(x: Any) -> Any:
    """The conjugate of what is complex."""
    return np.conj(x) if (is_complex(x.kind) if isinstance(x, Symbol) else np.iscomplexobj(x)) else x


def _vecdot(x1: Any, x2: Any, *, axis: Any = -1, keepdims: Any = False) -> Any:
    a, b = known_rank(x1), known_rank(x2)
    return np.sum(conjugate(x1) * x2, axis=axis if a or b else None, **given(keepdims=keepdims))


define(np.vecdot, _vecdot)
# NumPy 2.2 has these two.
if hasattr(np, "matvec"):
    define(np.matvec, lambda x1, x2: x1 @ x2 if known_rank(x2) == 1 else (x1 @ x2[..., None])[..., 0])
if hasattr(np, "vecmat"):
    define(
        np.vecmat,
        lambda x1, x2: conjugate(x1) @ x2 if known_rank(x1) == 1 else (conjugate(x1)[..., None, :] @ x2)[..., 0, :],
    )

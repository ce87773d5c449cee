"""NumPy's elementwise functions that are neither operators nor in math."""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad import runtime
from ast_ad.kinds import is_complex
from ast_ad.rules.symbolic import Symbol, symbol_in
from ast_ad.rules.verbs import define, diagonal, linear, zero

diagonal(np.square, lambda d, x, w: d * 2 * x)
diagonal(np.reciprocal, lambda d, x, w: -d * w * w)
diagonal(np.deg2rad, lambda d, x, w: np.deg2rad(d))
diagonal(np.rad2deg, lambda d, x, w: np.rad2deg(d))
# Not exp(x - w), which is NaN where x is infinite.
diagonal(
    np.logaddexp,
    lambda d, x, y, w: d * np.exp(-np.logaddexp(0.0, y - x)),
    lambda d, x, y, w: d * np.exp(-np.logaddexp(0.0, x - y)),
)
diagonal(
    np.logaddexp2,
    lambda d, x, y, w: d * np.exp2(-np.logaddexp2(0.0, y - x)),
    lambda d, x, y, w: d * np.exp2(-np.logaddexp2(0.0, x - y)),
)
diagonal(
    np.nan_to_num, lambda d, x, copy=True, nan=0.0, posinf=None, neginf=None, *, w: np.where(np.isfinite(x), d, 0.0)
)
diagonal(np.sinc, lambda d, x, w: d * x.apply(runtime.sinc, 1, x))
diagonal(runtime.sinc, None, lambda d, n, x, w: d * x.apply(runtime.sinc, n + 1, x))
diagonal(np.i0, lambda d, x, w: d * x.apply(runtime.i0, 1, x))
diagonal(runtime.i0, None, lambda d, n, x, w: d * x.apply(runtime.i0, n + 1, x))
diagonal(
    np.where,
    None,
    lambda d, condition, x, y, w: np.where(condition, d, 0.0),
    lambda d, condition, x, y, w: np.where(condition, 0.0, d),
)


def _kaiser(M: Any, beta: Any) -> Any:
    """A window: it is I0 of a half circle."""
    half = (M - 1) / 2
    across = (beta.apply(np.arange, M) - half) / half
    return np.i0(beta * np.sqrt(1 - across * across)) / np.i0(beta)


define(np.kaiser, _kaiser)


def above(d: Any, x: Any, y: Any) -> Any:
    """d where x is the greater, half of it where both are equal."""
    return d * (x > y) + d * (x == y) / 2


for maximum in (np.maximum, np.fmax):
    diagonal(maximum, lambda d, x, y, w: above(d, x, y), lambda d, x, y, w: above(d, y, x))
for minimum in (np.minimum, np.fmin):
    diagonal(minimum, lambda d, x, y, w: above(d, y, x), lambda d, x, y, w: above(d, x, y))


def _clipped(d: Any, x: Any, low: Any = None, high: Any = None, *, w: Any) -> Any:
    d = d if low is None else above(d, x, low)
    return d if high is None else above(d, high, x)


diagonal(
    np.clip,
    _clipped,
    lambda d, x, low, high=None, *, w: above(d, low, x),
    lambda d, x, low, high, w: above(d, x, high),
)


def _between(
    a: Any, a_min: Any = None, a_max: Any = None, out: None = None, *, min: Any = None, max: Any = None
) -> Any:
    """Of bounds that may have changed places the upper one counts."""
    low, high = a_min if min is None else min, a_max if max is None else max
    symbol = symbol_in((low, high))
    if symbol is not None and low is not None and high is not None:
        return symbol.apply(np.minimum, symbol.apply(np.maximum, a, low), high)
    return NotImplemented if min is None and max is None else np.clip(a, low, high)


define(np.clip, _between)


def _real_part(d: Any, x: Any, w: Any) -> Any:
    return np.real(d) if is_complex(d.kind) else d


def _whole(d: Any, x: Symbol) -> Any:
    """A real bar as the complex bar of a complex value."""
    return d + 0j if is_complex(x.kind) else d


diagonal(np.real, _real_part, transposes=(lambda d, x, w: _whole(d, x),))
diagonal(np.imag, lambda d, x, w: np.imag(d), transposes=(lambda d, x, w: -1j * d if is_complex(x.kind) else d * 0.0,))


def _in_degrees(angle: Any, deg: Any) -> Any:
    return np.rad2deg(angle) if deg else angle


diagonal(
    np.angle,
    lambda d, x, deg=False, *, w: _in_degrees(np.imag(d / x), deg),
    transposes=(lambda d, x, deg=False, *, w: -1j * _in_degrees(d, deg) / x if is_complex(x.kind) else d * 0.0,),
)
diagonal(np.conjugate, lambda d, x, w: np.conjugate(d) if is_complex(d.kind) else d)
linear(np.real_if_close, lambda d, x, tol=100, *, w: d)

for name in (
    "sign signbit rint round around fix heaviside spacing invert bitwise_and bitwise_or bitwise_xor "
    "left_shift right_shift floor_divide less less_equal equal not_equal greater greater_equal "
    "logical_and logical_or logical_xor logical_not isneginf isposinf isreal iscomplex iscomplexobj isrealobj isscalar "
    "isin allclose array_equal array_equiv"
).split():
    zero(getattr(np, name))

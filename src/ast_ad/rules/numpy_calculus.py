"""Differences, integrals and interpolation on grids."""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad.rules.axes import along, as_number, known_rank, rank, reshaped_along
from ast_ad.rules.conversion import converted, type_of
from ast_ad.rules.symbolic import Symbol, symbol_in
from ast_ad.rules.verbs import define, diagonal


def _slices(x: Any, axis: Any) -> tuple[Any, Any]:
    """All but the last and all but the first along an axis."""
    return x[along(axis, slice(None, -1))], x[along(axis, slice(1, None))]


def pieces(y: Any, x: Any, dx: Any, axis: Any) -> tuple[Any, Any, Any]:
    """For each interval between samples the values at its ends, and how long it is."""
    left, right = _slices(y, axis)
    if x is None:
        return left, right, dx
    width = reshaped_along(np.diff(x), axis, known_rank(y)) if known_rank(x) == 1 else np.diff(x, axis=axis)
    return left, right, width


def _trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: Any = -1) -> Any:
    left, right, width = pieces(y, x, dx, axis)
    return np.sum(width * (left + right) / 2, axis=axis)


for name in ("trapezoid", "trapz"):
    if hasattr(np, name):
        define(getattr(np, name), _trapezoid)


def _diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Any:
    if prepend is None and append is None:
        return NotImplemented
    parts = [_edge(part, a, axis) for part in (prepend, a, append) if part is not None]
    return np.diff(np.concatenate(parts, axis=axis), n, axis)


def _edge(part: Any, a: Any, axis: Any) -> Any:
    """What is joined to an array; a number stands for one layer."""
    return np.zeros_like(a[along(axis, slice(0, 1))]) + part if known_rank(part) == 0 else part


define(np.diff, _diff)


def _ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    ary = ary if known_rank(ary) == 1 else np.ravel(ary)
    middle = ary[1:] - ary[:-1]
    parts = [
        part if known_rank(part) == 1 else np.ravel(part) for part in (to_begin, middle, to_end) if part is not None
    ]
    return np.concatenate(parts) if len(parts) > 1 else middle


define(np.ediff1d, _ediff1d)


def _gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: Any = 1) -> Any:
    n = known_rank(f)
    axes = range(n) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    spacings = varargs * len(axes) if len(varargs) == 1 else varargs or (1.0,) * len(axes)
    found = [_slope(f, h, k % n, edge_order) for h, k in zip(spacings, axes)]
    return found[0] if len(found) == 1 else tuple(found)


def _slope(f: Any, h: Any, axis: int, edge_order: Any) -> Any:
    """The derivative along one axis, on points a distance h apart or at the coordinates h."""

    def part(start: int | None, stop: int | None) -> Any:
        return f[along(axis, slice(start, stop))]

    if known_rank(h) == 0:
        inner = (part(2, None) - part(None, -2)) / (2 * h)
        first, last = (part(1, 2) - part(0, 1)) / h, (part(-1, None) - part(-2, -1)) / h
        if edge_order == 2:
            first = (4 * part(1, 2) - 3 * part(0, 1) - part(2, 3)) / (2 * h)
            last = (3 * part(-1, None) - 4 * part(-2, -1) + part(-3, -2)) / (2 * h)
        return np.concatenate([first, inner, last], axis=axis)
    steps = np.diff(h)
    before, after = (reshaped_along(each, axis, known_rank(f)) for each in (steps[:-1], steps[1:]))
    slopes = np.diff(f, axis=axis) / reshaped_along(steps, axis, known_rank(f))
    left, right = _slices(slopes, axis)
    inner = (after * left + before * right) / (before + after)
    first, last = slopes[along(axis, slice(0, 1))], slopes[along(axis, slice(-1, None))]
    if edge_order == 2:
        first = first + (first - inner[along(axis, slice(0, 1))])
        last = last + (last - inner[along(axis, slice(-1, None))])
    return np.concatenate([first, inner, last], axis=axis)


define(np.gradient, _gradient)


def _interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None) -> Any:
    symbol = symbol_in((x, xp, fp))
    x, xp, fp = map(in_double, (x, xp, fp))
    if period is not None:
        return _periodic(symbol, x, xp, fp, period)
    k = symbol.apply(np.clip, symbol.apply(np.searchsorted, xp, x, "right"), 1, np.size(xp) - 1)
    xs, fs = (as_symbol(symbol, each) for each in (xp, fp))
    slope = (fs[k] - fs[k - 1]) / (xs[k] - xs[k - 1])
    inside = fs[k - 1] + slope * (x - xs[k - 1])
    # Of arrays the ends are slices, which exist in an empty table too: an empty array may be looked up in it.
    first, last = (slice(None, 1), slice(-1, None)) if rank(x) else (0, -1)
    low, high = fs[first] if left is None else left, fs[last] if right is None else right
    return as_number(np.where(x < xs[first], low, np.where(x > xs[last], high, inside)))


def in_double(x: Any) -> Any:
    """The type in which NumPy interpolates: that of double precision, whatever it is given."""
    dtype = type_of(x) if isinstance(x, Symbol) else None
    return converted(x, np.result_type(dtype, np.float64)) if isinstance(dtype, np.dtype) else x


def as_symbol(symbol: Any, x: Any) -> Any:
    """A constant as a value of the program, so that it can be indexed by values."""
    return x if isinstance(x, Symbol) else symbol.apply(np.asarray, x)


def _periodic(symbol: Any, x: Any, xp: Any, fp: Any, period: Any) -> Any:
    xp = symbol.apply(np.asarray, xp) % period
    order = np.argsort(xp)
    xp, fp = xp[order], symbol.apply(np.asarray, fp)[order]
    xp = np.concatenate([xp[-1:] - period, xp, xp[:1] + period])
    return _interp(x % period, xp, np.concatenate([fp[-1:], fp, fp[:1]]))


define(np.interp, _interp)
# The turns that are added do not change with the phase.
diagonal(np.unwrap, lambda d, p, discont=None, axis=-1, *, period=0.0, w: d)

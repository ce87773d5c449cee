"""The methods of ufuncs: reduce, accumulate, outer, reduceat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ast_ad.rules.axes import along, as_number, given, known_rank, reshaped_along
from ast_ad.rules.conversion import converted
from ast_ad.rules.numpy_reductions import spread
from ast_ad.rules.symbolic import symbol_in
from ast_ad.rules.table import find, leave_out, name_parameters
from ast_ad.rules.verbs import custom, define, linear

# What Python says of the parameters of reduce leaves out those behind ``out``, which may stand there by position.
for ufunc in {each for each in vars(np).values() if isinstance(each, np.ufunc)}:
    name_parameters(ufunc.reduce, ("array", "axis", "dtype", "out", "keepdims", "initial", "where"))


def _reduced_by(function: Callable[..., Any]) -> Callable[..., Any]:
    """ufunc.reduce as the function that does the same; it goes along the first axis where none is named."""

    def body(
        array: Any, axis: Any = 0, dtype: Any = None, out: None = None, keepdims: Any = False, **words: Any
    ) -> Any:
        axis = None if known_rank(array) == 1 and not keepdims else axis
        return function(array, **given(axis=axis, dtype=dtype, keepdims=keepdims), **words)

    return body


for ufunc, function in (
    (np.add, np.sum), (np.multiply, np.prod), (np.maximum, np.max), (np.minimum, np.min),
    (np.fmax, np.nanmax), (np.fmin, np.nanmin),
):  # fmt: skip
    define(ufunc.reduce, _reduced_by(function))
for ufunc, running in ((np.add, np.cumsum), (np.multiply, np.cumprod)):
    define(
        ufunc.accumulate,
        lambda array, axis=0, dtype=None, out=None, *, _by=running: _by(array, **given(axis=axis, dtype=dtype)),
    )


def _first_and_rest(array: Any, axis: Any, keepdims: Any) -> tuple[Any, Any]:
    first = array[along(axis, slice(0, 1) if keepdims else 0)]
    return first, array[along(axis, slice(1, None))]


def _left_over(function: Callable[..., Any], reducer: Callable[..., Any]) -> Callable[..., Any]:
    """``a - b - c`` is ``a - (b + c)``. A mask needs an initial value, from which all that it leaves is taken."""

    def body(
        array: Any,
        axis: Any = 0,
        dtype: Any = None,
        out: None = None,
        keepdims: Any = False,
        initial: Any = None,
        where: Any = True,
    ) -> Any:
        array = converted(array, dtype)
        # Several axes have no order in which to go through them.
        (axis,) = axis if isinstance(axis, tuple) else (axis or 0,)
        words = given(axis=axis, keepdims=keepdims, where=where)
        if initial is not None:
            return function(initial, reducer(array, **words))
        first, rest = _first_and_rest(array, axis, keepdims)
        return function(first, reducer(rest, **words))

    return body


define(np.subtract.reduce, _left_over(np.subtract, np.sum))
define(np.true_divide.reduce, _left_over(np.true_divide, np.prod))


# The values that leave another as it is.
_NEUTRAL: dict[Any, float] = {
    np.multiply: 1.0,
    np.maximum: -np.inf,
    np.minimum: np.inf,
    np.fmax: -np.inf,
    np.fmin: np.inf,
    np.logaddexp: -np.inf,
    np.logaddexp2: -np.inf,
    np.hypot: 0.0,
}


def _weighted(share: Callable[[Any, Any], Any], ufunc: np.ufunc) -> None:
    """A reduction whose derivative by each element is its share in the result."""

    def tangent(
        dots: Any, array: Any, axis: Any = 0, dtype: Any = None, out: None = None, keepdims: Any = False, *, w: Any
    ) -> Any:
        return np.sum(dots[0] * share(array, spread(w, array, axis, keepdims)), **given(axis=axis, keepdims=keepdims))

    def adjoint(
        d: Any, array: Any, axis: Any = 0, dtype: Any = None, out: None = None, keepdims: Any = False, *, w: Any
    ) -> Any:
        return (spread(d, array, axis, keepdims) * share(array, spread(w, array, axis, keepdims)),)

    def started(
        array: Any,
        axis: Any = 0,
        dtype: Any = None,
        out: None = None,
        keepdims: Any = False,
        initial: Any = None,
        where: Any = True,
    ) -> Any:
        if initial is None and where is True and dtype is None:
            return NotImplemented
        array = converted(array, dtype)
        if where is True:
            found = array.apply(ufunc.reduce, array, axis, **given(keepdims=keepdims))
        else:
            found = _masked(ufunc, array, axis, keepdims, where)
        return found if initial is None else found.apply(ufunc, found, initial)

    custom(ufunc.reduce, tangent=tangent, adjoint=adjoint)
    define(ufunc.reduce, started)


def _masked(ufunc: np.ufunc, array: Any, axis: Any, keepdims: Any, where: Any) -> Any:
    """What a mask leaves out counts as the value that changes nothing. Where it leaves out all, and the shares of infinite
    values are none, it is asked for nothing.
    """
    neutral = _NEUTRAL[ufunc]
    if neutral == 0.0:
        return array.apply(ufunc.reduce, np.where(where, array, neutral), axis, **given(keepdims=keepdims))
    mask: Any = array.apply(np.broadcast_to, where, np.shape(array))
    kept = mask | ~np.any(mask, axis=axis, keepdims=True)
    found = array.apply(ufunc.reduce, np.where(kept, array, neutral), axis, **given(keepdims=keepdims))
    return as_number(np.where(np.any(mask, axis=axis, **given(keepdims=keepdims)), found, neutral))


_weighted(lambda x, w: np.exp(x - w), np.logaddexp)
_weighted(lambda x, w: np.exp2(x - w), np.logaddexp2)
_weighted(lambda x, w: x / (w + (w == 0)), np.hypot)


def _reduced_rows(ufunc: np.ufunc, array: Any, axis: Any, holds: Any) -> Any:
    """The reductions of the elements along an axis that a row of a matrix holds, one for each row."""
    rows: Any = array if known_rank(array) == 1 else np.moveaxis(array, axis, -1)
    found = array.apply(ufunc.reduce, np.where(holds, rows[..., None, :], _NEUTRAL[ufunc]), axis=-1)
    return found if known_rank(array) == 1 else np.moveaxis(found, -1, axis)


def _all_before(ufunc: np.ufunc) -> Callable[..., Any]:
    def body(array: Any, axis: Any = 0, dtype: Any = None, out: None = None) -> Any:
        array = converted(array, dtype)
        places = array.apply(np.arange, np.size(array, axis))
        return _reduced_rows(ufunc, array, axis, places <= places[:, None])

    return body


def _each_range(ufunc: np.ufunc) -> Callable[..., Any]:
    def body(array: Any, indices: Any, axis: Any = 0, dtype: Any = None, out: None = None) -> Any:
        array = converted(array, dtype)
        return _reduced_rows(ufunc, array, axis, _in_ranges(array, indices, axis))

    return body


for exponential in (np.logaddexp, np.logaddexp2):
    define(exponential.accumulate, _all_before(exponential))
for ufunc in _NEUTRAL:
    if ufunc is not np.hypot:  # hypot(0, x) is abs(x)
        define(ufunc.reduceat, _each_range(ufunc))


def _running_left_over(running: Callable[..., Any], turned: Callable[[Any], Any]) -> Callable[..., Any]:
    """``a - b - c`` is the running sum of ``a, -b, -c``."""

    def body(array: Any, axis: Any = 0, dtype: Any = None, out: None = None) -> Any:
        first, rest = _first_and_rest(converted(array, dtype), axis, keepdims=True)
        return running(np.concatenate([first, turned(rest)], axis), axis)

    return body


define(np.subtract.accumulate, _running_left_over(np.cumsum, lambda rest: -rest))
define(np.true_divide.accumulate, _running_left_over(np.cumprod, lambda rest: 1 / rest))


def _running(extremum: np.ufunc) -> Callable[..., Any]:
    """A running extreme, picked from the array: of equal elements the last one counts."""

    def body(array: Any, axis: Any = 0, dtype: Any = None, out: None = None) -> Any:
        array = converted(array, dtype)
        n = known_rank(array)
        places = reshaped_along(array.apply(np.arange, np.size(array, axis)), axis, n)
        best = array.apply(extremum.accumulate, array, axis)
        last = array.apply(np.maximum.accumulate, np.where(array == best, places, 0), axis)
        return np.take_along_axis(array, last, axis) if n > 1 else array[last]

    return body


for extremum in (np.maximum, np.minimum, np.fmax, np.fmin):
    define(extremum.accumulate, _running(extremum))


def is_zero(function: Callable[..., Any]) -> bool:
    rule = find(function)
    return rule is None or rule.is_zero


def _outer(ufunc: np.ufunc) -> Callable[..., Any]:
    """Every element of the first with every element of the second."""

    def body(a: Any, b: Any, **words: Any) -> Any:
        symbol = symbol_in((a, b))
        assert symbol is not None
        a, b = (np.array(x) if isinstance(x, list | tuple) else x for x in (a, b))
        n = known_rank(b)
        wide = a if known_rank(a) == 0 else a[(..., *[None] * n)] if n else a
        return symbol.apply(ufunc, wide, b, **words)

    return body


_SMOOTH = dict.fromkeys(each for each in vars(np).values() if isinstance(each, np.ufunc) and not is_zero(each))
for each in _SMOOTH:
    if each.nin == 2 and each.nout == 1 and each.signature is None:
        define(each.outer, _outer(each))


def _in_ranges(array: Any, indices: Any, axis: Any) -> Any:
    """Which elements each range of reduceat holds. One that is not rising holds its first element only."""
    indices = array.apply(np.asarray, indices)
    n = np.size(array, axis)
    places = array.apply(np.arange, n)
    stops = np.concatenate([indices[1:], np.full_like(indices[:1], n)])
    stops = np.maximum(stops, indices + 1)
    return (places >= indices[:, None]) & (places < stops[:, None])


def _sums_of_ranges(
    d: Any, array: Any, indices: Any, axis: Any = 0, dtype: Any = None, out: None = None, *, w: Any
) -> Any:
    moved = d if axis == 0 else np.moveaxis(d, axis, 0)
    back = np.tensordot(_in_ranges(array, indices, axis) * 1.0, moved, ((0,), (0,)))
    return back if axis == 0 else np.moveaxis(back, 0, axis)


linear(np.add.reduceat, _sums_of_ranges)

# Of an axis that lies together in memory NumPy gives the function of the first and the last element.
_BY_MEMORY: tuple[Any, ...] = (np.arctan2.reduce, np.arctan2.reduceat, np.power.reduce, np.power.reduceat)
for method in _BY_MEMORY:
    leave_out(method, "what NumPy gives depends on how the array lies in memory: write it as a loop over the elements")
# The front end writes the loops of the others.
_OF_ONE_TYPE: tuple[Any, ...] = (np.ldexp.reduce, np.ldexp.accumulate, np.ldexp.reduceat)
for method in _OF_ONE_TYPE:
    leave_out(method, "it takes numbers of one type")

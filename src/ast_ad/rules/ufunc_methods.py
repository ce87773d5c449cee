"""The methods of ufuncs: reduce, accumulate, outer, reduceat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ast_ad.rules.axes import along, given, known_rank, reshaped_along
from ast_ad.rules.numpy_reductions import spread
from ast_ad.rules.symbolic import symbol_in
from ast_ad.rules.table import find
from ast_ad.rules.verbs import custom, define, linear


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
    """``a - b - c`` is ``a - (b + c)``."""

    def body(array: Any, axis: Any = 0, dtype: Any = None, out: None = None, keepdims: Any = False) -> Any:
        first, rest = _first_and_rest(array, axis, keepdims)
        return function(first, reducer(rest, axis=axis, **given(keepdims=keepdims)))

    return body


define(np.subtract.reduce, _left_over(np.subtract, np.sum))
define(np.true_divide.reduce, _left_over(np.true_divide, np.prod))


def _weighted(share: Callable[[Any, Any], Any], ufunc: np.ufunc) -> None:
    """A reduction whose derivative by each element is its share in the result."""

    def tangent(dots: Any, array: Any, axis: Any = 0, *_: Any, keepdims: Any = False, w: Any, **__: Any) -> Any:
        return np.sum(dots[0] * share(array, spread(w, array, axis, keepdims)), **given(axis=axis, keepdims=keepdims))

    def adjoint(d: Any, array: Any, axis: Any = 0, *_: Any, keepdims: Any = False, w: Any, **__: Any) -> Any:
        return (spread(d, array, axis, keepdims) * share(array, spread(w, array, axis, keepdims)),)

    custom(ufunc.reduce, tangent=tangent, adjoint=adjoint)


_weighted(lambda x, w: np.exp(x - w), np.logaddexp)
_weighted(lambda x, w: np.exp2(x - w), np.logaddexp2)
_weighted(lambda x, w: x / w, np.hypot)


def _running(extremum: np.ufunc) -> Callable[..., Any]:
    """A running extreme, picked from the array: of equal elements the last one counts."""

    def body(array: Any, axis: Any = 0, dtype: Any = None, out: None = None) -> Any:
        n = known_rank(array)
        places = reshaped_along(array.apply(np.arange, np.size(array, axis)), axis, n)
        best = array.apply(extremum.accumulate, array, axis)
        last = array.apply(np.maximum.accumulate, np.where(array == best, places, 0), axis)
        return np.take_along_axis(array, last, axis) if n > 1 else array[last]

    return body


for extremum in (np.maximum, np.minimum):
    define(extremum.accumulate, _running(extremum))


def is_zero(function: Callable[..., Any]) -> bool:
    rule = find(function)
    return rule is None or rule.is_zero


def _outer(ufunc: np.ufunc) -> Callable[..., Any]:
    """Every element of the first with every element of the second."""

    def body(a: Any, b: Any, **words: Any) -> Any:
        symbol = symbol_in((a, b))
        assert symbol is not None
        n = known_rank(b)
        wide = a if known_rank(a) == 0 else a[(..., *[None] * n)] if n else a
        return symbol.apply(ufunc, wide, b, **words)

    return body


_SMOOTH = dict.fromkeys(each for each in vars(np).values() if isinstance(each, np.ufunc) and not is_zero(each))
for each in _SMOOTH:
    if each.nin == 2 and each.nout == 1 and each.signature is None:
        define(each.outer, _outer(each))


def _sums_of_ranges(
    d: Any, array: Any, indices: Any, axis: Any = 0, dtype: Any = None, out: None = None, *, w: Any
) -> Any:
    """An element goes into the sum whose range holds it. A range that is not rising holds its first element only."""
    indices = d.apply(np.asarray, indices)
    n = np.size(array, axis)
    places = d.apply(np.arange, n)
    stops = np.concatenate([indices[1:], np.full_like(indices[:1], n)])
    stops = np.maximum(stops, indices + 1)
    holds = (places >= indices[:, None]) & (places < stops[:, None])
    moved = d if axis == 0 else np.moveaxis(d, axis, 0)
    back = np.tensordot(holds * 1.0, moved, ((0,), (0,)))
    return back if axis == 0 else np.moveaxis(back, 0, axis)


linear(np.add.reduceat, _sums_of_ranges)

"""Sums, means, extremes, products."""

from __future__ import annotations

import functools
import math
import operator
from typing import Any

import numpy as np

from ast_ad import runtime
from ast_ad.kinds import Array
from ast_ad.rules.axes import given, is_full, known_rank
from ast_ad.rules.broadcasting import fits
from ast_ad.rules.conversion import converted
from ast_ad.rules.symbolic import Symbol, Unsupported
from ast_ad.rules.verbs import custom, define, linear, zero


def spread(d: Any, x: Any, axis: Any = None, keepdims: Any = False) -> Any:
    """The bar of a reduction's result, shaped so that it broadcasts to the argument."""
    if keepdims or axis is None or not d.is_array:
        return d
    wide = np.expand_dims(d, axis)
    return np.zeros_like(x) + wide if isinstance(axis, Symbol) else wide


def _sum_transposed(
    d: Any,
    x: Any,
    axis: Any = None,
    dtype: Any = None,
    out: None = None,
    keepdims: Any = False,
    *,
    where: Any = True,
    w: Any,
) -> Any:
    spreaded = spread(d, x, axis, keepdims)
    if where is True:
        return spreaded
    whole = isinstance(where, Symbol) and fits(where.kind, x.kind)
    return np.where(where if whole else x.apply(np.broadcast_to, where, np.shape(x)), spreaded, 0.0)


linear(np.sum, _sum_transposed, once=True)


def _with_initial(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: None = None,
    keepdims: Any = False,
    initial: Any = None,
    where: Any = True,
) -> Any:
    if initial is None:
        return NotImplemented
    return np.sum(a, **given(axis=axis, dtype=dtype, keepdims=keepdims, where=where)) + initial


define(np.sum, _with_initial)


def count(x: Any, axis: Any) -> Any:
    """How many elements go into one element of a reduction's result."""
    if axis is None:
        return np.size(x)
    axes = axis if isinstance(axis, tuple) else (axis,)
    return functools.reduce(operator.mul, [np.size(x, each) for each in axes]) if axes else 1


def _mean_transposed(
    d: Any, x: Any, axis: Any = None, dtype: Any = None, out: None = None, keepdims: Any = False, *, where: Any = True,
    w: Any,
) -> Any:  # fmt: skip
    return spread(d, x, axis, keepdims) / count(x, axis)


linear(np.mean, _mean_transposed)


def number_of(ties: Any, x: Any, axis: Any, keepdims: Any, initial: Any = None) -> Any:
    """How many elements share the extreme, none only where there may be none; of a type that leaves that of x alone."""
    dtype = x.kind.dtype if isinstance(x.kind, Array) else None
    words: dict[str, Any] = {} if axis is None else {"axis": axis}
    words |= {"keepdims": True} if keepdims else {}
    words |= {"dtype": dtype.type} if dtype is not None and dtype.kind == "f" and dtype != np.float64 else {}
    found = np.sum(ties, **words)
    return found if initial is None else np.maximum(found, 1)


def extremum_tangent(
    dots: Any, x: Any, axis: Any = None, out: None = None, keepdims: Any = False, initial: Any = None, *, w: Any
) -> Any:
    ties = x == spread(w, x, axis, keepdims)
    words: dict[str, Any] = {} if axis is None else {"axis": axis}
    words |= {"keepdims": True} if keepdims else {}
    return np.sum(dots[0] * ties, **words) / number_of(ties, x, axis, keepdims, initial)


def extremum_adjoint(
    d: Any, x: Any, axis: Any = None, out: None = None, keepdims: Any = False, initial: Any = None, *, w: Any
) -> Any:
    ties = x == spread(w, x, axis, keepdims)
    return (spread(d / number_of(ties, x, axis, keepdims, initial), x, axis, keepdims) * ties,)


for extremum in (np.max, np.amax, np.min, np.amin):
    custom(extremum, tangent=extremum_tangent, adjoint=extremum_adjoint)


def bounded(reducer: Any, pair: Any, neutral: float) -> Any:
    """An extreme that starts from an initial value, which stands for what a mask leaves out. Only of an array that may be
    empty does the rule itself take one, which no element is beyond.
    """

    def body(
        a: Any, axis: Any = None, out: None = None, keepdims: Any = False, initial: Any = None, where: Any = True
    ) -> Any:
        if initial is None or (not isinstance(initial, Symbol) and initial == neutral and where is True):
            return NotImplemented
        chosen = a if where is True else np.where(where, a, initial)
        words = {} if is_full(chosen) else {"initial": neutral}
        return pair(reducer(chosen, **given(axis=axis, keepdims=keepdims), **words), initial)

    return body


for greatest, least in ((np.max, np.min), (np.amax, np.amin)):
    define(greatest, bounded(np.max, np.maximum, -np.inf))
    define(least, bounded(np.min, np.minimum, np.inf))


def _others(x: Any, axis: Any) -> Any:
    """For each element the product of the others with which it is multiplied: right also where some are zero."""
    if x.ndim == 0 or axis == ():
        return np.ones_like(x)
    if axis is None:
        return (
            x.apply(runtime.others, x) if x.ndim == 1 else np.reshape(x.apply(runtime.others, np.ravel(x)), np.shape(x))
        )
    if isinstance(axis, tuple):
        if x.ndim is None:
            raise Unsupported("several axes of an array of unknown rank")
        ends = tuple(range(-len(axis), 0))
        moved = np.moveaxis(x, axis, ends)
        rows = np.reshape(moved, (*[np.size(moved, k) for k in range(x.ndim - len(axis))], -1))
        return np.moveaxis(np.reshape(x.apply(runtime.others, rows), np.shape(moved)), ends, axis)
    if axis == -1 or (x.ndim is not None and axis == x.ndim - 1):
        return x.apply(runtime.others, x)
    return np.moveaxis(x.apply(runtime.others, np.moveaxis(x, axis, -1)), -1, axis)


def _prod_tangent(
    dots: Any, x: Any, axis: Any = None, dtype: Any = None, out: None = None, keepdims: Any = False,
    initial: None = None, where: Any = True, *, w: Any,
) -> Any:  # fmt: skip
    words: dict[str, Any] = {} if axis is None else {"axis": axis}
    words |= {"keepdims": True} if keepdims else {}
    return np.sum(dots[0] * _others(x, axis), **words)


def _prod_adjoint(
    d: Any, x: Any, axis: Any = None, dtype: Any = None, out: None = None, keepdims: Any = False,
    initial: None = None, where: Any = True, *, w: Any,
) -> Any:  # fmt: skip
    return (spread(d, x, axis, keepdims) * _others(x, axis),)


custom(np.prod, tangent=_prod_tangent, adjoint=_prod_adjoint)


def _masked_prod(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: None = None,
    keepdims: Any = False,
    initial: Any = None,
    where: Any = True,
) -> Any:
    if initial is None and where is True and dtype is None:
        return NotImplemented
    a = converted(a, dtype)
    chosen = a if where is True else np.where(where, a, 1.0)
    product = np.prod(chosen, **given(axis=axis, keepdims=keepdims))
    return product if initial is None else product * initial


define(np.prod, _masked_prod)


def _pairs(x: Any) -> tuple[Any, Any]:
    """others(others) without one more: entry [k, j] is the product of all but x[k] and x[j]."""
    same = x.apply(np.eye, np.size(x, -1), dtype=bool)
    return same, x.apply(runtime.others, np.where(same, 1.0, x[..., None, :]))


def _others_tangent(dots: Any, x: Any, w: Any) -> Any:
    same, pairs = _pairs(x)
    return np.sum(np.where(same, 0.0, pairs * dots[0][..., None, :]), axis=-1)


def _others_adjoint(d: Any, x: Any, w: Any) -> Any:
    same, pairs = _pairs(x)
    return (np.sum(np.where(same, 0.0, pairs * d[..., :, None]), axis=-2),)


custom(runtime.others, tangent=_others_tangent, adjoint=_others_adjoint)


def products_tangent(dots: Any, items: Any, *, start: Any = 1, w: Any) -> Any:
    """math.prod of a written list or an array."""
    of_items, of_start = (*dots, None)[:2]
    terms = [] if of_start is None else [of_start * product_of(items)]
    if isinstance(of_items, Symbol):
        _require_vector(items)
        terms.append(np.sum(of_items * _others(items, None)) * start)
    elif of_items is not None:
        terms += [dot * _left_out(items, k) * start for k, dot in enumerate(of_items) if dot is not None]
    return functools.reduce(operator.add, terms)


def products_adjoint(d: Any, items: Any, *, start: Any = 1, w: Any) -> Any:
    of_start = d * product_of(items) if isinstance(start, Symbol) else None
    if isinstance(items, Symbol):
        _require_vector(items)
        return d * start * _others(items, None), of_start
    return [d * start * _left_out(items, k) for k in range(len(items))], of_start


def product_of(items: Any) -> Any:
    """The product without a start."""
    if not isinstance(items, Symbol):
        return _left_out(items, -1)
    _require_vector(items)
    return items.apply(math.prod, items)


def _require_vector(items: Any) -> None:
    """Iterating over an array of several axes would multiply its rows."""
    if items.is_array and known_rank(items) != 1:
        raise Unsupported("an array of several axes: take numpy.prod")


def _left_out(items: Any, k: int) -> Any:
    return functools.reduce(operator.mul, [item for n, item in enumerate(items) if n != k], 1)


def _is_raveled(x: Any, axis: Any) -> bool:
    """Whether what a running sum or product gives has one axis, and its argument others or none."""
    return x.ndim == 0 or (axis is None and x.ndim != 1)


def _flipped_sum(d: Any, x: Any, axis: Any = None, dtype: Any = None, out: None = None, *, w: Any) -> Any:
    if _is_raveled(x, axis):
        return np.reshape(np.flip(np.cumsum(np.flip(d))), np.shape(x))
    where = 0 if axis is None else axis
    return np.flip(np.cumsum(np.flip(d, where), where), where)


linear(np.cumsum, _flipped_sum)


def _previous(w: Any) -> Any:
    """Along the first axis, for each product the one before it."""
    return np.concatenate([np.ones_like(w[:1]), w[:-1]])


def _on_first_axis(x: Any, axis: Any, *others: Any) -> tuple[list[Any], Any]:
    """Arrays with the axis of a running product first, and how to put a result back."""
    if _is_raveled(x, axis):
        return [np.ravel(each) for each in (x, *others)], lambda found: found
    if axis in (None, 0):
        return [x, *others], lambda found: found
    return [np.moveaxis(each, axis, 0) for each in (x, *others)], lambda found: np.moveaxis(found, 0, axis)


def _cumprod_tangent(dots: Any, x: Any, axis: Any = None, dtype: Any = None, out: None = None, *, w: Any) -> Any:
    (x, dot, products), back = _on_first_axis(x, axis, dots[0], w)
    return back(x.apply(runtime.recurrence, x, dot * _previous(products)))


def _cumprod_adjoint(d: Any, x: Any, axis: Any = None, dtype: Any = None, out: None = None, *, w: Any) -> Any:
    shape = np.shape(x) if _is_raveled(x, axis) else None
    (x, d, products), back = _on_first_axis(x, axis, d, w)
    following = np.concatenate([np.ones_like(x[:1]), np.flip(x[1:], 0)])
    summed = np.flip(x.apply(runtime.recurrence, following, np.flip(d, 0)), 0) * _previous(products)
    return (back(summed) if shape is None else np.reshape(summed, shape),)


def _converted_cumprod(a: Any, axis: Any = None, dtype: Any = None, out: None = None) -> Any:
    return NotImplemented if dtype is None else np.cumprod(converted(a, dtype), **given(axis=axis))


custom(np.cumprod, tangent=_cumprod_tangent, adjoint=_cumprod_adjoint)
define(np.cumprod, _converted_cumprod)


def _recurrence_tangent(dots: Any, a: Any, b: Any, w: Any) -> Any:
    terms = [] if dots[1] is None else [dots[1]]
    if dots[0] is not None:
        terms.append(dots[0] * _delayed(w))
    return w.apply(runtime.recurrence, a, functools.reduce(operator.add, terms))


def _recurrence_adjoint(d: Any, a: Any, b: Any, w: Any) -> Any:
    following = np.concatenate([np.zeros_like(a[:1]), np.flip(a[1:], 0)])
    summed = np.flip(d.apply(runtime.recurrence, following, np.flip(d, 0)), 0)
    return summed * _delayed(w), summed


def _delayed(w: Any) -> Any:
    return np.concatenate([np.zeros_like(w[:1]), w[:-1]])


custom(runtime.recurrence, tangent=_recurrence_tangent, adjoint=_recurrence_adjoint)


def _cumulative(function: Any, first: Any) -> Any:
    """NumPy's newer names, which can put the value of nothing in front."""

    def body(x: Any, /, *, axis: Any = None, dtype: Any = None, out: None = None, include_initial: Any = False) -> Any:
        (axis,) = axis if isinstance(axis, tuple) else (axis or 0,)
        found = function(x, axis=axis, **given(dtype=dtype))
        if not include_initial:
            return found
        return np.concatenate([first(np.sum(x, axis=axis, keepdims=True)), found], axis)

    return body


if hasattr(np, "cumulative_sum"):
    define(np.cumulative_sum, _cumulative(np.cumsum, np.zeros_like))
    define(np.cumulative_prod, _cumulative(np.cumprod, np.ones_like))

for name in "argmax argmin any all count_nonzero nanargmax nanargmin".split():
    zero(getattr(np, name))

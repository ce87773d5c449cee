"""Python's own functions. The rules of their calls on lists are in lists.py."""

from __future__ import annotations

import bisect
import functools
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from ast_ad.rules.axes import of_items
from ast_ad.rules.numpy_reductions import extremum_adjoint, extremum_tangent
from ast_ad.rules.symbolic import Symbol, sum_to
from ast_ad.rules.verbs import custom, diagonal, linear, zero

for name in (
    bool,
    int,
    len,
    range,
    round,
    isinstance,
    issubclass,
    hash,
    id,
    repr,
    str,
    type,
    callable,
    all,
    any,
    ord,
    chr,
    hex,
    format,
    float.is_integer,
    bisect.bisect_left,
    bisect.bisect_right,
):
    zero(name)


for word, method in vars(str).items():
    if not word.startswith("_") and callable(method):
        zero(method)


def same_for_all(d: Any, items: Any) -> Any:
    """The same bar for every item of a list, a written list, or an array."""
    if isinstance(items, list | tuple):
        return [d for _ in items]
    if isinstance(items, Symbol) and not items.is_array:
        return d.apply(operator.mul, [d], d.apply(len, items))
    # Iterating over an array gives its rows.
    return np.full_like(items, d) if items.ndim == 1 else np.zeros_like(items) + d


linear(sum, lambda d, items, start=0, *, w: same_for_all(d, items), lambda d, items, start, w: d)
linear(list, lambda d, items, w: of_items(d, items) if items.is_array else d)
linear(float, lambda d, x, w: d)
for question in (int.bit_length, int.bit_count, float.is_integer):
    zero(question)
diagonal(complex, lambda d, re, im=0.0, *, w: d, lambda d, re, im, w: d * 1j)


def tie(d: Any, k: int, xs: tuple[Any, ...], w: Any) -> Any:
    """The share of argument k in the perturbation of the greatest or least: equal shares where several are."""
    if len(xs) == 2:
        x, y = xs[k], xs[1 - k]
        return d * (x == w) / (1 + (x == y))
    return d * (xs[k] == w) / functools.reduce(operator.add, [x == w for x in xs])


def _of_several(d: Any, k: int, *xs: Any, w: Any) -> Any:
    return tie(d, k, xs, w)


def _extremum_tangent(dots: Any, *xs: Any, w: Any) -> Any:
    if len(xs) == 1:
        return extremum_tangent(dots, xs[0], w=w)
    terms = [tie(dot, k, xs, w) for k, dot in enumerate(dots) if dot is not None]
    return functools.reduce(operator.add, terms)


def _extremum_adjoint(d: Any, *xs: Any, w: Any) -> Any:
    if len(xs) == 1:
        return extremum_adjoint(d, xs[0], w=w)
    return tuple(tie(d, k, xs, w) for k in range(len(xs)))


for function in (max, min):
    custom(function, tangent=_extremum_tangent, adjoint=_extremum_adjoint)


def _divmod_tangent(dots: Any, x: Any, y: Any, w: Any) -> Any:
    terms = [dots[0], None if dots[1] is None else -dots[1] * w[0]]
    return None, functools.reduce(operator.add, [term for term in terms if term is not None])


def _divmod_adjoint(bars: Any, x: Any, y: Any, w: Any) -> Any:
    return sum_to(bars[1], x), sum_to(-bars[1] * w[0], y)


_DIVMODS: tuple[Callable[..., Any], ...] = (divmod, np.divmod)
for function in _DIVMODS:
    custom(function, tangent=_divmod_tangent, adjoint=_divmod_adjoint)

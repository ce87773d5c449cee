"""Python's own functions. The rules of their calls on lists are in lists.py."""

from __future__ import annotations

import functools
import operator
from typing import Any

import numpy as np

from ast_ad.rules.numpy_reductions import extremum_adjoint, extremum_tangent
from ast_ad.rules.symbolic import sum_to
from ast_ad.rules.table import Map
from ast_ad.rules.verbs import custom, diagonal, linear, zero

for name in (bool, int, len, range, round, isinstance, issubclass, hash, id, repr, str, type, callable, all, any, ord, chr, hex):
    zero(name)

linear(float, lambda d, x, w: d)
diagonal(complex, lambda d, re, im=0.0, *, w: d, lambda d, re, im, w: d * 1j)


def tie(d: Any, k: int, xs: tuple[Any, ...], w: Any) -> Any:
    """The share of argument k in the perturbation of the greatest or least: equal shares where several are."""
    if len(xs) == 2:
        x, y = xs[k], xs[1 - k]
        return d * (x == w) / (1 + (x == y))
    return d * (xs[k] == w) / functools.reduce(operator.add, [x == w for x in xs])


def _of_several(d: Any, k: int, *xs: Any, w: Any) -> Any:
    return tie(d, k, xs, w)


def _extremum(function: Any) -> tuple[Map, Map]:
    """max and min of one iterable are custom, of several numbers elementwise."""

    def tangent(dots: Any, *xs: Any, w: Any) -> Any:
        if len(xs) == 1:
            return extremum_tangent(dots, xs[0], w=w)
        terms = [tie(dot, k, xs, w) for k, dot in enumerate(dots) if dot is not None]
        return functools.reduce(operator.add, terms)

    def adjoint(d: Any, *xs: Any, w: Any) -> Any:
        if len(xs) == 1:
            return extremum_adjoint(d, xs[0], w=w)
        return tuple(tie(d, k, xs, w) for k in range(len(xs)))

    return tangent, adjoint


for function in (max, min):
    tangent, adjoint = _extremum(function)
    custom(function, tangent=tangent, adjoint=adjoint)


def _divmod_tangent(dots: Any, x: Any, y: Any, w: Any) -> Any:
    terms = [dots[0], None if dots[1] is None else -dots[1] * w[0]]
    return None, functools.reduce(operator.add, [term for term in terms if term is not None])


def _divmod_adjoint(bars: Any, x: Any, y: Any, w: Any) -> Any:
    return sum_to(bars[1], x), sum_to(-bars[1] * w[0], y)


for function in (divmod, np.divmod):
    custom(function, tangent=_divmod_tangent, adjoint=_divmod_adjoint)

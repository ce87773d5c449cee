"""Operators and builtins on lists, where they mean something else than on numbers."""

from __future__ import annotations

import functools
import math as real_math
import operator
from typing import Any

import numpy as np

from ast_ad import runtime
from ast_ad.ir import Const
from ast_ad.kinds import Kind, List, Number
from ast_ad.rules.axes import of_items
from ast_ad.rules.builtins import tie
from ast_ad.rules.numpy_reductions import product_of, products_adjoint, products_tangent
from ast_ad.rules.symbolic import Symbol
from ast_ad.rules.table import Bilinear, Custom, Linear, register_on_lists
from ast_ad.rules.verbs import linear, zero


def _length(d: Any, items: Any) -> Any:
    return len(items) if isinstance(items, list | tuple) else d.apply(len, items)


def _front(d: Any, x: Any, y: Any, w: Any) -> Any:
    """The part of a bar of ``x + y`` that belongs to x. Counted from the end where y is short: x need not be kept for it."""
    if isinstance(x, list | tuple):
        return [d[k] for k in range(len(x))]
    if isinstance(y, list | tuple):
        return d[: -len(y)] if y else d
    return d[: _length(d, x)]


def _back(d: Any, x: Any, y: Any, w: Any) -> Any:
    if isinstance(y, list | tuple):
        return [d[k - len(y)] for k in range(len(y))]
    return d[_length(d, x) :]


register_on_lists(operator.add, Linear((_front, _back)))


def _item_of_slice(d: Any, items: Any, key: Any, w: Any) -> Any:
    taken_off = key.start is None and key.step is None and type(key.stop) is int and key.stop == -1
    if taken_off and isinstance(items.kind, List):
        # What is taken off at the end of a list has no bar from there.
        return d.apply(operator.add, d, [_zero(d, items, items.kind.item)])
    return d.apply(runtime.spread_items, d, items, key)


def _zero(d: Any, items: Any, kind: Kind) -> Any:
    """The zero of the last item of a list."""
    if isinstance(kind, Number):
        return Const(0.0)
    return d.apply(runtime.zero_items, items[-1]) if isinstance(kind, List) else np.zeros_like(items[-1])


# Subscripts of arrays are loads: as a function, it is always a list that is sliced.
linear(operator.getitem, _item_of_slice, None)


def _listed(d: Any, items: Any, w: Any) -> Any:
    if isinstance(items, list | tuple):
        return [d[k] for k in range(len(items))]
    return of_items(d, items) if items.is_array else d


register_on_lists(list, Linear((_listed,)))


def _repeated(d: Any, items: Any, n: Any, w: Any) -> Any:
    if not isinstance(items, list | tuple):
        return d.apply(runtime.folded_items, d, items)
    return [d.apply(sum, d[k :: len(items)] if len(items) > 1 else d) for k in range(len(items))]


register_on_lists(operator.mul, Linear((_repeated, None)))


def _extremum_tangent(dots: Any, items: Any, *, w: Any) -> Any:
    if isinstance(items, list | tuple):
        terms = [tie(dot, k, tuple(items), w) for k, dot in enumerate(dots[0]) if dot is not None]
        return functools.reduce(operator.add, terms)
    return w.apply(runtime.dot_items, dots[0], w.apply(runtime.tie_shares, items, w))


def _extremum_adjoint(d: Any, items: Any, *, w: Any) -> Any:
    if isinstance(items, list | tuple):
        return ([tie(d, k, tuple(items), w) for k in range(len(items))],)
    return (d.apply(runtime.scaled_items, d.apply(runtime.tie_shares, items, w), d),)


for function in (max, min):
    register_on_lists(function, Custom(_extremum_tangent, _extremum_adjoint))


def _prod_tangent(dots: Any, items: Any, *, start: Any = 1, w: Any) -> Any:
    of_items, of_start = (*dots, None)[:2]
    if of_items is None or isinstance(items, list | tuple):
        return products_tangent((of_items, of_start), items, start=start, w=w)
    others = items.apply(runtime.others, items.apply(np.array, items))
    along = np.dot(others, of_items.apply(np.array, of_items)) * start
    return along if of_start is None else along + of_start * product_of(items)


def _prod_adjoint(d: Any, items: Any, *, start: Any = 1, w: Any) -> Any:
    if isinstance(items, list | tuple):
        return products_adjoint(d, items, start=start, w=w)
    others = items.apply(runtime.others, items.apply(np.array, items))
    return d * start * others, d * product_of(items) if isinstance(start, Symbol) else None


register_on_lists(real_math.prod, Custom(_prod_tangent, _prod_adjoint))


def _factor_bar(d: Any, mine: Any, others: Any) -> Any:
    """The bar of one factor of a sum of products, for the items of the other."""
    if isinstance(mine, list | tuple):
        return [d * others[k] for k in range(len(mine))]
    if isinstance(others, Symbol) and others.is_array:
        return d * others
    return d.apply(runtime.scaled_items, others, d)


if hasattr(real_math, "sumprod"):
    register_on_lists(
        real_math.sumprod,
        Bilinear((lambda d, p, q, w: _factor_bar(d, p, q), lambda d, p, q, w: _factor_bar(d, q, p))),
    )

for counted in (operator.indexOf, operator.countOf):
    zero(counted)

"""Builtins that call a function for each of several items, or join the items by one."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable

from ast_ad.frontend.calls import library, ordering, python_builtins
from ast_ad.frontend.calls.structural import (
    Handler,
    Keywords,
    Positional,
    arguments,
    as_sequence,
    each,
    handles,
    helper,
    listed,
)
from ast_ad.frontend.expressions import comprehensions, operators, truth
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Lazy, Partial, Ref, Tuple
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Const, Value


@handles(functools.partial)
def _partial(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    return Partial(positional[0], tuple(positional[1:]), tuple(keywords.items()))


@handles(sum)
def _sum(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    start = positional[1] if len(positional) == 2 else keywords.get("start", Const(0))
    positional[0] = iterate.opened(m, positional[0])
    return _fold(m, positional[0], start, lambda total, item: operators.binary(m, operator.add, total, item))


def _quantifier(function: Callable[..., object]) -> Handler:
    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
        sought = function is any
        positional[0] = iterate.opened(m, positional[0])
        if isinstance(positional[0], Lazy):
            return comprehensions.quantified(m, positional[0], sought)
        items = iterate.fixed(m, positional[0])
        return None if items is None else _first(m, items, sought)

    return handler


def _first(m: Machine, items: list[Abstract], sought: bool) -> Abstract:
    if not items:
        return Const(not sought)
    test = truth.truth(m, items[0])
    found, rest = Const(sought), lambda: _first(m, items[1:], sought)
    return truth.choose(m, test, lambda: found, rest) if sought else truth.choose(m, test, rest, lambda: found)


for quantifier in (any, all):
    handles(quantifier)(_quantifier(quantifier))


def _fold(
    m: Machine, values: Abstract, start: Abstract, step: Callable[[Abstract, Abstract], Abstract]
) -> Abstract | None:
    """Run over items one after the other; None for a list or an array, for which the function has a rule."""
    if isinstance(values, Lazy):
        return comprehensions.fold(m, values, start, step)
    items = iterate.fixed(m, values)
    if items is None:
        return None
    total = start
    for k, item in enumerate(items):
        total = item if k == 0 and start == Const(0) and isinstance(item, Value | Ref) else step(total, item)
    if len(items) == 1 and isinstance(total, Ref) and total is items[0]:
        # 0 + x is another array than x.
        return m.own(m.atom(total))
    return total


def _extremum(function: Callable[..., object]) -> Handler:
    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
        default = keywords.pop("default", None)
        if len(positional) == 1 and default is not None:
            found = iterate.fixed(m, listed(m, positional[0]))
            if found is None:
                m.refuse(
                    "AD402", f"{function.__name__} with a default of what only the run tells", "test for emptiness"
                )
            if not found:
                return default
        key = keywords.pop("key", Const(None))
        if key != Const(None):
            values = positional[0] if len(positional) == 1 else Tuple(tuple(positional))
            return ordering.extreme(m, function, values, key)
        values = listed(m, positional[0]) if len(positional) == 1 else Tuple(tuple(positional))
        items = iterate.fixed(m, values)
        if items is not None and len(items) > 1 and any(isinstance(item, Tuple | Box) for item in items):
            return ordering.extreme(m, function, values, Const(python_builtins.itself))
        if len(positional) != 1:
            return None
        if items is None and (row := ordering.extreme_row(m, function, values)) is not None:
            return row
        if items is None:
            return None if values is positional[0] else library.call(m, function, [values], keywords)
        return items[0] if len(items) == 1 else library.call(m, function, items, keywords)

    return handler


for extremum in (min, max):
    handles(extremum)(_extremum(extremum))


@handles(functools.reduce)
def _reduce(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "reduce", positional, 2, 3)
    function, values, *start = positional
    values = as_sequence(m, values)
    if iterate.fixed(m, values) == [] and not start:
        m.refuse("AD107", "reduce of nothing needs an initial value", "give one: reduce(f, values, 0.0)")
    if start:
        return helper(m, python_builtins.reduced_from, function, values, start[0])
    return helper(m, python_builtins.reduced, function, values)


@handles(map)
def _map(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    function, *columns = each(m, positional, listed)
    return helper(m, python_builtins.mapped, function, *columns)


@handles(filter)
def _filter(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "filter", positional, 2, 2)
    values = listed(m, positional[1])
    if positional[0] == Const(None):
        return helper(m, python_builtins.truthy, values)
    return helper(m, python_builtins.filtered, positional[0], values)

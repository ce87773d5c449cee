"""Builtins that call a function for each of several items, or join the items by one."""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ast_ad.frontend import comprehensions, iterate, library, operators, truth
from ast_ad.frontend.machine import Machine
from ast_ad.frontend.objects import Abstract, Grid, Lazy, Partial, Range, Ref, Tuple
from ast_ad.frontend.structural import Handler, Keywords, Positional, arguments, handles, listed
from ast_ad.ir import Const, Value
from ast_ad.kinds import Number


@handles(itertools.product)
def _product(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    repeat = keywords.get("repeat", Const(1))
    if not isinstance(repeat, Const) or not isinstance(repeat.value, int):
        m.refuse("AD110", "how often product repeats has to be known while compiling")
    parts = tuple(listed(m, value) for value in positional) * repeat.value
    columns = [iterate.fixed(m, part) for part in parts]
    known = [column for column in columns if column is not None]
    if len(known) == len(columns):
        return Tuple(tuple(map(Tuple, itertools.product(*known))))
    return Grid(tuple(part if column is None else iterate.dynamic(m, part) for part, column in zip(parts, columns)))


@handles(np.ndindex)
def _ndindex(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    shape = (
        iterate.items(m, positional[0], None)
        if len(positional) == 1 and not _is_number(m, positional[0])
        else positional
    )
    return Grid(tuple(Range(Const(0), m.atom(size, "the size of an axis"), Const(1)) for size in shape))


def _is_number(m: Machine, value: Abstract) -> bool:
    return isinstance(m.kind(value), Number)


def _selected(function: Callable[..., Iterable[tuple[Any, ...]]]) -> Handler:
    """Functions of itertools that choose among items, which have to be known while compiling."""

    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        items = iterate.items(m, listed(m, positional[0]), None)
        options = [*positional[1:], *keywords.values()]
        if not all(isinstance(option, Const) for option in options):
            m.refuse("AD110", f"how many items {function.__name__} chooses has to be known while compiling")
        given = [option.value for option in positional[1:] if isinstance(option, Const)]
        named = {name: option.value for name, option in keywords.items() if isinstance(option, Const)}
        return Tuple(tuple(Tuple(tuple(row)) for row in function(items, *given, **named)))

    return handler


for chooser in (
    itertools.combinations,
    itertools.permutations,
    itertools.combinations_with_replacement,
    itertools.pairwise,
):
    handles(chooser)(_selected(chooser))


@handles(itertools.chain)
def _chain(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    return Tuple(tuple(item for value in positional for item in iterate.items(m, listed(m, value), None)))


@handles(functools.partial)
def _partial(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    return Partial(positional[0], tuple(positional[1:]), tuple(keywords.items()))


@handles(sum)
def _sum(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    start = positional[1] if len(positional) == 2 else keywords.get("start", Const(0))
    return _fold(m, positional[0], start, lambda total, item: operators.binary(m, operator.add, total, item))


def _quantifier(function: Callable[..., object]) -> Handler:
    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
        sought = function is any
        if isinstance(positional[0], Lazy):
            return comprehensions.quantified(m, positional[0].node, sought)
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
        return comprehensions.fold(m, values.node, start, step)
    items = iterate.fixed(m, values)
    if items is None:
        return None
    total = start
    for k, item in enumerate(items):
        total = item if k == 0 and start == Const(0) and isinstance(item, Value | Ref) else step(total, item)
    return total


def _extremum(function: Callable[..., object]) -> Handler:
    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
        if "key" in keywords:
            m.refuse("AD402", f"{function.__name__} with a key is not supported", "compare in a loop")
        if len(positional) != 1:
            return None
        values = listed(m, positional[0])
        items = iterate.fixed(m, values)
        if items is None:
            return None if values is positional[0] else library.call(m, function, [values], keywords)
        return items[0] if len(items) == 1 else library.call(m, function, items, keywords)

    return handler


for extremum in (min, max):
    handles(extremum)(_extremum(extremum))


@handles(functools.reduce)
def _reduce(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    from ast_ad.frontend import calls

    arguments(m, "reduce", positional, 2, 3)
    items = [*positional[2:], *iterate.items(m, listed(m, positional[1]), None)]
    if not items:
        m.refuse("AD107", "reduce of nothing needs an initial value")
    return functools.reduce(lambda total, item: calls.call(m, positional[0], [total, item], {}), items)


@handles(map)
def _map(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    from ast_ad.frontend import calls

    columns = [iterate.items(m, listed(m, value), None) for value in positional[1:]]
    return Tuple(tuple(calls.call(m, positional[0], list(row), {}) for row in zip(*columns)))

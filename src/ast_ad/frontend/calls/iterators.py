"""The functions of ``itertools`` over what is known while compiling, and those that go over lists and arrays too."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ast_ad.frontend.calls import library, python_builtins
from ast_ad.frontend.calls.structural import Keywords, Positional, arguments, as_sequence, each, handles, helper, listed
from ast_ad.frontend.expressions import comprehensions, operators
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Grid, Lazy, Once, Range, Slice, Storage, Tuple, Zip
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Const
from ast_ad.kinds import Number


def _items(m: Machine, value: Abstract) -> list[Abstract]:
    return iterate.items(m, listed(m, value), None)


def _number(m: Machine, value: Abstract) -> int:
    if isinstance(value, Const) and isinstance(value.value, int):
        return value.value
    m.refuse("AD110", "how many items this makes is not known while compiling", "write a loop")


@handles(itertools.product)
def _product(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    repeat = keywords.get("repeat", Const(1))
    if not isinstance(repeat, Const) or not isinstance(repeat.value, int):
        m.refuse("AD110", "how often product repeats has to be known while compiling")
    parts = tuple(each(m, positional, listed)) * repeat.value
    columns = [iterate.fixed(m, part) for part in parts]
    known = [column for column in columns if column is not None]
    if len(known) == len(columns):
        return Once(tuple(map(Tuple, itertools.product(*known))))
    return Grid(tuple(part if column is None else iterate.dynamic(m, part) for part, column in zip(parts, columns)))


@handles(np.ndindex)
def _ndindex(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    shape = (
        iterate.items(m, positional[0], None)
        if len(positional) == 1 and not _is_number(m, positional[0])
        else positional
    )
    return Grid(tuple(Range(Const(0), m.atom(size, "the size of an axis"), Const(1)) for size in shape))


@handles(np.ndenumerate)
def _ndenumerate(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    from ast_ad.frontend.expressions import attributes

    arguments(m, "ndenumerate", positional, 1, 1)
    array = operators.as_array(m, positional[0])
    with m.hold(array) as held:
        places = _ndindex(m, [attributes.attribute(m, array, "shape")], {})
        return Zip((places, library.call(m, np.ravel, held(), {})))


def _is_number(m: Machine, value: Abstract) -> bool:
    return isinstance(m.kind(value), Number)


def _row_handler(function: Callable[..., Iterable[tuple[Any, ...]]], *bodies: Callable[..., Any]) -> None:
    """Functions that choose among items: one by one where these are known, else in loops for two and for three of them."""

    @handles(function)
    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        options = [_number(m, option) for option in positional[1:]]
        named = {name: _number(m, option) for name, option in keywords.items()}
        values = _in_place(m, positional[0])
        if not iterate.is_counted(m, values):
            number = next(iter((*options, *named.values())), 0)
            if 2 <= number < 2 + len(bodies):
                return helper(m, bodies[number - 2], values)
        items = iterate.items(m, values, None)
        return Once(tuple(Tuple(tuple(row)) for row in function(items, *options, **named)))


_row_handler(itertools.combinations, python_builtins.pairs, python_builtins.triples)
_row_handler(itertools.permutations, python_builtins.ordered_pairs, python_builtins.ordered_triples)
_row_handler(itertools.combinations_with_replacement, python_builtins.pairs_with_itself)


@handles(itertools.pairwise)
def _pairwise(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    from ast_ad.frontend.expressions import subscripts

    values = as_sequence(m, positional[0])
    none = Const(None)
    shifted = [subscripts.item(m, values, Slice(parts)) for parts in ((none, Const(-1), none), (Const(1), none, none))]
    return Zip(tuple(shifted))


def _chained(m: Machine, columns: Sequence[Abstract]) -> Abstract:
    found = [iterate.fixed(m, column) for column in columns]
    if None not in found:
        return Once(tuple(item for column in found for item in column or ()))
    return helper(m, python_builtins.chained, Tuple(tuple(columns)))


@handles(itertools.chain)
def _chain(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    return _chained(m, each(m, positional, listed))


@handles(itertools.chain.from_iterable)
def _chain_from(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "from_iterable", positional, 1, 1)
    values = listed(m, positional[0])
    found = iterate.fixed(m, values)
    return helper(m, python_builtins.chained, values) if found is None else _chained(m, found)


@handles(itertools.accumulate)
def _accumulate(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    given = dict(zip(("iterable", "func"), positional)) | keywords
    values, function = as_sequence(m, given["iterable"]), given.get("func", Const(operator.add))
    function = Const(operator.add) if function == Const(None) else function
    start = given.get("initial", Const(None))
    if start != Const(None):
        return helper(m, python_builtins.accumulated_from, values, function, start)
    if iterate.fixed(m, values) == []:
        return values
    return helper(m, python_builtins.accumulated, values, function)


@handles(itertools.starmap)
def _starmap(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "starmap", positional, 2, 2)
    return helper(m, python_builtins.starred, positional[0], listed(m, positional[1]))


@handles(itertools.repeat)
def _repeat(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "repeat", positional, 1, 2)
    from ast_ad.frontend.expressions import operators

    if len(positional) == 1:
        m.refuse("AD108", "repeat without a number never ends", "say how often: repeat(x, len(others))")

    return operators.binary(m, operator.mul, Box(Storage(Contents(list, (positional[0],)))), positional[1])


@handles(itertools.count)
def _count(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "count", positional, 0, 2)
    atoms = [m.atom(value) for value in positional]
    start = atoms[0] if atoms else Const(0)
    step = atoms[1] if len(atoms) == 2 else Const(1)
    return Range(start, Const(2**62), step)


@handles(itertools.zip_longest)
def _zip_longest(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    columns = [_items(m, value) for value in positional]
    rows = itertools.zip_longest(*columns, fillvalue=keywords.get("fillvalue", Const(None)))
    return Once(tuple(map(Tuple, rows)))


@handles(itertools.islice)
def _islice(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    from ast_ad.frontend.calls import structural
    from ast_ad.frontend.expressions import subscripts

    arguments(m, "islice", positional, 2, 4)
    bounds = structural.find(slice)
    assert bounds is not None
    key = bounds(m, list(positional[1:]), {})
    assert key is not None
    values = positional[0]
    if isinstance(values, Lazy) and comprehensions.is_simple(values):
        return listed(m, replace(values, first=subscripts.item(m, _in_place(m, values.first), key)))
    return subscripts.item(m, _in_place(m, values), key)


def _in_place(m: Machine, value: Abstract) -> Abstract:
    """Something that can be sliced; a range may have no end."""
    return value if isinstance(value, Range) else as_sequence(m, value)


@handles(itertools.cycle)
def _cycle(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "cycle", positional, 1, 1)
    return helper(m, python_builtins.cycled, as_sequence(m, positional[0]))


@handles(itertools.groupby)
def _groupby(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    """Groups of neighbours with one key, which has to be known while compiling."""
    from ast_ad.frontend.calls import calls
    from ast_ad.frontend.expressions import dicts

    arguments(m, "groupby", positional, 1, 2)
    key = positional[1] if len(positional) == 2 else keywords.get("key", Const(None))
    items = _items(m, positional[0])
    groups: list[tuple[object, list[Abstract]]] = []
    for item in iterate.each(m, items):
        found = dicts.key_of(m, item if key == Const(None) else calls.call(m, key, [item], {}))
        if not groups or groups[-1][0] != found:
            groups.append((found, []))
        groups[-1][1].append(item)
    return Once(tuple(Tuple((dicts.as_key(found), Once(tuple(group)))) for found, group in groups))


def _while_handler(function: Callable[..., Iterable[Any]], body: Callable[..., Any]) -> None:
    @handles(function)
    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        arguments(m, function.__name__, positional, 2, 2)
        return helper(m, body, positional[0], as_sequence(m, positional[1]))


for function, body in ((itertools.takewhile, python_builtins.taken), (itertools.dropwhile, python_builtins.dropped)):
    _while_handler(function, body)


@handles(itertools.compress)
def _compress(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "compress", positional, 2, 2)
    return helper(m, python_builtins.compressed, listed(m, positional[0]), listed(m, positional[1]))

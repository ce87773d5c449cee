"""Sorting, and the greatest and least by a key."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import replace

from ast_ad import runtime
from ast_ad.frontend.calls import calls, python_builtins
from ast_ad.frontend.calls.structural import Keywords, Positional, as_sequence, handles, helper, listed
from ast_ad.frontend.expressions import rows, special, subscripts, truth
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Storage, Tuple, Zip
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Apply, Atom, Const, Value, kind_of
from ast_ad.kinds import INT, Array, List


@handles(sorted)
def _sorted(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    return ordered(m, as_sequence(m, positional[0]), keywords)


def ordered(m: Machine, values: Abstract, keywords: Keywords) -> Abstract:
    """The list of values in order: now, if that does not depend on the run."""
    key, reverse = keywords.get("key", Const(None)), keywords.get("reverse", Const(False))
    items = iterate.fixed(m, values)
    if items is None and (table := rows.contents_of(m, values)) is not None:
        return _rows_at_run_time(m, values, table, key, reverse)
    if items is None:
        keys = values if key == Const(None) else listed(m, helper(m, python_builtins.mapped, key, values))
        return _at_run_time(m, values, keys, reverse)
    with m.hold(*items) as held:
        found = list(items) if key == Const(None) else [calls.call(m, key, [held()[k]], {}) for k in range(len(items))]
        items = held()
    known = [_constant(each) for each in found]
    firsts = [each[0] for each in known if isinstance(each, tuple) and each]
    if all(each is not None for each in known) and isinstance(reverse, Const):
        # Where the first parts differ, the parts after them do not count.
        tuples = len(firsts) == len(known)
        plain = firsts if tuples and len(set(firsts)) == len(firsts) else known
        if _ATOM not in [part for each in plain for part in (each if isinstance(each, tuple) else (each,))]:
            positions = runtime.order(plain, bool(reverse.value))
            return Box(Storage(Contents(list, tuple(items[k] for k in positions))))
    if any(_is_object(m, each) for each in found):
        return _compared(m, items, found, reverse)
    keys = _tuples(m, found) if all(isinstance(each, Tuple) for each in found) else subscripts.uniform(m, found)
    if subscripts.form(m, items[0]) is not None:
        return _objects_at_run_time(m, items, keys, reverse)
    return _at_run_time(m, subscripts.uniform(m, items), keys, reverse)


def _rows_at_run_time(m: Machine, values: Abstract, table: Contents, key: Abstract, reverse: Abstract) -> Abstract:
    """Tuples whose number only the run tells: each column in the order of the keys, or of the tuples themselves."""
    columns = rows.columns(m, table)
    keys = values if key == Const(None) else listed(m, helper(m, python_builtins.mapped, key, values))
    positions = _order(m, keys, reverse)
    picked = tuple(
        m.own(m.builder.apply(runtime.picked_items, m.atom(column), positions), items=[column]) for column in columns
    )
    return Box(Storage(replace(table, items=picked)))


def extreme_row(m: Machine, function: Callable[..., object], values: Abstract) -> Abstract | None:
    """The least or greatest of tuples whose number only the run tells; None for other values."""
    if not isinstance(m.resolve(values), Box | Zip):
        return None
    values = as_sequence(m, values)
    if rows.contents_of(m, values) is None:
        return None
    count = m.atom(iterate.length(m, values))
    m.require(m.builder.apply(operator.gt, count, 0), ValueError, f"{function.__name__}() iterable argument is empty")
    return subscripts.item(m, ordered(m, values, {"reverse": Const(function is max)}), Const(0))


def _tuples(m: Machine, keys: Sequence[Abstract]) -> Abstract:
    """Tuples as one list of them."""
    rows = [iterate.items(m, key, None) for key in keys]
    if len({len(row) for row in rows}) > 1:
        m.refuse("AD110", "tuples of different lengths are sorted, by numbers that only the run tells", _BY_KEY)
    columns = [m.atom(subscripts.uniform(m, column)) for column in zip(*rows)]
    return m.builder.apply(runtime.rows, *columns)


def _is_object(m: Machine, value: Abstract) -> bool:
    """Whether a value is compared by what its class says, and not as numbers and tuples are."""
    return special.is_instance(m, value) and (
        not isinstance(value, Tuple) or special.find(m, value, "__lt__") is not None
    )


def _compared(m: Machine, items: list[Abstract], keys: list[Abstract], reverse: Abstract) -> Abstract:
    """Objects sorted by their own ``<``: each is compared with those before it."""
    if not isinstance(reverse, Const) or len(items) > _MOST_COMPARED:
        m.refuse("AD110", f"more than {_MOST_COMPARED} objects are sorted by a comparison of their class", _BY_KEY)
    rows: list[Abstract] = [Tuple(pair) for pair in zip(keys, items)]
    rows = rows[::-1] if reverse.value else rows
    for k in range(1, len(rows)):
        for j in range(k, 0, -1):
            rows = _in_order(m, rows, j)
    rows = rows[::-1] if reverse.value else rows
    return Box(Storage(Contents(list, tuple(subscripts.item(m, row, Const(1)) for row in rows))))


def _in_order(m: Machine, rows: list[Abstract], j: int) -> list[Abstract]:
    """The rows, of which two neighbours have changed places if the key of the second is the smaller one."""
    with m.hold(*rows) as held:

        def key(k: int) -> Abstract:
            return subscripts.item(m, held()[k], Const(0))

        less = truth.truth(m, truth.compare(m, "Lt", key(j), key(j - 1)))

        def exchanged() -> Abstract:
            now = held()
            return Tuple((*now[: j - 1], now[j], now[j - 1], *now[j + 1 :]))

        return iterate.items(m, truth.choose(m, less, exchanged, lambda: Tuple(tuple(held()))), None)


def _objects_at_run_time(m: Machine, items: list[Abstract], keys: Abstract, reverse: Abstract) -> Abstract:
    """Objects of one form in an order that only the run tells: each is chosen part by part."""
    positions = m.own(_order(m, keys, reverse))
    chosen = [
        subscripts.item(m, Tuple(tuple(items)), subscripts.item(m, positions, Const(k))) for k in range(len(items))
    ]
    return Box(Storage(Contents(list, tuple(chosen))))


_ATOM = object()
_MOST_COMPARED = 20
_BY_KEY = "sort by a number: sorted(values, key=lambda value: ...)"


def _constant(value: Abstract) -> object:
    """What is compared, as far as it is known: None for a value, a tuple with marks for the values in it."""
    if isinstance(value, Const):
        return value.value
    if isinstance(value, Tuple):
        return tuple(_ATOM if (found := _constant(item)) is None else found for item in value.items)
    return None


def _at_run_time(m: Machine, values: Abstract, keys: Abstract, reverse: Abstract) -> Abstract:
    positions = _order(m, keys, reverse)
    return m.own(m.builder.apply(runtime.picked_items, _listed(m, values), positions), items=[values])


def _order(m: Machine, keys: Abstract, reverse: Abstract) -> Value:
    """The positions of the keys, from the least one on."""
    return m.builder.emit(Apply(runtime.order), (_listed(m, keys), m.atom(reverse)), (List(INT),))[0]


def _listed(m: Machine, values: Abstract) -> Atom:
    """What is sorted, as a list: of an array, its elements; tuples, of lists of their parts."""
    if (table := rows.contents_of(m, values)) is not None:
        columns = [m.atom(column) for column in rows.columns(m, table)]
        return m.builder.apply(runtime.rows, *columns)
    atom = m.atom(values)
    return m.builder.apply(list, atom) if isinstance(kind_of(atom), Array) else atom


def extreme(m: Machine, function: Callable[..., object], values: Abstract, key: Abstract) -> Abstract:
    """``max(values, key=key)``: the first of several that are equally great."""
    body = python_builtins.greatest if function is max else python_builtins.least
    return helper(m, body, as_sequence(m, values), key)

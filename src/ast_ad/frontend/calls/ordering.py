"""Sorting, and the greatest and least by a key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ast_ad import runtime
from ast_ad.frontend.calls import calls, python_builtins
from ast_ad.frontend.calls.structural import Keywords, Positional, as_sequence, handles, helper, listed
from ast_ad.frontend.expressions import rows, subscripts
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Storage, Tuple
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Atom, Const, kind_of
from ast_ad.kinds import Array


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
    keys = subscripts.uniform(m, found)
    if subscripts.form(m, items[0]) is not None:
        return _objects_at_run_time(m, items, keys, reverse)
    return _at_run_time(m, subscripts.uniform(m, items), keys, reverse)


def _rows_at_run_time(m: Machine, values: Abstract, table: Contents, key: Abstract, reverse: Abstract) -> Abstract:
    """Tuples whose number only the run tells: each column in the order of the keys, or of the tuples themselves."""
    columns = rows.columns(m, table)
    atoms = [m.atom(column) for column in columns]
    if key == Const(None):
        keys: Atom = m.builder.apply(list, m.builder.apply(zip, *atoms))
    else:
        keys = _listed(m, listed(m, helper(m, python_builtins.mapped, key, values)))
    positions = m.builder.apply(runtime.order, keys, m.atom(reverse))
    picked = tuple(
        m.own(m.builder.apply(runtime.picked_items, atom, positions), items=[column])
        for column, atom in zip(columns, atoms)
    )
    return Box(Storage(replace(table, items=picked)))


def _objects_at_run_time(m: Machine, items: list[Abstract], keys: Abstract, reverse: Abstract) -> Abstract:
    """Objects of one form in an order that only the run tells: each is chosen part by part."""
    positions = m.own(m.builder.apply(runtime.order, _listed(m, keys), m.atom(reverse)))
    chosen = [
        subscripts.item(m, Tuple(tuple(items)), subscripts.item(m, positions, Const(k))) for k in range(len(items))
    ]
    return Box(Storage(Contents(list, tuple(chosen))))


_ATOM = object()


def _constant(value: Abstract) -> object:
    """What is compared, as far as it is known: None for a value, a tuple with marks for the values in it."""
    if isinstance(value, Const):
        return value.value
    if isinstance(value, Tuple):
        return tuple(_ATOM if (found := _constant(item)) is None else found for item in value.items)
    return None


def _at_run_time(m: Machine, values: Abstract, keys: Abstract, reverse: Abstract) -> Abstract:
    positions = m.builder.apply(runtime.order, _listed(m, keys), m.atom(reverse))
    return m.own(m.builder.apply(runtime.picked_items, _listed(m, values), positions), items=[values])


def _listed(m: Machine, values: Abstract) -> Atom:
    """What is sorted, as a list: of an array, its elements."""
    atom = m.atom(values)
    return m.builder.apply(list, atom) if isinstance(kind_of(atom), Array) else atom


def extreme(m: Machine, function: Callable[..., object], values: Abstract, key: Abstract) -> Abstract:
    """``max(values, key=key)``: the first of several that are equally great."""
    return helper(
        m, python_builtins.greatest if function is max else python_builtins.least, as_sequence(m, values), key
    )

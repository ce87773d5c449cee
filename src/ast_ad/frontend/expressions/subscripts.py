"""Subscripts: element reads, views, copies through arrays of indices; and writes through any path."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import replace
from typing import NoReturn

import gast
import numpy as np

from ast_ad import kinds
from ast_ad.frontend.expressions import alternatives, special
from ast_ad.frontend.expressions.whole import require_whole
from ast_ad.frontend.machine import memory
from ast_ad.frontend.machine.machine import Machine, expression
from ast_ad.frontend.machine.objects import (
    PLAIN,
    TUPLE,
    Abstract,
    Box,
    Contents,
    Either,
    Maybe,
    Packed,
    Range,
    Ref,
    Rows,
    Shape,
    Slice,
    Step,
    Storage,
    Tuple,
    Views,
)
from ast_ad.frontend.machine.words import is_function
from ast_ad.ir import Apply, Atom, Const, Index, Value, kind_of
from ast_ad.kinds import BOOL, Array, List, Number, Opaque
from ast_ad.rules import shape_kind, table
from ast_ad.rules.invocation import name_of
from ast_ad.tree import LEAF, Node, Tree


@expression("Subscript")
def _subscript(m: Machine, node: gast.Subscript) -> Abstract:
    base, key = m.evaluate_all([node.value, node.slice])
    return item(m, base, key)


@expression("Slice")
def _slice(m: Machine, node: gast.Slice) -> Abstract:
    parts = [
        Const(None) if part is None else m.or_none(m.evaluate(part), "the bound")
        for part in (node.lower, node.upper, node.step)
    ]
    return Slice((parts[0], parts[1], parts[2]))


def item(m: Machine, base: Abstract, key: Abstract) -> Abstract:
    """``base[key]``."""
    from ast_ad.frontend.expressions import dicts, indexed_makers, ranges, rows, viewed

    # A list may have become one value since it was named, where what stands beside it looks an item up.
    match base := m.resolve(base):
        case Ref() if alternatives.are_two(key):
            return alternatives.on_each_way(m, [base, key], lambda values: item(m, *values))
        case Ref():
            return _of_ref(m, base, key)
        case Range():
            return ranges.item(m, base, key)
        case Packed():
            from ast_ad.frontend.calls import packing

            return item(m, packing.opened(m, base), key)
        case Tuple(items=items):
            found = special.call(m, base, "__getitem__", key)
            return _of_items(m, items, key, None) if found is None else found
        case Box(storage=storage):
            contents = m.content(storage)
            assert isinstance(contents, Contents)
            if contents.type not in PLAIN:
                return _by_method(m, base, key)
            if contents.type is Rows:
                return rows.item(m, contents, key)
            if contents.type is Views:
                return viewed.item(m, base, key)
            if contents.type is dict:
                return dicts.read(m, base, key)
            if contents.type is list and not isinstance(constant(key), Const) and _holds_arrays(contents):
                # What is written through the item that is found is written into the list.
                m.state.heap[storage] = m.array(uniform(m, contents.items))
                m.holds(storage, contents.items)
                return item(m, Ref(storage), key)
            return _of_items(m, contents.items, key, contents)
        case Shape(ndim=ndim):
            if isinstance(key, Const) and isinstance(key.value, int):
                return size(m, base, key.value)
            if ndim is not None:
                return _of_items(m, tuple(size(m, base, k) for k in range(ndim)), key, None)
            return m.builder.apply(operator.getitem, m.atom(base), m.atom(key))
        case Maybe(value=inner):
            return item(m, inner, key)
        case Either() if alternatives.are_two(base):
            return alternatives.on_each_way(m, [base], lambda bases: item(m, bases[0], key))
        case Const(value=maker) if (made := indexed_makers.made(m, maker, key)) is not None:
            return made
        case Const() if isinstance(known := constant(key), Const):
            try:
                return Const(base.value[known.value])  # type: ignore[index]
            except (LookupError, TypeError) as error:
                if m.trying:
                    m.throw(error)
                m.refuse("AD109", str(error))
        case Value(kind=Number(dtype=np.dtype())) if key == Tuple(()):
            return base
        case Value(kind=Opaque()) | Const():
            _refuse_items(m, base)
    atom = m.atom(base, "what is indexed")
    kind = kind_of(atom)
    if isinstance(kind, Number) and m.trying:
        scalar = IndexError("invalid index to scalar variable.")
        m.throw(scalar if kind.dtype else TypeError(f"'{kind}' object is not subscriptable"))
    m.refuse("AD110", f"a value of kind {kind} has no items")


def _refuse_items(m: Machine, base: Abstract) -> NoReturn:
    made = next((op for op in m.builder.ops if base in op.results), None)
    if made is not None and isinstance(made.prim, Apply) and (reason := table.reason(made.prim.function)):
        # Why a library's text is not followed, the place of the call says.
        reason = reason if reason != table.FOLLOWED or made.place is None else made.place.inside
        message = f"the items of what {name_of(made.prim.function)} gives are not known while compiling"
        m.refuse("AD401", f"{message}, nor its derivative: {reason}", "call it outside, and pass what it gives")
    what = (
        f"what {name_of(made.prim.function)} gives here"
        if made is not None and isinstance(made.prim, Apply)
        else "this"
    )
    m.refuse("AD110", f"the items of {what} are not known while compiling", "pass a tuple, a list or an array")


def _by_method(m: Machine, base: Box, key: Abstract) -> Abstract:
    found = special.call(m, base, "__getitem__", key)
    if found is None:
        m.refuse("AD110", "an instance whose class has no __getitem__ is indexed", "read the attribute that is meant")
    return found


def size(m: Machine, shape: Shape, axis: int) -> Atom:
    """The length of one axis; known where it is 1."""
    kind = kind_of(shape.array)
    if shape.ndim is not None and not -shape.ndim <= axis < shape.ndim:
        m.refuse("AD109", f"an array of {shape.ndim} axes has no axis {axis}")
    if isinstance(kind, Array) and kind.dims is not None:
        if isinstance(length := kind.dims[axis], int):
            return Const(length)
        axis %= len(kind.dims)
    return m.builder.apply(np.size, shape.array, axis)


def constant(key: Abstract) -> Abstract:
    """A slice of constants as one constant."""
    if isinstance(key, Slice) and all(isinstance(part, Const) for part in key.parts):
        start, stop, step = (part.value for part in key.parts)  # type: ignore[union-attr]
        return Const(slice(start, stop, step))
    return key


def _of_items(m: Machine, items: Sequence[Abstract], key: Abstract, contents: Contents | None) -> Abstract:
    known = constant(key)
    if isinstance(known, Const):
        try:
            found = items[known.value]  # type: ignore[call-overload]
        except (IndexError, TypeError) as error:
            what = "tuple" if contents is None else "list"
            m.fail(type(error)(str(error).replace("tuple", what)), "AD109")
        if not isinstance(known.value, slice):
            return found  # type: ignore[no-any-return]
        return Tuple(tuple(found)) if contents is None else Box(Storage(Contents(list, tuple(found))))
    if len(items) > 1 and all(map(is_function, items)):
        return _one_of(m, items, m.atom(key, "the index"))
    return _chosen(m, items, key)


def _chosen(m: Machine, items: Sequence[Abstract], key: Abstract) -> Abstract:
    """One of several items, known at run time only. Objects of one form are chosen part by part."""
    forms = [form(m, value) for value in items]
    if isinstance(key, Slice) or forms[:1] in ([], [None]) or any(other != forms[0] for other in forms):
        return item(m, uniform(m, items), key)
    objects = [value if isinstance(value, Tuple) else _contents(m, value) for value in items]
    chosen = tuple(_chosen(m, column, key) for column in zip(*(each.items for each in objects)))
    first = objects[0]
    if isinstance(first, Tuple):
        return replace(first, items=chosen)
    found = Box(Storage(replace(first, items=chosen), "", "which object is written is known at run time only"))
    for value in items:
        assert isinstance(value, Box)
        m.state.link(found.storage, value.storage)
    return found


def form(m: Machine, value: Abstract) -> object:
    """What two objects have in common that can be chosen between part by part; None for lists and for what has no parts."""
    if isinstance(value, Tuple):
        return value.type, value.names, len(value.items)
    contents = m.content(value.storage) if isinstance(value, Box) else None
    if isinstance(contents, Contents) and contents.type is not list:
        return contents.type, contents.keys
    return None


def _contents(m: Machine, value: Abstract) -> Contents:
    assert isinstance(value, Box)
    contents = m.content(value.storage)
    assert isinstance(contents, Contents)
    return contents


def _one_of(m: Machine, items: Sequence[Abstract], index: Atom) -> Abstract:
    """One of several functions, by an index that only the run tells."""
    # Looked up, so that an index out of range raises as it would for the functions, and a negative one counts from the end.
    position = m.builder.apply(operator.getitem, Const(tuple(range(len(items)))), index)
    chosen: Abstract = items[-1]
    for k in reversed(range(len(items) - 1)):
        chosen = Either(m.builder.apply(operator.eq, position, k), items[k], chosen)
    return chosen


def uniform(m: Machine, items: Sequence[Abstract]) -> Ref:
    """A list of unknown length made from items, so that it can be indexed by what is known at run time only."""
    parts = [one(m, value) for value in items]
    atoms = [m.atom(value, "an item") for value in parts]
    made = m.builder.apply(list, atoms) if atoms else Const(None)
    if not isinstance(kind_of(made), List):
        m.refuse(
            "AD110",
            "the items differ in kind, so the index has to be known while compiling",
            "write an if for each of them",
        )
    whole = m.own(made, items=items)
    assert isinstance(whole, Ref)
    for value, part in zip(items, parts):
        if part is not value and isinstance(part, Ref):
            m.state.link(whole.storage, part.storage)
    return whole


def one(m: Machine, value: Abstract) -> Abstract:
    """An item as one value: a list that is known by structure becomes one whose length is not."""
    contents = m.content(value.storage) if isinstance(value, Box) else None
    if isinstance(contents, Contents) and contents.type is list:
        return uniform(m, contents.items)
    return value


def _holds_arrays(contents: Contents) -> bool:
    return bool(contents.items) and all(isinstance(item, Ref) for item in contents.items)


def step(m: Machine, key: Abstract) -> tuple[Step, bool]:
    """A subscript as a step of a path, and whether it is basic: of integers and slices, so that it gives a view."""
    keys = key.items if isinstance(key, Tuple) else [key]
    if isinstance(key, Ref | Box) and key.listed == TUPLE:
        hint = "take it apart: i, j = ..., then x[i, j]"
        m.refuse("AD110", "how many indices this tuple holds is not known while compiling", hint)
    if isinstance(key, Const) and isinstance(key.value, tuple):
        keys = [Const(part) for part in key.value]
    trees: list[Tree] = []
    atoms: list[Atom] = []
    basic = True
    for part in keys:
        tree, flat = _index_item(m, part)
        trees.append(tree)
        atoms += flat
        basic = basic and (isinstance(part, Slice) or (tree is LEAF and _is_basic(flat[0])))
    return Step(Index(tuple(trees)), tuple(atoms)), basic


def _index_item(m: Machine, part: Abstract) -> tuple[Tree, list[Atom]]:
    if special.is_instance(m, part) and (index := special.call(m, part, "__index__")) is not None:
        part = index
    require_whole(m, part, "an index")
    match part:
        case Slice(parts=parts):
            return Node(slice, (LEAF,) * 3), list(parts)
        case Tuple(items=items):
            return _index_list(m, items, tuple)
        case Box(storage=storage) if isinstance(contents := m.content(storage), Contents) and contents.type is list:
            return _index_list(m, contents.items, list)
        case Range(start=start, stop=stop, step=step):
            return LEAF, [m.builder.apply(np.arange, start, stop, step)]
    return LEAF, [m.atom(part, "the index")]


def _index_list(m: Machine, items: Sequence[Abstract], type: type) -> tuple[Tree, list[Atom]]:
    flat = [_index_item(m, part) for part in items]
    return Node(type, tuple(tree for tree, _ in flat)), [atom for _, atoms in flat for atom in atoms]


def _is_basic(atom: Atom) -> bool:
    if isinstance(atom, Const) and (atom.value is None or atom.value is ...):
        return True
    kind = kind_of(atom)
    return isinstance(kind, Number) and kind.type is int


def _of_ref(m: Machine, base: Ref, key: Abstract) -> Abstract:
    kind = m.kind(base)
    way, basic = step(m, key)
    if isinstance(kind, List):
        basic = not isinstance(key, Slice)
        if kind.optional and basic:
            return _perhaps(m, _picked(m, base, key, way, basic))
    return _picked(m, base, key, way, basic)


def _perhaps(m: Machine, found: Abstract) -> Abstract:
    """An item of a list that may hold None."""
    missing = m.builder.apply(operator.is_, m.atom(found), None)
    assert isinstance(missing, Value)
    missing.kind = BOOL
    return Const(None) if m.kind(found) == kinds.NONE else Maybe(missing, found)


def _picked(m: Machine, base: Ref, key: Abstract, way: Step, basic: bool) -> Abstract:
    ref = Ref(base.storage, (*base.path, way))
    found = m.kind(ref) if basic else None
    if basic and isinstance(found, Array | List):
        return ref
    atom = memory.read(m.builder, m.array(base), ref.path)
    if isinstance(found, shape_kind.Shape):
        # The shape of an array that is no longer known.
        return Tuple(tuple(m.builder.apply(operator.getitem, atom, k) for k in range(len(found.dims))))
    made = m.own(atom, items=[base])
    if isinstance(made, Ref) and isinstance(key, Slice) and base.listed == TUPLE:
        made.storage.listed = TUPLE
    return made

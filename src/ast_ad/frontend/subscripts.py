"""Subscripts: element reads, views, copies through arrays of indices; and writes through any path."""

from __future__ import annotations

import operator
from collections.abc import Sequence

import gast
import numpy as np

from ast_ad.frontend import memory, operators
from ast_ad.frontend.machine import Machine, expression
from ast_ad.frontend.objects import Abstract, Box, Contents, Maybe, Ref, Shape, Slice, Step, Storage, Tuple
from ast_ad.frontend.words import is_static
from ast_ad.ir import Atom, Const, Index, Value, View, kind_of
from ast_ad.kinds import Array, Kind, List, Number, Opaque
from ast_ad.tree import LEAF, Node, Tree

# Views through which NumPy does not write.
READ_ONLY = {np.broadcast_to, np.diagonal}
_WHOLE = Step(Index((LEAF,)), (Const(...),))


@expression("Subscript")
def _subscript(m: Machine, node: gast.Subscript) -> Abstract:
    base, key = m.evaluate_all([node.value, node.slice])
    return item(m, base, key)


@expression("Slice")
def _slice(m: Machine, node: gast.Slice) -> Abstract:
    parts = [
        Const(None) if part is None else m.atom(m.evaluate(part), "the bound")
        for part in (node.lower, node.upper, node.step)
    ]
    return Slice((parts[0], parts[1], parts[2]))


def item(m: Machine, base: Abstract, key: Abstract) -> Abstract:
    """``base[key]``."""
    match base:
        case Ref():
            return _of_ref(m, base, key)
        case Tuple(items=items):
            return _of_items(m, items, key, None)
        case Box(storage=storage):
            contents = m.content(storage)
            assert isinstance(contents, Contents)
            if contents.type is dict:
                return contents.items[position(m, contents, key)]
            return _of_items(m, contents.items, key, contents)
        case Shape(ndim=ndim):
            if isinstance(key, Const) and isinstance(key.value, int):
                return size(m, base, key.value)
            if ndim is not None:
                return _of_items(m, tuple(size(m, base, k) for k in range(ndim)), key, None)
            return m.builder.apply(operator.getitem, m.atom(base), m.atom(key))
        case Maybe(value=inner):
            return item(m, inner, key)
        case Const() if isinstance(constant := _constant(key), Const):
            return Const(base.value[constant.value])  # type: ignore[index]
        case Value(kind=Opaque()) | Const():
            m.refuse("AD110", "the items of this are not known while compiling", "pass a tuple, a list or an array")
    atom = m.atom(base, "what is indexed")
    m.refuse("AD110", f"a value of kind {kind_of(atom)} has no items")


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


def _constant(key: Abstract) -> Abstract:
    if isinstance(key, Slice) and all(isinstance(part, Const) for part in key.parts):
        start, stop, step = (part.value for part in key.parts)  # type: ignore[union-attr]
        return Const(slice(start, stop, step))
    return key


def _of_items(m: Machine, items: Sequence[Abstract], key: Abstract, contents: Contents | None) -> Abstract:
    known = _constant(key)
    if isinstance(known, Const):
        try:
            found = items[known.value]  # type: ignore[call-overload]
        except (IndexError, TypeError) as error:
            m.refuse("AD109", str(error))
        if not isinstance(known.value, slice):
            return found  # type: ignore[no-any-return]
        return Tuple(tuple(found)) if contents is None else Box(Storage(Contents(list, tuple(found))))
    return item(m, uniform(m, items), key)


def uniform(m: Machine, items: Sequence[Abstract]) -> Abstract:
    """A list of unknown length made from items, so that it can be indexed by what is known at run time only."""
    atoms = [m.atom(value, "an item") for value in items]
    made = m.builder.apply(list, atoms) if atoms else Const(None)
    if not isinstance(kind_of(made), List):
        m.refuse("AD110", "the items differ in kind, so the index has to be known while compiling")
    return m.own(made)


def position(m: Machine, contents: Contents, key: Abstract) -> int:
    """Where a dict has its key."""
    if not is_static(key) and not isinstance(key, Const):
        m.refuse("AD110", "the key has to be known while compiling", "use an array or a list")
    assert isinstance(key, Const)
    if key.value not in contents.keys:
        m.refuse("AD110", f"the dict has no key {key.value!r} here")
    return contents.keys.index(key.value)


def step(m: Machine, key: Abstract) -> tuple[Step, bool]:
    """A subscript as a step of a path, and whether it is basic: made of integers and slices, so that it gives a view."""
    keys = key.items if isinstance(key, Tuple) else [key]
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
    match part:
        case Slice(parts=parts):
            return Node(slice, (LEAF,) * 3), list(parts)
        case Tuple(items=items):
            return _index_list(m, items, tuple)
        case Box(storage=storage) if isinstance(contents := m.content(storage), Contents) and contents.type is list:
            return _index_list(m, contents.items, list)
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
    ref = Ref(base.storage, (*base.path, way))
    found = m.kind(ref) if basic else None
    if basic and isinstance(found, Array | List):
        return ref
    atom = memory.read(m.builder, m.array(base), ref.path)
    return m.own(atom)


def write(m: Machine, ref: Ref, value: Atom, accumulate: bool = False) -> None:
    """``ref[...] = value``, or ``+=``: the storage holds a new version from here on."""
    require_writable(m, ref)
    content = m.array(ref)
    _require_fit(m, memory.kind_of_ref(content, ref), value)
    path, atoms = memory.path_of(ref.path)
    hint = ref.storage.name
    if accumulate:
        new = m.builder.acc(content, value, path, atoms, hint=hint)
    else:
        path, atoms = memory.path_of(ref.path or (_WHOLE,))
        new = m.builder.store(content, value, path, atoms, hint=hint)
    m.state.write(ref.storage, new, m.builder.place)


def require_writable(m: Machine, ref: Ref) -> None:
    if ref.storage.frozen:
        m.refuse("AD201", ref.storage.frozen, "write into a copy and return it")
    for taken in ref.path:
        if isinstance(taken.kind, View) and taken.kind.function in READ_ONLY:
            m.refuse("AD201", f"what np.{taken.kind.function.__name__} returns cannot be written", "make a copy")


def _require_fit(m: Machine, kind: Kind, value: Atom) -> None:
    """An integer array drops the fraction of what is written into it, and with it the derivative."""
    stored = kind_of(value)
    into = kind.dtype.kind if isinstance(kind, Array) else _letter(kind)
    what = stored.dtype.kind if isinstance(stored, Array) else _letter(stored)
    if (into in "biu" and what in "fc") or (into == "f" and what == "c"):
        of = {"c": "complex values are", "f": "floats are"}[what]
        m.refuse(
            "AD203",
            f"{of} written into an array of {'floats' if into == 'f' else 'integers'}",
            "give the array a dtype",
        )


def _letter(kind: Kind) -> str:
    if isinstance(kind, Number):
        return {bool: "b", int: "i", float: "f", complex: "c"}.get(kind.type, "O")
    return "O"


def put(m: Machine, base: Abstract, key: Abstract, value: Abstract) -> None:
    """``base[key] = value``."""
    match base:
        case Ref():
            way, _ = step(m, key)
            if isinstance(m.kind(base), List) and isinstance(key, Slice):
                m.refuse("AD204", "a slice of a list is written", "use an array")
            write(m, Ref(base.storage, (*base.path, way)), m.atom(value, "what is written"))
        case Box(storage=storage):
            _put_item(m, storage, key, value)
        case Maybe(value=inner):
            put(m, inner, key, value)
        case Tuple():
            m.refuse("AD201", "a tuple cannot be written")
        case _:
            m.atom(base, "what is written")
            m.refuse("AD201", "this cannot be written")


def _put_item(m: Machine, storage: Storage, key: Abstract, value: Abstract) -> None:
    contents = m.content(storage)
    assert isinstance(contents, Contents)
    if storage.frozen:
        m.refuse("AD201", storage.frozen)
    items, keys = list(contents.items), contents.keys
    if contents.type is dict:
        if isinstance(key, Const) and key.value not in keys:
            items, keys = [*items, value], (*keys, key.value)
        else:
            items[position(m, contents, key)] = value
    elif isinstance(key, Const) and isinstance(key.value, int):
        try:
            items[key.value] = value
        except IndexError as error:
            m.refuse("AD109", str(error))
    elif contents.type is list and not isinstance(key, Slice):
        # From here on its length counts as unknown: its items are reached by position.
        listed = m.array(_as_ref(uniform(m, items)))
        m.state.write(storage, listed, m.builder.place)
        m.refuse("AD204", "an item of a list is written at a position known at run time only", "use an array")
    else:
        m.refuse("AD204", "a slice of a list is written", "use an array")
    m.state.write(storage, Contents(contents.type, tuple(items), keys), m.builder.place)


def _as_ref(value: Abstract) -> Ref:
    assert isinstance(value, Ref)
    return value


def update(m: Machine, base: Abstract, key: Abstract, op: str, value: Abstract) -> None:
    """``base[key] op= value``."""
    if isinstance(base, Maybe):
        base = base.value
    if not isinstance(base, Ref):
        put(m, base, key, in_place(m, item(m, base, key), op, value))
        return
    way, basic = step(m, key)
    ref = Ref(base.storage, (*base.path, way))
    kind = m.kind(base)
    if basic and isinstance(kind, Array) and op in ("Add", "Sub") and _may_accumulate(kind, op):
        accumulate(m, ref, op, value)
        return
    old = m.own(memory.read(m.builder, m.array(base), ref.path))
    new = operators.binary(m, operators.OPERATORS[op], old, value)
    write(m, ref, m.atom(new))


def _may_accumulate(kind: Array, op: str) -> bool:
    return kind.dtype.kind in "fc" or (op == "Add" and kind.dtype.kind in "iu")


def accumulate(m: Machine, ref: Ref, op: str, value: Abstract) -> None:
    """``+=`` or ``-=`` on an array."""
    added = value if op == "Add" else operators.apply(m, operator.neg, value)
    write(m, ref, m.atom(added, "what is added"), accumulate=True)


def in_place(m: Machine, target: Abstract, op: str, value: Abstract) -> Abstract:
    """What a name is bound to after ``name op= value``: an array is written, a number is bound anew."""
    if isinstance(target, Maybe):
        target = target.value
    kind = m.kind(target) if isinstance(target, Ref) else None
    if isinstance(target, Ref) and isinstance(kind, Array):
        if op in ("Add", "Sub") and _may_accumulate(kind, op):
            accumulate(m, target, op, value)
        else:
            write(m, target, m.atom(operators.binary(m, operators.OPERATORS[op], target, value)))
        return target
    if isinstance(kind, Opaque) or kind is None and isinstance(target, Ref):
        m.refuse("AD205", "whether this writes into an array or binds a new value is not known", "state the kinds")
    result = operators.binary(m, operators.OPERATORS[op], target, value)
    if isinstance(target, Box) and isinstance(result, Box):
        m.state.write(target.storage, m.content(result.storage), m.builder.place)
        return target
    return result

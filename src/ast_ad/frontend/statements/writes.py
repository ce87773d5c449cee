"""Writes: through any path into an array, into the items of what is known by structure, and operators in place."""

from __future__ import annotations

import operator
from collections.abc import Callable

import numpy as np

from ast_ad.frontend.expressions import alternatives, dicts, lists, operators, rows, special, subscripts, viewed
from ast_ad.frontend.machine import memory
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import (
    PLAIN,
    TUPLE,
    Abstract,
    Box,
    Contents,
    Either,
    Maybe,
    Ref,
    Rows,
    Slice,
    Step,
    Storage,
    Tuple,
    Views,
)
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Atom, Const, Index, View, kind_of
from ast_ad.kinds import Array, Kind, List, Number, Opaque, is_signed, same
from ast_ad.rules.aliasing import READ_ONLY
from ast_ad.tree import LEAF

_WHOLE = Step(Index((LEAF,)), (Const(...),))


def write(m: Machine, ref: Ref, value: Atom, accumulate: bool = False) -> None:
    """``ref[...] = value``, or ``+=``: the storage holds a new version from here on."""
    require_writable(m, ref)
    for k in range(len(ref.path)):
        if _is_put_back(m, ref, k):
            _write_part(m, ref, k, value, accumulate)
            return
    content = m.array(ref)
    if ref.path and isinstance(kind_of(content), List):
        lists.require_one_item(m, ref.storage)
    _require_fit(m, memory.kind_of_ref(content, ref), value)
    path, atoms = memory.path_of(ref.path)
    hint = ref.storage.name
    if accumulate:
        new = m.builder.acc(content, value, path, atoms, hint=hint)
    else:
        path, atoms = memory.path_of(ref.path or (_WHOLE,))
        new = m.builder.store(content, value, path, atoms, hint=hint)
    m.state.write(ref.storage, new, m.builder.place)


def _is_put_back(m: Machine, ref: Ref, k: int) -> bool:
    """Whether a view on the way cannot be written where it lies.

    Such are parts of complex numbers, a diagonal, and the elements in one row of what is not laid out so.
    """
    step = ref.path[k]
    if isinstance(step.kind, Index):
        return k + 1 < len(ref.path) and memory.picks(step)
    kind = m.kind(Ref(ref.storage, ref.path[:k])) if step.kind.function is np.ravel else None
    return step.kind.function in (np.real, np.imag) or (isinstance(kind, Array) and not kind.contiguous)


def _write_part(m: Machine, ref: Ref, k: int, value: Atom, accumulate: bool) -> None:
    """A write into a view that is put back: it is changed by itself first."""
    part = Ref(Storage(m.atom(Ref(ref.storage, ref.path[: k + 1]))))
    write(m, Ref(part.storage, ref.path[k + 1 :]), value, accumulate)
    step, base = ref.path[k].kind, Ref(ref.storage, ref.path[:k])
    if isinstance(step, Index):
        write(m, Ref(ref.storage, ref.path[: k + 1]), m.atom(part))
    elif step.function is np.ravel:
        shape = m.builder.apply(np.shape, m.atom(base))
        write(m, base, m.builder.apply(np.reshape, m.atom(part), shape))
    else:
        put_part(m, base, step.function, m.atom(part))


def put_part(m: Machine, base: Ref, function: Callable[..., object], value: Atom) -> None:
    """``z.real = value``, ``z.imag = value``: the other part stays."""
    kept = m.builder.apply(np.imag if function is np.real else np.real, m.atom(base))
    x, y = (value, kept) if function is np.real else (kept, value)
    imaginary = operators.binary(m, operator.mul, Const(1j), y)
    write(m, base, m.atom(operators.binary(m, operator.add, x, imaginary)))


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
    match base := m.resolve(base):
        case Ref() if alternatives.are_two(key) or alternatives.are_two(value):
            alternatives.do_on_each_way(m, [base, key, value], lambda values: put(m, *values))
        case Ref():
            way, _ = subscripts.step(m, key)
            if isinstance(m.kind(base), List):
                if isinstance(key, Slice):
                    lists.put_slice(m, base, key, value)
                    return
                lists.put(m, base, way, value)
                return
            if isinstance(m.kind(base), Array):
                value = operators.as_array(m, value)
            write(m, Ref(base.storage, (*base.path, way)), m.atom(value, "what is written"))
        case Box(storage=storage):
            _put_item(m, storage, key, value)
        case Maybe(value=inner):
            put(m, inner, key, value)
        case Either() if alternatives.are_two(base):
            alternatives.do_on_each_way(m, [base, value], lambda values: put(m, values[0], key, values[1]))
        case Tuple():
            m.refuse("AD201", "a tuple cannot be written")
        case _:
            m.atom(base, "what is written")
            m.refuse("AD201", "this cannot be written")


def _put_item(m: Machine, storage: Storage, key: Abstract, value: Abstract) -> None:
    contents = m.content(storage)
    assert isinstance(contents, Contents)
    if contents.type not in PLAIN:
        if special.call(m, Box(storage), "__setitem__", key, value) is None:
            m.refuse(
                "AD201", "an instance whose class has no __setitem__ is written", "write the attribute that is meant"
            )
        return
    if storage.frozen:
        m.refuse("AD201", storage.frozen)
    if contents.type is dict:
        dicts.put(m, Box(storage), key, value)
        return
    if contents.type is Views:
        put(m, viewed.settled(m, Box(storage)), key, value)
        return
    if contents.type is Rows:
        rows.put(m, contents, key, value)
        return
    items = list(contents.items)
    if isinstance(key, Const) and isinstance(key.value, int):
        try:
            items[key.value] = value
        except IndexError as error:
            m.fail(error, "AD109")
    elif isinstance(known := subscripts.constant(key), Const) and isinstance(known.value, slice):
        try:
            items[known.value] = iterate.items(m, value, None)
        except ValueError as error:
            m.fail(error, "AD109")
    else:
        put(m, lists.unboxed(m, Box(storage)), key, value)
        return
    m.state.write(storage, Contents(contents.type, tuple(items)), m.builder.place)


def update(m: Machine, base: Abstract, key: Abstract, op: str, value: Abstract) -> None:
    """``base[key] op= value``."""
    if any(map(alternatives.are_two, (base, key, value))):
        alternatives.do_on_each_way(
            m, [base, key, value], lambda values: update(m, values[0], values[1], op, values[2])
        )
        return
    base = m.resolve(base.value if isinstance(base, Maybe) else base)
    if not isinstance(base, Ref):
        with m.hold(base) as held:
            new = in_place(m, subscripts.item(m, base, key), op, value)
            (base,) = held()
        base = m.resolve(base)
        if isinstance(new, Ref) and (isinstance(base, Ref) or viewed.source(m, base) is not None):
            # The item was written where it lies.
            return
        contents = m.content(base.storage) if isinstance(base, Box) else None
        if isinstance(base, Box) and isinstance(contents, Contents) and contents.type is dict:
            dicts.put(m, base, key, new, present=True)
        else:
            put(m, base, key, new)
        return
    way, basic = subscripts.step(m, key)
    ref = Ref(base.storage, (*base.path, way))
    kind = m.kind(base)
    if isinstance(kind, List) and isinstance(kind.item, Array | List):
        in_place(m, ref, op, value)
        return
    if basic and isinstance(kind, Array) and op in ("Add", "Sub") and _may_accumulate(kind, op):
        accumulate(m, ref, op, value)
        return
    old = m.own(memory.read(m.builder, m.array(base), ref.path))
    new = operators.binary(m, operators.OPERATORS[op], old, value)
    if isinstance(kind, List):
        put(m, base, key, new)
    else:
        write(m, ref, m.atom(new))


def _may_accumulate(kind: Array, op: str) -> bool:
    return kind.dtype.kind in "fc" or (op == "Add" and kind.dtype.kind in "iu")


def accumulate(m: Machine, ref: Ref, op: str, value: Abstract) -> None:
    """``+=`` or ``-=`` on an array."""
    value = operators.as_array(m, value)
    added = value if op == "Add" else opposite(m, value)
    write(m, ref, m.atom(added, "what is added"), accumulate=True)


def opposite(m: Machine, value: Abstract) -> Abstract:
    """What is added to an array of floats where a value is subtracted. Flags and integers that may wrap become wider ones."""
    kind = m.kind(value)
    if isinstance(kind, Array | Number) and not is_signed(kind):
        wider = np.float64 if kind.dtype == np.uint64 else np.int64
        array = isinstance(kind, Array)
        value = (
            operators.apply(m, np.ndarray.astype, value, Const(wider)) if array else operators.apply(m, wider, value)
        )
    return operators.apply(m, operator.neg, value)


def replace(m: Machine, ref: Ref, value: Atom) -> None:
    """Overwrite an array as a whole: what fits exactly simply is its new version."""
    new, kind = kind_of(value), m.kind(ref)
    if (
        not ref.path
        and isinstance(kind, Array)
        and isinstance(new, Array)
        and new.dtype == kind.dtype
        and _same_dims(new, kind)
    ):
        require_writable(m, ref)
        m.state.write(ref.storage, value, m.builder.place)
        return
    write(m, ref, value)


def _same_dims(one: Array, other: Array) -> bool:
    if one.dims is None or other.dims is None or len(one.dims) != len(other.dims):
        return False
    return all(map(same, one.dims, other.dims))


def in_place(m: Machine, target: Abstract, op: str, value: Abstract) -> Abstract:
    """What a name is bound to after ``name op= value``: an array is written, a number is bound anew."""
    if isinstance(target, Maybe):
        target = target.value
    if alternatives.are_two(target) or alternatives.are_two(value):
        return alternatives.on_each_way(m, [target, value], lambda values: in_place(m, values[0], op, values[1]))
    found = special.in_place(m, op, target, value)
    if found is not None:
        return found
    target = viewed.settled(m, target)
    kind = m.kind(target) if isinstance(target, Ref) else None
    if isinstance(target, Ref) and isinstance(kind, Array):
        if op in ("Add", "Sub") and _may_accumulate(kind, op):
            accumulate(m, target, op, value)
        else:
            replace(m, target, m.atom(operators.binary(m, operators.OPERATORS[op], target, value)))
        return target
    if isinstance(kind, Opaque) or (kind is None and isinstance(target, Ref)):
        m.refuse("AD205", "whether this writes into an array or binds a new value is not known", "state the kinds")
    if isinstance(target, Ref) and target.storage.listed == TUPLE:
        return operators.binary(m, operators.OPERATORS[op], target, value)
    if isinstance(target, Ref) and isinstance(kind, List) and op == "Add":
        lists.extend(m, target, value)
        return target
    result = operators.binary(m, operators.OPERATORS[op], target, value)
    if isinstance(target, Box | Ref) and isinstance(result, Box | Ref) and (kind is None or isinstance(kind, List)):
        _become(m, target, result)
        return target
    return result


def _become(m: Machine, target: Box | Ref, result: Box | Ref) -> None:
    """A list or a dict that is changed by an operator in place."""
    if target.storage.frozen:
        m.refuse("AD201", target.storage.frozen, "change a copy")
    if isinstance(target, Ref):
        lists.become(m, target, m.atom(result))
    else:
        content = m.content(result.storage)
        longest = target.storage.listed.longest
        if longest is not None and isinstance(content, Contents):
            content = Contents(list, content.items[max(len(content.items) - longest, 0) :])
        m.state.write(target.storage, content, m.builder.place)


def delete(m: Machine, base: Abstract, key: Abstract) -> None:
    """``del base[key]``."""
    base = viewed.settled(m, m.resolve(base))
    contents = m.content(base.storage) if isinstance(base, Box) else None
    if isinstance(base, Ref) and isinstance(m.kind(base), List):
        lists.delete(m, base, key)
    elif isinstance(contents, Contents) and contents.type is Rows:
        rows.delete(m, contents, key)
    elif isinstance(base, Box) and isinstance(contents, Contents) and contents.type is dict:
        dicts.method(m, base, "pop", [key], {})
    elif isinstance(base, Box) and isinstance(contents, Contents) and contents.type is list:
        known = subscripts.constant(key)
        if not isinstance(known, Const):
            lists.delete(m, lists.unboxed(m, base), key)
            return
        if base.storage.frozen:
            m.refuse("AD201", base.storage.frozen, "change a copy: list(...)")
        items = list(contents.items)
        try:
            del items[known.value]  # type: ignore[arg-type]
        except IndexError as error:
            m.fail(error, "AD109")
        m.state.write(base.storage, Contents(list, tuple(items)), m.builder.place)
    elif special.call(m, base, "__delitem__", key) is None:
        m.refuse("AD204", "an item of this cannot be deleted", "delete items of lists and dicts")

"""Lists whose length only the run tells: what their methods and the writes into them do to the one value they are."""

from __future__ import annotations

import operator
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ast_ad import kinds
from ast_ad.frontend.expressions import subscripts
from ast_ad.frontend.machine.detach import detached
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Maybe, Ref, Slice, Step, Storage
from ast_ad.frontend.machine.running import require_not_run_over
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Apply, Atom, Const, Index, Store, Value, kind_of
from ast_ad.kinds import Array, Kind, List, Number
from ast_ad.rules.shape_kind import Shape
from ast_ad.tree import LEAF, Form, Node

NONE, LAST = Const(None), Const(-1)
Positional = list[Abstract]
Keywords = dict[str, Abstract]


@dataclass(frozen=True, slots=True)
class Known:
    """Items known one by one, which become part of a list."""

    atoms: tuple[Atom, ...]
    kind: List

    def made(self, m: Machine) -> Value:
        from ast_ad.frontend.machine import growth

        return growth.made(m.builder, self.atoms, self.kind)


Part = Atom | Known


def become(m: Machine, target: Ref, value: Atom) -> None:
    """The list at the end of a path is another one from here on."""
    require_writable(m, target)
    require_not_run_over(m.state, target, m.place)
    with detached(m, target):
        _change(m, target, value)


def _change(m: Machine, target: Ref, value: Atom, inner: Atom | None = None) -> None:
    """Let a list be another value; ``inner``: for the sake of a list in it, which has got or lost items."""
    if target.path:
        *before, last = target.path
        kind = List(kind_of(value))
        _replace(m, Ref(target.storage, tuple(before)), last, value, kind, value if inner is None else inner)
    else:
        m.state.grow(target.storage, value, m.builder.place, inner)


def require_writable(m: Machine, target: Ref | Box) -> None:
    if target.storage.frozen:
        m.refuse("AD201", target.storage.frozen, "change a copy: list(...)")
    if isinstance(target, Ref) and target.path:
        require_one_item(m, target.storage)


def require_one_item(m: Machine, holder: Storage) -> None:
    """Refuse a write into one item of a list that may hold it twice."""
    if frozenset((holder,)) in m.state.links:
        called = repr(holder.name) if holder.name else "this list"
        m.refuse("AD202", f"two items of {called} may share memory", "append copies: rows.append(x.copy())")


def widened(m: Machine, base: Atom, other: List) -> tuple[Atom, List]:
    """A list that may hold the items of another one too: an int beside floats is no array's dtype."""
    kind = kind_of(base)
    assert isinstance(kind, List)
    joined = kinds.join(kind, other)
    if not isinstance(joined, List):
        m.refuse("AD204", f"a {other.item} becomes an item of a {kind}", "keep to one kind of items, or use two lists")
    if joined == kind:
        return base, kind
    if kind.item == kinds.NONE and isinstance(base, Value):
        # Of what kind the items are that are not there was left open.
        base.kind = joined
        return base, joined
    return m.builder.emit(Apply(list), (base,), (joined,))[0], joined


def one_item(m: Machine, value: Abstract, what: str = "an item of a list") -> tuple[Atom, List]:
    """What is put into a list, which may be None, and the kind of a list of such items."""
    if value == NONE:
        return NONE, List(kinds.NONE, optional=True)
    if isinstance(value, Maybe):
        kind = m.kind(value)
        assert kind is not None
        return m.or_none(value, what, kind), List(kind, optional=True)
    atom = m.atom(subscripts.one(m, value), what)
    return atom, List(kind_of(atom))


def put(m: Machine, base: Ref, way: Step, value: Abstract) -> None:
    """``base[i] = value`` where base is a list."""
    require_writable(m, base)
    atom, kind = one_item(m, value, "what is written")
    with m.hold(value) as held:
        with detached(m, base):
            _replace(m, base, way, atom, kind)
        m.holds(base.storage, held())


def _replace(m: Machine, base: Ref, way: Step, value: Atom, like: List, inner: Atom | None = None) -> None:
    """An item is another one from here on, or the same one with other contents."""
    wide, kind = widened(m, m.atom(base), like)
    (new,) = m.builder.emit(Store((way.kind,)), (wide, value, *way.atoms), (kind,), hint=base.storage.name)
    _change(m, base, new, inner)


def put_slice(m: Machine, base: Ref, key: Slice, values: Abstract) -> None:
    """``base[a:b] = values``: what is before, the values, what is after."""
    start, stop, step = key.parts
    if step not in (NONE, Const(1)) or not _ordered(start, stop):
        m.refuse("AD204", "a slice of a list is written whose bounds are known at run time only", "write item by item")
    before = piece(m, base, NONE, start) if start not in (NONE, Const(0)) else None
    after = piece(m, base, stop, NONE) if stop != NONE else None
    with m.hold(values) as held:
        become(m, base, joined(m, m.atom(base), [before, some(m, values), after]))
        (values,) = held()
        m.holds(base.storage, iterate.fixed(m, values) or [values])


def spread(m: Machine, parts: Sequence[tuple[bool, Abstract]]) -> Ref:
    """``[a, *values, b]``: the list of items, and of what is starred."""
    pieces = [some(m, value) if starred else known(m, [value]) for starred, value in parts]
    like = next(m.atom(value) for starred, value in parts if starred and isinstance(value, Ref))
    # The list that is spread first must not become the new one.
    found = joined(
        m, like, [m.builder.apply(list, p) if isinstance(p, Value) and k == 0 else p for k, p in enumerate(pieces)]
    )
    items: list[Abstract] = []
    for starred, value in parts:
        items += (iterate.fixed(m, value) or [value]) if starred else [value]
    made = m.own(found, items=items)
    assert isinstance(made, Ref)
    return made


def _ordered(start: Atom, stop: Atom) -> bool:
    """Whether a slice surely does not end before it begins."""
    if start in (NONE, Const(0)) or stop == NONE:
        return True
    if not isinstance(start, Const) or not isinstance(stop, Const):
        return False
    a, b = start.value, stop.value
    return isinstance(a, int) and isinstance(b, int) and (a < 0) == (b < 0) and a <= b


def piece(m: Machine, base: Ref, start: Atom, stop: Atom) -> Atom:
    return m.atom(subscripts.item(m, base, Slice((start, stop, NONE))))


def some(m: Machine, values: Abstract) -> Part | None:
    """Values that are written or appended; None where there are none."""
    items = iterate.fixed(m, values)
    if items is None:
        atom = m.atom(values)
        atom = atom if isinstance(kind_of(atom), List) else m.builder.apply(list, atom)
        if not isinstance(kind_of(atom), List):
            m.refuse("AD108", "what is put into a list has items of a kind that is not known", "append them one by one")
        return atom
    return known(m, items) if items else None


def made(m: Machine, items: Sequence[Abstract]) -> Value:
    """A list of known items as one value."""
    return known(m, items).made(m)


def known(m: Machine, items: Sequence[Abstract]) -> Known:
    """Items of one kind."""
    atoms, alike = zip(*(one_item(m, item) for item in items))
    found: Kind | None = alike[0]
    for kind in alike[1:]:
        found = None if found is None else kinds.join(found, kind)
    held = found.item if isinstance(found, List) else None
    if not isinstance(found, List) or not (isinstance(held, Number | Array | List | Shape) or held == kinds.NONE):
        m.refuse("AD204", "a list of values of different kinds, whose length only the run tells", "use several lists")
    return Known(atoms, found)


def joined(m: Machine, like: Atom, parts: Sequence[Part | None]) -> Atom:
    """Lists one after the other; the empty slice of ``like`` if there are none."""
    found = [part for part in parts if part is not None]
    if not found:
        return m.builder.apply(operator.getitem, like, slice(None, 0))
    first, *others = found
    total = first.made(m) if isinstance(first, Known) else first
    for other in others:
        kind = other.kind if isinstance(other, Known) else kind_of(other)
        total, wide = widened(m, total, kind if isinstance(kind, List) else List(kind))
        if isinstance(other, Known):
            # The items stay apart: where a bar is taken apart again, their number is known.
            form = Form((LEAF, Node(list, (LEAF,) * len(other.atoms))))
            (total,) = m.builder.emit(Apply(operator.add, form), (total, *other.atoms), (wide,))
        else:
            (total,) = m.builder.emit(Apply(operator.add), (total, other), (wide,))
    return total


def delete(m: Machine, base: Ref, key: Abstract) -> None:
    """``del base[key]``."""
    if isinstance(key, Slice):
        put_slice(m, base, key, Box(Storage(Contents(list, ()))))
        return
    at = _position(m, base, m.atom(key), "list assignment index out of range")
    _delete_at(m, base, at)


def _delete_at(m: Machine, base: Ref, at: Atom) -> None:
    after = m.builder.apply(operator.add, at, 1)
    become(m, base, joined(m, m.atom(base), [piece(m, base, NONE, at), piece(m, base, after, NONE)]))


def _position(m: Machine, base: Ref, index: Atom, message: str) -> Atom:
    """An index counted from the start, of an item that is there."""
    count = m.builder.apply(len, m.atom(base))
    apply = m.builder.apply
    if isinstance(index, Const) and isinstance(index.value, int):
        m.require(apply(operator.gt, count, index.value if index.value >= 0 else -index.value - 1), IndexError, message)
        return index if index.value >= 0 else apply(operator.add, count, index.value)
    m.require(apply(operator.contains, apply(range, apply(operator.neg, count), count), index), IndexError, message)
    return apply(operator.mod, index, count)


def pop(m: Machine, base: Ref, index: Atom = LAST) -> Abstract:
    if index == LAST and m.place == m.unread:
        # Reading the item would raise.
        m.require(
            m.builder.apply(operator.gt, m.builder.apply(len, m.atom(base)), 0), IndexError, "pop from empty list"
        )
    last = subscripts.item(m, base, index)
    if isinstance(last, Ref | Maybe):
        # It stays what it is when the list loses it, and is one with other names of the item.
        with m.hold(last) as held:
            _take(m, base, index)
            (last,) = held()
        item = last.value if isinstance(last, Maybe) else last
        if isinstance(item, Ref):
            m.state.let_go(base.storage, item.storage)
    else:
        _take(m, base, index)
    return last


def _take(m: Machine, base: Ref, index: Atom) -> None:
    if index == LAST:
        become(m, base, piece(m, base, NONE, LAST))
    else:
        _delete_at(m, base, _position(m, base, index, "pop index out of range"))


def extend(m: Machine, base: Ref, values: Abstract) -> None:
    with m.hold(values) as held:
        more = some(m, values)
        if more is not None:
            become(m, base, joined(m, m.atom(base), [m.atom(base), more]))
            (values,) = held()
            m.holds(base.storage, iterate.fixed(m, values) or [values])
            shorten(m, base)


def shorten(m: Machine, base: Ref, last: bool = True) -> None:
    """Keep the last items, or the first, of a deque that has a greatest length."""
    longest = base.storage.listed.longest
    if longest is not None and not base.path:
        begin = longest == 0 or not last
        become(m, base, piece(m, base, NONE, Const(longest)) if begin else piece(m, base, Const(-longest), NONE))


def _insert(m: Machine, base: Ref, index: Atom, value: Abstract) -> None:
    with m.hold(value) as held:
        one = made(m, [value])
        become(m, base, joined(m, one, [piece(m, base, NONE, index), one, piece(m, base, index, NONE)]))
        m.holds(base.storage, held())


def sort(m: Machine, base: Ref, keywords: Keywords) -> None:
    from ast_ad.frontend.calls import ordering

    become(m, base, m.atom(ordering.ordered(m, base, keywords)))


def method(m: Machine, base: Ref, name: str, positional: Positional, keywords: Keywords) -> Abstract:
    """``base.name(...)``."""
    match name, positional:
        case "copy", []:
            copied = m.own(m.builder.apply(list, m.atom(base)), items=[base])
            assert isinstance(copied, Ref)
            copied.storage.listed = base.storage.listed
            return copied
        case "append", [value]:
            extend(m, base, Box(Storage(Contents(list, (value,)))))
        case "extend", [values]:
            extend(m, base, values)
        case "pop", []:
            return pop(m, base)
        case "pop", [index]:
            return pop(m, base, m.atom(index))
        case "insert", [index, value]:
            _insert(m, base, m.atom(index), value)
        case "remove", [value]:
            delete(m, base, m.builder.apply(operator.indexOf, m.atom(base), m.atom(value)))
        case "reverse", []:
            become(m, base, m.atom(subscripts.item(m, base, Slice((NONE, NONE, LAST)))))
        case "sort", []:
            sort(m, base, keywords)
        case "clear", []:
            become(m, base, piece(m, base, NONE, Const(0)))
        case (("appendleft" | "extendleft" | "popleft" | "rotate"), _) if base.storage.listed.type is deque:
            return _of_deque(m, base, name, positional)
        case "index" | "count", [value]:
            functions: dict[str, Callable[..., object]] = {"index": operator.indexOf, "count": operator.countOf}
            return m.builder.apply(functions[name], m.atom(base), m.atom(value))
        case _:
            m.refuse("AD106", f"the method {name} of a list is not known here")
    return NONE


def _of_deque(m: Machine, base: Ref, name: str, positional: Positional) -> Abstract:
    match name, positional:
        case "appendleft", [value]:
            _insert(m, base, Const(0), value)
            shorten(m, base, last=False)
        case "extendleft", [values]:
            items = iterate.fixed(m, values)
            if items is None:
                m.refuse("AD204", "extendleft by values whose number only the run tells", "loop, and call appendleft")
            for item in items:
                _of_deque(m, base, "appendleft", [item])
        case "popleft", []:
            return pop(m, base, Const(0))
        case "rotate", [*count]:
            steps = m.atom(count[0]) if count else Const(1)
            length = m.builder.apply(len, m.atom(base))
            at = m.builder.apply(
                operator.sub, length, m.builder.apply(operator.mod, steps, m.builder.apply(max, length, 1))
            )
            become(m, base, joined(m, m.atom(base), [piece(m, base, at, NONE), piece(m, base, NONE, at)]))
    return NONE


def of_empty(m: Machine, base: Box, name: str, positional: Positional) -> Abstract:
    """``base.name(...)`` of a list that is empty, with an argument that only the run tells."""
    match name, positional:
        case "extend", [values]:
            more = some(m, values)
            assert not isinstance(more, Known)
            if more is not None:
                require_writable(m, base)
                m.state.grow(base.storage, more, m.builder.place)
                m.holds(base.storage, [values])
                shorten(m, Ref(base.storage))
            return NONE
        case "insert", [_, value]:
            require_writable(m, base)
            m.state.write(base.storage, Contents(list, (value,)), m.builder.place)
            return NONE
        case "remove", _:
            m.fail(ValueError("list.remove(x): x not in list"), "AD110")
        case "pop", _:
            m.fail(IndexError("pop from empty list"), "AD109")
    m.refuse("AD107", f"the arguments of {name} do not fit")


def unboxed(m: Machine, box: Box) -> Ref:
    """A list of known items, taken from here on for one whose items are not told apart."""
    contents = m.content(box.storage)
    assert isinstance(contents, Contents)
    if not contents.items:
        m.fail(IndexError("list index out of range"), "AD109")
    if any(isinstance(item, Box) for item in contents.items):
        m.refuse("AD204", "a list in a list is replaced at a position that only the run tells", "use an array")
    require_not_run_over(m.state, box, m.place)
    m.state.grow(box.storage, made(m, contents.items), m.builder.place)
    m.holds(box.storage, contents.items)
    return Ref(box.storage)


def step_of(index: Atom) -> Step:
    return Step(Index((LEAF,)), (index,))

"""Lists of views whose length only the run tells: ``list(A)``, ``[A[:, j] for j in range(n)]``, the parts of ``np.split``.

Such a list is known by what it is made of: an array or a range, and what is taken from the one for each item of the other.
Its items are made when they are asked for, so that what is written through them is written into the array. Where it gets
other items it becomes one value as other lists are, which is linked with the array.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace

import gast

from ast_ad.build import Builder
from ast_ad.errors import Refused
from ast_ad.frontend.expressions import comprehensions, lists, subscripts
from ast_ad.frontend.machine import growth
from ast_ad.frontend.machine.machine import Machine, Reported, Unreachable
from ast_ad.frontend.machine.objects import (
    LIST,
    Abstract,
    Backwards,
    Box,
    Code,
    Contents,
    Frame,
    Lazy,
    Listed,
    Range,
    Ref,
    Slice,
    Storage,
    Views,
)
from ast_ad.frontend.reading import scopes
from ast_ad.frontend.statements import assign, iterate
from ast_ad.ir import Apply, Atom, Const, Op, Value, has_effect, kind_of
from ast_ad.kinds import INT, Array, Number

_NONE = Const(None)
_PLAIN = (
    gast.Name, gast.Subscript, gast.Slice, gast.Tuple, gast.Constant, gast.BinOp, gast.UnaryOp, gast.operator, gast.unaryop,
    gast.expr_context, gast.Call,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Element:
    """What a comprehension takes for each item, by names that meant then what they mean for ever.

    Behind what the comprehension runs over and what the names mean, the contents of its list are the list as one value
    and what the arrays among them held when that was made.
    """

    node: gast.expr
    frame: Frame
    names: tuple[str, ...]

    @property
    def code(self) -> Code:
        targets = scopes.bound_names([self.node.generators[0].target])
        return Code(self.node, self.frame.code.source, frozenset((*targets, *self.names)), False)

    def taken(self, m: Machine, known: tuple[Abstract, ...], item: Abstract) -> Abstract:
        frame = Frame(self.code, self.frame, m.shared.number())
        with comprehensions.inside(m, frame):
            for name, value in zip(self.names, known):
                m.set(name, value)
            assign.bind(m, self.node.generators[0].target, item)
            found = m.evaluate(self.node.elt)
        m.state.drop(frame)
        return found


def contents_of(m: Machine, value: Abstract) -> Contents | None:
    """The contents of a value that is such a list."""
    contents = m.state.content(value.storage) if isinstance(value, Box) else None
    return contents if isinstance(contents, Contents) and contents.type is Views else None


def source(m: Machine, value: Abstract) -> Abstract | None:
    """What a loop over such a list runs over."""
    contents = contents_of(m, value)
    return None if contents is None else contents.items[0]


def of_items(m: Machine, value: Abstract, listed: Listed = LIST) -> Box | None:
    """The list of what a loop over ``value`` gets; None if these are no views of an array."""
    if isinstance(value, Backwards):
        base = of_items(m, value.base, listed)
        return None if base is None else _cut(m, base, Slice((_NONE, _NONE, Const(-1))))
    if (contents := contents_of(m, value)) is not None:
        return Box(Storage(contents, listed=listed))
    return Box(Storage(Contents(Views, (value,), (None,)), listed=listed)) if _has_rows(m, value) else None


def _has_rows(m: Machine, value: Abstract) -> bool:
    kind = m.kind(value) if isinstance(value, Ref) else None
    whole = m.kind(Ref(value.storage)) if isinstance(value, Ref) else None
    return isinstance(kind, Array) and kind.dims is not None and len(kind.dims) > 1 and isinstance(whole, Array)


def of_comprehension(m: Machine, made: Lazy) -> Contents | None:
    """What is in the list that a comprehension makes, if it is one of views."""
    clauses = made.node.generators
    if len(clauses) > 1 or clauses[0].ifs or not (isinstance(made.first, Range) or _has_rows(m, made.first)):
        return None
    parts = list(gast.walk(made.node.elt))
    if not all(isinstance(part, _PLAIN) for part in parts):
        return None
    own = scopes.bound_names([clauses[0].target])
    loaded = dict.fromkeys(part.id for part in parts if isinstance(part, gast.Name) and part.id not in own)
    found = {name: value for name in loaded if (value := _known(m, made.frame, name)) is not None}
    known = tuple(found.values())
    called = {part.func.id for part in parts if isinstance(part, gast.Call) and isinstance(part.func, gast.Name)}
    if not all(_stays(m, value) for value in known) or called & found.keys():
        return None
    element = Element(made.node, made.frame, tuple(found))
    contents = _rows_by_index(m, made, found) or Contents(Views, (made.first, *known), (element,))
    return contents if _gives_views(m, contents) else None


def with_whole(m: Machine, contents: Contents, found: Abstract) -> Abstract:
    """The list of a comprehension that is one of views; ``found`` is the list as one value, as it is now."""
    if not isinstance(found, Ref):
        return found
    (element,) = contents.keys
    if element is None:
        return Box(Storage(contents))
    arrays = [part for part in contents.items if isinstance(part, Ref)]
    whole = (m.array(found), *(m.array(part) for part in arrays))
    return Box(Storage(replace(contents, items=(*contents.items, *whole))))


def _rows_by_index(m: Machine, made: Lazy, found: dict[str, Abstract]) -> Contents | None:
    """``[A[i] for i in range(n)]`` are the rows of A[:n]."""
    match made.node.elt, made.node.generators[0].target, made.first:
        case (
            gast.Subscript(value=gast.Name(id=name), slice=gast.Name(id=index)),
            gast.Name(id=counter),
            Range(start=Const(value=0), stop=stop, step=Const(value=1)),
        ) if index == counter and _has_rows(m, array := found.get(name, _NONE)):
            length = m.atom(iterate.length(m, array))
            if stop == length:
                return Contents(Views, (array,), (None,))
            message = "index {} is out of bounds for axis 0 with size {}"
            m.require(m.builder.apply(operator.le, stop, length), IndexError, message, length, length)
            return Contents(Views, (subscripts.item(m, array, Slice((_NONE, stop, _NONE))),), (None,))
    return None


def _known(m: Machine, frame: Frame | None, name: str) -> Abstract | None:
    """What a name means in a frame; None for one around the function."""
    while frame is not None:
        if (frame, name) in m.state.names:
            return m.state.names[frame, name]
        frame = frame.parent
    return None


def _stays(m: Machine, value: Abstract) -> bool:
    """Whether a value is a number, or an array that is not in a list."""
    if isinstance(value, Ref):
        return isinstance(m.kind(value), Array) and isinstance(m.kind(Ref(value.storage)), Array)
    return isinstance(value, Const) or isinstance(m.kind(value), Number)


def _gives_views(m: Machine, contents: Contents) -> bool:
    """Whether an item is found by arithmetic of indices alone."""
    mark = Storage(_NONE).number
    with _aside(m) as ops:
        try:
            found = _element(m, contents, iterate.at_position(m, contents.items[0], Value(INT)))
        except (Refused, Reported, Unreachable):
            return False
        is_view = isinstance(found, Ref) and found.storage.number < mark and isinstance(m.kind(found), Array)
        return is_view and all(map(_is_arithmetic, ops))


@contextmanager
def _aside(m: Machine) -> Iterator[list[Op]]:
    """What is lowered here is thrown away."""
    state, builder = m.state, m.builder
    m.state, m.builder = state.copy(), Builder(builder.place)
    try:
        yield m.builder.ops
    finally:
        m.state, m.builder = state, builder


def _is_arithmetic(op: Op) -> bool:
    """Whether an op computes an index or a length."""
    if not isinstance(op.prim, Apply) or has_effect(op):
        return False
    kinds = [kind_of(atom) for atom in (*op.args, *op.results)]
    return all(isinstance(kind, Number) for kind in kinds if not isinstance(kind, Array))


def _element(m: Machine, contents: Contents, one: Abstract) -> Abstract:
    """The item of a list of views that goes with one of what it is made of."""
    (element,) = contents.keys
    return element.taken(m, contents.items[1:], one) if isinstance(element, Element) else one


def at(m: Machine, base: Box, k: Atom) -> Abstract:
    """The item at a position that is counted from 0 and is there."""
    contents = contents_of(m, base)
    assert contents is not None
    return _element(m, contents, iterate.at_position(m, contents.items[0], k))


def example(m: Machine, base: Box) -> Abstract:
    """An item, to be asked for its kind."""
    with _aside(m):
        return at(m, base, Value(INT))


def item(m: Machine, base: Box, key: Abstract) -> Abstract:
    """``rows[key]``."""
    contents = contents_of(m, base)
    assert contents is not None
    if isinstance(key, Const) and isinstance(key.value, slice):
        key = Slice((Const(key.value.start), Const(key.value.stop), Const(key.value.step)))
    if isinstance(key, Slice):
        return _cut(m, base, key)
    return _element(m, contents, subscripts.item(m, contents.items[0], key))


def _cut(m: Machine, base: Box, key: Slice) -> Box:
    contents = contents_of(m, base)
    assert contents is not None
    first, *others = contents.items
    (element,) = contents.keys
    if isinstance(element, Element):
        made = others[len(element.names)]
        if isinstance(made, Value):
            others[len(element.names)] = m.atom(subscripts.item(m, Ref(Storage(made)), key))
    part = subscripts.item(m, first, key)
    return Box(Storage(replace(contents, items=(part, *others)), listed=base.storage.listed))


def read(m: Machine, base: Box) -> Atom:
    """The list as one value."""
    contents = contents_of(m, base)
    assert contents is not None
    if (whole := growth.whole(m.state, contents)) is not None:
        return whole
    (element,) = contents.keys
    if not isinstance(element, Element):
        return m.builder.apply(list, m.atom(contents.items[0]))
    asked = m.state
    frame = Frame(element.code, element.frame, m.shared.number())
    with comprehensions.inside(m, frame):
        for name, value in zip(element.names, contents.items[1:]):
            m.set(name, value)
        made = comprehensions.gathered(m, Lazy(element.node, frame, contents.items[0]))
    atom = m.atom(made)
    # The loop has made a new state. Who asks for an atom goes on with the one at hand.
    for part in fields(asked):
        setattr(asked, part.name, getattr(m.state, part.name))
    m.state = asked
    m.state.drop(frame)
    return atom


def taken(m: Machine, value: Abstract) -> Abstract:
    """Such a list as one value, which another list is made of. Anything else is itself."""
    contents = contents_of(m, value)
    if contents is None:
        return value
    made = m.own(m.atom(value))
    assert isinstance(made, Ref)
    _hold(m, made.storage, contents)
    return made


def settled(m: Machine, value: Abstract) -> Abstract:
    """Let such a list be one value from here on, as others are whose length only the run tells. Anything else is itself."""
    contents = contents_of(m, value)
    if contents is None:
        return value
    assert isinstance(value, Box)
    lists.require_writable(m, value)
    m.state.grow(value.storage, m.atom(value), m.builder.place)
    _hold(m, value.storage, contents)
    return Ref(value.storage)


def _hold(m: Machine, holder: Storage, contents: Contents) -> None:
    """Note what a list holds that was one of views. Of a comprehension, two items may be one."""
    (element,) = contents.keys
    arrays = [part for part in contents.items if isinstance(part, Ref)]
    for _ in range(1 if element is None else 2):
        m.holds(holder, arrays)

"""Iteration: over fixed structure at compile time, over ranges, arrays and lists with an index."""

from __future__ import annotations

import collections
import enum
import itertools
import math
import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import gast
import numpy as np

from ast_ad.frontend.expressions import dicts, operators, special, subscripts, viewed
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import (
    PLAIN,
    Abstract,
    Backwards,
    Box,
    Contents,
    Entries,
    Grid,
    Iterator,
    Lazy,
    Maybe,
    Once,
    Packed,
    Range,
    Ref,
    Rows,
    Shape,
    Storage,
    Tuple,
    Views,
    Zip,
)
from ast_ad.frontend.machine.words import describe
from ast_ad.ir import Atom, Const, Value, has_effect
from ast_ad.kinds import Array, List, Number, Opaque

ZERO, ONE = Const(0), Const(1)
# A list of more items than this is one value, whose items are not told apart.
LONGEST = 1000
# So many trips through fixed structure are lowered one by one for one function; nested loops soon make more.
_MOST_TRIPS = 5000
_COPY = "loop over a copy: list(...)"
Element = Callable[[Machine, Sequence[Abstract], Atom], Abstract]


@dataclass(slots=True)
class Sequenced:
    """What a loop runs over: the items themselves, or a range of indices and how to get at the value for an index.

    ``parts`` have to be held while the loop is lowered; ``at`` is given what has become of them. ``counts``: the user
    sees the index itself, in a range or as what ``enumerate`` gives. ``source`` is where the items come from, if a trip
    may change them there.
    """

    items: list[Abstract] | None = None
    source: Abstract | None = None
    range: tuple[Atom, Atom, Atom] = (ZERO, ZERO, ONE)
    backward: bool = False
    parts: Sequence[Abstract] = field(default=())
    element: Element | None = None
    counts: bool = False

    def index_name(self, target: gast.expr) -> str:
        """What the index is called: as the user calls it, or k."""
        if isinstance(target, gast.Tuple) and target.elts:
            target = target.elts[0]
        return str(target.id) if self.counts and isinstance(target, gast.Name) else "k"

    def at(self, m: Machine, parts: Sequence[Abstract], index: Atom) -> Abstract:
        assert self.element is not None
        return self.element(m, parts, index)


def sequence(m: Machine, value: Abstract) -> Sequenced:
    """How to iterate over a value."""
    value = opened(m, value)
    found = fixed(m, value)
    if found is not None:
        return Sequenced(found, source_of(m, value))
    backward = isinstance(value, Backwards)
    base = value.base if isinstance(value, Backwards) else value
    if isinstance(base, Range):
        index: Element = lambda m, parts, index: index  # noqa: E731
        return Sequenced(None, None, (base.start, base.stop, base.step), backward, (), index, counts=True)
    copied: Sequence[Abstract] = ()
    if isinstance(base, Zip) and any(fixed(m, part) is not None for part in base.parts):
        copied = [part for part in base.parts if _may_change(m, part)]
        base = Zip(tuple(dynamic(m, part) for part in base.parts), base.count)
    span, counts = (ZERO, bound(m, base), ONE), isinstance(base, Zip) and base.count == ZERO
    held = base, *copied
    return Sequenced(None, None, span, backward, held, lambda m, parts, k: at_position(m, parts[0], k), counts)


def opened(m: Machine, value: Abstract) -> Abstract:
    """What an object gives that says itself what a loop over it runs over; other values themselves.

    An iterator gives its items once.
    """
    if not isinstance(value, Box) or not special.is_instance(m, value):
        return value
    contents = m.content(value.storage)
    if isinstance(contents, Contents) and contents.type is Iterator:
        return _spent(m, value.storage, contents)
    made = special.call(m, value, "__iter__")
    if made == value:
        m.refuse("AD108", "an object that is its own iterator is run over", "make a list of what it gives")
    return value if made is None else opened(m, made)


def source_of(m: Machine, value: Abstract) -> Abstract | None:
    """Where the items of a loop come from, if a trip may change them there."""
    return value if _may_change(m, value) else None


def _may_change(m: Machine, value: Abstract) -> bool:
    """Whether a list or a dict stands behind this."""
    match value:
        case Box(storage=storage):
            contents = m.content(storage)
            return isinstance(contents, Contents) and contents.type in (list, dict)
        case Zip(parts=parts):
            return any(_may_change(m, part) for part in parts)
        case Backwards(base=base):
            return _may_change(m, base)
    return isinstance(value, Entries | Lazy)


def count(m: Machine) -> None:
    """Note that a trip through fixed structure is lowered: of nested loops over many items that has to end."""
    m.shared.trips += 1
    if m.shared.trips > _MOST_TRIPS:
        m.refuse(
            "AD108",
            f"loops over lists, tuples or texts make more than {_MOST_TRIPS} trips here, each of which is written out",
            "put what they run over into arrays",
        )


def each(m: Machine, items: list[Abstract]) -> Iterable[Abstract]:
    """One item of fixed structure after the other; what is done with one may rename what the others hold."""
    for k in range(len(items)):
        with m.hold(*items[k + 1 :]) as held:
            yield items[k]
            items[k + 1 :] = held()


def behind(m: Machine, source: Abstract | None) -> list[object]:
    """What the lists and dicts hold that a loop runs over. A generator makes its items anew: it never is as it was."""
    match source:
        case Box(storage=storage):
            return [m.content(storage)]
        case Zip(parts=parts):
            return [held for part in parts for held in behind(m, part)]
        case Backwards(base=base) | Entries(base=base):
            return behind(m, base)
        case Lazy():
            return [object()]
    return []


def renewed(m: Machine, source: Abstract, before: Sequence[Abstract]) -> list[Abstract]:
    """The items of a list or a dict after a trip that may have changed them."""
    mark = len(m.builder.ops)
    found = _spelt(m, source)
    if any(map(has_effect, m.builder.ops[mark:])):
        m.refuse("AD108", "a loop runs over a generator that prints, draws or raises", "make a list of it: list(...)")
    if found is None:
        m.refuse("AD204", "the list that this loop runs over gets or loses items on one way only", _COPY)
    if isinstance(source, Backwards) and len(found) != len(before):
        m.refuse("AD204", "the list that this loop runs over backwards gets or loses items", _COPY)
    part = source.base if isinstance(source, Entries) else source
    contents = m.content(part.storage) if isinstance(part, Box) else None
    said = (
        "dictionary changed size during iteration" if isinstance(contents, Contents) and contents.type is dict else ""
    )
    if isinstance(part, Box) and part.storage.listed.type is collections.deque:
        said = "deque mutated during iteration"
    if said and len(found) != len(before):
        m.fail(RuntimeError(said), "AD204")
    return found


def fixed(m: Machine, value: Abstract) -> list[Abstract] | None:
    """The items, where their number is known while compiling. A range of constants is a loop all the same."""
    match value:
        case Tuple(items=items) | Once(items=items):
            return list(items)
        case Packed():
            from ast_ad.frontend.calls import packing

            return list(packing.opened(m, value).items)
        case Entries(base=base, part=part):
            return dicts.entries(m, base, part)
        case Box(storage=storage):
            contents = m.content(storage)
            if special.is_instance(m, value):
                made = opened(m, value)
                return None if made == value else fixed(m, made)
            if isinstance(contents, Contents) and contents.type in (Rows, Views):
                return None
            if isinstance(contents, Contents) and contents.type in PLAIN:
                return list(contents.items) if contents.type is list else list(map(dicts.as_key, contents.keys))
        case Const(value=str() | tuple() | list() | frozenset() as constant):
            return [Const(part) for part in constant]
        case Const(value=enum.EnumMeta() as cls):
            return [Const(cls[name]) for name in cls._member_names_]
        case Shape(ndim=int() as ndim):
            return [subscripts.size(m, value, axis) for axis in range(ndim)]
        case Backwards(base=base):
            found = fixed(m, base)
            return None if found is None else found[::-1]
        case Zip(parts=parts, count=count):
            columns = [fixed(m, part) for part in parts]
            if any(column is None for column in columns):
                return None
            rows = [Tuple(row) for row in zip(*columns)]
            return (
                list(rows) if count is None else [Tuple((_plus(m, count, k), *row.items)) for k, row in enumerate(rows)]
            )
        case Maybe(value=inner):
            return fixed(m, inner)
        case Lazy(first=first) if comprehensions().is_simple(value) and (ones := fixed(m, first)) is not None:
            return _made(m, value, ones)
    return None


def _made(m: Machine, generator: Lazy, items: Sequence[Abstract]) -> list[Abstract]:
    made: list[Abstract] = []
    left = list(items)
    while left:
        with m.hold(generator, *left, *made) as held:
            value = comprehensions().item(m, generator, left[0])
            kept = held()
        generator, left, made = kept[0], kept[2 : len(left) + 1], [*kept[len(left) + 1 :], value]  # type: ignore[assignment]
    return made


def comprehensions() -> Any:
    """The module about comprehensions, which loops need and which needs loops."""
    from ast_ad.frontend.expressions import comprehensions as module

    return module


def _spent(m: Machine, storage: Storage, contents: Contents) -> Once:
    """The items of an iterator, which are gone now; where a loop over them is left early, some are not."""
    if contents.keys:
        m.refuse("AD110", "an iterator is used again that was run over before", "make a list of it: list(...)")
    m.state.write(storage, Contents(Iterator, (), ("spent",)), m.builder.place)
    return Once(contents.items)


def _plus(m: Machine, start: Atom, k: int) -> Abstract:
    return Const(k) if start == ZERO else operators.apply(m, operator.add, start, Const(k))


def dynamic(m: Machine, part: Abstract) -> Abstract:
    """Something to be indexed at run time, for a zip whose length is not known."""
    items = fixed(m, part)
    if items is None:
        return part
    return Tuple(tuple(items)) if items and subscripts.form(m, items[0]) else subscripts.uniform(m, items)


def bound(m: Machine, value: Abstract) -> Atom:
    """How many trips a loop over this makes; a negative number means none."""
    match value := m.resolve(value):
        case Range(start=Const(value=0), stop=stop, step=Const(value=1)):
            return stop
        case Range(start=start, stop=stop, step=step):
            return m.builder.apply(len, m.builder.apply(range, start, stop, step))
        case Zip(parts=parts):
            lengths = list(dict.fromkeys(bound(m, part) for part in parts))
            return lengths[0] if len(lengths) == 1 else m.builder.apply(min, *lengths)
        case Grid(parts=parts):
            return _volume(m, [bound(m, part) for part in parts])
        case Backwards(base=base) | Maybe(value=base) | Lazy(first=base):
            return bound(m, base)
        case Tuple(items=items):
            return Const(len(items))
        case Box(storage=storage) if isinstance(contents := m.content(storage), Contents) and contents.type is Rows:
            return m.atom(length(m, m.resolve(contents.items[0])))
        case Box(storage=storage) if (whole := viewed.source(m, value)) is not None:
            return bound(m, whole)
        case Ref():
            kind = m.kind(value)
            if isinstance(kind, List):
                return m.builder.apply(len, m.atom(value))
            if isinstance(kind, Array) and kind.dims != ():
                return subscripts.size(m, Shape(m.atom(value), kind.ndim), 0)
    m.atom(value, "what the loop runs over")
    if isinstance(kind := m.kind(value), Number):
        m.fail(TypeError(f"{kind} is not iterable"), "AD108", f"a loop cannot run over {describe(value)}")
    if m.kind(value) == Opaque(str):
        m.refuse("AD108", "the items of a text are asked for that only the run tells", "take the text apart outside")
    m.refuse("AD108", "a loop cannot run over this", "loop over a range, an array, a list or a tuple")


def at_position(m: Machine, value: Abstract, k: Atom) -> Abstract:
    """The item at position k, counted from 0."""
    match value:
        case Range(start=start, step=step):
            offset = k if step == ONE else operators.apply(m, operator.mul, k, step)
            return offset if start == ZERO else operators.apply(m, operator.add, start, offset)
        case Backwards(base=base):
            last = operators.apply(m, operator.sub, bound(m, base), ONE)
            return at_position(m, base, m.atom(operators.apply(m, operator.sub, last, k)))
        case Grid(parts=parts):
            return _at_digits(m, parts, k)
        case Lazy(first=first):
            return comprehensions().item(m, value, at_position(m, first, k))  # type: ignore[no-any-return]
        case Zip(parts=parts, count=count):
            items = tuple(at_position(m, part, k) for part in parts)
            return (
                Tuple(items)
                if count is None
                else Tuple((operators.apply(m, operator.add, count, k) if count != ZERO else k, *items))
            )
        case Maybe(value=inner):
            return at_position(m, inner, k)
    if viewed.contents_of(m, value) is not None:
        assert isinstance(value, Box)
        return viewed.at(m, value, k)
    return subscripts.item(m, value, k)


def _volume(m: Machine, counts: Sequence[Atom]) -> Atom:
    """The product of lengths, of which negative ones mean none."""
    total: Atom = ONE
    for count in counts:
        length = Const(max(count.value, 0)) if isinstance(count, Const) else m.builder.apply(max, count, ZERO)  # type: ignore[call-overload]
        total = m.atom(operators.apply(m, operator.mul, total, length))
    return total


def _at_digits(m: Machine, parts: tuple[Abstract, ...], k: Atom) -> Abstract:
    """The items at position k, whose last one changes fastest."""
    found: list[Abstract] = []
    for n, part in reversed(list(enumerate(parts))):
        count = bound(m, part)
        digit = m.atom(operators.apply(m, operator.mod, k, count)) if n else k
        found.append(at_position(m, part, digit))
        k = m.atom(operators.apply(m, operator.floordiv, k, count)) if n else k
    return Tuple(tuple(reversed(found)))


def is_counted(m: Machine, value: Abstract) -> bool:
    """Whether something can be a list of items known one by one."""
    if isinstance(value, Range):
        parts = [part.value for part in (value.start, value.stop, value.step) if isinstance(part, Const)]
        return len(parts) == 3 and len(range(*parts)) <= LONGEST  # type: ignore[call-overload]
    if isinstance(value, Backwards):
        return is_counted(m, value.base)
    return isinstance(value, Shape | Grid) or fixed(m, value) is not None


# No more copies than this are made of the body of a loop that has to be written out.
_MOST_COPIES = 200


def spelt(m: Machine, value: Abstract) -> list[Abstract] | None:
    """The items of what is run over by a loop, if they are few and all known: for loops that no loop can follow."""
    found = _spelt(m, value)
    return None if found is None or len(found) * m.copies > _MOST_COPIES else found


def _spelt(m: Machine, value: Abstract) -> list[Abstract] | None:
    match value:
        case Backwards(base=base):
            found = _spelt(m, base)
            return None if found is None else found[::-1]
        case Zip(parts=parts, count=count):
            columns = _columns(m, parts)
            rows = None if columns is None else list(zip(*columns))
            if rows is None or count is None:
                return None if rows is None else list(map(Tuple, rows))
            return [Tuple((_plus(m, count, k), *row)) for k, row in enumerate(rows)]
        case Grid(parts=parts):
            columns = _columns(m, parts)
            if columns is None or math.prod(map(len, columns)) > _MOST_COPIES:
                return None
            return [Tuple(row) for row in itertools.product(*columns)]
        case Range(start=Const(value=int(a)), stop=Const(value=int(b)), step=Const(value=int(c))):
            numbers = range(a, b, c)
            return [Const(k) for k in numbers] if len(numbers) <= _MOST_COPIES else None
    return fixed(m, value)


def _columns(m: Machine, parts: Sequence[Abstract]) -> list[list[Abstract]] | None:
    found = [_spelt(m, part) for part in parts]
    return None if None in found else [column for column in found if column is not None]


def items(m: Machine, value: Abstract, count: int | None) -> list[Abstract]:
    """The items of a value that is unpacked into ``count`` names, or into as many as it has."""
    value = opened(m, value)
    if isinstance(value, Lazy):
        made, known = value, list[Abstract]()
        if count is not None and m.succeeds(lambda: known.extend(comprehensions().known(m, made))):
            return known
        value = comprehensions().collect(m, value)
    found = fixed(m, value)
    if found is not None:
        return found
    if isinstance(value, Range) and is_counted(m, value):
        return [Const(k) for k in range(value.start.value, value.stop.value, value.step.value)]  # type: ignore[union-attr, arg-type]
    if isinstance(value, Backwards) and is_counted(m, value.base):
        return items(m, value.base, None)[::-1]
    if isinstance(value, Grid) and isinstance(total := bound(m, value), Const) and isinstance(total.value, int):
        return [at_position(m, value, Const(k)) for k in range(total.value)]
    if isinstance(value, Shape) and count is not None:
        return [subscripts.size(m, value, axis) for axis in range(count)]
    kind = m.kind(value) if isinstance(value, Ref | Box) else None
    if count is None and isinstance(kind, Array) and kind.dims and isinstance(kind.dims[0], int):
        count = kind.dims[0]
    if count is None and isinstance(kind, List) and isinstance(length := bound(m, value), Const):
        count = max(int(length.value), 0)  # type: ignore[call-overload]
    if isinstance(kind, Array | List) and count is not None and (isinstance(kind, List) or kind.dims != ()):
        _require_length(m, value, count)
        return [at_position(m, value, Const(k)) for k in range(count)]
    m.atom(value, "what is unpacked")
    if isinstance(kind := m.kind(value), Number):
        m.fail(TypeError(f"cannot unpack {kind}"), "AD109", f"{describe(value)} is unpacked")
    hint = "make a list of it, which may be of any length: list(...)"
    m.refuse("AD109", "how many values this has is not known while compiling", hint)


def _require_length(m: Machine, value: Abstract, count: int) -> None:
    """Raise as Python does where a value has not as many items as there are names for them."""
    found = bound(m, value)
    if isinstance(found, Const) and found.value == count:
        return
    fits = m.builder.apply(operator.eq, found, count)
    m.require(fits, ValueError, f"expected {count} values to unpack, got {{}}", found)


def length(m: Machine, value: Abstract) -> Abstract:
    """``len(value)``."""
    said = special.call(m, value, "__len__")
    if said is not None:
        return said
    found = fixed(m, value)
    if found is not None:
        return Const(len(found))
    match value:
        case Value(kind=Opaque(type=type() as cls)) if issubclass(cls, str | bytes):
            return m.builder.apply(len, value)
        case Const(value=constant):
            try:
                return Const(len(constant))  # type: ignore[arg-type]
            except TypeError as error:
                m.fail(error, "AD112")
        case Range(start=start, stop=stop, step=step):
            return m.builder.apply(len, m.builder.apply(range, start, stop, step))
        case Shape():
            return m.builder.apply(np.ndim, value.array)
    return bound(m, value)

"""What a recursive function finds around it and may write: the names and the memory that it sees besides its arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass

from ast_ad.frontend.machine import growth
from ast_ad.frontend.machine.columns import Form, form
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import (
    Abstract,
    Box,
    Closure,
    Code,
    Content,
    Contents,
    Frame,
    Global,
    Ref,
    Storage,
    Tuple,
)
from ast_ad.frontend.machine.state import Cell, State
from ast_ad.ir import UNDEF, Const, Index, Place, Undef, Value, View
from ast_ad.kinds import Kind, List

# A name around the function, or memory.
Outer = Cell | Storage
# Where a list is: the name of an argument or what is around the function, and the keys that lead to it from there.
Location = tuple[object, ...]


class Again(Exception):
    """More is known of what a function changes around it: its calls have to be lowered anew."""

    def __init__(self, function: tuple[Code, Frame | None]) -> None:
        self.function = function


@dataclass(slots=True)
class Seen:
    """The names and the memory that functions see which values hold, each in the order in which it is come upon.

    What is ``closed`` is not looked into.
    """

    state: State
    cells: dict[Cell, None] = field(default_factory=dict)
    storages: dict[Storage, None] = field(default_factory=dict)
    frames: set[Frame] = field(default_factory=set)
    closed: frozenset[Outer] = frozenset()

    def visit(self, part: object) -> None:
        match part:
            case Value() | Const() | Undef() | Index() | View() | Code() | Place() | type():
                return
            case Storage():
                if part not in self.storages:
                    self.storages[part] = None
                    if part not in self.closed:
                        self.visit(self.state.content(part))
            case Frame():
                self._frame(part)
            case tuple():
                for item in part:
                    self.visit(item)
            case _ if is_dataclass(part):
                for each in fields(part):
                    self.visit(getattr(part, each.name))

    def _frame(self, frame: Frame) -> None:
        if frame in self.frames:
            return
        self.frames.add(frame)
        if frame.parent is not None:
            self._frame(frame.parent)
        for cell, value in list(self.state.names.items()):
            # What the machine keeps under names of its own is no function's to see.
            if cell[0] is frame and cell[1][0] != "$":
                self.cells[cell] = None
                if cell not in self.closed:
                    self.visit(value)


def seen(m: Machine, closure: Closure, names: Mapping[str, Abstract], closed: Sequence[Outer] = ()) -> Seen:
    """What a function sees: through the frames around it, and around the functions that it is given."""
    found = Seen(m.state, closed=frozenset(closed))
    for outer in closed:
        if isinstance(outer, Storage):
            found.visit(outer)
    found.visit(closure.frame)
    if m.shared.own_classes or m.shared.classes:
        # Methods of classes of the program know the frames around these.
        for frame in {cell[0]: None for cell in m.state.names}:
            found.visit(frame)
    functions = Seen(m.state)
    functions.visit((tuple(names.values()), closure.defaults))
    for frame in functions.frames:
        found.visit(frame)
    return found


def held(state: State, outer: Outer) -> Abstract | Content:
    """What is under a name or in memory."""
    return state.content(outer) if isinstance(outer, Storage) else state.names.get(outer, UNDEF)


def changed(before: State, after: State, around: Seen) -> list[Outer]:
    """The names and the memory around a function that have been written."""
    log = set(after.log)
    cells: list[Outer] = [c for c in around.cells if c in log or after.names.get(c) != before.names.get(c)]
    return cells + [s for s in around.storages if s in log or after.content(s) != before.content(s)]


# Lists that have more items from call to call


@dataclass(frozen=True, slots=True)
class Length:
    """How many items a list has, None if only the run tells; the kinds of lists that hold them, None where there is none;
    and the form of the tuples among them.
    """

    count: int | None
    kinds: tuple[Kind | None, ...]
    form: Form | None


def lengths(m: Machine, roots: Mapping[object, object]) -> dict[Location, Length]:
    """The lists in values, each where it is met first."""
    found: dict[Location, Length] = {}
    for at, _, content in _lists(m, roots):
        count = len(content.items) if isinstance(content, Contents) else None
        found[at] = Length(count, tuple(growth.Growing(m.state, m.builder, content).kinds), form(content))
    return found


def grown(before: Mapping[Location, Length], now: Mapping[Location, Length]) -> dict[Location, List | Form]:
    """The lists that have another number of items now, and the kinds of lists that hold both, or the form of their tuples."""
    found: dict[Location, List | Form] = {}
    for at, length in now.items():
        other = before.get(at)
        if other is None or other.count == length.count:
            continue
        forms = {each.form for each in (other, length) if each.count != 0}
        if (kind := growth.common((*other.kinds, *length.kinds))) is not None:
            found[at] = kind
        elif len(forms) == 1 and (one := forms.pop()) is not None:
            found[at] = one
    return found


def widen(m: Machine, roots: Mapping[object, object], lists: Mapping[Location, List | Form]) -> None:
    """From here on the lengths of these lists are not known."""
    for at, box, content in list(_lists(m, roots)):
        known = lists.get(at)
        if isinstance(known, Form) and isinstance(content, Contents) and (not content.items or form(content) == known):
            m.state.heap[box.storage] = known.columns(content, box.storage.listed)
    for at, box, content in list(_lists(m, roots)):
        known = lists.get(at)
        if isinstance(known, List) and isinstance(content, Contents):
            side = growth.Growing(m.state, m.builder, content)
            if (kind := growth.common((known, *side.kinds))) is not None:
                m.state.heap[box.storage] = side.atom(kind)
                m.holds(box.storage, content.items)


def _is_list(content: Content) -> bool:
    if isinstance(content, Contents):
        return content.type is list
    return isinstance(content, Value) and isinstance(content.kind, List)


def _lists(m: Machine, roots: Mapping[object, object]) -> Iterator[tuple[Location, Box, Content]]:
    met: set[Storage] = set()

    def visit(at: Location, part: object) -> Iterator[tuple[Location, Box, Content]]:
        keys: Sequence[object] = ()
        items: Sequence[object] = ()
        match part:
            case Tuple():
                items, keys = part.items, range(len(part.items))
            case Contents():
                items, keys = part.items, part.keys if len(part.keys) == len(part.items) else range(len(part.items))
            case Box(storage=storage) | Ref(storage=storage, path=()) if storage not in met:
                met.add(storage)
                content = m.state.content(storage)
                if _is_list(content) and not isinstance(storage, Global):
                    yield at, Box(storage), content
                yield from visit(at, content)
        for key, item in zip(keys, items):
            yield from visit((*at, key), item)

    for root, value in roots.items():
        part = Box(root) if isinstance(root, Storage) else value
        yield from visit((root,), part)

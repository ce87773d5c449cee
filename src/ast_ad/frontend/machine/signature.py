"""The form of a state: what is known in it, apart from which fresh values and storages stand for what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace

from ast_ad.frontend.machine.merge import Slot
from ast_ad.frontend.machine.objects import Code, Content, Frame, Stale, Storage
from ast_ad.frontend.machine.state import Cell, State
from ast_ad.ir import Const, Index, Undef, Value, View
from ast_ad.kinds import exact


def signature(state: State, slots: Sequence[Slot], cells: Iterable[Cell]) -> object:
    """Equal for two states in which the names given have equal kinds and alias each other in the same way."""
    writer = _Writer(state, {slot.value for slot in slots})
    names = [(id(frame), name, writer.write(state.names.get((frame, name)))) for frame, name in cells]
    numbers = writer.numbers
    links, apart = (
        frozenset(frozenset(numbers[s] for s in link) for link in pairs if all(s in numbers for s in link))
        for pairs in (state.links, state.apart)
    )
    return names, links, apart


class _Writer:
    def __init__(self, state: State, fresh: set[Value]) -> None:
        self.state = state
        self.fresh = fresh
        self.numbers: dict[Storage, int] = {}

    def write(self, part: object) -> object:
        match part:
            case Value():
                return exact(part.kind) if part in self.fresh else id(part)
            case Const() | Undef() | Index() | View() | None:
                return part
            case Storage():
                if part in self.numbers:
                    return self.numbers[part]
                number = self.numbers[part] = len(self.numbers)
                return number, part.frozen, part.listed, self.write(self.state.content(part))
            case Stale(message=message):
                return message
            case Code() | Frame():
                return id(part)
            case tuple():
                return tuple(map(self.write, part))
        if is_dataclass(part) and not isinstance(part, type):
            return type(part), tuple(self.write(getattr(part, f.name)) for f in fields(part))
        return part


def substitute(state: State, values: Mapping[Value, Value]) -> State:
    """A state in which other values stand for some."""
    result = state.copy()
    result.facts = {values.get(test, test): outcome for test, outcome in state.facts.items()}

    def change(part: object) -> object:
        match part:
            case Value():
                return values.get(part, part)
            case tuple():
                return tuple(map(change, part))
            case Const() | Undef() | Index() | View() | Storage() | Code() | Frame():
                return part
        if is_dataclass(part) and not isinstance(part, type):
            return replace(part, **{f.name: change(getattr(part, f.name)) for f in fields(part)})
        return part

    def content(storage: Storage) -> Content:
        return change(state.content(storage))  # type: ignore[return-value]

    for cell, value in state.names.items():
        result.names[cell] = change(value)  # type: ignore[assignment]
    # What was never written may have to be renamed as well.
    for storage in {*state.heap, *reached(state)}:
        result.heap[storage] = content(storage)
    return result


def reached(state: State) -> set[Storage]:
    """The storages that names lead to."""
    writer = _Writer(state, set())
    for value in state.names.values():
        writer.write(value)
    return set(writer.numbers)

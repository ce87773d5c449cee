"""Items of lists that are known by name: they stay what they are when the list gets other items in their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace

from ast_ad.frontend.machine import memory
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Code, Frame, Ref, Step, Storage
from ast_ad.frontend.machine.signature import reached
from ast_ad.ir import Atom, Const, Index, Place, Undef, Value, View
from ast_ad.kinds import Array, List


@contextmanager
def detached(m: Machine, holder: Ref) -> Iterator[None]:
    """Other items are put into a list. The arrays and lists in it that names know get storages of their own.

    A name led to them through their places in the list, which mean other items from here on. What is written
    through the name is written into the item, wherever in the list it may be then: the two are linked.
    """
    kind = m.kind(holder)
    if not isinstance(kind, List) or not isinstance(kind.item, Array | List):
        yield
        return
    items = _Detached(m, holder)
    items.change_state()
    yield
    items.link()


class _Detached:
    def __init__(self, m: Machine, holder: Ref) -> None:
        self.m = m
        self.storage = holder.storage
        self.depth = len(holder.path) + 1
        self.base = m.array(Ref(holder.storage))
        self.items: dict[tuple[Step, ...], Storage] = {}

    def change_state(self) -> None:
        state = self.m.state
        names = {cell: self.change(value) for cell, value in state.names.items()}
        heap = {storage: self.change(state.content(storage)) for storage in {*state.heap, *reached(state)}}
        if not self.items:
            return
        state.names.update(names)  # type: ignore[arg-type]
        state.heap.update({s: content for s, content in heap.items() if content is not state.content(s)})  # type: ignore[misc]

    def link(self) -> None:
        made = list(self.items.values())
        for k, one in enumerate(made):
            self.m.state.known_as(self.storage, one)
            for other in made[:k]:
                self.m.state.link(other, one)

    def change(self, part: object) -> object:
        """An abstract value in which no path leads through the items any more."""
        match part:
            case Ref(storage=storage, path=path) if storage is self.storage and len(path) >= self.depth:
                return Ref(self.item(path[: self.depth]), path[self.depth :])
            case Value() | Const() | Undef() | Index() | View() | Storage() | Code() | Frame() | Place():
                return part
            case tuple():
                changed = tuple(map(self.change, part))
                return part if all(new is old for new, old in zip(changed, part)) else changed
        if not is_dataclass(part) or isinstance(part, type):
            return part
        made = {f.name: self.change(getattr(part, f.name)) for f in fields(part)}
        if all(value is getattr(part, name) for name, value in made.items()):
            return part
        return replace(part, **made)

    def item(self, path: Sequence[Step]) -> Storage:
        key = tuple(path)
        if key not in self.items:
            found: Atom = memory.read(self.m.builder, self.base, path)
            name = found.hint if isinstance(found, Value) else ""
            self.items[key] = Storage(found, name, self.storage.frozen)
        return self.items[key]

"""The state of the abstract interpreter: what every name is bound to, and what every storage holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from ast_ad.frontend.objects import Abstract, Content, Frame, Ref, Stale, Storage
from ast_ad.ir import Place

Cell = tuple[Frame, str]
Links = frozenset[frozenset[Storage]]


@dataclass(slots=True)
class State:
    """``links`` are the pairs of storages that may be one at run time. ``dead``: control does not get here.

    ``gone`` are the frames that have surely returned: nothing reads their names any more. ``log`` is what has been
    bound and written, on every way of control: states that come from one another share it.
    """

    names: dict[Cell, Abstract] = field(default_factory=dict)
    heap: dict[Storage, Content] = field(default_factory=dict)
    links: Links = frozenset()
    dead: bool = False
    gone: frozenset[Frame] = frozenset()
    log: list[Cell | Storage] = field(default_factory=list)

    def copy(self) -> State:
        return State(dict(self.names), dict(self.heap), self.links, self.dead, self.gone, self.log)

    def content(self, storage: Storage) -> Content:
        return self.heap.get(storage, storage.initial)

    def write(self, storage: Storage, content: Content, place: Place | None) -> None:
        """Change what a storage holds; whatever may share its memory is stale from here on."""
        self.heap[storage] = content
        self.log.append(storage)
        storage.touch()
        for other in self.linked(storage):
            message = f"{self._called(other)} may share memory with {self._called(storage)}, which was written before"
            self.heap[other] = Stale(message, place)
            other.touch()

    def linked(self, storage: Storage) -> list[Storage]:
        """What may share the memory of a storage."""
        return [other for link in self.links if storage in link for other in link if other is not storage]

    def link(self, one: Storage, other: Storage) -> None:
        """Note that two storages may share memory, and with them what may share memory with either."""
        if one is not other:
            ones, others = [one, *self.linked(one)], [other, *self.linked(other)]
            self.links |= {frozenset((a, b)) for a in ones for b in others if a is not b}

    def drop(self, frame: Frame) -> None:
        """Forget the names of a frame."""
        for cell in [cell for cell in self.names if cell[0] is frame]:
            del self.names[cell]

    def _called(self, storage: Storage) -> str:
        """A storage by a name that is bound to it now."""
        for (_, name), value in reversed(self.names.items()):
            if isinstance(value, Ref) and value.storage is storage and not name.startswith("$"):
                return repr(name)
        return repr(storage.name) if storage.name else "this value"

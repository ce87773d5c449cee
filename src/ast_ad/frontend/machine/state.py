"""The state of the abstract interpreter: what every name is bound to, and what every storage holds."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from ast_ad.frontend.machine.objects import Abstract, Box, Content, Contents, Frame, Ref, Stale, Storage
from ast_ad.frontend.machine.running import require_not_run_over
from ast_ad.ir import Atom, Place, Value, kind_of
from ast_ad.kinds import List

Cell = tuple[Frame, str]
Links = frozenset[frozenset[Storage]]


def _has_items(content: Content) -> bool:
    return not isinstance(content, Atom) or isinstance(kind_of(content), List)


def _depth(content: Content) -> float:
    """How deep lists are nested in this; endless where the items are taken apart."""
    if not isinstance(content, Atom):
        return math.inf
    kind, depth = kind_of(content), 0
    while isinstance(kind, List):
        kind, depth = kind.item, depth + 1
    return depth


def _is_whole(value: Abstract, storage: Storage) -> bool:
    """Whether a value is a storage as a whole."""
    return (isinstance(value, Ref) and value.storage is storage and not value.path) or value == Box(storage)


@dataclass(slots=True)
class State:
    """``links`` are the pairs of storages that may be one at run time; a list whose items may be one is linked with itself.

    ``apart`` are those of them that are two lists for sure, which may only hold the same items.

    ``dead``: control does not get here.

    ``gone`` are the frames that have surely returned: nothing reads their names any more. ``log`` is what has been
    bound and written, on every way of control: states that come from one another share it. ``facts`` are the outcomes
    of the tests behind which control is.
    """

    names: dict[Cell, Abstract] = field(default_factory=dict)
    heap: dict[Storage, Content] = field(default_factory=dict)
    links: Links = frozenset()
    apart: Links = frozenset()
    dead: bool = False
    gone: frozenset[Frame] = frozenset()
    log: list[Cell | Storage] = field(default_factory=list)
    facts: dict[Value, bool] = field(default_factory=dict)

    def copy(self) -> State:
        names, heap, facts = dict(self.names), dict(self.heap), dict(self.facts)
        return State(names, heap, self.links, self.apart, self.dead, self.gone, self.log, facts)

    def content(self, storage: Storage) -> Content:
        return self.heap.get(storage, storage.initial)

    def write(self, storage: Storage, content: Content, place: Place | None) -> None:
        """Change what a storage holds; whatever may share its memory is stale from here on."""
        if isinstance(content, Contents):
            require_not_run_over(self, Box(storage), place)
            self.grow(storage, content, place)
        else:
            self._change(storage, content, place, self.linked(storage))

    def grow(self, storage: Storage, content: Content, place: Place | None, inner: Atom | None = None) -> None:
        """Change which items a list or an object holds, or a list in it, ``inner``; no array is written."""
        depth = _depth(content if inner is None else inner)
        # A list in a list does not change when the other gets or loses items, nor does one that holds the same items.
        alike = [
            other
            for other in self.linked(storage)
            if _has_items(old := self.content(other))
            and _depth(old) >= depth
            and (inner is not None or frozenset((storage, other)) not in self.apart)
        ]
        self._change(storage, content, place, alike)

    def _change(self, storage: Storage, content: Content, place: Place | None, others: list[Storage]) -> None:
        self.heap[storage] = content
        self.log.append(storage)
        storage.touch(place)
        for other in others:
            self.heap[other] = Stale(self._message(storage, other), place)
            other.touch(place)

    def link(self, one: Storage, other: Storage) -> None:
        """Note that what is in the first storage may be in the second, or in what may share memory with that."""
        lists = [list_ for list_ in self.linked(one) if self._holds(list_, one)]
        pairs = {frozenset((a, b)): (a, b) for a in (one, *lists) for b in (other, *self.linked(other)) if a is not b}
        # Of the lists that hold the one and the other, neither need be the other.
        same = {pair for pair, (a, b) in pairs.items() if self._may_be(a, one) and self._may_be(b, other)}
        apart = {pair for pair in pairs.keys() - self.links if self.are_alike(pair)}
        self.apart = (self.apart | apart) - same
        self.links |= pairs.keys()

    def hold(self, holder: Storage, item: Storage) -> None:
        """Note that a list holds an array; a second time, that two items of the list may be one (its link to itself)."""
        if item is holder or item in self.linked(holder):
            self.links |= {frozenset((holder,))}
        else:
            self.link(holder, item)

    def known_as(self, holder: Storage, item: Storage) -> None:
        """Note that an item of a list is reached by itself from here on: it may be any of what the list is known to hold."""
        self.links |= {frozenset((item, other)) for other in self.linked(holder) if other is not item}
        self.link(holder, item)

    def let_go(self, holder: Storage, item: Storage) -> None:
        """Note that an item was taken out of a list, which has it no more unless it may hold it twice."""
        if frozenset((holder,)) not in self.links:
            self.links -= {frozenset((holder, item))}

    def are_alike(self, pair: Iterable[Storage]) -> bool:
        """Whether these are lists of one depth: neither can be an item of the other."""
        depths = {_depth(content) if _has_items(content := self.content(storage)) else 0 for storage in pair}
        return len(depths) == 1 and not depths & {0, math.inf}

    def _holds(self, linked: Storage, item: Storage) -> bool:
        """Whether what is linked with something gets what that gets."""
        return _has_items(self.content(linked)) and frozenset((linked, item)) not in self.apart

    def _may_be(self, linked: Storage, known: Storage) -> bool:
        pair = frozenset((linked, known))
        return linked is known or (pair in self.links and pair not in self.apart and self.are_alike(pair))

    def linked(self, storage: Storage) -> list[Storage]:
        """What may share the memory of a storage."""
        found = [other for link in self.links if storage in link for other in link if other is not storage]
        return sorted(found, key=lambda other: other.number)

    def drop(self, frame: Frame) -> None:
        """Forget the names of a frame."""
        for cell in [cell for cell in self.names if cell[0] is frame]:
            del self.names[cell]

    def forget(self, number: int) -> None:
        """Forget the frames and the temporary names that were numbered later: work on them was given up."""
        for frame, name in list(self.names):
            temporary = name[0] == "$" and name[-9:].isdecimal()
            if frame.number > number or (temporary and int(name[-9:]) > number):
                del self.names[frame, name]

    def _message(self, written: Storage, other: Storage) -> str:
        """That a write may be one into something else too, by the names that are bound to the two now."""
        known, perhaps = self._bound(written), self._bound(other) or (repr(other.name) if other.name else "")
        if known:
            return f"this writes into {known}, and perhaps into {perhaps or 'this value'} as well"
        return f"this perhaps writes into {perhaps or 'what another value holds'}"

    def _bound(self, storage: Storage) -> str:
        """A name that is bound to a storage now."""
        names = [name for (_, name), value in self.names.items() if _is_whole(value, storage) and name[0] != "$"]
        return repr(names[-1]) if names else ""

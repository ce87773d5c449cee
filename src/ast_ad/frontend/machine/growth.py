"""Lists that grow: where their length is not known any more, their items become one value of the IR."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ast_ad import kinds
from ast_ad.build import Builder
from ast_ad.frontend.machine import memory
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Maybe, Ref, Shape, Storage, Views
from ast_ad.frontend.machine.state import State
from ast_ad.ir import UNDEF, Apply, Atom, Const, Undef, Value, kind_of
from ast_ad.kinds import Array, Kind, List, Number
from ast_ad.rules import infer, shape_kind
from ast_ad.tree import LEAF, Form, Node


@dataclass(slots=True)
class Growing:
    """One side of a list that has other items on another way."""

    state: State
    builder: Builder
    content: object

    @property
    def items(self) -> Sequence[Abstract]:
        return self.content.items if isinstance(self.content, Contents) else ()

    @property
    def storages(self) -> Iterator[Storage]:
        for item in (item.value if isinstance(item, Maybe) else item for item in self.items):
            if isinstance(item, Ref | Box):
                yield item.storage
            if isinstance(item, Box):
                yield from self._inner(item).storages

    def _inner(self, item: Box) -> Growing:
        """A list among the items."""
        return Growing(self.state, self.builder, self.state.content(item.storage))

    @property
    def kinds(self) -> Iterator[List | None]:
        """The kinds of lists that hold the items; None for what no list of one kind can hold."""
        if isinstance(self.content, Contents):
            if self.content.type is Views:
                yield self._of_views(self.content)
                return
            if self.content.type is not list:
                yield None
            yield from map(self._list, self.items)
        elif isinstance(self.content, Value | Const):
            kind = kind_of(self.content)
            yield kind if isinstance(kind, List) else None

    def _of_views(self, content: Contents) -> List | None:
        """The kind of a list of views, if it can be made one value here."""
        if content.keys != (None,):
            known = whole(self.state, content)
            found = None if known is None else kind_of(known)
        else:
            rows = self._kind(content.items[0])
            (found,) = (None,) if rows is None else infer.apply(Apply(list), (Value(rows),))
        return found if isinstance(found, List) else None

    def _list(self, item: Abstract) -> List | None:
        if item == Const(None):
            return List(kinds.NONE, optional=True)
        kind = self._kind(item.value if isinstance(item, Maybe) else item)
        return None if kind is None else List(kind, isinstance(item, Maybe))

    def _kind(self, item: Abstract) -> Kind | None:
        if isinstance(item, Box):
            return joined([self._inner(item)])
        if isinstance(item, Ref):
            content = self.state.content(item.storage)
            return memory.kind_of_ref(content, item) if isinstance(content, Value | Const) else None
        kind = kind_of(item) if isinstance(item, Value | Const) else None
        if isinstance(item, Shape):
            (kind,) = infer.apply(Apply(np.shape), (item.array,))
        return kind if isinstance(kind, Number | Array | shape_kind.Shape) else None

    def atom(self, kind: List) -> Atom:
        """The list as one value."""
        if isinstance(self.content, Value | Const):
            return self.content
        if not isinstance(self.content, Contents):
            return UNDEF
        if self.content.type is Views:
            known = whole(self.state, self.content)
            return self.builder.apply(list, self._atom(self.items[0], kind)) if known is None else known
        return made(self.builder, [self._atom(item, kind.item) for item in self.items], kind)

    def _atom(self, item: Abstract, kind: Kind) -> Atom:
        if isinstance(item, Box):
            assert isinstance(kind, List)
            return self._inner(item).atom(kind)
        if isinstance(item, Ref):
            content = self.state.content(item.storage)
            assert isinstance(content, Value | Const)
            return memory.read(self.builder, content, item.path)
        if isinstance(item, Shape):
            return self.builder.apply(np.shape, item.array)
        if isinstance(item, Maybe):
            inside = item.value
            return self.builder.choice(
                item.missing,
                lambda _: [Const(None)],
                lambda inner: [Growing(self.state, inner, self.content)._atom(inside, kind)],
                (kind,),
            )[0]
        assert isinstance(item, Value | Const | Undef)
        return item


def whole(state: State, contents: Contents) -> Value | None:
    """A list of views as one value, if it was made of a comprehension whose arrays are what they were then."""
    (element,) = contents.keys
    if element is None:
        return None
    count = len(element.names) + 1  # type: ignore[attr-defined]
    now = [state.content(part.storage) for part in contents.items[:count] if isinstance(part, Ref)]
    known, *then = contents.items[count:]
    return known if then == now and isinstance(known, Value) else None


def bare(contents: Contents) -> Contents:
    """A list of views without the one value that it was: where a function is called that need not know it."""
    if contents.type is not Views or contents.keys == (None,):
        return contents
    count = len(contents.keys[0].names) + 1  # type: ignore[attr-defined]
    return replace(contents, items=(*contents.items[:count], *[UNDEF] * (len(contents.items) - count)))


def made(builder: Builder, atoms: Sequence[Atom], kind: List) -> Value:
    """A list of these items."""
    form = Form((Node(list, (LEAF,) * len(atoms)),))
    (value,) = builder.emit(Apply(list, form), atoms, (kind,))
    return value


def joined(sides: Sequence[Growing]) -> List | None:
    """The kind of a list that holds the items of every side."""
    return common(kind for side in sides for kind in side.kinds)


def common(lists: Iterable[Kind | None]) -> List | None:
    """The kind of a list that holds the items of lists of these kinds."""
    found: Kind | None = None
    for kind in lists:
        found = kind if found is None or kind is None else kinds.join(found, kind)
        if found is None:
            return None
    return found if isinstance(found, List) else None

"""Abstract values taken apart into values of the IR and a skeleton, and put together again elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace

from ast_ad.frontend.machine import growth, memory
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import (
    LIST,
    Box,
    Code,
    Contents,
    Frame,
    Listed,
    Maybe,
    Ref,
    Shape,
    Stale,
    Step,
    Storage,
)
from ast_ad.frontend.machine.words import is_static
from ast_ad.ir import UNDEF, Atom, Const, Value, kind_of
from ast_ad.kinds import Number


@dataclass(frozen=True, slots=True)
class Hole:
    """The place of a value in a skeleton."""

    number: int


@dataclass(frozen=True, slots=True)
class Memory:
    """The place of a storage in a skeleton. ``boxed`` are the items of a list, dict or instance that it holds."""

    number: int
    boxed: object = None
    listed: Listed = LIST


@dataclass(slots=True)
class Flat:
    """Abstract values taken apart: a skeleton in which values and storages are numbered."""

    skeleton: object = None
    atoms: list[Atom] = field(default_factory=list)
    refs: list[Ref | Box] = field(default_factory=list)


class Taker:
    """Takes abstract values apart, as they are in a state. Memory in ``around`` is known where they are put together."""

    def __init__(self, m: Machine, known: Mapping[Storage, int] | None = None) -> None:
        self.m = m
        self.flat = Flat()
        self.known = dict(known or {})
        self.numbers: dict[object, int] = {}
        # The test that tells whether what is taken now is missing.
        self.missing: Atom | None = None
        self.around: set[Storage] = set()

    def take(self, part: object) -> object:
        match part:
            case Value():
                return self.hole(part)
            case Const():
                return part if is_static(part) or not isinstance(kind_of(part), Number) else self.hole(part)
            case Ref(storage=storage, path=path):
                if storage in self.known:
                    return replace(part, storage=Memory(self.known[storage]), path=self.take(path))  # type: ignore[arg-type]
                if storage in self.around:
                    return replace(part, path=self.take(path))  # type: ignore[arg-type]
                return self.array(part)
            case Box(storage=storage):
                if storage in self.around:
                    return part
                resolved = self.m.resolve(part)
                if storage in self.known and isinstance(resolved, Box):
                    return Box(Memory(self.known[storage]))  # type: ignore[arg-type]
                return self.take(resolved) if isinstance(resolved, Ref) else self.box(part)
            case Step(kind=kind, atoms=atoms):
                return Step(kind, tuple(map(self.take, atoms)))  # type: ignore[arg-type]
            case Shape():
                return self.hole(self.m.atom(part))
            case Maybe(missing=missing, value=value):
                taken, outer, self.missing = self.take(missing), self.missing, missing
                found = self.take(value)
                self.missing = outer
                return Maybe(taken, found)  # type: ignore[arg-type]
            case tuple():
                return tuple(map(self.take, part))
            case Code() | Frame() | Storage():
                return part
        if is_dataclass(part) and not isinstance(part, type):
            return replace(part, **{f.name: self.take(getattr(part, f.name)) for f in fields(part)})
        return part

    def hole(self, atom: Atom) -> Hole:
        self.flat.atoms.append(atom)
        return Hole(len(self.flat.atoms) - 1)

    def array(self, ref: Ref) -> Memory:
        """An array is passed as the view that it is."""
        if ref not in self.numbers:
            self.numbers[ref] = len(self.flat.refs)
            self.flat.refs.append(ref)
            content = self.m.state.content(ref.storage)
            if isinstance(content, Stale):
                # Whoever reads it is refused.
                return Memory(self.numbers[ref], content, ref.storage.listed)
            return Memory(self.numbers[ref], self.hole(self.read(ref)), ref.storage.listed)
        return Memory(self.numbers[ref])

    def read(self, ref: Ref) -> Atom:
        """An array that may not be there is read where it is: the view of nothing would raise."""
        whole = self.m.array(ref)
        if self.missing is None or not ref.path:
            return memory.read(self.m.builder, whole, ref.path)
        return self.m.unless(self.missing, UNDEF, lambda: [memory.read(self.m.builder, whole, ref.path)])[0]

    def box(self, box: Box) -> Memory:
        if box.storage in self.numbers:
            return Memory(self.numbers[box.storage])
        number = self.numbers[box.storage] = len(self.flat.refs)
        self.flat.refs.append(box)
        contents = self.m.state.content(box.storage)
        if isinstance(contents, Stale):
            return Memory(number, contents, box.storage.listed)
        assert isinstance(contents, Contents)
        contents = growth.bare(contents)
        items = tuple(map(self.take, contents.items))
        return Memory(number, replace(contents, items=items), box.storage.listed)  # type: ignore[arg-type]


def put_together(
    skeleton: object, atoms: Sequence[Atom], storages: dict[int, Storage], refs: Sequence[Ref | Box] = ()
) -> object:
    """Abstract values from a skeleton. ``refs`` are what the memories of arguments stand for; others are made fresh."""

    def make(part: object) -> object:
        match part:
            case Hole(number=number):
                return atoms[number]
            case Memory(number=number, boxed=boxed, listed=listed):
                if number not in storages:
                    storages[number] = Storage(make(boxed), listed=listed)  # type: ignore[arg-type]
                held = storages[number].initial
                return Box(storages[number]) if isinstance(held, Contents) else Ref(storages[number])
            case Ref(storage=Memory(number=number), path=path):
                base = refs[number]
                assert isinstance(base, Ref)
                return Ref(base.storage, (*base.path, *make(path)))
            case Box(storage=Memory(number=number)):
                return refs[number]
            case Step(kind=kind, atoms=parts):
                return Step(kind, tuple(map(make, parts)))  # type: ignore[arg-type]
            case tuple():
                return tuple(map(make, part))
            case Value() | Const() | Code() | Frame() | Storage():
                return part
        if is_dataclass(part) and not isinstance(part, type):
            return replace(part, **{f.name: make(getattr(part, f.name)) for f in fields(part)})
        return part

    return make(skeleton)

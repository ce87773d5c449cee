"""What all lowerings of one program have in common."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

import gast

from ast_ad.errors import Refused
from ast_ad.frontend.machine.columns import Form
from ast_ad.frontend.machine.objects import Abstract, Code, Frame, Layout, LiveRead, Poison, Stale, Storage
from ast_ad.frontend.machine.state import Cell
from ast_ad.frontend.reading import scopes
from ast_ad.frontend.reading.find import find
from ast_ad.frontend.reading.source import Followed, Inlined, Source
from ast_ad.ir import Atom
from ast_ad.kinds import List

# Whose text is none of the user's, though it may be followed.
_LIBRARIES = sys.stdlib_module_names | {"numpy", "scipy"}


@dataclass(slots=True)
class Shared:
    """Problems and caches. ``unbound`` and ``unjoined`` are the names and values that were read in vain, ``hoped`` the names
    that an earlier trip of a loop may have bound, though it is not known yet how.

    ``classes`` are those of methods, by their code; ``own_classes`` are all that the program itself defines. ``trips``
    counts the trips of loops over fixed structure. ``implied`` says of the outcome of a test which one another has.
    """

    problems: list[Refused] = field(default_factory=list)
    unbound: set[Cell] = field(default_factory=set)
    hoped: frozenset[Cell] = frozenset()
    unjoined: list[Poison | Stale] = field(default_factory=list)
    counter: int = 0
    sources: dict[int, Source] = field(default_factory=dict)
    codes: dict[tuple[int, int], Code] = field(default_factory=dict)
    changes: dict[int, tuple[list[str], set[str]]] = field(default_factory=dict)
    recursive: set[Code] = field(default_factory=set)
    # How often each function was lowered into its callers; those that get a Func of their own for being so many, and those
    # that can have none.
    inlinings: Counter[Code] = field(default_factory=Counter)
    outlined: set[Code] = field(default_factory=set)
    inline_only: set[Code] = field(default_factory=set)
    specials: dict[object, Any] = field(default_factory=dict)
    # What recursive functions write around them, and their lists that have more items from call to call.
    outer: dict[tuple[Code, Frame | None], list[Cell | Storage]] = field(default_factory=dict)
    growing: dict[tuple[Code, Frame | None], dict[tuple[object, ...], List | Form]] = field(default_factory=dict)
    # What cached functions have read: names and memory, and what was there.
    kept: dict[Abstract, dict[object, object]] = field(default_factory=dict)
    classes: dict[Code, type] = field(default_factory=dict)
    own_classes: set[type] = field(default_factory=set)
    made_classes: dict[object, Abstract] = field(default_factory=dict)
    class_frames: dict[tuple[int, Frame], Frame] = field(default_factory=dict)
    pullbacks: list[Any] = field(default_factory=list)
    guards: dict[LiveRead, object] = field(default_factory=dict)
    bodies: dict[FunctionType, Inlined] = field(default_factory=dict)
    layouts: dict[object, Layout] = field(default_factory=dict)
    trips: int = 0
    implied: dict[tuple[Atom, bool], tuple[Atom, bool]] = field(default_factory=dict)

    def code(self, node: gast.FunctionDef | gast.Lambda, source: Source) -> Code:
        """The Code of a node: one and the same however often it is asked for."""
        key = id(node), id(source)
        if key not in self.codes:
            self.codes[key] = scopes.code_of(node, source)
        return self.codes[key]

    def class_frame(self, node: gast.ClassDef, parent: Frame) -> Frame:
        """The frame of a class's body in the frame of a function: one and the same however often it is run."""
        key = id(node), parent
        if key not in self.class_frames:
            self.class_frames[key] = Frame(scopes.class_code(node, parent.code.source), parent, self.number())
        return self.class_frames[key]

    def source(self, function: FunctionType) -> Source:
        if id(function) not in self.sources:
            library = str(function.__module__ or "").partition(".")[0] in _LIBRARIES
            self.sources[id(function)] = Followed(find(function)) if library else find(function)
        return self.sources[id(function)]

    def inlined(self, body: FunctionType) -> Inlined:
        """The text of a function of ours, to be lowered in the place of a call."""
        if body not in self.bodies:
            self.bodies[body] = Inlined(find(body))
        return self.bodies[body]

    @contextmanager
    def hoping(self, cells: frozenset[Cell]) -> Iterator[None]:
        """For a trip of a loop: these names, unbound at its head, may turn out to be bound there."""
        before, self.hoped = self.hoped, self.hoped | cells
        try:
            yield
        finally:
            self.hoped = before

    def number(self) -> int:
        self.counter += 1
        return self.counter

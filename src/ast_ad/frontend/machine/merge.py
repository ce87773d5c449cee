"""Where paths of control meet: two states become one.

What is equal on both ways stays. Numbers and contents of storages that differ get a *slot*: a result of the ``if``, or
a value carried by the loop. Storages are paired: two names of one storage on either way are two names of one storage
afterwards (``A, B = B, A`` costs nothing), and storages whose pairs share a side may be the same at run time: these are
linked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from ast_ad import kinds
from ast_ad.build import Builder
from ast_ad.frontend.machine import growth, memory
from ast_ad.frontend.machine.columns import as_rows
from ast_ad.frontend.machine.objects import (
    TUPLE,
    Abstract,
    Box,
    Content,
    Contents,
    Either,
    Global,
    Maybe,
    Poison,
    Ref,
    Stale,
    Step,
    Storage,
    Tuple,
)
from ast_ad.frontend.machine.state import Cell, Links, State
from ast_ad.frontend.machine.structured import PARTS, WILD, Half, Location, Wild
from ast_ad.frontend.machine.words import both_integers, differ, is_function, is_none, is_static
from ast_ad.ir import UNDEF, Atom, Const, Place, Undef, Value, kind_of
from ast_ad.kinds import Kind

Pair = tuple[object, object]
# Whether it is the first of two things, and what it is as either of them.
Parted = tuple[Atom, Half, Half]


@dataclass(slots=True)
class Side:
    """One way of control. ``inside`` are the values that exist on this way only."""

    state: State
    builder: Builder
    inside: frozenset[Value] = frozenset()

    @classmethod
    def of(cls, state: State, builder: Builder, params: Iterable[Value] = ()) -> Side:
        return cls(state, builder, frozenset((*params, *(value for op in builder.ops for value in op.results))))


@dataclass(slots=True)
class Slot:
    location: Location
    value: Value
    atoms: tuple[Atom, Atom]


@dataclass(slots=True)
class Force:
    """What gets a slot even where both ways agree: kinds found before, names and storages that a loop changes."""

    kinds: dict[Location, Kind] = field(default_factory=dict)
    names: frozenset[Cell] = frozenset()
    storages: frozenset[Storage] = frozenset()


class Merge:
    """``state`` is what is known where the two ways have met, ``slots`` what has to be passed there.

    ``told`` gives the test that is true on the left way, or on the right one. Without ``alternatives`` a number does not
    meet an array: the loop whose head this is may make its first trip apart.
    """

    def __init__(
        self,
        left: Side,
        right: Side,
        place: Place | None,
        force: Force | None = None,
        told: Callable[[bool], Atom] | None = None,
        alternatives: bool = True,
    ) -> None:
        self.sides = (left, right)
        self.told = told
        self.alternatives = alternatives
        self.place = place
        self.force = force or Force()
        self.slots: list[Slot] = []
        self.pairs: dict[tuple[object, object], Storage] = {}
        self.origins: list[tuple[Storage | None, Storage | None, Storage]] = []
        self.items: list[tuple[int, Storage, Storage]] = []
        self.mingled: list[Storage] = []
        a, b = left.state, right.state
        self.state = State(dead=a.dead and b.dead, log=a.log)
        self.state.gone = b.gone if a.dead else a.gone if b.dead else a.gone & b.gone
        self.state.facts = dict(b.facts if a.dead else a.facts if b.dead else a.facts.items() & b.facts.items())
        # The names of users come first: those of exits are not known at the head of a loop, and a slot has one location.
        cells = sorted({*a.names, *b.names}, key=lambda cell: (cell[0].number, cell[1].startswith("$"), cell[1]))
        both = [cell for cell in cells if cell in a.names and cell in b.names]
        for cell in [*both, *(cell for cell in cells if cell not in a.names or cell not in b.names)]:
            self.state.names[cell] = self._cell(cell)
        self.state.links, self.state.apart = self._links()

    def _cell(self, cell: Cell) -> Abstract:
        halves = [self._half(side.state, cell) for side in self.sides]
        merged = self.value((cell,), *halves)
        if isinstance(merged, Poison) and not cell[1].startswith("$"):
            # A name of a frame that has returned is as good as unbound: its other binding can live on.
            gone = [cell[0] in side.state.gone for side in self.sides]
            if any(gone):
                return self.value((cell,), *(WILD if g else half for g, half in zip(gone, halves)))
        return merged

    @staticmethod
    def _half(state: State, cell: Cell) -> Half:
        return WILD if state.dead else state.names.get(cell, UNDEF)

    def value(self, at: Location, a: Half, b: Half) -> Abstract:
        # What was reported before counts for nothing: the other way may know more.
        reported = isinstance(a, Poison) or isinstance(b, Poison)
        a, b = (WILD if isinstance(half, Poison) and not half.message else half for half in (a, b))
        if isinstance(a, Poison) or isinstance(b, Poison):
            return a if isinstance(a, Poison) else b  # type: ignore[return-value]
        known = a if not isinstance(a, Wild | Undef) else b
        if isinstance(known, Wild):
            return Poison() if reported else UNDEF
        absent = isinstance(a, Wild | Undef) or isinstance(b, Wild | Undef)
        if is_function(a) and is_function(b) and a != b and type(a) is type(b) is Const:
            return self.either(at, a, b)
        if isinstance(known, Value | Const | Undef) and (absent or isinstance(b, Value | Const)):
            if not absent and is_none(a) != is_none(b):
                return self._maybe(at, a, b)
            return self._atom(at, a, b)  # type: ignore[arg-type]
        if isinstance(a, Maybe) or isinstance(b, Maybe) or (not absent and (is_none(a) or is_none(b))):
            return self._maybe(at, a, b)
        if isinstance(a, Tuple | Ref) and isinstance(b, Tuple | Ref) and _is_grown_tuple(a, b):
            return self._grown_tuple(at, a, b)
        if isinstance(a, Box | Ref) and isinstance(b, Box | Ref) and a.listed != b.listed:
            return differ(a, b)
        if isinstance(a, Box | Ref) and isinstance(b, Box | Ref) and type(a) is not type(b):
            a, b = (Ref(half.storage) if isinstance(half, Box) else half for half in (a, b))
            known = a
        if not absent and (type(a) is not type(b) or self._are_unlike(a, b)):
            return self.either(at, a, b)
        if isinstance(known, Ref):
            return self._ref(at, a, b)
        merger = PARTS.get(type(known))
        return merger(self, at, a, b) if merger else differ(a, b)

    def _maybe(self, at: Location, a: Half, b: Half) -> Abstract:
        """None on one way and something on the other: both are kept, with the test that tells them apart."""
        if not (is_none(a) or is_none(b) or isinstance(a, Maybe) or isinstance(b, Maybe)):
            return differ(a, b)
        missing, value = zip(*(_optional(half) for half in (a, b)))
        flag = self._atom((*at, "is_none"), *missing)
        content = self.value((*at, "value"), *value)
        return content if isinstance(content, Poison) else Maybe(flag, content)  # type: ignore[arg-type]

    def either(self, at: Location, a: Half, b: Half) -> Abstract:
        """One function on one way and another on the other, or numbers and arrays of two kinds: both are kept, with the
        test that tells them apart.
        """
        if is_function(a) and is_function(b):
            return self._alternatives(at, (Const(True), a, WILD), (Const(False), WILD, b))
        forms = [_forms(half, side.state) for half, side in zip((a, b), self.sides)]
        either = max(forms, key=len) if len(forms[0]) != len(forms[1]) else (*forms[0], *forms[1])
        if len(either) != 2 or not (self.alternatives or isinstance(a, Either) or isinstance(b, Either)):
            return differ(a, b)
        if isinstance(either[1], kinds.Number):
            either = either[::-1]
        left, right = (_parted(half, form, either) for half, form in zip((a, b), forms))
        return differ(a, b) if left is None or right is None else self._alternatives(at, left, right)

    def _are_unlike(self, a: Half, b: Half) -> bool:
        """Whether these are arrays of which no kind says what both are."""
        if not (self.alternatives and isinstance(a, Ref) and isinstance(b, Ref)):
            return False
        forms = [form for half, side in zip((a, b), self.sides) for form in _forms(half, side.state)]
        return len(forms) == 2 and kinds.join(*forms) is None

    def _alternatives(self, at: Location, left: Parted, right: Parted) -> Abstract:
        name = "is_number" if isinstance(left[1], Value | Const) or isinstance(right[1], Value | Const) else "which"
        test = self._test((*at, name), left[0], right[0])
        # What one of them holds need not exist on the other way.
        first, second = (self.value((*at, part), left[k], right[k]) for k, part in ((1, "first"), (2, "second")))
        poison = next((part for part in (test, first, second) if isinstance(part, Poison)), None)
        return poison or Either(test, first, second)  # type: ignore[arg-type]

    def _test(self, at: Location, a: Atom, b: Atom) -> Atom | Poison:
        if self.told is not None and {a, b} == {Const(True), Const(False)}:
            return self.told(a == Const(True))
        return self._atom(at, a, b)

    def _atom(self, at: Location, a: Atom | Wild, b: Atom | Wild) -> Atom | Poison:
        forced = self.force.kinds.get(at)
        if a == b and forced is None and not self._is_seed(at, a):
            return a  # type: ignore[return-value]
        for half, other, side in ((a, b, self.sides[1]), (b, a, self.sides[0])):
            if isinstance(half, Wild) and forced is None and other not in side.inside:
                return other  # type: ignore[return-value]
        x, y = (UNDEF if isinstance(half, Wild) else half for half in (a, b))
        if is_static(x) or is_static(y):
            known, other = (x, y) if is_static(x) else (y, x)
            return known if isinstance(other, Undef) else differ(a, b)
        kind = self._kind(forced, x, y)
        if kind is None:
            return differ(a, b)
        return self._slot(at, kind, x, y)

    def _is_seed(self, at: Location, atom: object) -> bool:
        return (
            at[0] in self.force.names
            and isinstance(atom, Value | Const)
            and not isinstance(kind_of(atom), kinds.Opaque)
        )

    @staticmethod
    def _kind(forced: Kind | None, x: Atom, y: Atom) -> Kind | None:
        kind = forced
        for atom in (x, y):
            if not isinstance(atom, Undef):
                kind = kind_of(atom) if kind is None else kinds.join(kind, kind_of(atom))
                if kind is None:
                    return None
        return kind

    def _slot(self, at: Location, kind: Kind, a: Atom, b: Atom) -> Value:
        value = Value(kind, _hint(at, a, b), self.place)
        self.slots.append(Slot(at, value, (a, b)))
        return value

    def storage(self, at: Location, a: Storage | None, b: Storage | None) -> Storage:
        key = (a, b)
        if key in self.pairs:
            return self.pairs[key]
        if a is None or b is None:
            for (p, q), merged in self.pairs.items():
                if (p if b is None else q) is (a or b):
                    return merged
        known = a or b
        assert known is not None
        merged = known if a is b or a is None or b is None else replace_storage(a, b)
        self.pairs[key] = merged
        self.origins.append((a, b, merged))
        if isinstance(merged, Global):
            return merged
        content = self._content((*at, "*"), merged, a, b)
        # A name that only one way binds may have been met before one that both bind.
        if content != merged.initial or merged in self.state.heap:
            self.state.heap[merged] = content
        return merged

    def _content(self, at: Location, merged: Storage, a: Storage | None, b: Storage | None) -> Content:
        halves: list[object] = [
            (WILD if side.state.dead else UNDEF) if storage is None else side.state.content(storage)
            for side, storage in zip(self.sides, (a, b))
        ]
        stale = next((half for half in halves if isinstance(half, Stale)), None)
        if stale is not None:
            return stale
        x, y = halves
        if isinstance(x, Contents) or isinstance(y, Contents):
            return self._contents(at, merged, x, y)
        if x == y and merged in self.force.storages and at not in self.force.kinds:
            return self._slot(at, kind_of(x), x, y)  # type: ignore[arg-type]
        atom = self._atom(at, x, y)  # type: ignore[arg-type]
        return Stale(f"the array {atom.message}", self.place, atom.code) if isinstance(atom, Poison) else atom

    def _contents(self, at: Location, merged: Storage, x: object, y: object) -> Content:
        known = x if isinstance(x, Contents) else y
        assert isinstance(known, Contents)
        halves = [half for half in (x, y) if not isinstance(half, Wild | Undef)]
        if not all(isinstance(half, Contents) and _same_form(half, known) for half in halves):
            pair = as_rows(x, y, merged.listed)
            if pair is None:
                return self._grown(at, merged, x, y)
            x, y = pair
            known = x
        columns = [half.items if isinstance(half, Contents) else [half] * len(known.items) for half in (x, y)]
        items = tuple(self.value((*at, k), p, q) for k, (p, q) in enumerate(zip(*columns)))
        return replace(known, items=items)

    def _grown(self, at: Location, merged: Storage, x: object, y: object) -> Content:
        """Lists of different lengths: from here on the length is not known."""
        listed = [growth.Growing(side.state, side.builder, half) for side, half in zip(self.sides, (x, y))]
        kind = growth.joined(listed)
        if kind is None:
            return Stale("the list or dict has other items on one way than on the other", self.place, "AD306")
        for n, half in enumerate(listed):
            stored = list(half.storages)
            self.items += [(n, storage, merged) for storage in stored]
            if len(set(stored)) < len(stored):
                self.mingled.append(merged)
        atom = self._atom(at, *(half.atom(kind) for half in listed))
        return Stale(f"the array {atom.message}", self.place, atom.code) if isinstance(atom, Poison) else atom

    def _grown_tuple(self, at: Location, a: Tuple | Ref, b: Tuple | Ref) -> Abstract:
        """Tuples of different lengths: from here on one value, which nothing writes into."""
        merged = Storage(UNDEF, listed=TUPLE)
        contents: list[object] = []
        for side, half in zip(self.sides, (a, b)):
            held = Contents(list, half.items) if isinstance(half, Tuple) else side.state.content(half.storage)
            whole = isinstance(half, Ref) and isinstance(held, Value | Const)
            contents.append(memory.read(side.builder, held, half.path) if whole else held)  # type: ignore[union-attr, arg-type]
        content = self._grown((*at, "*"), merged, *contents)
        if isinstance(content, Stale):
            return differ(a, b)
        merged.initial = content
        storages = [half.storage if isinstance(half, Ref) else None for half in (a, b)]
        self.origins.append((storages[0], storages[1], merged))
        return Ref(merged)

    def _ref(self, at: Location, a: Half, b: Half) -> Abstract:
        if not (isinstance(a, Ref) and isinstance(b, Ref)):
            known = a if isinstance(a, Ref) else b
            assert isinstance(known, Ref)
            steps = [(step, [(atom, b) if known is a else (a, atom) for atom in step.atoms]) for step in known.path]
            first, second = (known.storage, None) if known is a else (None, known.storage)
            return self._along(at, first, second, steps)
        if [step.kind for step in a.path] == [step.kind for step in b.path]:
            pairs = [(p, list(zip(p.atoms, q.atoms))) for p, q in zip(a.path, b.path)]
            if all(x == y or both_integers(x, y) for _, atoms in pairs for x, y in atoms):
                return self._along(at, a.storage, b.storage, pairs)
        return self._detached(at, a, b)

    def _along(
        self, at: Location, a: Storage | None, b: Storage | None, steps: Sequence[tuple[Step, Sequence[Pair]]]
    ) -> Abstract:
        storage = self.storage(at, a, b)
        path = []
        for n, (step, atoms) in enumerate(steps):
            merged = tuple(self._atom((*at, n, k), x, y) for k, (x, y) in enumerate(atoms))  # type: ignore[arg-type]
            path.append(Step(step.kind, merged))  # type: ignore[arg-type]
        return Ref(storage, tuple(path))

    def _detached(self, at: Location, a: Ref, b: Ref) -> Abstract:
        """Views of different form: afterwards a fresh value, linked with what it may share memory with."""
        key = (a, b)
        if key in self.pairs:
            return Ref(self.pairs[key])
        atoms = []
        for side, ref in zip(self.sides, (a, b)):
            content = side.state.content(ref.storage)
            if not isinstance(content, Value | Const):
                return Poison("AD202", getattr(content, "message", "the array is not known here"))
            atoms.append(memory.read(side.builder, content, ref.path))
        atom = self._atom((*at, "*"), *atoms)
        if isinstance(atom, Poison):
            return atom
        merged = replace_storage(a.storage, b.storage)
        merged.initial, merged.listed = atom, a.listed
        self.pairs[key] = merged
        self.origins.append((a.storage, b.storage, merged))
        return Ref(merged)

    def _links(self) -> tuple[Links, Links]:
        """What may be one afterwards, and which of these pairs are two lists for sure: they were so on either way."""
        links: set[frozenset[Storage]] = set()
        one_list: set[frozenset[Storage]] = set()
        sides = [side.state for side in self.sides]
        for one, other in combinations(self.origins, 2):
            joint = frozenset((one[2], other[2]))
            for p, q, state in ((one[0], other[0], sides[0]), (one[1], other[1], sides[1])):
                pair = frozenset((p, q)) if p is not None and q is not None else None
                if pair is not None and (p is q or pair in state.links):
                    links.add(joint)
                    if pair not in state.apart:
                        one_list.add(joint)
        for n, item, list_of_it in self.items:
            for origin in self.origins:
                half, joint = origin[n], frozenset((origin[2], list_of_it))
                if half is item or (half is not None and frozenset((half, item)) in sides[n].links):
                    links.add(joint)
                    # Another list that holds the item is another list.
                    if half is item or not self.state.are_alike(joint):
                        one_list.add(joint)
        links = {link for link in links if len(link) == 2}
        apart = links - one_list
        links |= {frozenset((merged,)) for merged in self.mingled}
        for a, b, merged in self.origins:
            if any(frozenset((half,)) in state.links for half, state in zip((a, b), sides)):
                links.add(frozenset((merged,)))
        return frozenset(links), frozenset(apart)


def _is_grown_tuple(a: Tuple | Ref, b: Tuple | Ref) -> bool:
    """Whether these are tuples that have no structure in common."""
    if isinstance(a, Tuple) and isinstance(b, Tuple):
        return a.type is b.type is tuple and len(a.items) != len(b.items)
    known = a if isinstance(a, Tuple) else b
    other = b if isinstance(a, Tuple) else a
    return isinstance(known, Tuple) and known.type is tuple and isinstance(other, Ref) and other.listed == TUPLE


def _same_form(a: Contents, b: Contents) -> bool:
    return (a.type, a.keys, len(a.items), a.missing) == (b.type, b.keys, len(b.items), b.missing)


def replace_storage(a: Storage, b: Storage) -> Storage:
    """A fresh storage for what is in one or the other."""
    name = a.name if a.name == b.name else a.name or b.name
    return Storage(UNDEF, name, a.frozen or b.frozen, a.origins | b.origins, a.listed)


def _optional(half: Half) -> tuple[Half, Half]:
    match half:
        case Const(value=None):
            return Const(True), UNDEF
        case Maybe(missing=missing, value=value):
            return missing, value
        case Wild() | Undef():
            return half, half
    return Const(False), half


def _forms(half: Half, state: State) -> tuple[Kind, ...]:
    """The kind of a number or an array, or both kinds of what may be either."""
    match half:
        case Either() if not is_function(half):
            return (*_forms(half.first, state), *_forms(half.second, state))
        case Value() | Const() if isinstance(kind := kind_of(half), kinds.Number):
            return (kind,)
        case Ref() if isinstance(content := state.content(half.storage), Value | Const):
            kind = memory.kind_of_ref(content, half)
            return (kind,) if isinstance(kind, kinds.Array) else ()
    return ()


def _parted(half: Half, form: tuple[Kind, ...], either: tuple[Kind, ...]) -> Parted | None:
    if isinstance(half, Either):
        return half.test, half.first, half.second
    for known, parted in zip(either, ((Const(True), half, WILD), (Const(False), WILD, half))):
        if kinds.join(known, *form) is not None:
            return parted
    return None


def _hint(at: Location, *atoms: Atom) -> str:
    cell = at[0]
    name = cell[1] if isinstance(cell, tuple) else ""
    if not name.startswith("$"):
        return f"{name}_{at[-1]}" if at[-1] in ("is_none", "is_number") else str(name)
    if name in ("$returned", "$broke"):
        return name[1:]
    return next((atom.hint for atom in atoms if isinstance(atom, Value) and atom.hint), "")

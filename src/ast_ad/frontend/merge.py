"""Where paths of control meet: two states become one.

What is equal on both ways stays. Numbers and contents of storages that differ get a *slot*: a result of the ``if``, or a
value carried by the loop. Storages are paired: two names of one storage on either way are two names of one storage
afterwards (``A, B = B, A`` costs nothing), and storages whose pairs share a side may be the same at run time: they are linked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from ast_ad import kinds
from ast_ad.build import Builder
from ast_ad.frontend import memory
from ast_ad.frontend.objects import (
    Abstract,
    Backwards,
    Bound,
    Box,
    Closure,
    Content,
    Contents,
    Maybe,
    Method,
    Partial,
    Poison,
    Range,
    Ref,
    Shape,
    Slice,
    Stale,
    Step,
    Storage,
    Tuple,
    Zip,
)
from ast_ad.frontend.state import Cell, Links, State
from ast_ad.ir import UNDEF, Atom, Const, Place, Undef, Value, kind_of
from ast_ad.kinds import Kind

Location = tuple[object, ...]


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
    """What gets a slot even where both ways agree: kinds found before, names and storages that a loop is seen to change."""

    kinds: dict[Location, Kind] = field(default_factory=dict)
    names: frozenset[Cell] = frozenset()
    storages: frozenset[Storage] = frozenset()


@dataclass(frozen=True, slots=True)
class _Wild:
    """Stands for every value on a way that does not come here."""


_WILD = _Wild()
_Half = Abstract | _Wild


class Merge:
    """``state`` is what is known where the two ways have met, ``slots`` what has to be passed there."""

    def __init__(self, left: Side, right: Side, place: Place | None, force: Force | None = None) -> None:
        self.sides = (left, right)
        self.place = place
        self.force = force or Force()
        self.slots: list[Slot] = []
        self.pairs: dict[tuple[object, object], Storage] = {}
        self.origins: list[tuple[Storage | None, Storage | None, Storage]] = []
        a, b = left.state, right.state
        self.state = State(dead=a.dead and b.dead)
        self.state.gone = b.gone if a.dead else a.gone if b.dead else a.gone & b.gone
        cells = sorted({*a.names, *b.names}, key=lambda cell: (cell[0].number, cell[1]))
        both = [cell for cell in cells if cell in a.names and cell in b.names]
        for cell in [*both, *(cell for cell in cells if cell not in a.names or cell not in b.names)]:
            self.state.names[cell] = self._cell(cell)
        self.state.links = self._links()

    def _cell(self, cell: Cell) -> Abstract:
        halves = [self._half(side.state, cell) for side in self.sides]
        kept = len(self.slots)
        merged = self._value((cell,), *halves)
        if isinstance(merged, Poison):
            # A name of a frame that has returned is as good as unbound: its other binding can live on.
            gone = [cell[0] in side.state.gone for side in self.sides]
            if any(gone):
                del self.slots[kept:]
                return self._value((cell,), *(_WILD if g else half for g, half in zip(gone, halves)))
        return merged

    @staticmethod
    def _half(state: State, cell: Cell) -> _Half:
        return _WILD if state.dead else state.names.get(cell, UNDEF)

    def _value(self, at: Location, a: _Half, b: _Half) -> Abstract:
        # What was reported before counts for nothing: the other way may know more.
        a, b = (_WILD if isinstance(half, Poison) and not half.message else half for half in (a, b))
        if isinstance(a, Poison) or isinstance(b, Poison):
            return a if isinstance(a, Poison) else b  # type: ignore[return-value]
        known = a if not isinstance(a, _Wild | Undef) else b
        if isinstance(known, _Wild):
            return UNDEF
        absent = isinstance(a, _Wild | Undef) or isinstance(b, _Wild | Undef)
        if isinstance(known, Value | Const | Undef) and (absent or isinstance(b, Value | Const)):
            if not absent and kind_mismatch(a, b):  # type: ignore[arg-type]
                return self._maybe(at, a, b)
            return self._atom(at, a, b)  # type: ignore[arg-type]
        if not absent and (_is_none(a) or _is_none(b) or isinstance(a, Maybe) or isinstance(b, Maybe)):
            return self._maybe(at, a, b)
        if not absent and type(a) is not type(b):
            return _differ(a, b)
        merger = _PARTS.get(type(known))
        return merger(self, at, a, b) if merger else _differ(a, b)

    def _maybe(self, at: Location, a: _Half, b: _Half) -> Abstract:
        """None on one way and something on the other: both are kept, with the test that tells them apart."""
        if not (_is_none(a) or _is_none(b) or isinstance(a, Maybe) or isinstance(b, Maybe)):
            return _differ(a, b)
        missing, value = zip(*(_optional(half) for half in (a, b)))
        flag = self._atom((*at, "is None"), *missing)
        content = self._value((*at, "value"), *value)
        return content if isinstance(content, Poison) else Maybe(flag, content)  # type: ignore[arg-type]

    def _atom(self, at: Location, a: Atom | _Wild, b: Atom | _Wild) -> Atom | Poison:
        forced = self.force.kinds.get(at)
        if a == b and forced is None and not self._is_seed(at, a):
            return a  # type: ignore[return-value]
        for half, other, side in ((a, b, self.sides[1]), (b, a, self.sides[0])):
            if isinstance(half, _Wild) and forced is None and other not in side.inside:
                return other  # type: ignore[return-value]
        x, y = (UNDEF if isinstance(half, _Wild) else half for half in (a, b))
        if is_static(x) or is_static(y):
            known, other = (x, y) if is_static(x) else (y, x)
            return known if isinstance(other, Undef) else _differ(a, b)
        kind = self._kind(forced, x, y)
        if kind is None:
            return _differ(a, b)
        return self._slot(at, kind, x, y)

    def _is_seed(self, at: Location, atom: object) -> bool:
        return at[0] in self.force.names and isinstance(atom, Value | Const) and not isinstance(kind_of(atom), kinds.Opaque)

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

    def _storage(self, at: Location, a: Storage | None, b: Storage | None) -> Storage:
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
        content = self._content((*at, "*"), merged, a, b)
        if content != merged.initial:
            self.state.heap[merged] = content
        return merged

    def _content(self, at: Location, merged: Storage, a: Storage | None, b: Storage | None) -> Content:
        halves: list[object] = [
            (_WILD if side.state.dead else UNDEF) if storage is None else side.state.content(storage)
            for side, storage in zip(self.sides, (a, b))
        ]
        stale = next((half for half in halves if isinstance(half, Stale)), None)
        if stale is not None:
            return stale
        x, y = halves
        known = x if not isinstance(x, _Wild | Undef) else y
        if isinstance(known, Contents):
            return self._contents(at, x, y, known)
        if isinstance(x, Contents) or isinstance(y, Contents):
            return Stale("a list is of known length on one way and of unknown length on the other", self.place)
        if x == y and merged in self.force.storages and at not in self.force.kinds:
            return self._slot(at, kind_of(x), x, y)  # type: ignore[arg-type]
        atom = self._atom(at, x, y)  # type: ignore[arg-type]
        return Stale(atom.message, self.place) if isinstance(atom, Poison) else atom

    def _contents(self, at: Location, x: object, y: object, known: Contents) -> Content:
        if not all(isinstance(half, Contents | _Wild | Undef) for half in (x, y)):
            return Stale("a list is of known length on one way and of unknown length on the other", self.place)
        if isinstance(x, Contents) and isinstance(y, Contents):
            if (x.type, x.keys, len(x.items)) != (y.type, y.keys, len(y.items)):
                return Stale(f"the {x.type.__name__} has other items on one way than on the other", self.place)
        columns = [half.items if isinstance(half, Contents) else [half] * len(known.items) for half in (x, y)]
        items = tuple(self._value((*at, k), p, q) for k, (p, q) in enumerate(zip(*columns)))  # type: ignore[arg-type]
        return replace(known, items=items)

    def _ref(self, at: Location, a: _Half, b: _Half) -> Abstract:
        if not (isinstance(a, Ref) and isinstance(b, Ref)):
            known = a if isinstance(a, Ref) else b
            assert isinstance(known, Ref)
            storages = (a.storage, None) if isinstance(a, Ref) else (None, b.storage)  # type: ignore[union-attr]
            steps = [(step, [(atom, b) if isinstance(a, Ref) else (a, atom) for atom in step.atoms]) for step in known.path]
            return self._along(at, *storages, steps)
        if [step.kind for step in a.path] == [step.kind for step in b.path]:
            pairs = [(p, list(zip(p.atoms, q.atoms))) for p, q in zip(a.path, b.path)]
            if all(x == y or _both_integers(x, y) for _, atoms in pairs for x, y in atoms):
                return self._along(at, a.storage, b.storage, pairs)
        return self._detached(at, a, b)

    def _along(
        self, at: Location, a: Storage | None, b: Storage | None, steps: list[tuple[Step, list[tuple[object, object]]]]
    ) -> Abstract:
        storage = self._storage(at, a, b)
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
        merged.initial = atom
        self.pairs[key] = merged
        self.origins.append((a.storage, b.storage, merged))
        return Ref(merged)

    def _links(self) -> Links:
        links = set()
        old = [side.state.links for side in self.sides]
        for one, other in combinations(self.origins, 2):
            for p, q, known in ((one[0], other[0], old[0]), (one[1], other[1], old[1])):
                if p is not None and q is not None and (p is q or (known and frozenset((p, q)) in known)):
                    links.add(frozenset((one[2], other[2])))
        return frozenset(link for link in links if len(link) == 2)


def kind_mismatch(a: Value | Const, b: Value | Const) -> bool:
    """Whether exactly one of two atoms is None."""
    return _is_none(a) != _is_none(b)


def replace_storage(a: Storage, b: Storage) -> Storage:
    """A fresh storage for what is in one or the other."""
    return Storage(UNDEF, a.name if a.name == b.name else a.name or b.name, a.frozen or b.frozen)


def is_static(atom: object) -> bool:
    """Whether an atom is a constant that cannot become a value at run time: a function, a module, None, a dtype."""
    return isinstance(atom, Const) and isinstance(kind_of(atom), kinds.Opaque) and not isinstance(atom.value, str)


def _is_none(half: object) -> bool:
    return isinstance(half, Const) and half.value is None


def _optional(half: _Half) -> tuple[Atom, _Half]:
    match half:
        case Const(value=None):
            return Const(True), UNDEF
        case Maybe(missing=missing, value=value):
            return missing, value
    return Const(False), half


def _both_integers(x: object, y: object) -> bool:
    return all(isinstance(z, Value | Const) and isinstance(k := kind_of(z), kinds.Number) and k.type is int for z in (x, y))


def _hint(at: Location, *atoms: Atom) -> str:
    cell = at[0]
    name = cell[1] if isinstance(cell, tuple) else ""
    if not name.startswith("$"):
        return str(name)
    return next((atom.hint for atom in atoms if isinstance(atom, Value) and atom.hint), "")


def _differ(a: object, b: object) -> Poison:
    return Poison("AD306", f"is {describe(a)} on one way and {describe(b)} on the other, which is known at run time only")


def describe(half: object) -> str:
    """An abstract value in the words of an error."""
    match half:
        case Const(value=None):
            return "None"
        case Const(value=value) if isinstance(kind_of(half), kinds.Opaque):
            return f"{getattr(value, '__name__', repr(value))}"
        case Value() | Const():
            kind = kind_of(half)
            return f"a number ({kind})" if isinstance(kind, kinds.Number) else f"a value of type {kind}"
        case Ref():
            return "an array"
        case Tuple(items=items):
            return f"a tuple of {len(items)}"
        case Closure(code=code):
            return f"the function {code.name}"
        case Box():
            return "a list, dict or object"
    return f"a {type(half).__name__.lower()}"


def _itemwise(merge: Merge, at: Location, a: _Half, b: _Half) -> Abstract:
    known = a if isinstance(a, Tuple) else b
    assert isinstance(known, Tuple)
    if isinstance(a, Tuple) and isinstance(b, Tuple) and (a.type, len(a.items)) != (b.type, len(b.items)):
        return _differ(a, b)
    columns = [half.items if isinstance(half, Tuple) else [half] * len(known.items) for half in (a, b)]
    return replace(known, items=tuple(merge._value((*at, k), x, y) for k, (x, y) in enumerate(zip(*columns))))  # type: ignore[arg-type]


def _box(merge: Merge, at: Location, a: _Half, b: _Half) -> Abstract:
    return Box(merge._storage(at, *(half.storage if isinstance(half, Box) else None for half in (a, b))))


def _by_parts(*names: str) -> Callable[[Merge, Location, _Half, _Half], Abstract]:
    """For objects that are merged field by field; the other fields have to be equal."""

    def merge_parts(merge: Merge, at: Location, a: _Half, b: _Half) -> Abstract:
        known = b if isinstance(a, _Wild | Undef) else a
        changes: dict[str, object] = {}
        for name in names:
            column = [getattr(half, name, half) for half in (a, b)]
            whole = getattr(known, name)
            if isinstance(whole, tuple):
                rows = [half if isinstance(half, tuple) else [half] * len(whole) for half in column]
                if len(rows[0]) != len(rows[1]):
                    return _differ(a, b)
                changes[name] = tuple(merge._value((*at, name, k), x, y) for k, (x, y) in enumerate(zip(*rows)))
            else:
                changes[name] = merge._value((*at, name), column[0], column[1])
        parts = [replace(half, **changes) for half in (a, b) if not isinstance(half, _Wild | Undef)]  # type: ignore[type-var, arg-type]
        return parts[0] if parts[0] == parts[-1] else _differ(a, b)  # type: ignore[return-value]

    return merge_parts


def _closure(merge: Merge, at: Location, a: _Half, b: _Half) -> Abstract:
    known = b if isinstance(a, _Wild | Undef) else a
    assert isinstance(known, Closure)
    if isinstance(a, Closure) and isinstance(b, Closure) and (a.code, a.frame) != (b.code, b.frame):
        return _differ(a, b)
    columns = [[v for _, v in half.defaults] if isinstance(half, Closure) else [half] * len(known.defaults) for half in (a, b)]
    merged = (merge._value((*at, name), x, y) for (name, _), x, y in zip(known.defaults, *columns))
    return replace(known, defaults=tuple((name, value) for (name, _), value in zip(known.defaults, merged)))


_PARTS: Mapping[type, Callable[[Merge, Location, _Half, _Half], Abstract]] = {
    Ref: Merge._ref,
    Tuple: _itemwise,
    Box: _box,
    Closure: _closure,
    Range: _by_parts("start", "stop", "step"),
    Zip: _by_parts("parts"),
    Backwards: _by_parts("base"),
    Shape: _by_parts("array"),
    Slice: _by_parts("parts"),
    Bound: _by_parts("function", "first"),
    Method: _by_parts("base"),
    Partial: _by_parts("positional"),
}

"""What a random program has bound so far, and what is certain of it on every way of control.

Every float is kept near [-1, 1] by the forms of the expressions that are assigned, so that derivatives stay moderate and
differences can be trusted. Integers have a range that no assignment leaves, so that indices fit and tests can be decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Scalar:
    name: str


@dataclass(frozen=True)
class Whole:
    """An integer between two bounds; ``steady`` if it is never assigned again."""

    name: str
    low: int
    high: int
    steady: bool = True


@dataclass(frozen=True)
class Array:
    """``memory``: the storages that it may lie in. It is ``settled`` if the way taken does not decide which one."""

    name: str
    shape: Shape
    memory: frozenset[int]
    settled: bool = True


@dataclass(frozen=True)
class Undecided:
    """A float on some ways, an array of this shape on others, which shares no memory with a name that is written into."""

    name: str
    shape: Shape


@dataclass(frozen=True)
class Items:
    """A tuple or a list of floats, or a list that has grown by appends: ``size`` is what it has at least.

    It is ``held`` while a loop runs over it, which would not end if it grew.
    """

    name: str
    size: int
    mutable: bool
    grown: bool = False
    held: bool = False


@dataclass(frozen=True)
class Table:
    """A dict of floats."""

    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Arrays:
    """A list or a tuple of arrays of one shape."""

    name: str
    shape: Shape
    size: int


@dataclass(frozen=True)
class Local:
    """A function of one float, defined inside the function that calls it."""

    name: str


@dataclass(frozen=True)
class Record:
    """An object with attributes that are floats. ``reads`` are floats that it gives, ``writes`` what can be assigned to."""

    name: str
    reads: tuple[str, ...]
    writes: tuple[str, ...] = ()


Variable = Scalar | Whole | Array | Undecided | Items | Table | Arrays | Local | Record
Scope = dict[str, Variable]


def meet(ways: Sequence[Scope]) -> Scope:
    """What is bound to the same kind of thing on all ways that lead to a point."""
    first, *others = ways
    merged: Scope = {}
    for name, variable in first.items():
        found: Variable | None = variable
        for other in others:
            found = None if found is None or name not in other else _either(found, other[name])
        if found is not None:
            merged[name] = found
    return merged


def _either(a: Variable, b: Variable) -> Variable | None:
    if a == b:
        return a
    match a, b:
        case Array(), Array() if a.shape == b.shape:
            settled = a.settled and b.settled and a.memory == b.memory
            return replace(a, memory=a.memory | b.memory, settled=settled)
        case (Undecided(), Scalar()) | (Scalar(), Undecided()):
            return a if isinstance(a, Undecided) else b
        case Items(), Items() if a.mutable == b.mutable and (a.grown or b.grown):
            return replace(a, size=min(a.size, b.size), grown=True)
        case Whole(), Whole():
            return replace(a, low=min(a.low, b.low), high=max(a.high, b.high), steady=a.steady and b.steady)
    return None


def of_type(scope: Scope, kind: type) -> list[Variable]:
    return [variable for variable in scope.values() if isinstance(variable, kind)]


def undecided(scope: Scope, shape: Shape) -> list[Undecided]:
    return [v for v in scope.values() if isinstance(v, Undecided) and v.shape == shape]


def arrays(scope: Scope, shape: Shape | None = None, rank: int | None = None) -> list[Array]:
    found: Iterable[Array] = (v for v in scope.values() if isinstance(v, Array))
    return [v for v in found if shape in (None, v.shape) and rank in (None, len(v.shape))]


def writable(scope: Scope, array: Array) -> bool:
    """Whether a write into an array is certain to be accepted: no array whose storage is in doubt may see it."""
    if not array.settled:
        return False
    return not any(
        other.memory & array.memory and not other.settled for other in arrays(scope) if other.name != array.name
    )

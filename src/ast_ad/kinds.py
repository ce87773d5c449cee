"""Kinds: what the compiler knows of a value before the program runs.

A derivative is specialised on the kinds of its arguments. A kind says enough to choose the text (is this a scalar? how many
axes? which have length 1?) and nothing that would force a recompilation when only numbers change.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

import numpy as np


@dataclass(frozen=True, slots=True)
class Extent:
    """A length that is known by name only: ``max(symbol - less, 0)``.

    ``symbol`` None means an unknown length, equal to nothing, not even to itself; a frozenset of lengths is what these
    give when they are broadcast together. ``proper`` says that it is not 1, so that NumPy raises unless the other
    operand's axis has the same length or 1; ``least``, that it is no less, which tells the same of its slices.
    """

    symbol: Hashable = None
    less: int = 0
    proper: bool = field(default=False, compare=False)
    least: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return "n" if self.proper else "?"


Dim = int | Extent
ANY = Extent()
MANY = Extent(proper=True)

# What is told apart of the lengths of arguments: 0, 1, at least 2, at least 4, at least 8.
LEAST = (0, 1, 2, 2, 4, 4, 4, 4, 8)


def extent(length: int) -> Dim:
    """What is known of the length of an axis, from an array that has it."""
    least = LEAST[min(length, 8)]
    return 1 if least == 1 else Extent(None, 0, True, least)


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    """A scalar. ``dtype`` is None for a Python number, which is weak in NumPy's promotion; a NumPy scalar has its dtype.

    ``length`` is known of an integer that is the length of an axis: an array made with it fits the one it comes from.
    """

    type: type
    dtype: np.dtype | None = None
    length: Extent | None = None

    # NumPy takes None for the dtype float64, also where dtypes are compared.

    def _key(self) -> object:
        return self.type, None if self.dtype is None else self.dtype.str, self.length

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __str__(self) -> str:
        return self.type.__name__ if self.dtype is None else f"np.{self.dtype.name}"


@dataclass(frozen=True, slots=True)
class Array:
    """A NumPy array. ``dims`` None is an unknown rank; ``contiguous`` means: known to be C-contiguous."""

    dtype: np.dtype
    dims: tuple[Dim, ...] | None = None
    contiguous: bool = False

    @property
    def ndim(self) -> int | None:
        return None if self.dims is None else len(self.dims)

    def __str__(self) -> str:
        dims = "..." if self.dims is None else ", ".join(map(str, self.dims))
        return f"{self.dtype.name}[{dims}]"


@dataclass(frozen=True, slots=True)
class List:
    """A Python list of unknown length whose items are of one kind; ``optional``: or None."""

    item: Kind
    optional: bool = False

    def __str__(self) -> str:
        return f"list[{self.item} | None]" if self.optional else f"list[{self.item}]"


@dataclass(frozen=True, slots=True)
class Tape:
    """The stack on which a forward sweep leaves what its reversal reads."""

    item: Kind

    def __str__(self) -> str:
        return f"tape[{self.item}]"


@dataclass(frozen=True, slots=True)
class Saved:
    """What the forward half of a pair hands to the reverse half."""

    def __str__(self) -> str:
        return "saved"


@dataclass(frozen=True, slots=True)
class Opaque:
    """Anything that has no derivative and is only handed around: strings, shapes, exceptions, generators of random numbers."""

    type: type = object

    def joined(self, other: Opaque) -> Opaque:
        """What is known of a value that is of one of two kinds."""
        return Opaque()

    def __str__(self) -> str:
        return self.type.__name__


Kind = Number | Array | List | Tape | Saved | Opaque

FLOAT, INT, BOOL, COMPLEX = Number(float), Number(int), Number(bool), Number(complex)
SHAPE, NONE = Opaque(tuple), Opaque(type(None))
_ORDER = (bool, int, float, complex)
_LETTER = {"b": bool, "i": int, "u": int, "f": float, "c": complex}


def number_type(dtype: np.dtype) -> type:
    """The Python type that stands for a dtype's family: bool, int, float, complex, or object for all others."""
    return _LETTER.get(dtype.kind, object)


def scalar(dtype: np.dtype) -> Number:
    """The kind of an array's element: a NumPy scalar."""
    return Number(number_type(dtype), dtype)


def of(value: object) -> Kind:
    """The kind of a value. Lists of one kind are Lists; what is not a number, an array or such a list is Opaque."""
    if isinstance(value, np.ndarray) and type(value) is np.ndarray:
        return Array(value.dtype, tuple(map(extent, value.shape)), bool(value.flags.c_contiguous))
    if isinstance(value, np.generic):
        return scalar(value.dtype)
    if type(value) in _ORDER:
        return Number(type(value))
    if type(value) is list and value:
        item = of(value[0])
        for other in value[1:]:
            joined = join(item, of(other))
            if joined is None:
                return Opaque(list)
            item = joined
        return List(item)
    return Opaque(type(value))


def differentiable(kind: Kind) -> bool:
    """Whether values of this kind can carry a derivative. Tapes and packs can, if what they hold can."""
    match kind:
        case Number(type=t):
            return t is float or t is complex
        case Array(dtype=dtype):
            return dtype.kind in "fc"
        case List(item=item) | Tape(item=item):
            return differentiable(item)
        case Saved():
            return True
    return False


def is_signed(kind: Kind | None) -> bool:
    """Whether numbers have a negative that is one of them too: -x of integers without a sign, or of few bits, may wrap."""
    if not isinstance(kind, Number | Array):
        return False
    dtype = kind.dtype
    return dtype is None or dtype.kind in "fc" or dtype == np.int64


def is_complex(kind: Kind) -> bool:
    match kind:
        case Number(type=t):
            return t is complex
        case Array(dtype=dtype):
            return dtype.kind == "c"
        case List(item=item) | Tape(item=item):
            return is_complex(item)
    return False


def join(a: Kind, b: Kind) -> Kind | None:
    """The kind that covers both, or None. Numbers join upwards (int and float to float); dims that differ become unknown."""
    if a == b:
        return _weaker_dims(a, b)
    match a, b:
        case Number(), Number():
            if object in (a.type, b.type):
                return None
            upper = max(a.type, b.type, key=_ORDER.index)
            if a.dtype is None or b.dtype is None:
                # Weak or strong depends on the way taken: promotion with arrays of narrower dtypes is then not known, and
                # the strong reading is the one that NumPy's own scalars would give.
                strong = a.dtype if a.dtype is not None else b.dtype
                return Number(upper, strong if strong is not None and number_type(strong) is upper else None)
            return scalar(np.promote_types(a.dtype, b.dtype))
        case Array(), Array():
            if a.dtype != b.dtype or a.ndim != b.ndim:
                return None
            return _weaker_dims(a, b)
        case List(), List():
            item = b.item if a.item == NONE else a.item if b.item == NONE else join(a.item, b.item)
            return None if item is None else List(item, a.optional or b.optional)
        case Tape(), Tape():
            item = join(a.item, b.item)
            return None if item is None else Tape(item)
        case Opaque(), Opaque():
            return a.joined(b)
    return None


def _weaker_dims(a: Kind, b: Kind) -> Kind:
    if not (isinstance(a, Array) and isinstance(b, Array)) or a.dims is None or b.dims is None:
        return a
    dims = tuple(
        p if same(p, q) else Extent(proper=not may_be_one(p) and not may_be_one(q)) for p, q in zip(a.dims, b.dims)
    )
    return replace(a, dims=dims, contiguous=a.contiguous and b.contiguous)


def may_be_one(dim: Dim) -> bool:
    return dim == 1 if isinstance(dim, int) else not dim.proper and dim.least < 2


def exact(kind: object) -> object:
    """A kind, and what is known of its lengths: of kinds that are equal one may know more than the other."""
    match kind:
        case Array(dims=dims) if dims is not None:
            return kind, tuple(None if isinstance(dim, int) else (dim.proper, dim.least) for dim in dims)
        case List(item=item) | Tape(item=item):
            return kind, exact(item)
    return kind


def same(a: Dim, b: Dim) -> bool:
    """Whether the two lengths are provably equal."""
    return a == b and (isinstance(a, int) or a.symbol is not None)


def broadcast(a: Dim, b: Dim) -> Dim:
    """The length of an axis of ``x + y``, whose axes have lengths a and b (NumPy raises where they do not fit)."""
    if a == 1 or same(a, b):
        return b
    if b == 1 or not may_be_one(a):
        return a
    return _joint(a, b) if may_be_one(b) else b


def _joint(a: Dim, b: Dim) -> Dim:
    """The length of an axis that is as long as either of two, of which one may be 1: broadcasting it again with one of
    them gives the same.
    """
    symbols = [_lengths(dim) for dim in (a, b)]
    return Extent(frozenset().union(*symbols)) if all(symbols) else ANY


def _lengths(dim: Dim) -> frozenset[Extent]:
    assert isinstance(dim, Extent)
    if isinstance(dim.symbol, frozenset) and not dim.less:
        return dim.symbol
    return frozenset() if dim.symbol is None else frozenset({dim})


def broadcast_dims(a: tuple[Dim, ...], b: tuple[Dim, ...]) -> tuple[Dim, ...]:
    """The dims of an elementwise result."""
    width = max(len(a), len(b))
    left, right = (1,) * (width - len(a)) + a, (1,) * (width - len(b)) + b
    return tuple(map(broadcast, left, right))


def dims_of(kind: Kind) -> tuple[Dim, ...] | None:
    """The dims of a number (none at all) or an array; None where the rank is unknown."""
    return kind.dims if isinstance(kind, Array) else ()

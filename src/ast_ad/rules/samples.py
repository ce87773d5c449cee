"""Tiny arguments of given kinds, and what a function makes of them."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ast_ad import tree
from ast_ad.kinds import Array, Kind, List, Number
from ast_ad.rules.shape_kind import Shape
from ast_ad.tree import Form

LARGEST = 300_000


@dataclass(frozen=True, slots=True)
class Numbered:
    """An axis length under a number that holds for one call: ``max(length - less, 0)``."""

    number: int
    less: int
    proper: bool
    named: bool
    least: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """A constant argument."""

    key: object
    value: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Known) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, slots=True)
class Unknown:
    """An argument known by its kind, whose dims are Numbered. An integer may be a length itself."""

    kind: Kind
    length: Numbered | None = None


Described = Known | Unknown


@dataclass(frozen=True, slots=True)
class Guess:
    """One choice of values for what is not known: lengths by number, the rest for all alike.

    ``gaps``: arrays that need not be contiguous are parts of larger ones; else their columns lie one after the other.
    """

    lengths: dict[int, int]
    float: float
    integer: int | None
    items: int
    gaps: bool

    def length(self, dim: Any) -> int:
        return dim if isinstance(dim, int) else max(self.lengths[dim.number] - dim.less, 0)

    def all_of(self, length: int) -> Guess:
        """The same with one length for all axes and lists."""
        return replace(self, lengths=dict.fromkeys(self.lengths, length), items=length)

    def argument(self, described: Described) -> Any:
        if isinstance(described, Known):
            return described.value
        if described.length is not None and self.integer is None:
            return _cast(described.kind, self.length(described.length))
        return self.value(described.kind)

    def value(self, kind: Kind) -> Any:
        match kind:
            case Number(type=t) if t is bool:
                return _cast(kind, True)
            case Number(type=t) if t is int:
                return _cast(kind, 2 if self.integer is None else self.integer)
            case Number(type=t) if t is float:
                return _cast(kind, self.float)
            case Number(type=t) if t is complex:
                return _cast(kind, self.float + 0.5j)
            case Array(dtype=dtype, dims=dims):
                return _array(tuple(map(self.length, dims or ())), dtype, kind.contiguous, self.gaps, self.float)
            case List(item=item):
                return [self.value(item) for _ in range(self.items)]
            case Shape(dims=dims):
                return tuple(map(self.length, dims))
        raise ValueError(f"no sample of {kind}")


def _cast(kind: Kind, value: Any) -> Any:
    return kind.dtype.type(value) if isinstance(kind, Number) and kind.dtype is not None else value


def _array(shape: tuple[int, ...], dtype: np.dtype, contiguous: bool, gaps: bool, value: float) -> Any:
    """An array with no layout that its kind does not promise. Square matrices are positive definite."""
    if math.prod(shape) > LARGEST:
        raise ValueError("a sample of this rank would be too large")
    # An imaginary part, so that what looks whether there is one finds it.
    fill = value if dtype.kind == "f" else value + 0.5j if dtype.kind == "c" else 1
    if contiguous or not shape:
        result = np.full(shape, fill, dtype)
    elif gaps or len(shape) < 2:
        result = np.full((*shape[::-1], 2), fill, dtype)[..., 0].T
    else:
        result = np.full(shape[::-1], fill, dtype).T
    if len(shape) > 1 and shape[-1] == shape[-2] and dtype.kind in "fc":
        result[..., range(shape[-1]), range(shape[-1])] += 2.0
    return result


def call(function: Callable[..., object], form: Form, described: Sequence[Described], guess: Guess) -> object:
    """What the function returns for a guess."""
    positional, keywords = tree.arrange(form, [guess.argument(each) for each in described])
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(*positional, **keywords)

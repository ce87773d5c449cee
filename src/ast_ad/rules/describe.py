"""Arguments described so that calls with like kinds share one probe: the symbols in their kinds become numbers."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import numpy as np

from ast_ad.ir import Atom, Const, Value, kind_of
from ast_ad.kinds import Array, Dim, Extent, Kind, List, Number
from ast_ad.rules.samples import Described, Known, Numbered, Unknown
from ast_ad.rules.shape_kind import Shape, named


class Names:
    """Numbers for the symbols in the kinds of one call, so that calls with like kinds share one probe."""

    def __init__(self) -> None:
        self.symbols: list[Hashable] = []
        self.numbers: dict[Hashable, int] = {}

    def number(self, symbol: Hashable) -> int:
        if symbol not in self.numbers:
            self.numbers[symbol] = len(self.symbols)
            self.symbols.append(symbol)
        return self.numbers[symbol]

    def describe(self, atom: Atom, elementwise: bool) -> Described:
        if isinstance(atom, Const) and not isinstance(atom.value, np.ndarray):
            return Known(atom.key(), atom.value)
        kind = kind_of(atom)
        if isinstance(atom, Value) and isinstance(kind, Number) and kind.type is int and not elementwise:
            known = kind.length or Extent(atom)
            return Unknown(
                replace(kind, length=None),
                Numbered(self.number(known.symbol), known.less, known.proper, True, known.least),
            )
        return Unknown(self.kind(kind, elementwise))

    def kind(self, kind: Kind, elementwise: bool = False) -> Kind:
        match kind:
            case Array(dims=dims) if dims is not None:
                numbered = tuple(1 if dim == 1 else 2 for dim in dims) if elementwise else tuple(map(self.dim, dims))
                return replace(kind, dims=numbered)
            case Shape(dims=dims):
                return Shape(dims=tuple(map(self.dim, dims)))
            case List(item=item):
                return List(self.kind(item), kind.optional)
        return kind

    def dim(self, dim: Dim) -> Any:
        if isinstance(dim, int):
            return dim
        number = self.number(object() if dim.symbol is None else dim.symbol)
        return Numbered(number, dim.less, dim.proper, dim.symbol is not None, dim.least)

    def restore(self, kind: Kind) -> Kind:
        """The kind of one result. A length that follows from nothing gets a name of its own: it is equal to itself."""
        restored = self.restored(kind)
        match restored:
            case Array(dims=dims):
                return replace(restored, dims=named(dims))
            case Shape(dims=dims):
                return Shape(dims=named(dims) or ())
        return restored

    def restored(self, kind: Kind) -> Kind:
        match kind:
            case Array(dims=dims) if dims is not None:
                return replace(kind, dims=tuple(map(self.length, dims)))
            case Shape(dims=dims):
                return Shape(dims=tuple(map(self.length, dims)))
            case List(item=item):
                return List(self.restored(item), kind.optional)
        return kind

    def length(self, dim: Any) -> Dim:
        if not isinstance(dim, Numbered):
            return dim  # type: ignore[no-any-return]
        symbol, less = (self.symbols[dim.number], dim.less) if dim.named else (None, 0)
        return Extent(symbol, less, dim.proper, dim.least)


def numbered(kind: Kind) -> list[Numbered]:
    match kind:
        case Array(dims=dims) | Shape(dims=dims) if dims is not None:
            found: tuple[Any, ...] = dims
            return [dim for dim in found if isinstance(dim, Numbered)]
        case List(item=item):
            return numbered(item)
    return []


def shapes(kind: Kind) -> list[tuple[int, ...]]:
    """The dims of an array with axes, or of those in a list: numbers, literal lengths negated."""
    match kind:
        case Array(dims=dims) if dims:
            each: tuple[Any, ...] = dims
            return [tuple(dim.number if isinstance(dim, Numbered) else -dim for dim in each)]
        case List(item=item):
            return shapes(item)
    return []


def literals(kind: Kind) -> list[int]:
    match kind:
        case Array(dims=dims) if dims is not None:
            return [dim for dim in dims if isinstance(dim, int) and dim > 1]
        case List(item=item):
            return literals(item)
    return []

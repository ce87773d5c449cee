"""Common subexpressions: of two equal pure ops, the one that stands first serves both.

Arrays are values here, so a read of one version of an array equals another read of it whatever is written in between.
"""

from __future__ import annotations

import operator
from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ast_ad.ir import Apply, Atom, Block, Const, Load, Op, Value, bound, kind_of
from ast_ad.kinds import Array, Extent, Number
from ast_ad.optimise.rewrite import atoms

# Fresh memory that is about to be written: sharing it would only cost a copy later.
_CREATES = {
    np.zeros,
    np.zeros_like,
    np.ones,
    np.ones_like,
    np.empty,
    np.empty_like,
    np.full,
    np.full_like,
    np.copy,
    list,
}


def cse(block: Block) -> Block:
    """The block with every pure op computed once on each way of control."""
    scope = _Scope({}, {})
    found = scope.block(block)
    if scope.mapping:
        _rename_lengths(found, scope.mapping)
    return found


def _rename_lengths(block: Block, mapping: Mapping[Value, Atom]) -> None:
    """Lengths that were called after one of two equal values are called after the other: they are seen to be equal."""

    def renamed(symbol: Any) -> Any:
        match symbol:
            case Value():
                return mapping.get(symbol, symbol)
            case tuple():
                return tuple(map(renamed, symbol))
            case Extent(symbol=frozenset() as several, less=0) if len({*map(renamed, several)}) == 1:
                return renamed(next(iter(several)))
            case Extent(symbol=inner):
                return replace(symbol, symbol=renamed(inner))
            case frozenset():
                return frozenset(map(renamed, symbol))
        return symbol

    for value in bound(block):
        if (
            isinstance(value.kind, Array)
            and value.kind.dims
            and any(isinstance(dim, Extent) for dim in value.kind.dims)
        ):
            dims = tuple(map(renamed, value.kind.dims))
            if dims != value.kind.dims:
                value.kind = replace(value.kind, dims=dims)


class _Scope:
    """What is computed already where a block stands, and what its values are replaced by."""

    def __init__(self, known: dict[Hashable, tuple[Value, ...]], mapping: dict[Value, Atom]) -> None:
        self.known, self.mapping = known, mapping

    def block(self, block: Block) -> Block:
        ops = []
        for op in block.ops:
            blocks = tuple(_Scope(dict(self.known), self.mapping).block(inner) for inner in op.blocks)
            new = Op(op.prim, atoms(op.args, self.mapping), op.results, blocks, op.place)
            key = _key(new)
            if key is None:
                ops.append(new)
            elif key in self.known:
                for mine, first in zip(op.results, self.known[key]):
                    self.mapping[mine] = first
                    first.hint = first.hint or mine.hint
            else:
                self.known[key] = op.results
                ops.append(new)
        return Block(block.params, tuple(ops), atoms(block.results, self.mapping))


def _key(op: Op) -> Hashable:
    match op.prim:
        case Apply(function=function, effect=False) if not _creates(function) and not _trivial(op):
            return op.prim, op.args
        case Load():
            return op.prim, op.args
    return None


# As quick to compute as to look up.
_QUICK = frozenset(
    {
        operator.add, operator.sub, operator.mul, operator.pow, operator.neg, operator.lt, operator.le, operator.gt, operator.ge,
        operator.eq, operator.ne, operator.not_, operator.is_, operator.is_not,
    }
)  # fmt: skip


def _trivial(op: Op) -> bool:
    """``i - 1`` and ``2 * x`` read better where they stand."""
    assert isinstance(op.prim, Apply)
    numbers = all(isinstance(kind_of(arg), Number) for arg in op.args)
    return op.prim.function in _QUICK and numbers and any(isinstance(arg, Const) for arg in op.args)


def _creates(function: object) -> bool:
    try:
        return function in _CREATES
    except TypeError:
        return True

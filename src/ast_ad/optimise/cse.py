"""Common subexpressions: of two equal pure ops, the one that stands first serves both.

Arrays are values here, so a read of one version of an array equals another read of it whatever is written in between.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from ast_ad.ir import Apply, Atom, Block, Const, Load, Op, Value, kind_of
from ast_ad.kinds import Number
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
    return _Scope({}, {}).block(block)


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


def _trivial(op: Op) -> bool:
    """``i - 1`` and ``2 * x`` are as quick to compute as to look up, and read better where they stand."""
    return all(isinstance(kind_of(arg), Number) for arg in op.args) and any(isinstance(arg, Const) for arg in op.args)


def _creates(function: object) -> bool:
    try:
        return function in _CREATES
    except TypeError:
        return True

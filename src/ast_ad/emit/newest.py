"""Shapes are asked of the newest version of an array, so that the older ones can be written over.

``v = np.zeros_like(u0)`` behind ``u1 = store u0, …`` would keep u0 alive, and a copy of it would have to be written instead.
"""

from __future__ import annotations

from ast_ad.analysis.activity import carried
from ast_ad.ir import Acc, Atom, Block, For, Op, Store, Value, While
from ast_ad.kinds import Array
from ast_ad.optimise.shapes import asked
from ast_ad.rules.broadcasting import same_dims


def newest(block: Block, known: dict[Value, Value] | None = None) -> Block:
    """The block, in which shapes are asked of what has been made of an array by then. ``known``: the newer versions."""
    newer = dict(known or {})
    ops = []
    for op in block.ops:
        if asked(op) is not None:
            op = Op(op.prim, (_followed(op.args[0], newer), *op.args[1:]), op.results, (), op.place)
        elif op.blocks:
            op = Op(op.prim, op.args, op.results, tuple(newest(inner, newer) for inner in op.blocks), op.place)
        newer |= _versions(op)
        ops.append(op)
    return Block(block.params, tuple(ops), block.results)


def _versions(op: Op) -> dict[Value, Value]:
    """The arrays that an op may write over, and those of the same shape that it makes of them."""
    match op.prim:
        case Store() | Acc():
            pairs = [(op.args[0], op.result)]
        case For() | While():
            inits, _, finals = carried(op)
            pairs = list(zip(inits, finals))
        case _:
            return {}
    return {old: new for old, new in pairs if isinstance(old, Value) and _alike(old, new)}


def _alike(old: Value, new: Value) -> bool:
    a, b = old.kind, new.kind
    return isinstance(a, Array) and isinstance(b, Array) and a.dtype == b.dtype and same_dims(a, b)


def _followed(atom: Atom, newer: dict[Value, Value]) -> Atom:
    while isinstance(atom, Value) and atom in newer:
        atom = newer[atom]
    return atom

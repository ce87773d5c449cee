"""Fusion: two branches of one test become one, where the first gives nothing but what the second reads.

The forward sweep of a branch computes what the reverse sweep of that branch reads. Where nothing else reads it, both can
stand in one `if`, the last there is, and a function of guards has a derivative of guards.
"""

from __future__ import annotations

from ast_ad.ir import Atom, Block, If, Op, Value, captured, has_effect
from ast_ad.optimise.rewrite import substitute


def fuse(block: Block) -> Block:
    """The block with what only the second of two like branches needs moved into it."""
    ops = [Op(op.prim, op.args, op.results, tuple(map(fuse, op.blocks)), op.place) for op in block.ops]
    for k in reversed(range(len(ops))):
        later = _only_reader(ops, k, block.results)
        if later is not None:
            fused = _fused(ops[k], ops[later])
            ops[later] = Op(fused.prim, fused.args, fused.results, tuple(map(fuse, fused.blocks)), fused.place)
            del ops[k]
    return Block(block.params, tuple(ops), block.results)


def _only_reader(ops: list[Op], k: int, results: tuple[Atom, ...]) -> int | None:
    """The position of the branch by the same test that alone reads the results of a branch, each way its own."""
    first = ops[k]
    if (
        not isinstance(first.prim, If)
        or has_effect(first)
        or not first.results
        or not set(results).isdisjoint(first.results)
    ):
        return None
    readers = [n for n, op in enumerate(ops) if not set(captured(Block((), (op,), ()))).isdisjoint(first.results)]
    if len(readers) != 1 or not isinstance(ops[readers[0]].prim, If) or ops[readers[0]].args != first.args:
        return None
    return readers[0]


def _fused(first: Op, second: Op) -> Op:
    sides = []
    for one, two in zip(first.blocks, second.blocks, strict=True):
        yielded: dict[Value, Atom] = dict(zip(first.results, one.results))
        rest = substitute(two, yielded)
        sides.append(Block((), (*one.ops, *rest.ops), rest.results))
    return Op(second.prim, second.args, second.results, tuple(sides), second.place)

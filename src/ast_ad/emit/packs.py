"""Packs at the ends of ways: what a forward half hands on is packed by each way of its last `if` for itself.

Then a way mentions only what it has, nothing has to be bound on the ways that do not know it, and a run of guards returns
flat. It changes the text, not the IR that is differentiated again.
"""

from __future__ import annotations

from collections.abc import Sequence

from ast_ad.ir import Atom, Block, If, Op, Pack, Value
from ast_ad.kinds import Saved


def sunk(block: Block) -> Block:
    """A function's block, with a pack behind its last `if` put onto the ways of it."""
    if not block.ops or not isinstance(block.ops[-1].prim, Pack):
        return block
    pack = block.ops[-1]
    ops, saved = _packed(block.ops[:-1], pack.args)
    return Block(block.params, ops, tuple(saved if result is pack.result else result for result in block.results))


def _packed(ops: Sequence[Op], read: Sequence[Atom]) -> tuple[tuple[Op, ...], Value]:
    """The ops, and the pack of what is read behind them."""
    saved = Value(Saved())
    last = ops[-1] if ops else None
    if last is None or not isinstance(last.prim, If) or not any(atom in last.results for atom in read):
        return (*ops, Op(Pack(), tuple(read), (saved,))), saved
    sides = []
    for side in last.blocks:
        yielded: dict[Atom, Atom] = dict(zip(last.results, side.results))
        inner, packed = _packed(side.ops, [yielded.get(atom, atom) for atom in read])
        sides.append(Block((), inner, (*side.results, packed)))
    return (*ops[:-1], Op(last.prim, last.args, (*last.results, saved), tuple(sides), last.place)), saved

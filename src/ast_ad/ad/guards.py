"""Guards: an `if` of which one way raises. Whoever comes past it took the other, which need not stand inside."""

from __future__ import annotations

from ast_ad.ir import Atom, Block, If, Op, Raise, Try, Value
from ast_ad.optimise.rewrite import substitute


def unguard(block: Block) -> Block:
    """Move what stands opposite a raise behind the `if`: its reversal needs no branch, its values stay in scope."""
    ops: list[Op] = []
    mapping: dict[Value, Atom] = {}
    for op in block.ops:
        inner = Op(op.prim, op.args, op.results, tuple(map(unguard, op.blocks)), op.place)
        raising = [_raises(side) for side in inner.blocks] if isinstance(op.prim, If) else []
        if raising.count(True) != 1:
            ops.append(inner)
            continue
        passing = inner.blocks[raising.index(False)]
        guard = tuple(Block((), side.ops if raises else (), ()) for side, raises in zip(inner.blocks, raising))
        ops += [Op(If(), op.args, (), guard, op.place), *passing.ops]
        mapping.update((result, mapping.get(atom, atom)) for result, atom in zip(op.results, passing.results))  # type: ignore[arg-type]
    return substitute(Block(block.params, tuple(ops), block.results), mapping) if mapping else _same(block, ops)


def passes_on(op: Op) -> bool:
    """Whether a `try` only does something about exceptions, which then go on."""
    return isinstance(op.prim, Try) and _raises(op.blocks[2])


def _raises(block: Block) -> bool:
    return any(isinstance(op.prim, Raise) for op in block.ops)


def _same(block: Block, ops: list[Op]) -> Block:
    return Block(block.params, tuple(ops), block.results)

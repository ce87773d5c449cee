"""Fusion: two branches of one test become one, where the first gives nothing but what the second reads.

The forward sweep of a branch computes what the reverse sweep of that branch reads. Where nothing else reads it, both can
stand in one `if`, the last there is, and a function of guards has a derivative of guards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ast_ad.ir import Atom, Block, If, Op, Value, captured, has_effect
from ast_ad.optimise.rewrite import substitute


def fuse(block: Block) -> Block:
    """The block with what only the second of two like branches needs moved into it."""
    ops = [Op(op.prim, op.args, op.results, tuple(map(fuse, op.blocks)), op.place) for op in block.ops]
    return _paired(Block(block.params, tuple(ops), block.results))


def _paired(block: Block) -> Block:
    """The same for a block whose ops have been dealt with inside."""
    ops: list[Op | None] = list(block.ops)
    # The positions of the ops that read a value, of those from k on.
    readers: dict[Value, set[int]] = defaultdict(set)
    for k in reversed(range(len(ops))):
        op = ops[k]
        assert op is not None
        place, later = k, _only_reader(op, readers, ops, block.results)
        if later is not None:
            place, op = later[0], _fused(op, later[1])
            ops[place], ops[k] = op, None
        for value in captured(Block((), (op,), ())):
            readers[value].add(place)
    return Block(block.params, tuple(op for op in ops if op is not None), block.results)


def _only_reader(
    first: Op, readers: Mapping[Value, set[int]], ops: Sequence[Op | None], results: tuple[Atom, ...]
) -> tuple[int, Op] | None:
    """The branch by the same test that alone reads the results of a branch, each way its own, and its position."""
    if not isinstance(first.prim, If) or not first.results or has_effect(first):
        return None
    positions = {place for result in first.results for place in readers.get(result, ())}
    if len(positions) != 1 or not set(results).isdisjoint(first.results):
        return None
    (place,) = positions
    later = ops[place]
    return (place, later) if later is not None and isinstance(later.prim, If) and later.args == first.args else None


def _fused(first: Op, second: Op) -> Op:
    sides = []
    for one, two in zip(first.blocks, second.blocks, strict=True):
        yielded: dict[Value, Atom] = dict(zip(first.results, one.results))
        rest = substitute(two, yielded)
        sides.append(_paired(Block((), (*one.ops, *rest.ops), rest.results)))
    return Op(second.prim, second.args, second.results, tuple(sides), second.place)

"""Lists as stacks: the bar of what was appended last is taken off the bar of the list.

The reversal of ``xs = xs + [x]`` is ``x_bar = xs_bar[-1]``, ``xs_bar = xs_bar[:-1]``: where nobody else reads the list, that is
``x_bar = xs_bar.pop()``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ast_ad.analysis.sharing import Sharing
from ast_ad.analysis.writing import drops, writes
from ast_ad.emit.ownership import Owned
from ast_ad.ir import Atom, Block, Const, Index, Load, Op, Pop, Value, captured, values, walk
from ast_ad.optimise.rewrite import substitute
from ast_ad.tree import LEAF

_ITEM = Load((Index((LEAF,)),))
_LAST = Const(-1)


def late_drops(block: Block) -> Block:
    """The block, in which a list gets shorter right before the shorter one is read, so that others can read the longer."""
    ops: list[Op] = []
    waiting: list[Op] = []
    for op in block.ops:
        inner = tuple(map(late_drops, op.blocks))
        op = Op(op.prim, op.args, op.results, inner, op.place) if inner else op
        read = read_by(op)
        ops += [drop for drop in waiting if drop.result in read]
        waiting = [drop for drop in waiting if drop.result not in read]
        (waiting if drops(op) else ops).append(op)
    return Block(block.params, (*ops, *waiting), block.results)


def read_by(op: Op) -> set[Value]:
    return {*values(op.args), *captured(*op.blocks)}


def popped(owned: Owned) -> Owned:
    """The function, in which last items are taken off their lists in one step."""
    block = owned.func.block
    if not any(drops(op) for op in walk(block)):
        return owned
    readers: Counter[Atom] = Counter(arg for op in walk(block) for arg in op.args)
    sharing = Sharing(owned.func, owned.fresh_sums)
    return replace(owned, func=replace(owned.func, block=_popped(block, readers, sharing)))


def _popped(block: Block, readers: Counter[Atom], sharing: Sharing) -> Block:
    ops: list[Op] = []
    mapping: dict[Value, Atom] = {}
    loads: dict[Atom | None, Op] = {op.args[0]: op for op in block.ops if op.prim == _ITEM and op.args[1] == _LAST}
    taken: dict[Op, Op] = {}
    places = {op: k for k, op in enumerate(block.ops)}
    for op in block.ops:
        base = op.args[0] if op.args else None
        load = loads.get(base)
        if not (isinstance(base, Value) and load is not None and drops(op) and writes(op, sharing.fresh_sums)):
            continue
        # The list gets shorter as early as its last item is read: not where it has another name that is read in between.
        between = block.ops[places[load] + 1 : places[op]]
        if readers[base] == 2 and not any(sharing.share(value, base) for each in between for value in read_by(each)):
            taken[load] = op
            mapping[op.result] = mapping.get(base, base)
    for op in block.ops:
        if op in taken:
            ops.append(Op(Pop(), op.args[:1], op.results, (), op.place))
        elif op not in taken.values():
            blocks = tuple(_popped(inner, readers, sharing) for inner in op.blocks)
            ops.append(Op(op.prim, op.args, op.results, blocks, op.place) if blocks else op)
    return substitute(Block(block.params, tuple(ops), block.results), mapping)

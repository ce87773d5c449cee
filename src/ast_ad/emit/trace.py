"""Trace names: every value of a function becomes a w, numbered in order, as in the table of the textbook.

It is done before a function is differentiated, so that its derivatives are called w3_bar and w3_dot. Values that share a name
because one replaces the other (what a loop carries) are one w.
"""

from __future__ import annotations

from collections.abc import Mapping

from ast_ad import runtime
from ast_ad.analysis.sharing import Sharing
from ast_ad.emit.coalesce import Classes
from ast_ad.emit.fold import Fold
from ast_ad.emit.lives import Lives
from ast_ad.ir import Apply, Block, Call, Func, Op, Value, bound, callees
from ast_ad.kinds import Saved, Tape, differentiable
from ast_ad.optimise.rewrite import clone


def number(func: Func) -> Func:
    """The function, and those that it calls, with the differentiable values, parameters first, named w0, w1, …; the others
    keep their names.
    """
    made = {old: Func(old.name, inputs=old.inputs, output=old.output) for old in callees(func)}
    for old, new in made.items():
        new.summary, new.place = old.summary, old.place
        new.block = _calling(_with_named_inputs(clone(old.block)), made)
    for new in made.values():
        _number(new)
    return made[func]


def _number(func: Func) -> None:
    fold = Fold(func, Sharing(func), frozenset(), enabled=False)
    classes = Classes(func, fold, Lives(func, fold))
    numbers: dict[Value, str] = {}
    for value in bound(func.block):
        if _is_step(value) and value not in func.params:
            value.hint = numbers.setdefault(classes.find(value), f"w{len(numbers)}")


def _is_step(value: Value) -> bool:
    """Whether a value may vary, and is none of those by which the halves of a pair hand on what they know."""
    return differentiable(value.kind) and not isinstance(value.kind, Saved | Tape)


def _calling(block: Block, made: Mapping[Func, Func]) -> Block:
    """The block with calls of other functions."""
    ops = []
    for op in block.ops:
        prim = Call(made[op.prim.func]) if isinstance(op.prim, Call) else op.prim
        ops.append(Op(prim, op.args, op.results, tuple(_calling(inner, made) for inner in op.blocks), op.place))
    return Block(block.params, tuple(ops), block.results)


def _with_named_inputs(block: Block) -> Block:
    """The block behind assignments ``w0 = x``, one for each parameter that may vary."""
    inputs = {p: Value(p.kind, "", p.place) for p in block.params if _is_step(p)}
    renamed = clone(Block((), block.ops, block.results), inputs)
    heads = tuple(Op(Apply(runtime.identity), (param,), (value,), (), None) for param, value in inputs.items())
    return Block(block.params, (*heads, *renamed.ops), renamed.results)

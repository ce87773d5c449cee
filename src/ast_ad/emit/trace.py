"""Trace names: every value of a function becomes a w, numbered in order, as in the table of the textbook.

It is done before a function is differentiated, so that its derivatives are called w3_bar and w3_dot. Values that share a name
because one replaces the other (what a loop carries) are one w.
"""

from __future__ import annotations

from ast_ad import runtime
from ast_ad.analysis.sharing import Sharing
from ast_ad.emit.coalesce import Classes
from ast_ad.emit.fold import Fold
from ast_ad.emit.lives import Lives
from ast_ad.ir import Apply, Block, Func, Op, Value, bound
from ast_ad.kinds import differentiable
from ast_ad.optimise.rewrite import clone


def number(func: Func) -> Func:
    """The function with its differentiable values, parameters first, named w0, w1, …; the others keep their names."""
    block = _with_named_inputs(clone(func.block))
    traced = Func(func.name, block, func.inputs, func.output, func.summary, func.place)
    fold = Fold(traced, Sharing(traced), frozenset(), enabled=False)
    classes = Classes(traced, fold, Lives(traced, fold))
    numbers: dict[Value, str] = {}
    for value in bound(block):
        if differentiable(value.kind) and value not in block.params:
            value.hint = numbers.setdefault(classes.find(value), f"w{len(numbers)}")
    return traced


def _with_named_inputs(block: Block) -> Block:
    """The block behind assignments ``w0 = x``, one for each parameter that may vary."""
    inputs = {p: Value(p.kind, "", p.place) for p in block.params if differentiable(p.kind)}
    renamed = clone(Block((), block.ops, block.results), inputs)
    heads = tuple(Op(Apply(runtime.identity), (param,), (value,), (), None) for param, value in inputs.items())
    return Block(block.params, (*heads, *renamed.ops), renamed.results)

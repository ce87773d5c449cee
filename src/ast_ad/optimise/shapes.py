"""Shapes: what is asked of the shape of a value alone is asked of an older value of that shape.

``np.full_like(u1, y_bar)`` does not need the writes that made u1 of u0, nor ``np.size(w ** 2)`` the square. Where a value is
asked for nothing else, it need not be computed at all.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from ast_ad.ir import Acc, Apply, Atom, Block, Const, Op, Store, Value, kind_of, values, walk
from ast_ad.kinds import Array, dims_of, same
from ast_ad.optimise.rewrite import substitute
from ast_ad.rules.broadcasting import fits
from ast_ad.rules.probe import is_elementwise

# What these give depends on the shape of their first argument, or on its shape and dtype.
_OF_SHAPE = {np.shape, np.size, np.ndim, len}
_OF_LIKENESS = {np.zeros_like, np.ones_like, np.empty_like, np.full_like}


def shapes(block: Block) -> Block:
    """The block, in which shapes are asked of values that are needed anyway."""
    questions: dict[Value, set[bool]] = defaultdict(set)
    axes: dict[Value, set[int | None]] = defaultdict(set)
    read: set[Atom] = set(block.results)
    source: dict[Value, Op] = {}
    for op in walk(block):
        source.update((result, op) for result in op.results)
        read.update(atom for inner in op.blocks for atom in inner.results)
        asks = asked(op)
        if asks is not None and isinstance(op.args[0], Value):
            questions[op.args[0]].add(asks)
            axes[op.args[0]].add(_axis(op))
            read.update(op.args[1:])
        else:
            read.update(op.args)
    mapping = {
        value: older
        for value, asks in questions.items()
        if value not in read and (older := _older(value, source, any(asks), axes[value])) is not value
    }
    return substitute(block, mapping)


def asked(op: Op) -> bool | None:
    """Whether an op asks its first argument for the dtype as well as for the shape; None if it reads elements."""
    if not isinstance(op.prim, Apply) or op.prim.form is not None:
        return None
    try:
        return True if op.prim.function in _OF_LIKENESS else False if op.prim.function in _OF_SHAPE else None
    except TypeError:
        return None


def _axis(op: Op) -> int | None:
    """The axis of which an op asks the length; None if it asks for more."""
    if (
        isinstance(op.prim, Apply)
        and op.prim.function is np.size
        and len(op.args) == 2
        and isinstance(op.args[1], Const)
    ):
        return op.args[1].value if isinstance(op.args[1].value, int) else None
    return None


def _older(value: Value, source: dict[Value, Op], dtype: bool, axes: set[int | None]) -> Value:
    """The value of this shape, and dtype, from which a value was made elementwise or by writes; or one that is as long along
    the axes, if these are all that is asked for.
    """
    while (op := source.get(value)) is not None:
        found = next((arg for arg in values(op.args) if _same(arg, op, dtype) or _as_long(arg, value, axes)), None)
        if found is None:
            break
        value = found
    return value


def _as_long(arg: Value, value: Value, axes: set[int | None]) -> bool:
    """Whether an argument surely has as many axes, and those that are asked for of the same lengths."""
    mine, theirs = dims_of(value.kind), dims_of(arg.kind)
    if mine is None or theirs is None or len(mine) != len(theirs):
        return False
    return all(k is not None and -len(mine) <= k < len(mine) and same(mine[k], theirs[k]) for k in axes)


def _same(arg: Value, op: Op, dtype: bool) -> bool:
    """Whether an argument surely has the shape of the result, and its dtype if that matters."""
    kind, result = arg.kind, op.results[0].kind
    if not isinstance(kind, Array) or not isinstance(result, Array) or (dtype and kind.dtype != result.dtype):
        return False
    match op.prim:
        case Store() | Acc():
            return arg is op.args[0]
        case Apply(function=function, form=None):
            arguments = [kind_of(each) for each in op.args]
            return len(op.results) == 1 and is_elementwise(function, len(op.args), arguments) and fits(kind, result)
    return False

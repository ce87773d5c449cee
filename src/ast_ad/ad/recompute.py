"""Which of the values that a reverse sweep needs are computed again instead of being saved.

Only what costs about as much as a push and a pop, gives the same bits, and needs nothing saved that would not be saved
anyway: tests, index arithmetic, a few sums and products of numbers, elements and views of arrays that are at hand.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence

import numpy as np

from ast_ad.ir import Acc, Apply, Atom, Block, For, Index, Load, Op, Store, Value, While, kind_of, values, walk
from ast_ad.kinds import Array, List, Number
from ast_ad.tree import Node

_ORDER = {operator.lt, operator.le, operator.gt, operator.ge}
_TESTS = _ORDER | {operator.eq, operator.ne, operator.not_, operator.is_, operator.is_not}
_ARITHMETIC = {operator.add, operator.sub, operator.mul, operator.neg}
_ON_INTEGERS = {operator.floordiv, operator.mod, np.size, len, min, max, abs}
_VIEWS = {np.transpose, np.swapaxes, np.moveaxis, np.expand_dims, np.matrix_transpose}
_MOST = 3


class Recompute:
    """Knows which values of a forward sweep can be computed again wherever its outermost values are in scope."""

    def __init__(self, forward: Block) -> None:
        self.written = _written(forward)
        # In order: which of them is asked for a shape must not be chance.
        self.outermost = dict.fromkeys((*forward.params, *(result for op in forward.ops for result in op.results)))
        self.indices = {op.blocks[0].params[0] for op in walk(forward) if isinstance(op.prim, For)}

    def divide(
        self, needed: Sequence[Value], ops: Sequence[Op], known: dict[Value, Atom]
    ) -> tuple[list[Value], list[Op]]:
        """Split what is needed into values to keep and ops to repeat, in order."""
        binding = {result: op for op in ops for result in op.results}
        kept = {value for value in needed if not self.cheap(binding.get(value))}
        while True:
            ready = kept | set(known)
            plan: dict[Op, None] = {}
            rest = [value for value in needed if value not in kept]
            dropped = next((value for value in rest if not self.plan(binding[value], binding, ready, plan)), None)
            if dropped is None:
                return [value for value in needed if value in kept], [op for op in ops if op in plan]
            # Those behind it may be computed from it.
            kept.add(dropped)

    def plan(self, op: Op, binding: dict[Value, Op], ready: set[Value], plan: dict[Op, None]) -> bool:
        """Collect the ops that compute a value from what is ready; False where that takes too many or cannot be."""
        chain: dict[Op, None] = {}
        if not self._chain(op, binding, ready, chain) or len(chain) > _MOST:
            return False
        plan.update(chain)
        return True

    def _chain(self, op: Op, binding: dict[Value, Op], ready: set[Value], chain: dict[Op, None]) -> bool:
        chain[op] = None
        for value in values(op.args):
            if value in ready or value in self.indices or self.still_there(value):
                continue
            source = binding.get(value)
            if source is None or not self.cheap(source) or len(chain) > _MOST:
                return False
            if not self._chain(source, binding, ready, chain):
                return False
        return True

    def still_there(self, value: Value) -> bool:
        """Whether a value can be read during the reverse sweep: it is in scope, and nobody has written to its memory."""
        return value in self.outermost and not (isinstance(value.kind, Array | List) and value in self.written)

    def cheap(self, op: Op | None) -> bool:
        """Whether an op is worth repeating."""
        if op is None or len(op.results) != 1:
            return False
        if isinstance(op.result.kind, Array):
            return _is_view(op)
        if not isinstance(op.result.kind, Number):
            return False
        match op.prim:
            case Load():
                return True
            case Apply(function=operator.contains, effect=False):
                return all(isinstance(kind_of(arg), Number) for arg in op.args)
            case Apply(function=function, form=None, effect=False):
                if not all(isinstance(kind_of(arg), Number) for arg in op.args) and function is not np.size:
                    return False
                if op.result.kind.type in (int, bool):
                    return function in _TESTS | _ARITHMETIC | _ON_INTEGERS
                return function in _ARITHMETIC
        return False


def _is_view(op: Op) -> bool:
    """Whether an array is found in another one without a look at its elements."""
    match op.prim:
        case Load(path=path):
            steps = [step for step in path if isinstance(step, Index)]
            listed = any(isinstance(item, Node) and item.type is not slice for step in steps for item in step.items)
            by_array = any(isinstance(kind_of(atom), Array | List) for atom in op.args[1:])
            return len(steps) == len(path) and not listed and not by_array
        case Apply(function=function):
            return function in _VIEWS
    return False


def _written(block: Block) -> set[Atom]:
    """The values whose memory may be written later: bases of writes, and what loops carry on."""
    found: set[Atom] = set()
    for op in walk(block):
        if isinstance(op.prim, Store | Acc):
            found.add(op.args[0])
        elif isinstance(op.prim, For | While):
            found.update(op.args)
    return found

"""What is shown in place: a value that is read once becomes part of the expression that reads it.

Nothing is moved past a write to memory that it reads, nor a pop past another use of its tape. Values that the user named keep
their statements; bars and dots are folded within the derivative of one statement of the user's.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence

from ast_ad.ad.names import is_derivative
from ast_ad.analysis.reach import Reach
from ast_ad.analysis.sharing import Sharing, has_memory
from ast_ad.analysis.writing import writes
from ast_ad.emit.marks import Mark
from ast_ad.frontend.machine.objects import LiveRead
from ast_ad.ir import (
    Acc,
    Apply,
    Atom,
    Block,
    Const,
    For,
    Func,
    If,
    Load,
    Op,
    Pack,
    Pop,
    Push,
    Try,
    Value,
    While,
    captured,
    kind_of,
    values,
    walk,
)
from ast_ad.kinds import List, Number

_WIDEST = 64
_NARROW = 16
_INDEX_ARITHMETIC = (operator.add, operator.sub, operator.mul)


def kept_name(param: Value, following: Atom) -> bool:
    """Whether a carried value has one name for the user, from trip to trip."""
    return isinstance(following, Value) and following.hint == param.hint


class Fold:
    """``folded`` maps values to the ops that are shown where the value is read. ``hinted``: bars and dots are folded too."""

    def __init__(
        self, func: Func, sharing: Sharing, fresh_sums: frozenset[Op], enabled: bool = True, hinted: bool = True
    ) -> None:
        self.folded: dict[Value, Op] = {}
        self.sharing, self.fresh_sums, self.hinted = sharing, fresh_sums, hinted
        self.reads = Reach(func).reads
        self.width: dict[Value, int] = {}
        if enabled:
            self._block(func.block)

    def statements(self, block: Block) -> list[Op]:
        """The ops of a block that are statements."""
        return [op for op in block.ops if not (len(op.results) == 1 and op.result in self.folded)]

    def leaves(self, atoms: Sequence[Atom]) -> Iterator[Value]:
        """The values whose names stand in expressions."""
        for value in values(tuple(atoms)):
            op = self.folded.get(value)
            if op is None:
                yield value
                continue
            yield from self.leaves(op.args)
            for block in op.blocks:
                yield from self.leaves(block.results)

    def _block(self, block: Block, tried: bool = False, is_body: bool = False) -> None:
        """``tried``: in the body of a `try`, where what raises first decides about the way."""
        for op in block.ops:
            if self._stands_in_place(op):
                self.folded[op.result] = op
            for inner in op.blocks:
                is_body = isinstance(op.prim, For | While) and inner is op.blocks[-1]
                self._block(inner, tried or (isinstance(op.prim, Try) and inner is op.blocks[0]), is_body)
        params = block.params[len(block.params) - len(block.results) + 1 :] if is_body else ()
        carried = {atom for param, atom in zip(params, block.results[1:]) if kept_name(param, atom)}
        end = len(block.ops)
        reader: dict[Value, int] = {}
        root = list(range(end))
        for position, op in enumerate(block.ops):
            for value in values(op.args):
                reader[value] = position
        for value in values(block.results):
            reader[value] = end
        for position in reversed(range(end)):
            op = block.ops[position]
            if len(op.results) != 1 or len(self.reads[op.result]) != 1 or op.result not in reader:
                continue
            where = reader[op.result]
            last = end if where == end else root[where]
            if op.result in self.folded:
                root[position] = last
                continue
            target = None if where == end else block.ops[where]
            if target is not None and self._stands_often(target, reader):
                continue
            over = range(position + 1, last)
            if tried and any(root[k] != last for k in over):
                continue
            trails = where == end and all(
                later.results and later.results[0] in self.folded for later in block.ops[position + 1 :]
            )
            if self._may_fold(op, target, trails and op.result in carried) and self._may_move(
                op, [block.ops[k] for k in over]
            ):
                self.folded[op.result] = op
                root[position] = last

    def _stands_often(self, op: Op, reader: dict[Value, int]) -> bool:
        """Whether an op is shown in several places, or in another block: what is evaluated once is no part of it."""
        if not op.results or op.results[0] not in self.folded:
            return False
        return len(self.reads[op.results[0]]) != 1 or op.results[0] not in reader

    def _stands_in_place(self, op: Op) -> bool:
        """``i - 1``, ``2 * n`` and the user's globals read best where they stand, however often."""
        if isinstance(op.prim, Apply) and isinstance(op.prim.function, LiveRead):
            return self.hinted
        if not isinstance(op.prim, Apply) or op.prim.function not in _INDEX_ARITHMETIC or op.result.hint:
            return False
        kind, by_constant = op.result.kind, any(isinstance(arg, Const) for arg in op.args)
        return by_constant and isinstance(kind, Number) and kind.type is int and self._width(op) <= _NARROW

    def _may_fold(self, op: Op, target: Op | None, carried: bool) -> bool:
        """``carried``: the last statement of a loop's body, which gives a carried name its next value."""
        hint = op.result.hint
        if not self._is_expression(op) or (hint and not (self.hinted and (carried or is_derivative(hint)))):
            return False
        width = self._width(op)
        if target is None:
            return width <= _WIDEST
        if writes(target, self.fresh_sums) and target.args[0] is op.result:
            # What is written to needs a name.
            return False
        if hint and (target.place is None) != (op.place is None):
            return False
        same = target.place is None or op.place is None or target.place.statement == op.place.statement
        if hint and not same:
            return False
        if target.results and len(target.results) == 1 and not isinstance(target.prim, If | For | While | Try):
            return self._width(target, {op.result: width}) <= _WIDEST
        return width <= _WIDEST

    def _is_expression(self, op: Op) -> bool:
        match op.prim:
            case Apply(function=function, effect=effect):
                return not effect and not isinstance(function, Mark) and not writes(op, self.fresh_sums)
            case Load() | Pop() | Pack():
                return True
            case Acc():
                return op in self.fresh_sums
            case If():
                simple = all(self._all_folded(block) for block in op.blocks)
                return simple and all(isinstance(b.results[0], Value | Const) for b in op.blocks)
        return False

    def _all_folded(self, block: Block) -> bool:
        return all(len(op.results) == 1 and op.result in self.folded for op in block.ops)

    def _width(self, op: Op, more: dict[Value, int] | None = None) -> int:
        """About how many characters the expression of an op takes."""
        total = len(getattr(getattr(op.prim, "function", None), "__name__", "")) // 2 + 2
        atoms = [*op.args, *(result for block in op.blocks for result in block.results)]
        for atom in atoms:
            if isinstance(atom, Value):
                known = (more or {}).get(atom)
                if known is None and atom in self.folded:
                    known = self._width(self.folded[atom], more)
                total += (known if known is not None else max(len(atom.hint), 3)) + 2
            elif isinstance(atom, Const) and isinstance(op.prim, Load) and atom.value is None:
                # The open end of a slice, or a new axis.
                total += 2
            elif isinstance(atom, Const):
                total += min(len(repr(atom.value)), 12) + 2
        return total

    def _may_move(self, op: Op, over: Sequence[Op]) -> bool:
        """Whether an op can be evaluated after others instead of before them."""
        if isinstance(op.prim, Pop) and isinstance(kind_of(op.args[0]), List):
            # Whoever reads the list after it reads it without its last item.
            return not any(self._reads(other, op.args[0]) for other in over)
        if isinstance(op.prim, Pop):
            return not any(_touches(other, op.args[0]) for other in over)
        memory = [value for value in self.leaves(op.args) if has_memory(value.kind)]
        memory += [value for value in values(op.args) if has_memory(value.kind)]
        if not memory:
            return True
        return not any(self._writes(other, memory) for other in over)

    def _reads(self, op: Op, memory: Atom) -> bool:
        return any(self.sharing.share(value, memory) for value in (*values(op.args), *captured(*op.blocks)))

    def _writes(self, op: Op, memory: Sequence[Value]) -> bool:
        for inner in (op, *(each for block in op.blocks for each in walk(block))):
            taken = isinstance(inner.prim, Pop) and isinstance(kind_of(inner.args[0]), List)
            if taken or writes(inner, self.fresh_sums):
                if any(self.sharing.share(inner.args[0], value) for value in memory):
                    return True
        return False


def _touches(op: Op, tape: Atom) -> bool:
    ops = (op, *(each for block in op.blocks for each in walk(block)))
    return any(isinstance(each.prim, Push | Pop) and each.args[0] is tape for each in ops)

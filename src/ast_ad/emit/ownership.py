"""Writes in place: copies are inserted so that every write can be done where the array lies.

A write may be done in place if nothing that is read after it, but its own result, shares memory with what it writes to. The
caller's arrays are read at the end, so to speak: they come back as they were. Where a write breaks this, one copy is put in,
where it costs least: of the view that is read later, at the push, where the outermost loop is entered, or of the base.
"""

from __future__ import annotations

import itertools
import operator
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ast_ad import runtime
from ast_ad.analysis.bound import Binding
from ast_ad.analysis.reach import Reach
from ast_ad.analysis.reading import read_only
from ast_ad.analysis.sharing import Sharing, has_memory
from ast_ad.analysis.writing import writes
from ast_ad.frontend.machine.objects import LiveRead
from ast_ad.ir import (
    UNDEF,
    Acc,
    Apply,
    Atom,
    Block,
    Const,
    For,
    Func,
    If,
    Load,
    NewTape,
    Op,
    Place,
    Pop,
    Push,
    Value,
    While,
    kind_of,
    walk,
)
from ast_ad.kinds import BOOL, Array, List, Number, Saved, Tape
from ast_ad.optimise.rewrite import fresh
from ast_ad.rules.aliasing import is_fresh, may_share


@dataclass(frozen=True, slots=True)
class Owned:
    """A function whose writes can all be done in place, but for the sums and the lists that are made afresh."""

    func: Func
    fresh_sums: frozenset[Op]


def own(func: Func) -> Owned:
    """Insert the copies that a function needs."""
    fresh_sums: frozenset[Op] = frozenset()
    start = 0
    while True:
        owner = _Owner(func, fresh_sums)
        # A copy parts values, so the writes before the last conflict are all right; in the end all are looked at once more.
        conflict = owner.first_conflict(start) or owner.first_conflict()
        if conflict is None:
            return owner.with_own_results()
        start, op, other = conflict
        change = owner.remedy(op, other)
        if isinstance(change, Op):
            fresh_sums |= {change}
        else:
            func = replace(func, block=change)


def _is_read(op: Op) -> bool:
    """Whether an op reads a global, which lives on outside the function."""
    return isinstance(op.prim, Apply) and isinstance(op.prim.function, LiveRead)


class _Owner:
    def __init__(self, func: Func, fresh_sums: frozenset[Op]) -> None:
        self.func = func
        self.fresh_sums = fresh_sums
        self.sharing = Sharing(func, fresh_sums)
        self.reach = Reach(func)
        self.binding = Binding(func.block)
        self.source = {result: op for op in walk(func.block) for result in op.results}
        self.users: dict[Atom, list[Op]] = defaultdict(list)
        for op in walk(func.block):
            for arg in op.args:
                self.users[arg].append(op)
        self.loops = {
            param: (op, k)
            for op in walk(func.block)
            if isinstance(op.prim, For | While)
            for k, param in enumerate(op.blocks[-1].params[1 if isinstance(op.prim, For) else 0 :])
        }
        self.caller = {param for param in func.params if has_memory(param.kind) and not isinstance(param.kind, Saved)}
        self.caller |= {value for op in self.source.values() if _is_read(op) for value in op.results}
        self.read_only = read_only(func, fresh_sums)

    def first_conflict(self, start: int = 0) -> tuple[int, Op, Value] | None:
        """A write from a position on in the order of ops, and a value that would see it and should not."""
        for position, op in enumerate(itertools.islice(walk(self.func.block), start, None), start):
            if writes(op, self.fresh_sums) and isinstance(op.args[0], Value):
                base = op.args[0]
                if base in self.read_only:
                    return position, op, base
                if self.is_new(base, op):
                    continue
                if self.alive(base, op):
                    return position, op, base
                # What is put into a list, or taken off it, is nothing to the arrays that it holds.
                lists = isinstance(base.kind, List)
                seeing = [
                    other
                    for other in self.sharing.with_(base)
                    if other is not op.result
                    and not (lists and isinstance(other.kind, Array))
                    and self.alive(other, op)
                ]
                if seeing:
                    return position, op, min(seeing, key=lambda other: self._order(base, other))
        return None

    def is_new(self, base: Value, op: Op) -> bool:
        """Whether a value was made for the op: nobody else knows its memory yet, whatever may be put there later on."""
        source = self.source.get(base)
        if source is None or not isinstance(source.prim, Apply) or not is_fresh(source.prim.function, base.kind):
            return False
        point = self.reach.points[op]
        return not self.reach.read_before(base, point) and not self.reach.read_after(base, point)

    def _order(self, base: Value, other: Value) -> tuple[tuple[int, ...], bool, int]:
        home = self.reach.bound[other]
        place = (*(number for step in home.way for number in step[1:]), home.position)
        # Of those that are bound at one place, one that a copy before the loop would not part from the base: the copy
        # that it needs does for the others as well.
        return place, self.entry(base, other) is not None, self.sharing.numbers[other]

    def alive(self, value: Value, op: Op) -> bool:
        """Whether a value is bound before an op and read after it. The caller's arrays are, so to speak."""
        point = self.reach.points[op]
        if value in self.caller:
            return True
        return self.reach.bound_before(value, point) and self.reach.read_after(value, point) and self.filled(value, op)

    def filled(self, value: Value, op: Op) -> bool:
        """Whether a value that is a new tape may hold anything when control comes to an op."""
        source = self.source.get(value)
        if source is None or not isinstance(source.prim, NewTape):
            return True
        return any(self.reach.leads(user, op, value) for user in self.users[value])

    def remedy(self, op: Op, other: Value) -> Op | Block:
        """The change that resolves a conflict: a sum to be made afresh, or a new body."""
        base = op.args[0]
        assert isinstance(base, Value)
        view = self.source.get(other)
        if view is not None and _is_view(view) and other is not base:
            return self.copied_after(other)
        push = self.push_of(other, base)
        if push is not None:
            return self.copied_before(push, 1)
        # A tape that is filled in the loop shares memory in every trip, not with what comes in alone.
        entry = None if isinstance(other.kind, Tape) else self.entry(base, other)
        if entry is not None:
            return self.copied_before(*entry)
        if isinstance(op.prim, Apply) or (isinstance(op.prim, Acc) and not op.prim.path and _keeps_kind(op)):
            return op
        return self.copied_before(op, 0)

    def push_of(self, tape: Value, base: Value) -> Op | None:
        """The push that put the memory of the base on a tape, in this trip of a loop or in one before it."""
        pushes = [op for op in walk(self.func.block) if isinstance(op.prim, Push) and op.args[0] is tape]
        pushes = [op for op in pushes if self.copyable(op.args[1])]
        direct = [op for op in pushes if op.args[1] is base or self.sharing.share(op.args[1], base)]
        # Where two arrays change places from trip to trip, the base was another one when it was pushed.
        return next(iter(direct or [op for op in pushes if self.is_borrowed(op.args[1])]), None)

    def is_borrowed(self, atom: Atom) -> bool:
        """Whether other values than tapes know the memory of a value."""
        return isinstance(atom, Value) and any(not isinstance(v.kind, Tape) for v in self.sharing.with_(atom))

    def copyable(self, pushed: Atom) -> bool:
        return isinstance(pushed, Value) and isinstance(pushed.kind, Array | List) and not self.is_copy(pushed)

    def is_copy(self, value: Value) -> bool:
        """Whether a value was copied for the one op that reads it."""
        source = self.source.get(value)
        return source is not None and _is_copy(source) and len(self.reach.reads.get(value, ())) == 1

    def entry(self, base: Value, other: Value) -> tuple[Op, int] | None:
        """The outermost loop through which the base came while sharing with the other value, which lies outside it."""
        found, current = None, base
        while True:
            source = self.source.get(current)
            if source is not None and writes(source) and isinstance(source.args[0], Value):
                current = source.args[0]
                continue
            if current not in self.loops:
                return found
            loop, k = self.loops[current]
            position = k + (3 if isinstance(loop.prim, For) else 0)
            init = loop.args[position]
            if (
                not isinstance(init, Value)
                or self.is_copy(init)
                or not (init is other or self.sharing.share(init, other))
            ):
                return found
            if (made := self.source.get(init)) is not None and _is_copy(made):
                return found
            if len(self.reach.bound[other].way) > len(self.reach.points[loop].way):
                return found
            found, current = (loop, position), init

    def copied_before(self, op: Op, position: int) -> Block:
        """The body with a copy of one argument made right before an op."""
        value = op.args[position]
        assert isinstance(value, Value)
        copied = fresh(value)
        args = (*op.args[:position], copied, *op.args[position + 1 :])
        return _replaced(self.func.block, op, (*self.copy(value, copied, op.place), replace_args(op, args)))

    def copied_after(self, view: Value) -> Block:
        """The body with a view copied where it is made."""
        op = self.source[view]
        seen = fresh(view)
        results = tuple(seen if result is view else result for result in op.results)
        made = Op(op.prim, op.args, results, op.blocks, op.place)
        return _replaced(self.func.block, op, (made, *self.copy(seen, view, op.place)))

    def copy(self, value: Value, copied: Value, place: Place | None) -> tuple[Op, ...]:
        """What copies a value, where it is bound."""
        function: Callable[..., object] = np.copy
        if isinstance(value.kind, List):
            function = runtime.copy_items if has_memory(value.kind.item) else list
        if not self.binding.may_lack(value, {}):
            return (Op(Apply(function), (value,), (copied,), (), place),)
        test, inner = Value(BOOL, "", place), fresh(value)
        then = Block((), (Op(Apply(function), (value,), (inner,), (), place),), (inner,))
        asked = Op(Apply(operator.is_not), (value, Const(None)), (test,), (), place)
        return asked, Op(If(), (test,), (copied,), (then, Block((), (), (UNDEF,))), place)

    def with_own_results(self) -> Owned:
        """What is returned shares memory neither with the caller's arrays nor with anything else that is returned.

        Nor with what is saved for the reverse half: the caller may write into the value before it calls the pullback.
        """
        block = self.func.block
        saved = [result for result in block.results if isinstance(result, Value) and isinstance(result.kind, Saved)]
        copies: list[Op] = []
        results: list[Atom] = []
        for result in block.results:
            kept = [other for other in (*results, *saved) if other is result or self.sharing.share(other, result)]
            borrowed = isinstance(result, Value) and (
                result in self.caller | self.read_only or bool(self.sharing.with_(result) & self.caller) or bool(kept)
            )
            if isinstance(result, Value) and isinstance(result.kind, Array | List) and borrowed:
                copied = fresh(result)
                copies += self.copy(result, copied, None)
                result = copied
            results.append(result)
        block = Block(block.params, (*block.ops, *copies), tuple(results))
        return Owned(replace(self.func, block=block), self.fresh_sums)


def _is_view(op: Op) -> bool:
    return isinstance(op.prim, Load | Pop) or (isinstance(op.prim, Apply) and may_share(op.prim.function))


def _keeps_kind(op: Op) -> bool:
    """Whether `x + y` is an array like what `x += y` leaves in x: neither wider nor, without axes, a number."""
    base, added = map(kind_of, op.args)
    if not isinstance(base, Array) or not base.ndim:
        return False
    dtype = added.dtype if isinstance(added, Array | Number) else None
    return dtype is None or np.result_type(base.dtype, dtype) == base.dtype


def _is_copy(op: Op) -> bool:
    return isinstance(op.prim, Apply) and op.prim.function in (np.copy, runtime.copy_items, list)


def replace_args(op: Op, args: tuple[Atom, ...]) -> Op:
    return Op(op.prim, args, op.results, op.blocks, op.place)


def _replaced(block: Block, old: Op, new: tuple[Op, ...]) -> Block:
    """The block with one op, here or in a block inside, replaced by others."""
    ops: list[Op] = []
    for op in block.ops:
        if op is old:
            ops += new
        elif op.blocks:
            inner = tuple(_replaced(each, old, new) for each in op.blocks)
            unchanged = all(a is b for a, b in zip(inner, op.blocks))
            ops.append(op if unchanged else Op(op.prim, op.args, op.results, inner, op.place))
        else:
            ops.append(op)
    if len(ops) == len(block.ops) and all(a is b for a, b in zip(ops, block.ops)):
        return block
    return Block(block.params, tuple(ops), block.results)

"""Exits: a loop that is left before a trip has changed anything is reversed over the trips that were completed.

``for …: z = step(y); if done(z, y): break; y = z`` carries on, where it is left, what it had: the trip that was begun last
gives no derivative. So the completed trips are counted, what the reversal reads is pushed behind the test, and the reversed
loop neither tests nor undoes anything for the exit.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ast_ad.ir import Apply, Atom, Block, Const, If, NewTape, Op, Pop, Push, Value, bound, walk
from ast_ad.kinds import BOOL, INT
from ast_ad.optimise.rewrite import fresh

IsActive = Callable[[Atom], bool]


@dataclass(frozen=True, slots=True)
class Guard:
    """A test behind the first ``position`` ops of a trip. Its way number ``out`` leaves the loop, whose body then yields
    ``yields``.
    """

    op: Op
    out: int
    yields: tuple[Atom, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Guarded:
    """A loop with guards. ``trip`` is its body where none of them leaves; ``completed`` is the number of such trips."""

    loop: Op
    guards: tuple[Guard, ...]
    trip: Block
    completed: Value

    def rebuilt(self, ops: Sequence[Op]) -> Op:
        """The loop, counting, with the ops of the trip replaced one by one. Pushes among them, and what was added to be pushed,
        wait for the last guard.
        """
        body = self.loop.blocks[-1]
        before, after = Value(INT, "trips"), Value(INT, "trips")
        count = Op(Apply(operator.add), (before, Const(1)), (after,))
        *parts, last = self._parts(ops)
        block = Block((), (*last, count), (*self.trip.results, after))
        for guard, part in zip(reversed(self.guards), reversed(parts), strict=True):
            leaving = Block((), guard.op.blocks[guard.out].ops, (*guard.yields, before))
            sides = (leaving, block) if guard.out == 0 else (block, leaving)
            results = (Value(BOOL), *map(fresh, self.loop.results[1:]), fresh(after))
            block = Block((), (*part, Op(If(), guard.op.args, results, sides, guard.op.place)), results)
        tests = (Block((*test.params, Value(INT, "trips")), test.ops, test.results) for test in self.loop.blocks[:-1])
        blocks = (*tests, Block((*body.params, before), block.ops, block.results))
        args, results = (*self.loop.args, Const(0)), (*self.loop.results, self.completed)
        return Op(self.loop.prim, args, results, blocks, self.loop.place)

    def _parts(self, ops: Sequence[Op]) -> list[list[Op]]:
        """The ops before the first guard, those between it and the next, …, and those behind the last one."""
        parts: list[list[Op]] = [[] for _ in range(len(self.guards) + 1)]
        waiting, passed = [], 0
        own = {result for op in self.trip.ops for result in op.results}
        for op in ops:
            inside = sum(guard.position <= passed for guard in self.guards)
            if inside == len(self.guards):
                parts[inside].append(op)
            elif isinstance(op.prim, Push) or (op.results and op.results[0] not in own):
                waiting.append(op)
            else:
                parts[inside].append(op)
                passed += 1
        parts[-1][:0] = waiting
        return parts


def guarded(loop: Op, is_active: IsActive) -> Guarded | None:
    """The loop with its guards, if it has any."""
    body = loop.blocks[-1]
    finals = loop.results[1:]
    params = body.params[len(body.params) - len(finals) :]
    active = [k for k, pair in enumerate(zip(params, finals)) if any(map(is_active, pair))]
    guards: list[Guard] = []
    ops: list[Op] = []
    block, yields = body, body.results
    while (way := _way_out(block, yields)) is not None:
        branch = block.ops[-1]
        out, on = (_through(branch, side, yields) for side in (way, 1 - way))
        unchanged = all(out[1 + k] is params[k] for k in active)
        before = block.ops[:-1]
        if not unchanged or _moves_tapes((*before, *branch.blocks[way].ops)) or _will_push(before, is_active):
            break
        ops += block.ops[:-1]
        guards.append(Guard(branch, way, out, len(ops)))
        block, yields = branch.blocks[1 - way], on
    if not guards:
        return None
    return Guarded(loop, tuple(guards), Block(body.params, (*ops, *block.ops), yields), Value(INT, "trips"))


def _way_out(block: Block, yields: tuple[Atom, ...]) -> int | None:
    """Which way of the `if` at the end of a block leaves the loop, if one does and the other need not."""
    last = block.ops[-1] if block.ops else None
    if last is None or not isinstance(last.prim, If) or yields[0] not in last.results:
        return None
    leaves = [_through(last, side, yields)[0] == Const(False) for side in (0, 1)]
    return leaves.index(True) if leaves.count(True) == 1 else None


def _through(branch: Op, side: int, yields: tuple[Atom, ...]) -> tuple[Atom, ...]:
    """What a body yields, said by the atoms of one way of the `if` at its end."""
    yielded: dict[Atom, Atom] = dict(zip(branch.results, branch.blocks[side].results))
    return tuple(yielded.get(atom, atom) for atom in yields)


def _will_push(ops: Sequence[Op], is_active: IsActive) -> bool:
    """Whether regions among the ops are reversed: what they push on the way cannot wait for a guard behind them."""
    return any(
        any(map(is_active, (*op.results, *(value for block in op.blocks for value in bound(block)))))
        for op in ops
        if op.blocks
    )


def _moves_tapes(ops: Sequence[Op]) -> bool:
    return any(isinstance(op.prim, NewTape | Push | Pop) for op in walk(Block((), tuple(ops), ())))

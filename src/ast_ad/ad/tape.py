"""What is saved: the values of the forward sweep that the reverse sweep reads are brought into its scope.

Saving is scoping. A value of the outermost block is still there. A value that a branch owns becomes one more result of
its `if`. A value that a loop body owns is, in this order: the loop's index, cheap to compute again, or kept on a tape,
one tape for each value, pushed where it is bound and popped where the trip is reversed.
"""

from __future__ import annotations

from ast_ad.ad.recompute import Recompute
from ast_ad.ad.reverse import Reversal
from ast_ad.ad.shapes import by_shape
from ast_ad.analysis.bound import Binding
from ast_ad.build import Builder
from ast_ad.ir import UNDEF, Atom, Block, For, If, NewTape, Op, Pack, Push, Try, Unpack, Value, captured
from ast_ad.kinds import Saved, Tape
from ast_ad.optimise.rewrite import substitute


class Placement:
    """Rewrites the two sweeps of one function together."""

    def __init__(self, found: Reversal, recompute: Recompute, binding: Binding) -> None:
        self.found = found
        self.recompute = recompute
        self.binding = binding
        self.tapes: list[Op] = []

    def sweeps(self, forward: tuple[Op, ...], reverse: tuple[Op, ...]) -> tuple[list[Op], list[Op]]:
        forward_ops, reverse_ops = self.ops(forward, reverse, in_loop=False)
        return [*self.tapes, *forward_ops], reverse_ops

    def ops(self, forward: tuple[Op, ...], reverse: tuple[Op, ...], in_loop: bool) -> tuple[list[Op], list[Op]]:
        """The ops of a block and of its reversal, with the regions inside them settled."""
        settled: dict[Op, Op] = dict(self.found.replaced)
        out: list[Op] = []
        for op in reverse:
            mirrored = self.found.reversed.get(op)
            if mirrored is None:
                out.append(op)
            elif isinstance(mirrored.prim, Try):
                settled[mirrored], rewritten = self.attempt(mirrored, op, in_loop)
                out.append(rewritten)
            elif isinstance(op.prim, If):
                settled[mirrored], rewritten = self.branch(mirrored, op, in_loop)
                out.append(rewritten)
            else:
                settled[mirrored], rewritten = self.loop(mirrored, op)
                out.append(rewritten)
        return [settled.get(op, op) for op in forward], out

    def loop(self, forward: Op, reverse: Op) -> tuple[Op, Op]:
        """A loop and its reversal. The index is at hand in both."""
        guards = self.found.guarded.get(forward)
        body, (mirror,) = forward.blocks[-1] if guards is None else guards.trip, reverse.blocks
        forward_ops, reverse_ops = self.ops(body.ops, mirror.ops, in_loop=True)
        mapping: dict[Value, Atom] = {}
        if isinstance(forward.prim, For):
            mapping[body.params[0]] = mirror.params[0]
        owned = (*body.params, *(result for op in forward_ops for result in op.results))
        mirrored = Block(mirror.params, tuple(reverse_ops), mirror.results)
        forward_ops, mirrored = self.save(owned, forward_ops, mirrored, mapping)
        if guards is not None:
            return guards.rebuilt(forward_ops), _with_blocks(reverse, (mirrored,))
        new_body = Block(body.params, tuple(forward_ops), body.results)
        return _with_blocks(forward, (*forward.blocks[:-1], new_body)), _with_blocks(reverse, (mirrored,))

    def branch(self, forward: Op, reverse: Op, in_loop: bool) -> tuple[Op, Op]:
        """An `if` and its reversal. In a loop each way saves for itself; outside, what is needed becomes a result."""
        blocks, mirrors = list(forward.blocks), list(reverse.blocks)
        results = list(forward.results)
        for side in (0, 1):
            forward_ops, reverse_ops = self.ops(blocks[side].ops, mirrors[side].ops, in_loop)
            owned = tuple(result for op in forward_ops for result in op.results)
            mirror = Block((), tuple(reverse_ops), mirrors[side].results)
            if in_loop:
                forward_ops, mirrors[side] = self.save(owned, forward_ops, mirror, {})
                blocks[side] = Block((), tuple(forward_ops), blocks[side].results)
                continue
            blocks[side] = Block((), tuple(forward_ops), blocks[side].results)
            mapping: dict[Value, Atom] = {}
            for value in _needed(mirror, owned):
                mapping[value] = _export(value, side, blocks, results)
            mirrors[side] = substitute(mirror, mapping)
        new = Op(forward.prim, forward.args, tuple(results), tuple(blocks), forward.place)
        return new, _with_blocks(reverse, tuple(mirrors))

    def attempt(self, forward: Op, reverse: Op, in_loop: bool) -> tuple[Op, Op]:
        """A `try` and its reversal. The body hands on what is needed: what it pushes before it raises must be on no tape."""
        body, orelse, handler = forward.blocks
        handled, completed = reverse.blocks
        split = self.found.split[reverse]
        after, after_mirror = self.ops(orelse.ops, completed.ops[:split], in_loop)
        outer, self.tapes = self.tapes, []
        tried, tried_mirror = self.ops(body.ops, completed.ops[split:], in_loop=False)
        tried, self.tapes = [*self.tapes, *tried], outer
        caught, caught_mirror = self.ops(handler.ops, handled.ops, in_loop)
        mirror = Block((), (*after_mirror, *tried_mirror), completed.results)
        needed = _needed(mirror, (*body.params, *(result for op in tried for result in op.results)))
        if any(isinstance(value.kind, Tape) for value in needed):
            needed, mirror = _packed(needed, tried, mirror)
        passed = {value: Value(value.kind, value.hint, value.place) for value in needed}
        params = (*orelse.params, *passed.values())
        ways = [Block(params, tuple(after), orelse.results), Block(handler.params, tuple(caught), handler.results)]
        mirrors = [substitute(mirror, dict(passed)), Block((), tuple(caught_mirror), handled.results)]
        results = list(forward.results[1:])
        for side, way in enumerate(ways):
            owned = (*way.params, *(result for op in way.ops for result in op.results))
            if in_loop:
                ops, mirrors[side] = self.save(owned, list(way.ops), mirrors[side], {})
                ways[side] = Block(way.params, tuple(ops), ways[side].results)
            else:
                read = _needed(mirrors[side], owned)
                mirrors[side] = substitute(mirrors[side], {v: _export(v, side, ways, results) for v in read})
        blocks = (Block(body.params, tuple(tried), (*body.results, *passed)), *ways)
        new = Op(forward.prim, forward.args, (forward.results[0], *results), blocks, forward.place)
        return new, _with_blocks(reverse, (mirrors[1], mirrors[0]))

    def save(
        self, owned: tuple[Value, ...], forward: list[Op], mirror: Block, mapping: dict[Value, Atom]
    ) -> tuple[list[Op], Block]:
        """Save what the mirror of a block needs of the values that the block owns."""
        forward, mirror, added = by_shape(forward, mirror, owned, tuple(self.recompute.outermost), self.binding)
        needed = [value for value in _needed(mirror, (*owned, *added)) if value not in mapping]
        kept, computed = self.recompute.divide(needed, forward, mapping)
        head = Builder()
        pushes: dict[Value, Op] = {}
        for value in kept:
            tape = Value(Tape(value.kind), f"{value.hint}_tape" if value.hint else "_tape", value.place)
            self.tapes.append(Op(NewTape(), (), (tape,)))
            pushes[value] = Op(Push(), (tape, value), (), (), value.place)
            mapping[value] = head.pop(tape, hint=value.hint)
        for op in computed:
            again = substitute(Block((), (op,), ()), mapping).ops[0]
            fresh = tuple(Value(result.kind, result.hint, result.place) for result in again.results)
            head.ops.append(Op(again.prim, again.args, fresh, (), again.place))
            mapping.update(zip(op.results, fresh))
        rewritten = substitute(mirror, mapping)
        block = Block(rewritten.params, (*head.ops, *rewritten.ops), rewritten.results)
        return _with_pushes(forward, pushes), block


def _packed(needed: list[Value], ops: list[Op], mirror: Block) -> tuple[list[Value], Block]:
    """What is needed as one value: packed behind the ops, unpacked before their mirror."""
    saved = Value(Saved(), "saved")
    ops.append(Op(Pack(), tuple(needed), (saved,)))
    fresh = {value: Value(value.kind, value.hint, value.place) for value in needed}
    rest = substitute(mirror, dict(fresh))
    unpack = Op(Unpack(), (saved,), tuple(fresh.values()))
    return [saved], Block(rest.params, (unpack, *rest.ops), rest.results)


def _needed(mirror: Block, owned: tuple[Value, ...]) -> list[Value]:
    """What a reversed block reads of the values that its forward block owns, in the order in which they are bound."""
    read = set(captured(mirror))
    return [value for value in owned if value in read]


def _with_blocks(op: Op, blocks: tuple[Block, ...]) -> Op:
    return Op(op.prim, op.args, op.results, blocks, op.place)


def _with_pushes(ops: list[Op], pushes: dict[Value, Op]) -> list[Op]:
    """The ops of a block, each push right after its value is bound; those of block parameters come first."""
    bound = {result for op in ops for result in op.results}
    out = [push for value, push in pushes.items() if value not in bound]
    for op in ops:
        out.append(op)
        out += [pushes[result] for result in op.results if result in pushes]
    return out


def _export(value: Value, side: int, blocks: list[Block], results: list[Value]) -> Value:
    """Make a value that one side of an `if` owns a result; one that is yielded already is that result, on this side."""
    for result, atom in zip(results, blocks[side].results, strict=True):
        if atom is value:
            return result
    for k, block in enumerate(blocks):
        blocks[k] = Block(block.params, block.ops, (*block.results, value if k == side else UNDEF))
    results.append(Value(value.kind, value.hint, value.place))
    return results[-1]

"""Unrolling: loops whose trips are known become straight lines, in which branches on the index are decided."""

from __future__ import annotations

from collections.abc import Sequence

from ast_ad.ir import Atom, Block, Const, For, If, Op, Value, While
from ast_ad.optimise.rewrite import atoms, clone, fresh
from ast_ad.optimise.simplify import simplify

_ENDLESS = 10_000


def unroll(block: Block, most: int | None = None) -> Block:
    """The block with every loop of at most ``most`` known trips written out; None is no bound."""
    return _Unroll(_ENDLESS if most is None else most).block(block)


class _Unroll:
    def __init__(self, most: int) -> None:
        self.most = most

    def block(self, block: Block) -> Block:
        ops: list[Op] = []
        mapping: dict[Value, Atom] = {}
        for old in block.ops:
            blocks = tuple(Block(b.params, b.ops, b.results) for b in old.blocks)
            op = Op(
                old.prim, atoms(old.args, mapping), old.results, tuple(_mapped(b, mapping) for b in blocks), old.place
            )
            written = self.trips(op)
            if written is None:
                inner = tuple(map(self.block, op.blocks))
                ops.append(Op(op.prim, op.args, op.results, inner, op.place))
                continue
            ops += written.ops
            mapping.update(zip(op.results, written.results))
        return Block(block.params, tuple(ops), atoms(block.results, mapping))

    def trips(self, op: Op) -> Block | None:
        """The trips of a loop written out, yielding its results; None where they are not known."""
        if isinstance(op.prim, While):
            return self.while_trips(op)
        if not isinstance(op.prim, For) or not all(isinstance(arg, Const) for arg in op.args[:3]):
            return None
        indices = range(*(arg.value for arg in op.args[:3] if isinstance(arg, Const)))  # type: ignore[call-overload]
        if len(indices) > self.most:
            return None
        order = list(reversed(indices)) if op.prim.backward else list(indices)
        return self.from_trip(op, order, 0, op.args[3:])

    def from_trip(self, op: Op, order: Sequence[int], trip: int, carried: Sequence[Atom]) -> Block:
        if trip == len(order):
            return Block((), (), (Const(trip), *carried))
        body = op.blocks[0]
        start = dict(zip(body.params, (Const(order[trip]), *carried)))
        done = self.block(simplify(clone(Block((), body.ops, body.results), start)))
        return self.onward(op, done, trip, lambda following: self.from_trip(op, order, trip + 1, following))

    def onward(self, op: Op, done: Block, trip: int, rest: object) -> Block:
        """A trip and, if it goes on, those after it."""
        more, *following = done.results
        if more == Const(False):
            return Block((), done.ops, (Const(trip + 1), *following))
        after = rest(following)  # type: ignore[operator]
        if more == Const(True):
            return Block((), (*done.ops, *after.ops), after.results)
        results = tuple(map(fresh, op.results))
        blocks = (after, Block((), (), (Const(trip + 1), *following)))
        return Block((), (*done.ops, Op(If(), (more,), results, blocks, op.place)), results)

    def while_trips(self, op: Op, trip: int = 0, carried: Sequence[Atom] | None = None) -> Block | None:
        """A ``while`` is unrolled if its test is decided at each trip."""
        atoms_ = op.args if carried is None else carried
        test, body = op.blocks
        tested = simplify(clone(Block((), test.ops, test.results), dict(zip(test.params, atoms_))))
        if tested.results[0] == Const(False):
            return Block((), (), (Const(trip), *atoms_))
        if tested.results[0] != Const(True) or trip >= self.most:
            return None
        done = self.block(simplify(clone(Block((), body.ops, body.results), dict(zip(body.params, atoms_)))))
        if done.results[0] != Const(True):
            return None
        rest = self.while_trips(op, trip + 1, done.results[1:])
        return None if rest is None else Block((), (*done.ops, *rest.ops), rest.results)


def _mapped(block: Block, mapping: dict[Value, Atom]) -> Block:
    from ast_ad.optimise.rewrite import substitute

    return substitute(block, mapping)

"""Sinking: what a loop computes only when it is left is computed behind it.

``if y > 4: return y * x`` in a loop becomes, in the IR, a carried flag and a carried result that only this exit binds. Where
every read of the result stands under a test of the flag, the product can be made there, from what the loop ends with. Then
the loop's exit does no work, and the reversal of the loop does not know of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ast_ad.ir import (
    UNDEF,
    Apply,
    Atom,
    Block,
    Call,
    Const,
    For,
    If,
    Load,
    Op,
    Value,
    While,
    bound,
    captured,
    has_effect,
    values,
    walk,
)
from ast_ad.optimise.rewrite import clone, substitute


def sink(block: Block) -> Block:
    """The block, in which no loop computes for an exit what can be computed behind it."""
    ops = [Op(op.prim, op.args, op.results, tuple(map(sink, op.blocks)), op.place) for op in block.ops]
    for op in ops:
        if isinstance(op.prim, For | While):
            for parcel in _parcels(op):
                _move(parcel, ops, block.results)
    return Block(block.params, tuple(ops), block.results)


@dataclass(frozen=True, slots=True)
class _Parcel:
    """``value``, computed by ``ops`` on the one way out that sets ``flag``, is what ``result`` then is behind the loop."""

    result: Value
    flag: Value
    ops: tuple[Op, ...]
    value: Atom


@dataclass(frozen=True, slots=True)
class _Way:
    """A way through the body of a loop: the last block on it, and the atoms that the body yields there."""

    leaf: Block
    yields: tuple[Atom, ...]

    @property
    def leaves(self) -> bool:
        return self.yields[0] == Const(False)


def _ways(body: Block) -> Iterator[_Way]:
    """Every way through the tests that decide what a body yields."""

    def follow(leaf: Block, yields: tuple[Atom, ...]) -> Iterator[_Way]:
        branch = next((op for op in leaf.ops if isinstance(op.prim, If) and yields[0] in op.results), None)
        if branch is None:
            yield _Way(leaf, yields)
            return
        for side in branch.blocks:
            yielded: dict[Atom, Atom] = dict(zip(branch.results, side.results))
            yield from follow(side, tuple(yielded.get(atom, atom) for atom in yields))

    yield from follow(body, body.results)


def _parcels(loop: Op) -> Iterator[_Parcel]:
    inits = loop.args[3:] if isinstance(loop.prim, For) else loop.args
    body = loop.blocks[-1]
    params = body.params[len(body.params) - len(inits) :]
    ways = list(_ways(body))
    read = {value for block in loop.blocks for op in walk(block) for value in values(op.args)}
    for k, init in enumerate(inits, 1):
        if init != UNDEF or params[k - 1] in read:
            continue
        binding = [way for way in ways if way.yields[k] not in (UNDEF, params[k - 1])]
        if len(binding) != 1 or not binding[0].leaves:
            continue
        flag = next(
            (f for f in range(1, len(inits) + 1) if _flags(f, inits[f - 1], params[f - 1], binding[0], ways)), None
        )
        parcel = None if flag is None else _computed(binding[0].yields[k], binding[0])
        if flag is None or parcel is None:
            continue
        behind = zip(binding[0].yields[1:], loop.results[1:])
        finals = {atom: final for atom, final in behind if isinstance(atom, Value) and final is not loop.results[k]}
        moved = substitute(Block((), parcel, (binding[0].yields[k],)), finals)
        own = {value for block in loop.blocks for value in bound(block)}
        if own.isdisjoint(captured(moved)):
            yield _Parcel(loop.results[k], loop.results[flag], moved.ops, moved.results[0])


def _flags(f: int, init: Atom, param: Value, out: _Way, ways: list[_Way]) -> bool:
    """Whether a carried value is true behind the loop just if it was left on this way."""
    others = all(way.yields[f] in (Const(False), param) for way in ways if way is not out)
    return init == Const(False) and out.yields[f] == Const(True) and others


def _computed(atom: Atom, way: _Way) -> tuple[Op, ...] | None:
    """The ops at the end of a way that compute an atom from what is yielded there; None where one cannot be moved."""
    given = set(way.yields[1:]) - {atom}
    needed: set[Atom] = {atom}
    ops: list[Op] = []
    for op in reversed(way.leaf.ops):
        if needed.isdisjoint(op.results):
            continue
        if has_effect(op) or not isinstance(op.prim, Apply | Call | Load | If):
            return None
        ops.append(op)
        needed |= {value for value in captured(Block((), (op,), ())) if value not in given}
    return tuple(reversed(ops))


def _move(parcel: _Parcel, ops: list[Op], results: tuple[Atom, ...]) -> None:
    """Put the parcel where its value is read, if all of that is under tests of the flag."""
    readers = [k for k, op in enumerate(ops) if parcel.result in captured(Block((), (op,), ()))]
    under = all(
        isinstance(ops[k].prim, If)
        and ops[k].args == (parcel.flag,)
        and parcel.result not in captured(ops[k].blocks[1])
        for k in readers
    )
    if parcel.result in results or not under:
        return
    for k in readers:
        computed = clone(Block((), parcel.ops, (parcel.value,)))
        then, other = ops[k].blocks
        then = substitute(then, {parcel.result: computed.results[0]})
        then = Block((), (*computed.ops, *then.ops), then.results)
        ops[k] = Op(ops[k].prim, ops[k].args, ops[k].results, (then, other), ops[k].place)

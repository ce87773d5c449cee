"""Sharing: which values may occupy the same memory when the text runs, writes being done in place.

A least fixed point over pairs. What inherits memory (views, writes, block parameters, results of control flow, tapes) shares
with whatever its source shares with; arithmetic gives fresh memory. Two carried values that swap stay apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ast_ad.ir import (
    Acc,
    Apply,
    Atom,
    Block,
    Call,
    For,
    Func,
    If,
    Load,
    Op,
    Pack,
    Pop,
    Push,
    Store,
    Try,
    Unpack,
    Value,
    While,
    bound,
)
from ast_ad.kinds import Array, Kind, List, Saved, Tape
from ast_ad.rules.aliasing import is_fresh


def has_memory(kind: Kind) -> bool:
    return isinstance(kind, Array | List | Tape | Saved)


class Sharing:
    """``fresh_sums`` are the Acc ops that are printed as a plain addition, which gives fresh memory."""

    def __init__(self, func: Func, fresh_sums: frozenset[Op] = frozenset()) -> None:
        self.partners: dict[Value, set[Value]] = defaultdict(set)
        self.fresh_sums = fresh_sums
        self.grown = True
        while self.grown:
            self.grown = False
            self._block(func.block)

    def share(self, a: Atom, b: Atom) -> bool:
        return isinstance(a, Value) and isinstance(b, Value) and (a is b or b in self.partners[a])

    def with_(self, value: Value) -> set[Value]:
        return self.partners[value]

    def _link(self, a: Value, b: Value) -> None:
        if a is not b and b not in self.partners[a]:
            self.partners[a].add(b)
            self.partners[b].add(a)
            self.grown = True

    def _inherit(self, value: Value, source: Atom) -> None:
        """The value may be, or lie in, the memory of the source."""
        if isinstance(source, Value) and has_memory(value.kind) and has_memory(source.kind):
            for other in (source, *self.partners[source]):
                self._link(value, other)

    def _block(self, block: Block) -> None:
        for op in block.ops:
            for inner in op.blocks:
                self._block(inner)
            self._op(op)

    def _op(self, op: Op) -> None:
        match op.prim:
            case Load() | Pop():
                self._inherit(op.result, op.args[0])
            case Store():
                self._inherit(op.result, op.args[0])
                if isinstance(op.result.kind, List):
                    # A list holds what is stored in it, and no copy.
                    self._inherit(op.result, op.args[1])
            case Acc():
                if op not in self.fresh_sums:
                    self._inherit(op.result, op.args[0])
            case Push():
                self._inherit(_value(op.args[0]), op.args[1])
            case Pack() | Unpack() | Call():
                self._all(op.results, op.args)
            case Apply(function=function) if not all(is_fresh(function, result.kind) for result in op.results):
                self._all(op.results, op.args)
            case If():
                inside = {value for block in op.blocks for value in bound(block)}
                self._meet(op.results, [block.results for block in op.blocks], inside)
            case Try():
                body, *ways = op.blocks
                self._meet(ways[0].params, [body.results], set(bound(body)))
                inside = {value for block in ways for value in bound(block)}
                self._meet(op.results[1:], [block.results for block in ways], inside)
            case For() | While():
                self._loop(op)

    def _all(self, results: Iterable[Value], sources: Iterable[Atom]) -> None:
        for result in results:
            for source in sources:
                self._inherit(result, source)
        bound = [result for result in results if has_memory(result.kind)]
        for k, one in enumerate(bound):
            for other in bound[:k]:
                self._link(one, other)

    def _meet(self, results: Sequence[Value], ways: Sequence[tuple[Atom, ...]], inside: set[Value]) -> None:
        """Values that are one thing or another, by the way taken: two of them share if they do on one of the ways.

        What is bound ``inside`` the ways is over where they meet.
        """
        carried = [k for k, result in enumerate(results) if has_memory(result.kind)]
        for way in ways:
            for k in carried:
                source = way[k]
                if isinstance(source, Value) and has_memory(source.kind):
                    for other in {source, *self.partners[source]} - inside:
                        self._link(results[k], other)
            for n, k in enumerate(carried):
                for m in carried[:n]:
                    if self.share(way[k], way[m]):
                        self._link(results[k], results[m])

    def _loop(self, op: Op) -> None:
        skip = 3 if isinstance(op.prim, For) else 0
        inits, nexts = op.args[skip:], op.blocks[-1].results[1:]
        inside = {value for block in op.blocks for value in bound(block)}
        for block in op.blocks:
            self._meet(block.params[len(block.params) - len(inits) :], (inits, nexts), inside)
        self._meet(op.results[1:], (inits, nexts), inside)


def _value(atom: Atom) -> Value:
    assert isinstance(atom, Value)
    return atom

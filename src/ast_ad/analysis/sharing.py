"""Sharing: which values may occupy the same memory when the text runs, writes being done in place.

A least fixed point over pairs. What inherits memory (views, writes, block parameters, results of control flow, tapes) shares
with whatever its source shares with; arithmetic gives fresh memory. Two carried values that swap stay apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ast_ad.analysis.writing import writes
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
    """``fresh_sums`` are the sums that are printed as a plain addition, and the lists as a new one: in fresh memory.

    Values are numbered, and what shares with one is a set of bits: most of the time, nothing is added to it.
    """

    def __init__(self, func: Func, fresh_sums: frozenset[Op] = frozenset()) -> None:
        self.values: list[Value] = []
        self.numbers: dict[Value, int] = {}
        self.partners: list[int] = []
        self.fresh_sums = fresh_sums
        self.inside: dict[Block, int] = {}
        self.grown = True
        while self.grown:
            self.grown = False
            self._block(func.block)

    def share(self, a: Atom, b: Atom) -> bool:
        if not isinstance(a, Value) or not isinstance(b, Value):
            return False
        return a is b or bool(self.partners[self._number(a)] >> self._number(b) & 1)

    def with_(self, value: Value) -> set[Value]:
        return set(self._each(self.partners[self._number(value)]))

    def _number(self, value: Value) -> int:
        number = self.numbers.get(value)
        if number is None:
            number = self.numbers[value] = len(self.values)
            self.values.append(value)
            self.partners.append(0)
        return number

    def _each(self, bits: int) -> Iterator[Value]:
        while bits:
            lowest = bits & -bits
            yield self.values[lowest.bit_length() - 1]
            bits ^= lowest

    def _around(self, value: Value) -> int:
        """The bits of a value, and of what shares with it."""
        number = self._number(value)
        return self.partners[number] | 1 << number

    def _link(self, value: Value, others: int) -> None:
        number = self._number(value)
        added = others & ~self._around(value)
        if added:
            self.grown = True
            self.partners[number] |= added
            for other in self._each(added):
                self.partners[self.numbers[other]] |= 1 << number

    def _inherit(self, value: Value, source: Atom) -> None:
        """The value may be, or lie in, the memory of the source."""
        if isinstance(source, Value) and has_memory(value.kind) and has_memory(source.kind):
            self._link(value, self._around(source))

    def _bound(self, *blocks: Block) -> int:
        """The bits of what is bound in blocks."""
        bits = 0
        for block in blocks:
            if block not in self.inside:
                self.inside[block] = sum(1 << self._number(value) for value in bound(block) if has_memory(value.kind))
            bits |= self.inside[block]
        return bits

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
            case Apply(function=function):
                fresh = all(is_fresh(function, result.kind) for result in op.results)
                if not fresh or writes(op, self.fresh_sums):
                    self._all(op.results, op.args)
            case If():
                self._meet(op.results, [block.results for block in op.blocks], self._bound(*op.blocks))
            case Try():
                body, *ways = op.blocks
                self._meet(ways[0].params, [body.results], self._bound(body))
                self._meet(op.results[1:], [block.results for block in ways], self._bound(*ways))
            case For() | While():
                self._loop(op)

    def _all(self, results: Iterable[Value], sources: Iterable[Atom]) -> None:
        for result in results:
            for source in sources:
                self._inherit(result, source)
        kept = [result for result in results if has_memory(result.kind)]
        for k, one in enumerate(kept):
            for other in kept[:k]:
                self._link(one, 1 << self._number(other))

    def _meet(self, results: Sequence[Value], ways: Sequence[tuple[Atom, ...]], inside: int) -> None:
        """Values that are one thing or another, by the way taken: two of them share if they do on one of the ways.

        What is bound ``inside`` the ways is over where they meet.
        """
        carried = [k for k, result in enumerate(results) if has_memory(result.kind)]
        for way in ways:
            for k in carried:
                source = way[k]
                if isinstance(source, Value) and has_memory(source.kind):
                    self._link(results[k], self._around(source) & ~inside)
            for n, k in enumerate(carried):
                for m in carried[:n]:
                    if self.share(way[k], way[m]):
                        self._link(results[k], 1 << self._number(results[m]))

    def _loop(self, op: Op) -> None:
        skip = 3 if isinstance(op.prim, For) else 0
        inits, nexts = op.args[skip:], op.blocks[-1].results[1:]
        inside = self._bound(*op.blocks)
        for block in op.blocks:
            self._meet(block.params[len(block.params) - len(inits) :], (inits, nexts), inside)
        self._meet(op.results[1:], (inits, nexts), inside)


def _value(atom: Atom) -> Value:
    assert isinstance(atom, Value)
    return atom

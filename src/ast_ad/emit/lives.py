"""Live ranges on the final order of statements, as bit masks over the points of a function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ast_ad.ad.names import is_derivative
from ast_ad.emit.fold import Fold
from ast_ad.ir import UNDEF, Block, For, Func, If, Op, Try, Value, While, captured, walk


class Lives:
    """``masks[v]`` has a bit for each point after which v is still to be read, and for the one at which it is bound."""

    def __init__(self, func: Func, fold: Fold) -> None:
        self.fold = fold
        self.masks: dict[Value, int] = defaultdict(int)
        self.first: dict[Value, int] = {}
        self.points = 0
        self._block(func.block, frozenset())
        self._keep_unbound(func)

    def _keep_unbound(self, func: Func) -> None:
        """A name of the user's that one way leaves unbound has meant nothing before: reading it there raises."""
        whole = (1 << self.points) - 1
        for op in walk(func.block):
            if isinstance(op.prim, If):
                names, ways = op.results, [block.results for block in op.blocks]
            elif isinstance(op.prim, For | While):
                carried = len(op.results) - 1
                # The test of a while reads first.
                names, ways = op.blocks[0].params[-carried:], [op.args[len(op.args) - carried :]]
            else:
                continue
            for value, *atoms in zip(names, *ways):
                if UNDEF in atoms and value in self.masks and value.hint and not is_derivative(value.hint):
                    before = self.masks[value].bit_length()
                    self.masks[value] |= whole >> before << before

    def _mark(self, live: Iterable[Value]) -> None:
        bit = 1 << self.points
        self.points += 1
        for value in live:
            self.masks[value] |= bit

    def _block(self, block: Block, after: frozenset[Value]) -> set[Value]:
        """Number the points of a block from its end to its start; what is live at its start."""
        live = set(after) | set(self.fold.leaves(block.results))
        self._mark(live)
        for op in reversed(self.fold.statements(block)):
            self._mark(live | set(op.results))
            live -= set(op.results)
            self._op(op, live)
        self._mark(live | set(block.params))
        return live - set(block.params)

    def _op(self, op: Op, live: set[Value]) -> None:
        match op.prim:
            case If():
                after = frozenset(live)
                for block in op.blocks:
                    live |= self._block(block, after)
            case Try():
                self._try(op, live)
            case For() | While():
                # What a loop reads from outside is live in all of it: the next trip reads it again.
                # The carried names are set before the bounds are read.
                inside = {leaf for block in op.blocks for leaf in self._outer_leaves(block)}
                bounds = op.args[:3] if isinstance(op.prim, For) else ()
                during = frozenset(live | inside | {op.results[0]} | set(self.fold.leaves(bounds)))
                self._block(op.blocks[-1], during)
                if isinstance(op.prim, While):
                    # The test leaves alone what the body is about to read.
                    self._block(op.blocks[0], during | set(op.blocks[0].params))
                live |= inside
        live |= set(self.fold.leaves(op.args))

    def _try(self, op: Op, live: set[Value]) -> None:
        """The body may be left at any point for the handler: what that reads is live in all of it.

        ``caught`` is set before the body. Python unbinds the exception where its handler ends.
        """
        body, orelse, handler = op.blocks
        after, error = frozenset(live) | {op.results[0]}, set(handler.params)
        self._mark(after | error | set(op.results))
        caught = self._block(handler, after | error) - error
        completed = self._block(orelse, after)
        self._mark(completed | caught | set(orelse.params) | {op.results[0]})
        live |= self._block(body, frozenset(completed | caught | {op.results[0]}))
        live -= {op.results[0]}

    def _outer_leaves(self, block: Block) -> set[Value]:
        """The named values that a block reads from outside, also through values folded into it."""
        return set(self.fold.leaves(captured(block)))

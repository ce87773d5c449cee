"""The two sweeps of a function: forward, keeping what is needed; backward, carrying the bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ast_ad import tree
from ast_ad.ad.bars import Bars
from ast_ad.ad.guards import unguard
from ast_ad.ad.recompute import Recompute
from ast_ad.ad.reverse import Reverse
from ast_ad.ad.tape import Placement
from ast_ad.analysis.activity import Mask, active
from ast_ad.analysis.bound import Binding
from ast_ad.build import Builder
from ast_ad.emit.marks import Mark
from ast_ad.ir import Apply, Atom, Block, Func, Op, Pack, Unpack, Value, captured, kind_of
from ast_ad.kinds import Saved


@dataclass(frozen=True, slots=True)
class Sweeps:
    """The two sweeps of one function, its results, and the bars of its parameters (None for those outside the mask)."""

    forward: tuple[Op, ...]
    results: tuple[Atom, ...]
    reverse: tuple[Op, ...]
    bars: tuple[Atom | None, ...]

    def joined(self, params: Sequence[Value], results: Sequence[Atom]) -> Block:
        """One block that does both."""
        mark = Op(Apply(Mark("reverse sweep"), None, True), ())
        return Block(tuple(params), (*self.forward, mark, *self.reverse), tuple(results))

    def split(self, params: Sequence[Value], seeds: Sequence[Value], bars: Sequence[Atom]) -> tuple[Block, Block]:
        """Two blocks: the first ends with a pack of what the second reads."""
        read = captured(Block(tuple(seeds), self.reverse, tuple(bars)))
        saved = Value(Saved(), "saved")
        forward = Block(tuple(params), (*self.forward, Op(Pack(), read, (saved,))), (*self.results, saved))
        return forward, Block((saved, *seeds), (Op(Unpack(), (saved,), read), *self.reverse), tuple(bars))


def sweep(func: Func, mask: Mask, seeded: Mask, seeds: Sequence[Value | None], pairs: Pairs) -> Sweeps:
    """Reverse a function from the seeds of the results in ``seeded`` to the bars of the parameters in ``mask``."""
    primal = unguard(_to_reverse(func.block))
    reverse = Reverse(active(Func(func.name, primal), mask, seeded), pairs, pairs.unopened)
    binding = Binding(primal)
    bars, build = Bars(reverse.active, binding), Builder()
    for result, seed, wanted in zip(primal.results, seeds, seeded, strict=True):
        if wanted and seed is not None:
            bars.add(build, result, seed, whole=True)
    reverse.block(primal, bars, build)
    build.place = None
    found = tuple(bars.settled(build, param) if want else None for param, want in zip(func.params, mask, strict=True))
    pairs.leaves_unopened |= bool(bars.unopened)
    forward, backward = Placement(reverse.found, Recompute(primal), binding).sweeps(primal.ops, tuple(build.ops))
    return Sweeps(tuple(forward), primal.results, tuple(backward), found)


class Pairs:
    """The halves of the adjoints of functions that are called, once for each set of active arguments and results.

    They say whether a reverse half ``leaves_unopened`` what a forward half has packed. Then everything is made once more, so
    that whoever has packed something expects no bars: ``unopened``.
    """

    def __init__(self, unopened: bool = False) -> None:
        self.made: dict[tuple[Func, Mask, Mask], tuple[Func, Func]] = {}
        self.unopened = unopened
        self.leaves_unopened = False

    def __call__(self, func: Func, mask: Mask, seeded: Mask) -> tuple[Func, Func]:
        key = (func, mask, seeded)
        if key not in self.made:
            # Registered before the bodies exist: a function that calls itself finds them here.
            self.made[key] = Func(f"{func.name}_fwd", place=func.place), Func(f"{func.name}_rev", place=func.place)
            self.fill(*key, *self.made[key])
        return self.made[key]

    def fill(self, func: Func, mask: Mask, seeded: Mask, forward: Func, reverse: Func) -> None:
        wanted = [Value(kind_of(r), "y_bar") if want else None for r, want in zip(func.results, seeded, strict=True)]
        swept = sweep(func, mask, seeded, wanted, self)
        seeds = [seed for seed in wanted if seed is not None]
        bars = [bar for bar in swept.bars if bar is not None]
        forward.block, reverse.block = swept.split(func.params, seeds, bars)
        forward.output, reverse.output = tree.flat(len(forward.results)), tree.flat(len(bars))


def _to_reverse(block: Block) -> Block:
    """The ops of a block, each with a place of its own: what is made for one is known from what is made for another, though
    both come from one expression (of an unrolled loop, of a function that is called twice, of a derivative that is
    differentiated again). The sweeps of such a derivative are no longer its outline.
    """
    ops = []
    for op in block.ops:
        if not (isinstance(op.prim, Apply) and isinstance(op.prim.function, Mark)):
            place = None if op.place is None else replace(op.place)
            ops.append(Op(op.prim, op.args, op.results, tuple(map(_to_reverse, op.blocks)), place))
    return Block(block.params, tuple(ops), block.results)

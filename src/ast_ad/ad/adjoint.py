"""Reverse mode: one sweep forward that keeps what is needed, one sweep backward that carries the bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ast_ad import tree
from ast_ad.ad.bars import Bars
from ast_ad.ad.guards import unguard
from ast_ad.ad.names import unique
from ast_ad.ad.recompute import Recompute
from ast_ad.ad.reverse import Reverse
from ast_ad.ad.signature import follows_keywords
from ast_ad.ad.tape import Placement
from ast_ad.analysis.activity import Mask, active
from ast_ad.build import Builder
from ast_ad.emit.marks import Mark
from ast_ad.ir import (
    NO_DEFAULT,
    Apply,
    Atom,
    Block,
    Const,
    Func,
    Op,
    Pack,
    Parameter,
    Unpack,
    Value,
    captured,
    kind_of,
)
from ast_ad.kinds import Number, Saved, differentiable
from ast_ad.tree import LEAF, Node, Tree, leaves


@dataclass(frozen=True, slots=True)
class Sweeps:
    """The two sweeps of one function, its results, and the bars of its parameters (None for those outside the mask)."""

    forward: tuple[Op, ...]
    results: tuple[Atom, ...]
    reverse: tuple[Op, ...]
    bars: tuple[Atom | None, ...]


def adjoint(func: Func, wrt: Sequence[bool], *, value: bool = False, outputs: Sequence[bool] | None = None) -> Func:
    """A function of the parameters and the seed ``y_bar`` that returns the bars of the parameters in ``wrt``.

    ``wrt`` and ``outputs`` choose flat parameters and results. With ``value`` the results come first: (y, bars).
    In structures, leaves without a derivative have the bar None.
    """
    chosen = tuple(outputs) if outputs is not None else (True,) * len(func.results)
    seeded = tuple(out and differentiable(kind_of(r)) for out, r in zip(chosen, func.results, strict=True))
    mask = tuple(want and differentiable(p.kind) for want, p in zip(wrt, func.params, strict=True))
    parameter, seeds = _seed(func, chosen)
    swept = sweep(func, mask, seeded, seeds, _Pairs())
    bars = tuple(Const(None) if bar is None else bar for bar, want in zip(swept.bars, wrt) if want)
    names, bars_tree = _bars_tree(func, wrt)
    ops = (*swept.forward, Op(Apply(Mark("reverse sweep"), None, True), ()), *swept.reverse)
    flat = tuple(seed for seed in seeds if seed is not None)
    block = Block((*func.params, *flat), ops, (*swept.results, *bars) if value else bars)
    output = Node(tuple, (func.output, bars_tree)) if value else bars_tree
    summary = _summary(func, names, parameter.name, value)
    return Func(f"{func.name}_bar", block, (*func.inputs, parameter), output, summary, func.place)


def sweep(func: Func, mask: Mask, seeded: Mask, seeds: Sequence[Value | None], pairs: _Pairs) -> Sweeps:
    """Reverse a function: what its seeds add up to at its parameters."""
    primal = unguard(_without_marks(func.block))
    # The mask of results refers to positions, which unguarding keeps.
    carrier = Func(func.name, primal)
    reverse = Reverse(active(carrier, mask, seeded), pairs)
    bars, build = Bars(reverse.active), Builder()
    for result, seed, wanted in zip(primal.results, seeds, seeded, strict=True):
        if wanted and seed is not None:
            bars.whole.add(seed)
            bars.add(build, result, seed)
    reverse.block(primal, bars, build)
    build.place = None
    found = tuple(bars.settled(build, param) if want else None for param, want in zip(func.params, mask, strict=True))
    forward, backward = Placement(reverse.found, Recompute(primal)).sweeps(primal.ops, tuple(build.ops))
    return Sweeps(tuple(forward), primal.results, tuple(backward), found)


class _Pairs:
    """The halves of the adjoints of functions that are called, once for each set of active arguments and results."""

    def __init__(self) -> None:
        self.made: dict[tuple[Func, Mask, Mask], tuple[Func, Func]] = {}

    def __call__(self, func: Func, mask: Mask, seeded: Mask) -> tuple[Func, Func]:
        key = (func, mask, seeded)
        if key not in self.made:
            # Registered before the bodies exist: a function that calls itself finds them here.
            self.made[key] = Func(f"{func.name}_fwd", place=func.place), Func(f"{func.name}_rev", place=func.place)
            self.fill(*key, *self.made[key])
        return self.made[key]

    def fill(self, func: Func, mask: Mask, seeded: Mask, forward: Func, reverse: Func) -> None:
        seeds = [Value(kind_of(r), "y_bar") if wanted else None for r, wanted in zip(func.results, seeded, strict=True)]
        swept = sweep(func, mask, seeded, seeds, self)
        flat = [seed for seed in seeds if seed is not None]
        bars = tuple(bar for bar in swept.bars if bar is not None)
        read = tuple(v for v in captured(Block(tuple(flat), swept.reverse, bars)))
        saved = Value(Saved(), "saved")
        pack = Op(Pack(), read, (saved,))
        forward.block = Block(func.params, (*swept.forward, pack), (*swept.results, saved))
        unpack = Op(Unpack(), (saved,), read)
        reverse.block = Block((saved, *flat), (unpack, *swept.reverse), bars)
        forward.output, reverse.output = tree.flat(len(swept.results) + 1), tree.flat(len(bars))


def _without_marks(block: Block) -> Block:
    """The sweeps of a derivative that is differentiated again are no longer its outline."""
    ops = tuple(op for op in block.ops if not (isinstance(op.prim, Apply) and isinstance(op.prim.function, Mark)))
    return Block(block.params, ops, block.results)


def _seed(func: Func, chosen: Sequence[bool]) -> tuple[Parameter, tuple[Value | None, ...]]:
    """The parameter for the seed, and a flat seed for each result (None for those not chosen)."""
    taken = {parameter.name for parameter in func.inputs}
    name = unique(f"{func.name}_seed" if taken & {"y", "y_bar"} else "y_bar", taken)
    single = sum(chosen) == 1
    structure: Tree = LEAF if single else func.output
    seeds = tuple(
        Value(kind_of(result), name if single else f"{name}_{k}") if want or not single else None
        for k, (result, want) in enumerate(zip(func.results, chosen))
    )
    kinds = [kind_of(result) for result, want in zip(func.results, chosen) if want]
    scalar = single and isinstance(kinds[0], Number) and kinds[0].type is float
    return Parameter(name, structure, 1.0 if scalar else NO_DEFAULT, keyword_only=follows_keywords(func)), seeds


def _bars_tree(func: Func, wrt: Sequence[bool]) -> tuple[list[str], Tree]:
    """The names and structures of the parameters in ``wrt``: one alone stands bare, several make a tuple."""
    names, trees, position = [], [], 0
    for parameter in func.inputs:
        size = leaves(parameter.tree)
        if any(wrt[position : position + size]):
            names.append(parameter.name)
            trees.append(parameter.tree)
        position += size
    return names, trees[0] if len(trees) == 1 else Node(tuple, tuple(trees))


def _summary(func: Func, names: Sequence[str], seed: str, value: bool) -> str:
    bars = ", ".join(f"{name}_bar" for name in names)
    if len(names) != 1:
        bars = f"({bars})"
    below = names[0] if len(names) == 1 else f"({', '.join(names)})"
    product = f"{seed} * d{func.name}/d{below}"
    return f"(y, {bars}), where {bars} = {product}." if value else f"{bars} = {product}."



"""Reverse mode: the adjoint of a function, in one piece or as a pair of a forward and a reverse half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ast_ad.ad.expand import expand
from ast_ad.ad.names import bar, fitting, unique
from ast_ad.ad.signature import last
from ast_ad.ad.sweep import Pairs, Sweeps, sweep
from ast_ad.ir import NO_DEFAULT, Atom, Const, Func, Parameter, Value, kind_of
from ast_ad.kinds import Number, differentiable
from ast_ad.tree import LEAF, Leaf, Node, Tree, leaves


def adjoint(func: Func, wrt: Sequence[bool], *, value: bool = False, outputs: Sequence[bool] | None = None) -> Func:
    """A function of the parameters and the seed ``y_bar`` that returns the bars of the parameters in ``wrt``.

    ``wrt`` and ``outputs`` choose flat parameters and results. With ``value`` the results come first: (y, bars).
    In structures, leaves without a derivative have the bar None.
    """
    request = _Request.of(func, wrt, outputs)
    swept = request.swept
    block = swept.joined((*func.params, *request.seeds), (*swept.results, *request.bars) if value else request.bars)
    output = Node(tuple, (func.output, request.output)) if value else request.output
    inputs = (*func.inputs, request.seed)
    return Func(f"{func.name}_bar", block, inputs, output, request.summary(value), func.place)


def pair(func: Func, wrt: Sequence[bool], outputs: Sequence[bool] | None = None) -> tuple[Func, Func]:
    """The two halves of the adjoint: f_fwd returns (y, saved), f_rev takes (saved, y_bar) and returns the bars.

    f_rev consumes the tapes in ``saved``.
    """
    request = _Request.of(func, wrt, outputs)
    halves = request.swept.split(func.params, request.seeds, request.bars)
    output = Node(tuple, (func.output, LEAF))
    forward = Func(
        f"{func.name}_fwd", halves[0], func.inputs, output, f"(y, saved): {func.name}, and what f_rev reads."
    )
    inputs = (Parameter("saved"), Parameter(request.seed.name, request.seed.tree))
    reverse = Func(f"{func.name}_rev", halves[1], inputs, request.output, request.summary(value=False))
    return forward, reverse


@dataclass(frozen=True, slots=True)
class _Request:
    """What was asked for, worked out."""

    func: Func
    names: tuple[str, ...]
    output: Tree
    seed: Parameter
    seeds: tuple[Value, ...]
    swept: Sweeps
    bars: tuple[Atom, ...]

    @staticmethod
    def of(func: Func, wrt: Sequence[bool], outputs: Sequence[bool] | None) -> _Request:
        mask = tuple(want and differentiable(p.kind) for want, p in zip(wrt, func.params, strict=True))
        expand(func, mask)
        chosen = tuple(outputs) if outputs is not None else (True,) * len(func.results)
        seeded = tuple(out and differentiable(kind_of(r)) for out, r in zip(chosen, func.results, strict=True))
        parameter, seeds = _seed(func, chosen)
        pairs = Pairs()
        swept = sweep(func, mask, seeded, seeds, pairs)
        if pairs.leaves_unopened:
            swept = sweep(func, mask, seeded, seeds, Pairs(unopened=True))
        bars = tuple(Const(None) if found is None else found for found, want in zip(swept.bars, wrt) if want)
        names, output = _bars_tree(func, wrt)
        return _Request(func, names, output, parameter, tuple(s for s in seeds if s is not None), swept, bars)

    def summary(self, value: bool) -> str:
        return summary(self.func.name, self.names, self.seed.name, value)


def summary(name: str, names: Sequence[str], seed: str, value: bool, several: bool = False) -> str:
    """What an adjoint computes, for its docstring. ``several``: one bar stands in a tuple too."""
    bars, below = ", ".join(map(bar, names)), ", ".join(names)
    if len(names) != 1:
        bars, below = f"({bars})", f"({below})"
    elif several:
        bars = f"({bars},)"
    product = f"{seed} * d{name}/d{below}"
    if value:
        return fitting(
            f"(y, {bars}), where {bars} = {product}.", f"(y, {bars}).", "The value, and the bars of the arguments."
        )
    return fitting(
        f"{bars} = {product}.", f"{bars}, for the seed {seed}.", f"The bars of the arguments, for the seed {seed}."
    )


def seed_name(function: str, taken: set[str]) -> str:
    """What the seed of a function's adjoint is called beside its parameters."""
    return unique(f"{function}_seed" if taken & {"y", "y_bar"} else "y_bar", taken)


def _seed(func: Func, chosen: Sequence[bool]) -> tuple[Parameter, tuple[Value | None, ...]]:
    """The parameter for the seed, and a flat seed for each result (None for those that have none).

    The seed has the structure of what the function returns; where one result is chosen of several it is one value.
    """
    name = seed_name(func.name, {parameter.name for parameter in func.inputs})
    single = sum(chosen) == 1
    structure: Tree = func.output if all(chosen) else LEAF
    seeds = tuple(
        Value(kind_of(result), name if single else f"{name}_{k}") if want or not single else None
        for k, (result, want) in enumerate(zip(func.results, chosen))
    )
    kinds = [kind_of(result) for result, want in zip(func.results, chosen) if want]
    scalar = single and isinstance(structure, Leaf) and isinstance(kinds[0], Number) and kinds[0].type is float
    return Parameter(name, structure, 1.0 if scalar else NO_DEFAULT, passed=last(func)), seeds


def _bars_tree(func: Func, wrt: Sequence[bool]) -> tuple[tuple[str, ...], Tree]:
    """The names and structures of the parameters in ``wrt``: one alone stands bare, several make a tuple."""
    names, trees, position = [], [], 0
    for parameter in func.inputs:
        size = leaves(parameter.tree)
        if any(wrt[position : position + size]):
            names.append(parameter.name)
            trees.append(parameter.tree)
        position += size
    return tuple(names), trees[0] if len(trees) == 1 else Node(tuple, tuple(trees))

"""Plans: which derivative is asked for, and the Func that computes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ast_ad import pipeline
from ast_ad.ad.adjoint import summary
from ast_ad.analysis.activity import Varied, is_unknown
from ast_ad.dispatch.slots import ArgNum, ArgNums, Place, Slot, place
from ast_ad.errors import KindError
from ast_ad.frontend.arguments import Argument
from ast_ad.ir import Atom, Block, Const, Func, Undef, Value, kind_of
from ast_ad.kinds import Array, Kind, Number, differentiable, dims_of, is_complex
from ast_ad.tree import Node, Tree, leaves, part_name

Names = Literal["source", "trace"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is wanted of a function.

    ``gradient``: the adjoint of a function whose result is one real number, without a seed. ``value`` puts the results of
    the function first, ``has_aux`` says that it returns ``(y, aux)``. ``outputs`` stand for what the function returns.
    ``holomorphic`` functions have complex arguments, and one complex result in the place of the real one.
    """

    mode: Literal["tangent", "adjoint", "gradient", "pair"]
    argnums: ArgNums = None
    value: bool = False
    has_aux: bool = False
    static: tuple[ArgNum, ...] = ()
    unroll: bool | int = False
    names: Names = "source"
    outputs: ArgNums = None
    holomorphic: bool = False

    def __post_init__(self) -> None:
        if self.names not in ("source", "trace"):
            raise KindError("AD311", f"names={self.names!r}", hint="names is 'source' or 'trace'")
        if not isinstance(self.unroll, int) or (self.unroll is not False and self.unroll < 1):
            hint = "unroll is True, False, or the most trips that are unrolled"
            raise KindError("AD311", f"unroll={self.unroll!r}", hint=hint)

    @property
    def several(self) -> bool:
        """Whether the bars stand in a tuple even if there is one only."""
        return isinstance(self.argnums, tuple)


def tangent(primal: Func, slots: Sequence[Slot], arguments: Mapping[str, Argument]) -> Func:
    """The Func of the parameters and the dots of the slots that returns (y, y_dot)."""
    places = _places(slots, primal, arguments)
    return pipeline.tangent(primal, _mask(places, primal))


def adjoint(plan: Plan, primal: Func, slots: Sequence[Slot], arguments: Mapping[str, Argument]) -> Func:
    """The Func of the parameters and the seed that returns the bars of the slots, and what else the plan wants."""
    places = _places(slots, primal, arguments)
    mask = _mask(places, primal)
    if plan.mode == "gradient":
        if any(map(is_unknown, (each for each in primal.results if isinstance(each, Value)))):
            # Perhaps a call without a derivative gives what is not known: that is said at its place.
            Varied().solve(primal, tuple(mask))
        require_scalar(primal, plan.has_aux, plan.holomorphic)
    chosen = _outputs(primal, plan.has_aux)
    value = plan.value or plan.has_aux
    whole = pipeline.adjoint(primal, mask, value=value, outputs=chosen)
    ys = whole.results[: len(primal.results)] if value else ()
    tree, bars = _arranged(whole.results[len(ys) :], mask, places, plan.several)
    output: Tree
    results: tuple[Atom, ...]
    if plan.value:
        results, output = (*ys, *bars), Node(tuple, (primal.output, tree))
    elif plan.has_aux:
        results, output = (*bars, *ys[sum(chosen) :]), Node(tuple, (tree, _aux(primal)))
    else:
        results, output = bars, tree
    words = [_word(slot, arguments[slot.name]) for slot in slots]
    about = summary(primal.name, words, whole.inputs[-1].name, value, plan.several)
    return pipeline.finish(_with_results(whole, results, output, about))


def _word(slot: Slot, argument: Argument) -> str:
    """What a slot is called in a docstring."""
    if slot.item is None:
        return slot.name
    names = argument.tree.names if isinstance(argument.tree, Node) else ()
    return part_name(slot.name, names[slot.item] if names else None, slot.item)


def halves(primal: Func, slots: Sequence[Slot], arguments: Mapping[str, Argument]) -> tuple[Func, Func]:
    """The forward and the reverse half of the adjoint; the bars stand in a tuple, one for each slot."""
    places = _places(slots, primal, arguments)
    mask = _mask(places, primal)
    forward, reverse = pipeline.pair(primal, mask)
    tree, bars = _arranged(reverse.results, mask, places, several=True)
    return pipeline.finish(forward), pipeline.finish(_with_results(reverse, bars, tree, reverse.summary))


def require_scalar(primal: Func, has_aux: bool, holomorphic: bool = False) -> Kind:
    """The kind of the one real number that a function returns, or the error that says what it returns instead.

    Of a ``holomorphic`` function it is one complex number.
    """
    name = primal.name
    output: Tree = primal.output
    if has_aux:
        if not (isinstance(output, Node) and output.type is tuple and len(output.items) == 2):
            raise KindError("AD304", f"{name} does not return a pair", hint="with has_aux=True it must return (y, aux)")
        output = output.items[0]
    if isinstance(output, Node):
        hint = "return one number, use has_aux=True for `return y, aux`, or take jacrev or vjp"
        raise KindError("AD304", f"{name} returns a {output.type.__name__}, and grad needs one number", hint=hint)
    kind = kind_of(primal.results[0])
    if holomorphic and is_complex(kind) and dims_of(kind) == ():
        return kind
    if holomorphic and not is_complex(kind) and differentiable(kind):
        raise KindError("AD304", f"{name} returns a real value", hint="leave holomorphic=True out")
    match kind:
        case Number(type=t) if t is float:
            return kind
        case Array(dtype=dtype, dims=()) if dtype.kind == "f":
            return kind
        case Array(dims=dims) if dims != () and differentiable(kind):
            many = "an array" if dims is None else f"an array of {len(dims)} ax{'is' if len(dims) == 1 else 'es'}"
            hint = "return one number, as y.sum() does, or take jacrev, jacfwd or vjp"
            raise KindError("AD304", f"{name} returns {many}, and grad needs one number", hint=hint)
    if differentiable(kind):
        hint = "return a real number, as y.real or abs(y) are, or pass holomorphic=True if it is"
        raise KindError(
            "AD304", f"{name} returns a value of the kind {kind}, and grad needs one real number", hint=hint
        )
    shown = repr(primal.results[0].value) if isinstance(primal.results[0], Const) else f"a value of the kind {kind}"
    raise KindError("AD305", f"{name} returns {shown}, which has no derivative", hint="return a float")


def _places(slots: Sequence[Slot], primal: Func, arguments: Mapping[str, Argument]) -> list[Place]:
    return [place(slot, primal, arguments[slot.name]) for slot in slots]


def _mask(places: Sequence[Place], primal: Func) -> tuple[bool, ...]:
    wanted = {position for found in places for position in found.flat}
    return tuple(k in wanted for k in range(len(primal.params)))


def _outputs(primal: Func, has_aux: bool) -> tuple[bool, ...]:
    if not has_aux:
        return (True,) * len(primal.results)
    assert isinstance(primal.output, Node)
    first = leaves(primal.output.items[0])
    return tuple(k < first for k in range(len(primal.results)))


def _aux(primal: Func) -> Tree:
    assert isinstance(primal.output, Node)
    return primal.output.items[1]


def _arranged(
    found: Sequence[Atom], mask: Sequence[bool], places: Sequence[Place], several: bool
) -> tuple[Tree, tuple[Atom, ...]]:
    """The bars, which come in the order of the parameters, in the order and structure of the slots."""
    bar_of = dict(zip((k for k, wanted in enumerate(mask) if wanted), found, strict=True))
    bars = tuple(Const(None) if k is None else bar_of[k] for place in places for k in place.flat)
    trees = tuple(place.tree for place in places)
    return (trees[0] if len(trees) == 1 and not several else Node(tuple, trees)), bars


def _with_results(func: Func, results: tuple[Atom, ...], output: Tree, summary: str) -> Func:
    assert not any(isinstance(atom, Undef) for atom in results)
    block = Block(func.params, func.block.ops, results)
    return Func(func.name, block, func.inputs, output, summary, func.place)


def closed(func: Func, primal: Func) -> Func:
    """A gradient as a function of the arguments alone: its seed is the constant 1."""
    extra = func.params[len(primal.params) :]
    return pipeline.finish(pipeline.bind(func, dict.fromkeys(extra, Const(1.0)), len(primal.inputs)))

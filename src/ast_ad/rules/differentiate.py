"""Rules at work: the dots and bars of one primitive, built from what the table says about its function."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ast_ad import runtime
from ast_ad.build import Builder
from ast_ad.ir import Apply, Atom, Const, Load, Op, Value, kind_of
from ast_ad.kinds import Array, Kind, List, Number, Opaque, dims_of, is_complex
from ast_ad.rules import table
from ast_ad.rules.broadcasting import as_real, fits, full, is_scalar, same_dims, unbroadcast, zeros
from ast_ad.rules.invocation import Invocation, leaves_of
from ast_ad.rules.symbolic import atom_of, wrap
from ast_ad.rules.table import Bilinear, Custom, Diagonal, Linear, Map, Maps, Zero


def push_forward(build: Builder, op: Op, dots: Mapping[int, Atom]) -> tuple[Atom | None, ...]:
    """The dots of an op's results for the dots of its arguments, given by position. None is zero."""
    square = _as_square(op)
    if square is not None:
        op, dots = square, {0: dots[0]}
    call = Invocation.of(build, op)
    match call.rule:
        case Diagonal() as rule:
            return (_diagonal_dot(call, rule, dots),)
        case Linear() as rule:
            call.check(_first(rule.transposes), 1, "w")
            _require_stated(call, rule.transposes, dots)
            return (call.applied({k: dots.get(k) or zeros(build, op.args[k]) for k in call.under(rule.transposes)}),)
        case Bilinear() as rule:
            call.check(_first(rule.transposes), 1, "w")
            terms = [call.applied(group) for group in _by_argument(call, dots)]
            return (_sum(build, terms) if terms else None,)
        case Custom(tangent=tangent) if tangent is not None:
            given = Dots(call.by_parameter(call.arranged(dots)))
            found = call.run(tangent, given, all_results=True)
            if found is not None:
                call.require(frozenset(k for k in dots if call.argument_of(k) in given.read), dots)
            atoms = tuple(map(_optional_atom, found)) if len(op.results) > 1 else (_optional_atom(found),)
            return tuple(
                None if a is None else _as_precise(build, a, w.kind) for a, w in zip(atoms, op.results, strict=True)
            )
        case Zero():
            return (None,) * len(op.results)
    raise call.no_rule("forward mode")


def pull_back(
    build: Builder, op: Op, bars: tuple[Atom | None, ...], wanted: frozenset[int], whole: bool = False
) -> dict[int, Atom]:
    """The contributions to the bars of the wanted arguments, by position; what is left out has none.

    A bar may be lazy, that is smaller than the value and broadcast to it; so may a contribution. ``whole``: the bar
    surely is not.
    """
    square = _as_square(op)
    if square is not None:
        op, wanted = square, frozenset({0})
    call = Invocation.of(build, op)
    if whole:
        bars = tuple(None if bar is None else _with_dims(build, bar, w.kind) for bar, w in zip(bars, op.results))
    match call.rule:
        case Diagonal() as rule:
            return _diagonal_bars(call, rule, _only(bars), wanted, whole)
        case Linear() as rule:
            return _linear_bars(call, rule, _only(bars), wanted)
        case Bilinear() as rule:
            bar = _spread(build, _only(bars), op.result)
            return _transposed(call, rule.transposes, bar, wanted)
        case Custom(adjoint=adjoint, missing=missing) if adjoint is not None:
            filled = [
                (None if missing else zeros(build, w)) if bar is None else _spread(build, bar, w)
                for bar, w in zip(bars, op.results, strict=True)
            ]
            seeds = tuple(None if bar is None else wrap(build, bar) for bar in filled)
            found = call.run(adjoint, seeds if len(seeds) > 1 else seeds[0], all_results=True)
            _require_stated(call, found, wanted)
            found = call.asked(found, wanted)
            return _settled(call, call.flat(call.by_argument(found)), wanted)
        case Zero():
            return {}
    raise call.no_rule("reverse mode")


class Dots(tuple[Any, ...]):
    """The dots of the arguments for a tangent, which is asked afterwards which of them it has looked at."""

    read: set[int]

    def __new__(cls, items: Iterable[Any]) -> Dots:
        made = super().__new__(cls, items)
        made.read = set()
        return made

    def __getitem__(self, k: Any) -> Any:
        self.read.update(range(len(self))[k] if isinstance(k, slice) else [range(len(self))[k]])
        return super().__getitem__(k)

    def __iter__(self) -> Iterator[Any]:
        self.read.update(range(len(self)))
        return super().__iter__()


def is_diagonal(op: Op) -> bool:
    """Whether an op works element by element: then what is made of a whole bar is whole, too."""
    return isinstance(op.prim, Apply) and isinstance(table.stated(op.prim.function), Diagonal)


def keeps_shapes(op: Op) -> bool:
    """Whether the dots of results have the results' shapes where the dots of arguments have the arguments'."""
    assert isinstance(op.prim, Apply)
    return isinstance(Invocation.of(Builder(), op).rule, Diagonal | Linear | Bilinear)


def _as_square(op: Op) -> Op | None:
    """``x * x`` is differentiated as what it is: ``x ** 2``."""
    if op.prim in _PRODUCTS and len(op.args) == 2 and op.args[0] is op.args[1] and isinstance(op.args[0], Value):
        return Op(Apply(operator.pow), (op.args[0], Const(2)), op.results, (), op.place)
    return None


_PRODUCTS = (Apply(operator.mul), Apply(np.multiply))


def _only(bars: tuple[Atom | None, ...]) -> Atom:
    (bar,) = bars
    assert bar is not None
    return bar


def _require_stated(call: Invocation, stated: Sequence[Any], varied: Iterable[int]) -> None:
    """None among what is stated for the arguments says that there is no derivative; what is behind them is not known."""
    call.require(frozenset(k for k in varied if call.argument_of(k) < len(stated)), varied)


def _by_argument(call: Invocation, dots: Mapping[int, Atom]) -> list[dict[int, Atom]]:
    """The dots that go into one argument together: of a written list, zeros for the items that have none."""
    groups: list[dict[int, Atom]] = []
    for argument in call.arguments:
        leaves = leaves_of(argument)
        if any(k in dots for k in leaves):
            groups.append({k: dots[k] if k in dots else zeros(call.build, call.op.args[k]) for k in leaves})
    return groups


def _optional_atom(value: Any) -> Atom | None:
    return None if value is None else atom_of(value)


def _first(maps: Maps | tuple[Map, Map]) -> Map:
    return next(each for each in maps if each is not None)


def _sum(build: Builder, atoms: list[Atom]) -> Atom:
    total, *others = atoms
    for other in others:
        lists = isinstance(kind_of(total), List)
        total = build.apply(runtime.add_items if lists else operator.add, total, other)
    return total


def _mapped(call: Invocation, rule: Diagonal, maps: Maps, d: Atom, k: int) -> Atom | None:
    """What the map of argument k makes of a perturbation."""
    argument = call.argument_of(k)
    if rule.each is not None:
        return atom_of(call.run(rule.each, wrap(call.build, d), argument))
    if argument >= len(maps):
        raise call.no_rule(f"argument {argument + 1}")
    chosen = maps[argument]
    return None if chosen is None else atom_of(call.run(chosen, wrap(call.build, d)))


def _diagonal_dot(call: Invocation, rule: Diagonal, dots: Mapping[int, Atom]) -> Atom | None:
    build, w = call.build, call.op.result
    found = {k: _mapped(call, rule, rule.maps, dot, k) for k, dot in sorted(dots.items())}
    terms = [term for term in found.values() if term is not None]
    if not terms:
        return None
    total = _sum(build, terms)
    total = _as_precise(build, total, w.kind)
    covered = any(_whole(call, k) for k, term in found.items() if term is not None)
    return total if covered or fits_like(total, w) else full(build, total, w)


def _as_precise(build: Builder, dot: Atom, kind: Kind) -> Atom:
    """A dot or a bar of the precision of its value: a weak number times a mask would be wider."""
    own = kind_of(dot)
    if isinstance(kind, Array) and isinstance(own, Array) and own.dtype != kind.dtype:
        if own.dtype.kind == kind.dtype.kind or own.dtype.itemsize > kind.dtype.itemsize:
            return build.apply(np.ndarray.astype, dot, kind.dtype.type)
        if (own.dtype.kind, kind.dtype.kind) == ("f", "c"):
            # Complex values may be added to it in place.
            return build.apply(operator.add, dot, 0j)
    if isinstance(kind, Number) and is_complex(kind) and isinstance(own, Number) and not is_complex(own):
        return build.apply(operator.add, dot, 0j)
    return dot


def _narrow_bar(call: Invocation, bar: Atom, kind: Kind) -> Atom:
    """A bar no wider than its value and the results: a rule that counts with integers would make it so."""
    wide = kind_of(bar)
    if not isinstance(kind, Array) or not isinstance(wide, Array) or kind.dtype.kind != wide.dtype.kind:
        return bar
    dtypes = [other.kind.dtype for other in call.op.results if isinstance(other.kind, Array | Number)]
    known = [dtype for dtype in (kind.dtype, *dtypes) if dtype is not None and dtype.kind in "fc"]
    return bar if wide.dtype.itemsize <= np.result_type(*known).itemsize else _as_precise(call.build, bar, kind)


def fits_like(atom: Atom, w: Value) -> bool:
    return not isinstance(w.kind, Array) or fits(kind_of(atom), w.kind)


def _whole(call: Invocation, k: int) -> bool:
    """Whether an argument of an elementwise function surely has the shape of the result."""
    kind = kind_of(call.op.args[k])
    others = [kind_of(arg) for n, arg in enumerate(call.op.args) if n != k]
    return all(is_scalar(other) or not isinstance(other, Array) for other in others) or fits(kind, call.op.result.kind)


def _diagonal_bars(call: Invocation, rule: Diagonal, bar: Atom, wanted: frozenset[int], whole: bool) -> dict[int, Atom]:
    contributions = {}
    for k in sorted(wanted):
        contribution = _mapped(call, rule, rule.transposes or rule.maps, bar, k)
        if contribution is not None:
            arg = call.op.args[k]
            precise = _as_precise(call.build, as_real(call.build, contribution, arg), kind_of(arg))
            # Spread out like a complex result, also what is real is complex.
            contributions[k] = _listed(call.build, as_real(call.build, _down(call, precise, k, whole), arg), arg)
    return contributions


def _down(call: Invocation, contribution: Atom, k: int, whole: bool) -> Atom:
    """The contribution to an operand from one to the result: summed over the axes along which the operand was
    broadcast.

    A lazy contribution stands for one at every element of the result, so it is spread out before it is summed. What was
    made of a whole bar is whole.
    """
    build, like, w = call.build, call.op.args[k], call.op.result
    if not isinstance(w.kind, Array) or _whole(call, k):
        return contribution
    small = kind_of(contribution)
    if isinstance(small, Number) and isinstance(kind_of(like), Number):
        return build.apply(operator.mul, contribution, build.apply(np.size, _shaped_like_result(call)))
    if not whole and not fits(small, w.kind):
        contribution = full(build, contribution, _shaped_like_result(call))
    return unbroadcast(build, contribution, like)


def _shaped_like_result(call: Invocation) -> Atom:
    """An argument of the result's shape and type if there is one, so that the result need not be kept."""
    w = call.op.result
    for arg in call.op.args:
        kind = kind_of(arg)
        if isinstance(kind, Array) and isinstance(w.kind, Array) and kind.dtype == w.kind.dtype and fits(kind, w.kind):
            return arg
    return w


def _linear_bars(call: Invocation, rule: Linear, bar: Atom, wanted: frozenset[int]) -> dict[int, Atom]:
    build, op = call.build, call.op
    _require_stated(call, rule.transposes, wanted)
    if rule.once and is_scalar(kind_of(bar)) and call.may_pass_scalar_bar():
        call.check(_first(rule.transposes), 1, "w")
        return {k: as_real(build, bar, op.args[k]) for k in sorted(wanted & call.under(rule.transposes))}
    return _transposed(call, rule.transposes, _spread(build, bar, op.result), wanted)


def _transposed(call: Invocation, transposes: Maps, bar: Atom, wanted: frozenset[int]) -> dict[int, Atom]:
    found: list[Any] = [None] * call.count
    for argument in sorted({call.argument_of(k) for k in wanted}):
        transpose = transposes[argument] if argument < len(transposes) else None
        if transpose is not None:
            found[call.place_of(argument)] = call.run(transpose, wrap(call.build, bar))
    return _settled(call, call.flat(found), wanted)


def _settled(call: Invocation, flat: Mapping[int, Any], wanted: frozenset[int]) -> dict[int, Atom]:
    """The wanted ones of what a rule found, as atoms: real for real arguments, of the argument's shape."""
    contributions = {}
    made = {result for op in call.build.ops[call.mark :] for result in op.results}
    for k in sorted(wanted):
        if flat.get(k) is not None:
            arg = call.op.args[k]
            contribution = _listed(call.build, as_real(call.build, atom_of(flat[k]), arg), arg)
            contribution = _narrow_bar(call, contribution, kind_of(arg))
            if contribution in made:
                _learn_dims(contribution, kind_of(arg))
            contributions[k] = contribution
    return contributions


def _listed(build: Builder, bar: Atom, like: Atom) -> Atom:
    """The bar of a list is a list, also where an array function took it."""
    kind = kind_of(bar)
    if not isinstance(kind_of(like), List) or isinstance(kind, List | Opaque):
        return bar
    if isinstance(kind, Number):
        return build.apply(operator.mul, [bar], build.apply(len, like))
    flat = isinstance(kind, Array) and kind.ndim == 1
    return build.apply(np.ndarray.tolist if flat else list, bar)


def _spread(build: Builder, bar: Atom, like: Value) -> Atom:
    """The bar of the shape of its value, with what is known of that."""
    return _with_dims(build, full(build, bar, like), like.kind)


def _with_dims(build: Builder, bar: Atom, kind: Kind) -> Atom:
    """A whole bar under a name that is known to have the lengths of its value: on another way of control it may be the bar of
    another one.
    """
    own = kind_of(bar)
    if not isinstance(own, Array) or not isinstance(kind, Array) or kind.dims is None or own.ndim != kind.ndim:
        return bar
    if same_dims(own, kind):
        return bar
    (named,) = build.emit(Load(()), (bar,), (replace(own, dims=kind.dims),))
    return named


def _learn_dims(atom: Atom, like: Kind) -> None:
    """A rule says how long the axes are where a probe cannot: a bar with as many axes as its value has its shape."""
    if not isinstance(atom, Value) or not isinstance(atom.kind, Array) or not isinstance(like, Array):
        return
    if like.dims is not None and atom.kind.ndim == like.ndim:
        dims = dims_of(atom.kind) or like.dims
        merged = tuple(mine if mine == 1 else theirs for mine, theirs in zip(dims, like.dims))
        atom.kind = replace(atom.kind, dims=merged)

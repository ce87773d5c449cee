"""One call of one function, differentiated by its rule alone and compared with differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ast_ad import kinds
from ast_ad.ad.adjoint import adjoint
from ast_ad.ad.expand import definition
from ast_ad.ad.tangent import tangent
from ast_ad.build import Builder
from ast_ad.interpret import run
from ast_ad.ir import Atom, Block, Func, Op, Parameter, Value, kind_of
from ast_ad.kinds import Array, Extent, Kind, List, Number
from ast_ad.rules import by_value
from ast_ad.rules.aliasing import is_fresh
from ast_ad.rules.broadcasting import full, zeros
from ast_ad.rules.differentiate import pull_back, push_forward
from ast_ad.tree import LEAF, Node


class Sample:
    """The arguments of a call. Floats and arrays of floats, also inside lists and tuples, are differentiated."""

    def __init__(self, *args: object, **keywords: object) -> None:
        self.args = args
        self.keywords = keywords

    def __repr__(self) -> str:
        return f"{self.args} {self.keywords}".replace("\n", " ")[:60]


@dataclass
class Items:
    """A list whose length the compiler does not know."""

    values: list[Any]


@dataclass
class Fixed:
    """A constant."""

    value: Any


@dataclass
class Hermitian:
    """A matrix that stays its own adjoint, or its own transpose, when it is moved."""

    value: Any
    transpose: bool = False


def is_leaf(value: object) -> bool:
    return isinstance(value, float | complex | np.inexact | Items) or (isinstance(value, np.ndarray))


def own_kind(value: object) -> Kind:
    """The kind of a parameter: each axis has a name of its own."""
    kind = kinds.of(value)
    if isinstance(kind, Array) and kind.dims is not None:
        dims = tuple(d if isinstance(d, int) else Extent(object(), proper=d.proper) for d in kind.dims)
        return replace(kind, dims=dims)
    return kind


class Case:
    """A function, the IR of its call, and the values of the leaves."""

    def __init__(
        self, function: Callable[..., Any], sample: Sample, unknown_rank: bool = False, narrow: bool = False
    ) -> None:
        self.function = function
        self.values: list[Any] = []
        self.params: list[Value] = []
        self.hermitian: dict[int, bool] = {}
        self.unknown_rank = unknown_rank
        self.narrow = narrow
        self.args = [self.symbolic(arg) for arg in sample.args]
        self.keywords = {name: self.symbolic(arg) for name, arg in sample.keywords.items()}
        build = Builder()
        self.results = build.applies(function, *self.args, **self.keywords)
        self.op: Op = build.ops[-1]

    def symbolic(self, arg: object) -> object:
        if isinstance(arg, Fixed):
            return arg.value
        if isinstance(arg, Hermitian):
            self.hermitian[len(self.values)] = arg.transpose
            arg = arg.value
        if is_leaf(arg):
            value = arg.values if isinstance(arg, Items) else arg
            if self.narrow and isinstance(value, np.ndarray) and value.dtype == np.float64:
                value = value.astype(np.float32)
            elif self.narrow and isinstance(value, np.float64):
                value = np.float32(value)
            elif self.narrow and isinstance(value, list):
                value = [item.astype(np.float32) if isinstance(item, np.ndarray) else item for item in value]
            kind = own_kind(value)
            if self.unknown_rank and isinstance(kind, Array):
                kind = Array(kind.dtype)
            self.values.append(value)
            self.params.append(Value(kind))
            return self.params[-1]
        if type(arg) in (list, tuple):
            return type(arg)(map(self.symbolic, arg))  # type: ignore[call-overload]
        return arg

    @property
    def active(self) -> list[int]:
        return [k for k, p in enumerate(self.params) if kinds.differentiable(p.kind)]

    def value(self, values: Sequence[Any]) -> tuple[Any, ...]:
        func = Func("f", Block(tuple(self.params), (self.op,), self.results))
        return run(func, values)

    @property
    def is_defined(self) -> bool:
        """Whether the call is a composition of others, so that only the compiler can differentiate it."""
        return definition(self.op) is not None

    def call(self, every: bool = True) -> Func:
        """A function that makes the call and gives its results, or only those that have a derivative."""
        results = tuple(w for w in self.results if every or kinds.differentiable(w.kind))
        parameters = tuple(Parameter(f"p{n}") for n in range(len(self.params)))
        output = Node(tuple, (LEAF,) * len(results))
        return Func("f", Block(tuple(self.params), (self.op,), results), parameters, output)

    def wrt(self) -> list[bool]:
        return [k in self.active for k in range(len(self.params))]

    def tangent(self, dots: Sequence[Any], values: Sequence[Any]) -> tuple[Any, ...]:
        if self.is_defined:
            return run(tangent(self.call(), self.wrt()), [*values, *dots])[len(self.results) :]
        build = Builder()
        dot_params = {k: Value(self.params[k].kind) for k in self.active}
        by_position = {n: dot_params[k] for k in self.active for n in self.positions(k)}
        found = push_forward(build, self.op, by_position)
        results: list[Atom] = [
            zeros(build, w) if dot is None else dot for dot, w in zip(found, self.results, strict=True)
        ]
        block = Block((*self.params, *dot_params.values()), (self.op, *build.ops), tuple(results))
        return run(Func("f_dot", block), [*values, *dots])

    def adjoint(self, seeds: Sequence[Any], values: Sequence[Any], lazy: bool = False) -> tuple[Any, ...]:
        return run(self.adjoint_func([kinds.of(seed) for seed in seeds] if lazy else None), [*values, *seeds])

    def adjoint_func(self, seeds: Sequence[Kind] | None = None) -> Func:
        if self.is_defined:
            return adjoint(self.call(every=False), self.wrt())
        build = Builder()
        useful = [k for k, w in enumerate(self.results) if kinds.differentiable(w.kind)]
        seed_kinds = seeds or [self.results[k].kind for k in useful]
        bars = {k: Value(kind) for k, kind in zip(useful, seed_kinds, strict=True)}
        wanted = frozenset(n for k in self.active for n in self.positions(k))
        found = pull_back(build, self.op, tuple(bars.get(k) for k in range(len(self.results))), wanted)
        results = []
        for k in self.active:
            (position,) = self.positions(k)
            bar = found.get(position)
            self.check_lazy(bar, self.params[k].kind)
            results.append(zeros(build, self.params[k]) if bar is None else full(build, bar, self.params[k]))
        block = Block((*self.params, *bars.values()), (self.op, *build.ops), tuple(results))
        output = Node(tuple, (LEAF,) * len(results))
        parameters = [Parameter(f"p{n}") for n in range(len(block.params))]
        return Func("f_bar", block, tuple(parameters), output)

    def check_lazy(self, bar: Atom | None, kind: Kind) -> None:
        """A bar may be smaller than its value, never larger."""
        if bar is not None and isinstance(kind, Number):
            assert not isinstance(kind_of(bar), Array | List) or kinds.dims_of(kind_of(bar)) == ()

    def direction(self, rng: np.random.Generator) -> list[Any]:
        """A dot for each active value."""
        found = {k: random_like(self.values[k], rng) for k in self.active}
        for k, transpose in self.hermitian.items():
            found[k] = found[k] + np.swapaxes(found[k] if transpose else np.conj(found[k]), -1, -2)
        return list(found.values())

    def positions(self, k: int) -> list[int]:
        return [n for n, arg in enumerate(self.op.args) if arg is self.params[k]]


def flat(value: Any) -> np.ndarray:
    if isinstance(value, list):
        return np.concatenate([flat(item) for item in value])
    return np.ravel(np.asarray(value, dtype=complex))


def shape(value: Any) -> Any:
    return [shape(item) for item in value] if isinstance(value, list) else np.shape(value)


def random_like(value: Any, rng: np.random.Generator) -> Any:
    if isinstance(value, list):
        return [random_like(item, rng) for item in value]
    draw = rng.normal(size=np.shape(value))
    if np.iscomplexobj(value):
        draw = draw + 1j * rng.normal(size=np.shape(value))
    if isinstance(value, np.ndarray | np.generic):
        return (
            np.asarray(draw).astype(value.dtype)[()]
            if np.ndim(value) == 0 and not isinstance(value, np.ndarray)
            else np.asarray(draw, value.dtype)
        )
    return complex(draw) if isinstance(value, complex) else float(draw)


def moved(value: Any, dot: Any, h: float) -> Any:
    if isinstance(value, list):
        return [moved(item, d, h) for item, d in zip(value, dot, strict=True)]
    result = value + h * dot
    return np.asarray(result, value.dtype) if isinstance(value, np.ndarray) else type(value)(result)


def check_kinds(case: Case) -> None:
    """The kinds that were inferred are those of the real results, which are fresh memory if they are taken for that."""
    positional, keywords = case.args, case.keywords
    found = case.value(case.values)
    assert positional is not None and keywords is not None
    for w, value in zip(case.results, found, strict=True):
        if isinstance(value, np.ndarray) and is_fresh(case.function, w.kind):
            assert not any(isinstance(arg, np.ndarray) and np.shares_memory(arg, value) for arg in case.values)
        if case.function in by_value.COMPLEX:
            value = np.asarray(value, np.result_type(value, np.complex64))
        check_kind(w.kind, value, dict(zip(case.params, case.values, strict=True)))


def check_kind(kind: Kind, value: Any, params: dict[Value, Any]) -> None:
    real = kinds.of(value)
    if isinstance(kind, Array):
        assert isinstance(real, Array | Number), f"{kind}, really {real}"
        assert kind.dtype == np.asarray(value).dtype, f"{kind}, really {real}"
        if kind.dims is not None:
            assert isinstance(real, Array), f"{kind}, really {real}"
            assert len(kind.dims) == value.ndim, f"{kind}, really {real}"
            lengths = {
                dim.symbol: n
                for p, v in params.items()
                if isinstance(p.kind, Array)
                for dim, n in zip(p.kind.dims or (), np.shape(v))
                if not isinstance(dim, int)
            }
            for dim, n in zip(kind.dims, value.shape):
                if isinstance(dim, int):
                    assert dim == n
                elif dim.symbol in lengths:
                    assert max(lengths[dim.symbol] - dim.less, 0) == n
                assert not (isinstance(dim, Extent) and dim.proper and n == 1)
        if kind.contiguous:
            assert value.flags.c_contiguous
    elif isinstance(kind, List):
        assert isinstance(value, list)
        for item in value:
            check_kind(kind.item, item, params)
    else:
        assert kind == real, f"{kind}, really {real}"


def check_derivatives(case: Case, steps: tuple[float, float] = (1e-4, 5e-5), rtol: float = 1e-6) -> None:
    rng = np.random.default_rng(0)
    values = case.values
    dots = case.direction(rng)
    found = case.tangent(dots, values)
    useful = [k for k, w in enumerate(case.results) if kinds.differentiable(w.kind)]

    def at(h: float) -> list[np.ndarray]:
        there = list(values)
        for k, dot in zip(case.active, dots, strict=True):
            there[k] = moved(values[k], dot, h)
        results = case.value(there)
        return [flat(results[k]) for k in useful]

    def difference(h: float) -> list[np.ndarray]:
        return [(p - m) / (2 * h) for p, m in zip(at(h), at(-h), strict=True)]

    coarse, fine = difference(steps[0]), difference(steps[1])
    for k, a, b in zip(useful, coarse, fine, strict=True):
        expected = (4 * b - a) / 3
        np.testing.assert_allclose(flat(found[k]), expected, rtol=rtol, atol=rtol * 10)
        assert shape(found[k]) == shape(case.value(values)[k])
    seeds = [random_like(case.value(values)[k], rng) for k in useful]
    check_adjoint(case, dots, found, seeds, rtol)


def check_adjoint(
    case: Case, dots: list[Any], tangents: tuple[Any, ...], seeds: list[Any], rtol: float, lazy: bool = False
) -> None:
    useful = [k for k, w in enumerate(case.results) if kinds.differentiable(w.kind)]
    bars = case.adjoint(seeds, case.values, lazy)
    for k, bar in zip(case.active, bars, strict=True):
        assert shape(bar) == shape(case.values[k])
        if not isinstance(bar, list):
            assert np.asarray(bar).dtype == np.asarray(case.values[k]).dtype
    # The pairing is bilinear, as JAX has it: what is compared is the real part of the sum of products.
    wide = [
        np.broadcast_to(seed, np.shape(tangents[k])) if lazy else seed for k, seed in zip(useful, seeds, strict=True)
    ]
    left = sum(np.sum(flat(seed) * flat(tangents[k])) for k, seed in zip(useful, wide, strict=True))
    right = sum(np.sum(flat(bar) * flat(dot)) for bar, dot in zip(bars, dots, strict=True))
    np.testing.assert_allclose(np.real(left), np.real(right), rtol=rtol, atol=rtol * 10)


def check_dtypes(case: Case) -> None:
    """float32 in, float32 out: no rule brings in a wider constant."""
    rng = np.random.default_rng(0)
    values = case.value(case.values)
    useful = [k for k, w in enumerate(case.results) if kinds.differentiable(w.kind)]
    dots = case.direction(rng)
    seeds = [random_like(values[k], rng) for k in useful]
    tangents = case.tangent(dots, case.values)
    for k in useful:
        if isinstance(values[k], np.ndarray | np.inexact):
            assert np.asarray(tangents[k]).dtype in (
                values[k].dtype,
                np.float64 if np.ndim(values[k]) == 0 else values[k].dtype,
            )
    for k, bar in zip(case.active, case.adjoint(seeds, case.values), strict=True):
        if isinstance(case.values[k], np.ndarray):
            results = [flat_dtype(values[n]) for n in useful]
            assert bar.dtype in (case.values[k].dtype, *results, *(dtype.type(0).real.dtype for dtype in results))


def flat_dtype(value: Any) -> np.dtype:
    return np.result_type(*map(flat_dtype, value)) if isinstance(value, list) else np.asarray(value).dtype


def check_second_order(case: Case, h: float = 1e-5) -> None:
    """The tangent of the adjoint, made by the compiler, against differences of the adjoint."""
    rng = np.random.default_rng(0)
    useful = [k for k, w in enumerate(case.results) if kinds.differentiable(w.kind)]
    seeds = [random_like(case.value(case.values)[k], rng) for k in useful]
    func = case.adjoint_func()
    wrt = [True] * len(case.params) + [False] * len(seeds)
    dots = case.direction(rng)
    found = run(tangent(func, wrt), [*case.values, *seeds, *dots])[len(func.results) :]

    def at(step: float) -> list[np.ndarray]:
        there = list(case.values)
        for k, dot in zip(case.active, dots, strict=True):
            there[k] = moved(case.values[k], dot, step)
        return [flat(bar) for bar in run(func, [*there, *seeds])]

    for mine, p, m in zip(found, at(h), at(-h), strict=True):
        np.testing.assert_allclose(flat(mine), (p - m) / (2 * h), rtol=1e-5, atol=1e-4)

"""Jacobians: the generated tangent along every basis vector, or the generated pullback of every one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from ast_ad import kinds
from ast_ad.derivative import Derivative, Surface, zeros
from ast_ad.dispatch import convert
from ast_ad.dispatch.plan import Plan
from ast_ad.errors import KindError
from ast_ad.frontend.arguments import describe, every_leaf, unflatten
from ast_ad.kinds import Array, Number, differentiable, is_complex
from ast_ad.tree import Tree

Flat = list[Any]


class Jacobian(Surface):
    """The derivative of every number in the result with respect to every number in the arguments."""

    def __init__(self, primal: Callable[..., Any], plan: Plan, hidden: int = 0) -> None:
        self.primal = primal
        self.plan = plan
        self.derivative = Derivative(primal, plan, hidden)
        name = "jacfwd" if plan.mode == "tangent" else "jacrev"
        self._present(f"{self.derivative.core.primal_name}_{name}", "The Jacobian", self.derivative.primal_signature)

    def __call__(self, /, *args: Any, **keywords: Any) -> Any:
        derivative = self.derivative
        values = derivative.bind(args, keywords)
        xs = derivative.slot_values(values)
        trees = [describe(x).tree for x in xs]
        if self.plan.mode == "tangent":
            self._require_real("an argument", xs)
        columns = self._forward if self.plan.mode == "tangent" else self._reverse
        y, blocks = columns(values, xs, trees)
        aux = None
        if self.plan.has_aux:
            y, aux = y
        several = isinstance(self.plan.argnums, tuple)
        rows = []
        for row in blocks:
            parts = [unflatten(tree, row[start:stop]) for tree, (start, stop) in zip(trees, _ranges(trees, xs))]
            rows.append(tuple(parts) if several else parts[0])
        result = unflatten(describe(y).tree, rows)
        return (result, aux) if self.plan.has_aux else result

    def _forward(self, values: Sequence[Any], xs: Sequence[Any], trees: Sequence[Tree]) -> tuple[Any, list[Flat]]:
        """The value, and for each leaf of it the blocks, one for each leaf of the arguments."""
        leaves = [leaf for x, tree in zip(xs, trees) for leaf in every_leaf(tree, x)]
        y: Any = None
        columns: list[list[Flat] | None] = []
        for position, leaf in enumerate(leaves):
            found: list[Flat] | None = None if not _varies(leaf) else []
            for basis in _basis(leaf) if found is not None else ():
                dots = _filled(xs, trees, position, basis)
                y, y_dot = self.derivative.along(values, dots)
                ys = self._main(y)
                found.append(every_leaf(describe(ys).tree, self._main(y_dot)))  # type: ignore[union-attr]
            columns.append(found)
        if y is None:
            y = self.derivative.along(values, [zeros(x) for x in xs])[0]
        ys = every_leaf(describe(self._main(y)).tree, self._main(y))
        return y, [
            [
                None if column is None or not _varies(leaf) else _stack_last([dots[k] for dots in column], leaf, x)
                for column, x in zip(columns, leaves)
            ]
            for k, leaf in enumerate(ys)
        ]

    def _reverse(self, values: Sequence[Any], xs: Sequence[Any], trees: Sequence[Tree]) -> tuple[Any, list[Flat]]:
        y, pullback = self.derivative.pull(values)
        main = self._main(y)
        self._require_real("the result", [main])
        tree = describe(main).tree
        leaves = every_leaf(tree, main)
        blocks: list[Flat] = []
        for position, leaf in enumerate(leaves):
            if not _varies(leaf):
                blocks.append([None] * sum(len(every_leaf(t, x)) for t, x in zip(trees, xs)))
                continue
            rows = []
            for basis in _basis(leaf):
                seed = _filled([main], [tree], position, basis)[0]
                bars = pullback((seed, zeros(y[1])) if self.plan.has_aux else seed)
                rows.append([part for t, bar in zip(trees, bars) for part in every_leaf(t, bar)])
            blocks.append([_stack_first(list(column), leaf) for column in zip(*rows)])
        return y, blocks

    def _require_real(self, what: str, values: Sequence[Any]) -> None:
        """A Jacobian along complex numbers means something for holomorphic functions only."""
        leaves = [leaf for value in values for leaf in every_leaf(describe(value).tree, value)]
        if not self.plan.holomorphic and any(is_complex(kinds.of(leaf)) for leaf in leaves):
            name = self.derivative.core.primal_name
            hint = "pass holomorphic=True if the function is; else take the real and the imaginary part"
            raise KindError("AD304", f"{name}: {what} of a Jacobian is complex", hint=hint)

    def _main(self, y: Any) -> Any:
        return y[0] if self.plan.has_aux else y

    @property
    def source(self) -> str:
        """The text of the tangent or the pullback that is called."""
        return self.derivative.source

    @property
    def ssa(self) -> str:
        return self.derivative.ssa

    def specialise(self, *args: Any, **keywords: Any) -> Callable[..., Any]:
        """The generated function that is called for arguments of these kinds."""
        return self.derivative.specialise(*args, **keywords)

    @property
    def hidden(self) -> int:
        return self.derivative.hidden

    @property
    def static(self) -> frozenset[str]:
        return self.derivative.static


def _ranges(trees: Sequence[Tree], xs: Sequence[Any]) -> Iterator[tuple[int, int]]:
    start = 0
    for tree, x in zip(trees, xs):
        size = len(every_leaf(tree, x))
        yield start, start + size
        start += size


def _varies(leaf: Any) -> bool:
    if isinstance(leaf, list):
        raise KindError("AD302", "a list of numbers has no Jacobian", hint="make it an array: np.array(x)")
    kind = describe(leaf).kinds[0]
    return isinstance(kind, Number | Array) and differentiable(kind)


def _basis(leaf: Any) -> Iterator[Any]:
    """The unit vectors of a leaf's space, in the order of its elements."""
    if not isinstance(leaf, np.ndarray):
        yield type(leaf)(1)
        return
    for k in range(leaf.size):
        unit = np.zeros(leaf.size, leaf.dtype)
        unit[k] = 1
        yield unit.reshape(leaf.shape)


def _filled(xs: Sequence[Any], trees: Sequence[Tree], position: int, basis: Any) -> list[Any]:
    """Zeros in the structure of the values, but for one leaf."""
    made = []
    for x, tree in zip(xs, trees):
        flat = every_leaf(tree, zeros(x))
        if 0 <= position < len(flat):
            flat[position] = basis
        position -= len(flat)
        made.append(unflatten(tree, flat))
    return made


def _stack_last(dots: list[Any], y: Any, x: Any) -> Any:
    if not isinstance(x, np.ndarray):
        # A number's derivative along a number is of the argument's type, as a bar is, unless it is complex and that is not.
        same = not isinstance(y, np.ndarray) and np.iscomplexobj(y) <= np.iscomplexobj(x)
        return convert.like(x, dots[0]) if same else dots[0]
    shape = np.shape(y) + x.shape
    return np.stack(dots, axis=-1).reshape(shape) if dots else np.zeros(shape, np.result_type(y, x))


def _stack_first(bars: list[Any], y: Any) -> Any:
    if not isinstance(y, np.ndarray) or any(bar is None for bar in bars):
        return bars[0]
    return np.stack(bars).reshape(y.shape + np.shape(bars[0]))

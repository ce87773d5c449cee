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
        if self.plan.mode == "tangent":
            self._require_real("an argument", xs)
        columns = self._forward if self.plan.mode == "tangent" else self._reverse
        y, blocks = columns(values, xs)
        aux = None
        if self.plan.has_aux:
            y, aux = y
        several = isinstance(self.plan.argnums, tuple)
        rows = []
        for row in blocks:
            blocks_left = iter(row)
            parts = [_in_place_of(x, blocks_left) for x in xs]
            rows.append(tuple(parts) if several else parts[0])
        result = _in_place_of(y, iter(rows))
        return (result, aux) if self.plan.has_aux else result

    def _forward(self, values: Sequence[Any], xs: Sequence[Any]) -> tuple[Any, list[Flat]]:
        """The value, and for each leaf of it the blocks, one for each leaf of the arguments."""
        leaves = [leaf for x in xs for leaf in _leaves(x)]
        y: Any = None
        columns: list[list[Flat] | None] = []
        for position, leaf in enumerate(leaves):
            found: list[Flat] | None = None if not _varies(leaf) else []
            for basis in _basis(leaf) if found is not None else ():
                y, y_dot = self.derivative.along(values, _filled(xs, position, basis))
                found.append(_leaves(self._main(y), self._main(y_dot)))  # type: ignore[union-attr]
            columns.append(found)
        if y is None:
            y = self.derivative.along(values, [zeros(x) for x in xs])[0]
        ys = _leaves(self._main(y))
        return y, [
            [
                None if column is None or not _varies(leaf) else _stack_last([dots[k] for dots in column], leaf, x)
                for column, x in zip(columns, leaves)
            ]
            for k, leaf in enumerate(ys)
        ]

    def _reverse(self, values: Sequence[Any], xs: Sequence[Any]) -> tuple[Any, list[Flat]]:
        y, pullback = self.derivative.pull(values)
        main = self._main(y)
        self._require_real("the result", [main])
        blocks: list[Flat] = []
        for position, leaf in enumerate(_leaves(main)):
            if not _varies(leaf):
                blocks.append([None] * sum(len(_leaves(x)) for x in xs))
                continue
            rows = []
            for basis in _basis(leaf):
                seed = _filled([main], position, basis)[0]
                bars = pullback((seed, zeros(y[1])) if self.plan.has_aux else seed)
                rows.append([part for x, bar in zip(xs, bars) for part in _leaves(x, bar)])
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


_ITSELF = object()


def _leaves(like: Any, value: Any = _ITSELF) -> Flat:
    """The numbers and arrays in what has the structure of ``like``, those in lists one by one; None for what is None there."""
    tree = describe(like).tree
    mine = every_leaf(tree, like)
    theirs = mine if value is _ITSELF else every_leaf(tree, value)
    return [item for leaf, other in zip(mine, theirs) for item in _items(leaf, other)]


def _items(leaf: Any, value: Any) -> Iterator[Any]:
    if not isinstance(leaf, list):
        yield value
        return
    for k, item in enumerate(leaf):
        yield from _items(item, None if value is None else value[k])


def _in_place_of(like: Any, flat: Iterator[Any]) -> Any:
    """The structure of ``like``, with what comes next in the place of each number and array."""
    tree = describe(like).tree
    return unflatten(tree, [_listed(leaf, flat) for leaf in every_leaf(tree, like)])


def _listed(leaf: Any, flat: Iterator[Any]) -> Any:
    return [_listed(item, flat) for item in leaf] if isinstance(leaf, list) else next(flat)


def _varies(leaf: Any) -> bool:
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


def _filled(xs: Sequence[Any], position: int, basis: Any) -> list[Any]:
    """Zeros in the structure of the values, but for one leaf."""
    flat = [leaf for x in xs for leaf in _leaves(x, zeros(x))]
    flat[position] = basis
    left = iter(flat)
    return [_in_place_of(x, left) for x in xs]


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

"""Checks of derivatives against central differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from ast_ad.api import adjoint, jvp, tangent, vjp
from ast_ad.dispatch.parameters import visible
from ast_ad.dispatch.slots import may_vary
from ast_ad.frontend.arguments import describe, every_leaf, unflatten

Mode = str


def check_grads(
    fun: Callable[..., Any],
    args: Sequence[Any],
    order: int = 2,
    modes: Sequence[Mode] = ("fwd", "rev"),
    *,
    atol: float | None = None,
    rtol: float | None = None,
) -> None:
    """Compare the derivatives of a function with central differences at two steps; raise AssertionError where they differ.

    Each order differentiates the derivatives of the one before it, in every mode. Directions are random, from a fixed seed.
    """
    unknown = set(modes) - {"fwd", "rev"}
    if unknown:
        raise ValueError(f"modes are 'fwd' and 'rev', not {sorted(unknown)}")
    tolerance = _tolerance(args)
    _Check(modes, tolerance if atol is None else atol, tolerance if rtol is None else rtol).run(
        _with_defaults(fun, len(args)), tuple(args), order, ""
    )


def _with_defaults(fun: Callable[..., Any], count: int) -> Callable[..., Any]:
    """The function with the arguments that are left out bound to their defaults: these do not vary."""
    parameters = visible(fun)
    late = [p for p in parameters[count:] if p.kind is p.POSITIONAL_OR_KEYWORD]
    late += [p for p in parameters if p.kind is p.KEYWORD_ONLY]
    defaults = {p.name: p.default for p in late if p.default is not p.empty}
    return partial(fun, **defaults) if defaults else fun


def _grouped(fun: Callable[..., Any], direction: tuple[Any, ...]) -> dict[int, Any]:
    """The dots of a function's parameters by position: one for all the arguments that a starred one takes."""
    parameters = visible(fun)
    count = next((k for k, p in enumerate(parameters) if p.kind is p.VAR_POSITIONAL), len(direction))
    dots = (*direction[:count], *((direction[count:],) if count < len(direction) else ()))
    return {k: dot for k, dot in enumerate(dots) if dot is not None}


class _Check:
    def __init__(self, modes: Sequence[Mode], atol: float, rtol: float) -> None:
        self.modes = modes
        self.atol = atol
        self.rtol = rtol
        self.random = np.random.default_rng(0)

    def run(self, fun: Callable[..., Any], args: tuple[Any, ...], order: int, path: str) -> None:
        if order < 1:
            return
        direction = tuple(self.like(arg) for arg in args)
        y, estimate, doubt = _differences(fun, args, direction)
        seed = self.like(y)
        for mode in self.modes:
            where, dots = f"{path}{mode}", _grouped(fun, direction)
            if mode == "fwd":
                self.forward(fun, args, direction, estimate, doubt, where)
                following, more = tangent(fun, tuple(dots)), tuple(dots.values())
            else:
                self.reverse(fun, args, direction, seed, estimate, doubt, where)
                following, more = adjoint(fun, tuple(dots)), (seed,)
            if following.by_name:
                # Seeds and dots that follow defaults go by name.
                named = dict(zip(following.core.extra_names, more))
                self.run(partial(following, **named), args, order - 1, f"{where} of ")
            else:
                self.run(following, (*args, *more), order - 1, f"{where} of ")

    def like(self, value: Any) -> Any:
        """A random direction in the space of a value; None where it has none."""
        described = describe(value)
        if not may_vary(described):
            return None
        return unflatten(described.tree, [self._like(leaf) for leaf in every_leaf(described.tree, value)])

    def _like(self, leaf: Any) -> Any:
        if isinstance(leaf, list):
            return list(map(self._like, leaf))
        if isinstance(leaf, np.ndarray) and leaf.dtype.kind in "fc":
            return (self.random.normal(size=leaf.shape) + 0 * leaf).astype(leaf.dtype)
        if isinstance(leaf, float | complex | np.inexact):
            return type(leaf)(self.random.normal())
        return None

    def forward(
        self, fun: Callable[..., Any], args: Any, direction: Any, estimate: Any, doubt: float, where: str
    ) -> None:
        _, y_dot = jvp(fun, args, direction)
        for found, expected in zip(_numbers(y_dot), _numbers(estimate), strict=True):
            self.compare(found, expected, doubt, where)

    def reverse(
        self, fun: Callable[..., Any], args: Any, direction: Any, seed: Any, estimate: Any, doubt: float, where: str
    ) -> None:
        _, pullback = vjp(fun, *args)
        found = _product(pullback(seed), direction)
        expected = _product(seed, estimate)
        size = max((float(np.max(np.abs(s), initial=0.0)) for s in _numbers(seed)), default=0.0)
        self.compare(np.asarray(found), np.asarray(expected), doubt * max(1.0, size), where)

    def compare(self, found: Any, expected: Any, doubt: float, where: str) -> None:
        # Where the two steps disagree, differences prove no more than that.
        if not np.allclose(found, expected, rtol=self.rtol, atol=self.atol + doubt, equal_nan=True):
            raise AssertionError(f"{where}: the derivative is {found}, central differences give {expected}")


def _tolerance(args: Sequence[Any]) -> float:
    return float(_precision(args) ** (1 / 3))


def _precision(args: Sequence[Any]) -> float:
    dtypes = [leaf.dtype for leaf in _numbers(tuple(args)) if leaf.dtype.kind in "fc"]
    return max((float(np.finfo(dtype).eps) for dtype in dtypes), default=float(np.finfo(float).eps))


def _differences(fun: Callable[..., Any], args: Any, direction: Any) -> tuple[Any, Any, float]:
    """The value, its change along the direction, extrapolated from two steps, and by how much these differ."""
    y = fun(*_moved(args, direction, 0.0))
    step = _precision(args) ** (1 / 4)
    wide, narrow = (_slope(fun, args, direction, h) for h in (step, step / 2))
    tree = describe(y).tree
    estimate, doubt = [], 0.0
    for p, q in zip(wide, narrow, strict=True):
        estimate.append((4 * q - p) / 3)
        doubt = max(doubt, float(np.max(np.abs(np.subtract(q, p)), initial=0.0)))
    slots: Iterator[Any] = iter(estimate)
    return y, unflatten(tree, [_filled(leaf, slots) for leaf in every_leaf(tree, y)]), doubt


def _filled(leaf: Any, slots: Iterator[Any]) -> Any:
    """A leaf with the numbers that come next in the place of its own."""
    if isinstance(leaf, list):
        return [_filled(item, slots) for item in leaf]
    return next(slots) if _is_inexact(leaf) else None


def _slope(fun: Callable[..., Any], args: Any, direction: Any, h: float) -> list[Any]:
    above, below = (fun(*_moved(args, direction, step)) for step in (h, -h))
    return [(p - q) / (2 * h) for p, q in zip(_numbers(above), _numbers(below), strict=True)]


def _moved(args: tuple[Any, ...], direction: tuple[Any, ...], h: float) -> list[Any]:
    """Arguments that are moved along the direction, and share no memory with those given."""
    return [_move(arg, dot, h) for arg, dot in zip(args, direction)]


def _move(value: Any, dot: Any, h: float) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy() if dot is None else (value + h * dot).astype(value.dtype)
    if isinstance(value, list):
        return [_move(v, None if dot is None else d, h) for v, d in zip(value, value if dot is None else dot)]
    if dot is None:
        return value
    if isinstance(value, float | complex | np.inexact):
        return type(value)(value + h * dot)
    tree = describe(value).tree
    return unflatten(tree, [_move(v, d, h) for v, d in zip(every_leaf(tree, value), every_leaf(tree, dot))])


def _is_inexact(leaf: Any) -> bool:
    return may_vary(describe(leaf)) if leaf is not None else False


def _numbers(value: Any) -> list[Any]:
    """The leaves that carry a derivative, as arrays."""
    if value is None:
        return []
    tree = describe(value).tree
    found = []
    for leaf in every_leaf(tree, value):
        if isinstance(leaf, list):
            # The arrays in a list may have different shapes.
            found += [number for item in leaf for number in _numbers(item)]
        elif _is_inexact(leaf):
            found.append(np.asarray(leaf))
    return found


def _product(p: Any, q: Any) -> float:
    """The sum of the products of what both have, the real part for complex numbers."""
    if p is None or q is None:
        return 0.0
    if isinstance(p, tuple | list) and isinstance(q, tuple | list):
        return sum(map(_product, p, q))
    pairs = zip(_numbers(p), _numbers(q), strict=True)
    return float(sum(np.real(np.sum(a * b)) for a, b in pairs))

"""Every mode of a function against central differences, and against one another.

First order is compared with differences at two steps. At second order the tangent of the adjoint is compared with
differences of the adjoint, and the adjoint of the tangent with both, to the last digits.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from ast_ad import adjoint, tangent

Arguments = Callable[[], tuple[Any, ...]]
OPTIONS = tuple(
    {"names": names, "unroll": unroll} for names, unroll in itertools.product(("source", "trace"), (False, True))
)
EXACT = 1e-9


class Unresolved(Exception):
    """The two steps disagree: differences say nothing here."""


def check(function: Callable[..., Any], arguments: Arguments, options: Sequence[dict[str, Any]] = OPTIONS) -> None:
    """Raise AssertionError if a derivative of the function is wrong, and Unresolved if that cannot be told."""
    checks = _Checks(function, arguments)
    for number, option in enumerate(options):
        checks.first(option)
        if number in (0, len(options) - 1):
            checks.second(option)


class _Checks:
    def __init__(self, function: Callable[..., Any], arguments: Arguments) -> None:
        self.function = function
        self.arguments = arguments
        self.random = np.random.default_rng(3)
        args = arguments()
        self.varied = tuple(k for k, arg in enumerate(args) if not isinstance(arg, int))
        self.dots = [self.like(args[k]) for k in self.varied]
        self.y = function(*arguments())
        self.seed = self.like(self.y)
        self.y_dot = self.differences(function, self.dots)
        self.x_bar: Any = None

    def like(self, value: Any) -> Any:
        """A random direction in the space of a value."""
        if isinstance(value, tuple):
            return tuple(map(self.like, value))
        if isinstance(value, np.ndarray):
            return self.random.uniform(0.5, 1.5, value.shape) * self.random.choice((-1.0, 1.0), value.shape)
        return float(self.random.uniform(0.5, 1.5))

    def moved(self, dots: Sequence[Any], h: float) -> list[Any]:
        args = list(self.arguments())
        for k, dot in zip(self.varied, dots):
            args[k] = args[k] + h * dot
        return args

    def differences(self, function: Callable[..., Any], dots: Sequence[Any], *more: tuple[Any, Any]) -> list[Any]:
        """The change of the results along a direction, from two steps. ``more``: further arguments and their directions."""

        def slope(h: float) -> list[Any]:
            ends = []
            for step in (h, -h):
                extra = [moved(value, dot, step) for value, dot in more]
                ends.append(flat(function(*self.moved(dots, step), *extra)))
            return [(a - b) / (2 * h) for a, b in zip(*ends, strict=True)]

        wide, narrow = slope(2e-3), slope(1e-3)
        found = [(4 * q - p) / 3 for p, q in zip(wide, narrow)]
        for p, q in zip(wide, narrow):
            if not np.allclose(p, q, rtol=1e-3, atol=1e-3):
                raise Unresolved
        return found

    def first(self, option: dict[str, Any]) -> None:
        with arguments_kept(self.arguments()) as args:
            y, y_dot = run(tangent(self.function, self.varied, **option), args, self.dots)
        compare(f"the value {option}", flat(y), flat(self.y), EXACT)
        compare(f"forward {option}", flat(y_dot), self.y_dot, 1e-5)
        with arguments_kept(self.arguments()) as args:
            bars = run(adjoint(self.function, self.varied, **option), args, [self.seed])
        owned(bars, args)
        compare(f"reverse {option}", [inner(bars, self.dots)], [inner(self.seed, y_dot)], EXACT)
        self.x_bar = self.x_bar or bars
        compare(f"reverse {option} and {OPTIONS[0]}", flat(bars), flat(self.x_bar), EXACT)

    def second(self, option: dict[str, Any]) -> None:
        backward = adjoint(self.function, self.varied, **option)
        seed_dot = self.like(self.seed)
        with arguments_kept(self.arguments()) as args:
            both = tangent(backward, (*self.varied, len(args)), **option)
            bars, bars_dot = run(both, [*args, self.seed], [*self.dots, seed_dot])
        compare(f"the value of forward over reverse {option}", flat(bars), flat(self.x_bar), EXACT)
        expected = self.differences(lambda *a: run(backward, a[:-1], a[-1:]), self.dots, (self.seed, seed_dot))
        compare(f"forward over reverse {option}", flat(bars_dot), expected, 1e-5)
        with arguments_kept(self.arguments()) as args:
            # Bars of x for seeds of (y, y_dot): those of y at the one, and the change of the adjoint for the other.
            forward = tangent(self.function, self.varied, **option)
            dots = range(len(args), len(args) + len(self.dots))
            both = run(adjoint(forward, (*self.varied, *dots), **option), [*args, *self.dots], [(seed_dot, self.seed)])
        count = len(self.varied)
        compare(f"reverse over forward {option}", flat(both[:count]), flat(bars_dot), EXACT)
        compare(f"reverse over forward, bars of dots {option}", flat(both[count:]), flat(bars), EXACT)


def run(derivative: Any, args: Sequence[Any], extra: Sequence[Any]) -> Any:
    """A derivative with its seeds or dots, which go by name where defaults come before them."""
    if derivative.by_name:
        return derivative(*args, **dict(zip(derivative.core.extra_names, extra, strict=True)))
    return derivative(*args, *extra)


def flat(value: Any) -> list[Any]:
    if isinstance(value, tuple | list):
        return [leaf for item in value for leaf in flat(item)]
    return [np.asarray(value, dtype=float)]


def moved(value: Any, dot: Any, h: float) -> Any:
    if isinstance(value, tuple):
        return tuple(moved(v, d, h) for v, d in zip(value, dot))
    return value + h * dot


def inner(a: Any, b: Any) -> Any:
    return sum(np.sum(p * q) for p, q in zip(flat(a), flat(b), strict=True))


def compare(what: str, found: Sequence[Any], expected: Sequence[Any], tolerance: float) -> None:
    size = max((float(np.max(np.abs(e), initial=0.0)) for e in expected), default=0.0)
    for a, b in zip(found, expected, strict=True):
        if a.shape != b.shape or not np.allclose(a, b, rtol=tolerance, atol=tolerance * max(1.0, size)):
            raise AssertionError(f"{what}: found {a}, expected {b}")


class arguments_kept:
    """A derivative leaves its arguments as they were."""

    def __init__(self, args: Sequence[Any]) -> None:
        self.args = args
        self.copies = [np.copy(arg) for arg in args]

    def __enter__(self) -> Sequence[Any]:
        return self.args

    def __exit__(self, kind: object, *rest: object) -> None:
        if kind is None:
            for arg, copied in zip(self.args, self.copies):
                assert np.array_equal(arg, copied), "an argument was changed"


def owned(bars: Iterable[Any], args: Sequence[Any]) -> None:
    """What is returned may be written and shares memory with nothing."""
    found = [bar for bar in bars if isinstance(bar, np.ndarray)]
    assert all(bar.flags.writeable for bar in found), "a bar cannot be written"
    for k, bar in enumerate(found):
        others = [*found[:k], *(arg for arg in args if isinstance(arg, np.ndarray))]
        assert not any(np.shares_memory(bar, other) for other in others), "a bar shares memory"

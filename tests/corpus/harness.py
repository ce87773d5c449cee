"""The oracles: what is compared with what, for a program and the derivatives of its derivatives.

A *word* names a derivative as one reads a composition: "t" is the tangent of the program, "a" its adjoint, "ta" the tangent
of its adjoint. Each is checked on what is inside it, which has a check of its own: tangents against central differences,
adjoints against tangents by inner products.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np

from ast_ad import adjoint, interpret, tangent, vjp
from ast_ad.derivative import Derivative
from ast_ad.frontend.arguments import Fixed, parts
from ast_ad.tree import Leaf, Tree
from corpus import Program
from corpus.spaces import arrays, direction, leaves, moved, precision, product, same_structure, same_types

FIRST = ("t", "a")
SECOND = ("tt", "ta", "at", "aa")
THIRD = ("tta", "ata", "aaa", "tat")
WORDS = (*FIRST, *SECOND, *THIRD)


class Subject:
    """A function and its arguments by name, to be differentiated with respect to ``wrt``."""

    def __init__(
        self,
        function: Callable[..., Any],
        arguments: Mapping[str, Any],
        wrt: tuple[str, ...] | None,
        options: Mapping[str, Any],
    ) -> None:
        self.function = function
        self.signature = inspect.signature(function)
        self.arguments = dict(arguments)
        self.wrt = wrt
        self.options = options

    @classmethod
    def of(cls, program: Program, **options: Any) -> Subject:
        """A program, ready to be differentiated; where loops are unrolled its integers are bound by value."""
        bound = inspect.signature(program.function).bind(*program.samples, **program.keywords)
        bound.apply_defaults()
        if options.get("unroll"):
            options["static"] = tuple(name for name, value in bound.arguments.items() if type(value) is int)
        return cls(program.function, bound.arguments, program.wrt, options)

    # Values

    @cached_property
    def value(self) -> Any:
        return self.call(self.function)

    def call(self, function: Callable[..., Any], along: Mapping[str, Any] = {}, step: float = 0.0, **more: Any) -> Any:
        """A function of the same parameters, at the arguments or a step away from them."""
        arguments = {name: moved(value, along.get(name), step) for name, value in self.arguments.items()}
        bound = inspect.BoundArguments(self.signature, arguments)  # type: ignore[arg-type]
        return function(*bound.args, **bound.kwargs, **more)

    def slope(self, along: Mapping[str, Any]) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """The change of the value along a direction, from central differences, and how far they can be trusted."""
        eps = max(precision(self.value), precision(list(self.arguments.values())))
        h = eps**0.2
        wide, middle, narrow = (self._difference(along, step) for step in (h, h / 2, h / 4))
        estimates, doubts = [], []
        for p, q, r, y in zip(wide, middle, narrow, leaves(self.value)):
            estimate, other = (4 * r - q) / 3, (4 * q - p) / 3
            size = np.maximum(1.0, np.max(np.abs(y), initial=0.0) + np.max(np.abs(estimate), initial=0.0))
            doubt = np.abs(estimate - other) + 1000 * eps**0.8 * size
            assert np.all(doubt < eps**0.25 * size), f"differences do not settle: {estimate} or {other}"
            estimates.append(estimate)
            doubts.append(doubt)
        return estimates, doubts

    def _difference(self, along: Mapping[str, Any], step: float) -> list[np.ndarray]:
        above, below = (list(leaves(self.call(self.function, along, s))) for s in (step, -step))
        return [(p.astype(np.result_type(p, float)) - q) / (2 * step) for p, q in zip(above, below, strict=True)]

    # Derivatives

    @cached_property
    def tangent(self) -> Linearised:
        """The tangent along a random direction."""
        derivative = tangent(self.function, self.wrt, **self.options)
        found = self.specialisation(derivative)
        names = [companion.parameter.name for companion in found.companions]
        random = np.random.default_rng(len(names))
        along = {of: direction(self.arguments[of], random) for of in sorted(found.dotted)}
        dots = {name: along[of] for name, of in zip(names, found.dotted, strict=True)}
        return Linearised(self, derivative, dots, along)

    @cached_property
    def adjoint(self) -> Linearised:
        """The adjoint for a random seed."""
        derivative = adjoint(self.function, self.wrt, **self.options)
        (seed,) = self.specialisation(derivative).companions
        y_bar = direction(self.value, np.random.default_rng(0))
        return Linearised(self, derivative, {seed.parameter.name: y_bar}, {})

    def specialisation(self, derivative: Derivative) -> Any:
        """What is compiled for these arguments."""
        return self.call(lambda *args, **keywords: derivative.specialisation(derivative.bind(args, keywords)))


class Linearised:
    """A derivative of a subject, with the dots or the seed that it is called with."""

    def __init__(
        self, subject: Subject, derivative: Derivative, more: Mapping[str, Any], along: Mapping[str, Any]
    ) -> None:
        self.subject = subject
        self.derivative = derivative
        self.more = more
        self.along = along

    @cached_property
    def value(self) -> Any:
        return self.inner.value

    @cached_property
    def inner(self) -> Subject:
        """The derivative as a subject of its own: its dots and its seed vary too."""
        subject = self.subject
        wrt = None if subject.wrt is None else (*subject.wrt, *self.more)
        return Subject(self.derivative, {**subject.arguments, **self.more}, wrt, {})

    @property
    def bars(self) -> dict[str, Any]:
        """The bars of an adjoint, by the names of what they belong to."""
        names = [slot.name for slot in self.specialisation.slots]
        several = len(names) > 1 or self.subject.wrt is not None
        return dict(zip(names, self.value if several else (self.value,), strict=True))

    @cached_property
    def specialisation(self) -> Any:
        return self.subject.specialisation(self.derivative)


def inside(subject: Subject, word: str) -> Subject:
    """What a word's first letter differentiates."""
    for letter in reversed(word[1:]):
        subject = (subject.tangent if letter == "t" else subject.adjoint).inner
    return subject


def check(subject: Subject, word: str) -> None:
    """Compare the derivative that the word names with its oracle."""
    subject = inside(subject, word)
    if word[0] == "t":
        check_tangent(subject)
    else:
        check_adjoint(subject)


def check_tangent(subject: Subject) -> None:
    linear = subject.tangent
    value, dot = _unchanged(subject, linear)
    same_value(value, subject.value)
    same_structure(dot, subject.value, "the tangent")
    same_types(dot, value, "the tangent")
    estimates, doubts = subject.slope(linear.along)
    for found, expected, doubt in zip(leaves(dot), estimates, doubts, strict=True):
        error = np.abs(found - expected)
        assert np.all(error <= doubt), f"tangent {found}, central differences {expected}, error {np.max(error)}"


def check_adjoint(subject: Subject) -> None:
    linear = subject.adjoint
    _separate(_unchanged(subject, linear), [subject.arguments, linear.more])
    bars, dots = linear.bars, subject.tangent.along
    same_structure(bars, {name: dots[name] for name in bars}, "the bar")
    same_types(bars, {name: dots[name] for name in bars}, "the bar")
    (seed,) = linear.more.values()
    same_product(bars, {name: dots[name] for name in bars}, seed, subject.tangent.value[1])


def same_product(bars: Any, dots: Any, y_bar: Any, y_dot: Any) -> None:
    """The adjoint is the transpose of the tangent, up to the rounding of what is summed."""
    (p, size), (q, other) = product(bars, dots), product(y_bar, y_dot)
    eps = max(precision(bars), precision(y_dot))
    error = abs(p - q)
    assert error <= 1e4 * eps * max(size, other, 1.0), f"<bars, dots> = {p}, <y_bar, y_dot> = {q}, error {error}"


def same_value(value: Any, expected: Any, where: str = "the value") -> None:
    """Equal numbers, but for the rounding of another order of the operations."""
    same_structure(value, expected, where)
    eps = max(precision(value), precision(expected))
    for found, wanted in zip(leaves(value), leaves(expected), strict=True):
        size = max(1.0, float(np.max(np.abs(wanted), initial=0.0)))
        assert np.all(np.abs(found - wanted) <= 1e4 * eps * size), f"{where} is {found}, not {wanted}"


def _unchanged(subject: Subject, linear: Linearised) -> Any:
    """The derivative's value; the arguments stay what they were."""
    inner = linear.inner
    kept = copy.deepcopy(inner.arguments)
    bound = inspect.BoundArguments(inner.signature, copy.deepcopy(inner.arguments))  # type: ignore[arg-type]
    value = linear.derivative(*bound.args, **bound.kwargs)
    for before, after in zip(arrays(kept), arrays(bound.arguments), strict=True):
        assert np.array_equal(before, after, equal_nan=before.dtype.kind in "fc"), f"an argument became {after}"
    inner.__dict__["value"] = value
    _separate(value if linear.along == {} else value[1], bound.arguments)
    return value


def _separate(bars: Any, others: Any) -> None:
    """What a derivative returns may be written into: it is memory of its own."""
    found = [leaf for leaf in arrays(bars) if leaf.ndim]
    for k, leaf in enumerate(found):
        assert leaf.flags.writeable, "a bar is read-only"
        for other in (*found[:k], *arrays(others)):
            assert not np.shares_memory(leaf, other), "a bar shares memory"


# The other forms of one derivative


def check_pair(subject: Subject) -> None:
    """vjp, whose two halves are another program than the adjoint; its pullback may be called twice."""
    dots = subject.tangent.along
    (seed,) = subject.adjoint.more.values()
    value, pullback = subject.call(
        lambda *args, **keywords: vjp(partial(subject.function, **keywords), *args, argnums=tuple(dots))
    )
    same_value(value, subject.value)
    for _ in range(2):
        same_product(pullback(seed), list(dots.values()), seed, subject.tangent.value[1])


def check_interpreter(subject: Subject) -> None:
    """The generated text means what its IR means."""
    for linear in (subject.tangent, subject.adjoint):
        inner = linear.inner
        func, arguments = linear.specialisation.func, copy.deepcopy(inner.arguments)
        found = interpret.run(func, [leaf for p in func.inputs for leaf in _atoms(p.tree, arguments[p.name])])
        same_value(list(found), linear.value, "the interpreter's value")


def _atoms(tree: Tree, value: Any) -> list[Any]:
    """The flat arguments of a Func: what is no constant of the specialisation."""
    if isinstance(tree, Leaf):
        return [value]
    return (
        []
        if tree.type is Fixed
        else [a for item, part in zip(tree.items, parts(tree, value)) for a in _atoms(item, part)]
    )


def check_text(subject: Subject, words: Sequence[str] = SECOND) -> None:
    """The text of a derivative is a program like any other: its derivatives are those of the derivative."""
    for outer, inner in words:
        linear = subject.tangent if inner == "t" else subject.adjoint
        found, known = (
            Subject(linear.specialisation.function, linear.inner.arguments, linear.inner.wrt, {}),
            linear.inner,
        )
        if outer == "t":
            same_value(found.tangent.value, known.tangent.value, "the tangent of the text")
        else:
            bars = found.adjoint.bars
            same_value(bars, {name: known.adjoint.bars[name] for name in bars}, "the adjoint of the text")


CHECKS: dict[str, Callable[[Subject], None]] = {
    **{word: partial(check, word=word) for word in WORDS},
    "pair": check_pair,
    "interpreter": check_interpreter,
    "text": check_text,
}

"""What a function returns, found by calling it on tiny samples.

Each call is made twice, with different lengths for the axes, in opposite order. A length of the result is proved to be
that of an axis if it follows it both times; what depends on a comparison of lengths or on values does not.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ast_ad.ir import Atom, kind_of
from ast_ad.kinds import Array, Dim, Kind, List, Number, Opaque, broadcast_dims, differentiable, join
from ast_ad.rules import by_value, table
from ast_ad.rules.contractions import contracted
from ast_ad.rules.describe import Names, literals, numbered, shapes
from ast_ad.rules.known_kinds import Kinds, known
from ast_ad.rules.lengths import measured
from ast_ad.rules.matching import Matcher
from ast_ad.rules.merging import merges
from ast_ad.rules.purity import Function, subject
from ast_ad.rules.ranks import has_no_rank, of_every_rank
from ast_ad.rules.samples import Described, Guess, Known, Unknown, call
from ast_ad.rules.shape_kind import Shape, named
from ast_ad.rules.shaping import shaped
from ast_ad.rules.stretching import stretched
from ast_ad.tree import Form, Node

# The lengths of what these return depend on values, or on which of two lengths is greater.
_BY_VALUE = frozenset(
    {
        np.unique, np.nonzero, np.flatnonzero, np.argwhere, np.extract, np.compress, np.trim_zeros, np.union1d,
        np.intersect1d, np.setdiff1d, np.setxor1d, np.bincount, np.delete, np.arange, np.histogram, np.tile, np.repeat,
        np.convolve, np.correlate, np.diagonal, np.diag, np.linalg.svd, np.linalg.qr, np.linalg.lstsq,
    }
)  # fmt: skip
_LONGEST = 1000  # of the shapes of draws that are tried
_ELEMENTWISE = frozenset(
    getattr(operator, name)
    for name in (
        "add sub mul truediv floordiv mod pow neg pos invert lt le eq ne gt ge and_ or_ xor lshift rshift".split()
    )
)


# What says without a probe of which kind the result of a call is, or that it does not know.
_DIRECT: tuple[Callable[[Function, Form, Sequence[Atom]], Kinds | None], ...] = (
    shaped,
    stretched,
    contracted,
    known,
    measured,
)


def result_kinds(function: Function, form: Form, atoms: Sequence[Atom]) -> tuple[Kind, ...]:
    """The kinds of what a call returns, several for a tuple; opaque where it may not be called or does not say."""
    called = subject(function)
    if called is None:
        return _each(known(function, form, atoms) or Opaque())
    # With the rules of its library comes what these know of kinds.
    table.find(called)
    direct = next((kinds for say in _DIRECT if (kinds := say(called, form, atoms)) is not None), None)
    if direct is not None:
        return tuple(
            replace(kind, dims=named(kind.dims)) if isinstance(kind, Array) else kind for kind in _each(direct)
        )
    arguments = [kind_of(atom) for atom in atoms]
    if called in (max, min) and len(atoms) > 1 and all(isinstance(kind, Number) for kind in arguments):
        return (functools.reduce(lambda a, b: join(a, b) or Opaque(), arguments),)
    elementwise = is_elementwise(called, len(form.positional), arguments)
    names = Names()
    described = tuple(names.describe(atom, elementwise) for atom in atoms)
    try:
        found = _remembered(called, form, described)
    except TypeError:
        found = _found(called, form, described)
    restored = _cautious(called, tuple(map(names.restore, found)), arguments)
    if called in by_value.COMPLEX:
        restored = tuple(map(_widened, restored))
    if str(getattr(called, "__module__", "")).startswith("scipy.") or called is np.unique:
        restored = tuple(map(_of_any_layout, restored))
    return tuple(_broadcast(kind, arguments) for kind in restored) if elementwise else restored


def _each(kinds: Kinds) -> tuple[Kind, ...]:
    return kinds if isinstance(kinds, tuple) else (kinds,)


def _cautious(function: Function, found: tuple[Kind, ...], arguments: Sequence[Kind]) -> tuple[Kind, ...]:
    """What no sample told, where the function has a derivative: an array of any rank, lest the derivative be lost."""
    if found != (Opaque(),):
        return found
    rule = table.find(function)
    dtypes = [kind.dtype for kind in arguments if isinstance(kind, Array) and differentiable(kind)]
    return (Array(np.result_type(*dtypes)),) if dtypes and rule is not None and not rule.is_zero else found


def _widened(kind: Kind) -> Kind:
    """The complex kind for a real one."""
    if not isinstance(kind, Array) or kind.dtype.kind != "f":
        return kind
    return replace(kind, dtype=np.result_type(kind.dtype, np.complex64))


def _of_any_layout(kind: Kind) -> Kind:
    """What is laid out in memory one way or the other: SciPy, and np.unique along an axis, go by values."""
    return replace(kind, contiguous=False) if isinstance(kind, Array) else kind


def is_elementwise(function: Function, positional: int, arguments: Sequence[Kind]) -> bool:
    """Whether the results have the shape of the arguments, broadcast together."""
    if not any(isinstance(kind, Array) for kind in arguments) or any(isinstance(kind, List) for kind in arguments):
        return False
    if function is np.where:
        return positional == 3
    if function in _ELEMENTWISE or (isinstance(function, np.ufunc) and function.signature is None):
        return True
    return isinstance(table.stated(function), table.Diagonal)


def _broadcast(kind: Kind, arguments: Sequence[Kind]) -> Kind:
    """An elementwise result with the dims that the arguments give it."""
    if not isinstance(kind, Array):
        return kind
    arrays = [argument for argument in arguments if isinstance(argument, Array)]
    if len(arrays) == 1:
        return replace(kind, dims=arrays[0].dims)
    dims: tuple[Dim, ...] = ()
    for array in arrays:
        if array.dims is None:
            return replace(kind, dims=None, contiguous=False)
        dims = broadcast_dims(dims, array.dims)
    return replace(kind, dims=named(dims))


@functools.lru_cache(maxsize=4096)
def _remembered(function: Function, form: Form, described: tuple[Described, ...]) -> tuple[Kind, ...]:
    return _found(function, form, described)


def _found(function: Function, form: Form, described: tuple[Described, ...]) -> tuple[Kind, ...]:
    """The kinds of the results, with Numbered dims."""
    if not any(map(has_no_rank, described)):
        return _Probe(function, form, described).kinds() or (Opaque(),)
    return of_every_rank(described, lambda ranked: _Probe(function, form, ranked, exact=False).kinds()) or (Opaque(),)


class _Probe:
    """The calls on samples for one function. ``exact``: the lengths of the samples' axes mean something."""

    def __init__(self, function: Function, form: Form, described: tuple[Described, ...], exact: bool = True) -> None:
        self.function = function
        self.form = form
        self.described = described
        self.exact = exact
        self.failure: Exception | None = None
        self.dims = [dim for each in described if isinstance(each, Unknown) for dim in numbered(each.kind)]
        self.lengths = [each.length for each in described if isinstance(each, Unknown) and each.length is not None]
        self.literals = sorted({n for each in described if isinstance(each, Unknown) for n in literals(each.kind)})
        if isinstance(getattr(function, "__self__", None), np.random.Generator | np.random.RandomState):
            # The shape that a draw is asked for is that of its parameters.
            sizes = {each.value for each in described if isinstance(each, Known) and type(each.value) is int}
            self.literals = sorted({*self.literals, *(size for size in sizes if 1 < size < _LONGEST)})
        self.shapes = [shape for each in described if isinstance(each, Unknown) for shape in shapes(each.kind)]
        self.axes = sorted({dim.number for dim in self.dims})
        self.written = sorted({len(node.items) for node in form.positional if isinstance(node, Node)})
        self.numbers = sorted({*self.axes, *(length.number for length in self.lengths)})

    def kinds(self) -> tuple[Kind, ...] | None:
        """The kinds of the results for the first guess that runs; None if none does."""
        for integer in (None, 1, 0) if self.lengths else (None,):
            for scale in (1, 12):
                # Twelvefold lengths can be split evenly.
                for leader in merges(self.axes, self.literals, self.shapes):
                    for number in (0.5, 1.5, 4.0):
                        first = self.run(self.guess(leader, number, integer, 0, scale))
                        if isinstance(self.failure, TypeError):
                            # It is not about the values.
                            break
                        if isinstance(self.failure, np.linalg.LinAlgError):
                            # It is about the values alone: other lengths that run are not proved to be those.
                            self.exact = False
                        if first is not None:
                            second = self.run(self.guess(leader, number + 0.25, integer, 1, scale))
                            return self.compare(first, second, leader, integer)
        return self.kinds_of_squares()

    def kinds_of_squares(self) -> tuple[Kind, ...] | None:
        """What the call gives where all lengths are equal: that need not be so, and says nothing of lengths."""
        leader = dict.fromkeys(self.axes, min(self.axes, default=0))
        guesses = [self.guess(leader, number, None, turn, 1) for turn, number in enumerate((0.5, 0.75))]
        self.exact = False
        for length in (None, guesses[0].items, *self.written):
            one, two = guesses if length is None else [guess.all_of(length) for guess in guesses]
            first = self.run(one)
            if first is not None:
                return self.compare(first, self.run(two), leader, None)
        return None

    def guess(self, leader: dict[int, int], number: float, integer: int | None, turn: int, scale: int) -> Guess:
        leaders = {n: leader.get(n, n) for n in self.numbers}
        apart = sorted({to for to in leaders.values() if to >= 0})
        # Odd, then even: no length is the same both times, which would make it look like a literal.
        sizes = {n: scale * (5 + 4 * k if turn == 0 else 6 + 4 * (len(apart) - k)) for k, n in enumerate(apart)}
        lengths = {n: sizes[to] if to >= 0 else -to for n, to in leaders.items()}
        return Guess(lengths, number, integer, 3 + turn, gaps=turn == 0)

    def run(self, guess: Guess) -> tuple[Any, Guess] | None:
        self.failure = None
        try:
            return call(self.function, self.form, self.described, guess), guess
        except Exception as error:  # Any failure on a sample means only that this sample does not fit.
            self.failure = error
            return None

    def compare(
        self, first: tuple[Any, Guess], second: tuple[Any, Guess] | None, leader: dict[int, int], integer: int | None
    ) -> tuple[Kind, ...]:
        one, here = first
        two, there = second if second is not None else (one, here)
        exact = self.exact and second is not None and not self.by_value() and integer is None
        matcher = Matcher(here, there, self.dims, self.lengths, leader, exact)
        if type(one) is tuple or (isinstance(one, tuple) and hasattr(one, "_fields")):
            if self.function in (np.shape, np.broadcast_shapes):
                return (Shape(dims=matcher.match(one, two)),)
            if len(one) == 1:
                # One result would be taken for what is in the tuple.
                return (Opaque(),)
            if self.function is not tuple and len(one) == len(two):
                return tuple(map(matcher.kind, one, two))
        return (matcher.kind(one, two),)

    def by_value(self) -> bool:
        if self.function is np.arange and len(self.described) == 1:
            (stop,) = self.described
            return isinstance(stop, Unknown) and stop.length is None
        return self.function in _BY_VALUE or self.function in by_value.LENGTHS

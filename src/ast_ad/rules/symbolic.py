"""Symbolic values: what they are put through becomes IR.

The maps of rules are run on them. Operators, indexing, NumPy's functions (by its own dispatch) and ``math`` from this
module each append the op that the text will show.
"""

from __future__ import annotations

import cmath as real_cmath
import functools
import math as real_math
import operator
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np

from ast_ad.build import Builder, flatten
from ast_ad.ir import Atom, Const, Index, kind_of
from ast_ad.kinds import Array, Kind, Number, dims_of
from ast_ad.rules.broadcasting import unbroadcast


class Unsupported(Exception):
    """Raised by a map for a call of which it knows no derivative; becomes an error at the user's line."""

    hint = "state one with ast_ad.diagonal, linear, bilinear, zero or custom"


class Undecided(Unsupported):
    """Raised where the value of an argument would decide which derivative it is, and only the run knows that."""

    hint = "write the value where it stands, name a parameter in static=, or take a loop apart with unroll=True"


class Symbol:
    """A value of a program under construction."""

    __slots__ = ("atom", "build")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, build: Builder, atom: Atom) -> None:
        self.build = build
        self.atom = atom

    @property
    def kind(self) -> Kind:
        return kind_of(self.atom)

    @property
    def ndim(self) -> int | None:
        """The number of axes; None where it is not known."""
        dims = dims_of(self.kind)
        return None if dims is None else len(dims)

    @property
    def is_array(self) -> bool:
        return isinstance(self.kind, Array)

    @property
    def shape(self) -> Any:
        return self.apply(np.shape, self)

    @property
    def T(self) -> Any:
        return self.apply(np.transpose, self)

    def apply(self, function: Callable[..., object], *args: object, **keywords: object) -> Any:
        """Call any function, also one that knows nothing of symbols, on values of this one's program."""
        if wraps(function):
            args = widened(args)
        words = {name: unwrap(argument) for name, argument in keywords.items()}
        results = [wrap(self.build, result) for result in self.build.applies(function, *map(unwrap, args), **words)]
        return results[0] if len(results) == 1 else tuple(results)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: object, **keywords: object) -> Any:
        return self.apply(ufunc if method == "__call__" else getattr(ufunc, method), *inputs, **keywords)

    def __array_function__(self, function: Any, types: object, args: Any, keywords: Any) -> Any:
        return self.apply(function, *args, **keywords)

    def __getitem__(self, index: object) -> Any:
        items = index if isinstance(index, tuple) else (index,)
        flat = [flatten(unwrap(item)) for item in items]
        path = (Index(tuple(tree for tree, _ in flat)),)
        atoms = [atom for _, atoms in flat for atom in atoms]
        return wrap(self.build, self.build.load(self.atom, path, atoms))

    def __abs__(self) -> Any:
        return self.apply(abs, self)

    def __iter__(self) -> Iterator[Any]:
        raise Undecided("a structure of which the items are not known")

    def __index__(self) -> int:
        raise Undecided("an integer that is a variable: an axis, an order or a count of which the rule depends")

    def __len__(self) -> int:
        raise Undecided("a structure of which the length is not known")

    def __bool__(self) -> bool:
        raise Undecided("a choice between rules that only the values would make")


class Lengths(tuple[Any, ...]):
    """The shape of an array as a tuple of its lengths, for rules that take it apart; it is passed on as it is."""

    whole: Symbol

    @staticmethod
    def of(shape: Symbol, count: int) -> Lengths:
        made = Lengths(shape[k] for k in range(count))
        made.whole = shape
        return made


_ARITHMETIC = frozenset({operator.add, operator.sub, operator.mul, operator.pow, operator.neg, operator.truediv})


@functools.cache
def wraps(function: Callable[..., object]) -> bool:
    """Whether a function computes with integers as narrow as its arguments are: sums wrap, logarithms have few digits."""
    if isinstance(function, np.ufunc):
        # Those that have no loop for integers take them for floats of as few bits.
        return function.signature is None and (
            function in _UFUNCS or not any(loop[0] in np.typecodes["AllInteger"] for loop in function.types)
        )
    return function in _ARITHMETIC


_UFUNCS = frozenset({np.add, np.subtract, np.multiply, np.power, np.negative, np.square, np.true_divide})


def widened(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Arguments among which there is no float, with integers of few bits, and flags, as wide ones.

    Rules are stated for real numbers: what they do with a constant argument alone must be done as with real numbers.
    """
    kinds = [kind_of(arg.atom) if isinstance(arg, Symbol) else None for arg in args]
    numbers = [kind for kind in kinds if isinstance(kind, Array | Number)]
    if any(isinstance(arg, float | complex) for arg in args) or not any(map(_is_narrow, numbers)):
        return args
    if any(kind.dtype.kind in "fc" if kind.dtype else kind.type in (float, complex) for kind in numbers):
        return args
    return tuple(_wide(arg, kind) if _is_narrow(kind) else arg for arg, kind in zip(args, kinds))


def _is_narrow(kind: Kind | None) -> bool:
    dtype = kind.dtype if isinstance(kind, Array | Number) else None
    return dtype is not None and dtype.kind in "biu" and dtype != np.int64


def _wide(arg: Any, kind: Any) -> Any:
    wide = np.float64 if kind.dtype == np.uint64 else np.int64
    return arg.apply(np.ndarray.astype, arg, wide) if arg.is_array else arg.apply(wide, arg)


def _forward(function: Callable[..., object]) -> Callable[..., Any]:
    return lambda self, *others: self.apply(function, self, *(_beside(self, other) for other in others))


def _reflected(function: Callable[..., object]) -> Callable[..., Any]:
    return lambda self, other: self.apply(function, _beside(self, other), self)


def _beside(symbol: Symbol, other: object) -> object:
    """The other operand: a list or a tuple beside an array is an array to NumPy."""
    return symbol.apply(np.array, other) if symbol.is_array and isinstance(other, list | tuple) else other


def _define_operators() -> None:
    for name in (
        "add",
        "sub",
        "mul",
        "truediv",
        "floordiv",
        "mod",
        "pow",
        "matmul",
        "and",
        "or",
        "xor",
        "lshift",
        "rshift",
    ):
        function = getattr(operator, f"__{name}__")
        setattr(Symbol, f"__{name}__", _forward(function))
        setattr(Symbol, f"__r{name}__", _reflected(function))
    for name in ("lt", "le", "eq", "ne", "gt", "ge", "neg", "pos", "invert"):
        setattr(Symbol, f"__{name}__", _forward(getattr(operator, f"__{name}__")))


_define_operators()


def wrap(build: Builder, atom: Atom) -> Any:
    """A symbol for a value, a constant as it is."""
    return atom.value if isinstance(atom, Const) else Symbol(build, atom)


def unwrap(value: Any) -> Any:
    """What the builder takes: symbols as atoms, also inside tuples, lists and slices."""
    match value:
        case Symbol():
            return value.atom
        case Lengths():
            return value.whole.atom
        case slice():
            return slice(unwrap(value.start), unwrap(value.stop), unwrap(value.step))
        case tuple() if type(value) is tuple:
            return tuple(map(unwrap, value))
        case list():
            return list(map(unwrap, value))
    return value


def atom_of(value: Any) -> Atom:
    """The atom that a map's result stands for."""
    return value.atom if isinstance(value, Symbol) else Const(value)


def symbol_in(values: Any) -> Any:
    """Some symbol among values and the structures in them; None if there is none."""
    if isinstance(values, Symbol):
        return values
    if isinstance(values, tuple | list):
        return next((found for found in map(symbol_in, values) if found is not None), None)
    return None


def sum_to(d: Any, x: Any) -> Any:
    """A bar summed over the axes along which x was broadcast."""
    if not isinstance(d, Symbol) or not isinstance(x, Symbol):
        return d
    return wrap(d.build, unbroadcast(d.build, d.atom, x.atom))


class _Math:
    """``math`` or ``cmath`` whose functions take symbols as well as numbers."""

    def __init__(self, module: ModuleType) -> None:
        self.__module = module

    def __getattr__(self, name: str) -> Any:
        function = getattr(self.__module, name)
        if not callable(function):
            return function

        def call(*args: object) -> Any:
            symbol = symbol_in(args)
            return function(*args) if symbol is None else symbol.apply(function, *args)

        return call


math = _Math(real_math)
cmath = _Math(real_cmath)

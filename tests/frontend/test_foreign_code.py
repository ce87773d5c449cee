"""What code that nobody wrote for this compiler has shown: smallest programs, each with its derivative or its refusal."""

# ruff: noqa
from __future__ import annotations

import collections
import ast
import dataclasses
import functools
import linecache
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ast_ad import adjoint, grad
from ast_ad.errors import DiffError, explain
from ast_ad.frontend.reading.find import find
from ast_ad.frontend.reading.guess import guess
from ast_ad.ir import Block, Const, If, Op, has_effect

A = np.array([1.0, 3.0, 2.0])
TABLE = {f"key {k}": float(k) for k in range(300)}


class Cycle:
    pass


RING = Cycle()
RING.weight = 2.0
RING.me = RING


class Hidden:
    def __init__(self, x):
        self.__x = x

    def square(self):
        self.__x *= self.__x
        return (lambda: self.__x)()


class OwnIterator:
    def __iter__(self):
        return self

    def __next__(self):
        return 1.0


class Above:
    def method(self, x):
        return super().method(x)


def choices(x, y, c):
    g = functools.partial(math.pow, x) if c > 0.0 else functools.partial(math.fmod, y * y)
    return g(2.0)


def alternatives(x, r):
    if r in (1, 2):
        f = math.sin
    elif r in (3, 4):
        f = math.cos
    else:
        f = math.exp
    return f(x)


def extended(x, items):
    out = []
    out.extend(items)
    out.insert(0, x)
    return sum(out) * x


def inserted(x, k):
    out = []
    out.insert(k, x * x)
    return out[0]


def known_items(x):
    items = [1, 2.0, 3.0]
    items.remove(2)
    return x * items[1]


def many_items(x):
    total = 0.0
    for key in TABLE:
        if key in TABLE and "7" in key:
            total = total + x
    return total


def long_list(x):
    items = [0.0] * 5000
    for k in range(5000):
        items[k] = x * k
    return items[17] + len(list(range(3000)))


def missing_module(x):
    try:
        import numpy.nothing_there
    except ImportError:
        return x * x
    return x


def no_attribute(x):
    try:
        return x.nothing
    except AttributeError:
        return x * x


def nothing_raised(x):
    try:
        kind = np.result_type(x, 1)
    except TypeError:
        kind = x.nothing
    return x.astype(kind).sum()


def scalars(x):
    if np.isscalar(x) or not np.iterable(x):
        return x[0]
    return np.sum(x * x)


def percentiles(x):
    low, high = np.percentile(x, [25, 75])
    return high - low


def never_ends(x, n):
    for _ in range(n):
        try:
            x = x + x.nothing()
        except ValueError as error:
            raise TypeError("none") from error
    return x


def hidden(x):
    return Hidden(x).square()


def global_ring(x):
    return x * RING.weight


def with_inner_function(x, k):
    doubled = x * 2.0

    def scaled(t):
        return t * doubled[k]

    return scaled(np.sin(doubled))


def called_in_a_loop(x, n):
    for k in range(n):
        x = x + with_inner_function(x, k)
    return np.sum(x)


def power(x):
    cubed = x * x * x
    return lambda t: t * cubed


def function_of_each_trip(x, n):
    y = x
    for _ in range(n):
        times = power(y)
        y = times(y) * 0.5
    return y + times(y)


def sets_of_names(x, **weights):
    names = {"a", "b"}.union(("c",)).difference({"c"})
    return x * len(names.intersection({"a": 1, "d": 2})) if names.issuperset(["b"]) else x * x


def results_by_position(x):
    part, whole = np.empty(3), np.empty(3)
    np.modf(x, part, whole)
    return np.sum(part * whole)


class Sequence:
    def __getitem__(self, k):
        return 1.0


def iterable_by_items(x):
    return x * x if np.iterable(Sequence()) else x


def growing_set(x):
    found = set()
    found.add(1)
    return x * len(found)


RIGHT: list[tuple[Callable[..., Any], tuple[Any, ...], Any]] = [
    (choices, (3.0, 5.0, 1.0), 6.0),
    (choices, (3.0, 5.0, -1.0), 0.0),
    (alternatives, (0.5, 2), math.cos(0.5)),
    (alternatives, (0.5, 3), -math.sin(0.5)),
    (extended, (3.0, [1.0, 2.0]), 9.0),
    (inserted, (3.0, 4), 6.0),
    (known_items, (5.0,), 3.0),
    (many_items, (5.0,), float(sum("7" in key for key in TABLE))),
    (long_list, (2.0,), 17.0),
    (missing_module, (3.0,), 6.0),
    (no_attribute, (3.0,), 6.0),
    (nothing_raised, (A,), np.ones(3)),
    (scalars, (A,), 2 * A),
    (percentiles, (A,), np.array([-0.5, 0.5, 0.0])),
    (hidden, (3.0,), 6.0),
    (global_ring, (3.0,), 2.0),
    (sets_of_names, (3.0,), 1.0),
    (results_by_position, (A + 0.5,), A),
    (iterable_by_items, (3.0,), 6.0),
    (growing_set, (3.0,), 1.0),
]


@pytest.mark.parametrize(("function", "arguments", "expected"), RIGHT)
def test_is_right(function: Callable[..., Any], arguments: tuple[Any, ...], expected: Any) -> None:
    np.testing.assert_allclose(grad(function)(*arguments), expected, rtol=1e-15, atol=0.0)


def test_a_loop_calls_what_has_functions_inside() -> None:
    found = grad(called_in_a_loop)(A, 2)
    step = 1e-6
    for k, e in enumerate(np.eye(3)):
        slope = (called_in_a_loop(A + step * e, 2) - called_in_a_loop(A - step * e, 2)) / (2 * step)
        assert found[k] == pytest.approx(slope, rel=1e-7)
    # After two trips y is x^16 / 32, and times multiplies by the cube of x^4 / 2.
    x = 0.9
    assert grad(function_of_each_trip)(x, 2) == pytest.approx(x**15 / 2 + 28 / 256 * x**27, rel=1e-13)


def own_iterator(x):
    return sum(OwnIterator(), x)


def of_no_instance(x):
    return Above.method(x, x)


def ambiguous(x, u):
    v = None
    if x > 0.0:
        v = u
    return x if not v else 2.0 * x


def misfit(x):
    return np.std(x, 0, axis=0)


def in_none(x):
    return x if "a" in None else 2.0 * x


def length_of_none(x):
    return x * len(None)


def called_number(x):
    return x(2.0)


def no_dataclass(x):
    return x * len(dataclasses.fields(Cycle()))


def through_ring(x):
    return x * RING.me.weight


def returned_ring(x):
    ring = Cycle()
    ring.me, ring.x = ring, x
    return ring


def elsewhere(x):
    return sum(ast.walk(x), x)


def ends_nowhere(x):
    while x < 10.0:
        try:
            y = x.nothing()
        except ValueError:
            x.nothing()
            raise
        x = x + y
    return x


def unpacked_number(x):
    a, b = x
    return a * b


def loop_over_number(x):
    return sum([y for y in x])


broken = lambda x, k: np.nditer(x) if k > 1 else np.nditer(x * k)


def refused_in_a_loop(x, n):
    y = x
    for _ in range(n):
        y = y + broken(np.sin(y), n)
    return y


REFUSED: list[tuple[Callable[..., Any], tuple[Any, ...], str]] = [
    (own_iterator, (1.0,), "AD108"),
    (of_no_instance, (1.0,), "AD107"),
    (ambiguous, (1.0, A), "AD306"),
    (misfit, (A,), "AD107"),
    (in_none, (1.0,), "AD112"),
    (length_of_none, (1.0,), "AD112"),
    (called_number, (1.0,), "AD310"),
    (no_dataclass, (1.0,), "AD110"),
    (through_ring, (1.0,), "AD110"),
    (returned_ring, (1.0,), "AD110"),
    (elsewhere, (1.0,), "AD103"),
    (ends_nowhere, (1.0,), "AD106"),
    (refused_in_a_loop, (A, 3), "AD108"),
    (unpacked_number, (1.0,), "AD109"),
    (loop_over_number, (1.0,), "AD108"),
]


@pytest.mark.parametrize(("function", "arguments", "code"), REFUSED)
def test_is_refused(function: Callable[..., Any], arguments: tuple[Any, ...], code: str) -> None:
    with pytest.raises(DiffError) as caught:
        grad(function)(*arguments)
    assert caught.value.code == code, explain(caught.value)
    assert caught.value.place is not None and caught.value.place.file == __file__


def test_raises_what_the_function_raises_in_a_loop_that_never_ends_a_trip() -> None:
    with pytest.raises(AttributeError):
        grad(never_ends)(1.0, 3)


def membership(x, n):
    for k in range(n):
        if k in (1, 3, 5):
            x = x * x
    return x


def test_membership_among_constants_is_one_test_that_is_made_again() -> None:
    derivative = adjoint(membership)
    derivative(2.0, 4, 1.0)
    assert derivative.source.count("if k in (1, 3, 5):") == 2


def test_asking_for_effects_takes_one_look_at_each_op() -> None:
    # Were nested ops looked at once for each block around them, this would not end.
    block = Block((), (), ())
    for _ in range(60):
        block = Block((), (Op(If(), (Const(True),), (), (block, Block((), (), ()))),), ())
    assert not has_effect(block.ops[0])


LEVELS = 13


def test_calls_that_double_at_every_level_do_not_double_the_text() -> None:
    scope: dict[str, Any] = {"math": math, "level0": math.sin}
    line = "def level{}(x): return math.sin(level{}(x) * level{}(x + 1.0))\n"
    lines = [line.format(k, k - 1, k - 1) for k in range(1, LEVELS + 1)]
    linecache.cache["<levels>"] = (0, None, lines, "<levels>")
    exec(compile("".join(lines), "<levels>", "exec"), scope)
    derivative = adjoint(scope[f"level{LEVELS}"])
    assert derivative(0.5) == pytest.approx(of_levels(LEVELS, 0.5)[1], rel=1e-10)
    # Lowered into its callers, the innermost function would stand there thousands of times.
    assert derivative.source.count("math.cos") < 500


def of_levels(n: int, x: float) -> tuple[float, float]:
    if n == 0:
        return math.sin(x), math.cos(x)
    (a, da), (b, db) = of_levels(n - 1, x), of_levels(n - 1, x + 1.0)
    return math.sin(a * b), math.cos(a * b) * (da * b + a * db)


def test_calls_that_are_nested_too_deeply_are_refused() -> None:
    scope: dict[str, Any] = {"call0": math.sin}
    lines = [f"def call{k}(x): return x * call{k - 1}(x) if x > {k}.0 else x\n" for k in range(1, 80)]
    linecache.cache["<calls>"] = (0, None, lines, "<calls>")
    exec(compile("".join(lines), "<calls>", "exec"), scope)
    with pytest.raises(DiffError) as caught:
        grad(scope["call79"])(1.0)
    assert caught.value.code == "AD113"


class Private:
    def __init__(self, scale):
        self.__scale = scale

    def scaled(self, x):
        return self.__scale * x


def test_private_attributes_are_found_in_the_text_of_a_method() -> None:
    assert guess(find(Private.scaled))["self"].tree.names == ("_Private__scale",)


def sizes(x):
    return np.sum(x.astype(dtype=np.float64)) * x.itemsize + x.nbytes


def test_sizes_of_arrays_and_a_dtype_by_keyword() -> None:
    np.testing.assert_array_equal(grad(sizes)(A), np.full(3, 8.0))


def test_a_problem_in_a_generator_stands_in_its_own_text() -> None:
    # The function that runs it is the only line of another file.
    scope: dict[str, Any] = {}
    linecache.cache["<short>"] = (0, None, [line := "def all_of(items): return tuple(items)\n"], "<short>")
    exec(compile(line, "<short>", "exec"), scope)
    all_of = scope["all_of"]

    def some(x):
        return sum(all_of(np.nditer(x * k) for k in range(3)))

    with pytest.raises(DiffError) as caught:
        grad(some)(1.0)
    assert caught.value.code == "AD108"
    assert caught.value.place is not None and caught.value.place.file == __file__


class LoadedLater:
    def __getattr__(self, name):
        raise ModuleNotFoundError(name)


PARTS = {"later": LoadedLater(), "now": 2.0}


def test_objects_that_load_something_are_left_alone() -> None:
    assert grad(lambda x: x * PARTS["now"])(1.0) == 2.0


def tuple_of_pairs(x):
    return sum(k * v for k, v in tuple(enumerate(x)))


def deque_of_pairs(x):
    return sum(k * v for k, v in collections.deque(enumerate(x)))


@pytest.mark.parametrize("program", [tuple_of_pairs, deque_of_pairs])
def test_tuples_of_pairs_of_unknown_number_are_refused(program) -> None:
    with pytest.raises(DiffError, match="AD110"):
        grad(program)(np.ones(3))

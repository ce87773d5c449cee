"""Ifs, loops and exits."""

import math
from itertools import product

import numpy as np
import pytest
from lowering import check, interpreted, lowered, same, structured

from ast_ad.errors import Refused
from ast_ad.ir import For, If, While, walk


def fibonacci_like(a, b, x, n):
    for i in range(n):
        a, b = b, a + b * x
    return a


def branch_in_loop(x, n):
    y = 1.0
    for i in range(n):
        if y < 2.0:
            y = y * x
        else:
            y = y + np.sin(x)
    return y


def walk_with_exits(x, n):
    y = x
    for i in range(n):
        if i % 3 == 1:
            continue
        y = y + x * y
        if y > 4.0:
            return y * x
    return math.sin(y)


def root(x, n):
    y = x
    for i in range(n):
        z = 0.5 * (y + x / y)
        if abs(z - y) < 1e-3:
            break
        y = z
    else:
        y = -y
    return y * math.sin(y)


def loop_variable_after(x, n):
    i = -1
    for i in range(n):
        x = x + i
    return x * i


def loop_variable_unbound_before(x, n):
    for i in range(2, n + 3):
        x = x + i
    return x * i


def while_true(x):
    k = 0
    while True:
        x = x * 0.5
        k += 1
        if x < 1.0:
            return x, k


def while_true_break(x):
    while True:
        x = x * 0.5
        if x < 1.0:
            break
    return x


def while_else(x, limit):
    k = 0
    while x > 1.0:
        x = x / 2
        k = k + 1
        if k == limit:
            break
    else:
        x = x + 100.0
    return x * k


def nested_break(x, n):
    total = 0.0
    for i in range(n):
        for j in range(n):
            if j > i:
                break
            if (i + j) % 3 == 0:
                continue
            total = total + x * i + j
        else:
            total = total * 0.5
    return total


def return_from_nested(x, n):
    for i in range(n):
        k = 0
        while k < i:
            k = k + 1
            x = x * 1.1
            if x > 2.0:
                return x * k
            if k == 3:
                break
        else:
            x = x + 0.01
    return x


def guards(x, n):
    if n == 0:
        return x
    if n == 1:
        return x * x
    if x < 0:
        x = -x
        if n == 2:
            return x + 1
    elif n == 3:
        return 2 * x
    return x * n


def guard_in_loop_then_more(x, n):
    y = 0.0
    for i in range(n):
        if i > 1:
            if x > i:
                continue
            y = y + 1.0
        y = y + x
    return y


def chained(x, n):
    return (0 < x < n) + (x < n <= 3 != n)


def logic(x, n):
    a = x > 0 and n > 1 or n == 0
    b = not a
    return (x if a else -x) * (2.0 if b and x else 3.0)


def short_circuit(x, n):
    if n != 0 and x / n > 0.2:
        return x / n
    return x


def bound_in_branch(x, n):
    if n > 1:
        y = x * x
    if n > 1:
        return y
    return x


def bound_later_in_loop(x, n):
    y = x
    for i in range(n):
        if i > 0:
            y = y * p  # noqa: F821
        p = x + i
    return y


def best_of(x, n):
    best = None
    for i in range(n):
        v = math.cos(x + i)
        if best is None or v < best:
            best = v
    return best


def int_becomes_float(x, n):
    s = 0
    for i in range(n):
        s = s + x * i
    return s


def walrus(x, n):
    while (x := x * 0.5) > 0.1:
        n = n + 1
    if (y := x + 1) > 1.05:
        return y * n
    return y - n


def backwards(x, n):
    for i in reversed(range(n)):
        x = x * 0.5 + i
    for i in range(n, 0, -2):
        x = x * 0.5 + i
    return x


def deep_rest(x, n):
    if n > 0:
        if n > 2:
            if x > 1:
                return x
            x = x + 1
        x = x * 2
    x = x - 3
    return x


def ternary_chain(x, n):
    return x if n == 0 else x * x if n == 1 else math.exp(-x) if n == 2 else 1.0


def loop_over_tuple(x, n):
    for k in (1, 2.0, n):
        if k == n:
            break
        x = x * k
    else:
        x = -x
    return x


def multiple_results(x, n):
    if n > 1:
        a, b = x, 1.0
    else:
        (a, b) = (1, x)
    return a, [b, {"n": n}]


def triangle(x, n):
    s = 0.0
    for i in range(n):
        for j in range(i):
            for k in range(j, n):
                s += x**i * j + k
    return s


def break_else_return(x, n):
    for i in range(n):
        for j in range(i):
            if x * j > 2:
                break
        else:
            continue
        return x + i
    return x


def shadowed_in_loop(x, n):
    t = "text"
    for i in range(n):
        t = x + i
        x = t * 0.5
    return x


PROGRAMS = [
    branch_in_loop, walk_with_exits, root, loop_variable_after, loop_variable_unbound_before, nested_break,
    return_from_nested, guards, guard_in_loop_then_more, chained, logic, short_circuit, bound_in_branch,
    bound_later_in_loop, best_of, int_becomes_float, walrus, backwards, deep_rest, ternary_chain, loop_over_tuple,
    multiple_results, triangle, while_else, break_else_return, shadowed_in_loop,
]  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_program(program):
    func = lowered(program, 1.0, 1)
    for x, n in product((0.3, 1.5, 7.0), (0, 1, 2, 3, 6)):
        if program is not best_of or n > 0:
            same(structured(func, x, n), program(x, n))


def test_carried_swap():
    check(fibonacci_like, 1.0, 2.0, 0.5, 5)
    check(fibonacci_like, 1, 2, 0.5, 0)


@pytest.mark.parametrize("x", [0.3, 5.0, 100.0])
def test_endless_loops(x):
    check(while_true, x)
    check(while_true_break, x)


def fold_kinds(x, mode="sin", scale=None):
    if mode == "sin":
        y = np.sin(x)
    elif mode == "nothing":
        y = x.undefined
    else:
        y = np.cos(x)
    if scale is not None:
        y = y * scale
    if isinstance(x, float):
        y = y + 1.0
    if isinstance(x, np.ndarray) and x.ndim == 2:
        y = y.sum(axis=0)
    return y


def test_tests_on_kinds_fold():
    check(fold_kinds, 0.5)
    check(fold_kinds, 0.5, mode="cos", scale=2.0)
    check(fold_kinds, np.ones((2, 3)))
    func = lowered(fold_kinds, np.ones((2, 3)))
    assert not any(isinstance(op.prim, If) for op in walk(func.block))


def test_one_loop_stays_one_loop():
    func = lowered(walk_with_exits, 1.0, 5)
    prims = [op.prim for op in walk(func.block)]
    assert sum(isinstance(prim, For) for prim in prims) == 1
    assert sum(isinstance(prim, While) for prim in prims) == 0


def number_or_string(x):
    y = "one" if x > 0 else x
    return y


def number_or_none(x):
    if x > 0:
        return x


def none_in_tuple(x):
    return x, (x if x > 0 else None, 2.0 * x)


@pytest.mark.parametrize("program", [number_or_none, none_in_tuple])
def test_what_is_none_has_no_derivative(program):
    check(program, 1.0)
    with pytest.raises(TypeError, match="returns None"):
        interpreted(program, -1.0)


def unbound(x):
    return x + y_is_not_there  # noqa: F821


def never_bound_by_a_trip(x):
    for k in range(3):
        y += x * k  # noqa: F821, F841
    return x


def several(x):
    a = undefined_one + x  # noqa: F821
    b = undefined_two * x  # noqa: F821
    return a + b


@pytest.mark.parametrize(
    ("program", "code"),
    [(number_or_string, "AD306"), (unbound, "AD105"), (never_bound_by_a_trip, "AD105")],
    ids=lambda p: getattr(p, "__name__", p),
)
def test_refusals(program, code):
    with pytest.raises(Refused) as caught:
        lowered(program, 1.0)
    assert caught.value.code == code
    assert caught.value.lineno is not None


def test_all_problems_are_shown():
    with pytest.raises(Refused) as caught:
        lowered(several, 1.0)
    assert "undefined_one" in str(caught.value)
    assert "undefined_two" in str(caught.value)


def raises(x):
    if x < 0:
        raise ValueError(f"x is {x:.1f}, {x!r}")
    assert x < 10, "too large"
    return math.sqrt(x)


def test_raise_and_assert():
    check(raises, 4.0)
    func = lowered(raises, 4.0)
    from ast_ad.interpret import run

    with pytest.raises(ValueError, match="x is -1.0, -1.0"):
        run(func, [-1.0])
    with pytest.raises(AssertionError, match="too large"):
        run(func, [11.0])

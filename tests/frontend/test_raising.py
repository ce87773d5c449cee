"""What raises in the function raises in its derivative: the same exception, at the user's line."""

from __future__ import annotations

import copy
from functools import partial

import numpy as np
import pytest

from ast_ad import grad, jvp


def popped(x):
    values = [x, x * x]
    values.pop(7)  # here
    return x


def popped_too_often(x):
    values = [x]
    values.pop()
    return values.pop()  # here


def popped_at_run_time(x, n):
    values = []
    for k in range(n):
        values.append(x * k)
    for _ in range(n + 1):
        values.pop()  # here
    return x


def deleted(x):
    values = [x, x * x]
    del values[5]  # here
    return x


def deleted_at_run_time(x, n):
    values = []
    for k in range(n):
        values.append(x * k)
    del values[n]  # here
    return values[0]


def deleted_from_the_end(x, n):
    values = [x] * n
    del values[-n - 1]  # here
    return values[0]


def read(x):
    values = [x, x * x]
    return values[2]  # here


def written(x):
    values = [x, x * x]
    values[2] = 1.0  # here
    return x


def unpacked_into_three(x):
    a, b, c = [x, x * x]  # here
    return a * b * c


def unpacked_into_two(x):
    a, b = (x, x * x, 1.0)  # here
    return a * b


def unpacked_array(v):
    a, b = v  # here
    return a * b


def unpacked_list(x, n):
    values = []
    for k in range(n):
        values.append(x * k)
    a, b = values  # here
    return a * b


def unpacked_rows(m):
    total = 0.0
    for row in m:
        a, b = row  # here
        total += a * b
    return total


def unequal(x, n):
    return sum(a * b for a, b in zip([x, x], [x], strict=True))  # here


def unequal_arrays(v):
    total = 0.0
    for a, b in zip(v, v[1:], strict=True):  # here
        total += a * b
    return total


def missing(x):
    table = {"a": x}
    return table["b"]  # here


def missing_to_pop(x):
    table = {"a": x}
    table.pop("q")  # here
    return x


def no_index(x):
    names = ["a", "b"]
    return x * names.index("c")  # here


def exhausted(x):
    items = iter([x])
    next(items)
    return next(items)  # here


def unbound(x, n):
    if n > 5:
        y = x
    return y * x  # here


def unbound_after_loop(x, n):
    for k in range(n - 3):
        y = x * k
    return y * x  # here


def never(x):
    raise NotImplementedError("later")  # here


V = np.array([0.5, 1.5, 2.5])
PROGRAMS = [
    (popped, 0.7),
    (popped_too_often, 0.7),
    (popped_at_run_time, 0.7, 3),
    (deleted, 0.7),
    (deleted_at_run_time, 0.7, 3),
    (deleted_from_the_end, 0.7, 3),
    (read, 0.7),
    (written, 0.7),
    (unpacked_into_three, 0.7),
    (unpacked_into_two, 0.7),
    (unpacked_array, V),
    (unpacked_list, 0.7, 3),
    (unpacked_rows, np.ones((2, 3))),
    (unequal, 0.7, 3),
    (unequal_arrays, V),
    (missing, 0.7),
    (missing_to_pop, 0.7),
    (no_index, 0.7),
    (exhausted, 0.7),
    (unbound, 0.7, 3),
    (unbound_after_loop, 0.7, 3),
    (never, 0.7),
]


@pytest.mark.parametrize(("program", "args"), [pytest.param(p, a, id=p.__name__) for p, *a in PROGRAMS])
def test_it_raises_what_the_function_raises(program, args):
    with pytest.raises(Exception) as wanted:
        program(*copy.deepcopy(args))
    line = wanted.traceback[-1].lineno + 1
    x, *more = copy.deepcopy(args)
    for form in (lambda: grad(program)(x, *more), lambda: jvp(partial(program, **dict(zip("n", more))), (x,), (x,))):
        with pytest.raises(type(wanted.value)) as found:
            form()
        assert any(f"line {line}:" in note for note in found.value.__notes__), found.value.__notes__


def in_one_way(x, n):
    values = [x, x * x]
    if n > 3:
        return values[4]
    a, b = values
    return a * b


def test_a_way_that_is_not_taken_raises_nothing():
    assert grad(in_one_way)(2.0, 1) == 12.0
    with pytest.raises(IndexError):
        grad(in_one_way)(2.0, 4)


def stacked(x, n):
    stack = [x, 1.0]
    total = 0.0
    for k in range(n):
        stack.append(x * k)
    while stack:
        total += stack.pop() * len(stack)
    del stack[:]
    return total


def test_what_is_there_can_be_taken():
    assert grad(stacked)(2.0, 3) == 0.0 * 4 + 1.0 * 3 + 2.0 * 4

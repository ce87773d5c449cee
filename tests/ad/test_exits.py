"""Loops that are left early: the reversal runs over the trips that were completed, and what exits compute sinks behind."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ast_ad.api import adjoint, grad
from ast_ad.check import check_grads


def newton(x):
    y = x
    while True:
        step = (y * y - x) / (2.0 * y)
        if abs(step) < 1e-9:
            break
        y = y - step
    return y * x


def two_guards(x):
    total, y = 0.0, x
    for i in range(50):
        y = y * 0.9 + 0.05
        z = math.sin(y) * x
        if i > 7:
            break
        w = z * y
        if i == 5 and x > 0.2:
            return total * w
        total = total + w
    return total + y


def guard_behind_a_change(x):
    """The trip that leaves has changed y: it counts."""
    y = x
    for i in range(9):
        y = y * x
        if i == 3:
            break
        y = y + math.sin(x)
    return y


def line_search(x):
    """A loop with an exit inside what precedes the guard of another one."""
    y, trips = x, 0
    while trips < 30:
        t = 1.0
        while True:
            trial = y - t * (y - math.cos(y))
            if abs(trial - math.cos(trial)) < abs(y - math.cos(y)) or t < 1e-3:
                break
            t = t * 0.5
        if abs(trial - y) < 1e-10:
            break
        y = trial
        trips = trips + 1
    return y * x + trial


def writes_before_the_guard(u):
    v = u.copy()
    for i in range(len(u) - 1):
        v[i] = v[i] * u[i + 1]
        if i == 2:
            break
        v[i + 1] = v[i + 1] + v[i] ** 2
    return np.sum(v**2)


def pushes_before_the_guard(c):
    """What an inner loop and a branch keep in the trip that leaves is not read again."""
    x = 0.4
    for _ in range(20):
        value, slope = 0.0, 0.0
        for a in c:
            slope = slope * x + value
            value = value * x + a
        if value > 0.0:
            value = value * x
        if abs(value) < 0.05:
            break
        x = x - 0.9 * value / slope
    return x


def found(u):
    for k in range(len(u)):
        if u[k] > 0.5:
            return u[k] * u[0]
    return u[-1] ** 2


def otherwise(x):
    y = x
    for _ in range(4):
        z = y * x
        if z > 40.0:
            break
        y = z
    else:
        y = y + x**2
    return y


def nested_return(x):
    y = x
    for i in range(4):
        for j in range(5):
            y = y + x * y * 0.1
            if i + j == 5:
                return y * x + i
    return math.sin(y)


def steps_down(x):
    y = x
    for i in range(20, 3, -3):
        z = y * 0.8 + i * x
        if i < 9:
            break
        y = z * x
    return y


U = np.array([0.3, 0.4, 0.8, 0.2, 0.9])
PROGRAMS = [
    (newton, 1.7), (two_guards, 0.1), (two_guards, 0.3), (guard_behind_a_change, 1.1), (line_search, 0.4),
    (writes_before_the_guard, U), (pushes_before_the_guard, np.array([1.0, -6.1, 11.3, -6.2])),
    (found, U), (found, U[:2]), (otherwise, 1.2), (otherwise, 3.0), (nested_return, 0.7),
    (steps_down, 0.6),
]  # fmt: skip


@pytest.mark.parametrize(("program", "x"), PROGRAMS, ids=lambda item: getattr(item, "__name__", ""))
def test_derivatives(program, x):
    check_grads(program, (x,), order=2)


def test_the_reversal_of_a_guarded_loop_has_no_test():
    derivative = adjoint(newton)
    derivative(1.7)
    forward, _, reverse = derivative.source.partition("# reverse sweep")
    assert " if " not in reverse and "trips += 1" in forward


def test_what_an_exit_returns_is_computed_behind_the_loop():
    derivative = grad(nested_return)
    derivative(0.7)
    loops, behind, _ = derivative.source.partition("# reverse sweep")
    assert "y * x + i" not in loops

"""Small habits of the hand: what a careful person would write, and what not."""

from __future__ import annotations

import numpy as np
import pytest

from ast_ad.api import adjoint


def text(program, *args) -> str:
    derivative = adjoint(program)
    derivative(*args)
    return derivative.source


def divides_twice(x, y):
    z = x / y
    return z / y


def difference(u):
    v = np.zeros(len(u))
    v[len(u) - 1] = u[len(u) - 1] ** 2
    v[0] = u[len(u) - 1] * u[0]
    return np.sum(v)


def rows(A, v):
    total = 0.0
    for row in A:
        total = total + np.tanh(row @ v)
    return total


def gates(z, c, n):
    return np.sum((z[:n] * z[n : 2 * n] + c) ** 2)


def path(x, n):
    y, seen = x, [x]
    for _ in range(n):
        y = y * np.sin(x)
        seen.append(y)
    return sum(seen)


@pytest.mark.parametrize(
    ("program", "args", "absent"),
    [
        (divides_twice, (0.3, 0.7), "+ -"),
        (difference, (np.ones(3),), "= n - 1"),
        (rows, (np.ones((2, 3)), np.ones(3)), "for row in range"),
        (path, (0.3, 3), "seen_tape"),
        (path, (0.3, 3), "list("),
        (gates, (np.ones(6), np.ones(3), 3), "np.zeros_like(w"),
    ],
)
def test_what_is_not_written(program, args, absent):
    assert absent not in text(program, *args)


def test_the_index_of_a_loop_over_an_array_is_not_called_as_its_rows():
    assert "for k in range" in text(rows, np.ones((2, 3)), np.ones(3))

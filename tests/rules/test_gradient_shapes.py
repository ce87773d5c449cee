"""Gradients have the shape of their arguments, also where a length may be 1 or 0."""

from __future__ import annotations

import numpy as np
import pytest

from ast_ad import check_grads, grad

MASK = np.arange(12).reshape(3, 4) % 2 > 0
X, Y = np.arange(12.0).reshape(3, 4) / 10 + 0.1, np.cos(np.arange(12.0)).reshape(3, 4)


def broadcast(x, y):
    a, b = np.broadcast_arrays(x[:1], y)
    return np.sum(a * b * b)


PROGRAMS = {
    "einsum": lambda x, y: np.sum(np.einsum("ij,ij->j", x[:1], y) ** 2),
    "einsum to a number": lambda x, y: np.einsum("ij,ij->", x[:1], y),
    "einsum of stacks": lambda x, y: np.sum(np.einsum("bij,bij->b", x[:, None, :1], y[:, None]) ** 2),
    "einsum of known lengths": lambda x, y: np.sum(np.einsum("ij,ij->i", x[0][None], y) ** 2),
    "broadcast_arrays": broadcast,
    "sum by a row of a mask": lambda x, y: np.sum(x, where=MASK[:1]) + np.mean(y, where=MASK[:, 1:2]),
    "diff of a column": lambda x, y: np.sum(np.diff(x[:, :1])) + np.sum(x * y),
    "diff": lambda x, y: np.sum(np.diff(x, axis=0) ** 2 * y[:2]),
    "second diff": lambda x, y: np.sum(np.diff(x[:, :2], 2)) + np.sum(np.diff(y, 2) ** 2),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_shapes(name):
    program = PROGRAMS[name]
    found = grad(program, argnums=(0, 1))(X, Y)
    assert [each.shape for each in found] == [X.shape, Y.shape]
    check_grads(program, (X, Y), order=1)


def test_differences_of_few_elements():
    derivative = grad(lambda x: np.sum(np.diff(x, 0)) + np.sum(np.diff(x)) + np.sum(np.diff(x, 2) * np.diff(x, 3)[:1]))
    for length in range(9):
        assert derivative(np.ones(length)).shape == (length,)

"""Integers and flags around a function that decide which derivative it is: an axis, keepdims, an order."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
import pytest
import scipy.linalg as sl

from ast_ad import check_grads, grad, vjp
from ast_ad.errors import NoRule

A = np.random.default_rng(0).normal(size=(3, 4))
HERE = sys.modules[__name__]
AXIS = 1
KEEP = True
ORDER = 2
LOWER = True
COUNT = 3


@dataclass
class Settings:
    axis: int = 1
    keep: bool = True


SETTINGS = Settings()
SHAPES = {"axis": 0, "flags": (True, 1)}


def flags(A):
    return np.sum(np.sum(A**2, axis=AXIS, keepdims=KEEP) * A) + np.sum(np.sort(A, axis=AXIS)[0] ** 2)


def orders(A):
    return np.linalg.norm(A, ord=ORDER) + np.sum(np.diff(A, n=ORDER) ** 2) + np.sum(np.repeat(A, ORDER, axis=AXIS) ** 2)


def triangles(A):
    return np.sum(sl.solve_triangular(A[:, :3] + 4 * np.eye(3), A, lower=LOWER) ** 2)


def settings(A):
    return np.sum(np.max(A, axis=SETTINGS.axis, keepdims=SETTINGS.keep) * A) + np.sum(
        np.sort(A, axis=SHAPES["axis"])[SHAPES["flags"][1]]
    )


@pytest.mark.parametrize("program", [flags, orders, triangles, settings], ids=lambda f: f.__name__)
def test_they_are_constants_where_they_have_to_be(program):
    check_grads(program, (A,), order=1)


def test_captured_ones():
    axis, keep = 1, True

    def program(A):
        return np.sum(np.sort(A, axis=axis) * np.sum(A, axis=axis, keepdims=keep))

    check_grads(program, (A,), order=1)
    assert np.allclose(vjp(program, A)[1](1.0)[0], grad(program)(A))


def test_another_value_is_another_derivative(monkeypatch):
    derivative = grad(lambda A: np.sum(np.sum(A**2, axis=AXIS, keepdims=KEEP) * np.sort(A, axis=SETTINGS.axis)))
    square = A[:, :3]
    first = derivative(square)
    for name, value in (("AXIS", 0), ("KEEP", False)):
        monkeypatch.setattr(HERE, name, value)
        assert not np.allclose(derivative(square), first)
    monkeypatch.setattr(SETTINGS, "axis", 0)
    third = derivative(square)
    monkeypatch.undo()
    assert np.array_equal(derivative(square), first)
    assert not np.allclose(third, first)


def test_they_are_read_at_every_call_where_they_can_be(monkeypatch):
    derivative = grad(lambda x: np.sum(x**COUNT))
    derivative(A)
    text = derivative.source
    monkeypatch.setattr(HERE, "COUNT", 2)
    assert np.allclose(derivative(A), 2 * A)
    assert derivative.source == text


def test_a_parameter_is_named_in_static():
    def program(A, keep=True):
        return np.sum(np.sum(A, axis=1, keepdims=keep) * A)

    with pytest.raises(NoRule) as caught:
        grad(program)(A)
    assert "static=" in caught.value.hint
    check_grads(lambda A: program(A, True), (A,), order=1)
    assert np.allclose(grad(program, static=("keep",))(A), grad(lambda A: program(A, True))(A))


def test_an_order_that_only_the_run_tells():
    def differences(A, n=2):
        return np.sum(np.diff(A, n) ** 2) + np.sum(np.diff(A, n, 0, prepend=A[:1] * 2, append=0.0) ** 3)

    for n in range(4):
        check_grads(lambda A: differences(A, n), (A,), order=1)
        assert np.allclose(grad(differences)(A, n), grad(differences, static=("n",))(A, n))
    with pytest.raises(ValueError, match="non-negative"):
        grad(differences)(A, -1)

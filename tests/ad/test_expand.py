"""Functions that are defined by others: the definition takes the place of the calls that carry a derivative."""

from __future__ import annotations

import numpy as np
import pytest

import ast_ad
from ast_ad.errors import DiffError


def length(x, scale=1.0, unit=1):
    return np.sqrt(np.sum((scale * x) ** 2))


def spread(x):
    return length(x - np.mean(x)), np.mean(x)


ast_ad.define(length, lambda x, scale=1.0: np.sqrt(np.sum((scale * x) ** 2)))
ast_ad.define(spread, lambda x: (x.apply(length, x - np.mean(x)), np.mean(x)))
X = np.array([0.3, -1.2, 2.0])


def check(f, *args):
    ast_ad.check_grads(f, args, order=2)


def test_a_definition_in_control_flow():
    def f(x):
        y = x
        while length(y) < 10.0:
            y = y * 2.0
            if length(y, scale=2.0) > 7.0:
                y = y + length(x)
        return length(y, 0.5)

    check(f, X)


def test_a_call_that_carries_no_derivative_stays():
    def f(x):
        while length(x) < 10.0:
            x = x * 2.0
        return length(x)

    for derivative, seeds in ((ast_ad.adjoint(f), (1.0,)), (ast_ad.tangent(f), (X,))):
        derivative(X, *seeds)
        assert "length(x) < 10.0" in derivative.source
        assert "= length(x)" not in derivative.source


def test_definitions_use_definitions_and_give_tuples():
    def f(x):
        a, b = spread(x)
        return a * b

    check(f, X)


def test_arguments_that_a_definition_does_not_know():
    def f(x):
        return length(x, unit=1)

    with pytest.raises(DiffError, match="unit"):
        ast_ad.grad(f)(X)


def scaled(x, by=None):
    return x * 2.0 if by is None else x * by


ast_ad.linear(scaled, lambda d, x, w: d * 2.0)
ast_ad.define(scaled, lambda x, by=None: NotImplemented if by is None else x * by)


def test_a_definition_for_some_calls():
    def f(x):
        return scaled(x) + scaled(x, by=x) if scaled(x, by=3.0) > 1.0 else x

    check(f, 0.7)
    assert "scaled(x)" in ast_ad.tangent(f).source


def endless(x):
    return np.sin(x)


def endless_with_another(x):
    return np.sin(x)


ast_ad.define(endless, lambda x: x.apply(endless_with_another, x) + x.apply(endless, x))
ast_ad.define(endless_with_another, lambda x: x.apply(endless, x) + 1.0)


def test_definitions_that_lead_to_themselves_are_refused():
    with pytest.raises(DiffError, match="the definition of endless leads to calls of endless without end") as caught:
        ast_ad.grad(lambda x: endless(x) * 2.0)(0.3)
    assert caught.value.filename == __file__

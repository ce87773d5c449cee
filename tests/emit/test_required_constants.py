"""A generated function refuses other constants than those that it was specialised on."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ast_ad import adjoint, grad, tangent, vjp


def scaled(x, mode, n=2, *, where=None):
    y = x * x if mode == "square" else x
    return (y if where is None else y * where) * n


def mapped(f, x, dtype=np.float64):
    return np.sum(f(x).astype(dtype))


def recursive(x, n, mode):
    return x if n == 0 else x * recursive(x, n - 1, mode)


def test_strings_and_none() -> None:
    function = adjoint(scaled, "x").specialise(3.0, "square")
    assert function(3.0, "square") == 12.0
    with pytest.raises(ValueError, match="scaled_bar is for mode='square', where=None"):
        function(3.0, "plain")
    with pytest.raises(ValueError, match="where=None"):
        function(3.0, "square", where=2.0)


def test_what_is_bound_by_value() -> None:
    derivative = grad(scaled, "x", static="n")
    assert derivative(3.0, "square", 3) == 18.0 and derivative(3.0, "plain", 5) == 5
    function = derivative.specialise(3.0, "square", 3)
    with pytest.raises(ValueError, match="n=3"):
        function(3.0, "square", 2)


def test_functions_and_types_of_libraries() -> None:
    function = tangent(mapped, "x").specialise(np.sin, np.ones(2))
    assert function(np.sin, np.zeros(2), x_dot=np.ones(2)) == (0.0, 2.0)
    with pytest.raises(ValueError, match=r"f=np\.sin, dtype=np\.float64"):
        function(np.cos, np.zeros(2), x_dot=np.ones(2))


def test_nan_is_not_told_from_others() -> None:
    derivative = grad(scaled, "x", static="n")
    assert math.isnan(derivative(3.0, "plain", math.nan))


def test_the_calls_of_a_recursion_pass_what_varies() -> None:
    derivative = tangent(recursive, "x")
    assert derivative(3.0, 1, "a", x_dot=1.0) == (9.0, 6.0)
    space: dict = {}
    exec(derivative.ssa, space)
    assert space["recursive"](3.0, 2, "a") == 27.0


def test_the_forward_half_of_a_pair() -> None:
    value, pullback = vjp(scaled, 3.0, "square", argnums="x")
    assert value == 18.0 and pullback(1.0) == (12.0,)

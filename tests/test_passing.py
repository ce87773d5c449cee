"""Parameters that take what has none: each argument gets to where the user's function has it, in every derivative."""

from __future__ import annotations

import functools
import inspect
from typing import Any

import pytest

from ast_ad.api import adjoint, grad, hvp, jacfwd, jacrev, jvp, tangent, value_and_grad, vjp


def given(x: Any, *, p: Any, **o: Any) -> Any:
    return x * p["a"] + 2 * x * o["a"]


def scaled(x: Any, *, s: Any = 1.0, **o: Any) -> Any:
    return x * s * o["z"]


def all_ways(x: Any, y: Any = 1.0, *r: Any, s: Any = 1.0, t: Any, **o: Any) -> Any:
    return x * y * r[1] * s * t * o["z"]


class Scaled:
    by = 2.0

    @grad
    def method(self, x: Any, *r: Any, s: Any = 1.0, **o: Any) -> Any:
        return self.by * x * s * o["z"] * sum(r)


SZ: Any = {"s": 4.0, "z": 5.0}


def test_keyword_only_parameters_beside_others() -> None:
    assert value_and_grad(given)(2.0, p={"a": 1.0}, a=5.0) == (22.0, 11.0)
    assert grad(scaled)(2.0, **SZ) == jacfwd(scaled)(2.0, **SZ) == jacrev(scaled)(2.0, **SZ) == 20.0
    assert grad(scaled, ("z", "x", "s"))(2.0, **SZ) == jacfwd(scaled, ("z", "x", "s"))(2.0, **SZ) == (8.0, 20.0, 10.0)
    assert grad(scaled, static="s")(2.0, **SZ) == 20.0
    assert adjoint(scaled)(2.0, y_bar=2.0, **SZ) == (40.0, 20.0, {"z": 16.0})
    assert tangent(scaled)(2.0, x_dot=1.0, s_dot=1.0, o_dot={"z": 1.0}, **SZ) == (40.0, 38.0)
    bound = functools.partial(scaled, **SZ)
    assert vjp(bound, 2.0)[1](2.0) == (40.0,)
    assert jvp(bound, (2.0,), (2.0,)) == (40.0, 40.0)
    assert grad(functools.partial(scaled, s=4.0), "z")(2.0, z=5.0) == 8.0


def test_every_way_at_once() -> None:
    kinds = ("x", "y", 3, "s", "t", "z")
    args, named = (2.0, 3.0, 0.0, 5.0), {"s": 7.0, "t": 11.0, "z": 13.0}
    product = all_ways(*args, **named)
    expected = tuple(product / value for value in (2.0, 3.0, 5.0, 7.0, 11.0, 13.0))
    assert grad(all_ways, kinds)(*args, **named) == expected
    assert grad(grad(all_ways), kinds[1:])(*args, **named) == tuple(value / 2.0 for value in expected[1:])
    assert Scaled().method(2.0, 1.0, 2.0, **SZ) == 120.0


def test_the_text_takes_what_the_function_takes() -> None:
    derivative = grad(all_ways)
    generated = derivative.specialise(2.0, 3.0, 0.0, 5.0, t=11.0, z=13.0)
    assert str(inspect.signature(generated)) == "(x, y=1.0, *r, s=1.0, t, all_ways_seed=1.0, **o)"
    assert generated(2.0, 3.0, 0.0, 5.0, t=11.0, z=13.0) == derivative(2.0, 3.0, 0.0, 5.0, t=11.0, z=13.0)


def test_items_are_guessed_by_what_is_read_of_them() -> None:
    assert "z = o['z']" in grad(scaled).source
    assert "return all_ways_seed * z * t * s * r_1 * y" in grad(all_ways).source
    assert "r_1_bar = " in grad(functools.partial(all_ways, 1.0, 2.0, 3.0)).source


def test_products_of_the_hessian_are_for_the_primals() -> None:
    assert hvp(functools.partial(scaled, **SZ), (2.0,), (1.0,)) == 0.0
    assert hvp(lambda x, c=2.0: x * x * c, (1.0,), (1.0,)) == 4.0
    assert hvp(lambda x, c=2.0: x * x * c, (1.0, 3.0), (1.0, None)) == (6.0, 2.0)
    assert hvp(lambda x, n: x**n, (2.0, 3), (1.0, None)) == pytest.approx(12.0)

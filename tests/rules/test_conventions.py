"""Where functions have kinks: the conventions of JAX."""

from __future__ import annotations

import math
import operator

import numpy as np
import pytest
from rule_check import Case, Fixed, Sample, check_derivatives, check_kinds

S = Sample
TABLE = [
    (abs, S(0.0), (0.0,)),
    (abs, S(np.zeros(2)), (np.zeros(2),)),
    (np.absolute, S(np.zeros(2)), (np.zeros(2),)),
    (np.maximum, S(np.ones(2), 1.0), (np.full(2, 0.5), 1.0)),
    (np.minimum, S(1.0, 1.0), (0.5, 0.5)),
    (max, S(1.0, 1.0), (0.5, 0.5)),
    (max, S(1.0, 1.0, 0.0), (0.5, 0.5, 0.0)),
    (min, S(1.0, 2.0), (1.0, 0.0)),
    (np.max, S(np.array([2.0, 1.0, 2.0])), (np.array([0.5, 0.0, 0.5]),)),
    (operator.pow, S(0.0, Fixed(0)), (0.0,)),
    (operator.pow, S(0.0, Fixed(2)), (0.0,)),
    (operator.pow, S(0.0, 2.0), (0.0, 0.0)),
    (operator.pow, S(0.0, 0.0), (0.0, 0.0)),
    (operator.pow, S(np.zeros(2), 2.0), (np.zeros(2), 0.0)),
    (np.sqrt, S(np.zeros(1)), (np.full(1, np.inf),)),
    (np.prod, S(np.array([0.0, 2.0, 3.0])), (np.array([6.0, 0.0, 0.0]),)),
    (np.clip, S(np.array([-2.0, 0.0, 2.0]), Fixed(-1.0), Fixed(1.0)), (np.array([0.0, 1.0, 0.0]),)),
]


@pytest.mark.parametrize(("function", "sample", "expected"), TABLE)
def test_convention(function, sample, expected):
    case = Case(function, sample)
    (value,) = case.value(case.values)
    seed = np.ones_like(value) if isinstance(value, np.ndarray) else 1.0
    with np.errstate(divide="ignore"):
        bars = case.adjoint([seed], case.values)
    for bar, wanted in zip(bars, expected, strict=True):
        np.testing.assert_array_equal(bar, wanted)


def test_an_integer_power_of_zero_in_a_loop():
    for n in range(4):
        case = Case(operator.pow, S(0.0, n))
        assert case.adjoint([1.0], case.values) == (1.0 if n == 1 else 0.0,)


def test_python_floats_stay_python_floats():
    for function, args in [
        (math.sin, (0.3,)),
        (operator.pow, (0.3, 2.5)),
        (abs, (0.3,)),
        (max, (0.3, 0.4)),
        (operator.truediv, (0.3, 0.4)),
    ]:
        case = Case(function, S(*args))
        assert {type(bar) for bar in case.adjoint([1.0], case.values)} == {float}


COMPLEX = [
    (np.exp, S(0.3 + 0.4j)),
    (operator.mul, S(np.array([0.3 + 0.4j, 1.0j]), 0.7)),
    (operator.mul, S(0.3 + 0.4j, np.array([1.0, 2.0]))),
    (operator.pow, S(0.3 + 0.4j, Fixed(3))),
    (abs, S(0.3 + 0.4j)),
    (np.absolute, S(np.array([0.3 + 0.4j, 1.0j]))),
    (np.real, S(np.array([0.3 + 0.4j, 1.0j]))),
    (np.imag, S(np.array([0.3 + 0.4j, 1.0j]))),
    (np.conjugate, S(np.array([0.3 + 0.4j, 1.0j]))),
    (np.angle, S(np.array([0.3 + 0.4j, 1.0j]))),
    (operator.matmul, S(np.array([[0.3 + 0.4j, 1.0j]]), np.array([0.5, 0.6]))),
    (np.sum, S(np.array([0.3 + 0.4j, 1.0j]))),
]


@pytest.mark.parametrize(("function", "sample"), COMPLEX)
def test_complex(function, sample):
    case = Case(function, sample)
    check_kinds(case)
    check_derivatives(case)

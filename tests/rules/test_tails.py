"""Derivatives far out, where what is subtracted would cancel, and outside of supports."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.special as sp
import scipy.stats as st

from ast_ad import grad, hessian, jvp, runtime

TAILS = [
    (lambda x: sp.log_ndtr(x), -1e8, 1e8),
    (lambda x: st.norm.logcdf(x), -1e8, 1e8),
    (lambda x: st.norm.logsf(x, 0.0, 2.0), 2e8, -0.5e8),
    (lambda x: st.gumbel_l.logsf(x), 40.0, -np.exp(40.0)),
    (lambda x: st.gumbel_r.logcdf(x, 1.0), -39.0, np.exp(40.0)),
    (lambda x: st.expon.logcdf(x), -5.0, 0.0),
    (lambda x: st.expon.logsf(x), -5.0, 0.0),
    (lambda x: st.uniform.logsf(x), 2.0, 0.0),
    (lambda x: st.pareto.logsf(x, 2.5), 1e100, -2.5e-100),
    (lambda b: st.pareto.logsf(1e100, b), 2.5, -100 * math.log(10.0)),
]


@pytest.mark.parametrize(("function", "x", "expected"), TAILS)
def test_tail(function, x, expected):
    # Of the exponential of a number of some hundreds, the last digits are lost.
    rtol = 1e-12 if abs(expected) < 1e3 else 1e-14
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(grad(function)(x), expected, rtol=rtol)
        np.testing.assert_allclose(jvp(function, (x,), (1.0,))[1], expected, rtol=rtol)


def test_curvature_of_a_tail():
    """Of the second derivative, -r * (r + x), all digits would be lost."""
    for function in (sp.log_ndtr, st.norm.logcdf):
        for x, expected in ((-1e8, -1.0), (-1e3, -1 + 1e-6), (40.0, 0.0)):
            np.testing.assert_allclose(hessian(lambda x: function(x))(x), expected, rtol=1e-11, atol=1e-300)
            np.testing.assert_allclose(
                jvp(grad(lambda x: function(x)), (x,), (1.0,))[1], expected, rtol=1e-11, atol=1e-300
            )


@pytest.mark.parametrize(("n", "k"), [(3.0, 5.0), (3.0, -1.0), (-2.0, 1.0)])
def test_no_combinations(n, k):
    for function in (sp.comb, sp.perm):
        assert grad(lambda n, k: function(n, k), (0, 1))(n, k) == (0.0, 0.0)


def test_integrals_of_erfc_by_both_ways():
    x = np.array([-3.0, 0.3, 1.499, 1.501, 4.0, 8.0])
    u = np.linspace(0.0, 12.0, 200_001)
    for n in (1, 2, 5):
        values = 2 / math.sqrt(math.pi) * u**n / math.factorial(n) * np.exp(-u * u - 2 * x[:, None] * u)
        np.testing.assert_allclose(runtime.erfc_integral(x, n), np.trapezoid(values, u), rtol=1e-7)
        np.testing.assert_allclose(runtime.erfc_integral(1.5, n), runtime.erfc_integral(1.5 - 1e-13, n), rtol=1e-11)


def test_scale_of_a_steep_tail():
    found = grad(lambda loc, scale: st.norm.logcdf(-6e8, loc, scale), (0, 1))(0.0, 2.0)
    np.testing.assert_allclose(found, (-1.5e8, -3e8 * -1.5e8), rtol=1e-14)


SHAPES_OUTSIDE = [
    (lambda x, c: st.weibull_min.cdf(x, c), [-1.0, 0.0, np.inf], 0.7),
    (lambda x, c: st.weibull_max.logsf(x, c), [1.0, 0.0, -np.inf], 0.7),
    (lambda x, c: st.lognorm.logcdf(x, c), [-1.0, 0.0], 0.7),
    (lambda x, c: st.powernorm.cdf(x, c), [-40.0, np.inf], 1.3),
    (lambda x, c: st.genpareto.sf(x, c), [-1.0, 3.0, np.inf], -0.5),
    (lambda x, c: st.genextreme.logcdf(x, c), [2.0, 3.0], 0.5),
    (lambda x, c: st.truncexpon.sf(x, c), [-1.0, 0.0, 2.0], 1.5),
    (lambda x, c: st.kappa4.cdf(x, 1.2, c), [-9.0, 3.0], 0.4),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("function", "x", "c"), SHAPES_OUTSIDE)
def test_parameters_of_the_shape_outside_of_the_support(function, x, c):
    for point in x:
        slope = grad(lambda c: function(point, c))
        assert slope(c) == 0
        assert grad(lambda c: slope(c))(c) == 0


def test_parameters_of_the_shape_far_out():
    np.testing.assert_allclose(grad(lambda c: st.weibull_min.logsf(40.0, c))(1.5), -(40.0**1.5) * np.log(40.0))
    np.testing.assert_allclose(grad(lambda b: st.pareto.logsf(1e60, b))(2.5), -np.log(1e60), rtol=1e-13)

"""Derivatives far out, where what is subtracted would cancel, and outside of supports."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.special as sp
import scipy.stats as st

from ast_ad import grad, jvp

TAILS = [
    (lambda x: sp.log_ndtr(x), -1e8, 1e8),
    (lambda x: st.norm.logcdf(x), -1e8, 1e8),
    (lambda x: st.norm.logsf(x, 0.0, 2.0), 2e8, -0.5e8),
    (lambda x: st.gumbel_l.logsf(x), 40.0, -np.exp(40.0)),
    (lambda x: st.gumbel_r.logcdf(x, 1.0), -39.0, np.exp(40.0)),
    (lambda x: st.expon.logcdf(x), -5.0, 0.0),
    (lambda x: st.expon.logsf(x), -5.0, 0.0),
    (lambda x: st.uniform.logsf(x), 2.0, 0.0),
]


@pytest.mark.parametrize(("function", "x", "expected"), TAILS)
def test_tail(function, x, expected):
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(grad(function)(x), expected, rtol=1e-14)
        np.testing.assert_allclose(jvp(function, (x,), (1.0,))[1], expected, rtol=1e-14)


def test_scale_of_a_steep_tail():
    found = grad(lambda loc, scale: st.norm.logcdf(-6e8, loc, scale), (0, 1))(0.0, 2.0)
    np.testing.assert_allclose(found, (-1.5e8, -3e8 * -1.5e8), rtol=1e-14)

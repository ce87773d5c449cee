"""Programs of two numbers: functions whose arguments do not vary, of which some have no rule."""

from __future__ import annotations

import numpy as np
import scipy.signal as signal
import scipy.special as sp
from numpy.polynomial import chebyshev, hermite, hermite_e, laguerre, legendre
from scipy import stats

ORDER = 4
EXPONENT = 0.4


def gauss_legendre(a, b):
    nodes, weights = legendre.leggauss(5)
    return np.sum(weights * np.exp(-a * nodes) * b)


def quadratures_of_numpy(a, b):
    total = 0.0
    for rule in (legendre.leggauss, hermite.hermgauss, laguerre.laggauss, chebyshev.chebgauss, hermite_e.hermegauss):
        nodes, weights = rule(3)
        total = total + np.sum(weights * np.cos(a * nodes)) * b
    return total


def quadratures_of_more_and_more_nodes(a, b):
    total = 0.0
    for n in range(1, 5):
        nodes, weights = laguerre.laggauss(n)
        total = total + np.sum(weights * np.exp(-a * nodes)) * b
    return total


def quadratures_of_scipy(a, b):
    nodes, weights = sp.roots_legendre(ORDER)
    others, of_others, total = sp.roots_hermite(ORDER, mu=True)
    return np.sum(weights * np.exp(-a * nodes)) + b * total * np.sum(of_others * np.sin(a * others))


def nodes_of_a_constant_parameter(a, b):
    nodes, weights = sp.roots_genlaguerre(3, EXPONENT)
    return np.sum(weights * np.sin(a * nodes)) * b


def zeros_of_bessel_functions(a, b):
    return a * sp.jn_zeros(0, 3)[1] * b


def functions_without_a_rule(a, b):
    return a * sp.jve(EXPONENT, 0.3) + b * stats.vonmises.cdf(0.3, 2.0) + a * b * stats.gamma.entropy(2.0)


def a_filter_designed_inside(a, b):
    return np.sum(np.convolve(signal.firwin(5, 0.3), a * np.arange(8.0)) ** 2) + b * signal.butter(2, 0.2)[1][1]


PROGRAMS = [f for f in list(globals().values()) if getattr(f, "__module__", "") == __name__]

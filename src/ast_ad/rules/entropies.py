"""Entropies of distributions, where they have closed forms: of the standard variable, by the parameters of the shape.

A scale adds its logarithm.
"""

from __future__ import annotations

import math as real_math
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.densities import HALF_LOG_2PI, Standard, log
from ast_ad.rules.scipy_special import call

_LOG_2, _LOG_PI = real_math.log(2), real_math.log(real_math.pi)
_EULER = float(np.euler_gamma)


def _psi(x: Any) -> Any:
    return call(sp.psi, x)


def _gammaln(x: Any) -> Any:
    return call(sp.gammaln, x)


def _beta(a: Any, b: Any) -> Any:
    return call(sp.betaln, a, b) - (a - 1) * _psi(a) - (b - 1) * _psi(b) + (a + b - 2) * _psi(a + b)


def _of_f(n: Any, m: Any) -> Any:
    left, right = n / 2, m / 2
    constant = log(m) - log(n) + call(sp.betaln, left, right)
    return constant + (1 - left) * _psi(left) - (1 + right) * _psi(right) + (left + right) * _psi(left + right)


def _gamma(a: Any) -> Any:
    return a + _gammaln(a) + (1 - a) * _psi(a)


def _of_t(df: Any) -> Any:
    half, more = df / 2, (df + 1) / 2
    return more * (_psi(more) - _psi(half)) + log(df) / 2 + call(sp.betaln, half, 0.5)


def _truncated_exponential(b: Any) -> Any:
    grown = call(np.expm1, b)
    return log(grown) + 1 - b - b / grown


def _von_mises(kappa: Any) -> Any:
    scaled = call(sp.i0e, kappa)
    return kappa * (1 - call(sp.i1e, kappa) / scaled) + 2 * HALF_LOG_2PI + log(scaled)


def _bradford(c: Any) -> Any:
    k = call(np.log1p, c)
    return k / 2 - log(c) + log(k)


ENTROPIES: dict[str, Standard] = {
    "anglit": lambda: 1 - _LOG_2,
    "arcsine": lambda: _LOG_PI - 2 * _LOG_2,
    "beta": _beta,
    "bradford": _bradford,
    "cauchy": lambda: _LOG_PI + 2 * _LOG_2,
    "chi": lambda df: _gammaln(df / 2) + (df - _LOG_2 - (df - 1) * _psi(df / 2)) / 2,
    "chi2": lambda df: _gamma(df / 2) + _LOG_2,
    "cosine": lambda: _LOG_PI + 2 * _LOG_2 - 1,
    "dgamma": lambda a: _gamma(a) + _LOG_2,
    "dweibull": lambda c: _EULER * (1 - 1 / c) - log(c) + 1 + _LOG_2,
    "erlang": _gamma,
    "expon": lambda: 1.0,
    "f": _of_f,
    "fisk": lambda c: 2 - log(c),
    "gamma": _gamma,
    "gengamma": lambda a, c: a * (1 - _psi(a)) + _psi(a) / c + _gammaln(a) - log(call(np.abs, c)),
    "genextreme": lambda c: _EULER * (1 - c) + 1,
    "genhalflogistic": lambda c: 2 - (2 * c + 1) * _LOG_2,
    "genlogistic": lambda c: _psi(c + 1) - log(c) + _EULER + 1,
    "gennorm": lambda beta: 1 / beta - log(beta / 2) + _gammaln(1 / beta),
    "genpareto": lambda c: 1 + c,
    "gibrat": lambda: HALF_LOG_2PI + 0.5,
    "gumbel_l": lambda: _EULER + 1,
    "gumbel_r": lambda: _EULER + 1,
    "halfcauchy": lambda: 2 * HALF_LOG_2PI,
    "halfgennorm": lambda beta: 1 / beta - log(beta) + _gammaln(1 / beta),
    "halflogistic": lambda: 2 - _LOG_2,
    "halfnorm": lambda: HALF_LOG_2PI + 0.5 - _LOG_2,
    "hypsecant": lambda: 2 * HALF_LOG_2PI,
    "invgamma": lambda a: a + _gammaln(a) - (1 + a) * _psi(a),
    "invweibull": lambda c: 1 + _EULER + _EULER / c - log(c),
    "laplace": lambda: _LOG_2 + 1,
    "laplace_asymmetric": lambda kappa: 1 + log(kappa + 1 / kappa),
    "loggamma": lambda c: c + _gammaln(c) - c * _psi(c),
    "logistic": lambda: 2.0,
    "loglaplace": lambda c: 1 + _LOG_2 - log(c),
    "lognorm": lambda s: HALF_LOG_2PI + 0.5 + log(s),
    "loguniform": lambda a, b: (log(a) + log(b)) / 2 + log(log(b) - log(a)),
    "lomax": lambda c: 1 + 1 / c - log(c),
    "maxwell": lambda: _EULER + HALF_LOG_2PI - 0.5,
    "nakagami": lambda nu: nu + _gammaln(nu) - (nu - 0.5) * _psi(nu) - log(nu) / 2 - _LOG_2,
    "norm": lambda: HALF_LOG_2PI + 0.5,
    "pareto": lambda b: 1 + 1 / b - log(b),
    "powerlaw": lambda a: 1 - 1 / a - log(a),
    "rayleigh": lambda: _EULER / 2 + 1 - _LOG_2 / 2,
    "reciprocal": lambda a, b: (log(a) + log(b)) / 2 + log(log(b) - log(a)),
    "semicircular": lambda: _LOG_PI - 0.5,
    "t": _of_t,
    "trapezoid": lambda c, d: (1 - d + c) / (1 + d - c) / 2 + log((1 + d - c) / 2),
    "triang": lambda c: 0.5 - _LOG_2 + 0 * c,
    "truncexpon": _truncated_exponential,
    "truncpareto": lambda b, c: (1 + 1 / b) - (b + 1) * log(c) / call(np.expm1, b * log(c)) - log(b) + log(1 - c**-b),
    "uniform": lambda: 0.0,
    "vonmises": _von_mises,
    "weibull_max": lambda c: _EULER * (1 - 1 / c) - log(c) + 1,
    "weibull_min": lambda c: _EULER * (1 - 1 / c) - log(c) + 1,
    "wrapcauchy": lambda c: 2 * HALF_LOG_2PI + call(np.log1p, -c * c),
}

"""Entropies of distributions, where they have closed forms: of the standard variable, by the parameters of the shape.

A scale adds its logarithm.
"""

from __future__ import annotations

import math as real_math
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.densities import HALF_LOG_2PI, Standard, log, log_normal_mass
from ast_ad.rules.scipy_special import ROOT_2PI, call
from ast_ad.rules.symbolic import Symbol

_LOG_2, _LOG_PI = real_math.log(2), real_math.log(real_math.pi)
_EULER = float(np.euler_gamma)
_LEVY = (1 + 3 * _EULER + 4 * _LOG_2 + _LOG_PI) / 2
# The means of log(1 + x) and of its logarithm for an exponential variable x.
_EXP1, _LOG_LOG = float(real_math.e * sp.exp1(1.0)), -0.897309993998158
_TINY = 1e-300


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


def _scaled_exp1(x: Any) -> Any:
    """exp(x) * exp1(x), which does not overflow."""
    return call(sp.hyperu, 1.0, 1.0, x)


def _log_of_power(power: Any) -> Any:
    """The mean of log(1 - u**power) for a uniform u, with the other sign."""
    return _psi(1 + 1 / power) + _EULER


def _kappa4(h: Any, k: Any) -> Any:
    """The root in the distribution function is ((1 - u**h) / h) for a uniform u."""
    size = call(np.abs, h)
    root = -_log_of_power(size) - log(size) - _least(h)
    return (k - 1) * root + 1 - h


def _least(h: Any) -> Any:
    """h where it is negative, else 0."""
    return h.apply(np.minimum, h, 0.0) if isinstance(h, Symbol) else min(h, 0.0)


def _pearson(skew: Any) -> Any:
    a = 4 / (skew * skew)
    return _gamma(a) - log(a) / 2


def _inverse_gauss(mu: Any) -> Any:
    return HALF_LOG_2PI + 0.5 + 1.5 * (log(mu) - _scaled_exp1(2 / mu))


def _folded_cauchy(c: Any) -> Any:
    root = call(np.sqrt, 1 + c * c)
    return 2 * _LOG_2 + _LOG_PI + log(root / (1 + root))


def _truncated_normal(a: Any, b: Any) -> Any:
    log_mass = log_normal_mass(a, b)
    ends = a * call(np.exp, -a * a / 2 - log_mass) - b * call(np.exp, -b * b / 2 - log_mass)
    return HALF_LOG_2PI + 0.5 + log_mass + ends * real_math.exp(-HALF_LOG_2PI) / 2


def _truncated_weibull(c: Any, a: Any, b: Any) -> Any:
    """The power z**c has a truncated exponential distribution. Its logarithm is also taken where it may be 0."""
    low, high = a**c + _TINY, b**c
    ratio = call(np.exp, low - high)
    mean = 1 + (low - high * ratio) / (1 - ratio)
    log_mean = (log(low) + _scaled_exp1(low) - ratio * (log(high) + _scaled_exp1(high))) / (1 - ratio)
    return log(1 - ratio) - low - log(c) - (1 - 1 / c) * log_mean + mean


def _crystal_ball(beta: Any, m: Any) -> Any:
    height, right = call(np.exp, -beta * beta / 2), ROOT_2PI * call(sp.ndtr, beta)
    tail = m * height / (beta * (m - 1))
    mass = tail + right
    return log(mass) + ((right - beta * height) / 2 + tail * (beta * beta / 2 + m / (m - 1))) / mass


def _skew_t(a: Any, b: Any) -> Any:
    total = _psi(a + b) - _LOG_2
    found = (a + b - 1) * _LOG_2 + call(sp.betaln, a, b) + log(a + b) / 2
    return found - (a + 0.5) * (_psi(a) - total) - (b + 0.5) * (_psi(b) - total)


def _breit_wigner(rho: Any) -> Any:
    """By residues: the density is rational, with the poles q and -q, and their conjugates."""
    q = np.sqrt(rho * rho + 1j * rho)
    height = 2 / (real_math.pi * rho * np.real(1 / q))
    weight = real_math.pi * height * rho / (4 * q)
    distances = np.real(weight * (2 * np.log(2 * q) - 1j * real_math.pi)) + np.log(2 * np.imag(q))
    return 2 * distances - np.log(height) - 2 * log(rho)


def _burr(c: Any, d: Any) -> Any:
    return (1 + 1 / c) * (_psi(d) + _EULER) + 1 + 1 / d - log(c) - log(d)


ENTROPIES: dict[str, Standard] = {
    "anglit": lambda: 1 - _LOG_2,
    "arcsine": lambda: _LOG_PI - 2 * _LOG_2,
    "beta": _beta,
    "betaprime": lambda a, b: call(sp.betaln, a, b) - (a - 1) * _psi(a) - (b + 1) * _psi(b) + (a + b) * _psi(a + b),
    "bradford": _bradford,
    "burr": _burr,
    "burr12": lambda c, d: (1 - 1 / c) * (_psi(d) + _EULER) + 1 + 1 / d - log(c) - log(d),
    "cauchy": lambda: _LOG_PI + 2 * _LOG_2,
    "chi": lambda df: _gammaln(df / 2) + (df - _LOG_2 - (df - 1) * _psi(df / 2)) / 2,
    "chi2": lambda df: _gamma(df / 2) + _LOG_2,
    "cosine": lambda: _LOG_PI + 2 * _LOG_2 - 1,
    "crystalball": _crystal_ball,
    "dgamma": lambda a: _gamma(a) + _LOG_2,
    "dweibull": lambda c: _EULER * (1 - 1 / c) - log(c) + 1 + _LOG_2,
    "erlang": _gamma,
    "expon": lambda: 1.0,
    "exponpow": lambda b: 1 - log(b) - (1 - 1 / b) * _LOG_LOG - _EXP1,
    "f": _of_f,
    "fisk": lambda c: 2 - log(c),
    "foldcauchy": _folded_cauchy,
    "gamma": _gamma,
    "gengamma": lambda a, c: a * (1 - _psi(a)) + _psi(a) / c + _gammaln(a) - log(call(np.abs, c)),
    "genextreme": lambda c: _EULER * (1 - c) + 1,
    "genhalflogistic": lambda c: 2 - (2 * c + 1) * _LOG_2,
    "genlogistic": lambda c: _psi(c + 1) - log(c) + _EULER + 1,
    "gennorm": lambda beta: 1 / beta - log(beta / 2) + _gammaln(1 / beta),
    "genpareto": lambda c: 1 + c,
    "gibrat": lambda: HALF_LOG_2PI + 0.5,
    "gompertz": lambda c: 1 - log(c) - _scaled_exp1(c),
    "gumbel_l": lambda: _EULER + 1,
    "gumbel_r": lambda: _EULER + 1,
    "halfcauchy": lambda: 2 * HALF_LOG_2PI,
    "halfgennorm": lambda beta: 1 / beta - log(beta) + _gammaln(1 / beta),
    "halflogistic": lambda: 2 - _LOG_2,
    "halfnorm": lambda: HALF_LOG_2PI + 0.5 - _LOG_2,
    "hypsecant": lambda: 2 * HALF_LOG_2PI,
    "invgamma": lambda a: a + _gammaln(a) - (1 + a) * _psi(a),
    "invgauss": _inverse_gauss,
    "invweibull": lambda c: 1 + _EULER + _EULER / c - log(c),
    "jf_skew_t": _skew_t,
    "kappa3": lambda a: (1 + 1 / a) * (log(a) + _log_of_power(a)) - log(a),
    "kappa4": _kappa4,
    "laplace": lambda: _LOG_2 + 1,
    "laplace_asymmetric": lambda kappa: 1 + log(kappa + 1 / kappa),
    "levy": lambda: _LEVY,
    "levy_l": lambda: _LEVY,
    "loggamma": lambda c: c + _gammaln(c) - c * _psi(c),
    "logistic": lambda: 2.0,
    "loglaplace": lambda c: 1 + _LOG_2 - log(c),
    "lognorm": lambda s: HALF_LOG_2PI + 0.5 + log(s),
    "loguniform": lambda a, b: (log(a) + log(b)) / 2 + log(log(b) - log(a)),
    "lomax": lambda c: 1 + 1 / c - log(c),
    "maxwell": lambda: _EULER + HALF_LOG_2PI - 0.5,
    "mielke": lambda k, s: _burr(s, k / s),
    "moyal": lambda: (_EULER + _LOG_2 + 1) / 2 + HALF_LOG_2PI,
    "nakagami": lambda nu: nu + _gammaln(nu) - (nu - 0.5) * _psi(nu) - log(nu) / 2 - _LOG_2,
    "norm": lambda: HALF_LOG_2PI + 0.5,
    "pareto": lambda b: 1 + 1 / b - log(b),
    "pearson3": _pearson,
    "powerlaw": lambda a: 1 - 1 / a - log(a),
    "rayleigh": lambda: _EULER / 2 + 1 - _LOG_2 / 2,
    "rdist": lambda c: _beta(c / 2, c / 2) + _LOG_2,
    "recipinvgauss": lambda mu: HALF_LOG_2PI + 0.5 - (log(mu) - _scaled_exp1(2 / mu)) / 2,
    "reciprocal": lambda a, b: (log(a) + log(b)) / 2 + log(log(b) - log(a)),
    "rel_breitwigner": _breit_wigner,
    "semicircular": lambda: _LOG_PI - 0.5,
    "skewcauchy": lambda a: 2 * _LOG_2 + _LOG_PI + 0 * a,
    "t": _of_t,
    "trapezoid": lambda c, d: (1 - d + c) / (1 + d - c) / 2 + log((1 + d - c) / 2),
    "triang": lambda c: 0.5 - _LOG_2 + 0 * c,
    "truncexpon": _truncated_exponential,
    "truncnorm": _truncated_normal,
    "truncpareto": lambda b, c: (1 + 1 / b) - (b + 1) * log(c) / call(np.expm1, b * log(c)) - log(b) + log(1 - c**-b),
    "truncweibull_min": _truncated_weibull,
    "uniform": lambda: 0.0,
    "vonmises": _von_mises,
    "vonmises_line": _von_mises,
    "wald": lambda: HALF_LOG_2PI + 0.5 - 1.5 * float(sp.hyperu(1.0, 1.0, 2.0)),
    "weibull_max": lambda c: _EULER * (1 - 1 / c) - log(c) + 1,
    "weibull_min": lambda c: _EULER * (1 - 1 / c) - log(c) + 1,
    "wrapcauchy": lambda c: 2 * HALF_LOG_2PI + call(np.log1p, -c * c),
}

# Of distributions on whole numbers.
COUNTED: dict[str, Standard] = {
    "bernoulli": lambda p: call(sp.entr, p) + call(sp.entr, 1 - p),
    "boltzmann": lambda lamda, N: (
        log(call(np.expm1, -lamda * N) / call(np.expm1, -lamda))
        + lamda / call(np.expm1, lamda)
        - lamda * N / call(np.expm1, lamda * N)
    ),
    "dlaplace": lambda a: a / call(np.sinh, a) - log(call(np.tanh, a / 2)),
    "geom": lambda p: (call(sp.entr, p) + call(sp.entr, 1 - p)) / p,
    "planck": lambda lamda: lamda / call(np.expm1, lamda) - log(-call(np.expm1, -lamda)),
}

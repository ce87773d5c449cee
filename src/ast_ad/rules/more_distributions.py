"""Logarithms of densities on half lines and intervals, and of those made from the normal one. See ``distributions``."""

from __future__ import annotations

import math as real_math
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.densities import HALF_LOG_2PI, Standard, between, log
from ast_ad.rules.scipy_special import call

_LOG_2, _LOG_PI = real_math.log(2), real_math.log(real_math.pi)


def _on(low: float | None, high: float | None, density: Callable[..., Any]) -> Standard:
    """A density that is 0 outside of an interval."""
    return lambda z, *shapes: between(z, low, high, density(z, *shapes))


def _positive(density: Callable[..., Any]) -> Standard:
    return _on(0.0, None, density)


def _normal(z: Any) -> Any:
    return -z * z / 2 - HALF_LOG_2PI


def _truncated_weibull(z: Any, c: Any, a: Any, b: Any) -> Any:
    low, high = a**c, b**c
    inside = log(c) + call(sp.xlogy, c - 1, z) - z**c + low - log(-call(np.expm1, low - high))
    return between(z, a, b, inside)


def _of_f(z: Any, n: Any, m: Any) -> Any:
    return (
        m / 2 * log(m) + n / 2 * log(n) + call(sp.xlogy, n / 2 - 1, z) - (n + m) / 2 * np.log(m + n * z)
        - call(sp.betaln, n / 2, m / 2)
    )  # fmt: skip


def _johnson_bounded(z: Any, a: Any, b: Any) -> Any:
    return log(b) - np.log(z) - np.log1p(-z) + _normal(a + b * np.log(z / (1 - z)))


def _exponential_normal(z: Any, K: Any) -> Any:
    return (0.5 / K - z) / K + sp.log_ndtr(z - 1 / K) - log(K)


def _norm_inverse_gauss(z: Any, a: Any, b: Any) -> Any:
    root = np.sqrt(1 + z * z)
    return log(a) - _LOG_PI + np.log(sp.k1e(a * root)) + b * z - a * root + call(np.sqrt, a * a - b * b) - np.log(root)


DENSITIES: dict[str, Standard] = {
    # On the half line.
    "alpha": _positive(lambda z, a: -2 * np.log(z) - call(sp.log_ndtr, a) + _normal(a - 1 / z)),
    "betaprime": _positive(
        lambda z, a, b: call(sp.xlogy, a - 1, z) - (a + b) * np.log1p(z) - call(sp.betaln, a, b)
    ),
    "burr": _positive(lambda z, c, d: log(c) + log(d) - (c + 1) * np.log(z) - (d + 1) * np.log1p(z**-c)),
    "burr12": _positive(
        lambda z, c, d: log(c) + log(d) + call(sp.xlogy, c - 1, z) - (d + 1) * np.log1p(z**c)
    ),
    "chi": _positive(
        lambda z, df: (1 - df / 2) * _LOG_2 - call(sp.gammaln, df / 2) + call(sp.xlogy, df - 1, z) - z * z / 2
    ),
    "erlang": _positive(lambda z, a: call(sp.xlogy, a - 1, z) - z - call(sp.gammaln, a)),
    "exponpow": _positive(lambda z, b: 1 + log(b) + call(sp.xlogy, b - 1, z) + z**b - np.exp(z**b)),
    "exponweib": _positive(
        lambda z, a, c: (
            log(a) + log(c) + call(sp.xlogy, a - 1, -np.expm1(-(z**c))) - z**c + call(sp.xlogy, c - 1, z)
        )
    ),
    "f": _positive(_of_f),
    "fatiguelife": _positive(
        lambda z, c: np.log1p(z) - (z - 1) ** 2 / (2 * z * c * c) - log(c) - _LOG_2 - HALF_LOG_2PI - 1.5 * np.log(z)
    ),
    "fisk": _positive(lambda z, c: log(c) - (c + 1) * np.log(z) - 2 * np.log1p(z**-c)),
    "foldcauchy": _positive(
        lambda z, c: np.log(1 / (1 + (z - c) ** 2) + 1 / (1 + (z + c) ** 2)) - _LOG_PI
    ),
    "foldnorm": _positive(lambda z, c: np.logaddexp(_normal(z + c), _normal(z - c))),
    "genexpon": _positive(
        lambda z, a, b, c: (
            np.log(a - b * np.expm1(-c * z)) - (a + b) * z - b * np.expm1(-c * z) / c
        )
    ),
    "gengamma": _positive(
        lambda z, a, c: log(call(np.abs, c)) + call(sp.xlogy, c * a - 1, z) - z**c - call(sp.gammaln, a)
    ),
    "gibrat": _positive(lambda z: _normal(np.log(z)) - np.log(z)),
    "gompertz": _positive(lambda z, c: log(c) + z - c * np.expm1(z)),
    "halfcauchy": _positive(lambda z: _LOG_2 - _LOG_PI - np.log1p(z * z)),
    "halfgennorm": _positive(lambda z, beta: log(beta) - call(sp.gammaln, 1 / beta) - z**beta),
    "halflogistic": _positive(lambda z: _LOG_2 + z + 2 * sp.log_expit(-z)),
    "halfnorm": _positive(lambda z: _normal(z) + _LOG_2),
    "invgamma": _positive(lambda z, a: -(a + 1) * np.log(z) - call(sp.gammaln, a) - 1 / z),
    "invgauss": _positive(lambda z, mu: -HALF_LOG_2PI - 1.5 * np.log(z) - (z / mu - 1) ** 2 / (2 * z)),
    "invweibull": _positive(lambda z, c: log(c) - (c + 1) * np.log(z) - z**-c),
    "levy": _positive(lambda z: -HALF_LOG_2PI - 1.5 * np.log(z) - 0.5 / z),
    "loglaplace": _positive(lambda z, c: log(c) - _LOG_2 - c * np.abs(np.log(z)) - np.log(z)),
    "lognorm": _positive(lambda z, s: _normal(np.log(z) / s) - np.log(z) - log(s)),
    "lomax": _positive(lambda z, c: log(c) - (c + 1) * np.log1p(z)),
    "maxwell": _positive(lambda z: _normal(z) + _LOG_2 + 2 * np.log(z)),
    "mielke": _positive(
        lambda z, k, s: log(k) + call(sp.xlogy, k - 1, z) - (1 + k / s) * np.log1p(z**s)
    ),
    "nakagami": _positive(
        lambda z, nu: (
            _LOG_2 + nu * log(nu) - call(sp.gammaln, nu) + call(sp.xlogy, 2 * nu - 1, z) - nu * z * z
        )
    ),
    "powerlognorm": _positive(
        lambda z, c, s: (
            log(c) - np.log(z) - log(s) + _normal(np.log(z) / s) + (c - 1) * sp.log_ndtr(-np.log(z) / s)
        )
    ),
    "rayleigh": _positive(lambda z: np.log(z) - z * z / 2),
    "recipinvgauss": _positive(lambda z, mu: -HALF_LOG_2PI - np.log(z) / 2 - (1 / mu - z) ** 2 / (2 * z)),
    "rice": _positive(lambda z, b: np.log(z) - (z - b) ** 2 / 2 + np.log(sp.i0e(z * b))),
    "wald": _positive(lambda z: -HALF_LOG_2PI - 1.5 * np.log(z) - (z - 1) ** 2 / (2 * z)),
    "weibull_min": _positive(lambda z, c: log(c) + call(sp.xlogy, c - 1, z) - z**c),
    "levy_l": _on(None, 0.0, lambda z: -HALF_LOG_2PI - 1.5 * np.log(-z) + 0.5 / z),
    "weibull_max": _on(None, 0.0, lambda z, c: log(c) + call(sp.xlogy, c - 1, -z) - (-z) ** c),
    # On an interval.
    "anglit": _on(-real_math.pi / 4, real_math.pi / 4, lambda z: np.log(np.cos(2 * z))),
    "arcsine": _on(0.0, 1.0, lambda z: -_LOG_PI - np.log(z * (1 - z)) / 2),
    "bradford": _on(0.0, 1.0, lambda z, c: log(c) - np.log1p(c * z) - log(call(np.log1p, c))),
    "cosine": _on(-real_math.pi, real_math.pi, lambda z: np.log1p(np.cos(z)) - _LOG_2 - _LOG_PI),
    "johnsonsb": _on(0.0, 1.0, _johnson_bounded),
    "powerlaw": _on(0.0, 1.0, lambda z, a: log(a) + call(sp.xlogy, a - 1, z)),
    "rdist": _on(
        -1.0,
        1.0,
        lambda z, c: (c / 2 - 1) * np.log((1 - z * z) / 4) - call(sp.betaln, c / 2, c / 2) - _LOG_2,
    ),
    "semicircular": _on(-1.0, 1.0, lambda z: _LOG_2 - _LOG_PI + np.log1p(-z * z) / 2),
    "loguniform": lambda z, a, b: between(z, a, b, -np.log(z) - log(log(b) - log(a))),
    "reciprocal": lambda z, a, b: between(z, a, b, -np.log(z) - log(log(b) - log(a))),
    "truncexpon": lambda z, b: between(z, 0.0, b, -z - log(-call(np.expm1, -b))),
    "truncpareto": lambda z, b, c: between(
        z, 1.0, c, log(b) - log(-call(np.expm1, -b * log(c))) - (b + 1) * np.log(z)
    ),
    "truncweibull_min": _truncated_weibull,
    # On the whole line.
    "dgamma": lambda z, a: call(sp.xlogy, a - 1, np.abs(z)) - np.abs(z) - _LOG_2 - call(sp.gammaln, a),
    "dweibull": lambda z, c: log(c) - _LOG_2 + call(sp.xlogy, c - 1, np.abs(z)) - np.abs(z) ** c,
    "exponnorm": _exponential_normal,
    "genlogistic": lambda z, c: log(c) - z + (c + 1) * sp.log_expit(z),
    "hypsecant": lambda z: _LOG_2 - _LOG_PI - np.logaddexp(z, -z),
    "johnsonsu": lambda z, a, b: log(b) - np.log1p(z * z) / 2 + _normal(a + b * np.arcsinh(z)),
    "laplace_asymmetric": lambda z, kappa: z * np.where(z >= 0, -kappa, 1 / kappa) - log(kappa + 1 / kappa),
    "loggamma": lambda z, c: c * z - np.exp(z) - call(sp.gammaln, c),
    "moyal": lambda z: -(z + np.exp(-z)) / 2 - HALF_LOG_2PI,
    "norminvgauss": _norm_inverse_gauss,
    "powernorm": lambda z, c: log(c) + _normal(z) + (c - 1) * sp.log_ndtr(-z),
    "skewcauchy": lambda z, a: -_LOG_PI - np.log1p((z / (a * np.sign(z) + 1)) ** 2),
    "skewnorm": lambda z, a: _LOG_2 + _normal(z) + sp.log_ndtr(a * z),
}  # fmt: skip

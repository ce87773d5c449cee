"""Logarithms of densities that are written with special functions. See ``distributions``.

By the parameters that are orders of those functions there are no derivatives.
"""

from __future__ import annotations

import math as real_math
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad import runtime
from ast_ad.rules.densities import HALF_LOG_2PI, Standard, between, log
from ast_ad.rules.more_distributions import DENSITIES
from ast_ad.rules.scipy_noncentral import log_noncentral_t_density
from ast_ad.rules.scipy_special import call

_LOG_2, _LOG_PI = real_math.log(2), real_math.log(real_math.pi)


def _argus(z: Any, chi: Any) -> Any:
    mass = call(sp.gammainc, 1.5, chi * chi / 2) / 2
    inside = np.log(z) + np.log1p(-z * z) / 2 - chi * chi * (1 - z * z) / 2
    return between(z, 0.0, 1.0, inside + 3 * log(chi) - HALF_LOG_2PI - log(mass))


def _crystal_ball(z: Any, beta: Any, m: Any) -> Any:
    """A normal density with a tail that falls like a power."""
    tail = call(np.exp, -beta * beta / 2) * m / (beta * (m - 1))
    mass = tail + real_math.sqrt(2 * real_math.pi) * call(sp.ndtr, beta)
    left = m * log(m / beta) - beta * beta / 2 - m * np.log(m / beta - beta - np.minimum(z, -beta))
    return np.where(z > -beta, -z * z / 2, left) - log(mass)


def _log_mills(y: Any) -> Any:
    """The logarithm of the mass of the normal distribution above y, over its density."""
    return sp.log_ndtr(-y) + y * y / 2 + HALF_LOG_2PI


def _double_pareto(z: Any, u: Any, s: Any, a: Any, b: Any) -> Any:
    t = (np.log(z) - u) / s
    tails = np.logaddexp(_log_mills(a * s - t), _log_mills(b * s + t))
    inside = log(a) + log(b) - log(a + b) - np.log(z) - t * t / 2 - HALF_LOG_2PI + tails
    return between(z, 0.0, None, inside)


def _half_logistic(z: Any, c: Any) -> Any:
    root = np.log1p(-c * z) / c
    return between(z, 0.0, 1 / c, _LOG_2 + (1 - c) * root - 2 * np.log1p(np.exp(root)))


def _hyperbolic(z: Any, p: Any, a: Any, b: Any) -> Any:
    gamma, root = call(np.sqrt, (a - b) * (a + b)), np.sqrt(1 + z * z)
    constant = p * log(gamma) - log(call(sp.kve, p, gamma)) + gamma - HALF_LOG_2PI + (0.5 - p) * log(a)
    return constant + b * z - a * root + np.log(sp.kve(p - 0.5, a * root)) + (p - 0.5) * np.log(root)


def _inverse_gauss(z: Any, p: Any, b: Any) -> Any:
    inside = (p - 1) * np.log(z) - b * (z - 1) ** 2 / (2 * z) - _LOG_2 - log(call(sp.kve, p, b))
    return between(z, 0.0, None, inside)


def _hypergeometric_beta(x: Any, a: Any, b: Any, c: Any, z: Any) -> Any:
    constant = call(sp.betaln, a, b) + log(call(sp.hyp2f1, c, a, a + b, -z))
    inside = call(sp.xlogy, a - 1, x) + call(sp.xlog1py, b - 1, -x) - c * np.log1p(z * x)
    return between(x, 0.0, 1.0, inside - constant)


def _skew_t(z: Any, a: Any, b: Any) -> Any:
    ratio = z / np.sqrt(a + b + z * z)
    constant = (a + b - 1) * _LOG_2 + call(sp.betaln, a, b) + log(a + b) / 2
    return (a + 0.5) * np.log1p(ratio) + (b + 0.5) * np.log1p(-ratio) - constant


def _breit_wigner(z: Any, rho: Any) -> Any:
    square = 1 + 1 / (rho * rho)
    height = (_LOG_2 + log(square) - log(1 + call(np.sqrt, square))) / 2 + _LOG_2 - _LOG_PI
    return between(z, 0.0, None, height - np.log1p(((z - rho) * (z + rho) / rho) ** 2))


def _tukey(z: Any, shape: Any) -> Any:
    below = sp.tklmbda(z, shape)
    density = -np.log(below ** (shape - 1) + (1 - below) ** (shape - 1))
    return np.where(np.abs(z) * shape < 1, density, -real_math.inf)


def _noncentral_chi2(z: Any, df: Any, nc: Any) -> Any:
    root = np.sqrt(z * nc)
    inside = (df - 2) / 4 * np.log(z / nc) - (z + nc) / 2 + root + np.log(sp.ive(df / 2 - 1, root)) - _LOG_2
    return between(z, 0.0, None, inside)


def _noncentral_f(z: Any, n: Any, m: Any, nc: Any) -> Any:
    more = np.log(sp.hyp1f1((n + m) / 2, n / 2, nc * n * z / (2 * (m + n * z))))
    return between(z, 0.0, None, DENSITIES["f"](z, n, m) - nc / 2 + more)


SPECIAL: dict[str, Standard] = {
    "argus": _argus,
    "crystalball": _crystal_ball,
    "dpareto_lognorm": _double_pareto,
    "gausshyper": _hypergeometric_beta,
    "genhalflogistic": _half_logistic,
    "genhyperbolic": _hyperbolic,
    "geninvgauss": _inverse_gauss,
    "jf_skew_t": _skew_t,
    "kstwobign": lambda z: between(z, 0.0, None, np.log(-z.apply(runtime.kolmogorov_slope, z, 1))),
    "ncf": _noncentral_f,
    "nct": lambda z, df, nc: log_noncentral_t_density(df, nc, z),
    "ncx2": _noncentral_chi2,
    "rel_breitwigner": _breit_wigner,
    "tukeylambda": _tukey,
}

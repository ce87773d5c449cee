"""Logarithms of densities, written out: each for a standard variable z and the parameters of the shape.

A density of location and scale is that of ``z = (x - loc) / scale``, less ``log(scale)``.
"""

from __future__ import annotations

import math as real_math
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.densities import HALF_LOG_2PI, Standard, between, log, log_normal_mass
from ast_ad.rules.limit_distributions import LIMITS
from ast_ad.rules.more_distributions import DENSITIES
from ast_ad.rules.scipy_special import call, normal_ratio
from ast_ad.rules.special_distributions import SPECIAL
from ast_ad.rules.symbolic import symbol_in


def _von_mises(z: Any, kappa: Any) -> Any:
    return kappa * sp.cosm1(z) - 2 * HALF_LOG_2PI - log(call(sp.i0e, kappa))


STANDARD: dict[str, Standard] = (
    DENSITIES
    | LIMITS
    | SPECIAL
    | {
        "norm": lambda z: -z * z / 2 - HALF_LOG_2PI,
        "cauchy": lambda z: -np.log1p(z * z) - real_math.log(real_math.pi),
        "laplace": lambda z: -np.abs(z) - real_math.log(2),
        "expon": lambda z: between(z, 0.0, None, -z),
        "gamma": lambda z, a: between(z, 0.0, None, call(sp.xlogy, a - 1, z) - z - call(sp.gammaln, a)),
        "chi2": lambda z, df: between(
            z,
            0.0,
            None,
            call(sp.xlogy, df / 2 - 1, z) - z / 2 - call(sp.gammaln, df / 2) - df * (real_math.log(2) / 2),
        ),
        "beta": lambda z, a, b: between(
            z, 0.0, 1.0, call(sp.xlogy, a - 1, z) + call(sp.xlog1py, b - 1, -z) - call(sp.betaln, a, b)
        ),
        "t": lambda z, df: (
            call(sp.gammaln, (df + 1) / 2)
            - call(sp.gammaln, df / 2)
            - log(df) / 2
            - real_math.log(real_math.pi) / 2
            - (df + 1) / 2 * np.log1p(z * z / df)
        ),
        "gennorm": lambda z, beta: log(beta / 2) - call(sp.gammaln, 1 / beta) - np.abs(z) ** beta,
        "gumbel_l": lambda z: z - np.exp(z),
        "gumbel_r": lambda z: -z - np.exp(-z),
        "logistic": lambda z: z + 2 * sp.log_expit(-z),
        "pareto": lambda z, b: between(z, 1.0, None, log(b) - (b + 1) * np.log(z)),
        "truncnorm": lambda z, a, b: between(z, a, b, -z * z / 2 - HALF_LOG_2PI - log_normal_mass(a, b)),
        "uniform": lambda z: between(z, 0.0, 1.0, 0.0 * z),
        "vonmises": _von_mises,
        "vonmises_line": lambda z, kappa: between(z, -real_math.pi, real_math.pi, _von_mises(z, kappa)),
        "wrapcauchy": lambda z, c: between(
            z,
            0.0,
            2 * real_math.pi,
            call(np.log1p, -c * c) - 2 * HALF_LOG_2PI - np.log(1 + c * c - 2 * c * np.cos(z)),
        ),
    }
)

# Derivatives of logarithms of distribution functions where those grow faster than they could be subtracted.
STEEP: dict[tuple[str, str], Standard] = {
    ("norm", "logcdf"): normal_ratio,
    ("norm", "logsf"): lambda z: -normal_ratio(-z),
    ("gumbel_l", "logsf"): lambda z: -np.exp(z),
    ("gumbel_r", "logcdf"): lambda z: np.exp(-z),
}

MASS: dict[str, Standard] = {
    "betanbinom": lambda k, n, a, b: _whole(
        k,
        0,
        None,
        call(sp.betaln, a + n, b + k) - call(sp.betaln, a, b) - call(sp.betaln, n, k + 1) - log(n + k),
    ),
    "skellam": lambda k, mu1, mu2: _whole(
        k,
        -real_math.inf,
        None,
        k * log(mu1 / mu2) / 2
        - (call(np.sqrt, mu1) - call(np.sqrt, mu2)) ** 2
        + log(call(sp.ive, call(np.abs, k), 2 * call(np.sqrt, mu1 * mu2))),
    ),
    "boltzmann": lambda k, lamda, N: _whole(
        k, 0, N - 1, log(-call(np.expm1, -lamda)) - lamda * k - log(-call(np.expm1, -lamda * N))
    ),
    "dlaplace": lambda k, a: _whole(k, -real_math.inf, None, log(call(np.tanh, a / 2)) - a * call(np.abs, k)),
    "logser": lambda k, p: _whole(k, 1, None, k * log(p) - log(k) - log(-call(np.log1p, -p))),
    "planck": lambda k, lamda: _whole(k, 0, None, log(-call(np.expm1, -lamda)) - lamda * k),
    "yulesimon": lambda k, alpha: _whole(k, 1, None, log(alpha) + call(sp.betaln, k, alpha + 1)),
    "bernoulli": lambda k, p: _whole(k, 0, 1, call(sp.xlogy, k, p) + call(sp.xlog1py, 1 - k, -p)),
    "binom": lambda k, n, p: _whole(
        k,
        0,
        n,
        call(sp.gammaln, n + 1)
        - call(sp.gammaln, k + 1)
        - call(sp.gammaln, n - k + 1)
        + call(sp.xlogy, k, p)
        + call(sp.xlog1py, n - k, -p),
    ),
    "betabinom": lambda k, n, a, b: _whole(
        k,
        0,
        n,
        call(sp.betaln, k + a, n - k + b) - call(sp.betaln, n - k + 1, k + 1) - call(sp.betaln, a, b) - log(n + 1),
    ),
    "geom": lambda k, p: _whole(k, 1, None, call(sp.xlog1py, k - 1, -p) + log(p)),
    "nbinom": lambda k, n, p: _whole(
        k,
        0,
        None,
        call(sp.gammaln, n + k) - call(sp.gammaln, k + 1) - call(sp.gammaln, n) + n * log(p) + call(sp.xlog1py, k, -p),
    ),
    "poisson": lambda k, mu: _whole(k, 0, None, call(sp.xlogy, k, mu) - call(sp.gammaln, k + 1) - mu),
}


def _whole(k: Any, low: float, high: Any, value: Any) -> Any:
    """A logarithm of a mass that stands on whole numbers only."""
    symbol = symbol_in((k, high))
    if symbol is None:
        return value if k == real_math.floor(k) and k >= low and (high is None or k <= high) else -real_math.inf
    inside = (k >= low) & (k == call(np.floor, k))
    return symbol.apply(np.where, inside if high is None else inside & (k <= high), value, -real_math.inf)


# What is said of the others.
METHODS = "pdf logpdf pmf logpmf cdf sf logcdf logsf ppf isf entropy".split()
_BY_METHOD = {
    "entropy": (
        "it is an integral without a closed form: write it as a sum of pdf * logpdf over points",
        "it is a sum without a closed form: write it as a sum of pmf * logpmf over the support",
    ),
    "cdf": (
        "SciPy integrates it, to about five digits: for one variable call the distribution of one",
        "it is a sum without a closed form: write it as a sum of pmf",
    ),
}
_REASONS = {
    "its density is an integral, and so is the derivative of that: no derivative has a closed form": """
        landau levy_stable studentized_range""",
    "its density is a sum, of terms that change with the number of samples: no derivative has a closed form": "ksone kstwo",
    "its density is a spline, with the derivative pdf(x, n - 1) - pdf(x - 1, n - 1): state that as a rule": "irwinhall",
    "the derivative of the zeta function by its order has no closed form": "zipf",
    "its constant is a sum of n terms: write it as a loop": "zipfian",
    "its probabilities are sums over the support: write them as a loop": """
        poisson_binom nchypergeom_fisher nchypergeom_wallenius""",
    "its parameters are whole numbers": "hypergeom nhypergeom randint multivariate_hypergeom random_table",
}
REASONS = {name: reason for reason, names in _REASONS.items() for name in names.split()}


def why_not(name: str, method: str, counted: bool) -> str:
    """Why a method of a distribution has no derivative."""
    return REASONS.get(name) or _BY_METHOD[method if method == "entropy" else "cdf"][counted]


OF_SEVERAL = """
    dirichlet dirichlet_multinomial invwishart matrix_normal matrix_t multinomial multivariate_hypergeom
    multivariate_normal multivariate_t normal_inverse_gamma ortho_group random_correlation random_table
    special_ortho_group uniform_direction unitary_group vonmises_fisher wishart""".split()

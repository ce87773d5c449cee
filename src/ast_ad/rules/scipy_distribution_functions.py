"""scipy.special: distribution functions. Their derivatives are densities, those of their inverses the reciprocals.

By the parameters of the shape there is none in closed form; what steps from one whole number to the next has the derivative 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.scipy_special import SHAPE, boxcox_by_power, call
from ast_ad.rules.verbs import define, diagonal


def gamma_density(a: Any, x: Any) -> Any:
    return np.exp(sp.xlogy(a - 1, x) - x - call(sp.gammaln, a))


def beta_density(a: Any, b: Any, x: Any) -> Any:
    return np.exp(sp.xlogy(a - 1, x) + sp.xlog1py(b - 1, -x) - call(sp.betaln, a, b))


diagonal(sp.gammainc, SHAPE, lambda d, a, x, w: d * gamma_density(a, x))
diagonal(sp.gammaincc, SHAPE, lambda d, a, x, w: -d * gamma_density(a, x))
diagonal(sp.gammaincinv, SHAPE, lambda d, a, y, w: d / gamma_density(a, w))
diagonal(sp.gammainccinv, SHAPE, lambda d, a, y, w: -d / gamma_density(a, w))
diagonal(sp.betainc, SHAPE, SHAPE, lambda d, a, b, x, w: d * beta_density(a, b, x))
diagonal(sp.betaincc, SHAPE, SHAPE, lambda d, a, b, x, w: -d * beta_density(a, b, x))
diagonal(sp.betaincinv, SHAPE, SHAPE, lambda d, a, b, y, w: d / beta_density(a, b, w))
diagonal(sp.betainccinv, SHAPE, SHAPE, lambda d, a, b, y, w: -d / beta_density(a, b, w))

# Those of the gamma distribution in other terms.
diagonal(
    sp.gdtr,
    lambda d, a, b, x, w: d * x * gamma_density(b, a * x),
    SHAPE,
    lambda d, a, b, x, w: d * a * gamma_density(b, a * x),
)
diagonal(
    sp.gdtrc,
    lambda d, a, b, x, w: -d * x * gamma_density(b, a * x),
    SHAPE,
    lambda d, a, b, x, w: -d * a * gamma_density(b, a * x),
)
diagonal(
    sp.gdtria,
    lambda d, p, b, x, w: d / (x * gamma_density(b, w * x)),
    SHAPE,
    lambda d, p, b, x, w: -d * w / x,
)
diagonal(
    sp.gdtrix,
    lambda d, a, b, p, w: -d * w / a,
    SHAPE,
    lambda d, a, b, p, w: d / (a * gamma_density(b, a * w)),
)
diagonal(sp.chdtr, SHAPE, lambda d, v, x, w: d * gamma_density(v / 2, x / 2) / 2)
diagonal(sp.chdtrc, SHAPE, lambda d, v, x, w: -d * gamma_density(v / 2, x / 2) / 2)
diagonal(sp.chdtri, SHAPE, lambda d, v, p, w: -2 * d / gamma_density(v / 2, w / 2))


def _next_whole(k: Any) -> Any:
    return call(np.floor, k) + 1


diagonal(sp.pdtr, None, lambda d, k, m, w: -d * gamma_density(_next_whole(k), m))
diagonal(sp.pdtrc, None, lambda d, k, m, w: d * gamma_density(_next_whole(k), m))
diagonal(sp.pdtri, None, lambda d, k, y, w: -d / gamma_density(_next_whole(k), w))

# Those of the beta distribution in other terms.
diagonal(sp.bdtr, None, None, lambda d, k, n, p, w: -d * _binomial_density(k, n, p))
diagonal(sp.bdtrc, None, None, lambda d, k, n, p, w: d * _binomial_density(k, n, p))
diagonal(sp.bdtri, None, None, lambda d, k, n, y, w: -d / _binomial_density(k, n, w))
diagonal(sp.nbdtr, None, None, lambda d, k, n, p, w: d * beta_density(n, k + 1, p))
diagonal(sp.nbdtrc, None, None, lambda d, k, n, p, w: -d * beta_density(n, k + 1, p))
diagonal(sp.nbdtri, None, None, lambda d, k, n, y, w: d / beta_density(n, k + 1, w))


def _binomial_density(k: Any, n: Any, p: Any) -> Any:
    """What the probability of more than k of n grows by."""
    more = _next_whole(k)
    return beta_density(more, n + 1 - more, p)


def f_density(n: Any, m: Any, x: Any) -> Any:
    part = n * x / (m + n * x)
    return beta_density(n / 2, m / 2, part) * n * m / (m + n * x) ** 2


def t_density(df: Any, t: Any) -> Any:
    return np.exp(-(df + 1) / 2 * np.log1p(t * t / df) - call(sp.betaln, 0.5, df / 2)) / call(np.sqrt, df)


diagonal(sp.fdtr, SHAPE, SHAPE, lambda d, n, m, x, w: d * f_density(n, m, x))
diagonal(sp.fdtrc, SHAPE, SHAPE, lambda d, n, m, x, w: -d * f_density(n, m, x))
diagonal(sp.fdtri, SHAPE, SHAPE, lambda d, n, m, p, w: d / f_density(n, m, w))
diagonal(sp.stdtr, SHAPE, lambda d, df, t, w: d * t_density(df, t))
diagonal(sp.stdtrit, SHAPE, lambda d, df, p, w: d / t_density(df, w))


define(sp.nrdtrimn, lambda p, std, x: x - std * sp.ndtri(p))
define(sp.nrdtrisd, lambda mean, p, x: (x - mean) / sp.ndtri(p))


def _tukey_by_shape(d: Any, x: Any, shape: Any, w: Any) -> Any:
    """Less what the quantile, ``boxcox(w, shape) - boxcox(1 - w, shape)``, grows by."""
    return (
        -d
        * _tukey_density(w, shape)
        * (boxcox_by_power(1.0, np.log(w), shape) - boxcox_by_power(1.0, np.log1p(-w), shape))
    )


def _tukey_density(w: Any, shape: Any) -> Any:
    return 1 / (w ** (shape - 1) + (1 - w) ** (shape - 1))


diagonal(sp.tklmbda, lambda d, x, shape, w: d * _tukey_density(w, shape), _tukey_by_shape)

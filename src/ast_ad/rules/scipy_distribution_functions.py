"""scipy.special: distribution functions. Their derivatives are densities, those of their inverses the reciprocals.

What steps from one whole number to the next has the derivative 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.scipy_incomplete import (
    beta_by_shape,
    beta_density,
    beta_speed,
    f_part,
    f_speed,
    gamma_by_shape,
    gamma_density,
    gamma_speed,
    t_speed,
)
from ast_ad.rules.scipy_special import boxcox_by_power, call
from ast_ad.rules.verbs import define, diagonal

function: Any


def _signed(part: Any, sign: int) -> Any:
    """A derivative for the function up to x, or for that from x on."""
    return part if sign > 0 else -part


for function, sign in ((sp.gammainc, 1), (sp.gammaincc, -1)):
    diagonal(
        function,
        lambda d, a, x, w, sign=sign: gamma_by_shape(_signed(d, sign), a, x),
        lambda d, a, x, w, sign=sign: _signed(d, sign) * gamma_density(a, x),
    )
for function, sign in ((sp.gammaincinv, 1), (sp.gammainccinv, -1)):
    diagonal(
        function,
        lambda d, a, y, w: d * gamma_speed(w, a),
        lambda d, a, y, w, sign=sign: _signed(d, sign) / gamma_density(a, w),
    )
for function, sign in ((sp.betainc, 1), (sp.betaincc, -1)):
    diagonal(
        function,
        lambda d, a, b, x, w, sign=sign: beta_by_shape(_signed(d, sign), a, b, x, True),
        lambda d, a, b, x, w, sign=sign: beta_by_shape(_signed(d, sign), a, b, x, False),
        lambda d, a, b, x, w, sign=sign: _signed(d, sign) * beta_density(a, b, x),
    )
for function, sign in ((sp.betaincinv, 1), (sp.betainccinv, -1)):
    diagonal(
        function,
        lambda d, a, b, y, w: d * beta_speed(w, a, b, True),
        lambda d, a, b, y, w: d * beta_speed(w, a, b, False),
        lambda d, a, b, y, w, sign=sign: _signed(d, sign) / beta_density(a, b, w),
    )

# Those of the gamma distribution in other terms.
diagonal(
    sp.gdtr,
    lambda d, a, b, x, w: d * x * gamma_density(b, a * x),
    lambda d, a, b, x, w: gamma_by_shape(d, b, a * x),
    lambda d, a, b, x, w: d * a * gamma_density(b, a * x),
)
diagonal(
    sp.gdtrc,
    lambda d, a, b, x, w: -d * x * gamma_density(b, a * x),
    lambda d, a, b, x, w: gamma_by_shape(-d, b, a * x),
    lambda d, a, b, x, w: -d * a * gamma_density(b, a * x),
)
diagonal(
    sp.gdtria,
    lambda d, p, b, x, w: d / (x * gamma_density(b, w * x)),
    lambda d, p, b, x, w: d * gamma_speed(w * x, b) / x,
    lambda d, p, b, x, w: -d * w / x,
)
diagonal(
    sp.gdtrix,
    lambda d, a, b, p, w: -d * w / a,
    lambda d, a, b, p, w: d * gamma_speed(a * w, b) / a,
    lambda d, a, b, p, w: d / (a * gamma_density(b, a * w)),
)
for function, sign in ((sp.chdtr, 1), (sp.chdtrc, -1)):
    diagonal(
        function,
        lambda d, v, x, w, sign=sign: gamma_by_shape(_signed(d, sign) / 2, v / 2, x / 2),
        lambda d, v, x, w, sign=sign: _signed(d, sign) * gamma_density(v / 2, x / 2) / 2,
    )
diagonal(
    sp.chdtri, lambda d, v, p, w: d * gamma_speed(w / 2, v / 2), lambda d, v, p, w: -2 * d / gamma_density(v / 2, w / 2)
)


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
    return beta_density(n / 2, m / 2, f_part(n, m, x)) * n * m / (m + n * x) ** 2


def t_density(df: Any, t: Any) -> Any:
    return np.exp(-(df + 1) / 2 * np.log1p(t * t / df) - call(sp.betaln, 0.5, df / 2)) / call(np.sqrt, df)


for function, sign in ((sp.fdtr, 1), (sp.fdtrc, -1)):
    diagonal(
        function,
        lambda d, n, m, x, w, sign=sign: _signed(d, -sign) * f_density(n, m, x) * f_speed(x, n, m, True),
        lambda d, n, m, x, w, sign=sign: _signed(d, -sign) * f_density(n, m, x) * f_speed(x, n, m, False),
        lambda d, n, m, x, w, sign=sign: _signed(d, sign) * f_density(n, m, x),
    )
diagonal(
    sp.fdtri,
    lambda d, n, m, p, w: d * f_speed(w, n, m, True),
    lambda d, n, m, p, w: d * f_speed(w, n, m, False),
    lambda d, n, m, p, w: d / f_density(n, m, w),
)
diagonal(
    sp.stdtr,
    lambda d, df, t, w: -d * t_density(df, t) * t_speed(t, df),
    lambda d, df, t, w: d * t_density(df, t),
)
diagonal(sp.stdtrit, lambda d, df, p, w: d * t_speed(w, df), lambda d, df, p, w: d / t_density(df, w))


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

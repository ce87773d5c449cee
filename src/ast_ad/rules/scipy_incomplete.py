"""How quantiles of the gamma and of the beta distribution move with their parameters.

They are integrals of a logarithm times the density, up to the quantile or from there on: from the end that is nearer, so that
nothing cancels. The integrals are a family that is closed under derivatives.
"""

from __future__ import annotations

import math as real_math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad import runtime
from ast_ad.rules.scipy_special import call
from ast_ad.rules.symbolic import Symbol, symbol_in
from ast_ad.rules.verbs import diagonal

diagonal(
    runtime.gamma_moment,
    lambda d, a, x, above, k, n, w: d * d.apply(runtime.gamma_moment, a, x, above, k + 1, n),
    lambda d, a, x, above, k, n, w: d * d.apply(runtime.gamma_moment, a, x, above, k, n + 1),
    None,
    None,
    None,
)


def _beta_moment_by_x(d: Any, a: Any, b: Any, x: Any, above: Any, k: int, m: int, n: int, w: Any) -> Any:
    found = (a + b + n) * d.apply(runtime.beta_moment, a, b, x, above, k, m, n + 1)
    if k:
        found = found + k * d.apply(runtime.beta_moment, a, b, x, above, k - 1, m, n + 1)
    if m:
        found = found + m * d.apply(runtime.beta_moment, a, b, x, above, k, m - 1, n + 1)
    return d * found


diagonal(
    runtime.beta_moment,
    lambda d, a, b, x, above, k, m, n, w: d * d.apply(runtime.beta_moment, a, b, x, above, k + 1, m, n),
    lambda d, a, b, x, above, k, m, n, w: d * d.apply(runtime.beta_moment, a, b, x, above, k, m + 1, n),
    _beta_moment_by_x,
    None,
    None,
    None,
    None,
)


def _gamma_moments(x: Any, a: Any) -> tuple[Any, Any]:
    symbol, above = symbol_in((x, a)), x > a
    masses, slopes = (symbol.apply(runtime.gamma_moment, a, x, above, k, 0) for k in (0, 1))
    return masses, slopes


def gamma_speed(x: Any, a: Any) -> Any:
    """Of a quantile x of the gamma distribution."""
    masses, slopes = _gamma_moments(x, a)
    return (x * call(sp.psi, a) - call(sp.xlogy, x, x)) * masses - x * slopes


def log_gamma_speed(z: Any, a: Any) -> Any:
    """Of the logarithm of such a quantile."""
    masses, slopes = _gamma_moments(np.exp(z), a)
    return (call(sp.psi, a) - z) * masses - slopes


def _beta_moments(x: Any, a: Any, b: Any, of_a: bool) -> tuple[Any, Any]:
    symbol, above = symbol_in((x, a, b)), x > a / (a + b)
    powers = (1, 0) if of_a else (0, 1)
    masses, slopes = (symbol.apply(runtime.beta_moment, a, b, x, above, *each, 0) for each in ((0, 0), powers))
    return masses, slopes


def _half_beta_excess(x: Any, b: Any) -> Any:
    """The speed by b of a quantile x of the beta distribution with a = 0.5, over -x * (1 - x)."""
    masses, slopes = _beta_moments(x, 0.5, b, False)
    return (call(np.log1p, -x) - call(sp.psi, b) + call(sp.psi, b + 0.5)) * masses + slopes


def beta_speed(x: Any, a: Any, b: Any, of_a: bool) -> Any:
    """Of a quantile x of the beta distribution by a or by b."""
    weight = x * (1 - x)
    masses, slopes = _beta_moments(x, a, b, of_a)
    left = call(sp.xlogy, weight, x) if of_a else call(sp.xlog1py, weight, -x)
    return (weight * (call(sp.psi, a if of_a else b) - call(sp.psi, a + b)) - left) * masses - weight * slopes


def f_part(n: Any, m: Any, x: Any) -> Any:
    """What has a beta distribution where x has that of F."""
    return n * x / (m + n * x)


def f_speed(x: Any, n: Any, m: Any, of_n: bool) -> Any:
    """Of a quantile of the distribution of F by n or by m."""
    moved = (m + n * x) ** 2 / (2 * n * m) * beta_speed(f_part(n, m, x), n / 2, m / 2, of_n)
    return moved - x / n if of_n else moved + x / m


def t_speed(t: Any, df: Any) -> Any:
    """Of a quantile of Student's distribution."""
    return t / 2 * (1 / df - _half_beta_excess(t * t / (df + t * t), df / 2) / 2)


def gamma_density(a: Any, x: Any) -> Any:
    return np.exp(sp.xlogy(a - 1, x) - x - call(sp.gammaln, a))


def beta_density(a: Any, b: Any, x: Any) -> Any:
    return np.exp(sp.xlogy(a - 1, x) + sp.xlog1py(b - 1, -x) - call(sp.betaln, a, b))


def gamma_by_shape(d: Any, a: Any, x: Any) -> Any:
    """What gammainc grows by with a."""
    return _inside(d, x, real_math.inf, 1.0, lambda x: -gamma_density(a, x) * gamma_speed(x, a))


def beta_by_shape(d: Any, a: Any, b: Any, x: Any, of_a: bool) -> Any:
    """What betainc grows by with a or with b."""
    return _inside(d, x, 1.0, 0.5, lambda x: -beta_density(a, b, x) * beta_speed(x, a, b, of_a))


def _inside(d: Any, x: Any, end: float, place: float, grown: Callable[[Any], Any]) -> Any:
    """A derivative that is 0 from the ends on; x may be a number that stands in the program."""
    if not isinstance(x, Symbol):
        return d * grown(d.apply(np.float64, x)) if 0 < x < end else 0.0 * d
    inside = d.apply(operator.and_, x.apply(operator.gt, x, 0), x.apply(operator.lt, x, end))
    return d.apply(np.where, inside, d * grown(d.apply(np.where, inside, x, place)), 0.0)

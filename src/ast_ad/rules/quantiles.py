"""How quantiles of distributions move with the parameters of the shape, each for a standard variable z. See ``speeds``."""

from __future__ import annotations

import math as real_math
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.densities import Standard, log, log_normal_mass, normal_excess, normal_mass_ratio
from ast_ad.rules.incomplete_quantiles import INCOMPLETE
from ast_ad.rules.limit_distributions import log1p_over, log_root
from ast_ad.rules.scipy_special import boxcox_by_power, call
from ast_ad.rules.special_quantiles import PIECES
from ast_ad.rules.speeds import (
    Quantiles,
    between_ends,
    entropy,
    on_half_line,
    on_line,
    on_negatives,
    on_unit_interval,
    origin,
    power,
)

# Beyond it the normal distribution has no mass that is a number.
_FAR = 37.0


def _stretched(y: Any, c: Any) -> Any:
    """The derivative of expm1(c * y) / c by c."""
    return boxcox_by_power(1.0, y, c)


def _rational_argus(z: Any, chi: Any) -> Any:
    half, rest = chi * chi / 2, 1 - z * z
    y = half * rest
    mass, whole = sp.gammainc(1.5, y), call(sp.gammainc, 1.5, half)
    # The density of the gamma distribution at half, over that at y.
    grown = np.exp(y - half) / np.sqrt(rest)
    return (rest - mass / whole * grown) / (chi * z)


def _bradford(z: Any, c: Any) -> Any:
    return (np.log1p(c * z) / call(np.log1p, c) * (1 + c * z) / (1 + c) - z) / c


def _burr_by_power(z: Any, c: Any, d: Any) -> Any:
    return z / (c * d * sp.exprel(-np.logaddexp(0.0, -c * np.log(z))))


def _mielke_by_s(z: Any, k: Any, s: Any) -> Any:
    powers = s * np.log(z)
    return -z / (s * s) * (np.logaddexp(0.0, powers) + 1 / sp.exprel(np.logaddexp(0.0, -powers)))


def _exponentiated_by_power(z: Any, a: Any, c: Any) -> Any:
    return z ** (1 - c) / (a * c * sp.exprel(-np.log(-np.expm1(-(z**c)))))


def _double_exponential_by_rate(z: Any, a: Any, b: Any, c: Any) -> Any:
    return -b * sp.gammainc(2.0, c * z) / (c * c * _rate(z, a, b, c))


def _rate(z: Any, a: Any, b: Any, c: Any) -> Any:
    """The density of genexpon over its mass above."""
    return a - b * np.expm1(-c * z)


def _extreme(z: Any, c: Any) -> Any:
    return -_stretched(log_root(c, z), c)


def _kappa3(z: Any, a: Any) -> Any:
    powers = a * np.log(z)
    rest = np.logaddexp(0.0, log(a) - powers)
    return z * (1 - powers - (a + z**a) / a * rest) / (a * a)


def _kappa4_by_h(z: Any, h: Any, k: Any) -> Any:
    root = log_root(k, z)
    return np.exp((k - 1) * root) * _stretched(log_root(h, np.exp(root)), h)


def _inverse_gauss(z: Any, mu: Any) -> Any:
    root = np.sqrt(z)
    return 2 * z * root / (mu * mu * normal_mass_ratio(-(z / mu + 1) / root))


def _reciprocal_gauss(z: Any, mu: Any) -> Any:
    root = np.sqrt(z)
    return -2 * root / (mu * mu * normal_mass_ratio(-(1 / mu + z) / root))


def _asymmetric(z: Any, kappa: Any) -> Any:
    return -np.abs(z) / kappa - 2 / (1 + kappa * kappa)


def _skew_cauchy(z: Any, a: Any) -> Any:
    t = np.abs(z / (1 + a * np.sign(z)))
    return (1 + t * t) * np.arctan2(1.0, t) + t


def _power_normal(t: Any, c: Any) -> Any:
    """How -t moves where the mass of the normal distribution below t is raised to the power c."""
    return sp.log_ndtr(t) / (c * normal_mass_ratio(t))


def _reciprocal_part(z: Any, a: Any, b: Any) -> Any:
    return np.log(z / a) / log(b / a)


def _truncated_exponential(z: Any, b: Any) -> Any:
    return np.expm1(-z) / call(np.expm1, -b) * np.exp(z - b)


def _truncated_normal(z: Any, low: Any, high: Any, a: Any, b: Any, end: Any) -> Any:
    """The part of the mass between low and high, times the density at an end over that at z."""
    return np.exp(log_normal_mass(low, high) - log_normal_mass(a, b) + (z - end) * (z + end) / 2)


def _truncated_pareto(z: Any, b: Any, c: Any) -> Any:
    """The mass up to z, times c**-b over z**-b."""
    return np.expm1(-b * np.log(z)) / call(np.expm1, -b * log(c)) * (z / c) ** b


def _lower_weibull(z: Any, c: Any, a: Any, b: Any) -> Any:
    """The mass above z, times exp(-a**c) over exp(-z**c)."""
    return np.expm1(z**c - b**c) / call(np.expm1, a**c - b**c)


def _upper_weibull(z: Any, c: Any, a: Any, b: Any) -> Any:
    """The mass below z, times exp(-b**c) over exp(-z**c)."""
    return np.expm1(a**c - z**c) / call(np.expm1, a**c - b**c) * np.exp(z**c - b**c)


def _weibull_by_power(z: Any, c: Any, a: Any, b: Any) -> Any:
    ends = _lower_weibull(z, c, a, b) * call(sp.xlogy, a**c, a) + _upper_weibull(z, c, a, b) * b**c * log(b)
    return z ** (1 - c) * ends / c - entropy(z) / c


def _tukey(z: Any, shape: Any) -> Any:
    q = sp.tklmbda(z, shape)
    return boxcox_by_power(1.0, np.log(q), shape) - boxcox_by_power(1.0, np.log1p(-q), shape)


def _triangle(z: Any, c: Any) -> Any:
    rising = z < c
    return np.where(rising, z, 1 - z) / np.where(rising, c, 1 - c) / 2


def _trapezoid(of_c: bool) -> Standard:
    def speed(z: Any, c: Any, d: Any) -> Any:
        area = 1 + d - c
        rising, falling = z < c, z > d
        width = np.where(rising, c, np.where(falling, 1 - d, 1.0))
        if of_c:
            middle, left, right = (area - 2 * z + c) / (2 * area), z / 2 * (1 / width - 1 / area), (1 - z) / (2 * area)
        else:
            middle, left, right = (2 * z - c) / (2 * area), z / (2 * area), (1 - z) / 2 * (1 / width - 1 / area)
        return np.where(rising, left, np.where(falling, right, middle))

    return speed


QUANTILES: dict[str, Quantiles] = {
    # On the half line.
    "alpha": on_half_line(lambda z, a: z * z * (normal_mass_ratio(a) / normal_mass_ratio(a - 1 / z) - 1)),
    "burr": on_half_line(lambda z, c, d: power(z, c), _burr_by_power),
    "burr12": on_half_line(
        lambda z, c, d: power(z, c), lambda z, c, d: -z / (c * d * sp.exprel(-np.logaddexp(0.0, c * np.log(z))))
    ),
    "exponpow": on_half_line(power),
    "exponweib": on_half_line(_exponentiated_by_power, lambda z, a, c: power(z, c)),
    "fatiguelife": on_half_line(lambda z, c: 2 * z * (z - 1) / (c * (z + 1))),
    "fisk": on_half_line(power),
    "foldcauchy": on_half_line(lambda z, c: 2 * z * c / (1 + z * z + c * c)),
    "foldnorm": on_half_line(lambda z, c: np.tanh(z * c)),
    "genexpon": on_half_line(
        lambda z, a, b, c: -z / _rate(z, a, b, c),
        lambda z, a, b, c: -c * z * z * sp.hyp1f1(1.0, 3.0, -c * z) / (2 * _rate(z, a, b, c)),
        _double_exponential_by_rate,
    ),
    "gompertz": on_half_line(lambda z, c: np.expm1(-z) / c),
    "invgauss": on_half_line(_inverse_gauss),
    "invweibull": on_half_line(power),
    "kappa3": on_half_line(_kappa3),
    "loglaplace": on_half_line(power),
    "lognorm": on_half_line(lambda z, s: entropy(z) / s),
    "lomax": on_half_line(lambda z, c: -(1 + z) * np.log1p(z) / c),
    "mielke": on_half_line(lambda z, k, s: z / (k * s * sp.exprel(-np.logaddexp(0.0, -s * np.log(z)))), _mielke_by_s),
    "powerlognorm": Quantiles(
        (lambda z, c, s: s * z * _power_normal(-np.log(z) / s, c), lambda z, c, s: entropy(z) / s),
        lambda z, c, s: (z > call(np.exp, -_FAR * s)) & (z < real_math.inf),
        lambda c, s: 1.0,
    ),
    "recipinvgauss": on_half_line(_reciprocal_gauss),
    "weibull_min": on_half_line(power),
    "weibull_max": on_negatives(lambda z, c: -sp.xlogy(z, -z) / c),
    # On an interval.
    "argus": on_unit_interval(_rational_argus),
    "bradford": on_unit_interval(_bradford),
    "genhalflogistic": between_ends(origin, lambda c: 1 / c, _extreme),
    "johnsonsb": on_unit_interval(
        lambda z, a, b: -z * (1 - z) / b, lambda z, a, b: -z * (1 - z) * np.log(z / (1 - z)) / b
    ),
    "loguniform": between_ends(
        lambda a, b: a,
        lambda a, b: b,
        lambda z, a, b: z / a * (1 - _reciprocal_part(z, a, b)),
        lambda z, a, b: z / b * _reciprocal_part(z, a, b),
    ),
    "pareto": Quantiles((power,), lambda z, b: (z > 1) & (z < real_math.inf), lambda b: 2.0),
    "powerlaw": on_unit_interval(power),
    "trapezoid": on_unit_interval(_trapezoid(True), _trapezoid(False)),
    "triang": on_unit_interval(_triangle),
    "truncexpon": between_ends(origin, lambda b: b, _truncated_exponential),
    "truncnorm": between_ends(
        lambda a, b: a,
        lambda a, b: b,
        lambda z, a, b: _truncated_normal(z, z, b, a, b, a),
        lambda z, a, b: _truncated_normal(z, a, z, a, b, b),
    ),
    "truncpareto": between_ends(
        lambda b, c: 1.0,
        lambda b, c: c,
        lambda z, b, c: z / b * (_truncated_pareto(z, b, c) * log(c) - np.log(z)),
        lambda z, b, c: z / c * _truncated_pareto(z, b, c),
    ),
    "truncweibull_min": between_ends(
        lambda c, a, b: a,
        lambda c, a, b: b,
        _weibull_by_power,
        lambda z, c, a, b: _lower_weibull(z, c, a, b) * call(np.power, a / z, c - 1),
        lambda z, c, a, b: _upper_weibull(z, c, a, b) * call(np.power, b / z, c - 1),
    ),
    "wrapcauchy": Quantiles(
        (lambda z, c: -2 * np.sin(z) / (1 - c * c),),
        lambda z, c: (z > 0) & (z < 2 * real_math.pi),
        lambda c: 1.0,
    ),
    # On the whole line, or on one of which the ends are among what is moved.
    "dweibull": on_line(lambda z, c: -sp.xlogy(z, np.abs(z)) / c),
    "exponnorm": on_line(lambda z, K: normal_excess(z - 1 / K) / K),
    "genextreme": Quantiles((_extreme,), lambda z, c: (c * z < 1) & np.isfinite(z), origin),
    "genlogistic": on_line(lambda z, c: 1 / (c * sp.exprel(sp.log_expit(z)))),
    "genpareto": Quantiles(
        (lambda z, c: _stretched(log1p_over(c, z), c),),
        lambda z, c: (z > 0) & (c * z > -1) & (z < real_math.inf),
        origin,
    ),
    "johnsonsu": on_line(
        lambda z, a, b: -np.sqrt(1 + z * z) / b, lambda z, a, b: -np.sqrt(1 + z * z) * np.arcsinh(z) / b
    ),
    "kappa4": Quantiles(
        (_kappa4_by_h, lambda z, h, k: _extreme(z, k)),
        lambda z, h, k: (k * z < 1) & np.isfinite(z) & (h * np.exp(log_root(k, z)) < 1),
        lambda h, k: -call(sp.boxcox, 1 / (1 + 2 * call(np.abs, h)), k),
    ),
    "laplace_asymmetric": on_line(_asymmetric),
    "powernorm": Quantiles(
        (lambda z, c: _power_normal(-z, c),), lambda z, c: (z > -_FAR) & (z < real_math.inf), origin
    ),
    "skewcauchy": on_line(_skew_cauchy),
    "skewnorm": on_line(lambda z, a: normal_mass_ratio(a * z) / (1 + a * a)),
    "tukeylambda": Quantiles((_tukey,), lambda z, shape: (np.abs(z) * shape < 1) & np.isfinite(z), origin),
}
QUANTILES["reciprocal"] = QUANTILES["loguniform"]
QUANTILES |= INCOMPLETE | PIECES

"""How quantiles move of distributions that are made from the gamma or from the beta distribution. See ``speeds``."""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad.rules.scipy_incomplete import beta_speed, f_speed, gamma_speed, log_gamma_speed, t_speed
from ast_ad.rules.speeds import Quantiles, entropy, on_half_line, on_line, on_unit_interval, power


def _inverse_gamma(z: Any, a: Any) -> Any:
    return -z * z * gamma_speed(1 / z, a)


def _generalised_gamma(z: Any, a: Any, c: Any) -> Any:
    powers = z**c
    return z / (c * powers) * gamma_speed(powers, a)


def _nakagami(z: Any, nu: Any) -> Any:
    return (gamma_speed(nu * z * z, nu) - z * z) / (2 * nu * z)


def _half_normal_by_power(z: Any, beta: Any) -> Any:
    """Where z**beta has a gamma distribution with a = 1 / beta."""
    powers = z**beta
    return -z / (beta**3 * powers) * gamma_speed(powers, 1 / beta) - entropy(z) / beta


def _pearson(z: Any, skew: Any) -> Any:
    """Where z = skew / 2 * x - 2 / skew for a variable x with a gamma distribution."""
    a = 4 / (skew * skew)
    x = 2 / skew * z + a
    return x / 2 + a / 2 - a * gamma_speed(x, a)


def _both_sides(speed: Any) -> Any:
    """Of a symmetrical distribution, by the side on the right; the middle stays where it is."""

    def of_sides(z: Any, shape: Any) -> Any:
        right = np.abs(z)
        return np.sign(z) * speed(np.where(right > 0, right, 1.0), shape)

    return of_sides


def _prime_by_a(z: Any, a: Any, b: Any) -> Any:
    return (1 + z) ** 2 * beta_speed(z / (1 + z), a, b, True)


def _prime_by_b(z: Any, a: Any, b: Any) -> Any:
    return (1 + z) ** 2 * beta_speed(z / (1 + z), a, b, False)


def _skew_t(of_a: bool) -> Any:
    def speed(z: Any, a: Any, b: Any) -> Any:
        total = a + b + z * z
        x = (1 + z / np.sqrt(total)) / 2
        return z / (2 * (a + b)) + 2 * total * np.sqrt(total) / (a + b) * beta_speed(x, a, b, of_a)

    return speed


def _radius(z: Any, c: Any) -> Any:
    x = (z + 1) / 2
    return beta_speed(x, c / 2, c / 2, True) + beta_speed(x, c / 2, c / 2, False)


INCOMPLETE: dict[str, Quantiles] = {
    # Made from the gamma distribution.
    "gamma": on_half_line(gamma_speed),
    "erlang": on_half_line(gamma_speed),
    "chi": on_half_line(lambda z, df: gamma_speed(z * z / 2, df / 2) / (2 * z)),
    "chi2": on_half_line(lambda z, df: gamma_speed(z / 2, df / 2)),
    "invgamma": on_half_line(_inverse_gamma),
    "gengamma": on_half_line(_generalised_gamma, lambda z, a, c: power(z, c)),
    "loggamma": on_line(log_gamma_speed),
    "nakagami": on_half_line(_nakagami),
    "dgamma": on_line(_both_sides(gamma_speed)),
    "gennorm": on_line(_both_sides(_half_normal_by_power)),
    "halfgennorm": on_half_line(_half_normal_by_power),
    "pearson3": Quantiles((_pearson,), lambda z, skew: (skew * z > -2) & np.isfinite(z), lambda skew: 0.0),
    # Made from the beta distribution.
    "beta": on_unit_interval(lambda z, a, b: beta_speed(z, a, b, True), lambda z, a, b: beta_speed(z, a, b, False)),
    "betaprime": on_half_line(_prime_by_a, _prime_by_b),
    "f": on_half_line(lambda z, n, m: f_speed(z, n, m, True), lambda z, n, m: f_speed(z, n, m, False)),
    "jf_skew_t": on_line(_skew_t(True), _skew_t(False)),
    "rdist": Quantiles((_radius,), lambda z, c: (z > -1) & (z < 1), lambda c: 0.0),
    "t": on_line(t_speed),
}

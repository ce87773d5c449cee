"""How quantiles move of distributions that are put together from pieces, or have noncentral parameters. See ``speeds``."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.densities import log, normal_excess, normal_mass_ratio
from ast_ad.rules.scipy_noncentral import noncentral_f_by_nc, noncentral_f_density, noncentral_t_speed
from ast_ad.rules.scipy_special import ROOT_2PI, call
from ast_ad.rules.speeds import Quantiles, on_half_line, on_line


def _crystal_ball_by_beta(z: Any, beta: Any, m: Any) -> Any:
    height = call(np.exp, -beta * beta / 2)
    grown = -height * (m / (beta * beta) + 1) / (m - 1)
    return _crystal_ball(z, beta, m, grown, lambda y: (m - 1) * (m / (beta * beta) + 1) / y - m / beta - beta)


def _crystal_ball_by_power(z: Any, beta: Any, m: Any) -> Any:
    grown = -call(np.exp, -beta * beta / 2) / (beta * (m - 1) ** 2)
    return _crystal_ball(
        z, beta, m, grown, lambda y: log(m / beta) + 1 - np.log(y) - (m - 1) / (beta * y) - 1 / (m - 1)
    )


def _crystal_ball(z: Any, beta: Any, m: Any, grown: Any, tail: Any) -> Any:
    """With what the whole mass before it is scaled to 1 grows by, and the logarithm of the mass in the tail likewise."""
    mass = call(np.exp, -beta * beta / 2) * m / (beta * (m - 1)) + ROOT_2PI * call(sp.ndtr, beta)
    y = m / beta - beta - np.minimum(z, -beta)
    right = -grown / mass / normal_mass_ratio(-np.maximum(z, -beta))
    return np.where(z > -beta, right, y / (m - 1) * (grown / mass - tail(y)))


def _double_pareto(z: Any, u: Any, s: Any, a: Any, b: Any) -> tuple[Any, Any, Any, Any]:
    """Where both tails are joined to the normal distribution, and the parts that they have in the density."""
    t = (np.log(z) - u) / s
    upper, lower = t - a * s, -t - b * s
    of_upper, of_lower = normal_mass_ratio(lower), normal_mass_ratio(upper)
    return upper, lower, of_upper / (of_upper + of_lower), of_lower / (of_upper + of_lower)


def _double_pareto_by_s(z: Any, u: Any, s: Any, a: Any, b: Any) -> Any:
    _, _, of_upper, of_lower = _double_pareto(z, u, s, a, b)
    return z * s * (a * of_upper - b * of_lower)


def _double_pareto_by_a(z: Any, u: Any, s: Any, a: Any, b: Any) -> Any:
    upper, _, of_upper, _ = _double_pareto(z, u, s, a, b)
    return -z / a * (s * of_upper * normal_excess(upper) + 1 / (a + b))


def _double_pareto_by_b(z: Any, u: Any, s: Any, a: Any, b: Any) -> Any:
    _, lower, _, of_lower = _double_pareto(z, u, s, a, b)
    return z / b * (s * of_lower * normal_excess(lower) + 1 / (a + b))


def _breit_wigner(z: Any, rho: Any) -> Any:
    """The integral of the density is the imaginary part of what has complex poles."""
    pole = z.apply(np.sqrt, rho * rho + 1j * rho)
    moved = (2 * rho + 1j) / (2 * pole)
    angle = np.arctanh(z / pole)
    mass = np.imag(-rho / pole * angle)
    slope = np.imag((rho * moved / pole - 1) / pole * angle + rho / pole * z * moved / ((pole - z) * (pole + z)))
    root = call(np.sqrt, 1 + 1 / (rho * rho))
    scale = (1 / (2 * root * (1 + root)) - 1 / (root * root)) / rho**3
    return -(1 + ((z - rho) * (z + rho) / rho) ** 2) * (scale * mass + slope)


def _noncentral_chi2(z: Any, df: Any, nc: Any) -> Any:
    root = np.sqrt(nc * z)
    return np.sqrt(z / nc) * sp.ive(df / 2, root) / sp.ive(df / 2 - 1, root)


def _noncentral_f(z: Any, n: Any, m: Any, nc: Any) -> Any:
    return -noncentral_f_by_nc(n, m, nc, z) / noncentral_f_density(n, m, nc, z)


PIECES: dict[str, Quantiles] = {
    "crystalball": on_line(_crystal_ball_by_beta, _crystal_ball_by_power),
    "dpareto_lognorm": on_half_line(
        lambda z, u, s, a, b: z, _double_pareto_by_s, _double_pareto_by_a, _double_pareto_by_b
    ),
    "ncf": on_half_line(None, None, _noncentral_f),
    "nct": on_line(None, noncentral_t_speed),
    "ncx2": on_half_line(None, _noncentral_chi2),
    "rel_breitwigner": on_half_line(_breit_wigner),
    "rice": on_half_line(lambda z, b: sp.i1e(b * z) / sp.i0e(b * z)),
}

"""scipy.special: functions that are integrals. Their derivatives are what is integrated."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.elementwise_results import several
from ast_ad.rules.scipy_special import ROOT_2, ROOT_PI
from ast_ad.rules.verbs import diagonal


def _quotient(function: Callable[[Any], Any], limit: float) -> Callable[[Any], Any]:
    """function(x) / x, with its limit at 0."""

    def quotient(x: Any) -> Any:
        return np.where(x == 0.0, limit, function(x) / np.where(x == 0.0, 1.0, x))

    return quotient


def _integrals(function: Any, *integrands: Callable[[Any], Any]) -> None:
    several(function, lambda x, w: tuple(integrand(x) for integrand in integrands))


_integrals(sp.fresnel, lambda x: np.sin(math.pi / 2 * x * x), lambda x: np.cos(math.pi / 2 * x * x))
_integrals(sp.sici, _quotient(np.sin, 1.0), lambda x: np.cos(x) / x)
_integrals(sp.shichi, _quotient(np.sinh, 1.0), lambda x: np.cosh(x) / x)
_integrals(sp.itj0y0, sp.j0, sp.y0)
_integrals(sp.iti0k0, sp.i0, sp.k0)
_integrals(sp.it2j0y0, _quotient(lambda x: 1 - sp.j0(x), 0.0), lambda x: -sp.y0(x) / x)
_integrals(sp.it2i0k0, _quotient(lambda x: sp.i0(x) - 1, 0.0), lambda x: -sp.k0(x) / x)
diagonal(sp.itstruve0, lambda d, x, w: d * sp.struve(0, x))
diagonal(sp.itmodstruve0, lambda d, x, w: d * sp.modstruve(0, x))
diagonal(sp.it2struve0, lambda d, x, w: -d * sp.struve(0, x) / x)


def _airy(x: Any, w: Any) -> tuple[Any, ...]:
    there, back = sp.airy(x), sp.airy(-x)
    return there[0], there[2], back[0], back[2]


several(sp.itairy, _airy)


def _modified_fresnel(function: Any, sign: int) -> None:
    """The integral from x on of ``exp(sign * 1j * t**2)``, and the same scaled by what it falls like."""
    start = cmath.exp(-sign * 1j * math.pi / 4) / ROOT_PI
    several(function, lambda x, w: (-np.exp(sign * 1j * x * x), -sign * 2j * x * w[1] - start))


_modified_fresnel(sp.modfresnelp, 1)
_modified_fresnel(sp.modfresnelm, -1)


def _faddeeva_slope(x: Any, sigma: Any, gamma: Any) -> Any:
    """The derivative of the Faddeeva function, of which the profile is the real part."""
    z = (x + 1j * gamma) / (sigma * ROOT_2)
    return (2j / ROOT_PI - 2 * z * sp.wofz(z)) / (2 * ROOT_PI * sigma * sigma)


def _voigt_by_sigma(d: Any, x: Any, sigma: Any, gamma: Any, w: Any) -> Any:
    slope = _faddeeva_slope(x, sigma, gamma)
    return -d * (w + x * np.real(slope) - gamma * np.imag(slope)) / sigma


diagonal(
    sp.voigt_profile,
    lambda d, x, sigma, gamma, w: d * np.real(_faddeeva_slope(x, sigma, gamma)),
    _voigt_by_sigma,
    lambda d, x, sigma, gamma, w: -d * np.imag(_faddeeva_slope(x, sigma, gamma)),
)

"""scipy.special: Bessel functions and their kin. The derivative of one is those of the orders beside it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.kinds import is_complex
from ast_ad.rules.elementwise_results import several
from ast_ad.rules.scipy_special import ORDER, ROOT_PI, NoClosedForm, call
from ast_ad.rules.symbolic import Symbol, Undecided, Unsupported
from ast_ad.rules.verbs import define, diagonal

_EXPONENT = NoClosedForm("this exponent")


def _real_only(x: Any) -> Any:
    if isinstance(x, Symbol) and is_complex(x.kind):
        raise Unsupported("complex numbers: its scale is not holomorphic")
    return x


for bessel in (sp.jv, sp.yv, sp.hankel1, sp.hankel2):
    diagonal(bessel, ORDER, lambda d, v, x, w, f=bessel: d * (f(v - 1, x) - f(v + 1, x)) / 2)
diagonal(sp.yn, ORDER, lambda d, n, x, w: d * (sp.yn(n - 1, x) - sp.yn(n + 1, x)) / 2)
diagonal(sp.iv, ORDER, lambda d, v, x, w: d * (sp.iv(v - 1, x) + sp.iv(v + 1, x)) / 2)
diagonal(sp.kv, ORDER, lambda d, v, x, w: -d * (sp.kv(v - 1, x) + sp.kv(v + 1, x)) / 2)
diagonal(sp.kn, ORDER, lambda d, n, x, w: -d * (sp.kv(n - 1, x) + sp.kv(n + 1, x)) / 2)
diagonal(sp.ive, ORDER, lambda d, v, x, w: d * ((sp.ive(v - 1, x) + sp.ive(v + 1, x)) / 2 - np.sign(_real_only(x)) * w))
diagonal(sp.kve, ORDER, lambda d, v, x, w: d * (w - (sp.kve(v - 1, x) + sp.kve(v + 1, x)) / 2))
for scaled in (sp.jve, sp.yve):
    diagonal(scaled, ORDER, lambda d, v, x, w, f=scaled: d * (f(v - 1, _real_only(x)) - f(v + 1, x)) / 2)
diagonal(sp.hankel1e, ORDER, lambda d, v, x, w: d * ((sp.hankel1e(v - 1, x) - sp.hankel1e(v + 1, x)) / 2 - 1j * w))
diagonal(sp.hankel2e, ORDER, lambda d, v, x, w: d * ((sp.hankel2e(v - 1, x) - sp.hankel2e(v + 1, x)) / 2 + 1j * w))
diagonal(sp.j0, lambda d, x, w: -d * sp.j1(x))
diagonal(sp.j1, lambda d, x, w: d * (sp.j0(x) - sp.jv(2, x)) / 2)
diagonal(sp.y0, lambda d, x, w: -d * sp.y1(x))
diagonal(sp.y1, lambda d, x, w: d * (sp.y0(x) - sp.yv(2, x)) / 2)
diagonal(sp.i0, lambda d, x, w: d * sp.i1(x))
diagonal(sp.i1, lambda d, x, w: d * (sp.i0(x) + sp.iv(2, x)) / 2)
diagonal(sp.i0e, lambda d, x, w: d * (sp.i1e(x) - np.sign(x) * w))
diagonal(sp.i1e, lambda d, x, w: d * ((sp.i0e(x) + sp.ive(2, x)) / 2 - np.sign(x) * w))
diagonal(sp.k0, lambda d, x, w: -d * sp.k1(x))
diagonal(sp.k1, lambda d, x, w: -d * (sp.k0(x) + sp.kv(2, x)) / 2)
diagonal(sp.k0e, lambda d, x, w: d * (w - sp.k1e(x)))
diagonal(sp.k1e, lambda d, x, w: d * (w - (sp.k0e(x) + sp.kve(2, x)) / 2))


def _next_derivative(function: Any) -> None:
    """The n-th derivative of a Bessel function."""
    diagonal(function, ORDER, lambda d, v, z, n=1, *, w: d * z.apply(function, v, z, n + 1))


for name in "jvp yvp ivp kvp h1vp h2vp".split():
    _next_derivative(getattr(sp, name))


def _spherical(function: Any, below: int, above: int) -> None:
    """A spherical function, of which the derivative is ``(below * n * f(n - 1) + above * (n + 1) * f(n + 1)) / (2 * n + 1)``;
    so is the derivative of that.
    """

    def by_z(d: Any, n: Any, z: Any, derivative: Any = False, *, w: Any) -> Any:
        if isinstance(derivative, Symbol):
            raise Undecided("a derivative that is a variable")
        if not derivative:
            return d * z.apply(function, n, z, derivative=True)
        # An order of 0 has none below.
        low = max(n - 1, 0) if isinstance(n, int) else np.maximum(n - 1, 0)
        terms = below * n * z.apply(function, low, z, derivative=True)
        return d * (terms + above * (n + 1) * z.apply(function, n + 1, z, derivative=True)) / (2 * n + 1)

    diagonal(function, None, by_z)


_spherical(sp.spherical_jn, 1, -1)
_spherical(sp.spherical_yn, 1, -1)
_spherical(sp.spherical_in, 1, 1)
_spherical(sp.spherical_kn, -1, -1)


def _inhomogeneity(v: Any, x: Any) -> Any:
    """What Struve functions have beside the derivative of a Bessel function."""
    return (x / 2) ** v * (call(sp.rgamma, v + 1.5) / (2 * ROOT_PI))


diagonal(
    sp.struve,
    ORDER,
    lambda d, v, x, w: d * ((sp.struve(v - 1, x) - sp.struve(v + 1, x)) / 2 + _inhomogeneity(v, x)),
)
diagonal(
    sp.modstruve,
    ORDER,
    lambda d, v, x, w: d * ((sp.modstruve(v - 1, x) + sp.modstruve(v + 1, x)) / 2 + _inhomogeneity(v, x)),
)
diagonal(
    sp.besselpoly,
    lambda d, a, power, v, w: d * (sp.besselpoly(a, power + 1, v - 1) - sp.besselpoly(a, power + 1, v + 1)),
    _EXPONENT,
    ORDER,
)
diagonal(sp.wright_bessel, ORDER, ORDER, lambda d, a, b, x, w: d * sp.wright_bessel(a, a + b, x))
diagonal(sp.log_wright_bessel, ORDER, ORDER, lambda d, a, b, x, w: d * np.exp(sp.log_wright_bessel(a, a + b, x) - w))

several(sp.airy, lambda x, w: (w[1], x * w[0], w[3], x * w[2]))


def _scaled_airy(x: Any, w: Any) -> tuple[Any, ...]:
    """Of negative numbers only those have values, scaled by 1, that grow where x does."""
    ai, ai_slope, bi, bi_slope = w
    root, positive = np.sqrt(_real_only(x)), np.sqrt(np.maximum(x, 0))
    return ai_slope + root * ai, x * ai + root * ai_slope, bi_slope - positive * bi, x * bi - positive * bi_slope


several(sp.airye, _scaled_airy)


def _over(slope: Any, x: Any, limit: float) -> Any:
    """slope / x, with its limit at 0."""
    at_0 = x == 0.0
    return np.where(at_0, limit, slope / np.where(at_0, 1.0, x))


for real, real_slope, imaginary, imaginary_slope, limit in (
    (sp.ber, sp.berp, sp.bei, sp.beip, 0.5),
    (sp.ker, sp.kerp, sp.kei, sp.keip, math.inf),
):
    diagonal(real, lambda d, x, w, f=real_slope: d * f(x))
    diagonal(imaginary, lambda d, x, w, f=imaginary_slope: d * f(x))
    diagonal(real_slope, lambda d, x, w, f=imaginary: -d * (f(x) + _over(w, x, 0.0)))
    diagonal(imaginary_slope, lambda d, x, w, f=real, at_0=limit: d * (f(x) - _over(w, x, at_0)))
several(sp.kelvin, lambda x, w: (w[2], w[3], 1j * w[0] - w[2] / x, 1j * w[1] - w[3] / x))


def _all_orders(n: Any) -> int:
    """How many functions there are up to order n, which must stand in the program."""
    if isinstance(n, Symbol):
        raise Undecided("an order that is a variable: it says how many functions there are")
    return int(n) + 1


def _riccati(bessel: Any) -> Any:
    def body(n: Any, x: Any) -> Any:
        values = x.apply(bessel, orders := x.apply(np.arange, _all_orders(n)), x)
        return x * values, values + x * x.apply(bessel, orders, x, True)

    return body


define(sp.riccati_jn, _riccati(sp.spherical_jn))
define(sp.riccati_yn, _riccati(sp.spherical_yn))


def _lambda(v: Any, x: Any) -> Any:
    count = _all_orders(v)
    orders = x.apply(np.arange, count) + (v - count + 1)
    square = -x * x / 4
    return sp.hyp0f1(orders + 1, square), -x / (2 * (orders + 1)) * sp.hyp0f1(orders + 2, square)


define(sp.lmbda, _lambda)

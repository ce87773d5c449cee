"""scipy.special: elementwise functions, each with the derivatives that mathematics has for it."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad import runtime
from ast_ad.kinds import is_complex
from ast_ad.rules import scipy_left_out
from ast_ad.rules.symbolic import Symbol, Unsupported, symbol_in
from ast_ad.rules.table import leave_out
from ast_ad.rules.verbs import diagonal, zero

ROOT_2 = math.sqrt(2)
ROOT_PI = math.sqrt(math.pi)
ROOT_2PI = math.sqrt(2 * math.pi)


@dataclass(frozen=True)
class NoClosedForm:
    """The map of an argument by which no derivative in closed form is known."""

    which: str
    why: str = "it has no closed form"

    def __call__(self, d: Any, *args: Any, w: Any, **words: Any) -> Any:
        raise Unsupported(f"{self.which}: {self.why}")


def call(function: Callable[..., Any], *args: Any) -> Any:
    """A function of symbols, or of numbers, which gives a number."""
    found = function(*args)
    return found if symbol_in(args) is not None else float(found)


ORDER = NoClosedForm("the order")
SHAPE = NoClosedForm("this parameter")


def boxcox_by_power(d: Any, log: Any, power: Any) -> Any:
    return d * log * log * (sp.hyp1f1(2.0, 3.0, power * log) / 2)


def normal_ratio(x: Any) -> Any:
    """The density of the normal distribution over its mass below."""
    return (2 / ROOT_2PI) / sp.erfcx(x / -ROOT_2) if is_complex(x.kind) else x.apply(runtime.normal_ratio, x)


diagonal(runtime.normal_ratio, lambda d, x, w: -d * w * x.apply(runtime.normal_excess, x))
diagonal(runtime.normal_excess, lambda d, x, w: d - d * w * x.apply(runtime.normal_ratio, x))


diagonal(sp.erf, lambda d, x, w: d * (2 / ROOT_PI * np.exp(-x * x)))
diagonal(sp.erfc, lambda d, x, w: d * (-2 / ROOT_PI * np.exp(-x * x)))


def _erfcx_by_x(d: Any, x: Any, w: Any) -> Any:
    if is_complex(x.kind):
        return d * (2 * x * w - 2 / ROOT_PI)
    # What is subtracted above is almost equal where x is large.
    return -2 * d * x.apply(runtime.erfc_integral, x, 1)


diagonal(sp.erfcx, _erfcx_by_x)
diagonal(runtime.erfc_integral, lambda d, x, n, w: -2 * (n + 1) * d * x.apply(runtime.erfc_integral, x, n + 1), None)
diagonal(sp.erfi, lambda d, x, w: d * (2 / ROOT_PI * np.exp(x * x)))
diagonal(sp.erfinv, lambda d, x, w: d * (ROOT_PI / 2 * np.exp(w * w)))
diagonal(sp.erfcinv, lambda d, x, w: d * (-ROOT_PI / 2 * np.exp(w * w)))
diagonal(sp.dawsn, lambda d, x, w: d * (1 - 2 * x * w))
diagonal(sp.wofz, lambda d, x, w: d * (2j / ROOT_PI - 2 * x * w))
diagonal(sp.ndtr, lambda d, x, w: d * np.exp(-x * x / 2) / ROOT_2PI)
diagonal(sp.ndtri, lambda d, x, w: d * (ROOT_2PI * np.exp(w * w / 2)))
diagonal(sp.log_ndtr, lambda d, x, w: d * normal_ratio(x))
diagonal(
    sp.owens_t,
    lambda d, h, a, w: d * (np.exp(-h * h / 2) * sp.erf(a * h / math.sqrt(2))) / (-2 * ROOT_2PI),
    lambda d, h, a, w: d * np.exp(-h * h * (1 + a * a) / 2) / (2 * math.pi * (1 + a * a)),
)

diagonal(sp.expit, lambda d, x, w: d * w * sp.expit(-x))
diagonal(sp.log_expit, lambda d, x, w: d * sp.expit(-x))
diagonal(sp.logit, lambda d, x, w: d / (x * (1 - x)))
diagonal(sp.exp2, lambda d, x, w: d * w * math.log(2))
diagonal(sp.exp10, lambda d, x, w: d * w * math.log(10))
diagonal(sp.expm1, lambda d, x, w: d * np.exp(x))
diagonal(sp.log1p, lambda d, x, w: d / (1 + x))
diagonal(sp.cbrt, lambda d, x, w: d * w / (3 * x))
diagonal(sp.cosm1, lambda d, x, w: -d * np.sin(x))
diagonal(sp.entr, lambda d, x, w: -d * (np.log(x) + 1))
diagonal(sp.rel_entr, lambda d, x, y, w: d * (np.log(x / y) + 1), lambda d, x, y, w: -d * x / y)
diagonal(sp.kl_div, lambda d, x, y, w: d * np.log(x / y), lambda d, x, y, w: d * (1 - x / y))
diagonal(sp.xlogy, lambda d, x, y, w: d * np.log(y), lambda d, x, y, w: d * x / y)
diagonal(sp.xlog1py, lambda d, x, y, w: d * np.log1p(y), lambda d, x, y, w: d * x / (1 + y))


diagonal(sp.boxcox, lambda d, x, p, w: d * x ** (p - 1), lambda d, x, p, w: boxcox_by_power(d, np.log(x), p))
diagonal(sp.boxcox1p, lambda d, x, p, w: d * (1 + x) ** (p - 1), lambda d, x, p, w: boxcox_by_power(d, np.log1p(x), p))


def _polygamma(n: int, x: Any) -> Any:
    if isinstance(x, Symbol) and is_complex(x.kind):
        raise Unsupported("complex numbers, for which SciPy has no polygamma")
    return x.apply(sp.polygamma, n, x) if isinstance(x, Symbol) else float(sp.polygamma(n, x))


for psi in (sp.psi, sp.digamma):
    diagonal(psi, lambda d, x, w: d * _polygamma(1, x))
diagonal(sp.polygamma, ORDER, lambda d, n, x, w: d * x.apply(sp.polygamma, n + 1, x))
diagonal(sp.gamma, lambda d, x, w: d * w * sp.psi(x))


def _rgamma(d: Any, x: Any, w: Any) -> Any:
    """By reflection on the left, where gamma has poles."""
    if is_complex(x.kind):
        return -d * w * sp.psi(x)
    left = x < 0.5
    low, high = np.where(left, x, 0.0), np.where(left, 1.0, x)
    reflected = sp.gamma(1 - low) * (np.cos(math.pi * low) - np.sin(math.pi * low) / math.pi * sp.psi(1 - low))
    return d * np.where(left, reflected, -sp.rgamma(high) * sp.psi(high))


diagonal(sp.rgamma, _rgamma)
diagonal(sp.gammaln, lambda d, x, w: d * sp.psi(x))
diagonal(sp.loggamma, lambda d, x, w: d * sp.psi(x))
zero(sp.gammasgn)
diagonal(
    sp.beta,
    lambda d, a, b, w: d * w * (sp.psi(a) - sp.psi(a + b)),
    lambda d, a, b, w: d * w * (sp.psi(b) - sp.psi(a + b)),
)
diagonal(
    sp.betaln,
    lambda d, a, b, w: d * (sp.psi(a) - sp.psi(a + b)),
    lambda d, a, b, w: d * (sp.psi(b) - sp.psi(a + b)),
)
diagonal(sp.poch, lambda d, z, m, w: d * w * (sp.psi(z + m) - sp.psi(z)), lambda d, z, m, w: d * w * sp.psi(z + m))


def _psi_times(w: Any, n: Any, z: Any) -> Any:
    """w * psi(z) for a binomial coefficient w of n with gamma(z) in its denominator: by reflection on the left, where gamma has
    poles.
    """
    if not isinstance(z, Symbol):
        return w * sp.psi(z) if z > 0 else w * sp.psi(1 - z) - sp.beta(n + 1, 1 - z) * math.cos(math.pi * z)
    left: Any = z.apply(operator.lt, z, 0.5)
    low, high = z.apply(np.where, left, z, 0.0), z.apply(np.where, left, 1.0, z)
    return np.where(left, w * sp.psi(1 - low) - sp.beta(n + 1, 1 - low) * np.cos(math.pi * low), w * sp.psi(high))


diagonal(
    sp.binom,
    lambda d, n, k, w: d * (w * sp.psi(n + 1) - _psi_times(w, n, n - k + 1)),
    lambda d, n, k, w: d * (_psi_times(w, n, n - k + 1) - _psi_times(w, n, k + 1)),
)


def _items(n: Any, exact: Any, repetition: Any, k: Any) -> Any:
    """The n of the binomial coefficient that a number of combinations is."""
    if exact:
        raise Unsupported("exact=True, which gives whole numbers")
    return n + k - 1 if repetition else n


def _psi_from_one(n: Any) -> Any:
    """psi(n + 1). Where n is negative there are no combinations, which stays so."""
    return sp.psi(np.maximum(n, 0) + 1)


def _comb_by_items(d: Any, n: Any, k: Any, *, exact: Any = False, repetition: Any = False, w: Any) -> Any:
    n = _items(n, exact, repetition, k)
    return d * w * (_psi_from_one(n) - _psi_from_one(n - k))


def _comb_by_size(d: Any, n: Any, k: Any, *, exact: Any = False, repetition: Any = False, w: Any) -> Any:
    total = _items(n, exact, repetition, k)
    taken = d * w * (_psi_from_one(total - k) - _psi_from_one(k))
    return taken + d * w * (_psi_from_one(total) - _psi_from_one(n - 1)) if repetition else taken


diagonal(sp.comb, _comb_by_items, _comb_by_size)


diagonal(
    sp.perm,
    lambda d, n, k, exact=False, *, w: _comb_by_items(d, n, k, exact=exact, w=w),
    lambda d, n, k, exact=False, *, w: d * w * _psi_from_one(_items(n, exact, False, k) - k),
)
diagonal(sp.factorial, lambda d, n, exact=False, extend="zero", *, w: d * w * sp.psi(n + 1))


def _multigammaln(d: Any, a: Any, p: Any, w: Any) -> Any:
    if isinstance(p, Symbol):
        return d * np.sum(sp.psi((a[..., None] if a.is_array else a) - p.apply(np.arange, p) / 2), axis=-1)
    total = sp.psi(a)
    for j in range(1, p):
        total = total + sp.psi(a - j / 2)
    return d * total


diagonal(sp.multigammaln, _multigammaln)

diagonal(sp.exp1, lambda d, x, w: -d * np.exp(-x) / x)
diagonal(sp.expi, lambda d, x, w: d * np.exp(x) / x)
diagonal(
    sp.expn,
    ORDER,
    lambda d, n, x, w: d * ((n - 1) * w - np.exp(-x)) / x if isinstance(n, Symbol) or n < 1 else -d * sp.expn(n - 1, x),
)


def _spence(d: Any, x: Any, w: Any) -> Any:
    """-1 at 1, where numerator and denominator vanish."""
    one = x == 1.0
    return d * np.where(one, -1.0, np.log(x) / np.where(one, 1.0, 1 - x))


diagonal(sp.spence, _spence)
diagonal(sp.exprel, lambda d, x, w: d * (sp.hyp1f1(2.0, 3.0, x) / 2))
diagonal(
    sp.powm1,
    lambda d, x, y, w: d * y * x ** (y - 1),
    lambda d, x, y, w: d * sp.xlogy(w + 1, x),
)
diagonal(sp.hyperu, SHAPE, SHAPE, lambda d, a, b, x, w: -d * a * sp.hyperu(a + 1, b + 1, x))
diagonal(sp.zeta, ORDER, lambda d, s, q, w: -d * s * q.apply(sp.zeta, s + 1, q))
diagonal(sp.hyp0f1, SHAPE, lambda d, v, x, w: d * sp.hyp0f1(v + 1, x) / v)
diagonal(sp.hyp1f1, SHAPE, SHAPE, lambda d, a, b, x, w: d * (a / b * sp.hyp1f1(a + 1, b + 1, x)))
diagonal(
    sp.hyp2f1,
    SHAPE,
    SHAPE,
    SHAPE,
    lambda d, a, b, c, x, w: d * (a * b / c * sp.hyp2f1(a + 1, b + 1, c + 1, x)),
)

diagonal(sp.softplus, lambda d, x, w: d * sp.expit(x))
diagonal(sp.ndtri_exp, lambda d, x, w: d * (ROOT_2PI * np.exp(x + w * w / 2)))
diagonal(sp.lambertw, lambda d, x, *branch, w, **words: d * np.exp(-w) / (1 + w))
diagonal(sp.wrightomega, lambda d, x, w: d * w / (1 + w))
diagonal(
    sp.huber,
    lambda d, delta, r, w: d * np.maximum(np.abs(r) - delta, 0.0),
    lambda d, delta, r, w: d * np.clip(r, -delta, delta),
)
diagonal(
    sp.pseudo_huber,
    lambda d, delta, r, w: d * (2 * w / delta - (r / delta) * (r / np.sqrt(1 + (r / delta) ** 2))),
    lambda d, delta, r, w: d * r / np.sqrt(1 + (r / delta) ** 2),
)
diagonal(sp.kolmogorov, lambda d, x, w: d * x.apply(runtime.kolmogorov_slope, x, 1))
diagonal(sp.kolmogi, lambda d, p, w: d / w.apply(runtime.kolmogorov_slope, w, 1))
diagonal(runtime.kolmogorov_slope, lambda d, x, n, w: d * x.apply(runtime.kolmogorov_slope, x, n + 1), None)
DEGREE = math.pi / 180
diagonal(
    sp.radian,
    lambda d, degrees, minutes, seconds, w: d * DEGREE,
    lambda d, degrees, minutes, seconds, w: d * (DEGREE / 60),
    lambda d, degrees, minutes, seconds, w: d * (DEGREE / 3600),
)
diagonal(sp.cotdg, lambda d, x, w: -d * DEGREE * (1 + w * w))
diagonal(sp.sindg, lambda d, x, w: d * DEGREE * sp.cosdg(x))
diagonal(sp.cosdg, lambda d, x, w: -d * DEGREE * sp.sindg(x))
diagonal(sp.tandg, lambda d, x, w: d * DEGREE * (1 + w * w))
diagonal(
    sp.inv_boxcox,
    lambda d, y, p, w: d * w ** (1 - p),
    lambda d, y, p, w: -boxcox_by_power(d, np.log(w), p) * w ** (1 - p),
)
diagonal(
    sp.inv_boxcox1p,
    lambda d, y, p, w: d * (1 + w) ** (1 - p),
    lambda d, y, p, w: -boxcox_by_power(d, np.log1p(w), p) * (1 + w) ** (1 - p),
)
for name in "geterr seterr round stirling2 bernoulli euler factorial2 factorialk".split():
    zero(getattr(sp, name))
for name in scipy_left_out.OF_WHOLE_NUMBERS.split():
    if hasattr(sp, name):
        zero(getattr(sp, name))
for reason, names in scipy_left_out.SPECIAL.items():
    for name in names.split():
        if hasattr(sp, name):
            leave_out(getattr(sp, name), reason, computes=reason != scipy_left_out.OBJECT)

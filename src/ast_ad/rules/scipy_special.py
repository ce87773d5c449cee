"""scipy.special: elementwise functions, each with the derivatives that mathematics has for it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad import runtime
from ast_ad.kinds import is_complex
from ast_ad.rules import scipy_left_out
from ast_ad.rules.symbolic import Symbol, Undecided, Unsupported, symbol_in
from ast_ad.rules.table import leave_out
from ast_ad.rules.verbs import custom, diagonal, zero

ROOT_2 = math.sqrt(2)
ROOT_PI = math.sqrt(math.pi)
ROOT_2PI = math.sqrt(2 * math.pi)


@dataclass(frozen=True)
class NoClosedForm:
    """The map of an argument by which no derivative in closed form is known."""

    which: str

    def __call__(self, d: Any, *args: Any, w: Any, **words: Any) -> Any:
        raise Unsupported(f"{self.which}: it has no closed form")


def call(function: Callable[..., Any], *args: Any) -> Any:
    """A function of symbols, or of numbers, which gives a number."""
    found = function(*args)
    return found if symbol_in(args) is not None else float(found)


_ORDER = NoClosedForm("the order")
_SHAPE = NoClosedForm("this parameter")


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


def _power_series(t: Any) -> Any:
    """(t exp(t) - expm1(t)) / t**2, also near 0."""
    near = np.abs(t) < 1e-3
    far = np.where(near, 1.0, t)
    return np.where(near, 0.5 + t * (1 / 3 + t / 8), (far * np.exp(far) - np.expm1(far)) / (far * far))


def _boxcox_power(d: Any, log: Any, power: Any) -> Any:
    return d * log * log * _power_series(power * log)


diagonal(sp.boxcox, lambda d, x, p, w: d * x ** (p - 1), lambda d, x, p, w: _boxcox_power(d, np.log(x), p))
diagonal(sp.boxcox1p, lambda d, x, p, w: d * (1 + x) ** (p - 1), lambda d, x, p, w: _boxcox_power(d, np.log1p(x), p))


def _polygamma(n: int, x: Any) -> Any:
    if isinstance(x, Symbol) and is_complex(x.kind):
        raise Unsupported("complex numbers, for which SciPy has no polygamma")
    return x.apply(sp.polygamma, n, x) if isinstance(x, Symbol) else float(sp.polygamma(n, x))


for psi in (sp.psi, sp.digamma):
    diagonal(psi, lambda d, x, w: d * _polygamma(1, x))
diagonal(sp.polygamma, _ORDER, lambda d, n, x, w: d * x.apply(sp.polygamma, n + 1, x))
diagonal(sp.gamma, lambda d, x, w: d * w * sp.psi(x))
diagonal(sp.rgamma, lambda d, x, w: -d * w * sp.psi(x))
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
diagonal(
    sp.binom,
    lambda d, n, k, w: d * w * (sp.psi(n + 1) - sp.psi(n - k + 1)),
    lambda d, n, k, w: d * w * (sp.psi(n - k + 1) - sp.psi(k + 1)),
)


def _items(n: Any, exact: Any, repetition: Any, k: Any) -> Any:
    """The n of the binomial coefficient that a number of combinations is."""
    if exact:
        raise Unsupported("whole numbers")
    return n + k - 1 if repetition else n


def _comb_by_items(d: Any, n: Any, k: Any, *, exact: Any = False, repetition: Any = False, w: Any) -> Any:
    n = _items(n, exact, repetition, k)
    return d * w * (sp.psi(n + 1) - sp.psi(n - k + 1))


def _comb_by_size(d: Any, n: Any, k: Any, *, exact: Any = False, repetition: Any = False, w: Any) -> Any:
    total = _items(n, exact, repetition, k)
    taken = d * w * (sp.psi(total - k + 1) - sp.psi(k + 1))
    return taken + d * w * (sp.psi(total + 1) - sp.psi(n)) if repetition else taken


diagonal(sp.comb, _comb_by_items, _comb_by_size)
leave_out(sp.perm, "it is poch(n - k + 1, k)", computes=True)
diagonal(sp.factorial, lambda d, n, exact=False, extend="zero", *, w: d * w * sp.psi(n + 1))


def _multigammaln(d: Any, a: Any, p: Any, w: Any) -> Any:
    if isinstance(p, Symbol):
        raise Undecided("a dimension that is a variable")
    total = sp.psi(a)
    for j in range(1, p):
        total = total + sp.psi(a - j / 2)
    return d * total


diagonal(sp.multigammaln, _multigammaln)


def gamma_density(a: Any, x: Any) -> Any:
    return np.exp(sp.xlogy(a - 1, x) - x - call(sp.gammaln, a))


def beta_density(a: Any, b: Any, x: Any) -> Any:
    return np.exp(sp.xlogy(a - 1, x) + sp.xlog1py(b - 1, -x) - call(sp.betaln, a, b))


diagonal(sp.gammainc, _SHAPE, lambda d, a, x, w: d * gamma_density(a, x))
diagonal(sp.gammaincc, _SHAPE, lambda d, a, x, w: -d * gamma_density(a, x))
diagonal(sp.gammaincinv, _SHAPE, lambda d, a, y, w: d / gamma_density(a, w))
diagonal(sp.gammainccinv, _SHAPE, lambda d, a, y, w: -d / gamma_density(a, w))
diagonal(sp.betainc, _SHAPE, _SHAPE, lambda d, a, b, x, w: d * beta_density(a, b, x))
diagonal(sp.betaincc, _SHAPE, _SHAPE, lambda d, a, b, x, w: -d * beta_density(a, b, x))
diagonal(sp.betaincinv, _SHAPE, _SHAPE, lambda d, a, b, y, w: d / beta_density(a, b, w))

diagonal(sp.exp1, lambda d, x, w: -d * np.exp(-x) / x)
diagonal(sp.expi, lambda d, x, w: d * np.exp(x) / x)
diagonal(
    sp.expn,
    _ORDER,
    lambda d, n, x, w: d * ((n - 1) * w - np.exp(-x)) / x if isinstance(n, Symbol) or n < 1 else -d * sp.expn(n - 1, x),
)


def _spence(d: Any, x: Any, w: Any) -> Any:
    """-1 at 1, where numerator and denominator vanish."""
    one = x == 1.0
    return d * np.where(one, -1.0, np.log(x) / np.where(one, 1.0, 1 - x))


diagonal(sp.spence, _spence)
diagonal(sp.zeta, _ORDER, lambda d, s, q, w: -d * s * q.apply(sp.zeta, s + 1, q))
diagonal(sp.hyp0f1, _SHAPE, lambda d, v, x, w: d * sp.hyp0f1(v + 1, x) / v)
diagonal(sp.hyp1f1, _SHAPE, _SHAPE, lambda d, a, b, x, w: d * (a / b * sp.hyp1f1(a + 1, b + 1, x)))
diagonal(
    sp.hyp2f1,
    _SHAPE,
    _SHAPE,
    _SHAPE,
    lambda d, a, b, c, x, w: d * (a * b / c * sp.hyp2f1(a + 1, b + 1, c + 1, x)),
)


def _pair(function: Any, first: Callable[[Any], Any], second: Callable[[Any], Any]) -> None:
    """A function that returns two values."""
    custom(
        function,
        tangent=lambda dots, x, w: (dots[0] * first(x), dots[0] * second(x)),
        adjoint=lambda d, x, w: (d[0] * first(x) + d[1] * second(x),),
    )


def _quotient(function: Callable[[Any], Any], limit: float) -> Callable[[Any], Any]:
    """function(x) / x, with its limit at 0."""

    def quotient(x: Any) -> Any:
        return np.where(x == 0.0, limit, function(x) / np.where(x == 0.0, 1.0, x))

    return quotient


_pair(sp.fresnel, lambda x: np.sin(math.pi / 2 * x * x), lambda x: np.cos(math.pi / 2 * x * x))
_pair(sp.sici, _quotient(np.sin, 1.0), lambda x: np.cos(x) / x)
_pair(sp.shichi, _quotient(np.sinh, 1.0), lambda x: np.cosh(x) / x)


def _real_only(x: Any) -> Any:
    if isinstance(x, Symbol) and is_complex(x.kind):
        raise Unsupported("complex numbers: its scale is not holomorphic")
    return x


for bessel in (sp.jv, sp.yv, sp.hankel1, sp.hankel2):
    diagonal(bessel, _ORDER, lambda d, v, x, w, f=bessel: d * (f(v - 1, x) - f(v + 1, x)) / 2)
diagonal(sp.yn, _ORDER, lambda d, n, x, w: d * (sp.yn(n - 1, x) - sp.yn(n + 1, x)) / 2)
diagonal(sp.iv, _ORDER, lambda d, v, x, w: d * (sp.iv(v - 1, x) + sp.iv(v + 1, x)) / 2)
diagonal(sp.kv, _ORDER, lambda d, v, x, w: -d * (sp.kv(v - 1, x) + sp.kv(v + 1, x)) / 2)
diagonal(sp.kn, _ORDER, lambda d, n, x, w: -d * (sp.kv(n - 1, x) + sp.kv(n + 1, x)) / 2)
diagonal(
    sp.ive, _ORDER, lambda d, v, x, w: d * ((sp.ive(v - 1, x) + sp.ive(v + 1, x)) / 2 - np.sign(_real_only(x)) * w)
)
diagonal(sp.kve, _ORDER, lambda d, v, x, w: d * (w - (sp.kve(v - 1, x) + sp.kve(v + 1, x)) / 2))
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


diagonal(sp.softplus, lambda d, x, w: d * sp.expit(x))
diagonal(sp.ndtri_exp, lambda d, x, w: d * (ROOT_2PI * np.exp(x + w * w / 2)))
diagonal(sp.lambertw, lambda d, x, *branch, w, **words: d * np.exp(-w) / (1 + w))
diagonal(sp.wrightomega, lambda d, x, w: d * w / (1 + w))
diagonal(sp.ellipk, lambda d, m, w: d * (sp.ellipe(m) / (1 - m) - w) / (2 * m))
diagonal(sp.ellipe, lambda d, m, w: d * (w - sp.ellipk(m)) / (2 * m))
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
DEGREE = math.pi / 180
diagonal(sp.sindg, lambda d, x, w: d * DEGREE * sp.cosdg(x))
diagonal(sp.cosdg, lambda d, x, w: -d * DEGREE * sp.sindg(x))
diagonal(sp.tandg, lambda d, x, w: d * DEGREE * (1 + w * w))
diagonal(
    sp.inv_boxcox,
    lambda d, y, p, w: d * w ** (1 - p),
    lambda d, y, p, w: -_boxcox_power(d, np.log(w), p) * w ** (1 - p),
)
diagonal(
    sp.inv_boxcox1p,
    lambda d, y, p, w: d * (1 + w) ** (1 - p),
    lambda d, y, p, w: -_boxcox_power(d, np.log1p(w), p) * (1 + w) ** (1 - p),
)
for name in "geterr seterr round stirling2 bernoulli euler factorial2 factorialk".split():
    zero(getattr(sp, name))
for name in scipy_left_out.OF_WHOLE_NUMBERS.split():
    if hasattr(sp, name):
        zero(getattr(sp, name))
for reason, names in scipy_left_out.SPECIAL.items():
    for name in names.split():
        if hasattr(sp, name):
            leave_out(getattr(sp, name), reason, computes=True)

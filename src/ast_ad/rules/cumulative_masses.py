"""Distribution functions on whole numbers: the mass up to k, and the mass above it, where both have closed forms."""

from __future__ import annotations

import math as real_math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.densities import log
from ast_ad.rules.scipy_special import call
from ast_ad.rules.symbolic import symbol_in


@dataclass(frozen=True)
class Cumulative:
    """``below(k, *shapes)`` and ``above``, from the first number on and below the last one, of which the shapes tell."""

    below: Callable[..., Any]
    above: Callable[..., Any]
    first: float = 0
    last: Callable[..., Any] | None = None

    def mass(self, upper: bool, k: Any, *shapes: Any) -> Any:
        symbol = symbol_in((k, shapes))
        k = symbol.apply(np.floor, k)
        last = None if self.last is None else self.last(*shapes)
        inside = symbol.apply(np.maximum, k, self.first)
        if last is not None:
            inside = symbol.apply(np.minimum, inside, last - 1)
        found = (self.above if upper else self.below)(inside, *shapes)
        found = symbol.apply(np.where, k >= self.first, found, 1.0 if upper else 0.0)
        return found if last is None else symbol.apply(np.where, k < last, found, 0.0 if upper else 1.0)


def _laplace_tail(k: Any, a: Any) -> Any:
    """The mass from abs(k) + 1 on."""
    return call(np.exp, -a * k) / (call(np.exp, a) + 1)


def _laplace(sign: int) -> Callable[..., Any]:
    """The mass below for 1, above for -1: what is small is not subtracted from 1."""

    def mass(k: Any, a: Any) -> Any:
        symbol = symbol_in((k, a))
        tail = _laplace_tail(symbol.apply(np.where, k >= 0, k, -1 - k), a)
        return symbol.apply(np.where, k >= 0 if sign > 0 else k < 0, 1 - tail, tail)

    return mass


def _skellam(sign: int) -> Callable[..., Any]:
    """The mass below for 1, above for -1: a noncentral chi2 distribution has the one on the left of 0, or that on the right."""

    def mass(k: Any, mu1: Any, mu2: Any) -> Any:
        symbol = symbol_in((k, mu1, mu2))
        left = k < 0
        degrees = symbol.apply(np.where, left, -2 * k, 2 * (k + 1))
        x, nc = symbol.apply(np.where, left, 2 * mu2, 2 * mu1), symbol.apply(np.where, left, 2 * mu1, 2 * mu2)
        tail = symbol.apply(sp.chndtr, x, degrees, nc)
        return symbol.apply(np.where, left if sign > 0 else k >= 0, tail, 1 - tail)

    return mass


def _logarithmic_tail(k: Any, p: Any) -> Any:
    series = symbol_in((k, p)).apply(sp.hyp2f1, 1.0, k + 1, k + 2, p)
    return p ** (k + 1) / (k + 1) * series / -call(np.log1p, -p)


CUMULATIVE: dict[str, Cumulative] = {
    "bernoulli": Cumulative(lambda k, p: 1 - p + 0 * k, lambda k, p: p + 0 * k, last=lambda p: 1),
    "binom": Cumulative(
        lambda k, n, p: call(sp.betaincc, k + 1, n - k, p),
        lambda k, n, p: call(sp.betainc, k + 1, n - k, p),
        last=lambda n, p: n,
    ),
    "boltzmann": Cumulative(
        lambda k, lamda, N: call(np.expm1, -lamda * (k + 1)) / call(np.expm1, -lamda * N),
        lambda k, lamda, N: (call(np.exp, -lamda * (k + 1)) - call(np.exp, -lamda * N)) / -call(np.expm1, -lamda * N),
        last=lambda lamda, N: N - 1,
    ),
    "dlaplace": Cumulative(_laplace(1), _laplace(-1), first=-real_math.inf),
    "geom": Cumulative(
        lambda k, p: -call(np.expm1, k * call(np.log1p, -p)),
        lambda k, p: call(np.exp, k * call(np.log1p, -p)),
        first=1,
    ),
    "logser": Cumulative(lambda k, p: 1 - _logarithmic_tail(k, p), _logarithmic_tail, first=1),
    "nbinom": Cumulative(lambda k, n, p: call(sp.betainc, n, k + 1, p), lambda k, n, p: call(sp.betaincc, n, k + 1, p)),
    "planck": Cumulative(
        lambda k, lamda: -call(np.expm1, -lamda * (k + 1)), lambda k, lamda: call(np.exp, -lamda * (k + 1))
    ),
    "poisson": Cumulative(lambda k, mu: call(sp.gammaincc, k + 1, mu), lambda k, mu: call(sp.gammainc, k + 1, mu)),
    "skellam": Cumulative(_skellam(1), _skellam(-1), first=-real_math.inf),
    "yulesimon": Cumulative(
        lambda k, alpha: 1 - k * call(sp.beta, k, alpha + 1),
        lambda k, alpha: k * call(sp.beta, k, alpha + 1),
        first=1,
    ),
}
METHODS: dict[str, tuple[bool, Callable[..., Any]]] = {
    "cdf": (False, lambda mass: mass),
    "sf": (True, lambda mass: mass),
    "logcdf": (False, log),
    "logsf": (True, log),
}

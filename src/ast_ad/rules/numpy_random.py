"""Draws of random numbers, by the parameters of their distributions.

A draw is taken for a function of its parameters and of numbers that do not depend on them: a normal one is
``loc + scale * z``. What stands for ``z`` follows from the draw itself.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from ast_ad.rules.symbolic import Unsupported, sum_to
from ast_ad.rules.table import leave_out
from ast_ad.rules.verbs import custom, zero

_OWNERS: tuple[Any, ...] = (np.random.Generator, np.random.RandomState)


def _functions(name: str) -> list[tuple[Callable[..., object], int]]:
    """Where a distribution is drawn from, and how many arguments stand before its parameters: the generator, or nothing."""
    found = [(getattr(owner, name), 1) for owner in _OWNERS if hasattr(owner, name)]
    return [*found, *([(getattr(np.random, name), 0)] if hasattr(np.random, name) else [])]


_PARAMETERS: dict[str, dict[str, float | None]] = {
    "uniform": {"low": 0.0, "high": 1.0},
    "exponential": {"scale": 1.0},
    "rayleigh": {"scale": 1.0},
    "lognormal": {"mean": 0.0, "sigma": 1.0},
    "gamma": {"shape": None, "scale": 1.0},
    "weibull": {"a": None},
    "pareto": {"a": None},
    "power": {"a": None},
    "multivariate_normal": {"mean": None, "cov": None},
}
_LOCATION_AND_SCALE: dict[str, float | None] = {"loc": 0.0, "scale": 1.0}


def _state(name: str, *maps: Callable[..., Any]) -> None:
    """State the derivative by each parameter: ``lambda d, w, first, second: ...``. There is a shape behind them."""
    for function, before in _functions(name):
        _state_one(function, before, maps)


def _state_one(function: Callable[..., object], before: int, maps: tuple[Callable[..., Any], ...]) -> None:
    defaults = _PARAMETERS.get(function.__name__, _LOCATION_AND_SCALE)

    def parameters(args: tuple[Any, ...], words: dict[str, Any]) -> list[Any]:
        given = dict(zip(defaults, args[before:]))
        return [given.get(name, words.get(name, default)) for name, default in defaults.items()]

    def tangent(dots: Any, *args: Any, w: Any, **words: Any) -> Any:
        found = parameters(args, words)
        varied = (*dots, *[None] * len(maps))[before:]
        terms = [each(dot, w, *found) for each, dot in zip(maps, varied) if dot is not None]
        total = functools.reduce(operator.add, terms)
        return np.zeros_like(w) + total if w.is_array else total

    def adjoint(d: Any, *args: Any, w: Any, **words: Any) -> Any:
        found = parameters(args, words)
        bars = [functools.partial(_bar, each, d, w, found, mine) for each, mine in zip(maps, found)]
        return (*[None] * before, *bars)

    custom(function, tangent=tangent, adjoint=adjoint)


def _bar(each: Callable[..., Any], d: Any, w: Any, found: list[Any], mine: Any) -> Any:
    return sum_to(each(d, w, *found), mine)


def _refused(d: Any, w: Any, *_: Any) -> Any:
    raise Unsupported("a parameter that does not just move or stretch what is drawn")


for name in ("normal", "laplace", "logistic", "gumbel"):
    _state(name, lambda d, w, loc, scale: d, lambda d, w, loc, scale: d * (w - loc) / scale)
_state(
    "uniform",
    lambda d, w, low, high: d * (high - w) / (high - low),
    lambda d, w, low, high: d * (w - low) / (high - low),
)
for name in ("exponential", "rayleigh"):
    _state(name, lambda d, w, scale: d * w / scale)
_state("lognormal", lambda d, w, mean, sigma: d * w, lambda d, w, mean, sigma: d * w * (np.log(w) - mean) / sigma)
_state("gamma", _refused, lambda d, w, shape, scale: d * w / scale)
for name in ("weibull", "power"):
    _state(name, lambda d, w, a: -d * w * np.log(w) / a)
_state("pareto", lambda d, w, a: -d * (w + 1) * np.log1p(w) / a)
_state("multivariate_normal", lambda d, w, mean, cov: d, _refused)

for (
    name
) in "random random_sample rand randn standard_normal standard_exponential standard_cauchy integers randint".split():
    for function, _ in _functions(name):
        zero(function)
for reason, names in {
    "which place is drawn has no derivative by the probabilities": "choice",
    "a whole number is drawn, which jumps where a parameter moves: its score is that of logpmf in scipy.stats": """
        binomial geometric hypergeometric logseries multinomial multivariate_hypergeometric negative_binomial poisson zipf""",
    "numbers are drawn until one is taken, which jumps where a parameter moves: its score is that of logpdf in scipy.stats": """
        beta chisquare dirichlet f noncentral_chisquare noncentral_f standard_gamma standard_t vonmises""",
    "write it with draws of uniform or normal numbers": "triangular wald",
}.items():
    for name in names.split():
        for function, _ in _functions(name):
            leave_out(function, reason)

"""Elementwise functions that return several results."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

from ast_ad.rules.symbolic import sum_to
from ast_ad.rules.verbs import custom

Slope = Callable[..., Any]


def several(function: Any, *slopes: Slope) -> None:
    """State the derivatives of an elementwise function of several results.

    ``slopes[k]`` takes the arguments and the results ``w`` and gives the derivatives of all the results by argument k.
    """

    def tangent(dots: Any, *args: Any, w: Any) -> tuple[Any, ...]:
        moved = [(dot, slope(*args, w=w)) for dot, slope in zip(dots, slopes) if dot is not None]
        return tuple(_sum([dot * slope[k] for dot, slope in moved]) for k in range(len(w)))

    def adjoint(bars: Any, *args: Any, w: Any) -> tuple[Callable[[], Any], ...]:
        def bar_of(arg: Any, slope: Slope) -> Any:
            found = zip(bars, slope(*args, w=w), strict=True)
            return sum_to(_sum([bar * each for bar, each in found if bar is not None]), arg)

        return tuple(functools.partial(bar_of, arg, slope) for arg, slope in zip(args, slopes))

    custom(function, tangent=tangent, adjoint=adjoint, missing=True)


def _sum(terms: list[Any]) -> Any:
    return functools.reduce(operator.add, terms)

"""What a distribution knows of its quantiles: how they move with the parameters of the shape.

If the mass up to z is to stay the same while a parameter grows, z has to move at some speed. That speed says what a
distribution function does by the parameter, which is the speed times the density, and what its inverse does.
"""

from __future__ import annotations

import math as real_math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.densities import Standard


@dataclass(frozen=True)
class Quantiles:
    """The speeds, None by a parameter for which it has no closed form; where the density is positive, and a place there."""

    speeds: tuple[Standard | None, ...]
    inside: Callable[..., Any]
    place: Callable[..., Any]


def origin(*shapes: Any) -> float:
    return 0.0


def on_line(*speeds: Standard | None) -> Quantiles:
    return Quantiles(speeds, lambda z, *shapes: np.isfinite(z), origin)


def on_half_line(*speeds: Standard | None) -> Quantiles:
    return Quantiles(speeds, lambda z, *shapes: (z > 0) & (z < real_math.inf), lambda *shapes: 1.0)


def on_negatives(*speeds: Standard | None) -> Quantiles:
    return Quantiles(speeds, lambda z, *shapes: (z < 0) & (z > -real_math.inf), lambda *shapes: -1.0)


def on_unit_interval(*speeds: Standard | None) -> Quantiles:
    return Quantiles(speeds, lambda z, *shapes: (z > 0) & (z < 1), lambda *shapes: 0.5)


def between_ends(low: Callable[..., Any], high: Callable[..., Any], *speeds: Standard | None) -> Quantiles:
    return Quantiles(
        speeds,
        lambda z, *shapes: (z > low(*shapes)) & (z < high(*shapes)),
        lambda *shapes: (low(*shapes) + high(*shapes)) / 2,
    )


def entropy(z: Any) -> Any:
    """z * log(z), which is 0 at 0."""
    return sp.xlogy(z, z)


def power(z: Any, c: Any) -> Any:
    """Where z**c has a distribution without c."""
    return -entropy(z) / c

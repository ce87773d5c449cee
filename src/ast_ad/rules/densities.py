"""What densities are written with."""

from __future__ import annotations

import math as real_math
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad import runtime
from ast_ad.kinds import Array, Number
from ast_ad.rules.scipy_special import call, normal_ratio
from ast_ad.rules.symbolic import Symbol

HALF_LOG_2PI = real_math.log(2 * real_math.pi) / 2
Standard = Callable[..., Any]


def wide(x: Any) -> Any:
    """Densities are computed in double precision, whatever they are asked for."""
    match x.kind if isinstance(x, Symbol) else None:
        case Array(dtype=np.dtype(char="f" | "e")):
            return x.apply(np.ndarray.astype, x, np.float64)
        case Number(dtype=np.dtype(char="f" | "e")):
            return x.apply(np.float64, x)
    return x


def log(x: Any) -> Any:
    return call(np.log, x)


def between(z: Any, low: Any, high: Any, value: Any) -> Any:
    """A logarithm of a density that is 0 outside of its support."""
    inside = z <= high if low is None else z >= low if high is None else (z >= low) & (z <= high)
    return np.where(inside, value, -real_math.inf)


def normal_mass_ratio(x: Any) -> Any:
    """The density of the normal distribution over its mass below."""
    return normal_ratio(x) if isinstance(x, Symbol) else float(runtime.normal_ratio(x))


def normal_excess(x: Any) -> Any:
    """x more than that."""
    return x.apply(runtime.normal_excess, x) if isinstance(x, Symbol) else float(runtime.normal_excess(x))


def log_normal_mass(a: Any, b: Any) -> Any:
    """log(ndtr(b) - ndtr(a)), from the side of the tail."""
    if isinstance(a, Symbol) or isinstance(b, Symbol):
        symbol = a if isinstance(a, Symbol) else b
        right = a > 0
        low, high = symbol.apply(np.where, right, -b, a), symbol.apply(np.where, right, -a, b)
    else:
        low, high = (-b, -a) if a > 0 else (a, b)
    below, above = call(sp.log_ndtr, low), call(sp.log_ndtr, high)
    return above + call(np.log1p, -call(np.exp, below - above))

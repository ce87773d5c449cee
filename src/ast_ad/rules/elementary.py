"""The functions that math and NumPy share, under the same names: stated once, for both."""

from __future__ import annotations

import math as real_math
from collections.abc import Callable
from typing import Any

import numpy as np

from ast_ad.kinds import is_complex
from ast_ad.rules.symbolic import cmath, math
from ast_ad.rules.verbs import custom, diagonal, zero

LOG2, LOG10 = real_math.log(2.0), real_math.log(10.0)


def state(m: Any, named: Callable[[str], Any]) -> None:
    """State the rules of a library: ``m`` takes symbols, ``named`` gives the functions themselves."""
    state_holomorphic(m, named)
    _angles(m, named)
    _exponential(m, named)
    _others(m, named)


def state_holomorphic(m: Any, named: Callable[[str], Any]) -> None:
    """Those that complex numbers have too."""
    _circular(m, named)
    _hyperbolic(m, named)
    diagonal(named("exp"), lambda d, x, w: d * w)
    diagonal(named("log10"), lambda d, x, w: d / (x * LOG10))
    diagonal(named("sqrt"), lambda d, x, w: d / (2 * w))


def _circular(m: Any, named: Callable[[str], Any]) -> None:
    diagonal(named("sin"), lambda d, x, w: d * m.cos(x))
    diagonal(named("cos"), lambda d, x, w: -d * m.sin(x))
    diagonal(named("tan"), lambda d, x, w: d * (1 + w * w))
    # Of complex numbers the value tells which of two roots it is, also on a branch cut.
    diagonal(named("asin"), lambda d, x, w: d / (m.cos(w) if is_complex(x.kind) else m.sqrt(1 - x * x)))
    diagonal(named("acos"), lambda d, x, w: -d / (m.sin(w) if is_complex(x.kind) else m.sqrt(1 - x * x)))
    diagonal(named("atan"), lambda d, x, w: d / (1 + x * x))


def _angles(m: Any, named: Callable[[str], Any]) -> None:
    diagonal(
        named("atan2"),
        lambda d, y, x, w: d * x / (x * x + y * y),
        lambda d, y, x, w: -d * y / (x * x + y * y),
    )
    diagonal(named("degrees"), lambda d, x, w: m.degrees(d))
    diagonal(named("radians"), lambda d, x, w: m.radians(d))


def _hyperbolic(m: Any, named: Callable[[str], Any]) -> None:
    diagonal(named("sinh"), lambda d, x, w: d * m.cosh(x))
    diagonal(named("cosh"), lambda d, x, w: d * m.sinh(x))
    diagonal(named("tanh"), lambda d, x, w: d * (1 - w * w))
    diagonal(named("asinh"), lambda d, x, w: d / (m.cosh(w) if is_complex(x.kind) else m.sqrt(x * x + 1)))
    # Two roots: the product of the radicands would be 1 - x * x, which is negative for the complex plane's other half.
    diagonal(named("acosh"), lambda d, x, w: d / (m.sqrt(x - 1) * m.sqrt(x + 1)))
    diagonal(named("atanh"), lambda d, x, w: d / (1 - x * x))


def _exponential(m: Any, named: Callable[[str], Any]) -> None:
    diagonal(named("exp2"), lambda d, x, w: d * w * LOG2)
    diagonal(named("expm1"), lambda d, x, w: d * (w + 1))
    if m is np:
        diagonal(np.log, lambda d, x, w: d / x)
    diagonal(named("log2"), lambda d, x, w: d / (x * LOG2))
    diagonal(named("log1p"), lambda d, x, w: d / (1 + x))
    diagonal(named("cbrt"), lambda d, x, w: d / (3 * w * w))


def log(d: Any, x: Any, base: Any = None, *, w: Any) -> Any:
    """The map of a logarithm to a base that the call may name."""
    return d / x if base is None else d / (x * _log_of(w, base))


def log_by_base(d: Any, x: Any, base: Any, w: Any) -> Any:
    return -d * w / (base * _log_of(w, base))


def _log_of(w: Any, base: Any) -> Any:
    return (cmath if is_complex(w.kind) else math).log(base)


def _others(m: Any, named: Callable[[str], Any]) -> None:
    # No direction is steeper than another at 0: by convention the derivative is 0 there.
    diagonal(named("hypot"), each=lambda d, k, *xs, w: d * xs[k] / (w + (w == 0)))
    diagonal(named("copysign"), lambda d, x, y, w: d * m.copysign(1.0, x * y), None)
    diagonal(named("fmod"), lambda d, x, y, w: d, lambda d, x, y, w: -d * m.trunc(x / y))
    diagonal(named("ldexp"), lambda d, x, n, w: m.ldexp(d, n), None)
    custom(
        named("frexp"),
        tangent=lambda dots, x, w: (m.ldexp(dots[0], -w[1]), None),
        adjoint=lambda bars, x, w: (m.ldexp(bars[0], -w[1]),),
    )
    # The whole part does not change with x.
    custom(named("modf"), tangent=lambda dots, x, w: (dots[0], None), adjoint=lambda bars, x, w: (bars[0],))
    for name in ("floor", "ceil", "trunc", "isnan", "isinf", "isfinite", "gcd", "lcm", "isclose", "nextafter"):
        zero(named(name))


state(math, lambda name: getattr(real_math, name))
state(np, lambda name: getattr(np, name))

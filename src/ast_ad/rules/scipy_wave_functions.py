"""scipy.special: solutions of wave equations, each given with its derivative; the second derivative is in the equation."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.elementwise_results import several
from ast_ad.rules.scipy_special import ORDER, NoClosedForm, call

_PARAMETER = NoClosedForm("a parameter of the equation")


def _solution(function: Any, *parameters: NoClosedForm, equation: Callable[..., Any]) -> None:
    """State a function that gives y and its derivative: ``equation(y, slope, *arguments)`` is the second one."""
    several(function, *parameters, lambda *args, w: (w[1], equation(*w, *args)))


_solution(sp.pbdv, ORDER, equation=lambda y, slope, v, x: (x * x / 4 - v - 0.5) * y)
_solution(sp.pbvv, ORDER, equation=lambda y, slope, v, x: (x * x / 4 - v - 0.5) * y)
_solution(sp.pbwa, _PARAMETER, equation=lambda y, slope, a, x: (a - x * x / 4) * y)

DEGREE = math.pi / 180


def _mathieu(function: Any, characteristic: Any) -> None:
    """Its argument is in degrees, its derivative is not."""

    def by_x(m: Any, q: Any, x: Any, w: Any) -> tuple[Any, Any]:
        y, slope = w
        return DEGREE * slope, DEGREE * (2 * q * np.cos(2 * DEGREE * x) - call(characteristic, m, q)) * y

    several(function, ORDER, _PARAMETER, by_x)


def _modified_mathieu(function: Any, characteristic: Any) -> None:
    _solution(
        function,
        ORDER,
        _PARAMETER,
        equation=lambda y, slope, m, q, x: (call(characteristic, m, q) - 2 * q * np.cosh(2 * x)) * y,
    )


_mathieu(sp.mathieu_cem, sp.mathieu_a)
_mathieu(sp.mathieu_sem, sp.mathieu_b)
for even in (sp.mathieu_modcem1, sp.mathieu_modcem2):
    _modified_mathieu(even, sp.mathieu_a)
for odd in (sp.mathieu_modsem1, sp.mathieu_modsem2):
    _modified_mathieu(odd, sp.mathieu_b)

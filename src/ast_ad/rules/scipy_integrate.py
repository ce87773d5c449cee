"""scipy.integrate: sums of samples. Of what calls a function again and again, the reasons why it is left out."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import integrate

from ast_ad.rules.axes import along
from ast_ad.rules.numpy_calculus import pieces
from ast_ad.rules.table import leave_out
from ast_ad.rules.verbs import define


def _trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: Any = -1) -> Any:
    return np.trapezoid(y, x, dx, axis)


def _cumulative(y: Any, x: Any = None, dx: Any = 1.0, axis: Any = -1, initial: Any = None) -> Any:
    left, right, width = pieces(y, x, dx, axis)
    found = np.cumsum(width * (left + right) / 2, axis=axis)
    if initial is None:
        return found
    return np.concatenate([np.zeros_like(left[along(axis, slice(0, 1))]) + initial, found], axis=axis)


define(integrate.trapezoid, _trapezoid)
define(integrate.cumulative_trapezoid, _cumulative)
_STEPS = "its steps follow errors of the values, not of the derivatives: write the steps of the method as a loop"
_RULE = "it calls a function as often as it likes: sum over the nodes of a rule, as numpy.polynomial has them"
for names, reason in (
    ("odeint ode solve_ivp solve_bvp complex_ode", _STEPS),
    ("quad quad_vec dblquad tplquad nquad fixed_quad qmc_quad cubature tanhsinh nsum lebedev_rule newton_cotes", _RULE),
    ("simpson romb cumulative_simpson", "not stated yet: take trapezoid or numpy.cumsum"),
):
    for name in names.split():
        if hasattr(integrate, name):
            leave_out(getattr(integrate, name), reason)

"""scipy.integrate: sums of samples. Of what calls a function again and again, the reasons why it is left out."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import integrate

from ast_ad import runtime
from ast_ad.rules.axes import along, known_rank, reshaped_along
from ast_ad.rules.numpy_calculus import pieces
from ast_ad.rules.table import FOLLOWED, leave_out
from ast_ad.rules.verbs import define, zero


def _trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: Any = -1) -> Any:
    return np.trapezoid(y, x, dx, axis)


def _cumulative(y: Any, x: Any = None, dx: Any = 1.0, axis: Any = -1, initial: Any = None) -> Any:
    left, right, width = pieces(y, x, dx, axis)
    found = np.cumsum(width * (left + right) / 2, axis=axis)
    if initial is None:
        return found
    return np.concatenate([np.zeros_like(left[along(axis, slice(0, 1))]) + initial, found], axis=axis)


def _romb(y: Any, dx: Any = 1.0, axis: Any = -1, show: Any = False) -> Any:
    weights = y.apply(runtime.romberg_weights, np.size(y, axis))
    return np.sum(y * reshaped_along(weights, axis, known_rank(y)), axis=axis) * dx


define(integrate.romb, _romb)
zero(runtime.romberg_weights)
define(integrate.trapezoid, _trapezoid)
define(integrate.cumulative_trapezoid, _cumulative)
_STEPS = "its steps follow errors of the values, not of the derivatives: write the steps of the method as a loop"
_RULE = "it calls a function as often as it likes: sum over the nodes of a rule, as numpy.polynomial has them"
for names, reason in (
    ("odeint ode solve_ivp solve_bvp complex_ode", _STEPS),
    ("quad quad_vec dblquad tplquad nquad qmc_quad cubature tanhsinh nsum", _RULE),
    ("simpson cumulative_simpson fixed_quad newton_cotes", FOLLOWED),
    ("lebedev_rule", "its nodes and weights are those of a table"),
):
    for name in names.split():
        if hasattr(integrate, name):
            leave_out(getattr(integrate, name), reason)

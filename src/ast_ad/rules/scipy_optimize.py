"""scipy.optimize: Rosenbrock's function. Of what searches for a point, the reasons why it is left out."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import optimize

from ast_ad.rules.table import leave_out
from ast_ad.rules.verbs import define


def _rosen(x: Any) -> Any:
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2, axis=0)


def _rosen_der(x: Any) -> Any:
    up = 200 * (x[1:] - x[:-1] ** 2)
    down = -2 * x[:-1] * up - 2 * (1 - x[:-1])
    return np.concatenate([down[:1], up[:-1] + down[1:], up[-1:]])


define(optimize.rosen, _rosen)
define(optimize.rosen_der, _rosen_der)
_SEARCH = "it searches by calling a function: state the derivative of the point that it finds with ast_ad.custom"
for names, reason in (
    ("rosen_hess rosen_hess_prod", "take a derivative of rosen_der"),
    (
        "minimize minimize_scalar root root_scalar fsolve brentq brenth bisect ridder newton fixed_point curve_fit",
        _SEARCH,
    ),
    ("least_squares leastsq nnls lsq_linear linprog milp linear_sum_assignment differential_evolution", _SEARCH),
    ("basinhopping dual_annealing shgo direct brute approx_fprime check_grad", _SEARCH),
):
    for name in names.split():
        leave_out(getattr(optimize, name), reason)

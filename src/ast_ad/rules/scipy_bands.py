"""scipy.linalg: matrices that are given by the diagonals near the middle one."""

from __future__ import annotations

from typing import Any

import scipy.linalg as sl

from ast_ad import runtime
from ast_ad.rules.verbs import bilinear, custom, linear


def _banded_tangent(dots: Any, l_and_u: Any, ab: Any, b: Any, *rest: Any, w: Any, **more: Any) -> Any:
    lower, upper = l_and_u
    terms = [] if dots[2] is None else [dots[2]]
    terms += [] if dots[1] is None else [-w.apply(runtime.banded_product, dots[1], w, lower, upper)]
    return w.apply(sl.solve_banded, l_and_u, ab, terms[0] if len(terms) == 1 else terms[0] + terms[1])


def _banded_adjoint(d: Any, l_and_u: Any, ab: Any, b: Any, *rest: Any, w: Any, **more: Any) -> Any:
    lower, upper = l_and_u
    turned = w.apply(runtime.banded_transpose, ab, lower, upper)
    found = w.apply(sl.solve_banded, (upper, lower), turned, d)
    return None, -w.apply(runtime.banded_outer, found, w, lower, upper), found


custom(sl.solve_banded, tangent=_banded_tangent, adjoint=_banded_adjoint)
linear(
    runtime.banded_transpose,
    lambda d, ab, lower, upper, w: d.apply(runtime.banded_transpose, d, upper, lower),
)
bilinear(
    runtime.banded_product,
    lambda d, ab, x, lower, upper, w: d.apply(runtime.banded_outer, d, x, lower, upper),
    lambda d, ab, x, lower, upper, w: d.apply(
        runtime.banded_product, d.apply(runtime.banded_transpose, ab, lower, upper), d, upper, lower
    ),
)
bilinear(
    runtime.banded_outer,
    lambda d, x, y, lower, upper, w: d.apply(runtime.banded_product, d, y, lower, upper),
    lambda d, x, y, lower, upper, w: d.apply(
        runtime.banded_product, d.apply(runtime.banded_transpose, d, lower, upper), x, upper, lower
    ),
)

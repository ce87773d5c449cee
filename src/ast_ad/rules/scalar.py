"""What math has and NumPy has not."""

from __future__ import annotations

import functools
import math as real_math
import operator
from typing import Any

import numpy as np

from ast_ad import runtime
from ast_ad.rules import elementary
from ast_ad.rules.axes import known_rank
from ast_ad.rules.builtins import same_for_all
from ast_ad.rules.numpy_reductions import products_adjoint, products_tangent
from ast_ad.rules.symbolic import Symbol, math
from ast_ad.rules.verbs import bilinear, custom, diagonal, linear, zero

TWO_OVER_ROOT_PI = 2.0 / real_math.sqrt(real_math.pi)


diagonal(real_math.log, elementary.log, elementary.log_by_base)
diagonal(real_math.erf, lambda d, x, w: d * TWO_OVER_ROOT_PI * math.exp(-x * x))
diagonal(real_math.erfc, lambda d, x, w: -d * TWO_OVER_ROOT_PI * math.exp(-x * x))
diagonal(real_math.gamma, lambda d, x, w: d * w * x.apply(runtime.polygamma, 0, x))
diagonal(real_math.lgamma, lambda d, x, w: d * x.apply(runtime.polygamma, 0, x))
diagonal(runtime.polygamma, None, lambda d, n, x, w: d * x.apply(runtime.polygamma, n + 1, x))
# x - n * y, where n is x / y rounded.
diagonal(real_math.remainder, lambda d, x, y, w: d, lambda d, x, y, w: -d * (x - w) / y)
if hasattr(real_math, "fma"):
    diagonal(real_math.fma, lambda d, x, y, z, w: d * y, lambda d, x, y, z, w: d * x, lambda d, x, y, z, w: d)


linear(real_math.fsum, lambda d, items, w: same_for_all(d, items))
custom(real_math.prod, tangent=products_tangent, adjoint=products_adjoint)


def _written(*points: Any) -> int | None:
    """How many coordinates there are, if one of the points is written out."""
    for point in points:
        if isinstance(point, Symbol) and point.is_array:
            known_rank(point)
    return next((len(point) for point in points if isinstance(point, tuple | list)), None)


def _array(point: Any) -> Any:
    return point if point.is_array else point.apply(np.array, point)


def _distance_part(d: Any, p: Any, q: Any, w: Any) -> Any:
    count = _written(p, q)
    if count is None:
        return d * (_array(p) - _array(q)) / w
    parts = [d * (p[k] - q[k]) / w for k in range(count)]
    return parts if isinstance(p, tuple | list) else w.apply(np.array if p.is_array else list, parts)


def _distance_tangent(dots: Any, p: Any, q: Any, w: Any) -> Any:
    terms = []
    for mine, x, y in ((dots[0], p, q), (dots[1], q, p)):
        count = _written(x, y)
        if mine is not None and count is None:
            terms.append(np.dot(_array(mine), _array(x) - _array(y)) / w)
        elif mine is not None:
            terms += [mine[k] * (x[k] - y[k]) / w for k in range(count or 0) if mine[k] is not None]
    return functools.reduce(operator.add, terms)


custom(
    real_math.dist,
    tangent=_distance_tangent,
    adjoint=lambda d, p, q, w: (_distance_part(d, p, q, w), _distance_part(d, q, p, w)),
)

if hasattr(real_math, "sumprod"):
    bilinear(real_math.sumprod, lambda d, p, q, w: d * q, lambda d, p, q, w: d * p)

for name in ("factorial", "comb", "perm", "isqrt", "ulp"):
    zero(getattr(real_math, name))

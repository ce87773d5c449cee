"""What math has and NumPy has not."""

from __future__ import annotations

import math as real_math
from typing import Any

import numpy as np

from ast_ad import runtime
from ast_ad.rules.builtins import same_for_all
from ast_ad.rules.numpy_reductions import products_adjoint, products_tangent
from ast_ad.rules.symbolic import math
from ast_ad.rules.verbs import bilinear, custom, diagonal, linear, zero

TWO_OVER_ROOT_PI = 2.0 / real_math.sqrt(real_math.pi)


def _log(d: Any, x: Any, base: Any = None, *, w: Any) -> Any:
    return d / x if base is None else d / (x * _log_of(d, base))


def _log_of(d: Any, base: Any) -> Any:
    return d.apply(real_math.log, base)


diagonal(real_math.log, _log, lambda d, x, base, w: -d * w / (base * _log_of(d, base)))
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


def _distance_part(d: Any, p: Any, q: Any, w: Any) -> Any:
    if isinstance(p, tuple | list) and isinstance(q, tuple | list):
        return [d * (a - b) / w for a, b in zip(p, q)]
    return d * (p - q) / w


def _distance_tangent(dots: Any, p: Any, q: Any, w: Any) -> Any:
    terms = []
    for mine, x, y in ((dots[0], p, q), (dots[1], q, p)):
        if isinstance(mine, tuple | list):
            terms += [dot * (a - b) / w for dot, a, b in zip(mine, x, y) if dot is not None]
        elif mine is not None:
            terms.append(np.dot(mine, x - y) / w)
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


custom(
    real_math.dist,
    tangent=_distance_tangent,
    adjoint=lambda d, p, q, w: (_distance_part(d, p, q, w), _distance_part(d, q, p, w)),
)


def _scaled(d: Any, items: Any) -> Any:
    return [d * item for item in items] if isinstance(items, tuple | list) else d * items


if hasattr(real_math, "sumprod"):
    bilinear(real_math.sumprod, lambda d, p, q, w: _scaled(d, q), lambda d, p, q, w: _scaled(d, p))

for name in ("factorial", "comb", "perm", "isqrt", "ulp"):
    zero(getattr(real_math, name))

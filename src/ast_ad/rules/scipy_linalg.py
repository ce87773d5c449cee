"""scipy.linalg: what it shares with numpy.linalg."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import scipy.linalg as sl

from ast_ad.rules import scipy_left_out
from ast_ad.rules.axes import given
from ast_ad.rules.matrices import (
    diagonal_of,
    identity,
    rows,
    symmetric,
)
from ast_ad.rules.numpy_decompositions import svd_bar, svd_dot
from ast_ad.rules.numpy_linalg import det_bar, det_dot, pinv_bar, pinv_dot
from ast_ad.rules.scipy_calls import factors, known
from ast_ad.rules.table import leave_out
from ast_ad.rules.verbs import custom, define


def _inv(
    a: Any, overwrite_a: Any = False, check_finite: Any = True, *, assume_a: Any = None, lower: Any = False
) -> Any:
    known(assume_a=assume_a, lower=lower)
    match assume_a:
        case None | "gen" | "general":
            return np.linalg.inv(a)
        case "diagonal":
            inverted = identity(a) / rows(diagonal_of(a))
            return np.where(identity(a) == 1, inverted, a) if _LEAVES_OTHERS else inverted
        case "upper triangular":
            return np.linalg.inv(np.triu(a))
        case "lower triangular":
            return np.linalg.inv(np.tril(a))
    return a.apply(sl.solve, a, identity(a), lower=lower, assume_a=assume_a)


# Some versions of SciPy leave in the inverse of a diagonal what stands beside it.
_LEAVES_OTHERS = "assume_a" in inspect.signature(sl.inv).parameters and bool(
    sl.inv(np.array([[1.0, 1.0], [0.0, 1.0]]), assume_a="diagonal")[0, 1]
)
define(sl.inv, _inv)
custom(
    sl.det,
    tangent=lambda dots, a, overwrite_a=False, check_finite=True, *, w: det_dot(dots[0], a, w),
    adjoint=lambda d, a, overwrite_a=False, check_finite=True, *, w: (det_bar(d, a, w),),
)
define(sl.svdvals, lambda a, overwrite_a=False, check_finite=True: np.linalg.svdvals(a))
define(
    sl.norm, lambda a, ord=None, axis=None, keepdims=False, check_finite=True: np.linalg.norm(a, ord, axis, keepdims)
)


def _require_cut(return_rank: Any = False, check_finite: Any = True, lower: Any = True, **cut: Any) -> None:
    known(lower=lower, **cut)


def _pinv_tangent(dots: Any, a: Any, atol: Any = None, rtol: Any = None, *, w: Any, **words: Any) -> Any:
    _require_cut(atol=atol, rtol=rtol, **words)
    return pinv_dot(dots[0], a, w)


def _pinv_adjoint(d: Any, a: Any, atol: Any = None, rtol: Any = None, *, w: Any, **words: Any) -> Any:
    _require_cut(atol=atol, rtol=rtol, **words)
    return (pinv_bar(d, a, w),)


custom(sl.pinv, tangent=_pinv_tangent, adjoint=_pinv_adjoint)


def _pinvh_tangent(dots: Any, a: Any, atol: Any = None, rtol: Any = None, *rest: Any, w: Any, **words: Any) -> Any:
    _require_cut(atol=atol, rtol=rtol, **dict(zip(("lower", "return_rank"), rest)), **words)
    return pinv_dot(symmetric(dots[0]), a, w)


def _pinvh_adjoint(d: Any, a: Any, atol: Any = None, rtol: Any = None, *rest: Any, w: Any, **words: Any) -> Any:
    _require_cut(atol=atol, rtol=rtol, **dict(zip(("lower", "return_rank"), rest)), **words)
    return (symmetric(pinv_bar(d, a, w)),)


custom(sl.pinvh, tangent=_pinvh_tangent, adjoint=_pinvh_adjoint)


def _with_rank(function: Any) -> Any:
    def body(
        a: Any,
        atol: Any = None,
        rtol: Any = None,
        lower: Any = True,
        return_rank: Any = False,
        check_finite: Any = True,
    ) -> Any:
        known(return_rank=return_rank, lower=lower)
        if not return_rank:
            return NotImplemented
        words = given(atol=atol, rtol=rtol) | ({} if lower else {"lower": False})
        _, dimension = a.apply(function, a, return_rank=True, **words)
        return a.apply(function, a, **words), dimension

    return body


define(sl.pinv, _with_rank(sl.pinv))
define(sl.pinvh, _with_rank(sl.pinvh))


def _svd_tangent(
    dots: Any, a: Any, full_matrices: Any = True, compute_uv: Any = True, *rest: Any, w: Any, **more: Any
) -> Any:
    u, s, vh = factors(w)
    return svd_dot(dots[0], u, s, vh, full_matrices)


def _svd_adjoint(
    d: Any, a: Any, full_matrices: Any = True, compute_uv: Any = True, *rest: Any, w: Any, **more: Any
) -> Any:
    u, s, vh = factors(w)
    return (svd_bar(d, u, s, vh, full_matrices),)


custom(sl.svd, tangent=_svd_tangent, adjoint=_svd_adjoint, missing=True)
define(
    sl.svd,
    lambda a, full_matrices=True, compute_uv=True, *rest, **more: (
        NotImplemented if compute_uv else np.linalg.svdvals(a)
    ),
)

for reason, names in scipy_left_out.LINALG.items():
    for name in names.split():
        if hasattr(sl, name):
            leave_out(getattr(sl, name), reason, computes=not name.endswith(("_funcs", "_type")))

"""Reductions that leave NaN out, defined by those that do not."""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad.rules.axes import given
from ast_ad.rules.numpy_reductions import bounded, extremum_adjoint, extremum_tangent
from ast_ad.rules.numpy_statistics import reduced_var
from ast_ad.rules.verbs import custom, define

# NaN is equal to nothing, so it takes no share in an extreme.
for extremum in (np.nanmax, np.nanmin):
    custom(extremum, tangent=extremum_tangent, adjoint=extremum_adjoint)
define(np.nanmax, bounded(np.nanmax, np.fmax, -np.inf))
define(np.nanmin, bounded(np.nanmin, np.fmin, np.inf))


def _filled(a: Any, by: float) -> Any:
    return np.where(np.isnan(a), by, a)


def _nansum(a: Any, axis: Any = None, dtype: Any = None, out: None = None, keepdims: Any = False, **words: Any) -> Any:
    return np.sum(_filled(a, 0.0), **given(axis=axis, dtype=dtype, keepdims=keepdims), **words)


def _nanprod(a: Any, axis: Any = None, dtype: Any = None, out: None = None, keepdims: Any = False, **words: Any) -> Any:
    return np.prod(_filled(a, 1.0), **given(axis=axis, dtype=dtype, keepdims=keepdims), **words)


define(np.nansum, _nansum)
define(np.nanprod, _nanprod)
define(np.nancumsum, lambda a, axis=None, dtype=None: np.cumsum(_filled(a, 0.0), **given(axis=axis, dtype=dtype)))
define(np.nancumprod, lambda a, axis=None, dtype=None: np.cumprod(_filled(a, 1.0), **given(axis=axis, dtype=dtype)))


def _present(a: Any, where: Any) -> Any:
    return ~np.isnan(a) if where is True else ~np.isnan(a) & where


def _nanmean(
    a: Any, axis: Any = None, dtype: Any = None, out: None = None, keepdims: Any = False, *, where: Any = True
) -> Any:
    return np.mean(_filled(a, 0.0), **given(axis=axis, dtype=dtype, keepdims=keepdims), where=_present(a, where))


def _nanvar(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: None = None,
    ddof: Any = 0,
    keepdims: Any = False,
    *,
    where: Any = True,
    mean: Any = None,
    correction: Any = None,
) -> Any:
    words = given(dtype=dtype, mean=mean, correction=correction)
    return reduced_var(
        _filled(a, 0.0), axis, ddof=ddof, keepdims=keepdims, where=_present(a, where), present=True, **words
    )


define(np.nanmean, _nanmean)
define(np.nanvar, _nanvar)
define(np.nanstd, lambda a, *args, **words: np.sqrt(_nanvar(a, *args, **words)))

"""scipy.linalg: matrices that are given by the diagonals near the middle one."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg as sl

from ast_ad import runtime
from ast_ad.rules import known_kinds
from ast_ad.rules.matrices import conj, real
from ast_ad.rules.scipy_calls import known, require_axes
from ast_ad.rules.symbolic import symbol_in
from ast_ad.rules.table import take_sequences
from ast_ad.rules.verbs import bilinear, custom, define, linear


def _banded_tangent(dots: Any, l_and_u: Any, ab: Any, b: Any, *rest: Any, w: Any, **more: Any) -> Any:
    require_axes(2, ab, b)
    lower, upper = l_and_u
    terms = [] if dots[2] is None else [dots[2]]
    terms += [] if dots[1] is None else [-w.apply(runtime.banded_product, dots[1], w, lower, upper)]
    return w.apply(sl.solve_banded, l_and_u, ab, terms[0] if len(terms) == 1 else terms[0] + terms[1])


def _banded_adjoint(d: Any, l_and_u: Any, ab: Any, b: Any, *rest: Any, w: Any, **more: Any) -> Any:
    require_axes(2, ab, b)
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
linear(
    runtime.hermitian_of_bands,
    lambda d, bands, lower, w: d.apply(runtime.bands_of_hermitian, d, np.size(bands, 0), lower),
)
linear(
    runtime.bands_of_hermitian,
    lambda d, full, count, lower, w: d.apply(runtime.hermitian_of_bands, d, lower),
)


def _cholesky_banded(ab: Any, overwrite_ab: Any = False, lower: Any = False, check_finite: Any = True) -> Any:
    """What stands in the corners, outside of the matrix, stays there."""
    known(lower=lower)
    require_axes(2, ab)
    factor = np.linalg.cholesky(ab.apply(runtime.hermitian_of_bands, ab, lower), upper=not lower)
    bands = ab.apply(runtime.bands_of_hermitian, factor, np.size(ab, 0), lower)
    distance = ab.apply(np.arange, np.size(ab, 0))
    places = ab.apply(np.arange, np.size(ab, 1))
    if lower:
        outside = distance[:, None] + places >= np.size(ab, 1)
    else:
        outside = distance[:, None] + places < np.size(ab, 0) - 1
    return np.where(outside, ab, bands)


def _solveh_banded(
    ab: Any, b: Any, overwrite_ab: Any = False, overwrite_b: Any = False, lower: Any = False, check_finite: Any = True
) -> Any:
    """With the bands of both sides."""
    known(lower=lower)
    require_axes(2, ab, b)
    symbol = symbol_in((ab, b))
    count = symbol.apply(np.size, ab, 0) - 1
    mine, middle = (ab[1:], ab[:1]) if lower else (ab[:-1], ab[-1:])
    other = symbol.apply(runtime.banded_transpose, conj(ab), *((count, 0) if lower else (0, count)))
    both = [other[:-1], real(middle), mine] if lower else [mine, real(middle), other[1:]]
    return symbol.apply(sl.solve_banded, (count, count), symbol.apply(np.concatenate, both), b)


def _cho_solve_banded(cb_and_lower: Any, b: Any, overwrite_b: Any = False, check_finite: Any = True) -> Any:
    """By the factor and by its adjoint, in the order in which they stand."""
    cb, lower = cb_and_lower
    known(lower=lower)
    require_axes(2, cb, b)
    symbol = symbol_in((cb, b))
    count = symbol.apply(np.size, cb, 0) - 1
    here, there = ((count, 0), (0, count)) if lower else ((0, count), (count, 0))
    adjoint = symbol.apply(runtime.banded_transpose, conj(cb), *here)
    steps = [(here, cb), (there, adjoint)] if lower else [(there, adjoint), (here, cb)]
    for widths, bands in steps:
        b = symbol.apply(sl.solve_banded, widths, bands, b)
    return b


known_kinds.KINDS[sl.cholesky_banded] = known_kinds.like(0)
known_kinds.KINDS[sl.solveh_banded] = known_kinds.like(1)
define(sl.cholesky_banded, _cholesky_banded)
define(sl.solveh_banded, _solveh_banded)
define(sl.cho_solve_banded, _cho_solve_banded)
take_sequences(sl.cho_solve_banded)

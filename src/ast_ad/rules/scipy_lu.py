"""scipy.linalg: the factors L and U, and solutions by them."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg as sl

from ast_ad import runtime
from ast_ad.kinds import dims_of, same
from ast_ad.rules.matrices import T, identity
from ast_ad.rules.scipy_calls import factors
from ast_ad.rules.symbolic import Symbol, Undecided, symbol_in
from ast_ad.rules.table import take_sequences
from ast_ad.rules.verbs import custom, define, zero


def _is_square(a: Any) -> bool:
    """Whether a matrix is surely square; stacks are taken to be."""
    dims = dims_of(a.kind)
    return dims is None or len(dims) != 2 or same(*dims)


def _completed(a: Any, lower: Any, upper: Any) -> tuple[Any, Any]:
    """The factors made square: the matrix that they factor may have more rows, or more columns."""
    if _is_square(a):
        return lower, upper
    dtype = lower.kind.dtype.type
    m, n, k = np.size(lower, 0), np.size(upper, 1), np.size(upper, 0)
    left = np.concatenate([lower, a.apply(np.eye, m, dtype=dtype)[:, k:]], axis=1)
    return left, np.concatenate([upper, a.apply(np.eye, n, dtype=dtype)[k:]])


def _factors_dot(e: Any, lower: Any, upper: Any) -> tuple[Any, Any]:
    """The dots of the factors of a matrix whose rows are in the order of the factors, each as large as the matrix."""
    half = lower.apply(sl.solve_triangular, lower, e, lower=True, unit_diagonal=True)
    w = T(lower.apply(sl.solve_triangular, upper, T(half), trans=1))
    return lower @ np.tril(w, -1), np.triu(w) @ upper


def _factors_bar(of_lower: Any, of_upper: Any, lower: Any, upper: Any) -> Any:
    terms = [] if of_lower is None else [np.tril(T(lower) @ of_lower, -1)]
    terms += [] if of_upper is None else [np.triu(of_upper @ T(upper))]
    if not terms:
        return None
    inside = terms[0] if len(terms) == 1 else terms[0] + terms[1]
    half = lower.apply(sl.solve_triangular, lower, inside, trans=1, lower=True, unit_diagonal=True)
    return T(lower.apply(sl.solve_triangular, upper, T(half)))


def _lu_tangent(dots: Any, a: Any, permute_l: Any = False, *rest: Any, w: Any, **words: Any) -> Any:
    p, lower, upper = factors(w)
    of_lower, of_upper = _factors_dot(T(p) @ dots[0], *_completed(a, lower, upper))
    if _is_square(a):
        return None, of_lower, of_upper
    k = np.size(upper, 0)
    return None, of_lower[:, :k], of_upper[:k]


def _filled(bar: Any, shape: tuple[Any, Any], axis: int) -> Any:
    """The bar of a factor with zeros up to the shape of the matrix."""
    missing = shape[axis] - np.size(bar, axis)
    zeros = (missing, np.size(bar, 1)) if axis == 0 else (np.size(bar, 0), missing)
    return np.concatenate([bar, bar.apply(np.zeros, zeros, bar.kind.dtype.type)], axis=axis)


def _lu_adjoint(d: Any, a: Any, permute_l: Any = False, *rest: Any, w: Any, **words: Any) -> Any:
    p, lower, upper = factors(w)
    of_lower, of_upper = d[1:]
    if not _is_square(a):
        of_lower = None if of_lower is None else _filled(of_lower, (np.size(lower, 0), np.size(upper, 1)), 1)
        of_upper = None if of_upper is None else _filled(of_upper, (np.size(lower, 0), np.size(upper, 1)), 0)
    found = _factors_bar(of_lower, of_upper, *_completed(a, lower, upper))
    return (None if found is None else p @ found,)


def _lu(
    a: Any, permute_l: Any = False, overwrite_a: Any = False, check_finite: Any = True, p_indices: Any = False
) -> Any:
    if not permute_l and not p_indices:
        return NotImplemented
    p, lower, upper = a.apply(sl.lu, a)
    return (p @ lower, upper) if permute_l else (np.argmax(p, axis=-1), lower, upper)


custom(sl.lu, tangent=_lu_tangent, adjoint=_lu_adjoint, missing=True)
define(sl.lu, _lu)


def _parts(packed: Any) -> tuple[Any, Any]:
    if _is_square(packed):
        return np.tril(packed, -1) + identity(packed), np.triu(packed)
    m, k = np.size(packed, 0), packed.apply(min, np.size(packed, 0), np.size(packed, 1))
    lower = np.tril(packed[:, :k], -1) + packed.apply(np.eye, m, k, dtype=packed.kind.dtype.type)
    return _completed(packed, lower, np.triu(packed[:k]))


def _lu_factor_tangent(dots: Any, a: Any, *rest: Any, w: Any, **words: Any) -> Any:
    packed, pivots = factors(w)
    order = a.apply(runtime.permutation, pivots, np.size(a, 0))
    of_lower, of_upper = _factors_dot(dots[0][order], *_parts(packed))
    return of_lower + of_upper, None


def _lu_factor_adjoint(d: Any, a: Any, *rest: Any, w: Any, **words: Any) -> Any:
    packed, pivots = factors(w)
    order = a.apply(runtime.permutation, pivots, np.size(a, 0))
    if d[0] is None:
        return (None,)
    found = _factors_bar(np.tril(d[0], -1), np.triu(d[0]), *_parts(packed))
    return (found[np.argsort(order)],)


custom(sl.lu_factor, tangent=_lu_factor_tangent, adjoint=_lu_factor_adjoint, missing=True)
zero(runtime.permutation)


def _lu_solve(lu_and_piv: Any, b: Any, trans: Any = 0, *rest: Any, **words: Any) -> Any:
    if isinstance(trans, Symbol):
        raise Undecided("trans that is a variable")
    packed, pivots = lu_and_piv
    symbol = symbol_in((packed, b))
    assert symbol is not None
    order = symbol.apply(runtime.permutation, pivots, symbol.apply(np.size, b, 0))
    if trans == 0:
        half = symbol.apply(sl.solve_triangular, packed, b[order], lower=True, unit_diagonal=True)
        return symbol.apply(sl.solve_triangular, packed, half)
    half = symbol.apply(sl.solve_triangular, packed, b, trans=trans)
    found = symbol.apply(sl.solve_triangular, packed, half, trans=trans, lower=True, unit_diagonal=True)
    return found[np.argsort(order)]


define(sl.lu_solve, _lu_solve)
take_sequences(sl.lu_solve)

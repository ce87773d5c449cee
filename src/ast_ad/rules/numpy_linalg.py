"""numpy.linalg: inverses, equations, determinants, powers, products."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from ast_ad import runtime
from ast_ad.kinds import is_complex
from ast_ad.rules.axes import known_rank, rank
from ast_ad.rules.conversion import converted, type_of
from ast_ad.rules.matrices import H, T, conj, frechet, inner, per_matrix
from ast_ad.rules.numpy_linear import matmul_left, matmul_right, tensordot_left, tensordot_right
from ast_ad.rules.symbolic import Symbol, Unsupported, sum_to
from ast_ad.rules.table import take_sequences
from ast_ad.rules.verbs import bilinear, custom, define, linear

custom(
    np.linalg.inv,
    tangent=lambda dots, a, w: -w @ dots[0] @ w,
    adjoint=lambda d, a, w: (-T(w) @ d @ T(w),),
)


def solutions(solve: Any, d: Any, w: Any, b: Any, of_matrix: Any) -> tuple[Any, Any]:
    """The bars of a and b in ``w = solve(a, b)``; ``of_matrix``: the rank of a."""
    if known_rank(b) > 1:
        found = solve(d)
        return -found @ T(w), sum_to(found, b)
    if of_matrix == 2:
        found = solve(d)
        return -np.outer(found, w), found
    found = solve(d[..., None])[..., 0]
    return -found[..., :, None] * w[..., None, :], sum_to(found, b)


def solution_dot(solve: Any, da: Any, db: Any, w: Any, b: Any, of_matrix: Any) -> Any:
    """The dot of ``w = solve(a, b)``."""
    apart = known_rank(b) == 1 and of_matrix != 2
    terms = []
    if db is not None:
        terms.append(db)
    if da is not None:
        terms.append(-((da @ w[..., None])[..., 0] if apart else da @ w))
    found = terms[0] if len(terms) == 1 else terms[0] + terms[1]
    if apart:
        return solve(found[..., None])[..., 0]
    return solve(found)


def _solve_adjoint(d: Any, a: Any, b: Any, w: Any) -> Any:
    bar_a, bar_b = solutions(lambda right: np.linalg.solve(T(a), right), d, w, b, rank(a))
    return sum_to(bar_a, a), bar_b


custom(
    np.linalg.solve,
    tangent=lambda dots, a, b, w: solution_dot(
        lambda right: np.linalg.solve(a, right), dots[0], dots[1], w, b, rank(a)
    ),
    adjoint=_solve_adjoint,
)


def det_dot(e: Any, a: Any, w: Any) -> Any:
    return w * inner(T(np.linalg.inv(a)), e)


def det_bar(d: Any, a: Any, w: Any) -> Any:
    return per_matrix(d * w, a) * T(np.linalg.inv(a))


custom(
    np.linalg.det,
    tangent=lambda dots, a, w: det_dot(dots[0], a, w),
    adjoint=lambda d, a, w: (det_bar(d, a, w),),
)


def _slogdet_tangent(dots: Any, a: Any, w: Any) -> Any:
    trace = inner(T(np.linalg.inv(a)), dots[0])
    return (w[0] * (1j * np.imag(trace)), np.real(trace)) if is_complex(a.kind) else (None, trace)


def _slogdet_adjoint(d: Any, a: Any, w: Any) -> Any:
    scale = d[1]
    if is_complex(a.kind) and d[0] is not None:
        turned = 1j * np.imag(d[0] * w[0])
        scale = turned if scale is None else scale + turned
    return (None if scale is None else per_matrix(scale, a) * T(np.linalg.inv(a)),)


custom(np.linalg.slogdet, tangent=_slogdet_tangent, adjoint=_slogdet_adjoint, missing=True)
custom(
    np.linalg.matrix_power,
    tangent=lambda dots, a, n, w: frechet(np.linalg.matrix_power, a, dots[0], n),
    adjoint=lambda d, a, n, w: (frechet(np.linalg.matrix_power, T(a), d, n),),
)


def pinv_dot(e: Any, a: Any, w: Any) -> Any:
    """The dot of a pseudoinverse w of a, for the dot e of a. The rank counts as constant."""
    h = H(e)
    return -w @ e @ w + w @ H(w) @ (h - h @ a @ w) + (h - w @ a @ h) @ H(w) @ w


def pinv_bar(d: Any, a: Any, w: Any) -> Any:
    e = T(d)
    found = (e - a @ w @ e) @ w @ H(w) + H(w) @ w @ (e - e @ w @ a)
    return -T(w) @ d @ T(w) + conj(found)


def _pinv_tangent(dots: Any, a: Any, rcond: Any = None, hermitian: Any = False, *, w: Any, **words: Any) -> Any:
    return pinv_dot(dots[0], a, w)


def _pinv_adjoint(d: Any, a: Any, rcond: Any = None, hermitian: Any = False, *, w: Any, **words: Any) -> Any:
    return (pinv_bar(d, a, w),)


custom(np.linalg.pinv, tangent=_pinv_tangent, adjoint=_pinv_adjoint)


def least_squares(a: Any, b: Any, bound: Any) -> tuple[Any, Any]:
    """The solution of least norm, and the squares of what it leaves of b, with an axis in front. Singular values below
    ``bound``, as a part of the largest, count as zeros; None is what NumPy takes for the shape.
    """
    if bound is not None and not isinstance(bound, Symbol) and bound < 0:
        # To LAPACK it is what rounding makes of a zero; to pinv it would be no bound at all.
        bound = float(np.finfo(np.result_type(type_of(a), type_of(b))).eps)
    x = np.linalg.pinv(a, **({"rtol": None} if bound is None else {"rcond": bound})) @ b
    squares = np.sum(np.abs(b - a @ x) ** 2, axis=0)
    return x, np.reshape(squares, (1,)) if known_rank(b) == 1 else squares


def _lstsq(a: Any, b: Any, rcond: Any = None) -> Any:
    """There are residuals only where the rank is full and a has more rows than columns."""
    dtype = np.result_type(type_of(a), type_of(b))
    a, b = converted(a, dtype), converted(b, dtype)
    x, squares = least_squares(a, b, rcond)
    _, residuals, rank_, _ = a.apply(np.linalg.lstsq, a, b, rcond)
    return x, squares[: np.size(residuals)], rank_, np.linalg.svdvals(a)


define(np.linalg.lstsq, _lstsq)


def _sizes(x: Any, axes: range) -> list[Any]:
    return [np.size(x, k) for k in axes]


def _tensorinv(a: Any, ind: int = 2) -> Any:
    n = known_rank(a)
    rows, columns = _sizes(a, range(ind)), _sizes(a, range(ind, n))
    flat = np.reshape(a, (functools.reduce(lambda p, q: p * q, rows), -1))
    return np.reshape(np.linalg.inv(flat), (*columns, *rows))


define(np.linalg.tensorinv, _tensorinv)


def _tensorsolve(a: Any, b: Any, axes: Any = None) -> Any:
    n = known_rank(a)
    if axes is not None:
        moved = [k % n for k in axes]
        a = np.transpose(a, (*(k for k in range(n) if k not in moved), *moved))
    size = functools.reduce(lambda p, q: p * q, _sizes(b, range(known_rank(b))))
    found = np.linalg.solve(np.reshape(a, (size, size)), np.ravel(b))
    return np.reshape(found, tuple(_sizes(a, range(known_rank(b), n))))


define(np.linalg.tensorsolve, _tensorsolve)


def _multi_dot(arrays: Any) -> Any:
    """From the side on which a vector stands, else from the left."""
    if not isinstance(arrays, list | tuple):
        raise Unsupported("a list of unknown length")
    if rank(arrays[-1]) == 1:
        return functools.reduce(lambda found, each: each @ found, reversed(arrays))
    return functools.reduce(lambda found, each: found @ each, arrays)


define(np.linalg.multi_dot, _multi_dot)
take_sequences(np.linalg.multi_dot)
bilinear(np.linalg.matmul, matmul_left, matmul_right)
bilinear(np.linalg.outer, lambda d, x, y, w: d @ y, lambda d, x, y, w: x @ d)
bilinear(np.linalg.tensordot, tensordot_left, tensordot_right)
bilinear(
    np.linalg.cross,
    lambda d, x, y, axis=-1, *, w: sum_to(np.linalg.cross(y, d, axis=axis), x),
    lambda d, x, y, axis=-1, *, w: sum_to(np.linalg.cross(d, x, axis=axis), y),
)


def _vecdot_bar(d: Any, other: Any, x: Any, axis: int) -> Any:
    wide: Any = d.apply(np.expand_dims, d, axis) if isinstance(d, Symbol) and d.is_array else d
    return sum_to(wide * other, x)


bilinear(
    np.linalg.vecdot,
    lambda d, x, y, axis=-1, *, w: _vecdot_bar(conj(d), conj(y), x, axis),
    lambda d, x, y, axis=-1, *, w: _vecdot_bar(d, x if not isinstance(x, Symbol) else conj(x), y, axis),
)
linear(np.linalg.matrix_transpose, lambda d, x, w: T(d), once=True)
linear(
    np.linalg.trace,
    lambda d, x, offset=0, dtype=None, *, w: per_matrix(d, x) * _eye(x, offset),
)
linear(
    np.linalg.diagonal,
    lambda d, x, offset=0, *, w: d.apply(runtime.on_diagonal, d, np.shape(x), offset),
)


def _eye(x: Any, offset: Any) -> Any:
    return x.apply(np.eye, np.size(x, -2), np.size(x, -1), offset, dtype=x.kind.dtype.type)

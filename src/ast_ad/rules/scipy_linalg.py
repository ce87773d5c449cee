"""scipy.linalg: what it shares with numpy.linalg, and solutions by factors."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.linalg as sl

from ast_ad import runtime
from ast_ad.ir import Atom, kind_of
from ast_ad.kinds import Array, Kind, is_complex
from ast_ad.rules import by_value, known_kinds
from ast_ad.rules.axes import given, rank
from ast_ad.rules.densities import wide
from ast_ad.rules.matrices import (
    H,
    T,
    columns,
    conj,
    diagonal_of,
    frechet,
    identity,
    rows,
    symmetric,
)
from ast_ad.rules.numpy_decompositions import gathered, qr_bar, qr_dot, svd_bar, svd_dot
from ast_ad.rules.numpy_linalg import det_bar, det_dot, pinv_bar, pinv_dot, solution_dot, solutions
from ast_ad.rules.symbolic import Symbol, Undecided, Unsupported, sum_to
from ast_ad.rules.table import leave_out, take_sequences
from ast_ad.rules.verbs import bilinear, custom, define, linear
from ast_ad.tree import Form, plain


def known(**given: Any) -> None:
    """Refuse flags that only the call knows."""
    for name, value in given.items():
        if isinstance(value, Symbol):
            raise Undecided(f"{name} that is a variable")


def only(what: str, **given: Any) -> None:
    """Refuse a call that says more than is known here."""
    if name := next((name for name, value in given.items() if value is not None and value is not False), None):
        raise Unsupported(f"{name}: {what}")


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


def factors(w: Any) -> Any:
    """The results of a factorisation of one matrix: of stacks, SciPy gives a list."""
    if not isinstance(w, tuple):
        raise Unsupported("stacks of matrices: take numpy.linalg")
    return w


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


# Which matrices equal their transpose, and which only its conjugate.
_OWN_TRANSPOSE = {
    "sym": True,
    "symmetric": True,
    "her": False,
    "hermitian": False,
    "pos": False,
    "positive definite": False,
}


def _solver(a: Any, structure: Any, words: dict[str, Any]) -> Any:
    return lambda right: a.apply(sl.solve, a, right, **words) if structure else a.apply(sl.solve, a, right)


def _structure(assume_a: Any, lower: Any, transposed: Any) -> dict[str, Any]:
    known(assume_a=assume_a, lower=lower)
    only("pass the transpose", transposed=transposed)
    if assume_a in (None, "gen", "general"):
        return {}
    if assume_a not in _OWN_TRANSPOSE:
        raise Unsupported(f"assume_a={assume_a!r}")
    return {"assume_a": assume_a} | ({"lower": True} if lower else {})


def _of_structure(x: Any, assume_a: Any) -> Any:
    """The part of a matrix that is its own transpose, or its own adjoint."""
    return (x + T(x)) / 2 if _OWN_TRANSPOSE[assume_a] else symmetric(x)


def _solve_tangent(
    dots: Any, a: Any, b: Any, lower: Any = False, overwrite_a: Any = False, overwrite_b: Any = False,
    check_finite: Any = True, assume_a: Any = None, transposed: Any = False, *, w: Any,
) -> Any:  # fmt: skip
    words = _structure(assume_a, lower, transposed)
    e = _of_structure(dots[0], assume_a) if words and dots[0] is not None else dots[0]
    return solution_dot(_solver(a, words, words), e, dots[1], w, b, rank(a))


def _solve_adjoint(
    d: Any, a: Any, b: Any, lower: Any = False, overwrite_a: Any = False, overwrite_b: Any = False,
    check_finite: Any = True, assume_a: Any = None, transposed: Any = False, *, w: Any,
) -> Any:  # fmt: skip
    words = _structure(assume_a, lower, transposed)
    turned = T(a) if not words else a if _OWN_TRANSPOSE[assume_a] else conj(a)
    bar_a, bar_b = solutions(_solver(turned, words, words), d, w, b, rank(a))
    return sum_to(_of_structure(bar_a, assume_a) if words else bar_a, a), bar_b


custom(sl.solve, tangent=_solve_tangent, adjoint=_solve_adjoint)


def _by_structure(
    a: Any, b: Any, lower: Any = False, overwrite_a: Any = False, overwrite_b: Any = False, check_finite: Any = True,
    assume_a: Any = None, transposed: Any = False,
) -> Any:  # fmt: skip
    """Systems of which only some diagonals are read, and those that name the transpose."""
    known(assume_a=assume_a, lower=lower, transposed=transposed)
    symbol = a if isinstance(a, Symbol) else b
    if transposed:
        turned = _TURNED.get(assume_a, assume_a)
        return symbol.apply(sl.solve, T(a), b, **_words(turned, not lower and assume_a in _OWN_TRANSPOSE))
    match assume_a:
        case "upper triangular" | "lower triangular":
            return symbol.apply(sl.solve_triangular, a, b, lower=assume_a.startswith("lower"))
        case "diagonal":
            return b / (diagonal_of(a) if rank(b) == 1 else rows(diagonal_of(a)))
        case "tridiagonal":
            return symbol.apply(sl.solve, np.triu(np.tril(a, 1), -1), b)
        case "banded":
            return symbol.apply(sl.solve, a, b)
    return NotImplemented


def _words(assume_a: Any, lower: Any) -> dict[str, Any]:
    return ({} if assume_a is None else {"assume_a": assume_a}) | ({"lower": True} if lower else {})


_TURNED = {"upper triangular": "lower triangular", "lower triangular": "upper triangular"}
define(sl.solve, _by_structure)


def _triangle(x: Any, lower: Any, unit_diagonal: Any) -> Any:
    return np.tril(x, -1 if unit_diagonal else 0) if lower else np.triu(x, 1 if unit_diagonal else 0)


_TRANS = {0: 0, "N": 0, 1: 1, "T": 1, 2: 2, "C": 2}


def _triangular(a: Any, right: Any, trans: int, lower: Any, unit_diagonal: Any) -> Any:
    words: dict[str, Any] = {"trans": trans} if trans else {}
    words |= {"lower": True} if lower else {}
    words |= {"unit_diagonal": True} if unit_diagonal else {}
    return a.apply(sl.solve_triangular, a, right, **words)


def _triangular_tangent(
    dots: Any, a: Any, b: Any, trans: Any = 0, lower: Any = False, unit_diagonal: Any = False,
    overwrite_b: Any = False, check_finite: Any = True, *, w: Any,
) -> Any:  # fmt: skip
    known(trans=trans, lower=lower, unit_diagonal=unit_diagonal)
    way = _TRANS[trans]
    e = None if dots[0] is None else _triangle(dots[0], lower, unit_diagonal)
    e = e if e is None or way == 0 else T(e) if way == 1 else H(e)
    return solution_dot(lambda right: _triangular(a, right, way, lower, unit_diagonal), e, dots[1], w, b, rank(a))


def _triangular_adjoint(
    d: Any, a: Any, b: Any, trans: Any = 0, lower: Any = False, unit_diagonal: Any = False,
    overwrite_b: Any = False, check_finite: Any = True, *, w: Any,
) -> Any:  # fmt: skip
    known(trans=trans, lower=lower, unit_diagonal=unit_diagonal)
    way = _TRANS[trans]
    base, back = (a, 1) if way == 0 else (a, 0) if way == 1 else (conj(a), 0)
    bar_a, bar_b = solutions(lambda right: _triangular(base, right, back, lower, unit_diagonal), d, w, b, rank(a))
    bar_a = bar_a if way == 0 else T(bar_a) if way == 1 else H(bar_a)
    return _triangle(sum_to(bar_a, a), lower, unit_diagonal), bar_b


custom(sl.solve_triangular, tangent=_triangular_tangent, adjoint=_triangular_adjoint)


def _cholesky(a: Any, lower: Any = False, overwrite_a: Any = False, check_finite: Any = True) -> Any:
    known(lower=lower)
    return np.linalg.cholesky(a) if lower else np.linalg.cholesky(a, upper=True)


def _cho_solve(c_and_lower: Any, b: Any, overwrite_b: Any = False, check_finite: Any = True) -> Any:
    c, lower = c_and_lower
    if isinstance(lower, Symbol):
        c, lower = np.where(lower, np.tril(c), H(np.triu(c))), True  # type: ignore[call-overload]
    if not isinstance(c, Symbol):
        raise Unsupported("a factor that is a constant")
    first, second = (0, 2) if lower else (2, 0)
    return _triangular(c, _triangular(c, b, first, lower, False), second, lower, False)


define(sl.cholesky, _cholesky)


# Older versions of SciPy leave in the other triangle what stood there, newer ones set it to zero.
_LEFT_OVER = sl.cho_factor(np.array([[2.0, 1.0], [1.0, 2.0]]))[0][1, 0] != 0.0


def _cho_factor(a: Any, lower: Any = False, overwrite_a: Any = False, check_finite: Any = True) -> Any:
    factor = _cholesky(a, lower)
    if not _LEFT_OVER:
        return factor, lower
    return factor + (np.triu(a, 1) if lower else np.tril(a, -1)), lower


define(sl.cho_factor, _cho_factor)
define(sl.cho_solve, _cho_solve)
take_sequences(sl.cho_solve)


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


def _polar(a: Any, side: Any = "right") -> Any:
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    return u @ vh, (H(vh) * columns(s)) @ vh if side == "right" else (u * columns(s)) @ H(u)


define(sl.polar, _polar)


def _qr_mode(mode: Any) -> bool:
    """Whether the basis is completed."""
    if mode not in ("full", "economic"):
        raise Unsupported(f"mode={mode!r}")
    return bool(mode == "full")


def _least(r: Any) -> Any:
    return r.apply(min, np.size(r, -2), np.size(r, -1))


def _qr_tangent(
    dots: Any, a: Any, overwrite_a: Any = False, lwork: Any = None, mode: Any = "full", *, w: Any, **words: Any
) -> Any:
    q, r = factors(w)
    if not _qr_mode(mode):
        return qr_dot(dots[0], q, r)
    k = _least(r)
    dq, dr = qr_dot(dots[0], q[..., :, :k], r[..., :k, :])
    others = -q[..., :, :k] @ H(dq) @ q[..., :, k:]
    return np.concatenate([dq, others], axis=-1), np.concatenate([dr, np.zeros_like(r[..., k:, :])], axis=-2)


def _qr_adjoint(
    d: Any, a: Any, overwrite_a: Any = False, lwork: Any = None, mode: Any = "full", *, w: Any, **words: Any
) -> Any:
    q, r = factors(w)
    if not _qr_mode(mode):
        return (qr_bar(d, a, q, r),)
    k = _least(r)
    of_q = gathered(d[0], q, k, True)
    of_r = None if d[1] is None else d[1][..., :k, :]
    return (qr_bar((None if of_q is None else conj(of_q), of_r), a, q[..., :, :k], r[..., :k, :]),)


def _pivoted_qr(
    a: Any,
    overwrite_a: Any = False,
    lwork: Any = None,
    mode: Any = "full",
    pivoting: Any = False,
    *rest: Any,
    **more: Any,
) -> Any:
    if not pivoting:
        return NotImplemented
    _qr_mode(mode)
    *_, order = a.apply(sl.qr, a, mode=mode, pivoting=True)
    return *a.apply(sl.qr, a[:, order], mode=mode), order


custom(sl.qr, tangent=_qr_tangent, adjoint=_qr_adjoint, missing=True)
define(sl.qr, _pivoted_qr)


def _frechet_rule(function: Any) -> None:
    custom(
        function,
        tangent=lambda dots, A, *others, w: frechet(function, A, dots[0], *others),
        adjoint=lambda d, A, *others, w: (frechet(function, T(A), d, *others),),
    )


for of_matrix in (sl.logm, sl.cosm, sl.sinm, sl.coshm, sl.sinhm, sl.tanm, sl.tanhm, sl.fractional_matrix_power):
    _frechet_rule(of_matrix)
by_value.COMPLEX |= {sl.logm, sl.fractional_matrix_power, sl.sqrtm}
custom(
    sl.expm,
    tangent=lambda dots, A, w: _expm_along(A, dots[0]),
    adjoint=lambda d, A, w: (_expm_along(T(A), d),),
)


def _expm_along(a: Any, e: Any) -> Any:
    if rank(a) == 2 and a.kind.dtype.char in "dD":
        return a.apply(sl.expm_frechet, a, e, compute_expm=False)
    return frechet(sl.expm, a, e)


def _expm_frechet(A: Any, E: Any, method: Any = None, compute_expm: Any = True, check_finite: Any = True) -> Any:
    A, E = wide(A), wide(E)
    symbol = A if isinstance(A, Symbol) else E
    along = frechet(sl.expm, A, E)
    return (symbol.apply(sl.expm, A), along) if compute_expm else along


define(sl.expm_frechet, _expm_frechet)
custom(
    sl.sqrtm,
    tangent=lambda dots, A, w: w.apply(sl.solve_sylvester, w, w, dots[0]),
    adjoint=lambda d, A, w: (w.apply(sl.solve_sylvester, T(w), T(w), d),),
)


def _complex_first(function: Any) -> None:
    """The value of a real matrix may be complex, so it is taken for a complex one."""
    define(
        function,
        lambda A, *others: (
            NotImplemented
            if is_complex(A.kind)
            else A.apply(
                function, A.apply(np.ndarray.astype, A, np.result_type(A.kind.dtype, np.complex64).type), *others
            )
        ),
    )


for by_values in (sl.sqrtm, sl.logm, sl.fractional_matrix_power):
    _complex_first(by_values)


def _sylvester_tangent(dots: Any, a: Any, b: Any, q: Any, w: Any) -> Any:
    terms = [dots[2]] if dots[2] is not None else []
    terms += [-dots[0] @ w] if dots[0] is not None else []
    terms += [-w @ dots[1]] if dots[1] is not None else []
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return w.apply(sl.solve_sylvester, a, b, total)


def _sylvester_adjoint(d: Any, a: Any, b: Any, q: Any, w: Any) -> Any:
    found = w.apply(sl.solve_sylvester, T(a), T(b), d)
    return -found @ T(w), -T(w) @ found, found


def _like_right_side(form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """The kind of a solution of Sylvester's equation: its shape is that of the right side."""
    kinds = [kind for atom in atoms if isinstance(kind := kind_of(atom), Array)]
    if form != plain(3) or len(kinds) != 3:
        return None
    return Array(np.result_type(*(kind.dtype for kind in kinds)), kinds[2].dims)


known_kinds.KINDS[sl.solve_sylvester] = _like_right_side
custom(sl.solve_sylvester, tangent=_sylvester_tangent, adjoint=_sylvester_adjoint)
define(sl.solve_continuous_lyapunov, lambda a, q: q.apply(sl.solve_sylvester, a, H(a), q))
define(sl.solve_lyapunov, lambda a, q: q.apply(sl.solve_sylvester, a, H(a), q))


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
_FUNCTIONS = "it gives functions"
_BASIS = "the basis that it gives is one of many"
_FORM = "the form depends on choices that are not continuous"
for names, reason in (
    ("null_space orth cossin subspace_angles", _BASIS),
    ("schur rsf2csf cdf2rdf qz ordqz hessenberg ldl matrix_balance bandwidth orthogonal_procrustes", _FORM),
    ("qr_multiply qr_delete qr_insert qr_update qr_update clarkson_woodruff_transform", "not stated: take qr"),
    ("eig eig_banded eigvals_banded eigh_tridiagonal eigvalsh_tridiagonal", "take eigh, eigvals or numpy.linalg.eig"),
    ("rq", "not stated: take qr"),
    ("expm_cond diagsvd leslie khatri_rao", "not stated: write it with numpy"),
    ("find_best_blas_type get_blas_funcs get_lapack_funcs", _FUNCTIONS),
    ("lstsq", "take numpy.linalg.lstsq"),
    ("solveh_banded cholesky_banded cho_solve_banded solve_toeplitz matmul_toeplitz solve_circulant", "take solve"),
    ("solve_continuous_are solve_discrete_are solve_discrete_lyapunov", "take solve_sylvester"),
    ("funm signm interpolative ishermitian issymmetric", "it takes functions or tells of values"),
):
    for name in names.split():
        if hasattr(sl, name):
            leave_out(getattr(sl, name), reason, computes=reason != _FUNCTIONS)

"""scipy.linalg: solutions of linear equations, by what is known of the matrix or by its factors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.linalg as sl

from ast_ad import kinds, tree
from ast_ad.ir import Atom, Const, Value, kind_of
from ast_ad.kinds import ANY, NONE, Array
from ast_ad.rules import known_kinds
from ast_ad.rules.axes import given, rank
from ast_ad.rules.known_kinds import Kinds
from ast_ad.rules.matrices import (
    H,
    T,
    conj,
    diagonal_of,
    rows,
    symmetric,
)
from ast_ad.rules.numpy_linalg import least_squares, solution_dot, solutions
from ast_ad.rules.scipy_calls import known, only
from ast_ad.rules.symbolic import Symbol, Unsupported, sum_to, symbol_in
from ast_ad.rules.table import take_sequences
from ast_ad.rules.verbs import custom, define
from ast_ad.tree import Form

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


def _cho_solve(c_and_lower: Any, b: Any, overwrite_b: Any = False, check_finite: Any = True) -> Any:
    c, lower = c_and_lower
    if isinstance(lower, Symbol):
        c, lower = np.where(lower, np.tril(c), H(np.triu(c))), True  # type: ignore[call-overload]
    if not isinstance(c, Symbol):
        raise Unsupported("a factor that is a constant")
    first, second = (0, 2) if lower else (2, 0)
    return _triangular(c, _triangular(c, b, first, lower, False), second, lower, False)


define(sl.cho_solve, _cho_solve)
take_sequences(sl.cho_solve)


def _lstsq(
    a: Any, b: Any, cond: Any = None, overwrite_a: Any = False, overwrite_b: Any = False, check_finite: Any = True,
    lapack_driver: Any = None,
) -> Any:  # fmt: skip
    """Where there are no residuals, there is an empty array; one driver gives neither these nor singular values."""
    known(cond=cond, lapack_driver=lapack_driver)
    symbol = symbol_in((a, b))
    a, b = (each if isinstance(each, Symbol) else symbol.apply(np.asarray, each) for each in (a, b))
    smallest = float(np.finfo(np.result_type(a.kind.dtype, b.kind.dtype)).eps) if cond is None else cond
    x, squares = least_squares(a, b, smallest)
    _, residuals, rank_, _ = a.apply(sl.lstsq, a, b, **given(cond=cond, lapack_driver=lapack_driver))
    if lapack_driver == "gelsy":
        return x, squares[:0], rank_, None
    return x, np.reshape(squares[: np.size(residuals)], np.shape(residuals)), rank_, np.linalg.svdvals(a)


def _lstsq_kinds(form: Form, atoms: Sequence[Atom]) -> Kinds | None:
    """Of one right side there is one residual or none, as the run tells."""
    positional, keywords = tree.arrange(form, atoms)
    matrices = [kind_of(atom) for atom in positional[:2] if isinstance(atom, Value | Const)]
    driver = keywords.get("lapack_driver", Const(None))
    if len(positional) > 3 or len(matrices) < 2 or not isinstance(driver, Const):
        return None
    a, b = matrices
    if not isinstance(a, Array) or not isinstance(b, Array) or not {a.dtype.kind, b.dtype.kind} <= set("fc"):
        return None
    if (a.dims is not None and len(a.dims) != 2) or (b.dims is not None and len(b.dims) not in (1, 2)):
        return None
    dtype = np.result_type(a.dtype, b.dtype)
    real = dtype.type(0).real.dtype
    x = Array(dtype, None if b.dims is None else (ANY if a.dims is None else a.dims[1], *b.dims[1:]))
    several = driver.value == "gelsy" or (b.dims is not None and len(b.dims) == 2)
    residuals = Array(real, (ANY,) if several else None)
    return x, residuals, _RANK, NONE if driver.value == "gelsy" else Array(real, (ANY,))


_RANK = kinds.of(sl.lstsq(np.eye(1), np.ones(1))[2])
known_kinds.KINDS[sl.lstsq] = _lstsq_kinds
define(sl.lstsq, _lstsq)

"""numpy.linalg: norms and condition numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ast_ad.kinds import is_complex
from ast_ad.rules.axes import is_full, known_rank, rank
from ast_ad.rules.matrices import conj, real
from ast_ad.rules.numpy_reductions import number_of, spread
from ast_ad.rules.symbolic import Symbol, Undecided, Unsupported
from ast_ad.rules.verbs import custom, define, zero


def _direction(x: Any) -> Any:
    """The derivative of abs(x): 0 at 0."""
    if not is_complex(x.kind):
        return np.sign(x)
    size = np.abs(x)
    return np.conj(x) / (size + (size == 0.0))


def _require_known(ord: Any) -> None:
    if isinstance(ord, Symbol):
        raise Undecided("an order that is a variable")


def _gradient(x: Any, ord: Any, axis: Any, keepdims: Any, w: Any) -> Any:
    """The derivative of a norm of vectors by each element: 0 where all of a vector is 0."""
    _require_known(ord)
    size = spread(w, x, axis, keepdims)
    if isinstance(ord, float | int) and math.isinf(ord):
        ties = np.abs(x) == size
        return _direction(x) * ties / spread(number_of(ties, x, axis, keepdims), x, axis, keepdims)
    match ord:
        case None | 2 | "fro" | "f":
            return conj(x) / (size + (size == 0.0))
        case 0:
            return None
        case 1:
            return _direction(x)
    return _direction(x) * (np.abs(x) / (size + (size == 0.0))) ** (ord - 1)


def _tangent(dots: Any, x: Any, ord: Any, axis: Any, keepdims: Any, w: Any) -> Any:
    gradient = _gradient(x, ord, axis, keepdims, w)
    words: dict[str, Any] = {} if axis is None else {"axis": axis}
    words |= {"keepdims": True} if keepdims else {}
    return None if gradient is None else real(np.sum(gradient * dots[0], **words))


def _adjoint(d: Any, x: Any, ord: Any, axis: Any, keepdims: Any, w: Any) -> Any:
    gradient = _gradient(x, ord, axis, keepdims, w)
    return (None if gradient is None else spread(d, x, axis, keepdims) * gradient,)


def _is_of_matrices(x: Any, ord: Any, axis: Any) -> bool:
    if isinstance(axis, tuple | list):
        return len(axis) == 2 and ord not in (None, "fro", "f")
    return axis is None and ord is not None and known_rank(x) == 2 and ord not in ("fro", "f")


def _matrix_norm(x: Any, ord: Any, row: int, column: int, keepdims: Any) -> Any:
    n = known_rank(x)
    row, column = row % n, column % n
    # The greatest of nothing is 0, as NumPy has it for norms.
    least: dict[str, Any] = {} if is_full(x) else {"initial": 0.0}
    if ord in ("nuc", 2, -2):
        values = np.linalg.svdvals(x if (row, column) == (n - 2, n - 1) else np.moveaxis(x, (row, column), (-2, -1)))
        choose: dict[Any, Any] = {"nuc": np.sum, 2: np.max, -2: np.min}
        found = choose[ord](values, axis=-1, **(least if ord == 2 else {}))
    elif ord in (1, -1, math.inf, -math.inf):
        added, left = (row, column) if abs(ord) == 1 else (column, row)
        sums: Any = np.sum(np.abs(x), axis=added)
        axis = left - (left > added)
        found = np.max(sums, axis=axis, **least) if ord > 0 else np.min(sums, axis=axis)
    else:
        raise Unsupported(f"the order {ord!r}")
    return np.expand_dims(found, (row, column)) if keepdims else found


def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Any:
    _require_known(ord)
    if not _is_of_matrices(x, ord, axis):
        return NotImplemented
    row, column = (0, 1) if axis is None else axis
    return _matrix_norm(x, ord, row, column, keepdims)


custom(
    np.linalg.norm,
    tangent=lambda dots, x, ord=None, axis=None, keepdims=False, *, w: _tangent(dots, x, ord, axis, keepdims, w),
    adjoint=lambda d, x, ord=None, axis=None, keepdims=False, *, w: _adjoint(d, x, ord, axis, keepdims, w),
)
define(np.linalg.norm, _norm)
custom(
    np.linalg.vector_norm,
    tangent=lambda dots, x, *, axis=None, keepdims=False, ord=2, w: _tangent(dots, x, ord, axis, keepdims, w),
    adjoint=lambda d, x, *, axis=None, keepdims=False, ord=2, w: _adjoint(d, x, ord, axis, keepdims, w),
)


def _of_matrices(x: Any, *, keepdims: Any = False, ord: Any = "fro") -> Any:
    _require_known(ord)
    if ord == "fro":
        return np.linalg.norm(x, axis=(-2, -1), keepdims=keepdims)
    return _matrix_norm(x, ord, -2, -1, keepdims)


define(np.linalg.matrix_norm, _of_matrices)


def _cond(x: Any, p: Any = None) -> Any:
    _require_known(p)
    if p in (None, 2, -2):
        s = np.linalg.svdvals(x)
        least, most = (s[-1], s[0]) if rank(s) == 1 else (s[..., -1], s[..., 0])
        return least / most if p == -2 else most / least
    return np.linalg.norm(x, p, (-2, -1)) * np.linalg.norm(np.linalg.inv(x), p, (-2, -1))


define(np.linalg.cond, _cond)
zero(np.linalg.matrix_rank)

"""scipy.linalg: matrices of a given structure."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg as sl

from ast_ad.rules import by_value
from ast_ad.rules.axes import known_rank, rank
from ast_ad.rules.matrices import T, conj
from ast_ad.rules.scipy_calls import factors, known, require_axes
from ast_ad.rules.symbolic import Unsupported, symbol_in
from ast_ad.rules.verbs import custom, define, zero


def _placed(function: Any, x: Any, *others: Any) -> Any:
    """A matrix whose elements are those of a vector or 0: the function says for their numbers where each goes."""
    if known_rank(x) != 1:
        raise Unsupported("several vectors")
    where = x.apply(function, x.apply(np.arange, 1, np.size(x) + 1), *others)
    return np.where(where > 0, x[np.maximum(where - 1, 0)], 0.0)


def _toeplitz(c: Any, r: Any = None) -> Any:
    require_axes(1, *((c,) if r is None else (c, r)))
    if r is None:
        if conj(c) is c:
            return _placed(sl.toeplitz, c)
        r = conj(c)
    n = np.size(c, 0)
    joined: Any = np.concatenate([c, r[1:]])
    first_row = joined.apply(np.arange, n, n + np.size(r, 0))
    return joined[joined.apply(sl.toeplitz, joined.apply(np.arange, n), first_row - 1)]


def _hankel(c: Any, r: Any = None) -> Any:
    require_axes(1, *((c,) if r is None else (c, r)))
    if r is None:
        return _placed(sl.hankel, c)
    n = np.size(c, 0)
    joined: Any = np.concatenate([c, r[1:]])
    last_row = joined.apply(np.arange, n - 1, n - 1 + np.size(r, 0))
    return joined[joined.apply(sl.hankel, joined.apply(np.arange, n), last_row)]


def _companion(a: Any) -> Any:
    if known_rank(a) != 1:
        raise Unsupported("several polynomials")
    n = np.size(a)
    below = a.apply(np.eye, n - 2, n - 1, dtype=a.kind.dtype.type)
    return np.concatenate([(-a[1:] / a[0])[None, :], below])


def _fiedler_companion(a: Any) -> Any:
    if known_rank(a) != 1:
        raise Unsupported("several polynomials")
    where = a.apply(sl.fiedler_companion, a.apply(np.arange, 1.0, np.size(a) + 1))
    where = a.apply(np.ndarray.astype, where, a.kind.dtype.type)
    index = a.apply(np.ndarray.astype, np.maximum(-where - 1, 0), int)
    return np.where(where < 0, -a[index] / a[0], where)


def _block_diag(*arrs: Any) -> Any:
    """Zeros at the left and the right of each block, the rows one below the other."""
    symbol: Any = symbol_in(arrs)
    blocks = [each if rank(each) == 2 else symbol.apply(np.atleast_2d, each) for each in arrs]
    if any(rank(block) != 2 for block in blocks):
        raise Unsupported("blocks that are no matrices")
    rows = []
    for k, block in enumerate(blocks):
        gaps = [
            symbol.apply(np.zeros, (np.size(block, 0), np.size(other, 1)), other.kind.dtype.type) for other in blocks
        ]
        rows.append(np.concatenate([*gaps[:k], block, *gaps[k + 1 :]], axis=1))
    return np.concatenate(rows)


define(sl.toeplitz, _toeplitz)
define(sl.hankel, _hankel)
define(sl.circulant, lambda c: _placed(sl.circulant, c))
define(sl.convolution_matrix, lambda a, n, mode="full": _placed(sl.convolution_matrix, a, n, mode))
define(sl.companion, _companion)
define(sl.fiedler, lambda a: np.abs(a[..., :, None] - a[..., None, :]))
define(sl.fiedler_companion, _fiedler_companion)
define(sl.block_diag, _block_diag)
by_value.LENGTHS |= {sl.convolution_matrix}
for name in "hadamard hilbert invhilbert pascal invpascal dft helmert".split():
    zero(getattr(sl, name))


def _balance_tangent(
    dots: Any, A: Any, permute: Any = True, scale: Any = True, separate: Any = False, *rest: Any, w: Any
) -> Any:
    """The scales are powers of 2, which do not change with the matrix."""
    (_, by) = _balance(separate, w)
    return np.linalg.solve(by, dots[0] @ by), np.zeros_like(by)


def _balance_adjoint(
    d: Any, A: Any, permute: Any = True, scale: Any = True, separate: Any = False, *rest: Any, w: Any
) -> Any:
    (_, by) = _balance(separate, w)
    return (np.linalg.solve(T(by), d[0]) @ T(by),)


def _balance(separate: Any, w: Any) -> Any:
    known(separate=separate)
    if separate:
        raise Unsupported("separate=True: take the matrix of scales")
    return factors(w)


custom(sl.matrix_balance, tangent=_balance_tangent, adjoint=_balance_adjoint)

"""The words of matrix calculus, for symbols: transposes, adjoint matrices, products along batches.

Matrices are the last two axes. Bars are paired with dots by ``sum(bar * dot)``, without conjugation.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad.kinds import is_complex
from ast_ad.rules.axes import rank
from ast_ad.rules.symbolic import Symbol


def T(x: Any) -> Any:
    return np.transpose(x) if rank(x) == 2 else np.swapaxes(x, -1, -2)


def conj(x: Any) -> Any:
    return np.conj(x) if isinstance(x, Symbol) and is_complex(x.kind) else x


def H(x: Any) -> Any:
    return T(conj(x))


def real(x: Any) -> Any:
    return x.apply(np.real, x) if isinstance(x, Symbol) and is_complex(x.kind) else x


def symmetric(x: Any) -> Any:
    """The part of a matrix that is its own adjoint."""
    return (x + H(x)) / 2


def per_matrix(d: Any, matrices: Any) -> Any:
    """One number for each matrix, shaped so that it scales the matrices."""
    return d if rank(matrices) == 2 or not isinstance(d, Symbol) else d[..., None, None]


def columns(v: Any) -> Any:
    """A vector for each matrix, as its diagonal scales columns: ``m * columns(v)`` is ``m @ diag(v)``."""
    return v if rank(v) == 1 else v[..., None, :]


def rows(v: Any) -> Any:
    """A vector for each matrix, as its diagonal scales rows: ``rows(v) * m`` is ``diag(v) @ m``."""
    return v[:, None] if rank(v) == 1 else v[..., :, None]


def inner(a: Any, b: Any) -> Any:
    """sum(a * b) for each pair of matrices."""
    return np.sum(a * b) if rank(a) == 2 else np.sum(a * b, axis=(-2, -1))


def diagonal_of(x: Any) -> Any:
    return np.diagonal(x) if rank(x) == 2 else np.linalg.diagonal(x)


def identity(x: Any) -> Any:
    """The identity matrix of the size and type of square matrices."""
    words = {} if x.kind.dtype == np.float64 else {"dtype": x.kind.dtype.type}
    return x.apply(np.eye, np.size(x, -1), **words)


def over_gaps(x: Any, w: Any) -> Any:
    """x[i, j] / (w[j] - w[i]), and 0 where i = j. Where two values are equal, only what is 0 stays finite."""
    same = x.apply(np.eye, np.size(x, -1), dtype=bool)
    return np.where(same | (x == 0.0), 0.0, x / (columns(w) - rows(w) + same))


def lower_half(x: Any) -> Any:
    """The lower triangle with half of the diagonal: what times its own adjoint's sum gives a symmetric x."""
    return np.tril(x) - x * identity(x) / 2


def frechet(function: Any, x: Any, e: Any, *others: Any) -> Any:
    """The derivative of a function of matrices along e: a block of its value at [[x, e], [0, x]]."""
    n = np.size(x, -1)
    above = np.concatenate([x, e], axis=-1)
    below = np.concatenate([np.zeros_like(x), x], axis=-1)
    return x.apply(function, np.concatenate([above, below], axis=-2), *others)[..., :n, n:]

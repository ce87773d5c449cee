"""scipy.linalg: products with and solutions by matrices that are constant along diagonals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.linalg as sl

from ast_ad import tree
from ast_ad.ir import Atom, Const, Value, kind_of
from ast_ad.kinds import ANY, Array, Kind, is_complex
from ast_ad.rules import known_kinds
from ast_ad.rules.axes import known_rank
from ast_ad.rules.matrices import conj
from ast_ad.rules.scipy_calls import known
from ast_ad.rules.symbolic import Symbol, Unsupported, symbol_in
from ast_ad.rules.table import take_sequences
from ast_ad.rules.verbs import define
from ast_ad.tree import Form


def _column_and_row(c_or_cr: Any, other: Any) -> tuple[Any, Any]:
    """The first column and the first row, as symbols."""
    symbol = symbol_in((c_or_cr, other))
    c, r = c_or_cr if isinstance(c_or_cr, tuple) else (c_or_cr, None)
    c = c if isinstance(c, Symbol) else symbol.apply(np.asarray, c)
    r = conj(c) if r is None else r if isinstance(r, Symbol) else symbol.apply(np.asarray, r)
    if known_rank(c) != 1 or known_rank(r) != 1:
        raise Unsupported("several matrices")
    return c, r


def _solve_toeplitz(c_or_cr: Any, b: Any, check_finite: Any = True) -> Any:
    c, r = _column_and_row(c_or_cr, b)
    return c.apply(sl.solve, c.apply(sl.toeplitz, c, r), b)


def _transforms(*arrays: Any) -> tuple[Any, Any]:
    """The transform that serves for these arrays, and its inverse."""
    whole = any(is_complex(x.kind) if isinstance(x, Symbol) else np.iscomplexobj(x) for x in arrays)
    return (np.fft.fft, np.fft.ifft) if whole else (np.fft.rfft, np.fft.irfft)


def _matmul_toeplitz(c_or_cr: Any, x: Any, check_finite: Any = False, workers: Any = None) -> Any:
    """A part of the product with a circulant matrix, which is a product of transforms."""
    c, r = _column_and_row(c_or_cr, x)
    forward, back = _transforms(c, r, x)
    column = np.concatenate([c, np.flip(r[1:])])
    size = np.size(column)
    spectrum = forward(column)
    spectrum = spectrum if known_rank(x) == 1 else spectrum[:, None]
    return back(spectrum * c.apply(forward, x, size, 0), size, 0)[: np.size(c)]


def _solve_circulant(
    c: Any, b: Any, singular: Any = "raise", tol: Any = None, caxis: Any = -1, baxis: Any = 0, outaxis: Any = 0
) -> Any:
    """The quotient of the transforms. Of a singular matrix, the solution has nothing where the transform is too small."""
    known(singular=singular)
    symbol = symbol_in((c, b))
    forward, back = _transforms(c, b)
    columns = symbol.apply(np.moveaxis, c, caxis, -1)
    size = np.size(columns, -1)
    spectrum = columns.apply(forward, columns, axis=-1)
    right = symbol.apply(forward, symbol.apply(np.moveaxis, b, baxis, -1), axis=-1)
    if singular == "lstsq":
        heights = np.abs(columns.apply(np.fft.fft, columns, axis=-1))
        largest = np.max(heights, axis=-1, keepdims=True)
        tol = largest * size * float(np.finfo(np.float64).eps) if tol is None else tol
        none = np.abs(spectrum) < tol
        found = np.where(none, 0.0, right / np.where(none, 1.0, spectrum))
    else:
        found = right / spectrum
    return np.moveaxis(back(found, size, -1), -1, outaxis)


def _circulant_kind(form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """A probe would try arrays of equal numbers, which are singular matrices."""
    positional, keywords = tree.arrange(form, atoms)
    kinds = [kind_of(atom) for atom in positional[:2] if isinstance(atom, Value | Const)]
    arrays = [kind for kind in kinds if isinstance(kind, Array) and kind.dims and kind.dtype.kind in "fc"]
    if len(arrays) < 2:
        return None
    c, b = (kind.dims or () for kind in arrays)
    stays = len(c) == 1 and len(positional) == 2 and not keywords
    return Array(np.result_type(*(kind.dtype for kind in arrays)), b if stays else (ANY,) * max(len(c), len(b)))


known_kinds.KINDS[sl.solve_circulant] = _circulant_kind
known_kinds.KINDS[sl.solve_toeplitz] = known_kinds.like(1, np.float64)
define(sl.solve_toeplitz, _solve_toeplitz)
define(sl.matmul_toeplitz, _matmul_toeplitz)
define(sl.solve_circulant, _solve_circulant)
take_sequences(sl.solve_toeplitz, sl.matmul_toeplitz)

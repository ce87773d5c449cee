"""scipy.signal: splines on regular grids."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import signal

from ast_ad import runtime
from ast_ad.ir import Atom, kind_of
from ast_ad.kinds import Array, Opaque
from ast_ad.rules import known_kinds
from ast_ad.rules.axes import known_rank
from ast_ad.rules.known_kinds import Kinds
from ast_ad.rules.scipy_calls import known
from ast_ad.rules.symbolic import Symbol, Unsupported, symbol_in
from ast_ad.rules.verbs import define
from ast_ad.tree import Form


def _coefficients(pole: float, scale: float) -> Any:
    """The coefficients of the spline through samples: a filter with one pole, there and back."""

    def body(signal: Any, lamb: Any = 0.0) -> Any:
        known(lamb=lamb)
        if lamb:
            raise Unsupported("a spline that smoothes")
        if known_rank(signal) != 1:
            raise Unsupported("several signals")
        one_pole = signal.apply(np.array, [1.0, -pole])
        before = pole * np.sum(pole ** signal.apply(np.arange, np.size(signal)) * signal)
        there = signal.apply(runtime.fed_back, one_pole, np.concatenate([signal[:1] + before, signal[1:]]))
        back = np.flip(there)
        back = np.concatenate([pole / (pole - 1) * back[:1], -pole * back[1:]])
        # SciPy does not scale that of one sample.
        return np.flip(signal.apply(runtime.fed_back, one_pole, back)) * np.where(np.size(signal) > 1, scale, 1.0)

    return body


def _coefficient_kind(form: Form, atoms: Sequence[Atom]) -> Kinds | None:
    kind = kind_of(atoms[0])
    if not isinstance(kind, Array) or kind.dtype.kind not in "fc":
        return None
    return Array(np.result_type(kind.dtype, np.float64), kind.dims)


known_kinds.KINDS[signal.cspline1d] = known_kinds.KINDS[signal.qspline1d] = _coefficient_kind
define(signal.cspline1d, _coefficients(math.sqrt(3) - 2, 6.0))
define(signal.qspline1d, _coefficients(2 * math.sqrt(2) - 3, 8.0))


def _cubic(d: Any) -> Any:
    d = np.abs(d)
    return np.where(d < 1, 2 / 3 - d * d * (1 - d / 2), np.maximum(2 - d, 0.0) ** 3 / 6)


def _quadratic(d: Any) -> Any:
    d = np.abs(d)
    return np.where(d < 0.5, 0.75 - d * d, np.maximum(1.5 - d, 0.0) ** 2 / 2)


def _value(piece: Any, width: int) -> Any:
    """The sum of the pieces around each place. Beyond the ends the grid is mirrored."""

    def body(cj: Any, newx: Any, dx: Any = 1.0, x0: Any = 0) -> Any:
        symbol = symbol_in((cj, newx, dx, x0))
        cj, newx = (each if isinstance(each, Symbol) else symbol.apply(np.asarray, each, float) for each in (cj, newx))
        last = np.size(cj) - 1
        place = ((newx - x0) / dx) % (2 * last)
        place = np.where(place > last, 2 * last - place, place)
        first = symbol.apply(np.ndarray.astype, np.floor(place - width / 2), int) + 1
        total = 0.0
        for k in range(width):
            total = total + cj[np.clip(first + k, 0, last)] * piece(place - (first + k))
        return total

    return body


define(signal.cspline1d_eval, _value(_cubic, 4))
define(signal.qspline1d_eval, _value(_quadratic, 3))


def _sepfir2d(input: Any, hrow: Any, hcol: Any) -> Any:
    """A filter along the rows and one along the columns. Beyond the ends the matrix is mirrored, the last one too."""
    symbol = symbol_in((input, hrow, hcol))
    values: list[Any] = [
        each if isinstance(each, Symbol) else symbol.apply(np.asarray, each, float) for each in (input, hrow, hcol)
    ]
    found, hrow, hcol = values
    for axis, h in ((1, hrow), (0, hcol)):
        half = np.size(h) // 2
        places = symbol.apply(np.pad, symbol.apply(np.arange, np.size(found, axis)), half, "symmetric")
        wide = symbol.apply(np.take, found, places, axis)
        kernel = h[None, :] if axis else h[:, None]
        found = symbol.apply(signal.convolve, wide, kernel, "valid", method="direct")
    return found


def _filtered_kind(form: Form, atoms: Sequence[Atom]) -> Kinds:
    """No probe may call it: SciPy reads beyond a matrix that is smaller than the filters."""
    kind = kind_of(atoms[0]) if atoms else Opaque()
    if not isinstance(kind, Array) or kind.dtype.kind not in "fc":
        return Opaque()
    return Array(kind.dtype, kind.dims)


known_kinds.KINDS[signal.sepfir2d] = _filtered_kind
define(signal.sepfir2d, _sepfir2d)

"""scipy.fft: what numpy.fft has, and the cosine and sine transforms, which are orthogonal but for scales."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import scipy.fft as sf

from ast_ad import runtime
from ast_ad.kinds import is_complex
from ast_ad.rules import fourier
from ast_ad.rules.symbolic import Symbol, Undecided
from ast_ad.rules.table import leave_out
from ast_ad.rules.verbs import define, linear, zero

fourier.state(sf)
for name in "next_fast_len prev_fast_len fhtoffset get_workers".split():
    zero(getattr(sf, name))
for name in "register_backend set_backend set_global_backend set_workers skip_backend".split():
    leave_out(getattr(sf, name), "it changes what other calls do")


ROOT_2 = math.sqrt(2.0)


def _ends(type: int, cosine: bool, forward: bool) -> tuple[float, float, float, float]:
    """By what the first and the last element are scaled: of the result and of the argument, less those of norm='ortho'."""
    match type:
        case 1 if cosine:
            return ROOT_2, ROOT_2, 1 / ROOT_2, 1 / ROOT_2
        case 2 | 3:
            first, last = (ROOT_2, 1.0) if cosine else (1.0, ROOT_2)
            return (first, last, 1.0, 1.0) if (type == 2) == forward else (1.0, 1.0, 1 / first, 1 / last)
    return 1.0, 1.0, 1.0, 1.0


def _scaled(x: Any, axis: Any, first: float, last: float) -> Any:
    return x if first == last == 1.0 else x.apply(runtime.scaled_ends, x, axis, first, last)


def _state(function: Any, inverse: Any, cosine: bool, forward: bool) -> None:
    """Of itself a transform is orthogonal: its transpose is its inverse. What it is otherwise is said by scales.

    ``norm`` scales all of the result, ``orthogonalize=False`` the ends of the argument and of the result.
    """

    def transpose(
        d: Any, x: Any, type: Any = 2, n: Any = None, axis: Any = -1, norm: Any = None, overwrite_x: Any = False,
        workers: Any = None, orthogonalize: Any = None, *, w: Any,
    ) -> Any:  # fmt: skip
        if any(isinstance(each, Symbol) for each in (type, norm, orthogonalize)):
            raise Undecided("a type that is a variable")
        words = ({} if type == 2 else {"type": type}) | ({} if axis == -1 else {"axis": axis})
        # Of complex numbers SciPy does not read it.
        said = None if is_complex(x.kind) else orthogonalize
        orthogonal = norm == "ortho" if said is None else said
        ends = (1.0, 1.0, 1.0, 1.0) if orthogonal else _ends(type, cosine, forward)
        found = d.apply(inverse, _scaled(d, axis, *ends[:2]), norm="ortho", **words)
        found = _scaled(found, axis, *ends[2:])
        if norm != "ortho":
            length = np.size(d, axis) + (0 if type != 1 else -1 if cosine else 1)
            grows = (norm in (None, "backward")) == forward
            found = found * (2 * length) ** (0.5 if grows else -0.5)
        return found if n is None else found.apply(runtime.fitted, found, np.size(x, axis), axis)

    linear(function, transpose)


def _state_several(function: Any, single: Any) -> None:
    """Along several axes: one after the other."""

    def body(
        x: Any, type: Any = 2, s: Any = None, axes: Any = None, norm: Any = None, overwrite_x: Any = False,
        workers: Any = None, *, orthogonalize: Any = None,
    ) -> Any:  # fmt: skip
        s = fourier.items_of(s)
        chosen = fourier.axes_of(x, s, axes)
        for n, axis in zip(fourier.lengths_of(s, chosen), chosen):
            x = x.apply(single, x, type, n, axis, **fourier.words(norm=norm, orthogonalize=orthogonalize))
        return x

    define(function, body)


_state(sf.dct, sf.idct, True, True)
_state(sf.idct, sf.dct, True, False)
_state(sf.dst, sf.idst, False, True)
_state(sf.idst, sf.dst, False, False)
_state_several(sf.dctn, sf.dct)
_state_several(sf.idctn, sf.idct)
_state_several(sf.dstn, sf.dst)
_state_several(sf.idstn, sf.idst)
linear(
    runtime.scaled_ends,
    lambda d, x, axis, first, last, w: d.apply(runtime.scaled_ends, d, axis, first, last),
)


def _state_hermitian(axes_of_all: Any, forward: Any, back: Any, real: Any, inverse: Any) -> None:
    """They are the transforms of real arrays for the conjugate, as along one axis."""

    def hfft(
        x: Any,
        s: Any = None,
        axes: Any = axes_of_all,
        norm: Any = None,
        overwrite_x: Any = False,
        *rest: Any,
        **more: Any,
    ) -> Any:
        return x.apply(inverse, np.conj(x), s, axes, norm=fourier.other(norm))

    def ihfft(
        x: Any,
        s: Any = None,
        axes: Any = axes_of_all,
        norm: Any = None,
        overwrite_x: Any = False,
        *rest: Any,
        **more: Any,
    ) -> Any:
        return np.conj(x.apply(real, x, s, axes, norm=fourier.other(norm)))

    define(forward, hfft)
    define(back, ihfft)


_state_hermitian((-2, -1), sf.hfft2, sf.ihfft2, sf.rfft2, sf.irfft2)
_state_hermitian(None, sf.hfftn, sf.ihfftn, sf.rfftn, sf.irfftn)
for name in "fht ifht".split():
    leave_out(getattr(sf, name), "its offset and bias have no derivative that is known here", computes=True)

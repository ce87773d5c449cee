"""scipy.linalg: functions of matrices, which are not those of their elements."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg as sl

from ast_ad import runtime
from ast_ad.kinds import is_complex
from ast_ad.rules import by_value
from ast_ad.rules.axes import rank
from ast_ad.rules.densities import wide
from ast_ad.rules.matrices import (
    T,
    frechet,
)
from ast_ad.rules.symbolic import Symbol
from ast_ad.rules.verbs import custom, define


def _along(function: Any, a: Any, e: Any, *others: Any) -> Any:
    """The derivative along e. Of a real matrix, the value is that of a real matrix too: as a complex one, whose values are
    rounded to either side of the negative numbers, it may have another root or logarithm.
    """
    if is_complex(a.kind) or not is_complex(e.kind):
        return frechet(function, a, e, *others)
    return frechet(function, a, np.real(e), *others) + 1j * frechet(function, a, np.imag(e), *others)


def _frechet_rule(function: Any) -> None:
    custom(
        function,
        tangent=lambda dots, A, *others, w: _along(function, A, dots[0], *others),
        adjoint=lambda d, A, *others, w: (_along(function, T(A), d, *others),),
    )


# Of real matrices these may be real or complex: complex to the compiler, and so to the derivative.
_COMPLEX: dict[Any, Any] = {
    sl.sqrtm: runtime.complex_sqrtm,
    sl.logm: runtime.complex_logm,
    sl.fractional_matrix_power: runtime.complex_power,
}
_OF_MATRICES: tuple[Any, ...] = (
    *(sl.logm, sl.cosm, sl.sinm, sl.coshm, sl.sinhm, sl.tanm, sl.tanhm, sl.fractional_matrix_power),
    *(runtime.complex_logm, runtime.complex_power),
)
for of_matrix in _OF_MATRICES:
    _frechet_rule(of_matrix)
by_value.COMPLEX |= {*_COMPLEX}
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
for root in (sl.sqrtm, runtime.complex_sqrtm):
    custom(
        root,
        tangent=lambda dots, A, w: w.apply(sl.solve_sylvester, w, w, dots[0]),
        adjoint=lambda d, A, w: (w.apply(sl.solve_sylvester, T(w), T(w), d),),
    )


def _made_complex(function: Any) -> None:
    define(function, lambda A, *more: NotImplemented if is_complex(A.kind) else A.apply(_COMPLEX[function], A, *more))


for by_values in _COMPLEX:
    _made_complex(by_values)


def _signm_tangent(dots: Any, A: Any, w: Any) -> Any:
    """What is left of a by its sign has only values on the right, and commutes with it."""
    rest = w @ A
    return w.apply(sl.solve_sylvester, rest, rest, dots[0] - w @ dots[0] @ w)


def _signm_adjoint(d: Any, A: Any, w: Any) -> Any:
    rest = T(w @ A)
    found = w.apply(sl.solve_sylvester, rest, rest, d)
    return (found - T(w) @ found @ T(w),)


custom(sl.signm, tangent=_signm_tangent, adjoint=_signm_adjoint)

"""scipy.linalg: functions of matrices, which are not those of their elements."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg as sl

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


def _signm_tangent(dots: Any, A: Any, w: Any) -> Any:
    """What is left of a by its sign has only values on the right, and commutes with it."""
    rest = w @ A
    return w.apply(sl.solve_sylvester, rest, rest, dots[0] - w @ dots[0] @ w)


def _signm_adjoint(d: Any, A: Any, w: Any) -> Any:
    rest = T(w @ A)
    found = w.apply(sl.solve_sylvester, rest, rest, d)
    return (found - T(w) @ found @ T(w),)


custom(sl.signm, tangent=_signm_tangent, adjoint=_signm_adjoint)

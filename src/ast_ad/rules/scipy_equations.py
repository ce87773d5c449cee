"""scipy.linalg: equations of which the unknown is a matrix between others."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg as sl

from ast_ad.rules import known_kinds
from ast_ad.rules.axes import given
from ast_ad.rules.matrices import H, T, conj
from ast_ad.rules.verbs import custom, define


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


known_kinds.KINDS[sl.solve_sylvester] = known_kinds.like(2)
custom(sl.solve_sylvester, tangent=_sylvester_tangent, adjoint=_sylvester_adjoint)
define(sl.solve_continuous_lyapunov, lambda a, q: q.apply(sl.solve_sylvester, a, H(a), q))
define(sl.solve_lyapunov, lambda a, q: q.apply(sl.solve_sylvester, a, H(a), q))


def _discrete_tangent(dots: Any, a: Any, q: Any, method: Any = None, *, w: Any) -> Any:
    terms = [] if dots[1] is None else [dots[1]]
    terms += [] if dots[0] is None else [dots[0] @ w @ H(a), a @ w @ H(dots[0])]
    return w.apply(sl.solve_discrete_lyapunov, a, sum(terms[1:], start=terms[0]), **given(method=method))


def _discrete_adjoint(d: Any, a: Any, q: Any, method: Any = None, *, w: Any) -> Any:
    found = w.apply(sl.solve_discrete_lyapunov, T(a), d, **given(method=method))
    return found @ conj(a) @ T(w) + conj(T(found) @ a @ w), found


known_kinds.KINDS[sl.solve_discrete_lyapunov] = known_kinds.like(1, np.float64)
custom(sl.solve_discrete_lyapunov, tangent=_discrete_tangent, adjoint=_discrete_adjoint)

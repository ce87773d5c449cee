"""scipy.linalg: equations of which the unknown is a matrix between others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.linalg as sl

from ast_ad.ir import Atom, kind_of
from ast_ad.kinds import Array, Kind
from ast_ad.rules import known_kinds
from ast_ad.rules.matrices import (
    H,
    T,
)
from ast_ad.rules.verbs import custom, define
from ast_ad.tree import Form, plain


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


def _like_right_side(form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """The kind of a solution of Sylvester's equation: its shape is that of the right side."""
    kinds = [kind for atom in atoms if isinstance(kind := kind_of(atom), Array)]
    if form != plain(3) or len(kinds) != 3:
        return None
    return Array(np.result_type(*(kind.dtype for kind in kinds)), kinds[2].dims)


known_kinds.KINDS[sl.solve_sylvester] = _like_right_side
custom(sl.solve_sylvester, tangent=_sylvester_tangent, adjoint=_sylvester_adjoint)
define(sl.solve_continuous_lyapunov, lambda a, q: q.apply(sl.solve_sylvester, a, H(a), q))
define(sl.solve_lyapunov, lambda a, q: q.apply(sl.solve_sylvester, a, H(a), q))

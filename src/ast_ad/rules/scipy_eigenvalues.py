"""scipy.linalg: eigenvalues of any matrix and of pairs of matrices, with their vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg as sl

from ast_ad import runtime
from ast_ad.rules import by_value
from ast_ad.rules.matrices import H, T, columns, conj, diagonal_of, identity, over_gaps, rows
from ast_ad.rules.numpy_decompositions import eig_bar, eig_dot, fixed_element
from ast_ad.rules.scipy_calls import known
from ast_ad.rules.symbolic import Symbol, Unsupported, sum_to
from ast_ad.rules.verbs import custom, define


def _eig(
    a: Any, b: Any = None, left: Any = False, right: Any = True, overwrite_a: Any = False, overwrite_b: Any = False,
    check_finite: Any = True, homogeneous_eigvals: Any = False,
) -> Any:  # fmt: skip
    known(left=left, right=right, homogeneous_eigvals=homogeneous_eigvals)
    if not left and not right:
        return _eigvals(a, b, homogeneous_eigvals=homogeneous_eigvals)
    if b is not None:
        raise Unsupported("vectors of a pair of matrices, whose phase is LAPACK's choice: take eigvals, or eigh")
    values, of_left, of_right = a.apply(runtime.left_and_right_eig, a)
    values = _with_ones(values) if homogeneous_eigvals else values
    return (values, *((of_left,) if left else ()), *((of_right,) if right else ()))


def _with_ones(values: Any) -> Any:
    return np.stack([values, np.ones_like(values)], axis=-2)


def _eig_tangent(dots: Any, a: Any, w: Any) -> Any:
    """Left vectors are the right ones of the adjoint matrix."""
    values, left, right = w
    of_values, of_right = eig_dot(dots[0], values, right)
    return of_values, eig_dot(H(dots[0]), conj(values), left)[1], of_right


def _eig_adjoint(d: Any, a: Any, w: Any) -> Any:
    values, left, right = w
    of_values, of_left, of_right = d
    found = eig_bar((of_values, of_right), values, right)
    if of_left is None:
        return (found,)
    turned = H(eig_bar((None, of_left), conj(values), left))
    return (turned if found is None else found + turned,)


custom(runtime.left_and_right_eig, tangent=_eig_tangent, adjoint=_eig_adjoint, missing=True)
define(sl.eig, _eig)
by_value.COMPLEX |= {sl.eig}


def _eigvals(
    a: Any, b: Any = None, overwrite_a: Any = False, check_finite: Any = True, homogeneous_eigvals: Any = False
) -> Any:
    known(homogeneous_eigvals=homogeneous_eigvals)
    if b is None:
        values = np.linalg.eigvals(a)
        return _with_ones(values) if homogeneous_eigvals else values
    if homogeneous_eigvals:
        raise Unsupported(
            "homogeneous_eigvals: the scale of each pair of numbers is that of a form that LAPACK chooses"
        )
    return (a if isinstance(a, Symbol) else b).apply(runtime.pencil_eig, a, b)[0]


def _pencil_tangent(dots: Any, a: Any, b: Any, w: Any) -> Any:
    values, vectors = w
    inside = 0.0 if dots[0] is None else dots[0] @ vectors
    inside = inside if dots[1] is None else inside - dots[1] @ vectors * columns(values)
    turned = np.linalg.solve(b @ vectors, inside)
    free = vectors @ over_gaps(turned, values)
    along = np.sum(np.where(fixed_element(vectors), free, 0.0), axis=-2)
    return diagonal_of(turned), free - vectors * columns(along)


def _pencil_adjoint(d: Any, a: Any, b: Any, w: Any) -> Any:
    values, vectors = w
    of_values, of_vectors = d
    if of_values is None and of_vectors is None:
        return None, None
    inside: Any = 0.0
    if of_vectors is not None:
        along = np.sum(of_vectors * vectors, axis=-2)
        inside = over_gaps(T(vectors) @ (of_vectors - fixed_element(vectors) * columns(along)), values)
    if of_values is not None:
        inside = inside + rows(of_values) * identity(vectors)
    of_a = np.linalg.solve(T(b @ vectors), inside)
    return sum_to(of_a @ T(vectors), a), sum_to(-(of_a * columns(values)) @ T(vectors), b)


custom(runtime.pencil_eig, tangent=_pencil_tangent, adjoint=_pencil_adjoint, missing=True)
define(sl.eigvals, _eigvals)

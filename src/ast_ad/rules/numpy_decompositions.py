"""numpy.linalg: cholesky, eig, svd, qr and what belongs to them.

Matrices that a function takes for their own adjoint are moved by perturbations that are so too: half of a bar goes to
each of the two triangles. Where two values coincide their vectors have no derivative: a bar that reaches these comes out
as infinite or nan, others come out right.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad import runtime
from ast_ad.kinds import dims_of, is_complex
from ast_ad.rules import by_value
from ast_ad.rules.matrices import (
    H,
    T,
    columns,
    conj,
    diagonal_of,
    identity,
    lower_half,
    over_gaps,
    real,
    rows,
    symmetric,
)
from ast_ad.rules.symbolic import Unsupported
from ast_ad.rules.verbs import custom, define


def cholesky_dot(e: Any, w: Any) -> Any:
    half = np.linalg.solve(w, symmetric(e))
    return w @ lower_half(H(np.linalg.solve(w, H(half))))


def cholesky_bar(d: Any, w: Any) -> Any:
    half = np.linalg.solve(H(w), lower_half(H(w) @ conj(d)))
    return conj(symmetric(H(np.linalg.solve(H(w), H(half)))))


custom(
    np.linalg.cholesky,
    tangent=lambda dots, a, *, upper=False, w: cholesky_dot(dots[0], w),
    adjoint=lambda d, a, *, upper=False, w: (cholesky_bar(d, w),),
)
define(np.linalg.cholesky, lambda a, *, upper=False: H(np.linalg.cholesky(H(a))) if upper else NotImplemented)


def eigh_dot(e: Any, values: Any, vectors: Any) -> tuple[Any, Any]:
    turned = H(vectors) @ symmetric(e) @ vectors
    return real(diagonal_of(turned)), vectors @ over_gaps(turned, values)


def eigh_bar(d: Any, values: Any, vectors: Any) -> Any:
    of_values, of_vectors = d
    if of_vectors is None:
        return None if of_values is None else symmetric((conj(vectors) * columns(of_values)) @ T(vectors))
    inside = over_gaps(T(vectors) @ of_vectors, values)
    if of_values is not None:
        inside = inside + rows(of_values) * identity(vectors)
    return symmetric(conj(vectors) @ inside @ T(vectors))


custom(
    np.linalg.eigh,
    tangent=lambda dots, a, UPLO="L", *, w: eigh_dot(dots[0], *w),
    adjoint=lambda d, a, UPLO="L", *, w: (eigh_bar(d, *w),),
    missing=True,
)


def _vectors(a: Any, triangle: Any) -> Any:
    return np.linalg.eigh(a) if triangle == "L" else np.linalg.eigh(a, triangle)


custom(
    np.linalg.eigvalsh,
    tangent=lambda dots, a, UPLO="L", *, w: eigh_dot(dots[0], *_vectors(a, UPLO))[0],
    adjoint=lambda d, a, UPLO="L", *, w: (eigh_bar((d, None), *_vectors(a, UPLO)),),
)


def fixed_element(vectors: Any) -> Any:
    """A mask of the element of each eigenvector that LAPACK makes real: the largest."""
    if 0 in (dims_of(vectors.kind) or ()):
        return np.zeros_like(vectors, dtype=bool)
    largest = np.argmax(np.abs(vectors), axis=-2)
    return vectors.apply(np.arange, np.size(vectors, -1))[:, None] == largest[..., None, :]


def eig_dot(e: Any, values: Any, vectors: Any) -> tuple[Any, Any]:
    turned = np.linalg.solve(vectors, e @ vectors)
    free = vectors @ over_gaps(turned, values)
    fixed = np.sum(np.where(fixed_element(vectors), free / vectors, 0.0), axis=-2)
    along = np.real(np.sum(np.conj(vectors) * free, axis=-2)) + 1j * np.imag(fixed)
    return diagonal_of(turned), free - vectors * columns(along)


def eig_bar(d: Any, values: Any, vectors: Any) -> Any:
    of_values, of_vectors = d
    if of_vectors is None:
        return None if of_values is None else np.linalg.solve(T(vectors), rows(of_values) * T(vectors))
    along = np.sum(of_vectors * vectors, axis=-2)
    fixed = np.where(fixed_element(vectors), columns(1j * np.imag(along)) / vectors, 0.0)
    free = of_vectors - np.conj(vectors) * columns(np.real(along)) - fixed
    inside = over_gaps(T(vectors) @ free, values)
    if of_values is not None:
        inside = inside + rows(of_values) * identity(vectors)
    return np.linalg.solve(T(vectors), inside @ T(vectors))


def _eigvals_tangent(dots: Any, a: Any, w: Any) -> Any:
    vectors = a.apply(runtime.complex_eig, a)[1]
    return diagonal_of(np.linalg.solve(vectors, dots[0] @ vectors))


def _eigvals_adjoint(d: Any, a: Any, w: Any) -> Any:
    vectors = a.apply(runtime.complex_eig, a)[1]
    return (np.linalg.solve(T(vectors), rows(d) * T(vectors)),)


for eig in (np.linalg.eig, runtime.complex_eig):
    custom(
        eig,
        tangent=lambda dots, a, w: eig_dot(dots[0], *w),
        adjoint=lambda d, a, w: (eig_bar(d, *w),),
        missing=True,
    )
for eigvals in (np.linalg.eigvals, runtime.complex_eigvals):
    custom(eigvals, tangent=_eigvals_tangent, adjoint=_eigvals_adjoint)
# Those of a real matrix may be real or complex: complex to the compiler, and so to the derivative.
define(np.linalg.eig, lambda a: NotImplemented if is_complex(a.kind) else a.apply(runtime.complex_eig, a))
define(np.linalg.eigvals, lambda a: NotImplemented if is_complex(a.kind) else a.apply(runtime.complex_eigvals, a))
by_value.COMPLEX |= {np.linalg.eig, np.linalg.eigvals}


def _phases(x: Any, s: Any) -> Any:
    """i times the imaginary part of the diagonal over 2 s: how far a pair of singular vectors turns."""
    return identity(x) * (1j * np.imag(x)) / columns(2 * s)


def _thin(u: Any, s: Any, vh: Any) -> tuple[Any, Any]:
    k = np.size(s, -1)
    return u[..., :, :k], vh[..., :k, :]


def svd_dot(e: Any, u: Any, s: Any, vh: Any, full: bool) -> tuple[Any, Any, Any]:
    u1, v1h = _thin(u, s, vh) if full else (u, vh)
    v1 = H(v1h)
    turned = H(u1) @ e @ v1
    squares = s * s
    left = over_gaps(turned * columns(s) + rows(s) * H(turned), squares)
    right = over_gaps(rows(s) * turned + H(turned) * columns(s), squares)
    if is_complex(turned.kind):
        left, right = left + _phases(turned, s), right - _phases(turned, s)
    out_u = (e @ v1 - u1 @ turned) / columns(s)
    out_v = (H(e) @ u1 - v1 @ H(turned)) / columns(s)
    du, dv = u1 @ left + out_u, v1 @ right + out_v
    if full:
        k = np.size(s, -1)
        u2, v2 = u[..., :, k:], H(vh[..., k:, :])
        du = np.concatenate([du, -u1 @ H(out_u) @ u2], axis=-1)
        dv = np.concatenate([dv, -v1 @ H(out_v) @ v2], axis=-1)
    return du, real(diagonal_of(turned)), H(dv)


def gathered(d: Any, u: Any, k: Any, full: bool) -> Any:
    """The bar of the first k singular vectors, conjugated; the others only turn against them."""
    if d is None:
        return None
    d = conj(d)
    return d[..., :, :k] - u[..., :, k:] @ H(d[..., :, k:]) @ u[..., :, :k] if full else d


def svd_bar(d: Any, u: Any, s: Any, vh: Any, full: bool) -> Any:
    k = np.size(s, -1)
    du = gathered(d[0], u, k, full)
    dv = gathered(None if d[2] is None else H(d[2]), H(vh), k, full)
    u1, v1h = _thin(u, s, vh) if full else (u, vh)
    terms = [] if d[1] is None else [rows(d[1]) * identity(s)]
    outside = []
    squares = s * s
    if du is not None:
        turned = H(u1) @ du
        terms.append(over_gaps(turned - H(turned), squares) * columns(s))
        outside.append(((du - u1 @ turned) / columns(s)) @ v1h)
        if is_complex(turned.kind):
            terms.append(_phases(turned, s))
    if dv is not None:
        turned = v1h @ dv
        terms.append(rows(s) * over_gaps(turned - H(turned), squares))
        outside.append(u1 @ (H(dv - H(v1h) @ turned) / rows(s)))
        if is_complex(turned.kind):
            terms.append(-_phases(turned, s))
    if not terms:
        return None
    total = u1 @ _sum(terms) @ v1h
    return conj(_sum([total, *outside]))


def _sum(terms: list[Any]) -> Any:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def _svd_tangent(
    dots: Any, a: Any, full_matrices: Any = True, compute_uv: Any = True, hermitian: Any = False, *, w: Any
) -> Any:
    u, s, vh = w
    return svd_dot(symmetric(dots[0]) if hermitian else dots[0], u, s, vh, full_matrices)


def _svd_adjoint(
    d: Any, a: Any, full_matrices: Any = True, compute_uv: Any = True, hermitian: Any = False, *, w: Any
) -> Any:
    u, s, vh = w
    found = svd_bar(d, u, s, vh, full_matrices)
    return (symmetric(found) if hermitian and found is not None else found,)


def _svd(a: Any, full_matrices: Any = True, compute_uv: Any = True, hermitian: Any = False) -> Any:
    if compute_uv:
        return NotImplemented
    return np.linalg.svdvals(symmetric(a) if hermitian else a)


custom(np.linalg.svd, tangent=_svd_tangent, adjoint=_svd_adjoint, missing=True)
define(np.linalg.svd, _svd)


def _svdvals_tangent(dots: Any, x: Any, w: Any) -> Any:
    u, _, vh = np.linalg.svd(x, full_matrices=False)
    return real(np.sum(conj(u) * (dots[0] @ H(vh)), axis=-2))


def _svdvals_adjoint(d: Any, x: Any, w: Any) -> Any:
    u, _, vh = np.linalg.svd(x, full_matrices=False)
    return (conj((u * columns(d)) @ vh),)


custom(np.linalg.svdvals, tangent=_svdvals_tangent, adjoint=_svdvals_adjoint)


def qr_dot(e: Any, q: Any, r: Any) -> tuple[Any, Any]:
    k = np.size(q, -1)
    scaled = T(np.linalg.solve(T(r[..., :, :k]), T(e[..., :, :k])))
    turned = H(q) @ scaled
    below = np.tril(turned, -1)
    omega = below - H(below)
    if is_complex(turned.kind):
        omega = omega + identity(turned) * (1j * np.imag(turned))
    dq = scaled + q @ (omega - turned)
    return dq, np.triu(H(q) @ (e - dq @ r))


def qr_bar(d: Any, a: Any, q: Any, r: Any) -> Any:
    """The columns of a that come after the square part of r are products of q, and only that."""
    if d[0] is None and d[1] is None:
        return None
    k = np.size(q, -1)
    of_q, of_r = (None if each is None else conj(each) for each in d)
    if of_r is None:
        of_r = np.zeros_like(r)
    of_r = np.triu(of_r)
    later = of_r[..., :, k:]
    out_q = a[..., :, k:] @ H(later)
    of_q = out_q if of_q is None else of_q + out_q
    square = r[..., :, :k]
    m = square @ H(of_r[..., :, :k]) - H(of_q) @ q
    below = np.tril(m, -1)
    inside = below + H(below) + identity(m) * real(m)
    first = H(np.linalg.solve(square, H(of_q + q @ inside)))
    return conj(np.concatenate([first, q @ later], axis=-1))


def _qr_mode(mode: Any) -> None:
    if mode != "reduced":
        raise Unsupported(f"mode={mode!r}, whose further columns are any basis: take mode='reduced' or 'r'")


def _qr_tangent(dots: Any, a: Any, mode: Any = "reduced", *, w: Any) -> Any:
    _qr_mode(mode)
    return qr_dot(dots[0], *w)


def _qr_adjoint(d: Any, a: Any, mode: Any = "reduced", *, w: Any) -> Any:
    _qr_mode(mode)
    return (qr_bar(d, a, *w),)


custom(np.linalg.qr, tangent=_qr_tangent, adjoint=_qr_adjoint, missing=True)
define(np.linalg.qr, lambda a, mode="reduced": np.linalg.qr(a)[1] if mode == "r" else NotImplemented)

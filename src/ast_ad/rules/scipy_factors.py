"""scipy.linalg: factors of a matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg as sl

from ast_ad.rules import by_value
from ast_ad.rules.matrices import (
    H,
    columns,
    conj,
)
from ast_ad.rules.numpy_decompositions import gathered, qr_bar, qr_dot
from ast_ad.rules.scipy_calls import factors, known
from ast_ad.rules.symbolic import Unsupported, symbol_in
from ast_ad.rules.verbs import custom, define


def _cholesky(a: Any, lower: Any = False, overwrite_a: Any = False, check_finite: Any = True) -> Any:
    known(lower=lower)
    return np.linalg.cholesky(a) if lower else np.linalg.cholesky(a, upper=True)


define(sl.cholesky, _cholesky)


# Older versions of SciPy leave in the other triangle what stood there, newer ones set it to zero.
_LEFT_OVER = sl.cho_factor(np.array([[2.0, 1.0], [1.0, 2.0]]))[0][1, 0] != 0.0


def _cho_factor(a: Any, lower: Any = False, overwrite_a: Any = False, check_finite: Any = True) -> Any:
    factor = _cholesky(a, lower)
    if not _LEFT_OVER:
        return factor, lower
    return factor + (np.triu(a, 1) if lower else np.tril(a, -1)), lower


define(sl.cho_factor, _cho_factor)


def _polar(a: Any, side: Any = "right") -> Any:
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    return u @ vh, (H(vh) * columns(s)) @ vh if side == "right" else (u * columns(s)) @ H(u)


define(sl.polar, _polar)


def _qr_mode(mode: Any) -> bool:
    """Whether the basis is completed."""
    if mode not in ("full", "economic"):
        raise Unsupported(f"mode={mode!r}")
    return bool(mode == "full")


def _least(r: Any) -> Any:
    return r.apply(min, np.size(r, -2), np.size(r, -1))


def _qr_tangent(
    dots: Any, a: Any, overwrite_a: Any = False, lwork: Any = None, mode: Any = "full", *, w: Any, **words: Any
) -> Any:
    q, r = factors(w)
    if not _qr_mode(mode):
        return qr_dot(dots[0], q, r)
    k = _least(r)
    dq, dr = qr_dot(dots[0], q[..., :, :k], r[..., :k, :])
    others = -q[..., :, :k] @ H(dq) @ q[..., :, k:]
    return np.concatenate([dq, others], axis=-1), np.concatenate([dr, np.zeros_like(r[..., k:, :])], axis=-2)


def _qr_adjoint(
    d: Any, a: Any, overwrite_a: Any = False, lwork: Any = None, mode: Any = "full", *, w: Any, **words: Any
) -> Any:
    q, r = factors(w)
    if not _qr_mode(mode):
        return (qr_bar(d, a, q, r),)
    k = _least(r)
    of_q = gathered(d[0], q, k, True)
    of_r = None if d[1] is None else d[1][..., :k, :]
    return (qr_bar((None if of_q is None else conj(of_q), of_r), a, q[..., :, :k], r[..., :k, :]),)


def _pivoted_qr(
    a: Any,
    overwrite_a: Any = False,
    lwork: Any = None,
    mode: Any = "full",
    pivoting: Any = False,
    *rest: Any,
    **more: Any,
) -> Any:
    if not pivoting:
        return NotImplemented
    _qr_mode(mode)
    *_, order = a.apply(sl.qr, a, mode=mode, pivoting=True)
    return *a.apply(sl.qr, a[:, order], mode=mode), order


custom(sl.qr, tangent=_qr_tangent, adjoint=_qr_adjoint, missing=True)
define(sl.qr, _pivoted_qr)


def _rq(a: Any, overwrite_a: Any = False, lwork: Any = None, mode: Any = "full", check_finite: Any = True) -> Any:
    """The factors of the adjoint matrix, with rows and columns in opposite order."""
    if mode not in ("full", "economic", "r"):
        raise Unsupported(f"mode={mode!r}")
    q, r = a.apply(sl.qr, H(_turned(a)), mode="full" if mode == "r" else mode)
    r = _turned(H(r))
    return r if mode == "r" else (r, _turned(H(q)))


def _turned(x: Any) -> Any:
    return np.flip(x, (-2, -1))


def _qr_multiply(
    a: Any, c: Any, mode: Any = "right", pivoting: Any = False, conjugate: Any = False, overwrite_a: Any = False,
    overwrite_c: Any = False,
) -> Any:  # fmt: skip
    known(mode=mode, pivoting=pivoting, conjugate=conjugate)
    symbol = symbol_in((a, c))
    q, *others = symbol.apply(sl.qr, a, mode="economic", **({"pivoting": True} if pivoting else {}))
    q = conj(q) if conjugate else q
    return (q @ c if mode == "left" else c @ q, *others)


def _subspace_angles(A: Any, B: Any) -> Any:
    """Of the spaces of columns, which are taken to be independent: small angles by their sines, large ones by cosines."""
    symbol = symbol_in((A, B))
    p, q = (symbol.apply(np.linalg.qr, each)[0] for each in (A, B))
    inner = H(p) @ q
    cosines = np.flip(np.linalg.svdvals(inner), -1)
    sines = np.linalg.svdvals(q - p @ inner)
    sines = sines[..., np.size(sines, -1) - np.size(cosines, -1) :]
    small = cosines**2 >= 0.5
    return np.where(small, np.arcsin(np.where(small, sines, 0.0)), np.arccos(np.where(small, 0.0, cosines)))


define(sl.subspace_angles, _subspace_angles)
by_value.LENGTHS |= {sl.subspace_angles}
define(sl.rq, _rq)
define(sl.qr_multiply, _qr_multiply)

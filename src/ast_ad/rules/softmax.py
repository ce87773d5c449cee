"""logsumexp and softmax: by weights that never overflow."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.numpy_reductions import spread
from ast_ad.rules.symbolic import sum_to
from ast_ad.rules.verbs import custom


def _words(axis: Any, keepdims: Any) -> dict[str, Any]:
    return ({} if axis is None else {"axis": axis}) | ({"keepdims": True} if keepdims else {})


def _logsumexp_weights(a: Any, axis: Any, keepdims: Any, return_sign: Any, w: Any) -> Any:
    """What each exp(a) is to the sum of all, with the sign of that."""
    value = w[0] if return_sign else w
    weights = np.exp(a - spread(value, a, axis, keepdims))
    return weights * spread(w[1], a, axis, keepdims) if return_sign else weights


def _logsumexp_tangent(
    dots: Any, a: Any, axis: Any = None, b: Any = None, keepdims: Any = False, return_sign: Any = False, *, w: Any
) -> Any:
    weights = _logsumexp_weights(a, axis, keepdims, return_sign, w)
    terms = []
    if dots[0] is not None:
        terms.append(weights * dots[0] if b is None else weights * b * dots[0])
    if len(dots) > 2 and dots[2] is not None:
        terms.append(weights * dots[2])
    found = np.sum(terms[0] if len(terms) == 1 else terms[0] + terms[1], **_words(axis, keepdims))
    return (found, None) if return_sign else found


def _logsumexp_adjoint(
    d: Any, a: Any, axis: Any = None, b: Any = None, keepdims: Any = False, return_sign: Any = False, *, w: Any
) -> Any:
    weights = spread(d[0] if return_sign else d, a, axis, keepdims) * _logsumexp_weights(
        a, axis, keepdims, return_sign, w
    )
    if b is None:
        return (weights,)
    return sum_to(weights * b, a), None, sum_to(weights, b)


custom(sp.logsumexp, tangent=_logsumexp_tangent, adjoint=_logsumexp_adjoint)


def _softmax(d: Any, x: Any, axis: Any, w: Any) -> Any:
    """The matrix of this map is its own transpose."""
    return w * (d - np.sum(w * d, **_words(axis, True)))


custom(
    sp.softmax,
    tangent=lambda dots, x, axis=None, *, w: _softmax(dots[0], x, axis, w),
    adjoint=lambda d, x, axis=None, *, w: (_softmax(d, x, axis, w),),
)
custom(
    sp.log_softmax,
    tangent=lambda dots, x, axis=None, *, w: dots[0] - np.sum(np.exp(w) * dots[0], **_words(axis, True)),
    adjoint=lambda d, x, axis=None, *, w: (d - np.exp(w) * np.sum(d, **_words(axis, True)),),
)

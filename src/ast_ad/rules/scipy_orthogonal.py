"""scipy.special: orthogonal polynomials. The derivative of one is another, of a lower order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.kinds import differentiable
from ast_ad.rules.scipy_special import ORDER, NoClosedForm, call
from ast_ad.rules.symbolic import Symbol
from ast_ad.rules.verbs import define, diagonal

_PARAMETER = NoClosedForm("a parameter of the polynomial", "it is a sum over the polynomials of all lower degrees")
_DEGREE = NoClosedForm("the degree", "write np.cos(n * np.arccos(x)) where n is no whole number")
_DEGREE_OF_SECOND = NoClosedForm(
    "the degree", "write np.sin((n + 1) * np.arccos(x)) / np.sqrt(1 - x * x) where n is no whole number"
)


def _state(function: Any, parameters: int, slope: Callable[..., Any], degree: NoClosedForm = ORDER) -> None:
    """``slope(x, n, m, *parameters)``: the derivative of order n, for which m is the order below."""

    def by_x(d: Any, n: Any, *rest: Any, w: Any) -> Any:
        *given, x = rest
        kind = n.kind if isinstance(n, Symbol) else None
        if kind is None and n == 0:
            return 0.0 * d
        if kind is None or differentiable(kind):
            return d * slope(x, n, n - 1, *given)
        # A constant has no order below its own.
        return d * (n > 0) * slope(x, n, np.maximum(n - 1, 0), *given)

    diagonal(function, degree, *[_PARAMETER] * parameters, by_x)


def _of(function: Any, *args: Any) -> Any:
    """A polynomial of numbers, of which x, the last, is a symbol."""
    return args[-1].apply(function, *args)


_state(sp.eval_jacobi, 2, lambda x, n, m, a, b: (n + a + b + 1) / 2 * _of(sp.eval_jacobi, m, a + 1, b + 1, x))
_state(sp.eval_legendre, 0, lambda x, n, m: (n + 1) / 2 * _of(sp.eval_jacobi, m, 1.0, 1.0, x))
_state(sp.eval_gegenbauer, 1, lambda x, n, m, a: 2 * a * _of(sp.eval_gegenbauer, m, a + 1, x))
_state(sp.eval_chebyt, 0, lambda x, n, m: n * _of(sp.eval_chebyu, m, x), _DEGREE)
_state(sp.eval_chebyu, 0, lambda x, n, m: 2 * _of(sp.eval_gegenbauer, m, 2.0, x), _DEGREE_OF_SECOND)
_state(sp.eval_genlaguerre, 1, lambda x, n, m, a: -_of(sp.eval_genlaguerre, m, a + 1, x))
_state(sp.eval_laguerre, 0, lambda x, n, m: -_of(sp.eval_genlaguerre, m, 1.0, x))
_state(sp.eval_hermite, 0, lambda x, n, m: 2 * n * _of(sp.eval_hermite, m, x))
_state(sp.eval_hermitenorm, 0, lambda x, n, m: n * _of(sp.eval_hermitenorm, m, x))
define(sp.eval_sh_legendre, lambda n, x: _of(sp.eval_legendre, n, 2 * x - 1))
define(sp.eval_sh_chebyt, lambda n, x: _of(sp.eval_chebyt, n, 2 * x - 1))
define(sp.eval_sh_chebyu, lambda n, x: _of(sp.eval_chebyu, n, 2 * x - 1))
define(sp.eval_chebyc, lambda n, x: 2 * _of(sp.eval_chebyt, n, x / 2))
define(sp.eval_chebys, lambda n, x: _of(sp.eval_chebyu, n, x / 2))
define(
    sp.eval_sh_jacobi,
    lambda n, p, q, x: _of(sp.eval_jacobi, n, p - q, q - 1, 2 * x - 1) / call(sp.binom, 2 * n + p - 1, n),
)
define(sp.assoc_laguerre, lambda x, n, k=0.0: _of(sp.eval_genlaguerre, n, k, x))
define(sp.diric, lambda x, n: sp.eval_chebyu(n - 1, np.cos(x / 2)) / n)

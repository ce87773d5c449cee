"""scipy.special: Legendre functions and spherical harmonics, with derivatives by those of the degrees or orders beside."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.scipy_special import ORDER, call
from ast_ad.rules.symbolic import Symbol, Undecided, Unsupported, sum_to
from ast_ad.rules.table import name_parameters
from ast_ad.rules.verbs import custom, define, diagonal


def _slope(x: Any, w: Any, above: Any, degree: Any, ratio: Any) -> Any:
    """The derivative by x, where ``above`` is the function of the next degree, to which the ratio belongs."""
    return ((degree + 1) * x * w - ratio * above) / (1 - x * x)


diagonal(sp.lpmv, ORDER, ORDER, lambda d, m, v, x, w: d * _slope(x, w, sp.lpmv(m, v + 1, x), v, v + 1 - m))


def _only_values(diff_n: Any) -> None:
    """Refuse calls that ask for derivatives themselves."""
    if isinstance(diff_n, Symbol) or diff_n != 0:
        raise Unsupported("diff_n: a derivative of the call without it is the same")


def _legendre(n: Any, z: Any, *, diff_n: Any = 0) -> Any:
    _only_values(diff_n)
    return np.expand_dims(z.apply(sp.eval_legendre, n, z), 0)


def _associated(n: Any, m: Any, z: Any, *, branch_cut: Any = 2, norm: Any = False, diff_n: Any = 0, w: Any) -> Any:
    _only_values(diff_n)
    if isinstance(norm, Symbol):
        raise Undecided("norm that is a variable")
    words = {"branch_cut": branch_cut, "norm": norm}
    ratio = n + 1 - m
    if norm:
        ratio = call(np.sqrt, (2 * n + 1) * ((n + 1) ** 2 - m * m) / (2 * n + 3))
    return _slope(z, w, z.apply(sp.assoc_legendre_p, n + 1, m, z, **words), n, ratio)


def _around(function: Any, n: Any, m: Any, theta: Any, phi: Any) -> Any:
    """The derivative of a spherical harmonic by theta."""
    # Beyond the degree there are no orders.
    up, down = (call(np.sqrt, call(np.maximum, square, 0)) for square in ((n - m) * (n + m + 1), (n + m) * (n - m + 1)))
    # They are even in theta.
    side = np.copysign(0.5, np.sin(theta))
    if phi is None:
        return side * (up * theta.apply(function, n, m + 1, theta) - down * theta.apply(function, n, m - 1, theta))
    turned = theta.apply(np.exp, 1j * phi)
    above, below = (theta.apply(function, n, order, theta, phi) for order in (m + 1, m - 1))
    return side * (up * above / turned - down * turned * below)


def _of_theta(n: Any, m: Any, theta: Any, *, diff_n: Any = 0, w: Any) -> Any:
    _only_values(diff_n)
    return _around(sp.sph_legendre_p, n, m, theta, None)


def _by_theta(d: Any, n: Any, m: Any, theta: Any, phi: Any, *, diff_n: Any = 0, w: Any) -> Any:
    _only_values(diff_n)
    return d * _around(sp.sph_harm_y, n, m, theta, phi)


def _by_phi(d: Any, n: Any, m: Any, theta: Any, phi: Any, *, diff_n: Any = 0, w: Any) -> Any:
    _only_values(diff_n)
    return d * (1j * m) * w


def _with_axis(function: Any, names: tuple[str, ...], slope: Any) -> None:
    """A function of x, its last argument, whose results have one more axis in front."""
    name_parameters(function, names)
    custom(
        function,
        tangent=lambda dots, *args, w, **words: dots[len(names) - 1] * slope(*args, w=w, **words),
        adjoint=lambda d, *args, w, **words: (
            *[None] * (len(names) - 1),
            sum_to(d * slope(*args, w=w, **words), args[-1]),
        ),
    )


name_parameters(sp.legendre_p, ("n", "z"))
define(sp.legendre_p, _legendre)
_with_axis(sp.assoc_legendre_p, ("n", "m", "z"), _associated)
_with_axis(sp.sph_legendre_p, ("n", "m", "theta"), _of_theta)
name_parameters(sp.sph_harm_y, ("n", "m", "theta", "phi"))
diagonal(sp.sph_harm_y, ORDER, ORDER, _by_theta, _by_phi)

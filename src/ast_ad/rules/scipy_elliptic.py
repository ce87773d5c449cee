"""scipy.special: elliptic integrals and functions.

Integrals in Carlson's form have derivatives in that form; those of Legendre are stated by them, for nothing is lost where the
parameter is small.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad import runtime
from ast_ad.rules.elementwise_results import several
from ast_ad.rules.scipy_special import call
from ast_ad.rules.symbolic import symbol_in
from ast_ad.rules.verbs import diagonal


def _rf_by(x: Any, y: Any, z: Any) -> Any:
    """The derivative of elliprf by x."""
    return -sp.elliprd(y, z, x) / 6


def _rg_by(x: Any, y: Any, z: Any) -> Any:
    return (sp.elliprf(x, y, z) - x * sp.elliprd(y, z, x) / 3) / 4


def _integral(powers: tuple[float, ...], *ends: Any) -> Any:
    """Carlson's form in general, which SciPy does not have."""
    return symbol_in(ends).apply(runtime.carlson_integral, *ends, *powers)


def _by_end(k: int) -> Any:
    def by(d: Any, *args: Any, w: Any) -> Any:
        powers = [power + (n == k) for n, power in enumerate(args[4:])]
        return -args[4 + k] * d * _integral(tuple(powers), *args[:4])

    return by


diagonal(runtime.carlson_integral, *map(_by_end, range(4)), None, None, None, None)
diagonal(
    sp.elliprf,
    lambda d, x, y, z, w: d * _rf_by(x, y, z),
    lambda d, x, y, z, w: d * _rf_by(y, z, x),
    lambda d, x, y, z, w: d * _rf_by(z, x, y),
)
diagonal(
    sp.elliprg,
    lambda d, x, y, z, w: d * _rg_by(x, y, z),
    lambda d, x, y, z, w: d * _rg_by(y, z, x),
    lambda d, x, y, z, w: d * _rg_by(z, x, y),
)
diagonal(
    sp.elliprc,
    lambda d, x, y, w: -d * sp.elliprd(y, y, x) / 6,
    lambda d, x, y, w: -d * sp.elliprd(x, y, y) / 3,
)
diagonal(
    sp.elliprd,
    lambda d, x, y, z, w: -0.75 * d * _integral((1.5, 0.5, 1.5, 0.0), x, y, z, 1.0),
    lambda d, x, y, z, w: -0.75 * d * _integral((0.5, 1.5, 1.5, 0.0), x, y, z, 1.0),
    lambda d, x, y, z, w: -2.25 * d * _integral((0.5, 0.5, 2.5, 0.0), x, y, z, 1.0),
)
diagonal(
    sp.elliprj,
    lambda d, x, y, z, p, w: -0.75 * d * _integral((1.5, 0.5, 0.5, 1.0), x, y, z, p),
    lambda d, x, y, z, p, w: -0.75 * d * _integral((0.5, 1.5, 0.5, 1.0), x, y, z, p),
    lambda d, x, y, z, p, w: -0.75 * d * _integral((0.5, 0.5, 1.5, 1.0), x, y, z, p),
    lambda d, x, y, z, p, w: -1.5 * d * _integral((0.5, 0.5, 0.5, 2.0), x, y, z, p),
)

diagonal(sp.ellipk, lambda d, m, w: d * (math.pi / 8 * sp.hyp2f1(1.5, 1.5, 2.0, m)))
diagonal(sp.ellipkm1, lambda d, p, w: -d * (math.pi / 8 * sp.hyp2f1(1.5, 1.5, 2.0, 1 - p)))
diagonal(sp.ellipe, lambda d, m, w: -d * (math.pi / 8 * sp.hyp2f1(0.5, 1.5, 2.0, m)))


def _root(phi: Any, m: Any) -> Any:
    return np.sqrt(1 - m * call(np.sin, phi) ** 2)


def _half_turns(phi: Any) -> Any:
    return call(np.round, phi / math.pi)


def _kinc_by_m(phi: Any, m: Any) -> Any:
    """Half the integral of sin(t)**2 / (1 - m * sin(t)**2)**1.5: over whole periods, and over the rest."""
    turns = _half_turns(phi)
    sine = call(np.sin, phi - math.pi * turns)
    rest = sine**3 * sp.elliprd(1 - sine * sine, 1.0, 1 - m * sine * sine) / 6
    return rest + turns * (math.pi / 4 * sp.hyp2f1(1.5, 1.5, 2.0, m))


def _einc_by_m(phi: Any, m: Any) -> Any:
    """Half the integral of -sin(t)**2 / (1 - m * sin(t)**2)**0.5."""
    turns = _half_turns(phi)
    sine = call(np.sin, phi - math.pi * turns)
    rest = sine**3 * sp.elliprd(1 - sine * sine, 1 - m * sine * sine, 1.0) / 6
    return -rest - turns * (math.pi / 4 * sp.hyp2f1(0.5, 1.5, 2.0, m))


diagonal(sp.ellipkinc, lambda d, phi, m, w: d / _root(phi, m), lambda d, phi, m, w: d * _kinc_by_m(phi, m))
diagonal(sp.ellipeinc, lambda d, phi, m, w: d * _root(phi, m), lambda d, phi, m, w: d * _einc_by_m(phi, m))


def _jacobi_by_u(u: Any, m: Any, w: Any) -> tuple[Any, ...]:
    sn, cn, dn, _ = w
    return cn * dn, -sn * dn, -m * sn * cn, dn


def _jacobi_by_m(u: Any, m: Any, w: Any) -> tuple[Any, ...]:
    sn, cn, dn, amplitude = w
    turned = -dn * _kinc_by_m(amplitude, m)
    return cn * turned, -sn * turned, -sn * (sn + 2 * m * cn * turned) / (2 * dn), turned


several(sp.ellipj, _jacobi_by_u, _jacobi_by_m)


def _agm_by(a: Any, b: Any, w: Any) -> Any:
    """The derivative of the mean, (a + b) / 2 / hyp2f1(0.5, 0.5, 1, ((a - b) / (a + b))**2), by a."""
    total = a + b
    far = (a - b) / total
    return w / total * (1 - 2 * w * b * far / (total * total) * sp.hyp2f1(1.5, 1.5, 2.0, far * far))


diagonal(sp.agm, lambda d, a, b, w: d * _agm_by(a, b, w), lambda d, a, b, w: d * _agm_by(b, a, w))

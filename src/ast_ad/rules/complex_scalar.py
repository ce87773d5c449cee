"""cmath: what it shares with math and NumPy, and polar coordinates."""

from __future__ import annotations

import cmath as real_cmath
from typing import Any

import numpy as np

from ast_ad.kinds import is_complex
from ast_ad.rules import elementary
from ast_ad.rules.symbolic import cmath
from ast_ad.rules.verbs import custom, diagonal, zero

elementary.state_holomorphic(cmath, lambda name: getattr(real_cmath, name))
diagonal(real_cmath.log, elementary.log, elementary.log_by_base)


def _turned(x: Any) -> Any:
    """Of length 1 in the direction of x, conjugated; 0 at 0."""
    size = abs(x)
    return np.conj(x) / (size + (size == 0))


def _angle_bar(d: Any, x: Any) -> Any:
    return -1j * d / x if is_complex(x.kind) else d * 0.0


def _polar_tangent(dots: Any, x: Any, w: Any) -> Any:
    return np.real(dots[0] * _turned(x)), np.imag(dots[0] / x)


diagonal(
    real_cmath.phase,
    lambda d, x, w: np.imag(d / x),
    transposes=(lambda d, x, w: _angle_bar(d, x),),
)
custom(
    real_cmath.polar,
    tangent=_polar_tangent,
    adjoint=lambda bars, x, w: (bars[0] * _turned(x) + _angle_bar(bars[1], x),),
)
diagonal(real_cmath.rect, lambda d, r, phi, w: d * cmath.exp(1j * phi), lambda d, r, phi, w: d * 1j * w)
for name in ("isnan", "isinf", "isfinite", "isclose"):
    zero(getattr(real_cmath, name))

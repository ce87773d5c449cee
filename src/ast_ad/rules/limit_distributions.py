"""Logarithms of densities that have another form where a parameter of the shape is 0. See ``distributions``.

They are written so that both forms are one, and smooth where they meet. SciPy's pearson3 is the normal density while the
skew is tiny; here it is that of the skew.
"""

from __future__ import annotations

import math as real_math
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.densities import HALF_LOG_2PI, Standard, between, log
from ast_ad.rules.scipy_special import call
from ast_ad.rules.symbolic import Symbol, symbol_in

_LOG_2 = real_math.log(2)


def log1p_over(c: Any, z: Any) -> Any:
    """log1p(c * z) / c, which is z where c is 0."""
    if symbol_in((c,)) is not None:
        return z * sp.hyp2f1(1.0, 1.0, 2.0, -(c * z))
    return np.log1p(c * z) / c if c else z


def _inside(inside: Any, z: Any) -> Any:
    """z where the density is not 0, and a value of no harm elsewhere."""
    return np.where(inside, z, 0.0)


def _within(inside: Any, value: Any) -> Any:
    return np.where(inside, value, -real_math.inf)


def _times(factor: Any, value: Any) -> Any:
    """A product that is 0 if the factor surely is: a logarithm may be infinite."""
    return factor * value if isinstance(factor, Symbol) or factor else 0.0


def log_root(c: Any, z: Any) -> Any:
    """The logarithm of (1 - c * z) ** (1 / c), which is exp(-z) where c is 0."""
    return -log1p_over(-c, z)


def _pareto(z: Any, c: Any) -> Any:
    inside = (z >= 0) & (c * z >= -1)
    return _within(inside, -_times(1 + c, log1p_over(c, _inside(inside, z))))


def _extreme(z: Any, c: Any) -> Any:
    inside = c * z <= 1
    root = log_root(c, _inside(inside, z))
    return _within(inside, _times(1 - c, root) - np.exp(root))


def _kappa4(z: Any, h: Any, k: Any) -> Any:
    inside = k * z <= 1
    root = log_root(k, _inside(inside, z))
    y = np.exp(root)
    inside = inside & (h * y <= 1)
    return _within(inside, _times(1 - k, root) + _times(1 - h, log_root(h, _inside(inside, y))))


def _stirling(w: Any) -> Any:
    """What Stirling's formula for gammaln(1 / w) leaves out."""
    symbol = symbol_in((w,))
    if symbol is not None:
        small = w < 1 / 25
        return symbol.apply(
            np.where, small, _stirling_series(w), _stirling_rest(symbol.apply(np.where, small, 1 / 25, w))
        )
    return _stirling_series(w) if w < 1 / 25 else _stirling_rest(w)


def _stirling_series(w: Any) -> Any:
    square = w * w
    tail = 1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360360)))
    return w * (1 / 12 - square * (1 / 360 - square * tail))


def _stirling_rest(w: Any) -> Any:
    return call(sp.gammaln, 1 / w) + (1 / w - 0.5) * log(w) + 1 / w - HALF_LOG_2PI


def _pearson(z: Any, skew: Any) -> Any:
    """Less terms that grow as the skew goes to 0 and add up to nothing."""
    ratio = skew * z / 2
    inside = ratio > -1
    ratio = _inside(inside, ratio)
    rest = sp.hyp2f1(1.0, 2.0, 3.0, -ratio) / 2  # (ratio - log1p(ratio)) / ratio ** 2
    return _within(inside, -z * z * rest - np.log1p(ratio) - _stirling(skew * skew / 4) - HALF_LOG_2PI)


def _triangle(z: Any, c: Any) -> Any:
    rising = (z < c) | (c == 1)
    height = np.log(np.where(rising, z, 1 - z))
    return _LOG_2 + height - np.log(np.where(rising, c, 1 - c))


def _trapezoid(z: Any, c: Any, d: Any) -> Any:
    rising, falling = z < c, z > d
    height = np.log(np.where(rising, z, np.where(falling, 1 - z, 1.0)))
    width = np.log(np.where(rising, c, np.where(falling, 1 - d, 1.0)))
    return _LOG_2 - log(1 + d - c) + height - width


def _on_unit_interval(density: Standard) -> Standard:
    def on(z: Any, *shapes: Any) -> Any:
        inside = (z >= 0) & (z <= 1)
        return _within(inside, density(np.where(inside, z, 0.5), *shapes))

    return on


LIMITS: dict[str, Standard] = {
    "genpareto": _pareto,
    "genextreme": _extreme,
    "kappa3": lambda z, a: between(z, 0.0, None, log(a) - (1 + 1 / a) * np.log(a + np.where(z >= 0, z, 1.0) ** a)),
    "kappa4": _kappa4,
    "pearson3": _pearson,
    "trapezoid": _on_unit_interval(_trapezoid),
    "triang": _on_unit_interval(_triangle),
}

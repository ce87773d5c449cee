"""scipy.special: noncentral distribution functions. Also their derivatives by the noncentrality have closed forms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.densities import HALF_LOG_2PI, log
from ast_ad.rules.scipy_distribution_functions import f_density
from ast_ad.rules.scipy_incomplete import f_part
from ast_ad.rules.scipy_special import ROOT_PI, SHAPE, call
from ast_ad.rules.symbolic import symbol_in
from ast_ad.rules.verbs import diagonal


def noncentral_chi2_density(x: Any, df: Any, nc: Any) -> Any:
    root = call(np.sqrt, nc * x)
    scaled = call(sp.ive, df / 2 - 1, root) * np.exp(root - (x + nc) / 2)
    return scaled * call(np.power, x / nc, df / 4 - 0.5) / 2


diagonal(
    sp.chndtr,
    lambda d, x, df, nc, w: d * noncentral_chi2_density(x, df, nc),
    SHAPE,
    lambda d, x, df, nc, w: -d * noncentral_chi2_density(x, df + 2, nc),
)
diagonal(
    sp.chndtrix,
    lambda d, p, df, nc, w: d / noncentral_chi2_density(w, df, nc),
    SHAPE,
    lambda d, p, df, nc, w: d * noncentral_chi2_density(w, df + 2, nc) / noncentral_chi2_density(w, df, nc),
)
diagonal(
    sp.chndtrinc,
    lambda d, x, df, p, w: d * noncentral_chi2_density(x, df, w) / noncentral_chi2_density(x, df + 2, w),
    SHAPE,
    lambda d, x, df, p, w: -d / noncentral_chi2_density(x, df + 2, w),
)


def noncentral_f_density(n: Any, m: Any, nc: Any, f: Any) -> Any:
    weight = sp.hyp1f1((n + m) / 2, n / 2, nc * f_part(n, m, f) / 2)
    return f_density(n, m, f) * call(np.exp, -nc / 2) * weight


def noncentral_f_by_nc(n: Any, m: Any, nc: Any, f: Any) -> Any:
    part = f_part(n, m, f)
    central = call(np.exp, sp.xlogy(n / 2, part) + sp.xlog1py(m / 2, -part) - call(sp.betaln, n / 2, m / 2))
    return -central * call(np.exp, -nc / 2) * sp.hyp1f1((n + m) / 2, n / 2 + 1, nc * part / 2) / n


diagonal(
    sp.ncfdtr,
    SHAPE,
    SHAPE,
    lambda d, n, m, nc, f, w: d * noncentral_f_by_nc(n, m, nc, f),
    lambda d, n, m, nc, f, w: d * noncentral_f_density(n, m, nc, f),
)
diagonal(
    sp.ncfdtri,
    SHAPE,
    SHAPE,
    lambda d, n, m, nc, p, w: -d * noncentral_f_by_nc(n, m, nc, w) / noncentral_f_density(n, m, nc, w),
    lambda d, n, m, nc, p, w: d / noncentral_f_density(n, m, nc, w),
)


def _log_moment(k: int, df: Any, nc: Any, t: Any) -> Any:
    """The logarithm of the mean of ``s**k`` times the density of a normal variable less nc at ``s * t``, where ``df * s**2`` has
    the chi2 distribution.
    """
    power, total, slope = df + k, df + t * t, nc * t
    z = slope * slope / (2 * total)
    ratio = call(sp.poch, power / 2, 0.5)
    rising = call(sp.hyp1f1, power / 2, 0.5, z)
    rising = rising + slope * call(np.sqrt, 2 / total) * ratio * call(sp.hyp1f1, power / 2 + 0.5, 1.5, z)
    # What is added above would cancel where the slope is negative.
    symbol = symbol_in((df, nc, t))
    falls = slope < 0
    far = symbol.apply(np.where, falls, z, 1.0)
    falling = call(sp.gamma, power / 2 + 0.5) * sp.hyperu(power / 2, 0.5, far) / ROOT_PI
    scale = call(sp.gammaln, power / 2) - call(sp.gammaln, df / 2) + df / 2 * log(df) + k / 2 * math.log(2)
    density = scale - HALF_LOG_2PI - nc * nc / 2 - power / 2 * log(total)
    return density + np.log(symbol.apply(np.where, falls, falling, rising))


def log_noncentral_t_density(df: Any, nc: Any, t: Any) -> Any:
    return _log_moment(1, df, nc, t)


def _noncentral_t_density(df: Any, nc: Any, t: Any) -> Any:
    return np.exp(_log_moment(1, df, nc, t))


def _noncentral_t_by_nc(df: Any, nc: Any, t: Any) -> Any:
    return -np.exp(_log_moment(0, df, nc, t))


def noncentral_t_speed(t: Any, df: Any, nc: Any) -> Any:
    """Of a quantile by the noncentrality."""
    return np.exp(_log_moment(0, df, nc, t) - _log_moment(1, df, nc, t))


diagonal(
    sp.nctdtr,
    SHAPE,
    lambda d, df, nc, t, w: d * _noncentral_t_by_nc(df, nc, t),
    lambda d, df, nc, t, w: d * _noncentral_t_density(df, nc, t),
)
diagonal(
    sp.nctdtrit,
    SHAPE,
    lambda d, df, nc, p, w: -d * _noncentral_t_by_nc(df, nc, w) / _noncentral_t_density(df, nc, w),
    lambda d, df, nc, p, w: d / _noncentral_t_density(df, nc, w),
)
diagonal(
    sp.nctdtrinc,
    SHAPE,
    lambda d, df, p, t, w: d / _noncentral_t_by_nc(df, w, t),
    lambda d, df, p, t, w: -d * _noncentral_t_density(df, w, t) / _noncentral_t_by_nc(df, w, t),
)

"""scipy.special: parameters of distributions, found from probabilities. Their derivatives are those of implicit functions.

Where a mass stays the same, a quantile moves with the parameter at a known speed, and the parameter moves with the quantile at
the reciprocal.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.special as sp

from ast_ad.rules.scipy_distribution_functions import f_density, t_density
from ast_ad.rules.scipy_incomplete import beta_density, beta_speed, f_speed, gamma_density, gamma_speed, t_speed
from ast_ad.rules.verbs import diagonal

diagonal(
    sp.gdtrib,
    lambda d, a, p, x, w: d * x / gamma_speed(a * x, w),
    lambda d, a, p, x, w: -d / (gamma_density(w, a * x) * gamma_speed(a * x, w)),
    lambda d, a, p, x, w: d * a / gamma_speed(a * x, w),
)
diagonal(
    sp.chdtriv,
    lambda d, p, x, w: -2 * d / (gamma_density(w / 2, x / 2) * gamma_speed(x / 2, w / 2)),
    lambda d, p, x, w: d / gamma_speed(x / 2, w / 2),
)


def _counted(d: Any, w: Any) -> Any:
    """A count that is found is never less than 0."""
    return np.where(w > 0, d, 0.0)


diagonal(
    sp.pdtrik,
    lambda d, p, m, w: _counted(d, w) / (gamma_density(w + 1, m) * gamma_speed(m, w + 1)),
    lambda d, p, m, w: _counted(d, w) / gamma_speed(m, w + 1),
)


def _speeds(x: Any, a: Any, b: Any) -> tuple[Any, Any]:
    return beta_speed(x, a, b, True), beta_speed(x, a, b, False)


def _ratio(d: Any, x: Any, a: Any, b: Any, of_a: bool) -> Any:
    """What one parameter of the beta distribution loses by the other; of_a: what a loses by b."""
    by_a, by_b = _speeds(x, a, b)
    return -d * by_b / by_a if of_a else -d * by_a / by_b


diagonal(
    sp.btdtria,
    lambda d, p, b, x, w: -d / (beta_density(w, b, x) * beta_speed(x, w, b, True)),
    lambda d, p, b, x, w: _ratio(d, x, w, b, True),
    lambda d, p, b, x, w: d / beta_speed(x, w, b, True),
)
diagonal(
    sp.btdtrib,
    lambda d, a, p, x, w: _ratio(d, x, a, w, False),
    lambda d, a, p, x, w: -d / (beta_density(a, w, x) * beta_speed(x, a, w, False)),
    lambda d, a, p, x, w: d / beta_speed(x, a, w, False),
)
diagonal(
    sp.nbdtrik,
    lambda d, y, n, p, w: -_counted(d, w) / (beta_density(n, w + 1, p) * beta_speed(p, n, w + 1, False)),
    lambda d, y, n, p, w: _ratio(_counted(d, w), p, n, w + 1, False),
    lambda d, y, n, p, w: _counted(d, w) / beta_speed(p, n, w + 1, False),
)
diagonal(
    sp.nbdtrin,
    lambda d, k, y, p, w: _ratio(d, p, w, k + 1, True),
    lambda d, k, y, p, w: -d / (beta_density(w, k + 1, p) * beta_speed(p, w, k + 1, True)),
    lambda d, k, y, p, w: d / beta_speed(p, w, k + 1, True),
)


def _shifted(p: Any, k: Any, n: Any) -> Any:
    """How a quantile of the beta distribution moves where k of n, and not more, have the probability that is kept."""
    by_a, by_b = _speeds(p, k + 1, n - k)
    return by_a - by_b


diagonal(
    sp.bdtrik,
    lambda d, y, n, p, w: _counted(d, w) / (beta_density(w + 1, n - w, p) * _shifted(p, w, n)),
    lambda d, y, n, p, w: -_counted(d, w) * beta_speed(p, w + 1, n - w, False) / _shifted(p, w, n),
    lambda d, y, n, p, w: _counted(d, w) / _shifted(p, w, n),
)
diagonal(
    sp.bdtrin,
    lambda d, k, y, p, w: -d * _shifted(p, k, w) / beta_speed(p, k + 1, w - k, False),
    lambda d, k, y, p, w: d / (beta_density(k + 1, w - k, p) * beta_speed(p, k + 1, w - k, False)),
    lambda d, k, y, p, w: d / beta_speed(p, k + 1, w - k, False),
)
diagonal(
    sp.fdtridfd,
    lambda d, n, p, x, w: -d * f_speed(x, n, w, True) / f_speed(x, n, w, False),
    lambda d, n, p, x, w: -d / (f_density(n, w, x) * f_speed(x, n, w, False)),
    lambda d, n, p, x, w: d / f_speed(x, n, w, False),
)
diagonal(
    sp.stdtridf,
    lambda d, p, t, w: -d / (t_density(w, t) * t_speed(t, w)),
    lambda d, p, t, w: d / t_speed(t, w),
)

"""scipy.stats: the normal distribution of vectors."""

from __future__ import annotations

import math as real_math
from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.linalg as sl
from scipy import stats

from ast_ad import runtime, tree
from ast_ad.ir import Atom, kind_of
from ast_ad.kinds import Array, Dim, Kind, Number, Opaque, dims_of, may_be_one
from ast_ad.rules import known_kinds
from ast_ad.rules.axes import known_rank, rank
from ast_ad.rules.densities import HALF_LOG_2PI, log, wide
from ast_ad.rules.symbolic import Symbol, Undecided, symbol_in
from ast_ad.rules.verbs import custom, define, zero
from ast_ad.tree import Form


def density_kind(*names: str) -> known_kinds.KindOf:
    """The kind of a density of vectors: axes of length 1 are dropped from the result. The first three parameters have names."""

    def found(form: Form, atoms: Sequence[Atom]) -> Kind | None:
        given, words = tree.arrange(form, [kind_of(atom) for atom in atoms])
        x, mean, cov = (*given, *(words.get(name, Opaque()) for name in names[len(given) :]))[:3]
        if not isinstance(x, Array) or x.dims is None:
            return None
        each = isinstance(mean, Opaque | Number) and isinstance(cov, Opaque | Number)
        return without_axes_of_one(x.dims if each else x.dims[:-1])

    return found


def without_axes_of_one(dims: tuple[Dim, ...]) -> Kind:
    if any(dim != 1 and may_be_one(dim) for dim in dims):
        return Array(np.dtype(float))
    dims = tuple(dim for dim in dims if dim != 1)
    return Array(np.dtype(float), dims) if dims else Number(float, np.dtype(float))


def _multivariate_normal(x: Any, mean: Any = None, cov: Any = 1, allow_singular: Any = False) -> Any:
    if isinstance(allow_singular, Symbol):
        raise Undecided("allow_singular that is a variable")
    return squeezed(x, _log_normal(x, mean, cov, bool(allow_singular)))


def squeezed(x: Any, found: Any) -> Any:
    """A density of x, of which SciPy drops the axes of length 1."""
    return np.squeeze(found) if isinstance(x, Symbol) and _may_have_axis_of_one(x) else found


def _may_have_axis_of_one(x: Any) -> bool:
    """Whether the result may have axes of length 1, which SciPy drops."""
    dims = dims_of(x.kind)
    return dims is None or any(map(may_be_one, dims))


def _log_normal(x: Any, mean: Any, cov: Any, singular: bool) -> Any:
    cov = wide(cov)
    if singular and known_rank(cov) in (1, 2):
        return _log_singular(
            wide(x) if mean is None else wide(x) - wide(mean), np.diag(cov) if known_rank(cov) == 1 else cov
        )
    squares, log_det, size = mahalanobis(wide(x), mean, cov, symbol_in((x, mean, cov)))
    return -(squares + log_det) / 2 - size * HALF_LOG_2PI


def mahalanobis(x: Any, mean: Any, cov: Any, symbol: Any) -> tuple[Any, Any, Any]:
    """The square of the distance under a covariance, the logarithm of its determinant, and the number of dimensions."""
    deviation = x if mean is None else x - wide(mean)
    rank_of_cov = known_rank(cov) if isinstance(cov, Symbol) else np.ndim(cov)
    if rank_of_cov == 0 and (mean is None or rank(mean) == 0):
        return deviation * deviation / cov, log(cov), 1
    size = symbol.apply(np.size, deviation, -1)
    if rank_of_cov == 0:
        return symbol.apply(np.sum, deviation * deviation, axis=-1) / cov, size * log(cov), size
    if rank_of_cov == 1:
        return (
            np.sum(symbol.apply(np.divide, deviation * deviation, cov), axis=-1),
            symbol.apply(np.sum, symbol.apply(np.log, cov)),
            size,
        )
    # By the Cholesky factor of the covariance.
    factor = symbol.apply(np.linalg.cholesky, cov)
    turned = _solved(factor, deviation)
    return np.sum(turned * turned, axis=-1), 2 * np.sum(np.log(np.diagonal(factor))), size


# What SciPy takes for zero among the eigenvalues, as a part of the greatest.
_CUT = 1e6 * float(np.finfo(float).eps)


def _log_singular(deviation: Any, cov: Any) -> Any:
    """On the subspace in which the variable lies; its dimension counts as constant."""
    precision = cov.apply(sl.pinvh, cov, rtol=_CUT)
    squares = np.sum((deviation @ precision) * deviation, axis=-1)
    dimension = cov.apply(np.linalg.matrix_rank, cov, hermitian=True, rtol=_CUT)
    log_det = cov.apply(runtime.log_pseudo_determinant, cov, _CUT)
    inside = cov.apply(runtime.in_subspace, deviation, cov, _CUT)
    return np.where(inside, -(squares + log_det) / 2 - dimension * HALF_LOG_2PI, -real_math.inf)


zero(runtime.in_subspace)
custom(
    runtime.log_pseudo_determinant,
    tangent=lambda dots, cov, cut, w: np.sum(cov.apply(sl.pinvh, cov, rtol=cut) * dots[0]),
    adjoint=lambda d, cov, cut, w: (d * cov.apply(sl.pinvh, cov, rtol=cut),),
)


def _solved(factor: Any, deviation: Any) -> Any:
    """The factor's inverse times each vector along the last axis."""
    match known_rank(deviation):
        case 1:
            return np.linalg.solve(factor, deviation)
        case 2:
            return np.transpose(np.linalg.solve(factor, np.transpose(deviation)))
    return np.linalg.solve(factor, deviation[..., None])[..., 0]


def _normal_entropy(mean: Any = None, cov: Any = 1) -> Any:
    cov = wide(cov)
    if known_rank(cov) == 2:
        return np.linalg.slogdet(cov)[1] / 2 + np.size(cov, -1) * (HALF_LOG_2PI + 0.5)
    if known_rank(cov) == 1:
        return np.sum(np.log(cov)) / 2 + np.size(cov) * (HALF_LOG_2PI + 0.5)
    size = 1 if mean is None else symbol_in((mean, cov)).apply(np.size, mean)
    return size * (log(cov) / 2 + (HALF_LOG_2PI + 0.5))


define(stats.multivariate_normal.logpdf, _multivariate_normal)
for density in (stats.multivariate_normal.logpdf, stats.multivariate_normal.pdf):
    known_kinds.KINDS[density] = density_kind("x", "mean", "cov")
define(
    stats.multivariate_normal.pdf,
    lambda x, mean=None, cov=1, allow_singular=False: np.exp(_multivariate_normal(x, mean, cov, allow_singular)),
)
define(stats.multivariate_normal.entropy, _normal_entropy)

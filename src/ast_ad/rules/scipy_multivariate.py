"""scipy.stats: distributions of vectors and matrices other than the normal one of vectors."""

from __future__ import annotations

import math as real_math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import scipy.special as sp
from scipy import stats

from ast_ad.ir import Atom, kind_of
from ast_ad.kinds import Array, Kind, dims_of
from ast_ad.rules import known_kinds
from ast_ad.rules.axes import known_rank
from ast_ad.rules.densities import HALF_LOG_2PI, log, wide
from ast_ad.rules.scipy_normal import density_kind, mahalanobis, squeezed, without_axes_of_one
from ast_ad.rules.scipy_special import call
from ast_ad.rules.symbolic import Symbol, Unsupported, symbol_in
from ast_ad.rules.verbs import define
from ast_ad.tree import Form, arrange, plain

_LOG_2, _LOG_PI = real_math.log(2), real_math.log(real_math.pi)


def _density(family: Any, log_density: Callable[..., Any], name: str = "pdf") -> None:
    """State the logarithm of a density, and the density."""
    define(getattr(family, f"log{name}"), log_density)
    define(getattr(family, name), lambda *args, **words: np.exp(log_density(*args, **words)))


def _log_t(x: Any, loc: Any = None, shape: Any = 1, df: Any = 1) -> Any:
    df = wide(df)
    squares, log_det, size = mahalanobis(wide(x), loc, wide(shape), symbol_in((x, loc, shape, df)))
    half = (df + size) / 2
    constant = call(sp.gammaln, half) - call(sp.gammaln, df / 2) - size * (log(df) + _LOG_PI) / 2 - log_det / 2
    return squeezed(x, constant - half * symbol_in((squares, df)).apply(np.log1p, squares / df))


def _t_entropy(loc: Any = None, shape: Any = 1, df: Any = 1) -> Any:
    shape, df = wide(shape), wide(df)
    symbol = symbol_in((shape, df))
    matrix = known_rank(shape) == 2 if isinstance(shape, Symbol) else np.ndim(shape) == 2
    if not matrix:
        raise Unsupported("a shape that is no matrix")
    size = symbol.apply(np.size, shape, -1)
    half = (df + size) / 2
    grown = half * (call(sp.psi, half) - call(sp.psi, df / 2)) + size * (log(df) + _LOG_PI) / 2
    return grown + call(sp.gammaln, df / 2) - call(sp.gammaln, half) + symbol.apply(np.linalg.slogdet, shape)[1] / 2


_density(stats.multivariate_t, _log_t)
define(stats.multivariate_t.entropy, _t_entropy)
known_kinds.KINDS |= dict.fromkeys(
    (stats.multivariate_t.logpdf, stats.multivariate_t.pdf), density_kind("x", "loc", "shape")
)


def _log_multigamma(symbol: Any, a: Any, size: Any) -> Any:
    """multigammaln for a number of dimensions that only the run may know."""
    return size * (size - 1) * (_LOG_PI / 4) + symbol.apply(np.sum, sp.gammaln(a - symbol.apply(np.arange, size) / 2))


def _matrix(symbol: Any, scale: Any, size: Any) -> Any:
    """A scale as a matrix: numbers and diagonals stand for one, too."""
    rank = known_rank(scale) if isinstance(scale, Symbol) else np.ndim(scale)
    if rank == 0:
        return scale * symbol.apply(np.eye, size)
    return symbol.apply(np.diag, scale) if rank == 1 else scale


def _factored(X: Any, mean: Any, rows: Any, columns: Any) -> tuple[Any, Any, Any, Any, Any]:
    """What is left of X under the roots of both scales, transposed, the logarithms of the determinants, and the lengths."""
    symbol = symbol_in((X, mean, rows, columns))
    X = wide(X) if mean is None else wide(X) - wide(mean)
    m, n = symbol.apply(np.size, X, -2), symbol.apply(np.size, X, -1)
    left = symbol.apply(np.linalg.cholesky, _matrix(symbol, wide(rows), m))
    right = symbol.apply(np.linalg.cholesky, _matrix(symbol, wide(columns), n))
    turned = np.linalg.solve(right, np.swapaxes(symbol.apply(np.linalg.solve, left, X), -1, -2))
    log_dets = [2 * np.sum(np.log(np.diagonal(factor))) for factor in (left, right)]
    return turned, *log_dets, m, n


def _log_matrix_normal(X: Any, mean: Any = None, rowcov: Any = 1, colcov: Any = 1) -> Any:
    turned, of_rows, of_columns, m, n = _factored(X, mean, rowcov, colcov)
    squares = np.sum(turned * turned, axis=(-2, -1))
    return squeezed(X, -(squares + n * of_rows + m * of_columns) / 2 - m * n * HALF_LOG_2PI)


def _log_matrix_t(X: Any, mean: Any = None, row_spread: Any = 1, col_spread: Any = 1, df: Any = 1) -> Any:
    turned, of_rows, of_columns, m, n = _factored(X, mean, row_spread, col_spread)
    grown = turned.apply(np.eye, n) + turned @ np.swapaxes(turned, -1, -2)
    power = (wide(df) + m + n - 1) / 2
    constant = _log_multigamma(turned, power, n) - _log_multigamma(turned, power - m / 2, n) - m * n * (_LOG_PI / 2)
    return constant - (n * of_rows + m * of_columns) / 2 - power * np.linalg.slogdet(grown)[1]


def _of_matrices(form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """The kind of a density of matrices: axes of length 1 are dropped."""
    given, words = arrange(form, [kind_of(atom) for atom in atoms])
    x = given[0] if given else words.get("X")
    return without_axes_of_one(x.dims[:-2]) if isinstance(x, Array) and x.dims is not None else None


_density(stats.matrix_normal, _log_matrix_normal)
known_kinds.KINDS |= dict.fromkeys((stats.matrix_normal.logpdf, stats.matrix_normal.pdf), _of_matrices)
if hasattr(stats, "matrix_t"):
    _density(stats.matrix_t, _log_matrix_t)


def _scales(x: Any, df: Any, scale: Any) -> tuple[Any, Any, Any, Any]:
    """Both matrices of a Wishart distribution, the number of degrees of freedom and the size."""
    x, df, scale = wide(x), wide(df), wide(scale)
    symbol = symbol_in((x, df, scale))
    ranks = [known_rank(each) if isinstance(each, Symbol) else np.ndim(each) for each in (x, scale)]
    if ranks != [2, 2]:
        raise Unsupported("what is no pair of matrices: call it for one matrix at a time")
    return x, df, scale, symbol.apply(np.size, scale, -1)


def _log_wishart(x: Any, df: Any, scale: Any) -> Any:
    x, df, scale, size = _scales(x, df, scale)
    symbol = symbol_in((x, df, scale))
    log_det, log_scale = (symbol.apply(np.linalg.slogdet, each)[1] for each in (x, scale))
    trace = np.trace(symbol.apply(np.linalg.solve, scale, x))
    constant = df * (log_scale + size * _LOG_2) / 2 + _log_multigamma(symbol, df / 2, size)
    return ((df - size - 1) * log_det - trace) / 2 - constant


def _log_inverse_wishart(x: Any, df: Any, scale: Any) -> Any:
    x, df, scale, size = _scales(x, df, scale)
    symbol = symbol_in((x, df, scale))
    log_det, log_scale = (symbol.apply(np.linalg.slogdet, each)[1] for each in (x, scale))
    trace = np.trace(symbol.apply(np.linalg.solve, x, scale))
    constant = df * (log_scale - size * _LOG_2) / 2 - _log_multigamma(symbol, df / 2, size)
    return constant - ((df + size + 1) * log_det + trace) / 2


_density(stats.wishart, _log_wishart)
_density(stats.invwishart, _log_inverse_wishart)


def _log_von_mises_fisher(x: Any, mu: Any = None, kappa: Any = 1) -> Any:
    symbol = symbol_in((x, mu, kappa))
    half = symbol.apply(np.size, mu) / 2
    constant = (half - 1) * log(kappa) - 2 * half * HALF_LOG_2PI - log(call(sp.ive, half - 1, kappa)) - kappa
    return constant + kappa * symbol.apply(np.matmul, x, mu)


_density(stats.vonmises_fisher, _log_von_mises_fisher)


def _log_normal_inverse_gamma(x: Any, s2: Any, mu: Any = 0, lmbda: Any = 1, a: Any = 1, b: Any = 1) -> Any:
    constant = log(lmbda) / 2 - HALF_LOG_2PI + a * log(b) - call(sp.gammaln, a)
    return constant - (a + 1.5) * log(s2) - (2 * b + lmbda * (x - mu) ** 2) / (2 * s2)


_density(stats.normal_inverse_gamma, _log_normal_inverse_gamma)


def _counted(symbol: Any, x: Any, n: Any, value: Any) -> Any:
    """The logarithm of a mass that is there where the counts add up."""
    return symbol.apply(np.where, symbol.apply(np.sum, x, axis=-1) == n, value, -real_math.inf)


def _log_dirichlet_multinomial(x: Any, alpha: Any, n: Any) -> Any:
    symbol = symbol_in((x, alpha, n))
    total = symbol.apply(np.sum, alpha, axis=-1)
    each = symbol.apply(sp.gammaln, x + alpha) - symbol.apply(sp.gammaln, alpha) - symbol.apply(sp.gammaln, x + 1)
    constant = symbol.apply(sp.gammaln, total) + call(sp.gammaln, n + 1) - symbol.apply(sp.gammaln, n + total)
    return _counted(symbol, x, n, constant + np.sum(each, axis=-1))


def _log_multinomial(x: Any, n: Any, p: Any) -> Any:
    """The last probability is what the others leave."""
    rest = 1 - np.sum(p[..., :-1], axis=-1, keepdims=True)
    parts = np.concatenate([p[..., :-1], rest], axis=-1)
    each = p.apply(sp.xlogy, x, parts) - p.apply(sp.gammaln, x + 1)
    return _counted(p, x, n, call(sp.gammaln, n + 1) + np.sum(each, axis=-1))


def _of_counts(form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """For one vector of counts a number is an array without axes."""
    if form != plain(3):
        return None
    lengths = [None if (dims := dims_of(kind_of(atom))) is None else len(dims) for atom in atoms]
    return Array(np.dtype(float), ()) if lengths == [1, 0, 1] else None


known_kinds.KINDS[stats.multinomial.logpmf] = _of_counts
_density(stats.dirichlet_multinomial, _log_dirichlet_multinomial, "pmf")
_density(stats.multinomial, _log_multinomial, "pmf")


def _dirichlet_entropy(alpha: Any) -> Any:
    total, size = np.sum(alpha), alpha.apply(np.size, alpha)
    constant = np.sum(sp.gammaln(alpha)) - sp.gammaln(total) + (total - size) * sp.psi(total)
    return constant - np.sum((alpha - 1) * sp.psi(alpha))


define(stats.dirichlet.entropy, _dirichlet_entropy)


def _of_matrix(symbol: Any, scale: Any) -> tuple[Any, Any]:
    """The logarithm of the determinant of a matrix, and its size."""
    scale = wide(scale)
    if (known_rank(scale) if isinstance(scale, Symbol) else np.ndim(scale)) != 2:
        raise Unsupported("a scale that is no matrix")
    return symbol.apply(np.linalg.slogdet, scale)[1], symbol.apply(np.size, scale, -1)


def _psi_sum(symbol: Any, df: Any, size: Any) -> Any:
    return symbol.apply(np.sum, symbol.apply(sp.psi, (df - symbol.apply(np.arange, size)) / 2))


def _wishart_entropy(df: Any, scale: Any) -> Any:
    df, symbol = wide(df), symbol_in((df, scale))
    log_det, size = _of_matrix(symbol, scale)
    constant = (size + 1) * (log_det + size * _LOG_2) / 2 + _log_multigamma(symbol, df / 2, size) + df * size / 2
    return constant - (df - size - 1) / 2 * _psi_sum(symbol, df, size)


def _inverse_wishart_entropy(df: Any, scale: Any) -> Any:
    df, symbol = wide(df), symbol_in((df, scale))
    log_det, size = _of_matrix(symbol, scale)
    constant = (size + 1) * (log_det - _LOG_2) / 2 + _log_multigamma(symbol, df / 2, size) + df * size / 2
    return constant - (df + size + 1) / 2 * _psi_sum(symbol, df, size)


define(stats.wishart.entropy, _wishart_entropy)
define(stats.invwishart.entropy, _inverse_wishart_entropy)


def _matrix_entropy(rowcov: Any = 1, colcov: Any = 1) -> Any:
    symbol = symbol_in((rowcov, colcov))
    (of_rows, m), (of_columns, n) = _of_matrix(symbol, rowcov), _of_matrix(symbol, colcov)
    return m * n * (0.5 + HALF_LOG_2PI) + (n * of_rows + m * of_columns) / 2


define(stats.matrix_normal.entropy, _matrix_entropy)


def _von_mises_fisher_entropy(mu: Any = None, kappa: Any = 1) -> Any:
    half = symbol_in((mu, kappa)).apply(np.size, mu) / 2
    order, above = call(sp.ive, half - 1, kappa), call(sp.ive, half, kappa)
    return 2 * half * HALF_LOG_2PI - (half - 1) * log(kappa) + log(order) + kappa - kappa * above / order


define(stats.vonmises_fisher.entropy, _von_mises_fisher_entropy)

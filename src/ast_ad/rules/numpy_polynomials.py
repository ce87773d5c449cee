"""Polynomials: coefficients come with the highest power first."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.polynomial import chebyshev, hermite, hermite_e, laguerre, legendre

from ast_ad import runtime
from ast_ad.kinds import dims_of, is_complex
from ast_ad.rules.axes import known_rank
from ast_ad.rules.conversion import type_of
from ast_ad.rules.symbolic import Symbol, Undecided, Unsupported, symbol_in
from ast_ad.rules.verbs import custom, define, linear, zero


def _end(d: Any, part: Any) -> Any:
    """The last coefficients of a sum, which belong to a polynomial that may be shorter."""
    return d[np.size(d) - np.size(part) :]


linear(np.polyadd, lambda d, a1, a2, w: _end(d, a1), lambda d, a1, a2, w: _end(d, a2))
linear(np.polysub, lambda d, a1, a2, w: _end(d, a1), lambda d, a1, a2, w: -_end(d, a2))


def _without_leading_zeros(p: Any) -> Any:
    if not isinstance(p, Symbol):
        return np.poly1d(p).coeffs
    not_zero = np.concatenate([p[:-1] != 0, p.apply(np.ones, 1, dtype=bool)])
    return p[np.argmax(not_zero) :]


def _polymul(a1: Any, a2: Any) -> Any:
    return np.convolve(_without_leading_zeros(a1), _without_leading_zeros(a2))


define(np.polymul, _polymul)


def _powers(n: Any, symbol: Symbol) -> Any:
    """n, n - 1, ..., 1."""
    return symbol.apply(np.arange, n, 0, -1)


def _polyder(p: Any, m: int = 1) -> Any:
    for _ in range(m):
        p = p[:-1] * _powers(np.size(p) - 1, p)
    return p


def _polyint(p: Any, m: int = 1, k: Any = None) -> Any:
    if isinstance(k, Symbol) and known_rank(k):
        (length,) = dims_of(k.kind) or (None,)
        k = [k[0 if length == 1 else each] for each in range(m)]
    added = [0.0] * m if k is None else list(k) if isinstance(k, list | tuple) else [k] * m
    if len(added) != m:
        raise Unsupported("another number of constants of integration")
    for constant in added:
        p = np.concatenate([p / _powers(np.size(p), p), p.apply(np.array, [constant])])
    return p


define(np.polyder, _polyder)
define(np.polyint, _polyint)


def _slope(p: Any, x: Any, w: Any) -> Any:
    return w.apply(np.polyval, w.apply(np.polyder, p), x)


def _polyval_tangent(dots: Any, p: Any, x: Any, w: Any) -> Any:
    by_p = None if dots[0] is None else w.apply(np.polyval, dots[0], x)
    by_x = None if dots[1] is None else dots[1] * _slope(p, x, w)
    return by_p if by_x is None else by_x if by_p is None else by_p + by_x


def _polyval_adjoint(d: Any, p: Any, x: Any, w: Any) -> Any:
    n = np.size(p) if known_rank(p) == 1 else 0
    if known_rank(x) == 0:
        powers = d * d.apply(np.power, x, d.apply(np.arange, n - 1, -1, -1))
    else:
        flat, seeds = (each if known_rank(each) == 1 else d.apply(np.ravel, each) for each in (x, d))
        powers = seeds @ d.apply(np.vander, flat, n)
    return powers, d * _slope(p, x, w)


custom(np.polyval, tangent=_polyval_tangent, adjoint=_polyval_adjoint)


def _vander(x: Any, N: Any = None, increasing: Any = False) -> Any:
    n = np.size(x) if N is None else N
    exponents = x.apply(np.arange, n) if increasing else x.apply(np.arange, n - 1, -1, -1)
    return x[:, None] ** exponents


define(np.vander, _vander)


def _roots(p: Any) -> Any:
    """The eigenvalues of the companion matrix, as NumPy has it; the ends of p have to be different from zero."""
    n = np.size(p) - 1
    companion = np.concatenate([-(p[1:] / p[0])[None, :], p.apply(np.eye, n - 1, n, dtype=p.kind.dtype.type)])
    return np.linalg.eigvals(np.reshape(companion, (n, n)))


define(np.roots, _roots)


def _poly_slopes(r: Any, w: Any) -> Any:
    """Row k: how the coefficients change with the k-th root. They are those of the product of the other factors."""
    n = np.size(r)
    rows, columns = r.apply(np.arange, n)[:, None], r.apply(np.arange, n)
    lag = rows - columns
    powers = np.where(lag >= 0, r[:, None, None] ** np.maximum(lag, 0), 0.0)
    return -(powers @ w[:-1])


def _poly_tangent(dots: Any, seq_of_zeros: Any, w: Any) -> Any:
    slopes = dots[0] @ _poly_slopes(seq_of_zeros, w)
    return np.concatenate([np.zeros_like(slopes[:1]), slopes])


def _poly_adjoint(d: Any, seq_of_zeros: Any, w: Any) -> Any:
    return (_poly_slopes(seq_of_zeros, w) @ d[1:],)


def _poly(seq_of_zeros: Any) -> Any:
    """The zeros of the characteristic polynomial of a matrix are its eigenvalues."""
    x = seq_of_zeros
    if known_rank(x) == 2:
        found = x.apply(runtime.complex_poly, np.linalg.eigvals(x))
        return found if is_complex(x.kind) else np.real(found)
    if is_complex(x.kind):
        return x.apply(runtime.complex_poly, x)
    return 1.0 if dims_of(x.kind) == (0,) else NotImplemented


for poly in (np.poly, runtime.complex_poly):
    custom(poly, tangent=_poly_tangent, adjoint=_poly_adjoint)
define(np.poly, _poly)


def _polyfit(x: Any, y: Any, deg: Any, rcond: Any = None, full: Any = False, w: Any = None, cov: Any = False) -> Any:
    if not isinstance(deg, int) or full is not False or cov is not False:
        raise Undecided("a degree, or a flag, that is a variable")
    symbol = symbol_in((x, y, w))
    powers = symbol.apply(np.vander, x, deg + 1)
    if w is not None:
        powers = powers * w[:, None]
        y = y * (w if known_rank(y) == 1 else w[:, None])
    scale = np.sqrt(np.sum(powers * powers, axis=0))
    if rcond is None and type_of(x) == np.float32:
        rcond = np.size(x) * float(np.finfo(np.float32).eps)
    found = symbol.apply(np.linalg.lstsq, powers / scale, y, rcond)
    solution = found[0] if isinstance(found, tuple) else found
    return solution / scale if known_rank(y) == 1 else solution / scale[:, None]


define(np.polyfit, _polyfit)


def _polydiv(u: Any, v: Any) -> Any:
    """u = convolve(q, v) + r, solved for q by its first rows."""
    symbol = u if isinstance(u, Symbol) else v
    u, v = (x if isinstance(x, Symbol) else symbol.apply(np.asarray, x) for x in (u, v))
    n, m = np.size(u), np.size(v)
    k = symbol.apply(max, n - m + 1, 0)
    lag = symbol.apply(np.arange, n)[:, None] - symbol.apply(np.arange, k)
    products = np.where((lag >= 0) & (lag < m), v[np.clip(lag, 0, m - 1)], 0.0)
    q = np.linalg.solve(products[:k], u[:k])
    r = u[k:] - products[k:] @ q
    not_small = np.concatenate([np.abs(r[:-1]) > 1e-8, symbol.apply(np.ones, 1, dtype=bool)])
    return q, r[np.argmax(not_small) :]


define(np.polydiv, _polydiv)
# Nodes and weights of Gauss's rules: constants for a number of nodes.
for gauss in (chebyshev.chebgauss, hermite.hermgauss, hermite_e.hermegauss, laguerre.laggauss, legendre.leggauss):
    zero(gauss)

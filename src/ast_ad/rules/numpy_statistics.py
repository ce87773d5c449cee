"""Statistics, defined by sums and by sorting."""

from __future__ import annotations

import math as real_math
from typing import Any

import numpy as np

from ast_ad.kinds import Array, is_complex
from ast_ad.rules.axes import (
    as_number,
    given,
    known_rank,
    least_length,
    length_is,
    moved_to_front,
    rank,
    reshaped_along,
)
from ast_ad.rules.conversion import converted
from ast_ad.rules.numpy_reductions import count
from ast_ad.rules.symbolic import Symbol, Unsupported, math, symbol_in
from ast_ad.rules.verbs import define


def _counted(x: Any, axis: Any, keepdims: Any, where: Any) -> Any:
    """How many elements go into each element of a reduction, of a type that leaves that of x alone."""
    if where is True:
        return count(x, axis)
    dtype = np.real(x.kind.dtype.type(0)).dtype if isinstance(x.kind, Array) else np.dtype(float)
    chosen = x.apply(np.broadcast_to, where, np.shape(x))
    return np.sum(chosen, **given(axis=axis, keepdims=keepdims), dtype=dtype.type)


def _masked_mean(
    a: Any, axis: Any = None, dtype: Any = None, out: None = None, keepdims: Any = False, *, where: Any = True
) -> Any:
    if where is True:
        return NotImplemented
    total = np.sum(a, **given(axis=axis, dtype=dtype, keepdims=keepdims), where=where)
    return total / _counted(a, axis, keepdims, where)


define(np.mean, _masked_mean)


def _center(a: Any, axis: Any, where: Any) -> Any:
    return np.mean(a, **given(axis=axis, keepdims=axis is not None, where=where))


def reduced_var(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    out: None = None,
    ddof: Any = 0,
    keepdims: Any = False,
    *,
    where: Any = True,
    mean: Any = None,
    correction: Any = None,
    present: bool = False,
) -> Any:
    """``present``: NaN is left out by ``where``, and stands where there are not enough other elements."""
    ddof = ddof if correction is None else correction
    # Only the mean is of the type that is named, which may be that of its real part.
    off = a - (_center(converted(a, dtype), axis, where) if mean is None else mean)
    squares = np.real(off * np.conj(off)) if is_complex(off.kind) else np.square(off)
    squares = converted(squares, dtype)
    if where is True and isinstance(ddof, int) and ddof == 0:
        return np.mean(squares, **given(axis=axis, keepdims=keepdims))
    total = np.sum(squares, **given(axis=axis, keepdims=keepdims, where=where))
    freedom = _counted(a, axis, keepdims, where) - ddof
    if present:
        freedom = freedom.apply(np.where, freedom > 0, freedom, np.nan)
    elif where is not True:
        freedom = np.maximum(freedom, 0)
    elif not _is_free(a, axis, ddof):
        freedom = a.apply(max, freedom, 0)
    return total / freedom


def _is_free(a: Any, axis: Any, ddof: Any) -> bool:
    """Whether surely no fewer elements than ``ddof`` are reduced."""
    n = rank(a)
    if n is None or isinstance(ddof, Symbol) or isinstance(axis, Symbol):
        return False
    axes = range(n) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    return bool(ddof <= real_math.prod(least_length(a, each) for each in axes))


define(np.var, reduced_var)
define(np.std, lambda a, *args, **words: np.sqrt(reduced_var(a, *args, **words)))
define(
    np.ptp,
    lambda a, axis=None, out=None, keepdims=False: (
        np.max(a, **given(axis=axis, keepdims=keepdims)) - np.min(a, **given(axis=axis, keepdims=keepdims))
    ),
)


def _average(a: Any, axis: Any = None, weights: Any = None, returned: Any = False, *, keepdims: Any = False) -> Any:
    words = given(axis=axis, keepdims=keepdims)
    if weights is None:
        mean = np.mean(a, **words)
        return (mean, np.zeros_like(mean) + count(a, axis)) if returned else mean
    wide = _aligned(weights, a, axis)
    total = np.sum(weights, **(words if known_rank(weights) == known_rank(a) else {}))
    mean = np.sum(a * wide, **words) / total
    return (mean, np.zeros_like(mean) + total) if returned else mean


def _aligned(weights: Any, a: Any, axis: Any) -> Any:
    """Weights that broadcast to the array: those for some of the axes stand along them."""
    n = known_rank(a)
    if axis is None or known_rank(weights) == n:
        return weights
    axes = [each % n for each in (axis if isinstance(axis, tuple) else (axis,))]
    if len(axes) == 1:
        return reshaped_along(weights, axes[0], n)
    order = tuple(sorted(range(len(axes)), key=axes.__getitem__))
    turned: Any = np.transpose(weights, order)
    return turned[tuple(slice(None) if k in axes else None for k in range(n))]


define(np.average, _average)


def _cov(
    m: Any,
    y: Any = None,
    rowvar: Any = True,
    bias: Any = False,
    ddof: Any = None,
    fweights: Any = None,
    aweights: Any = None,
    *,
    dtype: Any = None,
) -> Any:
    ddof = int(not bias) if ddof is None else ddof
    x = converted(_rows(m, rowvar), dtype)
    if y is not None:
        x = np.concatenate([x, converted(_rows(y, rowvar), dtype)])
    weights = [w for w in (fweights, aweights) if w is not None]
    w = weights[0] if len(weights) == 1 else weights[0] * weights[1] if weights else None
    off = x - (np.mean(x, axis=1, keepdims=True) if w is None else (x @ w / np.sum(w))[:, None])
    if w is None:
        norm = np.size(x, 1) - ddof
    elif aweights is None or (isinstance(ddof, int) and ddof == 0):
        norm = np.sum(w) - ddof
    else:
        norm = np.sum(w) - ddof * np.sum(w * aweights) / np.sum(w)
    right = np.conj(off) if isinstance(off, Symbol) and is_complex(off.kind) else off
    product = (off if w is None else off * w) @ np.transpose(right)
    return np.squeeze(product / norm)


def _rows(m: Any, rowvar: Any) -> Any:
    """The variables of a data set, one a row."""
    if known_rank(m) == 1:
        return m[None, :]
    return m if rowvar else np.transpose(m)


define(np.cov, _cov)


def _corrcoef(x: Any, y: Any = None, rowvar: Any = True, *, dtype: Any = None) -> Any:
    c = _cov(x, y, rowvar, dtype=dtype)
    if known_rank(c) == 0:
        return c / c
    deviation = np.sqrt(np.real(np.diagonal(c)))
    return c / deviation[:, None] / deviation


define(np.corrcoef, _corrcoef)

_ALPHA_BETA = {
    "linear": (1.0, 1.0),
    "hazen": (0.5, 0.5),
    "weibull": (0.0, 0.0),
    "interpolated_inverted_cdf": (0.0, 1.0),
    "median_unbiased": (1 / 3, 1 / 3),
    "normal_unbiased": (3 / 8, 3 / 8),
}
# Halfway between two elements, older versions of NumPy take the one with an even index, newer ones the odd one.
_KEPT_HALF = int(np.quantile(np.arange(5.0), 0.3, method="closest_observation"))
_ROUNDED = {"lower": "floor", "higher": "ceil", "nearest": "rint", "inverted_cdf": "ceil"}


def _sorted(a: Any, axis: Any) -> Any:
    return np.sort(np.ravel(a)) if axis is None else np.sort(moved_to_front(a, axis), axis=0)


def _guarded(value: Any, s: Any) -> Any:
    """NaN where there is one among the elements: it was sorted to the end."""
    lost: Any = np.isnan(s[-1]) if length_is(s, 0, 1) else np.any(np.isnan(s[-1:]), axis=0)
    return as_number(lost.apply(np.where, lost, np.nan, value))


def _kept(value: Any, a: Any, axis: Any, keepdims: Any, lead: int = 0) -> Any:
    """The result of a reduction with the axes that were reduced, if they are to be kept."""
    if not keepdims:
        return value
    n = known_rank(a)
    axes = range(n) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    return np.expand_dims(value, tuple(lead + each % n for each in axes))


def _median(a: Any, axis: Any = None, out: None = None, overwrite_input: Any = False, keepdims: Any = False) -> Any:
    s = _sorted(a, axis)
    low, high = (np.size(s, 0) - 1) // 2, np.size(s, 0) // 2
    # The mean of what may be nothing.
    middle = (s[low] + s[high]) / 2 if length_is(s, 0, 1) else np.mean(s[low : high + 1], axis=0)
    return _kept(_guarded(middle, s), a, axis, keepdims)


define(np.median, _median)


def _with_an_end(s: Any) -> Any:
    """Sorted elements, behind which is NaN if there may be none: it is what is picked of nothing."""
    if length_is(s, 0, 1):
        return s
    return np.pad(s, ((0, 1), *[(0, 0)] * (known_rank(s) - 1)), constant_values=np.nan)


def _present(s: Any) -> Any:
    """How many elements of each column are there: NaN stands at the end."""
    return np.sum(~np.isnan(s), axis=0)


def _nanmedian(a: Any, axis: Any = None, out: None = None, overwrite_input: Any = False, keepdims: Any = False) -> Any:
    s = _with_an_end(_sorted(a, axis))
    n = _present(s)
    return _kept((_pick(s, (n - 1) // 2) + _pick(s, n // 2)) / 2, a, axis, keepdims)


define(np.nanmedian, _nanmedian)


def _pick(s: Any, k: Any) -> Any:
    """From each column the element at an index of its own."""
    return s[k] if s.ndim == 1 else np.take_along_axis(s, k[None], axis=0)[0]


def _place(q: Any, n: Any, method: Any) -> Any:
    """Where among n sorted elements a quantile lies."""
    if (method in _ROUNDED and method != "inverted_cdf") or method == "midpoint":
        return q * (n - 1)
    if method in ("inverted_cdf", "averaged_inverted_cdf"):
        return n * q - 1
    if method == "closest_observation":
        return n * q - 1 - 0.5
    if method not in _ALPHA_BETA:
        raise Unsupported(f"the method {method!r}")
    alpha, beta = _ALPHA_BETA[method]
    return q * (n - 1) if alpha == beta == 1 else n * q + (alpha + q * (1 - alpha - beta)) - 1


def _whole(x: Any, function: str) -> Any:
    """A rounded number as an index."""
    if x.is_array:
        return x.apply(np.ndarray.astype, getattr(np, function)(x), int)
    return x.apply(round, x) if function == "rint" else getattr(math, function)(x)


def _least(k: Any, n: Any) -> Any:
    """An index kept from the end and from the start."""
    if k.is_array:
        return np.minimum(np.maximum(k, 0), n - 1)
    return k.apply(min, k.apply(max, k, 0), n - 1)


def _between(s: Any, q: Any, n: Any, method: Any, pick: Any) -> Any:
    """The quantile between two neighbours; ``pick`` gives the elements at an index and spreads weights over them."""
    place = _place(q, n, method)
    if method in _ROUNDED:
        return pick(_least(_whole(place, _ROUNDED[method]), n))[0]
    low = _whole(place, "floor")
    if method == "closest_observation":
        return pick(_least(low + 1 - ((place == low) & (low % 2 == _KEPT_HALF)), n))[0]
    left, spread = pick(_least(low, n))
    right, _ = pick(_least(low + 1, n))
    if method == "midpoint":
        up, _ = pick(_least(_whole(place, "ceil"), n))
        return (left + up) / 2
    between = 1 - (place == low) / 2 if method == "averaged_inverted_cdf" else place - low
    return left + (right - left) * spread(between)


def _quantile(
    a: Any,
    q: Any,
    axis: Any = None,
    out: None = None,
    overwrite_input: Any = False,
    method: Any = "linear",
    keepdims: Any = False,
    *,
    weights: Any = None,
) -> Any:
    if weights is not None:
        return _weighted_quantile(a, q, axis, method, keepdims, weights)
    s = _sorted(a, axis)
    rest, n = known_rank(s) - 1, np.size(s, 0)
    q = np.array(q) if isinstance(q, list | tuple) else q
    lead = known_rank(q)

    def spread(weight: Any) -> Any:
        apart = (*[np.size(q, k) for k in range(lead)], *[1] * rest)
        return np.reshape(weight, apart) if lead and rest else weight

    value = _between(s, q if isinstance(q, Symbol) or lead else s.apply(float, q), n, method, lambda k: (s[k], spread))
    return _kept(_guarded(value, s), a, axis, keepdims, lead)


def _part(percents: Any) -> Any:
    if isinstance(percents, list | tuple):
        return type(percents)(map(_part, percents))
    return percents / 100


def _weighted_quantile(
    a: Any, q: Any, axis: Any, method: Any, keepdims: Any, weights: Any, present: bool = False
) -> Any:
    """An element of the array. Which one, NumPy says of the ranks of its elements, sorted as they are. ``present``: NaN
    has no weight, unless there is nothing else.
    """
    if isinstance(axis, tuple):
        symbol = symbol_in((a, weights))
        weights = symbol.apply(np.broadcast_to, _aligned(weights, a, axis), np.shape(a))
    x, w = (_flat_or_front(each, axis) for each in (a, weights))
    if known_rank(w) < known_rank(x):
        w = reshaped_along(w, 0, known_rank(x))
    if present:
        lost: Any = np.isnan(x)
        w = lost.apply(np.where, lost & ~np.all(lost, axis=0), 0, w)
    order = x.apply(np.argsort, x, axis=0, kind="stable")
    numbers = reshaped_along(x.apply(np.arange, np.size(x, 0)), 0, known_rank(x))
    spread = [x.apply(np.broadcast_to, each, np.shape(x)) for each in (numbers, w)]
    words = {"axis": 0, "method": method, "weights": np.take_along_axis(spread[1], order, axis=0)}
    k = x.apply(np.ndarray.astype, x.apply(np.quantile, spread[0], q, **words), int)
    s = np.take_along_axis(x, order, axis=0)
    value = np.take_along_axis(s, k, axis=0) if known_rank(q) and known_rank(s) > 1 else _pick(s, k)
    return _kept(value if present else _guarded(value, s), a, axis, keepdims, known_rank(q))


def _flat_or_front(x: Any, axis: Any) -> Any:
    if known_rank(x) == 1:
        return x
    return np.ravel(x) if axis is None else moved_to_front(x, axis)


def _nanquantile(
    a: Any,
    q: Any,
    axis: Any = None,
    out: None = None,
    overwrite_input: Any = False,
    method: Any = "linear",
    keepdims: Any = False,
    *,
    weights: Any = None,
) -> Any:
    if weights is not None:
        return _weighted_quantile(a, q, axis, method, keepdims, weights, present=True)
    lead, s = known_rank(q), _sorted(a, axis)
    if lead > 1:
        raise Unsupported("quantiles in an array of several axes")
    if lead:
        q = s.apply(np.reshape, q, (-1, *[1] * (known_rank(s) - 1)))
    else:
        s = _with_an_end(s)

    def pick(k: Any) -> tuple[Any, Any]:
        found = np.take_along_axis(s, k, axis=0) if lead and known_rank(s) > 1 else _pick(s, k)
        return found, lambda weight: weight

    return _kept(_between(s, q, _present(s), method, pick), a, axis, keepdims, lead)


define(np.quantile, _quantile)
define(np.nanquantile, _nanquantile)
define(np.percentile, lambda a, q, *args, **words: _quantile(a, _part(q), *args, **words))
define(np.nanpercentile, lambda a, q, *args, **words: _nanquantile(a, _part(q), *args, **words))

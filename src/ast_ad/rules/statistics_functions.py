"""Python's own statistics, of lists and arrays of one axis."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ast_ad import kinds
from ast_ad.ir import Atom, kind_of
from ast_ad.kinds import Array, Kind, List, Number, is_complex
from ast_ad.rules import known_kinds
from ast_ad.rules.axes import known_rank
from ast_ad.rules.symbolic import Symbol, Unsupported, symbol_in
from ast_ad.rules.table import FOLLOWED, leave_out
from ast_ad.rules.verbs import define
from ast_ad.tree import Form


def _vector(data: Any, *others: Any) -> Any:
    """The data as an array."""
    if isinstance(data, Symbol) and is_complex(data.kind):
        raise Unsupported("complex data")
    if isinstance(data, Symbol) and data.is_array:
        if known_rank(data) != 1:
            raise Unsupported("data of several axes")
        return data
    return symbol_in((data, others)).apply(np.array, list(data) if isinstance(data, tuple) else data)


def _number(found: Any) -> Any:
    return found.apply(float, found)


def _mean(data: Any, weights: Any = None) -> Any:
    x = _vector(data, weights)
    if weights is None:
        return _number(np.mean(x))
    w = _vector(weights, data)
    return _number(np.dot(x, w) / np.sum(w))


def _variance(data: Any, center: Any, ddof: int) -> Any:
    x = _vector(data, center)
    center = np.mean(x) if center is None else center
    return np.sum((x - center) ** 2) / (np.size(x) - ddof)


def _harmonic_mean(data: Any, weights: Any = None) -> Any:
    x = _vector(data, weights)
    if weights is None:
        return _number(np.size(x) / np.sum(1 / x))
    w = _vector(weights, data)
    return _number(np.sum(w) / np.sum(w / x))


def _products(x: Any, y: Any) -> tuple[Any, Any, Any]:
    """Both data sets less their means, and how many there are."""
    p, q = _vector(x, y), _vector(y, x)
    return p - np.mean(p), q - np.mean(q), np.size(p)


def _covariance(x: Any, y: Any) -> Any:
    p, q, n = _products(x, y)
    return _number(np.dot(p, q) / (n - 1))


def _correlation(x: Any, y: Any, /, *, method: Any = "linear") -> Any:
    if method != "linear":
        raise Unsupported("ranks")
    p, q, _ = _products(x, y)
    return _number(np.dot(p, q) / np.sqrt(np.dot(p, p) * np.dot(q, q)))


def _picked(place: Callable[[Any], Any]) -> Callable[..., Any]:
    """One of the sorted data."""

    def body(data: Any) -> Any:
        x = _vector(data)
        return _number(np.sort(x)[place(np.size(x))])

    return body


def _correlation_kind(form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """The samples of a probe are of equal numbers, which have no correlation; these are not."""
    numbers = [number for atom in atoms if (number := _item(kind_of(atom))) is not None]
    if not numbers:
        return None
    left, right = (number.type if number.dtype is None else number.dtype.type for number in (numbers[0], numbers[-1]))
    return kinds.of(statistics.correlation([left(0), left(1)], [right(0), right(1)]))


def _item(kind: Kind) -> Number | None:
    if isinstance(kind, Array):
        return kinds.scalar(kind.dtype)
    item = kind.item if isinstance(kind, List) else kind
    return item if isinstance(item, Number) and item.type in (int, float) else None


known_kinds.KINDS[statistics.correlation] = _correlation_kind
define(statistics.mean, _mean)
define(statistics.fmean, _mean)
define(statistics.geometric_mean, lambda data: _number(np.exp(np.mean(np.log(_vector(data))))))
define(statistics.harmonic_mean, _harmonic_mean)
define(statistics.median, lambda data: _number(np.median(_vector(data))))
define(statistics.median_low, _picked(lambda n: (n - 1) // 2))
define(statistics.median_high, _picked(lambda n: n // 2))
define(statistics.variance, lambda data, xbar=None: _number(_variance(data, xbar, 1)))
define(statistics.pvariance, lambda data, mu=None: _number(_variance(data, mu, 0)))
define(statistics.stdev, lambda data, xbar=None: _number(np.sqrt(_variance(data, xbar, 1))))
define(statistics.pstdev, lambda data, mu=None: _number(np.sqrt(_variance(data, mu, 0))))
define(statistics.covariance, _covariance)
define(statistics.correlation, _correlation)
for name in ("median_grouped", "quantiles", "linear_regression"):
    leave_out(getattr(statistics, name), FOLLOWED)
for name in ("mode", "multimode"):
    leave_out(getattr(statistics, name), "its value is that which occurs most often: compare and index")

"""Histograms: of the elements that lie between two edges the number, or the sum of their weights.

Where an element lies does not change with it; the edges do, where they are made of the least and the greatest element.
"""

from __future__ import annotations

import functools
import operator
from typing import Any

import numpy as np

from ast_ad.rules import by_value
from ast_ad.rules.axes import as_number, known_rank, length_is, reshaped_along
from ast_ad.rules.numpy_calculus import as_symbol
from ast_ad.rules.symbolic import Symbol, Undecided, Unsupported, symbol_in
from ast_ad.rules.table import take_sequences
from ast_ad.rules.verbs import define


def _edges(symbol: Any, a: Any, bins: Any, range: Any) -> Any:
    if isinstance(bins, str):
        raise Unsupported("bins that are chosen by the data")
    if known_rank(bins):
        return as_symbol(symbol, bins)
    low, high = range or (np.min(a), np.max(a))
    # Around one value alone there is an interval of length 1.
    least, most = (as_number(symbol.apply(np.where, low == high, x + by, x)) for x, by in ((low, -0.5), (high, 0.5)))
    return symbol.apply(np.linspace, least, most, bins + 1)


def _places(edges: Any, values: Any) -> Any:
    """The number of the interval in which each value lies; the last one holds both of its ends."""
    k = np.searchsorted(edges, values, "right") - 1
    return np.where(values == edges[-1], np.size(edges) - 2, k)


def _histogram(a: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None) -> Any:
    symbol = symbol_in((a, weights, bins, range))
    flat = symbol.apply(np.ravel, a)
    weights = None if weights is None else symbol.apply(np.ravel, weights)
    edges = _edges(symbol, a, bins, range)
    return _counted([edges], [flat], density, weights), edges


def _counted(edges: list[Any], columns: list[Any], density: Any, weights: Any) -> Any:
    """The histogram along as many axes as there are columns."""
    counts = [np.size(each) - 1 for each in edges]
    places = [_places(*each) for each in zip(edges, columns)]
    inside = functools.reduce(operator.and_, ((k >= 0) & (k < n) for k, n in zip(places, counts)))
    place = functools.reduce(lambda whole, each: whole * each[1] + each[0], zip(places[1:], counts[1:]), places[0])
    heights: dict[str, Any] = {} if weights is None else {"weights": weights[inside]}
    found = np.bincount(place[inside], **heights, minlength=functools.reduce(operator.mul, counts))
    if len(counts) > 1:
        found = np.reshape(found, tuple(counts))
    if not density:
        return found
    total = np.sum(found)
    for axis, each in enumerate(edges):
        found = found / reshaped_along(np.diff(each), axis, len(edges))
    return found / total


def _histogram2d(
    x: Any, y: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None
) -> tuple[Any, ...]:
    symbol = symbol_in((x, y, bins, range, weights))
    columns = [as_symbol(symbol, column) for column in (x, y)]
    weights = None if weights is None else as_symbol(symbol, weights)
    ranges = (None, None) if range is None else range
    edges = [_edges(symbol, *each) for each in zip(columns, _for_both(bins), ranges)]
    found = _counted(edges, columns, density, weights)
    return found if density or weights is not None else found * 1.0, *edges


def _for_both(bins: Any) -> tuple[Any, Any]:
    """The bins along each axis: an array of more than two numbers holds the edges of both."""
    if isinstance(bins, list | tuple):
        return tuple(bins) if len(bins) == 2 else (np.asarray(bins),) * 2
    if isinstance(bins, Symbol) and known_rank(bins) and not length_is(bins, 0, 3):
        raise Undecided("bins in one array, which are edges or numbers of them as its length decides")
    return bins, bins


def _histogram_bin_edges(a: Any, bins: Any = 10, range: Any = None, weights: Any = None) -> Any:
    return _edges(symbol_in((a, bins, range)), a, bins, range)


define(np.histogram, _histogram)
define(np.histogram2d, _histogram2d)
define(np.histogram_bin_edges, _histogram_bin_edges)
take_sequences(np.histogram2d)
by_value.LENGTHS |= {np.histogram2d, np.histogram_bin_edges}

"""What NumPy does with a function that it is given, as programs that are lowered in the place of the call."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np


def piecewise(x: Any, condlist: Any, funclist: Any, *args: Any, **kw: Any) -> Any:
    """np.piecewise. What comes after the last condition is for the elements that meet none."""
    y = np.zeros_like(x)
    rest = np.ones_like(x, dtype=bool)
    for condition, value in zip(condlist, funclist):
        y[condition] = value(x[condition], *args, **kw) if callable(value) else value
        rest = rest & ~np.asarray(condition)
    if len(funclist) > len(condlist):
        last = funclist[-1]
        y[rest] = last(x[rest], *args, **kw) if callable(last) else last
    return y


def piecewise_of_a_number(x: Any, condlist: Any, funclist: Any, *args: Any, **kw: Any) -> Any:
    """np.piecewise of one number, which meets each condition or not."""
    y, found = 0.0 * x, False
    for condition, value in zip(condlist, funclist):
        if condition:
            y, found = 0.0 * x + (value(x, *args, **kw) if callable(value) else value), True
    if len(funclist) > len(condlist) and not found:
        last = funclist[-1]
        y = 0.0 * x + (last(x, *args, **kw) if callable(last) else last)
    return y


def apply_along_axis(func1d: Callable[..., Any], axis: int, arr: Any, *args: Any, **kwargs: Any) -> Any:
    """np.apply_along_axis."""
    rows = np.moveaxis(arr, axis, -1)
    flat = np.reshape(rows, (math.prod(rows.shape[:-1]), rows.shape[-1]))
    found = np.array([func1d(row, *args, **kwargs) for row in flat])
    if found.ndim == 1:
        return np.reshape(found, rows.shape[:-1])
    if found.ndim == 2:
        return np.moveaxis(np.reshape(found, (*rows.shape[:-1], found.shape[-1])), -1, axis)
    more, at = found.ndim - 1, axis % arr.ndim
    whole = np.reshape(found, (*rows.shape[:-1], *found.shape[1:]))
    return np.moveaxis(whole, tuple(range(-more, 0)), tuple(range(at, at + more)))


def apply_over_axes(func: Callable[..., Any], a: Any, axes: Any) -> Any:
    """np.apply_over_axes."""
    for axis in axes if isinstance(axes, tuple | list) else (axes,):
        found = func(a, axis)
        a = found if found.ndim == a.ndim else np.expand_dims(found, axis)
    return a


def fromiter(iter: Any, dtype: Any, count: int = -1) -> Any:
    """np.fromiter."""
    items = list(iter)
    if count > len(items):
        raise ValueError("iterator too short")
    return np.array(items if count < 0 else items[:count], dtype)


def fixed_quad(func: Callable[..., Any], a: Any, b: Any, args: Any = (), n: int = 5) -> Any:
    """scipy.integrate.fixed_quad."""
    nodes, weights = np.polynomial.legendre.leggauss(n)
    if np.isinf(a) or np.isinf(b):
        raise ValueError("Gaussian quadrature is only available for finite limits.")
    places = (b - a) * (nodes + 1) / 2.0 + a
    return (b - a) / 2.0 * np.sum(weights * func(places, *args), axis=-1), None


def repeated(values: Any, like: Any) -> Any:
    """The values one after the other, over and over, up to the shape of an array."""
    flat = np.ravel(values)
    return np.reshape(flat[np.arange(np.size(like)) % np.size(flat)], np.shape(like))


def repeated_in(values: Any, mask: Any) -> Any:
    """As many of the values, over and over, as a mask has places."""
    flat = np.ravel(values)
    return flat[np.arange(np.count_nonzero(mask)) % np.size(flat)]


def rows_of_columns(*columns: Any) -> Any:
    """A list of tuples, of which there is a list for each column, with lists in the place of the tuples."""
    return [list(row) for row in zip(*columns)]


def rows(array: Any) -> Any:
    return tuple(array)


def wrapped(index: Any, array: Any) -> Any:
    return index % np.size(array)


def clipped(index: Any, array: Any) -> Any:
    return np.minimum(np.maximum(index, 0), np.size(array) - 1)


def fill_diagonal_of_tall(a: Any, value: Any) -> None:
    """The diagonal of a matrix, which in one with more rows starts again one row below the end."""
    places = np.arange(0, np.size(a), np.size(a, 1) + 1)
    a[places // np.size(a, 1), places % np.size(a, 1)] = value


def differences(a: Any, n: int, axis: int = -1, **ends: Any) -> Any:
    """np.diff of an order that only the run tells."""
    if n < 0:
        raise ValueError("order must be non-negative but got " + str(n))
    found = a
    if n > 0:
        found = np.diff(found, axis=axis, **ends)
    for _ in range(n - 1):
        found = np.diff(found, axis=axis)
    return found


def split(ary: Any, count: Any) -> Any:
    """np.split into a number of parts that only the run tells."""
    each, more = len(ary) // count, len(ary) % count
    if more:
        raise ValueError("array split does not result in an equal division")
    return [ary[k * each : (k + 1) * each] for k in range(count)]


def array_split(ary: Any, count: Any) -> Any:
    """np.array_split into a number of parts that only the run tells: the first are longer by one."""
    each, more = len(ary) // count, len(ary) % count
    return [ary[k * each + min(k, more) : (k + 1) * each + min(k + 1, more)] for k in range(count)]


def weighted_powers(x: Any, deg: int, w: Any) -> Any:
    """The matrix of a polynomial's fit, and the lengths of its columns."""
    powers = np.vander(x, deg + 1)
    if w is not None:
        powers = powers * np.asarray(w)[:, None]
    return powers, np.sqrt(np.sum(powers * powers, axis=0))


def weighted(y: Any, w: Any) -> Any:
    if w is None:
        return y
    return y * np.asarray(w) if y.ndim == 1 else y * np.asarray(w)[:, None]


def polyfit_in_full(x: Any, y: Any, deg: int, rcond: Any = None, w: Any = None) -> Any:
    """np.polyfit that tells of the system too."""
    cut = len(x) * np.finfo((np.asarray(x) + 0.0).dtype).eps if rcond is None else rcond
    powers, scale = weighted_powers(x, deg, w)
    solution, residuals, rank, values = np.linalg.lstsq(powers / scale, weighted(np.asarray(y), w), cut)
    return solution / scale if solution.ndim == 1 else solution / scale[:, None], residuals, rank, values, cut


def polyfit_with_covariance(x: Any, y: Any, deg: int, rcond: Any = None, w: Any = None, cov: Any = True) -> Any:
    """np.polyfit that gives the covariances of the coefficients too: those of least squares, scaled by what is left."""
    coefficients = np.polyfit(x, y, deg, rcond, w=w)
    powers, scale = weighted_powers(x, deg, w)
    scaled = powers / scale
    base = np.linalg.inv(scaled.T @ scaled) / np.outer(scale, scale)
    if coefficients.ndim == 2:
        base = base[:, :, None]
    if cov == "unscaled":
        return coefficients, base
    rest = powers @ coefficients - weighted(np.asarray(y), w)
    return coefficients, base * (np.sum(rest * rest, axis=0) / (len(x) - deg - 1))

"""What NumPy does with a function that it is given, as programs that are lowered in the place of the call."""

from __future__ import annotations

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


def apply_along_axis(func1d: Callable[..., Any], axis: int, arr: Any, *args: Any, **kwargs: Any) -> Any:
    """np.apply_along_axis."""
    rows = np.moveaxis(arr, axis, -1)
    flat = np.reshape(rows, (-1, rows.shape[-1]))
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


def vectorized(pyfunc: Callable[..., Any], *args: Any) -> Any:
    """The call of what np.vectorize made."""
    if len(args) == 1:
        return np.reshape(np.array([pyfunc(item) for item in np.ravel(args[0])]), np.shape(args[0]))
    arrays = np.broadcast_arrays(*args)
    columns = [np.ravel(array) for array in arrays]
    return np.reshape(np.array([pyfunc(*items) for items in zip(*columns)]), np.shape(arrays[0]))

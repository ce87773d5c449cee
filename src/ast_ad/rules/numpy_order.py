"""What picks elements by value or by index: sorting, taking, choosing."""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad.kinds import Array
from ast_ad.rules.axes import along, given, known_rank
from ast_ad.rules.symbolic import Symbol, Unsupported, sum_to
from ast_ad.rules.table import leave_out
from ast_ad.rules.verbs import define, linear, zero


def _grid(x: Any, k: int, ndim: int) -> Any:
    """The index of an array along one axis that each of its elements has."""
    return (
        np.reshape(x.apply(np.arange, np.size(x, k)), (-1, *[1] * (ndim - 1 - k)))
        if k < ndim - 1
        else (x.apply(np.arange, np.size(x, k)))
    )


def _take_along_axis(arr: Any, indices: Any, axis: Any = -1) -> Any:
    if axis is None:
        return np.ravel(arr)[indices]
    n = known_rank(arr)
    if n == 1:
        return arr[indices]
    axis %= n
    return arr[tuple(indices if k == axis else _grid(arr, k, n) for k in range(n))]


define(np.take_along_axis, _take_along_axis)


def _windows(x: Any, window_shape: Any, axis: Any = None, *, subok: Any = False, writeable: Any = False) -> Any:
    """All windows of a length, along an axis of their own at the end for each axis that has them."""
    lengths = window_shape if isinstance(window_shape, tuple | list) else (window_shape,)
    axes = range(len(lengths)) if axis is None else axis if isinstance(axis, tuple | list) else (axis,)
    n = known_rank(x)
    for length, each in zip(lengths, axes):
        starts = x.apply(np.arange, np.size(x, each % n) - length + 1)
        index = starts[:, None] + x.apply(np.arange, length)
        x = np.moveaxis(x[along(each % n, index)], each % n + 1, -1)
    return x


define(np.lib.stride_tricks.sliding_window_view, _windows)
leave_out(np.lib.stride_tricks.as_strided, "it looks at memory, not at elements: take sliding_window_view or indices")


def _flat(x: Any, axis: Any) -> tuple[Any, Any]:
    return (np.ravel(x) if known_rank(x) != 1 else x, 0) if axis is None else (x, axis)


def _sort(
    a: Any, axis: Any = -1, kind: Any = None, order: None = None, *, stable: Any = None, descending: Any = False
) -> Any:
    a, axis = _flat(a, axis)
    words = {} if axis == -1 or known_rank(a) == 1 else {"axis": axis}
    words |= {"kind": "stable"} if descending is False else {"stable": True, "descending": descending}
    return _take_along_axis(a, np.argsort(a, **words), axis)


define(np.sort, _sort)
define(np.sort_complex, lambda a: _sort(a + 0j))


def _partition(a: Any, kth: Any, axis: Any = -1, kind: Any = "introselect", order: None = None) -> Any:
    a, axis = _flat(a, axis)
    return _take_along_axis(a, np.argpartition(a, kth, axis), axis)


define(np.partition, _partition)


def taken(x: Any, index: Any, axis: Any) -> Any:
    """The elements at integer indices along one axis."""
    index = list(index) if isinstance(index, tuple) else index
    return x[index if axis == 0 else along(axis, index)]


def _places(indices: Any) -> Any:
    """Flags are no mask for np.take: they are the places 0 and 1."""
    if isinstance(indices, Symbol):
        flags = isinstance(indices.kind, Array) and indices.kind.dtype == np.bool_
        return indices.apply(np.ndarray.astype, indices, int) if flags else indices
    if isinstance(indices, list | tuple):
        return [_places(each) for each in indices]
    return int(indices) if isinstance(indices, bool) else indices


def _take(a: Any, indices: Any, axis: Any = None, out: None = None, mode: Any = "raise") -> Any:
    a, axis = _flat(a, axis)
    indices = _places(indices)
    if mode != "raise":
        indices = _inside(a, np.array(indices) if isinstance(indices, list) else indices, np.size(a, axis), mode)
    return taken(a, indices, axis)


def _inside(symbol: Any, index: Any, n: Any, mode: Any) -> Any:
    return index % n if mode == "wrap" else symbol.apply(np.clip, index, 0, n - 1)


define(np.take, _take)


def _compress(condition: Any, a: Any, axis: Any = None, out: None = None) -> Any:
    a, axis = _flat(a, axis)
    return taken(a, a.apply(np.flatnonzero, condition), axis)


define(np.compress, _compress)
define(np.extract, lambda condition, arr: _flat(arr, None)[0][arr.apply(np.flatnonzero, condition)])


def _unique(
    ar: Any,
    return_index: Any = False,
    return_inverse: Any = False,
    return_counts: Any = False,
    axis: Any = None,
    *,
    equal_nan: Any = True,
    sorted: Any = True,
) -> Any:
    if not sorted:
        raise Unsupported("values that are not sorted")
    if return_index or return_inverse or return_counts or axis is not None:
        return _first_of_each(ar, axis, return_index, return_inverse, return_counts)
    s = _sort(ar, None)
    return s[np.concatenate([np.ones_like(s[:1], dtype=bool), s[1:] != s[:-1]])]


def _first_of_each(ar: Any, axis: Any, return_index: Any, *others: Any) -> Any:
    """The elements, or parts along an axis, where each occurs first, and what else is asked of them."""
    wanted = {name: True for name, flag in zip(("return_inverse", "return_counts"), others) if flag}
    _, first, *rest = ar.apply(np.unique, ar, return_index=True, **wanted, **given(axis=axis))
    values = (ar if known_rank(ar) == 1 else np.ravel(ar))[first] if axis is None else np.take(ar, first, axis)
    found = (values, *([first] if return_index else []), *rest)
    return found if len(found) > 1 else values


define(np.unique, _unique)


def _onto(bars: Any, choices: Any) -> Any:
    """The bars of rows that were broadcast, summed to the rows."""
    extra = known_rank(bars) - known_rank(choices)
    return sum_to(np.sum(bars, axis=tuple(range(1, 1 + extra))) if extra else bars, choices)


def _chosen(d: Any, a: Any, choices: Any, out: None = None, mode: Any = "raise", *, w: Any) -> Any:
    one = isinstance(choices, Symbol)
    index = a if mode == "raise" else _inside(d, a, np.size(choices, 0) if one else len(choices), mode)
    if one:
        if not choices.is_array:
            raise Unsupported("choices in a list of unknown length: make an array of it")
        numbers = np.reshape(d.apply(np.arange, np.size(choices, 0)), (-1, *[1] * known_rank(d)))
        return _onto(np.where(d.apply(np.equal, index, numbers), d, 0.0), choices)
    return [sum_to(np.where(d.apply(np.equal, index, k), d, 0.0), choice) for k, choice in enumerate(choices)]


linear(np.choose, None, _chosen)


def _firsts(d: Any, conditions: Any) -> list[Any]:
    """For each condition where it is the first that holds; then where none holds."""
    found = []
    earlier: Any = False
    for condition in conditions:
        found.append(
            condition if earlier is False else d.apply(np.logical_and, condition, d.apply(np.logical_not, earlier))
        )
        earlier = condition if earlier is False else d.apply(np.logical_or, earlier, condition)
    return [*found, d.apply(np.logical_not, earlier)]


def _selected(d: Any, condlist: Any, choicelist: Any, default: Any = 0, *, w: Any) -> Any:
    holds = _firsts(d, condlist)
    return [sum_to(np.where(held, d, 0.0), choice) for held, choice in zip(holds, choicelist)]


def _by_default(d: Any, condlist: Any, choicelist: Any, default: Any = 0, *, w: Any) -> Any:
    return sum_to(np.where(_firsts(d, condlist)[-1], d, 0.0), default)


linear(np.select, None, _selected, _by_default)

for name in "argpartition lexsort ix_ searchsorted digitize argsort nonzero flatnonzero argwhere".split():
    zero(getattr(np, name))

"""What joins, repeats and rearranges elements, defined by picking them or by joining in simpler ways."""

from __future__ import annotations

import functools
import operator
from typing import Any

import numpy as np

from ast_ad.kinds import dims_of
from ast_ad.rules.axes import known_rank
from ast_ad.rules.numpy_order import taken
from ast_ad.rules.symbolic import Symbol, Unsupported, symbol_in
from ast_ad.rules.verbs import define, linear


def _flat(x: Any) -> Any:
    return x if known_rank(x) == 1 else np.ravel(x)


def _append(arr: Any, values: Any, axis: Any = None) -> Any:
    symbol = symbol_in((arr, values))
    if axis is not None:
        return np.concatenate([arr, values], axis)
    return np.concatenate([each if known_rank(each) == 1 else symbol.apply(np.ravel, each) for each in (arr, values)])


define(np.append, _append)


def _delete(arr: Any, obj: Any, axis: Any = None) -> Any:
    arr, axis = (_flat(arr), 0) if axis is None else (arr, axis)
    return taken(arr, arr.apply(np.delete, arr.apply(np.arange, np.size(arr, axis)), obj), axis)


define(np.delete, _delete)


def _insert(arr: Any, obj: Any, values: Any, axis: Any = None) -> Any:
    """Elements are picked from the array followed by the values: where from is what inserting numbers tells."""
    symbol = symbol_in((arr, values))
    arr, axis = (symbol.apply(np.ravel, arr), 0) if axis is None else (arr, axis)
    n = np.size(arr, axis)
    if known_rank(arr) == 1:
        added = values if known_rank(values) == 1 else symbol.apply(np.ravel, values)
        places = symbol.apply(np.arange, n, n + np.size(added))
    else:
        count = 1 if isinstance(obj, int) or (isinstance(obj, Symbol) and obj.ndim == 0) else np.size(obj)
        added = np.zeros_like(taken(arr, symbol.apply(np.zeros, count, dtype=int), axis))
        many = known_rank(values) == known_rank(arr) - 1 and count == 1 if isinstance(count, int) else False
        added = added + (np.expand_dims(values, axis) if many else values)
        places = symbol.apply(np.arange, n, n + count)
    order = symbol.apply(np.insert, symbol.apply(np.arange, n), obj, places)
    return taken(np.concatenate([arr, added], axis), order, axis)


define(np.insert, _insert)


def _resize(a: Any, new_shape: Any) -> Any:
    a = _flat(a)
    lengths = new_shape if isinstance(new_shape, tuple | list) else (new_shape,)
    if dims_of(a.kind) == (0,):
        return a.apply(np.zeros, tuple(lengths), dtype=a.kind.dtype.type)
    size = functools.reduce(operator.mul, lengths, 1)
    return np.reshape(a[a.apply(np.arange, size) % np.size(a)], tuple(lengths))


define(np.resize, _resize)


def _repeat_transposed(d: Any, a: Any, repeats: Any, axis: Any = None, *, w: Any) -> Any:
    if axis is None:
        return np.reshape(np.sum(np.reshape(d, (-1, repeats)), axis=1), np.shape(a))
    n = known_rank(a)
    axis %= n
    shape = [np.size(a, k) for k in range(n)]
    return np.sum(np.reshape(d, (*shape[: axis + 1], repeats, *shape[axis + 1 :])), axis=axis + 1)


def _repeat(a: Any, repeats: Any, axis: Any = None) -> Any:
    if known_rank(repeats) == 0:
        return NotImplemented
    a, axis = (_flat(a), 0) if axis is None else (a, axis)
    return taken(a, a.apply(np.repeat, a.apply(np.arange, np.size(a, axis)), repeats), axis)


linear(np.repeat, _repeat_transposed)
define(np.repeat, _repeat)


def _tile_transposed(d: Any, A: Any, reps: Any, w: Any) -> Any:
    """Copies stand side by side along each axis: the sum over the copies."""
    if isinstance(reps, Symbol) and reps.is_array:
        raise Unsupported("repetitions in an array")
    n = known_rank(A)
    counts = list(reps) if isinstance(reps, tuple | list) else [reps]
    counts = [1] * (n - len(counts)) + counts
    lengths = [1] * (len(counts) - n) + [np.size(A, k) for k in range(n)]
    split = np.reshape(d, tuple(part for pair in zip(counts, lengths) for part in pair))
    summed = np.sum(split, axis=tuple(range(0, 2 * len(counts), 2)))
    return summed if len(counts) == n else np.reshape(summed, np.shape(A))


linear(np.tile, _tile_transposed)


def _block(arrays: Any) -> Any:
    depth = _depth(arrays)
    if depth == 0:
        return arrays + 0.0
    n = max(depth, *(known_rank(part) for part in _leaves(arrays)))
    return _joined(arrays, n, depth)


def _depth(arrays: Any) -> int:
    return 1 + _depth(arrays[0]) if isinstance(arrays, list) else 0


def _leaves(arrays: Any) -> list[Any]:
    return [leaf for item in arrays for leaf in _leaves(item)] if isinstance(arrays, list) else [arrays]


def _joined(arrays: Any, n: int, depth: int) -> Any:
    if isinstance(arrays, list):
        return np.concatenate([_joined(item, n, depth - 1) for item in arrays], -depth)
    missing = n - known_rank(arrays)
    if not missing:
        return arrays
    return (
        arrays[(None,) * missing]
        if known_rank(arrays)
        else np.full((1,) * n, arrays)
        if not isinstance(arrays, Symbol)
        else arrays.apply(np.reshape, arrays, (1,) * n)
    )


define(np.block, _block)


def _meshgrid(*xi: Any, copy: Any = True, sparse: Any = False, indexing: Any = "xy") -> Any:
    n = len(xi)
    order = [1, 0, *range(2, n)] if indexing == "xy" and n > 1 else list(range(n))
    symbol = symbol_in(xi)
    shape = tuple(np.size(xi[k]) for k in order)
    found = []
    for k, x in enumerate(xi):
        at = order.index(k)
        standing = symbol.apply(np.reshape, x, (*[1] * at, -1, *[1] * (n - 1 - at)))
        found.append(standing if sparse else np.broadcast_to(standing, shape))
    return tuple(found)


define(np.meshgrid, _meshgrid)


def _broadcast_arrays(*args: Any, subok: Any = False) -> Any:
    symbol = symbol_in(args)
    shape = symbol.apply(np.broadcast_shapes, *(np.shape(x) for x in args))
    return tuple(symbol.apply(np.broadcast_to, x, shape) for x in args)


define(np.broadcast_arrays, _broadcast_arrays)


def _trim_zeros(filt: Any, trim: Any = "fb", axis: Any = None) -> Any:
    n, kept = known_rank(filt), filt != 0
    axes = range(n) if axis is None else [each % n for each in (axis if isinstance(axis, tuple) else (axis,))]
    index = [slice(None)] * n
    for k in axes:
        along = kept if n == 1 else np.any(kept, axis=tuple(each for each in range(n) if each != k))
        start = np.argmax(along) if "f" in trim.lower() else None
        stop = np.size(filt, k) - (np.argmax(along[::-1]) if "b" in trim.lower() else 0)
        # Of zeros only, nothing is left.
        index[k] = slice(start, stop * np.any(along))
    return filt[tuple(index)] if n > 1 else filt[index[0]]


define(np.trim_zeros, _trim_zeros)
define(np.rollaxis, lambda a, axis, start=0: np.moveaxis(a, axis % known_rank(a), _rolled(axis, start, known_rank(a))))


def _rolled(axis: int, start: int, n: int) -> int:
    """Where an axis stands after it was rolled back to before another."""
    start = start + n if start < 0 else start
    return start - 1 if axis % n < start else start


define(np.diagflat, lambda v, k=0: np.diag(_flat(v), k))


def _diagonal(a: Any, offset: Any = 0, axis1: int = 0, axis2: int = 1) -> Any:
    if known_rank(a) == 2:
        return NotImplemented if axis1 % 2 < axis2 % 2 else np.diagonal(np.transpose(a), offset)
    return np.linalg.diagonal(np.moveaxis(a, (axis1, axis2), (-2, -1)), offset=offset)


define(np.diagonal, _diagonal)


def _trace(a: Any, offset: Any = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: None = None) -> Any:
    if known_rank(a) == 2 and (axis1, axis2) == (0, 1) and dtype is None:
        return NotImplemented
    return np.sum(np.diagonal(a, offset, axis1, axis2), axis=-1, **({} if dtype is None else {"dtype": dtype}))


define(np.trace, _trace)


linear(np.vsplit, lambda d, ary, parts, w: d.apply(np.concatenate, d, 0))
linear(np.hsplit, lambda d, ary, parts, w: d.apply(np.concatenate, d, 0 if known_rank(ary) == 1 else 1))
linear(np.dsplit, lambda d, ary, parts, w: d.apply(np.concatenate, d, 2))

"""What moves, joins and splits elements without changing them."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from ast_ad import runtime
from ast_ad.kinds import Array, Kind, List, dims_of, is_complex
from ast_ad.rules.axes import known_rank, length_is, of_items
from ast_ad.rules.symbolic import Symbol, Unsupported, sum_to, symbol_in
from ast_ad.rules.table import take_sequences
from ast_ad.rules.verbs import define, linear, zero

Functions = tuple[Callable[..., Any], ...]


_RESHAPING: Functions = (np.expand_dims, np.squeeze, np.atleast_1d, np.atleast_2d, np.atleast_3d)
for reshaping in _RESHAPING:
    linear(reshaping, lambda d, x, axis=None, *, w: np.reshape(d, np.shape(x)), once=True)


def _state_reshaping(function: Callable[..., Any], shapes: int) -> None:
    """A function that takes elements one after the other, in an order that is named behind ``shapes`` arguments."""

    def transposed(d: Any, x: Any, *rest: Any, order: Any = "C", w: Any, **words: Any) -> Any:
        order = rest[shapes] if len(rest) > shapes else order
        return np.reshape(d, np.shape(x), **({} if order == "C" else {"order": order}))

    def in_order(x: Any, *rest: Any, order: Any = "C", **words: Any) -> Any:
        order = rest[shapes] if len(rest) > shapes else order
        if order in ("C", "F"):
            return NotImplemented
        if not x.is_array or not (x.kind.contiguous or x.ndim == 1):
            raise Unsupported(f"order={order!r}, which follows the memory: say 'C' or 'F'")
        return x.apply(function, x, *rest[:shapes])

    linear(function, transposed, once=True)
    define(function, in_order)


_state_reshaping(np.reshape, 1)
_state_reshaping(np.ravel, 0)
_state_reshaping(np.ndarray.flatten, 0)


def _transposed(d: Any, x: Any, axes: Any = None, *, w: Any) -> Any:
    if axes is None:
        return np.transpose(d)
    axes = axes if isinstance(axes, tuple | list) else (axes,)
    order = [axis % len(axes) for axis in axes]
    return np.transpose(d, tuple(order.index(k) for k in range(len(order))))


linear(np.transpose, _transposed, once=True)
linear(np.matrix_transpose, lambda d, x, w: np.matrix_transpose(d), once=True)
linear(np.swapaxes, lambda d, x, a, b, w: np.swapaxes(d, a, b), once=True)
linear(np.moveaxis, lambda d, x, source, to, w: np.moveaxis(d, to, source), once=True)
linear(np.flip, lambda d, x, axis=None, *, w: np.flip(d) if axis is None else np.flip(d, axis), once=True)
linear(np.fliplr, lambda d, x, w: np.fliplr(d), once=True)
linear(np.flipud, lambda d, x, w: np.flipud(d), once=True)


def _rolled_back(d: Any, x: Any, shift: Any, axis: Any = None, *, w: Any) -> Any:
    if isinstance(shift, Symbol):
        back = d.apply(np.negative if isinstance(shift.kind, List) else operator.neg, shift)
    else:
        back = tuple(-each for each in shift) if isinstance(shift, tuple | list) else -shift
    return np.roll(d, back) if axis is None else np.roll(d, back, axis)


linear(np.roll, _rolled_back, once=True)
linear(np.rot90, lambda d, x, k=1, axes=(0, 1), *, w: np.rot90(d, -k, axes), once=True)
linear(np.broadcast_to, lambda d, x, shape, w: sum_to(d, x))


def _same(d: Any, x: Any, *_: Any, w: Any, **__: Any) -> Any:
    return d


_COPYING: Functions = (
    np.copy,
    np.ascontiguousarray,
    np.asfortranarray,
    np.asanyarray,
    np.asarray_chkfinite,
    np.require,
)
for copying in _COPYING:
    linear(copying, _same, once=True)
for scalar_type in (np.float64, np.float32, np.float16, np.complex128, np.complex64):
    linear(scalar_type, _same)
_INTEGERS: Functions = (
    *(np.int64, np.int32, np.int16, np.int8, np.uint64, np.uint32, np.uint16, np.uint8),
    *(np.longlong, np.ulonglong, np.bool_),
)
for integer_type in _INTEGERS:
    zero(integer_type)
if hasattr(np, "astype"):
    linear(np.astype, _same, once=True)
linear(np.ndarray.astype, _same, once=True)
linear(np.ndarray.item, lambda d, x, w: d)


def _item(x: Any, *index: Any) -> Any:
    """The Python number at an index, or at a place among the elements in order."""
    if not index:
        return NotImplemented
    at = index[0] if len(index) == 1 else index
    one = x[at] if isinstance(at, tuple) or x.ndim == 1 else np.ravel(x)[at]
    return one.apply(complex if is_complex(x.kind) else float, one)


define(np.ndarray.item, _item)


def _items(d: Any, x: Any, *_: Any, w: Any, **__: Any) -> Any:
    """The bars of what an array was made of: written lists of any depth, a list, an array."""
    return _picked(d, x, ())


def _picked(d: Any, x: Any, at: tuple[int, ...]) -> Any:
    if isinstance(x, list | tuple):
        return [_picked(d, item, (*at, k)) for k, item in enumerate(x)]
    here = d[at] if at else d
    if isinstance(x, Symbol) and isinstance(x.kind, List):
        return here.apply(np.ndarray.tolist, here) if here.ndim == 1 else here.apply(list, here)
    return here


_MAKING: Functions = (np.array, np.asarray, np.asanyarray)
for making in _MAKING:
    linear(making, _items, once=True)


def _with_more_axes(object: Any, dtype: Any = None, *, ndmin: int = 0, **words: Any) -> Any:
    if ndmin == 0:
        return NotImplemented
    symbol = symbol_in(object)
    found = symbol.apply(np.array, object, **({} if dtype is None else {"dtype": dtype}), **words)
    missing = ndmin - known_rank(found)
    return found[(None,) * missing] if missing > 0 else found


define(np.array, _with_more_axes)
linear(np.ndarray.tolist, lambda d, x, w: of_items(d, x))


def along(axis: int, start: Any, stop: Any) -> tuple[Any, ...]:
    """The index of a range along one axis."""
    if axis < 0:
        return (..., slice(start, stop), *[slice(None)] * (-axis - 1))
    return (*[slice(None)] * axis, slice(start, stop))


def _parts(d: Any, items: Any, axis: Any = 0, *, w: Any, dtype: Any = None) -> Any:
    """The bars of what was joined end to end."""
    if isinstance(items, Symbol):
        return d.apply(runtime.parts, d, items, axis) if isinstance(items.kind, List) else _split_rows(d, items, axis)
    if axis is None:
        ranges = _ranges([np.size(item) for item in items])
        return [np.reshape(d[start:stop], np.shape(item)) for item, (start, stop) in zip(items, ranges)]
    ranges = _ranges([np.size(item, axis) for item in items])
    return [d[along(axis, start, stop)] for start, stop in ranges]


def _ranges(sizes: list[Any]) -> list[tuple[Any, Any]]:
    """From where to where each part goes; the ends of the whole are left open."""
    bounds = [None, sizes[0]]
    for size in sizes[1:-1]:
        bounds.append(bounds[-1] + size)
    bounds = [*bounds[: len(sizes)], None]
    return list(itertools.pairwise(bounds))


def _split_rows(d: Any, x: Any, axis: Any) -> Any:
    """The bar of one array whose rows were joined."""
    if x.ndim is None:
        raise Unsupported("an array of unknown rank")
    axis = axis % (x.ndim - 1)
    before, after = range(axis), range(axis + 1, x.ndim)
    split = np.reshape(d, (*[np.size(d, k) for k in before], np.size(x, 0), *[np.size(x, k) for k in after]))
    return np.moveaxis(split, axis, 0)


linear(np.concatenate, _parts, once=True)


def _layers(d: Any, items: Any, axis: int = 0, *, w: Any, dtype: Any = None) -> Any:
    """The bars of what was stacked along a new axis."""
    if isinstance(items, Symbol):
        layers = d if axis == 0 else np.moveaxis(d, axis, 0)
        return d.apply(list, layers) if isinstance(items.kind, List) else layers
    return [d[_layer(axis, k)] for k in range(len(items))]


def _layer(axis: int, k: int) -> tuple[Any, ...]:
    return (..., k, *[slice(None)] * (-axis - 1)) if axis < 0 else (*[slice(None)] * axis, k)


linear(np.stack, _layers, once=True)


def _lifted(d: Any, items: Any, axis: int, at_least: Any) -> Any:
    """The bars of what was joined along an axis after ``at_least`` had given it enough axes."""
    sizes = [np.size(at_least(item), axis) for item in items]
    return [
        np.reshape(d[along(axis, start, stop)], np.shape(item)) for item, (start, stop) in zip(items, _ranges(sizes))
    ]


def _column(x: Any) -> Any:
    return x[:, None] if x.ndim == 1 else x


# An older name, which NumPy is giving up.
_STACKING: Functions = (np.vstack, *((np.row_stack,) if hasattr(np, "row_stack") else ()))
for stacking in _STACKING:
    linear(stacking, lambda d, items, dtype=None, *, w: _lifted(d, items, 0, np.atleast_2d), once=True)
linear(
    np.hstack,
    lambda d, items, dtype=None, *, w: _lifted(d, items, 0 if w.ndim == 1 else 1, np.atleast_1d),
    once=True,
)
linear(np.dstack, lambda d, items, w: _lifted(d, items, 2, np.atleast_3d), once=True)
linear(np.column_stack, lambda d, items, w: _lifted(d, items, 1, _column), once=True)


def _of_several(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arrays: NotImplemented if len(arrays) == 1 else tuple(map(function, arrays))


for at_least in (np.atleast_1d, np.atleast_2d, np.atleast_3d):
    define(at_least, _of_several(at_least))


def _of_rows(by_rank: Callable[[Any, int], Any], joins: Callable[[int], int | None]) -> Callable[..., Any]:
    """What is made of the rows of one array, or of a list whose length only the run tells.

    ``joins``: for the rank of the items in a list, the axis along which they are joined; None where it is a new one.
    """

    def body(rows: Any, dtype: Any = None, **words: Any) -> Any:
        if not isinstance(rows, Symbol) or not (rows.is_array or isinstance(rows.kind, List)):
            return NotImplemented
        axis = _axis_of_items(rows.kind, joins) if isinstance(rows.kind, List) else None
        if axis is None:
            # np.stack takes no empty list, as what stands here does not.
            stack = np.stack if isinstance(rows.kind, List) and isinstance(rows.kind.item, Array) else np.array
            layers = rows if rows.is_array else rows.apply(stack, rows)
            found = by_rank(layers, known_rank(layers))
        else:
            found = _end_to_end(rows, axis)
        return found if dtype is None else found.apply(np.ndarray.astype, found, dtype)

    return body


def _axis_of_items(items: List, joins: Callable[[int], int | None]) -> int | None:
    """The axis along which the items of a list are joined; None where they are layers of one array."""
    item = items.item
    if isinstance(item, Array) and item.dims is None:
        raise Unsupported("a list of arrays of unknown rank")
    return joins(_rank_of(item))


def _rank_of(kind: Kind) -> int:
    """The rank of what ``np.array`` makes of a value of this kind."""
    return 1 + _rank_of(kind.item) if isinstance(kind, List) else len(dims_of(kind) or ())


def _end_to_end(x: Any, axis: int) -> Any:
    return x.apply(np.concatenate, x, axis)


for stacking in _STACKING:
    define(
        stacking,
        _of_rows(
            lambda x, n: x[:, None] if n == 1 else +x if n == 2 else _end_to_end(x, 0), lambda n: 0 if n > 1 else None
        ),
    )
define(
    np.hstack,
    _of_rows(lambda x, n: +x if n == 1 else _end_to_end(x, 0 if n == 2 else 1), lambda n: min(n - 1, 1) if n else None),
)
define(
    np.dstack,
    _of_rows(
        lambda x, n: x[None, None] if n == 1 else np.transpose(x)[None] if n == 2 else _end_to_end(x[..., None], 2),
        lambda n: 2 if n > 2 else None,
    ),
)
define(
    np.column_stack,
    _of_rows(
        lambda x, n: x[None] if n == 1 else +np.transpose(x) if n == 2 else _end_to_end(x, 1),
        lambda n: 1 if n > 1 else None,
    ),
)


def _joined(d: Any, x: Any, parts: Any, axis: Any = 0, *, w: Any) -> Any:
    return d.apply(np.concatenate, d, axis)


_SPLITTING: Functions = (np.split, np.array_split)
for splitting in _SPLITTING:
    linear(splitting, _joined)


def _differences(d: Any, x: Any, n: int = 1, axis: int = -1, *, w: Any) -> Any:
    some = length_is(x, axis, n + 1)
    for _ in range(n):
        edge = np.zeros_like((d if some else x)[along(axis, None, 1)])
        d = np.concatenate([edge, d], axis) - np.concatenate([d, edge], axis)
    # Of fewer elements than differences are taken, nothing is left, and nothing comes back.
    return d if some or n < 2 else d[along(axis, None, np.size(x, axis))]


linear(np.diff, _differences)


def _diagonal_back(d: Any, x: Any, k: int = 0, *, w: Any) -> Any:
    if x.ndim == 1:
        return np.diagonal(d, k)
    return _on_diagonal(d, x, k)


def _on_diagonal(d: Any, x: Any, k: Any) -> Any:
    if x.ndim != 2:
        raise Unsupported("an array that is no matrix")
    return d.apply(runtime.on_diagonal, d, np.shape(x), k)


linear(np.diag, _diagonal_back)
linear(
    runtime.on_diagonal,
    lambda d, v, shape, k, w: np.diagonal(d, k) if v.ndim == 1 else np.linalg.diagonal(d, offset=k),
)
linear(np.diagonal, lambda d, x, offset=0, axis1=0, axis2=1, *, w: _on_diagonal(d, x, offset))


def _trace_back(d: Any, x: Any, offset: int = 0, *, w: Any) -> Any:
    if x.ndim != 2:
        raise Unsupported("an array that is no matrix")
    return d * d.apply(np.eye, np.size(x, 0), np.size(x, 1), offset, dtype=x.kind.dtype.type)


linear(np.trace, _trace_back)
# A vector stands in every row.
linear(np.tril, lambda d, x, k=0, *, w: sum_to(np.tril(d, k), x))
linear(np.triu, lambda d, x, k=0, *, w: sum_to(np.triu(d, k), x))

_OF_SEQUENCES: tuple[Any, ...] = (
    *(*_MAKING, *_COPYING, *_STACKING, np.concatenate, np.stack, np.hstack, np.dstack, np.column_stack, np.block),
    *(np.select, np.choose, np.pad, np.linalg.multi_dot, np.einsum, np.lexsort, np.ix_, np.broadcast_arrays),
)
take_sequences(*_OF_SEQUENCES)

zero(np.shape)
zero(np.ndim)
zero(np.size)

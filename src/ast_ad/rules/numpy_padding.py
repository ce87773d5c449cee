"""np.pad: what stands around the array is picked from it, or computed from its edges."""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad.rules.axes import along, known_rank, reshaped_along
from ast_ad.rules.numpy_order import taken
from ast_ad.rules.symbolic import Symbol, Unsupported, symbol_in
from ast_ad.rules.verbs import define, linear

_PICKED = ("edge", "reflect", "symmetric", "wrap")
_COMPUTED = {"maximum": np.max, "minimum": np.min, "mean": np.mean, "median": np.median}


def _pairs(width: Any, n: int) -> list[tuple[Any, Any]]:
    """How many elements are put before and after each axis."""
    if isinstance(width, dict):
        by_axis = {axis % n: each for axis, each in width.items()}
        return [_pairs(by_axis.get(k, 0), 1)[0] for k in range(n)]
    if isinstance(width, Symbol) and width.is_array:
        raise Unsupported("widths in an array")
    if not isinstance(width, tuple | list):
        return [(width, width)] * n
    if not any(isinstance(each, tuple | list) for each in width):
        return [(width[0], width[-1])] * n
    pairs = [(each[0], each[-1]) if isinstance(each, tuple | list) else (each, each) for each in width]
    return pairs * n if len(pairs) == 1 else pairs


def _unpadded(d: Any, array: Any, pad_width: Any, mode: Any = "constant", *, w: Any, **words: Any) -> Any:
    pairs = _pairs(pad_width, known_rank(array))
    index = tuple(slice(before, before + np.size(array, k)) for k, (before, _) in enumerate(pairs))
    return d[index]


linear(np.pad, _unpadded)


def _pad(array: Any, pad_width: Any, mode: Any = "constant", **words: Any) -> Any:
    if mode == "constant":
        return _constant(array, pad_width, words.get("constant_values", 0))
    pairs = _pairs(pad_width, known_rank(array))
    if mode in _PICKED:
        return _picked(array, pairs, mode, words)
    if mode == "linear_ramp":
        return _ramped(array, pairs, _pairs(words.get("end_values", 0), len(pairs)))
    if mode in _COMPUTED:
        length = words.get("stat_length")
        lengths = [(None, None)] * len(pairs) if length is None else _pairs(length, len(pairs))
        return _computed(array, pairs, _COMPUTED[mode], lengths)
    raise Unsupported(f"the mode {mode}" + "".join(f" with {word}" for word in words))


define(np.pad, _pad)


def _constant(array: Any, width: Any, value: Any) -> Any:
    if isinstance(value, int | float) and value == 0:
        return NotImplemented
    if isinstance(value, tuple | list) and symbol_in(value) is not None:
        return _bordered(array, width, value)
    inside = np.pad(array, width)
    if known_rank(value) == 0 and not isinstance(value, tuple | list):
        return np.where(np.pad(np.ones_like(array, dtype=bool), width), inside, value)
    return inside + np.pad(np.zeros_like(array), width, constant_values=value)


def _picked(array: Any, pairs: list[tuple[Any, Any]], mode: Any, words: dict[str, Any]) -> Any:
    odd = words.get("reflect_type", "even") != "even"
    for k, pair in enumerate(pairs):
        if all(isinstance(width, int) and width == 0 for width in pair):
            continue
        if odd:
            array = _reflected_oddly(array, pair, mode, k)
        else:
            index = array.apply(np.pad, array.apply(np.arange, np.size(array, k)), pair, mode)
            array = taken(array, index, k)
    return array


def _reflected_oddly(array: Any, pair: tuple[Any, Any], mode: Any, axis: int) -> Any:
    """Twice the edge less the reflection, over and over where much is put there: a matrix says how."""
    dtype = array.kind.dtype.type
    matrix = array.apply(
        np.pad, array.apply(np.eye, np.size(array, axis), dtype=dtype), (pair, (0, 0)), mode, reflect_type="odd"
    )
    found = np.tensordot(matrix, array, ((1,), (axis,)))
    return found if axis == 0 else np.moveaxis(found, 0, axis)


def _bordered(array: Any, width: Any, values: Any) -> Any:
    """Values of their own before and after each axis."""
    n = known_rank(array)
    for k, ((before, after), (low, high)) in enumerate(zip(_pairs(width, n), _pairs(values, n))):
        first, _ = _layers(array, k)
        left, right = (
            np.zeros_like(np.repeat(first, count, k)) + value for count, value in ((before, low), (after, high))
        )
        array = np.concatenate([left, array, right], k)
    return array


def _layers(array: Any, axis: int) -> tuple[Any, Any]:
    """The first and the last layer along an axis."""
    return array[along(axis, slice(0, 1))], array[along(axis, slice(-1, None))]


def _ramp(array: Any, count: Any, axis: int) -> Any:
    return reshaped_along(array.apply(np.arange, count), axis, known_rank(array))


def _ramped(array: Any, pairs: list[tuple[Any, Any]], ends: list[tuple[Any, Any]]) -> Any:
    for k, ((before, after), (low, high)) in enumerate(zip(pairs, ends)):
        first, last = _layers(array, k)
        left = low + (first - low) * _ramp(array, before, k) / before
        right = np.flip(high + (last - high) * _ramp(array, after, k) / after, k)
        array = np.concatenate([left, array, right], k)
    return array


def _computed(array: Any, pairs: list[tuple[Any, Any]], statistic: Any, lengths: list[tuple[Any, Any]]) -> Any:
    """``lengths``: of how many elements at each end a value is computed, None for all of them."""
    for k, ((before, after), (at_start, at_end)) in enumerate(zip(pairs, lengths)):
        first = array if at_start is None else array[along(k, slice(None, at_start))]
        last = array if at_end is None else array[along(k, slice(-at_end, None))]
        left = np.repeat(statistic(first, axis=k, keepdims=True), before, k)
        right = np.repeat(statistic(last, axis=k, keepdims=True), after, k)
        array = np.concatenate([left, array, right], k)
    return array

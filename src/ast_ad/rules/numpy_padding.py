"""np.pad: what stands around the array is picked from it, or computed from its edges."""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad.rules.axes import along, known_rank, reshaped_along
from ast_ad.rules.numpy_order import taken
from ast_ad.rules.symbolic import Symbol, Unsupported
from ast_ad.rules.verbs import define, linear

_PICKED = ("edge", "reflect", "symmetric", "wrap")
_COMPUTED = {"maximum": np.max, "minimum": np.min, "mean": np.mean, "median": np.median}


def _pairs(width: Any, n: int) -> list[tuple[Any, Any]]:
    """How many elements are put before and after each axis."""
    if isinstance(width, dict):
        raise Unsupported("widths in a dict")
    if isinstance(width, Symbol) and width.is_array:
        raise Unsupported("widths in an array")
    if not isinstance(width, tuple | list):
        return [(width, width)] * n
    if not any(isinstance(each, tuple | list) for each in width):
        return [(width[0], width[-1])] * n
    pairs = [(each[0], each[-1]) if isinstance(each, tuple | list) else (each, each) for each in width]
    return pairs * n if len(pairs) == 1 else pairs


def _unpadded(d: Any, array: Any, pad_width: Any, mode: Any = "constant", *, w: Any) -> Any:
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
    if mode in _COMPUTED and words.get("stat_length") is None:
        return _computed(array, pairs, _COMPUTED[mode])
    raise Unsupported(f"the mode {mode}" + "".join(f" with {word}" for word in words))


define(np.pad, _pad)


def _constant(array: Any, width: Any, value: Any) -> Any:
    if isinstance(value, int | float) and value == 0:
        return NotImplemented
    inside = np.pad(array, width)
    if known_rank(value) == 0 and not isinstance(value, tuple | list):
        return np.where(np.pad(np.ones_like(array, dtype=bool), width), inside, value)
    return inside + np.pad(np.zeros_like(array), width, constant_values=value)


def _picked(array: Any, pairs: list[tuple[Any, Any]], mode: Any, words: dict[str, Any]) -> Any:
    if words.get("reflect_type", "even") != "even":
        raise Unsupported("odd reflection")
    for k, pair in enumerate(pairs):
        if pair != (0, 0):
            index = array.apply(np.pad, array.apply(np.arange, np.size(array, k)), pair, mode)
            array = taken(array, index, k)
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


def _computed(array: Any, pairs: list[tuple[Any, Any]], statistic: Any) -> Any:
    for k, (before, after) in enumerate(pairs):
        layer = statistic(array, axis=k, keepdims=True)
        array = np.concatenate([np.repeat(layer, before, k), array, np.repeat(layer, after, k)], k)
    return array

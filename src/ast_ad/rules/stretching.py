"""Kinds of what repeats elements or puts others around them: the lengths have names made of those of the array."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ast_ad import tree
from ast_ad.ir import Atom, Const, Value, kind_of
from ast_ad.kinds import ANY, Array, Dim, Extent, Kind
from ast_ad.tree import Form

Dims = tuple[Dim, ...]


def stretched(function: Callable[..., object], form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """The kind of the result of tile, repeat and pad by constants; None for all else."""
    if function not in _STRETCHING:
        return None
    positional, keywords = tree.arrange(form, atoms)
    kind = kind_of(positional[0]) if positional and isinstance(positional[0], Value | Const) else None
    if not isinstance(kind, Array) or not kind.dims:
        return None
    given = {**dict(zip(("array", "amount", "third"), positional)), **_renamed(keywords)}
    dims = _STRETCHING[function](kind.dims, _constant(given.get("amount")), _constant(given.get("third")))
    return None if dims is None else replace(kind, dims=dims)


def _renamed(keywords: dict[str, Any]) -> dict[str, Any]:
    names = {"reps": "amount", "repeats": "amount", "pad_width": "amount", "axis": "third"}
    return {names.get(name, name): value for name, value in keywords.items()}


def _constant(given: Any) -> Any:
    """A number, or tuples of numbers; None for what only the run tells."""
    if isinstance(given, tuple | list):
        each = tuple(map(_constant, given))
        return None if None in each else each
    if not isinstance(given, Const):
        return None
    return tuple(given.value) if isinstance(given.value, list) else given.value


def _tiled(dims: Dims, reps: Any, _: Any) -> Dims | None:
    counts = reps if isinstance(reps, tuple) else (reps,)
    if not counts or not all(type(count) is int and count > 0 for count in counts):
        return None
    n = max(len(counts), len(dims))
    counts, dims = (1,) * (n - len(counts)) + counts, (1,) * (n - len(dims)) + dims
    return tuple(map(_times, dims, counts))


def _repeated(dims: Dims, count: Any, axis: Any) -> Dims | None:
    axis = 0 if axis is None and len(dims) == 1 else axis
    if type(count) is not int or count < 1 or type(axis) is not int or not -len(dims) <= axis < len(dims):
        return None
    at = axis % len(dims)
    return (*dims[:at], _times(dims[at], count), *dims[at + 1 :])


def _padded(dims: Dims, width: Any, _: Any) -> Dims | None:
    if type(width) is int:
        width = (width, width)
    if not isinstance(width, tuple) or not width:
        return None
    if all(type(each) is int for each in width):
        width = (width,)
    if not all(isinstance(pair, tuple) and pair and all(type(each) is int for each in pair) for pair in width):
        return None
    pairs = width * len(dims) if len(width) == 1 else width
    if len(pairs) != len(dims):
        return None
    return tuple(_plus(dim, pair[0] + pair[-1]) for dim, pair in zip(dims, pairs))


def _times(dim: Dim, count: int) -> Dim:
    if isinstance(dim, int) or count == 1:
        return dim * count if isinstance(dim, int) else dim
    return ANY if dim.symbol is None else Extent(("times", dim, count), 0, True, dim.least * count)


def _plus(dim: Dim, count: int) -> Dim:
    if isinstance(dim, int) or count == 0:
        return dim + count if isinstance(dim, int) else dim
    least = dim.least + count
    return ANY if dim.symbol is None else Extent(("plus", dim, count), 0, least > 1, least)


_STRETCHING: dict[Callable[..., object], Callable[[Dims, Any, Any], Dims | None]] = {
    np.tile: _tiled,
    np.repeat: _repeated,
    np.pad: _padded,
}

"""The axes of arguments, as rules and definitions need them while they write the derivative."""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad.kinds import dims_of
from ast_ad.rules.symbolic import Symbol, Unsupported, symbol_in


def rank(x: Any) -> int | None:
    """The number of axes; None where it is not known."""
    if isinstance(x, list | tuple) and symbol_in(x) is not None:
        raise Unsupported("a list in the place of an array")
    return x.ndim if isinstance(x, Symbol) else int(np.ndim(x))


def known_rank(x: Any) -> int:
    """The number of axes, without which there is no derivative."""
    found = rank(x)
    if found is None:
        raise Unsupported("an array of unknown rank")
    return found


def least_length(x: Any, axis: int) -> int:
    """The length than which an axis is surely no shorter."""
    dims = dims_of(x.kind) if isinstance(x, Symbol) else np.shape(x)
    if dims is None:
        return 0
    dim = dims[axis]
    return dim if isinstance(dim, int) else dim.least


def length_is(x: Any, axis: int, least: int) -> bool:
    """Whether an axis is surely no shorter."""
    return least_length(x, axis) >= least


def is_full(x: Any) -> bool:
    """Whether an array surely has elements."""
    n = rank(x)
    return n is not None and all(length_is(x, axis, 1) for axis in range(n))


def of_items(d: Any, x: Any) -> Any:
    """The bar of an array x of which a list was made. A list of no rows does not say how long they are."""
    whole = d.apply(np.array, d)
    return whole if x.ndim == 1 or is_full(x) else np.reshape(whole, np.shape(x))


def given(**words: Any) -> dict[str, Any]:
    """The keywords that say something: an axis that is not None, flags that are set, masks."""
    return {name: value for name, value in words.items() if value is not None and value is not _default(name)}


def _default(name: str) -> object:
    return {"keepdims": False, "where": True, "axis": None}.get(name)


def as_number(x: Any) -> Any:
    """What np.where gives for numbers is an array without axes: here it becomes a number."""
    return np.positive(x) if x.ndim == 0 and x.is_array else x


def along(axis: int, index: Any) -> tuple[Any, ...]:
    """The subscript that applies an index to one axis."""
    whole = slice(None)
    return (..., index, *[whole] * (-axis - 1)) if axis < 0 else (*[whole] * axis, index)


def moved_to_front(x: Any, axis: Any) -> Any:
    """The array with an axis first; several axes become one."""
    if not isinstance(axis, tuple):
        return x if axis % known_rank(x) == 0 else np.moveaxis(x, axis, 0)
    moved = np.moveaxis(x, axis, tuple(range(len(axis))))
    return np.reshape(moved, (-1, *[np.size(moved, k) for k in range(len(axis), known_rank(x))]))


def reshaped_along(values: Any, axis: int, ndim: int) -> Any:
    """A vector that stands along one axis of an array of ndim axes."""
    after = ndim - 1 - axis % ndim
    return values if after == 0 else np.reshape(values, (-1, *[1] * after))

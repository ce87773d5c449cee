"""Keys: what a call is looked up by, among the specialisations that there are. Made at every call, so made quickly."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np

from ast_ad.frontend.arguments import describe
from ast_ad.kinds import LEAST

_SIMPLE = frozenset((float, int, bool, complex))
_DEEP = 8


def key_of(value: Any, name: str = "", depth: int = 0) -> Hashable:
    """Something small that is equal for values of one kind, and much cheaper than the kind."""
    cls: Any = type(value)
    if cls in _SIMPLE or value is None:
        return cls  # type: ignore[no-any-return]
    if cls is np.ndarray:
        return value.dtype, tuple([LEAST[n] if n < 8 else 8 for n in value.shape]), value.flags.c_contiguous
    if isinstance(value, np.number):
        return cls  # type: ignore[no-any-return]
    # What is nested deeper, and may contain itself, is left to the description.
    if depth < _DEEP:
        if cls is list and value:
            return _of_list(value, depth + 1)
        if isinstance(value, tuple):
            return cls, *_of_parts(value, depth)
        if cls is dict:
            return cls, (*value,), *_of_parts(value.values(), depth)
        fields = _fields(cls)
        if fields is not None:
            return cls, *_of_parts([getattr(value, field) for field in fields], depth)
    return describe(value, name=name).exact


def _of_parts(parts: Iterable[Any], depth: int) -> list[Hashable]:
    return [key_of(part, "", depth + 1) for part in parts]


@functools.lru_cache(maxsize=256)
def _fields(cls: type) -> tuple[str, ...] | None:
    """The fields of a dataclass, which are all that is taken from its instances."""
    plain = dataclasses.is_dataclass(cls) and not issubclass(cls, list | dict | np.ndarray | np.generic)
    return tuple(field.name for field in dataclasses.fields(cls)) if plain else None


def _of_list(value: Sequence[Any], depth: int) -> Hashable:
    """The key of a list: of its items in turn, but for numbers, arrays or such lists of one kind the key of one of them."""
    types = set(map(type, value))
    if len(types) == 1 and not types.isdisjoint(_SIMPLE):
        return "items", types.pop()
    keys = [key_of(item, "", depth) for item in value]
    first = keys[0]
    leaf = isinstance(value[0], np.ndarray | np.generic) or (type(first) is tuple and first[0] == "items")
    return ("items", first) if leaf and len(set(keys)) == 1 else (list, *keys)

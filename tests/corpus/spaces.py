"""Vectors: the numbers in a value that carry a derivative, whatever structure they stand in."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

import numpy as np

INEXACT = (float, complex, np.inexact)


def leaves(value: Any) -> Iterator[np.ndarray]:
    """The floating-point numbers and arrays in a value, in order, as arrays."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind in "fc":
            yield value
    elif isinstance(value, INEXACT):
        yield np.asarray(value)
    else:
        for part in _parts(value):
            yield from leaves(part)


def combine(function: Callable[..., Any], value: Any, *others: Any) -> Any:
    """Apply a function to the numbers at the same place in several values; None where there is no floating-point number."""
    if isinstance(value, np.ndarray):
        return function(value, *others).astype(value.dtype) if value.dtype.kind in "fc" else None
    if isinstance(value, INEXACT):
        return type(value)(function(value, *others))
    if isinstance(value, list | tuple):
        made = [combine(function, *parts) for parts in zip(value, *others)]
        return type(value)(*made) if hasattr(value, "_fields") else type(value)(made)
    if isinstance(value, dict):
        return {key: combine(function, part, *(other[key] for other in others)) for key, part in value.items()}
    if not _parts(value):
        return None
    made = copy.copy(value)
    for name, part in _attributes(value).items():
        object.__setattr__(made, name, combine(function, part, *(getattr(other, name) for other in others)))
    return made


def arrays(value: Any) -> Iterator[np.ndarray]:
    """Every array in a value, of whatever dtype."""
    if isinstance(value, np.ndarray):
        yield value
    for part in _parts(value):
        yield from arrays(part)


def same_structure(value: Any, expected: Any, where: str) -> None:
    """Shapes and dtypes of the floating-point leaves are those expected."""
    found, wanted = ([(leaf.shape, leaf.dtype) for leaf in leaves(v)] for v in (value, expected))
    assert found == wanted, f"{where} has the shapes and dtypes {found}, not {wanted}"


def same_types(value: Any, expected: Any, where: str) -> None:
    """Floats stand where floats are expected, NumPy's scalars and arrays where these are."""
    found, wanted = list(_types(value)), list(_types(expected))
    assert found == wanted, f"{where} has the types {found}, not {wanted}"


def _types(value: Any) -> Iterator[type]:
    if isinstance(value, (np.ndarray, *INEXACT)):
        if not isinstance(value, np.ndarray) or value.dtype.kind in "fc":
            yield type(value)
    else:
        for part in _parts(value):
            yield from _types(part)


def direction(value: Any, random: np.random.Generator) -> Any:
    """A random vector in the space of a value."""
    return combine(lambda leaf: _draw(leaf, random), value)


def moved(value: Any, along: Any, step: float) -> Any:
    """A copy of a value, a step along a vector."""
    if along is None:
        return copy.deepcopy(value)
    if isinstance(value, list | tuple):
        made = [moved(part, d, step) for part, d in zip(value, along)]
        return type(value)(*made) if hasattr(value, "_fields") else type(value)(made)
    if isinstance(value, dict):
        return {key: moved(part, along[key], step) for key, part in value.items()}
    if isinstance(value, (np.ndarray, *INEXACT)):
        return combine(lambda leaf, d: leaf + step * d, value, along)
    made = copy.copy(value)
    for name, part in _attributes(value).items():
        object.__setattr__(made, name, moved(part, getattr(along, name), step))
    return made


def product(p: Any, q: Any) -> tuple[float, float]:
    """The inner product of two vectors of one space, and the sum of the sizes of its terms."""
    total = size = 0.0
    for a, b in zip(leaves(p), leaves(q), strict=True):
        assert a.shape == b.shape, f"shapes {a.shape} and {b.shape}"
        terms = np.asarray(a, complex) * b
        total += float(np.sum(terms).real)
        size += float(np.sum(np.abs(terms)))
    return total, size


def precision(value: Any) -> float:
    """The coarsest unit in the last place of the numbers in a value."""
    return max((float(np.finfo(leaf.dtype).eps) for leaf in leaves(value)), default=float(np.finfo(float).eps))


def _draw(leaf: Any, random: np.random.Generator) -> Any:
    drawn = random.normal(size=np.shape(leaf))
    return drawn + 1j * random.normal(size=np.shape(leaf)) if np.iscomplexobj(leaf) else drawn


def _parts(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, dict):
        return list(value.values())
    return list(_attributes(value).values())


def _attributes(value: Any) -> dict[str, Any]:
    """The attributes of an instance of a class written in Python; none of anything else."""
    cls = type(value)
    if isinstance(value, type) or cls.__module__ in ("builtins", "numpy"):
        return {}
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if callable(value) and not isinstance(cls.__call__, FunctionType):
        return {}
    return dict(getattr(value, "__dict__", {}))

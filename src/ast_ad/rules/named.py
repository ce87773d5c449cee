"""The named tuples that functions of NumPy return."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

_MATRIX = (np.linalg.eig, np.linalg.eigh, np.linalg.qr, np.linalg.slogdet, np.linalg.svd)
_VECTOR = (np.unique_all, np.unique_counts, np.unique_inverse)


@functools.cache
def _types() -> dict[Callable[..., object], type]:
    found: dict[Callable[..., object], type] = {function: type(function(np.eye(1))) for function in _MATRIX}
    return found | {function: type(function(np.ones(1))) for function in _VECTOR}


def named_type(function: Callable[..., object]) -> type:
    """The class of the tuple that a function returns."""
    return _types().get(function, tuple) if function in (*_MATRIX, *_VECTOR) else tuple

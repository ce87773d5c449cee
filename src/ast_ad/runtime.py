"""Helpers that generated modules may contain: each is printed into the module that calls it, so each stands alone."""

from __future__ import annotations

from typing import Any

import numpy as np


def unbroadcast(bar: Any, shape: Any) -> Any:
    """Sum a bar over the axes along which an operand of this shape was broadcast."""
    bar = np.sum(bar, axis=tuple(range(max(np.ndim(bar) - len(shape), 0))))
    lead = len(shape) - np.ndim(bar)
    return np.sum(bar, axis=tuple(k for k, n in enumerate(np.shape(bar)) if n != 1 == shape[k + lead]), keepdims=True)


def add_items(a: Any, b: Any) -> Any:
    """The sums of the items of two lists."""
    return [add_items(p, q) if isinstance(p, list) else p + q for p, q in zip(a, b)]


def zero_items(items: Any) -> Any:
    """Zeros in the structure of a list."""
    return [zero_items(item) if isinstance(item, list) else item * 0.0 if np.ndim(item) == 0 else np.zeros_like(item) for item in items]


def last_writes(bar: Any, base: Any, *key: Any) -> Any:
    """The bars of what was stored at an index that may repeat: only the last of several writes to one place counts."""
    order = np.arange(np.size(bar)).reshape(np.shape(bar))
    writer = np.full(np.shape(base), -1)
    writer[key] = order
    return np.where(writer[key] == order, bar, 0.0)

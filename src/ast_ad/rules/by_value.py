"""Functions of whose results the values decide more than the values."""

from __future__ import annotations

from collections.abc import Callable

COMPLEX: set[Callable[..., object]] = set()
"""Real or complex as it turns out: complex to the compiler. Rules add what they know of."""

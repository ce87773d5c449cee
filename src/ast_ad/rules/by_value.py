"""Functions of whose results the values of the arguments decide more than the values."""

from __future__ import annotations

from collections.abc import Callable

LENGTHS: set[Callable[..., object]] = set()
"""The lengths of the results depend on values, or on which of two is greater."""

COMPLEX: set[Callable[..., object]] = set()
"""Real or complex as it turns out: complex to the compiler. Rules add what they know of."""

SHARED: set[Callable[..., object]] = set()
"""Functions of SciPy that may give one of their arguments back as it is. Rules add what they know of."""

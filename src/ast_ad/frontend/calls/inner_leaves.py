"""The numbers and arrays in a structure, as the Jacobians inside a function see them."""

from __future__ import annotations

from typing import Any


def leaves(value: Any) -> Any:
    """All that have a derivative, in order: known while compiling, where this is taken apart."""
    raise NotImplementedError(value)

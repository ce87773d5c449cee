"""scipy.signal: along which axis a signal lies, and of how many sections a filter is made."""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad.kinds import dims_of
from ast_ad.rules.axes import known_rank
from ast_ad.rules.symbolic import Symbol, Unsupported


def along_last(x: Any, axis: Any) -> Any:
    if known_rank(x) == 0:
        raise Unsupported("a number in the place of an array")
    return x if axis % known_rank(x) == known_rank(x) - 1 else np.moveaxis(x, axis, -1)


def put_back(x: Any, axis: Any) -> Any:
    return x if axis % known_rank(x) == known_rank(x) - 1 else np.moveaxis(x, -1, axis)


def sections(sos: Any) -> int | None:
    """How many sections there are, if that is known."""
    dims = dims_of(sos.kind) if isinstance(sos, Symbol) else np.shape(sos)
    return dims[0] if dims is not None and isinstance(dims[0], int) else None


def known_sections(sos: Any) -> int:
    count = sections(sos)
    if count is None:
        raise Unsupported("sections of which the number is not known")
    return count

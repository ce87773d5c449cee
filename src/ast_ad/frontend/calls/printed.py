"""Helpers that stand in a printed module: read again, they are what they were printed for."""

from __future__ import annotations

from functools import lru_cache
from types import FunctionType

import gast

from ast_ad import runtime
from ast_ad.emit import python
from ast_ad.rules import table


def helper(node: gast.AST) -> FunctionType | None:
    """The function of ours that this is the text of, if its derivative is known."""
    function = vars(runtime).get(getattr(node, "name", ""))
    if not isinstance(function, FunctionType) or table.find(function) is None:
        return None
    return function if gast.dump(node) == _dump(function) else None


@lru_cache(maxsize=256)
def _dump(function: FunctionType) -> str:
    return str(gast.dump(gast.parse(python.plain_source(function)).body[0]))

"""What loops run over: it may not get or lose items where its length was taken, or its items read, before the first trip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ast_ad.errors import Refused
from ast_ad.frontend.machine.objects import (
    Abstract,
    Backwards,
    Box,
    Contents,
    Entries,
    Grid,
    Lazy,
    Ref,
    Rows,
    Tuple,
    Zip,
)
from ast_ad.ir import Place

if TYPE_CHECKING:
    from ast_ad.frontend.machine.state import State

OVER = "$over"  # Cells of this name hold what a loop runs over.


def require_not_run_over(state: State, changed: Ref | Box, place: Place | None) -> None:
    """Refuse to change a list or a dict while a loop runs over it that would not notice."""
    for (_, name), value in state.names.items():
        parts = value.items if name.startswith(OVER) and isinstance(value, Tuple) else ()
        if any(_may_be(held, changed) for part in parts for held in _held(state, part)):
            raise Refused("AD204", "what a loop runs over is changed", place, "loop over a copy: list(...)")


def _held(state: State, value: Abstract) -> list[Ref | Box]:
    match value:
        case Box(storage=storage):
            contents = state.content(storage)
            columns = contents.items if isinstance(contents, Contents) and contents.type is Rows else ()
            return [value, *(held for column in columns for held in _held(state, column))]
        case Ref():
            return [value]
        case Zip(parts=parts) | Grid(parts=parts):
            return [held for part in parts for held in _held(state, part)]
        case Backwards(base=base) | Lazy(first=base) | Entries(base=base):
            return _held(state, base)
    return []


def _may_be(held: Ref | Box, changed: Ref | Box) -> bool:
    """Whether two names may be of one list."""
    paths = [value.path if isinstance(value, Ref) else () for value in (held, changed)]
    return held.storage is changed.storage and len(paths[0]) == len(paths[1])

"""Lists of tuples that are taken apart: a list for each column, for what has no length that is known while compiling."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ast_ad.frontend.machine.objects import Box, Contents, Listed, Rows, Storage, Tuple


@dataclass(frozen=True, slots=True)
class Form:
    """What the tuples in a list have in common: a tuple of their type and names without items, and the number of these."""

    row: Tuple
    width: int

    def columns(self, half: Contents, listed: Listed) -> Contents:
        """The contents of a list of such tuples, by columns."""
        if half.type is Rows:
            return half
        found = list(zip(*(row.items for row in half.items if isinstance(row, Tuple)))) or [()] * self.width
        boxes = (Box(Storage(Contents(list, column), listed=listed)) for column in found)
        return Contents(Rows, tuple(boxes), (self.row,))


def form(*halves: object) -> Form | None:
    """The form of the tuples in some lists; None if they have none in common, or there are none."""
    contents = [half for half in halves if isinstance(half, Contents)]
    if len(contents) < len(halves) or any(half.type not in (list, Rows) for half in contents):
        return None
    rows = [item for half in contents for item in (half.keys if half.type is Rows else half.items)]
    empty = [replace(row, items=()) for row in rows if isinstance(row, Tuple)]
    widths = {len(half.items) for half in contents if half.type is Rows}
    widths |= {len(row.items) for half in contents if half.type is list for row in half.items if isinstance(row, Tuple)}
    if len(empty) < len(rows) or any(row != empty[0] for row in empty) or len(widths) != 1 or 0 in widths:
        return None
    (width,) = widths
    return Form(empty[0], width)


def as_rows(x: object, y: object, listed: Listed) -> tuple[Contents, Contents] | None:
    """Two lists of tuples of one form, not of one length, as lists of their columns."""
    found = form(x, y)
    if found is None or not isinstance(x, Contents) or not isinstance(y, Contents):
        return None
    return found.columns(x, listed), found.columns(y, listed)

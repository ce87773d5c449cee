"""What the comments at the right say: the user's own statement that is being reversed; in a trace, the step of the table."""

from __future__ import annotations

import linecache

import gast

from ast_ad.emit.printer import unparse
from ast_ad.ir import Place

_DEFINITION = ("def ", "async def ")


class Notes:
    """Gives statements their comments, in the order in which they stand."""

    def __init__(self, traced: bool) -> None:
        self.traced = traced
        self.reversing = False
        self.last = ""
        # By the identity of their places: several steps may come from one expression of the user's.
        self.steps: dict[int, str] = {}

    def begin_block(self) -> None:
        self.last = ""

    def quote(self, statement: gast.stmt) -> gast.stmt:
        """The statement, with a comment if it is the first of those that stand for one of the user's."""
        place = getattr(statement, "place", None)
        if place is None:
            return statement
        quoted = self._traced(statement, place) if self.traced else place.statement if self.reversing else ""
        if quoted.startswith(_DEFINITION):
            # What comes from a function as a whole is no step of it.
            quoted = ""
        if quoted and quoted != self.last:
            statement.note = quoted
        self.last = quoted
        return statement

    def _traced(self, statement: gast.stmt, place: Place) -> str:
        if self.reversing:
            return self.steps.get(id(place), place.statement)
        if isinstance(statement, gast.Assign):
            self.steps.setdefault(id(place), _one_line(unparse([statement]).text))
        return _source(place)


def _one_line(text: str) -> str:
    """A statement that may have been broken after an opening bracket, as a comment can hold it."""
    return " ".join(text.split()).replace("( ", "(").replace(" )", ")")


def _source(place: Place) -> str:
    """The user's own words for an expression, if they stand on one line."""
    if place.line != place.end_line:
        return place.statement
    words = linecache.getline(place.file, place.line)[place.column : place.end_column].strip()
    return words or place.statement

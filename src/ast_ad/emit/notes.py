"""Notes: comments at the right of the code, aligned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

GAP = 2
# Notes stand no further to the left than this where they fight with code for room.
_LEFTMOST = 40
# A note that would be cut shorter than this goes onto a line of its own.
_SHORTEST = 20
_DEFINITION = ("def ", "async def ", "class ", "@")


@dataclass(slots=True)
class Line:
    """A line in the making: its code, the statement that it comes from, and the comment at its right."""

    text: str
    node: Any = None
    note: str = ""


def align(lines: Sequence[Line], width: int) -> list[Line]:
    """Write the notes: in one column for each function if all of them fit, else in one for each run without a gap."""
    done: list[Line] = []
    for function in _functions(lines):
        column, longest = _extent(function)
        if column + longest <= width:
            done += [row for line in function for row in _write(line, column, width)]
            continue
        for _, run in groupby(function, key=lambda line: bool(line.text.strip())):
            part = list(run)
            column, longest = _extent(part)
            column = min(column, max(width - longest, _LEFTMOST))
            done += [row for line in part for row in _write(line, column, width)]
    return done


def _functions(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of lines, each beginning with a definition at the left margin (but for the first)."""
    run: list[Line] = []
    for line in lines:
        if run and line.text.startswith(_DEFINITION):
            yield run
            run = []
        run.append(line)
    yield run


def _extent(lines: Sequence[Line]) -> tuple[int, int]:
    """The column right of all lines with a note, and the length of the longest note with its ``# ``."""
    noted = [line for line in lines if line.note]
    column = max((len(line.text) + GAP for line in noted), default=0)
    return column, max((len(line.note) + 2 for line in noted), default=0)


def _write(line: Line, column: int, width: int) -> list[Line]:
    if not line.note:
        return [line]
    start = max(column, len(line.text) + GAP)
    room = width - start - 2
    if len(line.note) <= room:
        return [replace(line, text=f"{line.text.ljust(start)}# {line.note}")]
    if room >= _SHORTEST:
        return [replace(line, text=f"{line.text.ljust(start)}# {_cut(line.note, room)}")]
    margin = line.text[: len(line.text) - len(line.text.lstrip())]
    above = Line(f"{margin}# {_cut(line.note, width - len(margin) - 2)}", line.node)
    return [above, line]


def _cut(note: str, room: int) -> str:
    return note if len(note) <= room else note[: room - 3].rstrip() + "..."

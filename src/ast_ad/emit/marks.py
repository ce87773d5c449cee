"""Marks: comments of our own between the parts of a generated function."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of comment that stands in the IR as a call without arguments and results. Calling it does nothing."""

    text: str

    def __call__(self) -> None:
        pass

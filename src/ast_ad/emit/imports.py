"""The imports at the head of a text, in their order."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import groupby


def arranged(rows: Iterable[str]) -> list[str]:
    """Import statements in order, each once: those of the standard library, an empty line, the others."""
    ordered = sorted(dict.fromkeys(rows), key=lambda row: (_section(row), row.startswith("from "), _path(row).lower()))
    groups = [list(group) for _, group in groupby(ordered, key=_section)]
    return [row for k, group in enumerate(groups) for row in ([""] if k else []) + group]


def _section(row: str) -> int:
    if _path(row) == "__future__":
        return 0
    return 1 if _path(row).partition(".")[0] in sys.stdlib_module_names else 2


def _path(row: str) -> str:
    return row.split()[1]

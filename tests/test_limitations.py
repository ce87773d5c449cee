"""Every row of the table of the language, by the program that it describes; and the pages that are written from them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from ast_ad.errors import CODES
from limitations import Row, rows

ROOT = Path(__file__).resolve().parent.parent
SOURCES, LIMITATIONS, ERRORS = ROOT / "src", ROOT / "docs" / "limitations.md", ROOT / "docs" / "errors.md"


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.function.__name__)
def test_row(row: Row) -> None:
    row.check()


def test_the_page_has_every_row() -> None:
    """After a change of the rows: python tools/limitations.py"""
    table = [line.split(" | ")[:3] for line in LIMITATIONS.read_text().splitlines() if line.startswith("| ")]
    found = [(cells[0][2:], cells[2][:5] if cells[1] == "refused" else "") for cells in table if len(cells) == 3]
    expected = [(row.construct.replace("|", "\\|"), row.code) for row in rows()]
    assert [pair for pair in found if pair[0] not in ("construct", "---")] == expected


def test_the_page_of_errors_has_every_code() -> None:
    text = ERRORS.read_text()
    assert [code for code, meaning in CODES.items() if f"| {code} | {meaning} |" not in text] == []
    assert set(re.findall(r"AD\d{3}", text)) == set(CODES)


def test_every_code_is_used_and_said_once() -> None:
    used: set[str] = set()
    for path in SOURCES.rglob("*.py"):
        tree = ast.parse(path.read_text())
        codes = [
            n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and re.fullmatch(r"AD\d{3}", str(n.value))
        ]
        if path.name == "errors.py":
            assert len(codes) - len(set(codes)) <= 1, "a code stands twice in the table"
            codes = codes[len(CODES) :]
        used.update(codes)
    assert used == set(CODES)

"""Every row of the table of the language, by the program that it describes."""

from __future__ import annotations

import pytest

from limitations import Row, rows


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.function.__name__)
def test_row(row: Row) -> None:
    row.check()

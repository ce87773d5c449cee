"""The printed texts compute what the texts by hand do, are hardly longer, and are those that were read."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from goldens import GOLDENS, Golden


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda golden: golden.name)
class TestGolden:
    def test_the_same_values(self, golden: Golden):
        args = golden.seeded(golden.function(*golden.args))
        bound = [a for k, a in enumerate(args) if not (golden.suffix == "_bar_unrolled" and k == 1)]
        compare(golden.derivative(*args), golden.by_hand(*bound))

    def test_hardly_longer(self, golden: Golden):
        assert golden.lines(golden.printed) <= 1.2 * golden.lines(golden.written)

    def test_as_it_was_read(self, golden: Golden):
        assert golden.printed == golden.path.read_text(), "read the new text, then run: python tools/golden.py"

    def test_no_line_is_too_long(self, golden: Golden):
        assert max(map(len, golden.printed.splitlines())) <= 100


def compare(found, wanted):
    if isinstance(wanted, dict):
        assert found.keys() == wanted.keys()
        found, wanted = list(found.values()), list(wanted.values())
    if isinstance(wanted, list | tuple):
        assert type(found) is type(wanted) and len(found) == len(wanted)
        for one, other in zip(found, wanted, strict=True):
            compare(one, other)
        return
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-15)


def test_ruff_finds_nothing(tmp_path):
    for golden in GOLDENS:
        (tmp_path / f"{golden.name}.py").write_text(golden.printed)
    command = [sys.executable, "-m", "ruff", "check", "--isolated", str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout

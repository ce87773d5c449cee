"""docs/rules.md: the ways to add a rule, run as they stand."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from ast_ad import check_grads
from ast_ad.rules import table

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    path = tmp_path_factory.mktemp("rules") / "stated.py"
    path.write_text("\n\n".join(blocks))
    spec = importlib.util.spec_from_file_location("stated", path)
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        # What the page states ends with the tests of the page.
        patch.setattr(table, "_rules", dict(table.functions()))
        spec.loader.exec_module(module)
        yield module


@pytest.mark.parametrize("name", ["f", "g", "h", "k"])
def test_what_the_page_states_is_right(program, name):
    check_grads(getattr(program, name), (program.np.array([0.3, -0.7, 1.1]),), order=2)

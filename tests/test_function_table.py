"""docs/functions.md is what tools/function_table.py writes."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.filterwarnings("ignore")
def test_the_page_is_current(monkeypatch):
    pytest.importorskip("scipy")
    monkeypatch.setattr(sys, "path", list(sys.path))
    spec = importlib.util.spec_from_file_location("function_table", ROOT / "tools" / "function_table.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if module.versions() not in module.PAGE.read_text():
        pytest.skip("the page was made with other versions")
    assert module.PAGE.read_text() == module.page()
    assert "\n## \n" not in module.page()

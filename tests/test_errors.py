"""Errors: what Python shows of them, and the table of codes."""

from __future__ import annotations

import linecache
import pickle
import re
import traceback
from pathlib import Path

import pytest

import ast_ad
from ast_ad.errors import CODES, DiffError, InternalError, KindError, NoRule, Problems, Refused, explain
from ast_ad.ir import Place

SOURCE = "def f(x):\n    π = x @ 2; y = open(x)\n    return y(\n        x)\n"


@pytest.fixture
def file() -> str:
    name = "<test_errors>"
    linecache.cache[name] = (len(SOURCE), None, SOURCE.splitlines(keepends=True), name)
    return name


@pytest.fixture
def refused(file: str) -> Refused:
    return Refused("AD103", "a file is opened", Place(file, 2, 19, 2, 26, "y = open(x)"), "open it outside")


def test_python_draws_the_caret_under_the_place(refused: Refused) -> None:
    lines = "".join(traceback.format_exception_only(refused)).splitlines()
    text, carets = lines[1:3]
    assert text.strip() == SOURCE.splitlines()[1].strip()
    assert text[carets.index("^") : carets.rindex("^") + 1] == "open(x)"
    assert lines[-2:] == ["ast_ad.errors.Refused: AD103: a file is opened", "hint: open it outside"]


def test_a_range_of_several_lines_is_shown_on_its_first(file: str) -> None:
    error = Refused("AD103", "no", Place(file, 3, 11, 4, 10))
    assert explain(error).splitlines()[1:] == ["    return y(", "           ^^"]
    assert error.end_lineno == 3
    assert "^^" in "".join(traceback.format_exception_only(error))


def test_without_the_file_the_statement_is_shown() -> None:
    error = Refused("AD103", "no", Place("<gone>", 3, 0, 3, 4, "y = open(x)"))
    assert explain(error) == "<gone>:3:1: AD103: no\n    y = open(x)"
    assert "y = open(x)" in "".join(traceback.format_exception_only(error))


def test_without_a_place_there_is_the_message() -> None:
    assert explain(Refused("AD101", "no text", None, "write it down")) == "AD101: no text\n  hint: write it down"
    assert "no text" in "".join(traceback.format_exception_only(Refused("AD101", "no text", None)))


def test_all_problems_are_shown(refused: Refused, file: str) -> None:
    error = Problems([refused, NoRule("AD401", "unknown", Place(file, 3, 11, 3, 12))])
    assert (error.code, error.lineno) == ("AD103", 2)
    assert str(error) == explain(error) == f"{explain(error.problems[0])}\n{explain(error.problems[1])}"
    shown = "".join(traceback.format_exception_only(error))
    assert "a file is opened (and 1 more)" in shown
    assert f"{file}:3:12: AD401: unknown" in shown


def test_families_are_pythons_own() -> None:
    assert issubclass(Refused, SyntaxError)
    assert issubclass(KindError, TypeError)
    assert issubclass(NoRule, Refused)
    assert all(issubclass(cls, DiffError) for cls in (Refused, KindError, InternalError))


@pytest.mark.parametrize("several", [False, True])
def test_errors_pickle(refused: Refused, several: bool) -> None:
    errors = [refused, KindError("AD303", "an int", hint="a float"), InternalError("cse", "lost", "w3 = w2")]
    for error in [Problems([refused, refused])] if several else errors:
        copy = pickle.loads(pickle.dumps(error))
        assert type(copy) is type(error)
        assert (str(copy), explain(copy), copy.__notes__) == (str(error), explain(error), error.__notes__)


def test_an_internal_error_names_the_pass_and_shows_the_ir() -> None:
    error = InternalError("cse", "lost a value", "w3 = w2")
    assert explain(error).splitlines()[:2] == ["AD901: cse: lost a value", "w3 = w2"]


def test_every_code_that_is_used_is_in_the_table_and_the_other_way_round() -> None:
    source = Path(ast_ad.__file__).parent
    texts = [path.read_text() for path in source.rglob("*.py") if path.name != "errors.py"]
    used = {code for text in texts for code in re.findall(r'"(AD\d{3})"', text)} | {"AD901"}
    assert used == set(CODES)

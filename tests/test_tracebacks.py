"""What Python prints of our errors: the user's line with carets, all problems of a function, notes on what was reversed."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ast_ad import grad, jvp

SOURCE = str(Path(__file__).resolve().parent.parent / "src")
PROGRAM = """\
import traceback

from ast_ad import grad


def f(x):
    y = [x]; z = (x
         + eval("é" and "x"))
    for v in vars():
        pass
    return z


try:
    grad(f)(1.0)
except SyntaxError as error:
    traceback.print_exception(error)
"""


def test_python_draws_the_carets(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(PROGRAM, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": SOURCE, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}
    run = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, env=environment, encoding="utf-8", check=False
    )
    assert run.returncode == 0
    shown = run.stderr[run.stderr.index(f'File "{path}", line 8') :].splitlines()
    assert shown[1].strip() == '+ eval("é" and "x"))'
    assert shown[2].count("^") == len('eval("é" and "x")')
    assert shown[2].index("^") - shown[1].index("+") == 2
    assert shown[3] == "ast_ad.errors.Problems: AD103: eval is not supported (and 1 more)"
    assert f"{path}:9:14: AD103: vars is not supported" in shown


def singular(x):
    y = x * x
    return math.sqrt(y) + 1.0


def test_a_singular_derivative_names_the_line() -> None:
    for form in (lambda: grad(singular)(0.0), lambda: jvp(singular, (0.0,), (1.0,))):
        with pytest.raises(ZeroDivisionError) as caught:
            form()
        assert "return math.sqrt(y) + 1.0" in caught.value.__notes__[0]


def failing(x):
    values = [x, x * x]
    for k in range(3):
        x = x + values[k]
    return x


def test_an_exception_of_the_primal_names_the_line() -> None:
    with pytest.raises(IndexError) as caught:
        grad(failing)(1.0)
    assert "x = x + values[k]" in caught.value.__notes__[0]

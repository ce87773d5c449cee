"""The command: what it prints runs, and what it cannot do it says."""

from __future__ import annotations

import ast
import io
import math
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ast_ad
from ast_ad.cli import main


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)

    def file(text: str, name: str = "user.py") -> str:
        (tmp_path / name).write_text(textwrap.dedent(text))
        return name

    return file


def run(text: str) -> dict[str, Any]:
    space: dict[str, Any] = {"__name__": "generated"}
    exec(compile(text, "<generated>", "exec"), space)
    return space


DISTANCE = """
    raise RuntimeError("never run")

    def f(x1, x2):
        return (x1 ** 2 + x2 ** 2) ** 0.5
"""


def test_adjoint(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adjoint", write(DISTANCE)]) == 0
    text = capsys.readouterr().out
    assert "def f_bar(x1: float, x2: float, y_bar: float = 1.0):" in text
    assert run(text)["f_bar"](3.0, 4.0) == pytest.approx((0.6, 0.8))


def test_tangent(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tangent", write(DISTANCE), "f"]) == 0
    assert run(capsys.readouterr().out)["f_dot"](3.0, 4.0, 1.0, 0.0) == pytest.approx((5.0, 0.6))


def test_ssa(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ssa", write(DISTANCE)]) == 0
    text = capsys.readouterr().out
    assert run(text)["f"](3.0, 4.0) == 5.0 and "w5 = " in text


def test_wrt_and_names(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adjoint", write(DISTANCE), "--wrt", "x2", "--names", "trace"]) == 0
    text = capsys.readouterr().out
    assert "w4_bar" in text and run(text)["f_bar"](3.0, 4.0) == pytest.approx(0.8)


LOOP = """
    import numpy as np

    def g(x, n):
        y = 1.0
        for i in range(n):
            y = y * np.sin(x)
        return y

    def total(u, a):
        s = 0.0
        for i in range(len(u)):
            s = s + a * u[i] * u[i]
        return s
"""


def test_all_functions_of_a_file(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adjoint", write(LOOP)]) == 0
    text = capsys.readouterr().out
    assert 'u: "float[:]"' in text and "n: int" in text
    made = run(text)
    assert made["g_bar"](0.5, 3) == pytest.approx(3 * math.sin(0.5) ** 2 * math.cos(0.5))
    u_bar, a_bar = made["total_bar"](np.array([1.0, 2.0]), 3.0)
    assert u_bar.tolist() == [6.0, 12.0] and a_bar == 5.0


def test_values_and_unrolling(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adjoint", write(LOOP), "g", "--set", "n=3", "--unroll"]) == 0
    text = capsys.readouterr().out
    assert not any(isinstance(node, ast.For) for node in ast.walk(ast.parse(text)))
    assert run(text)["g_bar"](0.5, 3) == pytest.approx(3 * math.sin(0.5) ** 2 * math.cos(0.5))


def test_constants_and_helpers_come_with_the_text(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    write("FACTOR = 4.0\ndef double(x): return FACTOR * x / 2\n", "helpers.py")
    user = write(
        """
        import math
        from helpers import double
        HALF = math.pi / 2
        GRID = [1.0, HALF]
        def f(x): return double(x) * HALF
        """
    )
    assert main(["adjoint", user]) == 0
    assert run(capsys.readouterr().out)["f_bar"](1.0) == pytest.approx(math.pi)


def test_output_file(write: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adjoint", write(DISTANCE), "-o", "out.py"]) == 0
    assert capsys.readouterr().out == ""
    assert "def f_bar" in (tmp_path / "out.py").read_text()


def test_output_is_input(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    main(["adjoint", write(DISTANCE), "-o", "out.py", "--wrt", "x1"])
    assert main(["tangent", "out.py", "f_bar", "--wrt", "x1"]) == 0
    made = run(capsys.readouterr().out)["f_bar_dot"](3.0, 4.0, 1.0, x1_dot=1.0)
    assert made == pytest.approx((0.6, 16 / 125))


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("def f(x):\n    return x * x\n"))
    assert main(["adjoint", "-"]) == 0
    assert run(capsys.readouterr().out)["f_bar"](3.0) == 6.0


BAD = """
    def f(x):
        return x * 2.0

    def g(x):
        y = x + unknown(x)
        return y
"""


def test_diagnostics_have_a_caret(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adjoint", write(BAD)]) == 1
    shown = capsys.readouterr()
    assert "def f_bar" in shown.out
    assert "user.py:6:13: AD105" in shown.err and "\n            ^^^^^^^" in shown.err


def test_check(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    user = write(BAD)
    assert main(["adjoint", user, "f", "--check"]) == 0
    assert main(["tangent", user, "--check"]) == 1
    shown = capsys.readouterr()
    assert shown.out == "" and "AD105" in shown.err


def test_a_file_that_is_no_python(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adjoint", write("def f(:\n")]) == 1
    assert "user.py:1:7: AD102" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["adjoint"],
        ["integrate", "user.py"],
        ["adjoint", "nowhere.py"],
        ["adjoint", "user.py", "h"],
        ["adjoint", "user.py", "--wrt", "z"],
        ["adjoint", "user.py", "--types", "x1=nonsense"],
        ["adjoint", "user.py", "--set", "n=3"],
        ["adjoint", "user.py", "--unroll", "0"],
        ["adjoint", "user.py", "--types", "x1=int, x2=int"],
    ],
)
def test_wrong_calls(write: Any, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    write(DISTANCE)
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2 and "error: " in capsys.readouterr().err


def test_colour(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pygments")
    assert main(["adjoint", write(DISTANCE), "--color", "always"]) == 0
    assert "\x1b[" in capsys.readouterr().out
    assert main(["adjoint", write(DISTANCE)]) == 0
    assert "\x1b[" not in capsys.readouterr().out


def test_as_a_module(write: Any, tmp_path: Path) -> None:
    # The package as it is imported here, wherever that is.
    environment = {**os.environ, "PYTHONPATH": str(Path(ast_ad.__file__).resolve().parents[1])}
    command = [sys.executable, "-m", "ast_ad", "adjoint", write(DISTANCE)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert done.returncode == 0 and "def f_bar" in done.stdout and done.stderr == ""


STANDS_ALONE = """
    import numpy as np

    KEPT = np.array([1.0, 2.0, 3.0])

    def scaled(x, k=-2, by=(1, 3)):
        return x * k * by[1]

    def table(x):
        grid = [[0.0] * 3 for _ in range(len(x))]
        for i in range(len(x)):
            grid[i][1] = x[i] * x[0]
        return grid[1][1] + grid[2][1]

    def draws(x):
        rng = np.random.default_rng(3)
        return (x * (rng.random(x.shape) < 0.7)).sum() * x[0]

    def total(x):
        return (x**2).sum() + scaled(x[0])

    def single(x: "np.float32[:]"):
        return x[0] * 2.5

    def kept(x):
        c = KEPT * 1
        c[0] = x[0]
        return x @ c
"""


def test_printed_modules_name_what_they_use(write: Any, tmp_path: Path) -> None:
    """Of helpers, annotations, random draws, defaults and globals."""
    file = write(STANDS_ALONE)
    x = np.array([0.5, -1.0, 2.0])
    for mode in ("adjoint", "tangent"):
        assert main([mode, file, "--types", "x=float[:]", "-o", f"{mode}.py"]) == 0
        said = subprocess.run(
            [sys.executable, "-m", "ruff", "check", "--isolated", f"{mode}.py"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 0, said.stdout
    reverse = run((tmp_path / "adjoint.py").read_text())
    forward = run((tmp_path / "tangent.py").read_text())
    for name in ("table", "draws", "total", "kept"):
        slope = [forward[f"{name}_dot"](x, e)[1] for e in np.eye(3)]
        np.testing.assert_allclose(reverse[f"{name}_bar"](x), slope)
    assert reverse["KEPT"].tolist() == [1.0, 2.0, 3.0]


def test_single_precision_is_stated(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adjoint", write(STANDS_ALONE), "single"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("import numpy as np\n") and '"np.float32[:]"' in text


def test_a_default_that_only_the_run_knows(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(
        """
        def helper(x, factors=[2.0]):
            return x * factors[0]

        def f(x):
            return helper(x)
        """
    )
    assert main(["adjoint", file, "f"]) == 1
    assert "the default of factors in helper is not known without running the file" in capsys.readouterr().err


NAMED = """
    sq = lambda x: x * x

    def f(x):
        return x**5

    def power(x, n: int):
        if n == 0:
            return 1.0
        return x * power(x, n - 1)
"""


def test_functions_are_called_by_their_names(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """A lambda by the name that it is bound to, and what is asked for before what that calls."""
    file = write(NAMED)
    assert main(["adjoint", file]) == 0
    made = run(capsys.readouterr().out)
    assert made["sq_bar"](3.0) == 6.0 and made["f_bar"](1.0) == 5.0
    assert main(["tangent", file, "power", "--wrt", "x"]) == 0
    text = capsys.readouterr().out
    assert text.count("def ") == 1 and run(text)["power_dot"](3.0, 2, 1.0) == (9.0, 6.0)
    assert main(["ssa", file, "power"]) == 0
    text = capsys.readouterr().out
    assert text.count("def ") == 1 and "w0 = x" in text and run(text)["power"](3.0, 2) == 9.0


CONSTANTS = """
    from typing import Optional

    FACTOR = 2.0

    def opt(x, mode="a", n: Optional[int] = None, by=(1.0, "deg"), g=FACTOR * 2):
        if mode == "a":
            x = x * x
        return (x if n is None else x**n) * by[0]

    def power(x, n):
        y = 1.0
        for _ in range(n):
            y = y * x
        return y

    def product(x, *more, **words):
        for factor in more:
            x = x * factor
        return x * x

    def renamed(s: str, x):
        return x * 2

    def gap(x=1.0, k=max(2, 3), z=3.0):
        return x * k * z
"""


def test_a_text_refuses_constants_that_it_is_not_for(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(CONSTANTS)
    assert main(["adjoint", file, "opt", "--wrt", "x"]) == 0
    text = capsys.readouterr().out
    assert all(part in text for part in ("mode: str = 'a'", "n: None = None", "g: float = 4.0"))
    derivative = run(text)["opt_bar"]
    assert derivative(3.0) == derivative(3.0, "a", None, (1.0, "deg")) == 6.0
    for wrong in ({"mode": "b"}, {"n": 2}, {"by": (1.0, "rad")}):
        with pytest.raises(ValueError, match="opt_bar is for mode='a', n=None, by"):
            derivative(3.0, **wrong)
    assert main(["tangent", file, "opt", "--wrt", "x", "--set", "mode='b', n=2"]) == 0
    derivative = run(capsys.readouterr().out)["opt_dot"]
    assert derivative(3.0, x_dot=1.0) == derivative(3.0, "b", 2, x_dot=1.0) == (9.0, 6.0)
    with pytest.raises(ValueError, match="n=2"):
        derivative(3.0, "b", x_dot=1.0, n=3)


def test_a_text_that_refuses_is_input(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is handed on behind the raise."""
    assert main(["adjoint", write(CONSTANTS), "opt", "--wrt", "x", "--set", "n=3", "-o", "out.py"]) == 0
    assert main(["tangent", "out.py", "opt_bar", "--wrt", "x"]) == 0
    text = capsys.readouterr().out
    assert "else" not in text and "= None\n" not in text
    assert run(text)["opt_bar_dot"](2.0, x_dot=1.0) == (192.0, 480.0)


@pytest.mark.parametrize("more", [[], ["--unroll"]])
def test_a_value_that_is_set_is_stated(write: Any, more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adjoint", write(CONSTANTS), "power", "--set", "n=3", *more]) == 0
    derivative = run(capsys.readouterr().out)["power_bar"]
    assert derivative(2.0) == derivative(2.0, 3) == 12.0
    with pytest.raises(ValueError, match="power_bar is for n=3"):
        derivative(2.0, 7)


@pytest.mark.parametrize("mode", ["adjoint", "tangent", "ssa"])
def test_arguments_that_are_taken_to_be_none_at_all(write: Any, mode: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([mode, write(CONSTANTS), "product"]) == 0
    (derivative,) = [item for name, item in run(capsys.readouterr().out).items() if name.startswith("product")]
    assert derivative(3.0, **({"x_dot": 1.0} if mode == "tangent" else {})) in (6.0, 9.0, (9.0, 6.0))
    for more, words in (((2.0,), {}), ((), {"a": 1.0})):
        with pytest.raises(TypeError):
            derivative(3.0, *more, **words)


def test_an_annotation_that_names_no_kind(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(CONSTANTS)
    assert main(["adjoint", file, "renamed"]) == 1
    assert "AD307: 's' is no number" in capsys.readouterr().err
    assert main(["adjoint", file, "renamed", "--set", "s='m'"]) == 0
    assert run(capsys.readouterr().out)["renamed_bar"]("m", 3.0) == 2.0


def test_a_default_before_one_that_is_not_known(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adjoint", write(CONSTANTS), "gap", "--types", "k=float"]) == 0
    derivative = run(capsys.readouterr().out)["gap_bar"]
    assert derivative(2.0, 5.0) == (15.0, 6.0, 10.0)


LIBRARY = """
    import numpy as np
    from numbers_ import SCALE as scale, OFFSET

    def shape(x, act=np.tanh):
        return act(x) * scale + OFFSET

    def unpacked(params, x):
        w, b = params
        return w * x + b

    def name(text: str):
        return text

    def find_zero(a, b, c):
        lo, hi = a, b
        while hi - lo > 1e-9 and a < b:
            mid = 0.5 * (lo + hi)
            if mid**3 < c:
                lo = mid
            else:
                hi = mid
        return lo * np.pi
"""


def test_values_of_a_file_beside(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Under another name too; and a function of a library as a default."""
    write("UNIT = 0.5\nSCALE = 4 * UNIT\nOFFSET: float = 1.0\n", "numbers_.py")
    assert main(["tangent", write(LIBRARY), "shape"]) == 0
    derivative = run(capsys.readouterr().out)["shape_dot"]
    assert derivative(0.0, x_dot=1.0) == (1.0, 2.0)
    with pytest.raises(ValueError, match=r"act=np\.tanh"):
        derivative(0.0, np.sin, x_dot=1.0)


def test_the_kinds_that_were_taken_are_said(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """And a function that has nothing to do with numbers is passed over, if it is not asked for."""
    write("SCALE = OFFSET = 1.0\n", "numbers_.py")
    file = write(LIBRARY)
    assert main(["adjoint", file, "--check"]) == 1
    said = capsys.readouterr().err
    assert "note: unpacked was read with params=float, x=float" in said and "text" not in said
    assert main(["adjoint", file, "unpacked", "--types", "params=tuple[float, float]"]) == 0
    with pytest.raises(SystemExit):
        main(["adjoint", file, "name"])


def test_the_names_of_the_user_stay_apart(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """What begins as an argument and has a name of its own keeps it; a known number has its name."""
    write("SCALE = OFFSET = 1.0\n", "numbers_.py")
    assert main(["adjoint", write(LIBRARY), "find_zero"]) == 0
    text = capsys.readouterr().out
    assert "while hi - lo > 1e-09 and a < b:" in text and "lo = mid" in text and "hi = mid" in text
    assert "3.14159" not in text

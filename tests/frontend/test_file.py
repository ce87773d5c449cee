"""Files that are read and never run."""

from __future__ import annotations

import io
import math
import sys
import textwrap
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from ast_ad.errors import Refused
from ast_ad.frontend.reading.file import read
from ast_ad.frontend.reading.source import Source


def write(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text))
    return str(path)


def names(path: str) -> Any:
    return next(iter(read(path).values())).namespace


MAIN = """
    from __future__ import annotations
    import functools, os
    import math
    import numpy as np
    import numpy.linalg as la
    import scipy.special
    from math import sin as sine
    from numpy import linalg
    from helpers import square, twice as double
    import helpers
    import package.inner
    import unknown_module

    raise RuntimeError("this file is never run")
    N, M = 4, -2
    STEP: float = 2 * math.pi / N
    TABLE = [1.0, 2.0]
    GRID = np.array([1.0, STEP])
    CHANGED = [1.0]
    CHANGED.append(2.0)
    TWICE = 1.0
    TWICE += 1.0
    LOADED = open("file").read()
    counter = 0.0

    def f(x):
        global counter
        return x

    @functools.cache
    def cached(x):
        return x

    @os.whatever
    def decorated(x):
        return x

    cube = lambda x: x ** 3

    class A:
        pass

    if N > 3:
        def maybe(x):
            return x

    if __name__ == "__main__":
        N = 5
        f(1)
"""


@pytest.fixture
def main(tmp_path: Path) -> str:
    write(
        tmp_path / "helpers.py", "SCALE = 3.0\ndef square(x):\n    return x * x * SCALE\ndef twice(x): return 2 * x\n"
    )
    write(tmp_path / "package" / "__init__.py", "")
    write(tmp_path / "package" / "inner.py", "from . import other\nfrom .other import g\n")
    write(tmp_path / "package" / "other.py", "def g(x): return -x\n")
    return write(tmp_path / "main.py", MAIN)


def test_functions_of_a_file(main: str) -> None:
    found = read(main)
    assert list(found) == ["f", "cached", "decorated", "cube", "maybe"]
    place = found["f"].place(found["f"].node.body[-1])
    assert (place.file, place.line, place.statement) == (main, 29, "return x")
    assert found["cube"].place(found["cube"].node.body[0]).statement == "x ** 3"


def test_what_names_mean(main: str) -> None:
    lookup = names(main).lookup
    assert lookup("np") is np and lookup("la") is np.linalg and lookup("linalg") is np.linalg
    assert lookup("sine") is math.sin and lookup("scipy").special is not None and lookup("abs") is abs
    assert (lookup("N"), lookup("M"), lookup("STEP"), lookup("TABLE")) == (4, -2, math.pi / 2, [1.0, 2.0])
    assert lookup("GRID").tolist() == [1.0, math.pi / 2]
    assert isinstance(lookup("f"), Source) and isinstance(lookup("cached"), Source)
    with pytest.raises(KeyError):
        lookup("nowhere")


def test_modules_beside_the_file(main: str) -> None:
    lookup = names(main).lookup
    assert isinstance(lookup("helpers"), ModuleType)
    assert lookup("square") is lookup("helpers").square and lookup("double").node.name == "twice"
    assert lookup("square").namespace.lookup("SCALE") == 3.0
    assert lookup("package").inner.g is lookup("package").other.g
    with pytest.raises(AttributeError):
        lookup("helpers").nothing  # noqa: B018


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("CHANGED", 21),
        ("TWICE", 23),
        ("LOADED", 24),
        ("counter", 28),
        ("decorated", 35),
        ("A", 41),
        ("maybe", 45),
        ("unknown_module", 13),
    ],
)
def test_what_is_not_known_is_refused_when_used(main: str, name: str, line: int) -> None:
    with pytest.raises(Refused) as caught:
        names(main).lookup(name)
    assert caught.value.code == "AD110" and caught.value.place is not None
    assert (caught.value.place.file, caught.value.place.line) == (main, line)


def test_import_star(tmp_path: Path) -> None:
    path = write(tmp_path / "a.py", "from numpy import *\ndef f(x): return sin(x)\n")
    with pytest.raises(Refused, match="AD105"):
        names(path).lookup("sin")


def test_derivatives_are_not_their_primals(tmp_path: Path) -> None:
    path = write(tmp_path / "a.py", "from ast_ad import grad\n@grad\ndef f(x): return x\ndef g(x): return f(x)\n")
    assert "f" in read(path)
    with pytest.raises(Refused, match="a derivative"):
        names(path).lookup("f")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("def f(x):\n    return x\n"))
    source = read("-")["f"]
    assert source.place(source.node.body[0]).file == "<stdin>"


def test_files_that_are_no_python(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        read(write(tmp_path / "a.py", "x = 1\ndef f(:\n"))
    assert caught.value.code == "AD102" and caught.value.lineno == 2 and caught.value.offset == 7
    (tmp_path / "b.py").write_bytes(b"x = '\xff'\n")
    (tmp_path / "c.py").write_bytes(b"x = 1\0")
    for name in ("b.py", "c.py"):
        with pytest.raises(Refused):
            read(str(tmp_path / name))
    with pytest.raises(OSError):
        read(str(tmp_path / "nowhere.py"))

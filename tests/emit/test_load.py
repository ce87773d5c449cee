"""Generated functions: bound to the primal's globals and closure, and visible to inspect, tracebacks and pdb."""

from __future__ import annotations

import gc
import inspect
import linecache
import math
import traceback
from collections.abc import Callable
from types import FunctionType

import numpy
import pytest

from ast_ad.emit.load import load

TEXT = '''\
import numpy as np


def _helper(x):
    return np.sin(x)


def f_bar(x, y_bar=1.0):
    """x_bar = y_bar * df/dx."""
    return scale * _helper(x) * y_bar
'''

np = "not numpy"
scale = 2.0


def sum(x: float) -> str:
    return "not the builtin"


def plain(x: float) -> float:
    return x


assert isinstance(plain, FunctionType)
primal = plain


def test_globals_are_live_and_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(globals())
    f_bar = load(TEXT, "f_bar", primal)
    assert f_bar(1.0) == 2.0 * math.sin(1.0)
    monkeypatch.setitem(globals(), "scale", 3.0)
    assert f_bar(1.0) == 3.0 * math.sin(1.0)
    assert np == "not numpy" and set(globals()) == before


def test_closures_are_live() -> None:
    def outer() -> tuple[FunctionType, Callable[[float], None]]:
        scale = 5.0

        def inner(x: float) -> float:
            return x * scale

        def change(value: float) -> None:
            nonlocal scale
            scale = value

        assert isinstance(inner, FunctionType)
        return inner, change

    inner, change = outer()
    f_bar = load(TEXT, "f_bar", inner)
    assert f_bar(1.0) == 5.0 * math.sin(1.0)
    change(7.0)
    assert f_bar(1.0) == 7.0 * math.sin(1.0)


def test_builtins_are_builtins() -> None:
    assert load("def f(x):\n    return sum(x)\n", "f", primal)([1, 2]) == 3


def test_names_given() -> None:
    own = load("def f(x):\n    return rule(x)\n", "f", primal, {"rule": math.cos})
    assert own(0.0) == 1.0 and "rule" not in globals()


def test_without_a_primal() -> None:
    f_bar = load("from __future__ import annotations\n" + TEXT, "f_bar", None, {"scale": 1.0})
    assert f_bar(numpy.float64(1.0)) == math.sin(1.0)
    assert f_bar.__qualname__ == "f_bar"


def test_lines_are_shown() -> None:
    f_bar = load(TEXT, "f_bar", primal)
    assert inspect.getsource(f_bar) == TEXT[TEXT.index("def f_bar") :]
    assert f_bar.__code__.co_filename.startswith("<ast_ad f_bar #")
    linecache.checkcache()
    with pytest.raises(TypeError) as caught:
        f_bar("a")
    lines = [frame.line for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert lines[-2:] == ["return scale * _helper(x) * y_bar", "return np.sin(x)"]


def test_lines_go_with_the_function() -> None:
    f_bar = load(TEXT, "f_bar", primal)
    file = f_bar.__code__.co_filename
    assert file in linecache.cache
    del f_bar
    gc.collect()
    assert file not in linecache.cache

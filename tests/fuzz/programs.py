"""Whole random programs: a module of helpers and a function ``f``, with arguments for it."""

from __future__ import annotations

import itertools
import linecache
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import numpy as np
from hypothesis import strategies as st

from fuzz.objects import CLASSES
from fuzz.scope import Array, Scalar, Whole
from fuzz.statements import body, give_back
from fuzz.writer import Helper, Writer

_numbers = itertools.count(1)
HEAD = f"""import contextlib
import copy
import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

{CLASSES}"""


@dataclass(frozen=True)
class Program:
    """``arguments`` is the text of a function that makes new arguments."""

    text: str
    arguments: str

    def load(self) -> tuple[FunctionType, Callable[[], tuple[Any, ...]]]:
        """The function, and what makes its arguments."""
        file = f"<fuzz {next(_numbers)}>"
        linecache.cache[file] = (len(self.text), None, self.text.splitlines(keepends=True), file)
        space: dict[str, Any] = {"__name__": "fuzz"}
        exec(compile(self.text, file, "exec"), space)
        return space["f"], lambda: eval(self.arguments, {"np": np})

    @property
    def runnable(self) -> str:
        """A file that checks the program by itself."""
        check = "\n\nif __name__ == '__main__':\n    from fuzz.modes import check\n\n"
        return f"{self.text}{check}    check(f, lambda: {self.arguments})\n"


def parameters(w: Writer, kinds: tuple[Any, ...]) -> list[str]:
    """Bind a parameter of each kind."""
    names = []
    for kind in kinds:
        name = w.name("n" if kind == "int" else "x" if kind == () else "a")
        names.append(name)
        if kind == "int":
            w.bind(Whole(name, 0, 3))
        elif kind == ():
            w.bind(Scalar(name))
        else:
            w.bind(Array(name, kind, w.storage()))
    return names


def helper(draw: Callable[[Any], Any], number: int, others: list[Helper]) -> tuple[str, Helper]:
    """A function that the program calls: plain, writing into its first argument, or recursive."""
    w = Writer(draw, others, budget=5)
    name = f"h{number}"
    form = w.pick(("plain", "writes", "recursive", "array"))
    kinds: list[Any] = [w.pick(((), (3,), (4,), (2, 2), "int")) for _ in range(w.pick((1, 2, 3)))]
    if form in ("writes", "array"):
        kinds[0] = w.pick(((3,), (4,), (2, 2)))
    result = kinds[0] if form == "array" else w.pick(((), None)) if form == "writes" else ()
    w.result, w.writes = None if result is None else (result,), form == "writes"
    if form == "recursive":
        kinds = [(), *kinds[:1], "int"]
    if () not in kinds:
        kinds.append(())
    names = parameters(w, tuple(kinds))
    w.line(f"def {name}({', '.join(names)}):")
    w.lines = [w.lines[-1].strip()]
    own = Helper(name, tuple(kinds), result, form == "writes")
    if form == "recursive":
        w.line(f"if {names[-1]} <= 0:")
        w.line(f"    return {names[0]}")
        inner = ", ".join([*names[:-1], f"{names[-1]} - 1"])
        if w.chance(50):
            w.line(f"r = {name}({inner})")
            w.bind(Scalar("r"))
        else:
            w.line(f"{names[0]} = 0.9 * {name}({inner})")
    finish(w, 4)
    return "\n".join(w.lines) + "\n", own


def finish(w: Writer, most: int) -> None:
    body(w, 1, most)
    if not w.dead:
        give_back(w)


@st.composite
def programs(draw: Callable[[Any], Any], most: int = 8) -> Program:
    texts, helpers = [], []
    for number in range(draw(st.integers(0, 2))):
        text, made = helper(draw, number, list(helpers))
        texts.append(text)
        helpers.append(made)
    w = Writer(draw, helpers, budget=draw(st.integers(2, 18)))
    w.bind(Scalar("x"))
    w.bind(Whole("n", 0, 3))
    names, values = ["x", "n"], [w.pick(("0.6", "-0.4")), w.pick(("2", "3", "1", "0"))]
    for name, shape in (("u", (4,)), ("A", (3, 4)), ("v", (3,)), ("q", ())):
        if not w.chance(40):
            continue
        names.append(name)
        if shape == ():
            w.bind(Scalar(name))
            values.append("0.8")
        else:
            w.bind(Array(name, shape, w.storage()))
            values.append(_array_text(shape))
    if w.chance(20):
        # Never assigned, and far from zero.
        names.append("p")
        w.bind(Scalar("p"))
        values.append(w.pick(("0.5", "-0.5")))
    w.result = w.pick((((),), ((),), ((), ()), ((3,),), ((), (4,))))
    w.lines = [f"def f({', '.join(names)}):"]
    finish(w, most)
    texts.append("\n".join(w.lines) + "\n")
    return Program("\n\n".join([HEAD, *texts]), f"({', '.join(values)},)")


def _array_text(shape: tuple[int, ...]) -> str:
    numbers = [round(float(np.sin(2.0 + 1.3 * k)) * 0.9, 2) for k in range(int(np.prod(shape)))]
    nested = np.reshape(numbers, shape).tolist()
    return f"np.array({nested})"

"""The language, construct by construct: each row is a program that runs, or that is refused with a code at a line.

``docs/limitations.md`` is printed from this by ``tools/limitations.py``.
"""

from __future__ import annotations

import copy
import importlib
import pkgutil
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import ast_ad
from ast_ad.errors import DiffError, Problems, Refused

HERE = "# here"


@dataclass(frozen=True, slots=True)
class Row:
    """A construct and a function that uses it. ``code`` is that of the refusal, "" where it is supported."""

    section: str
    construct: str
    function: Callable[..., Any]
    samples: tuple[Any, ...]
    code: str = ""
    instead: str = ""

    def arguments(self) -> list[Any]:
        return copy.deepcopy(list(self.samples))

    def derivative(self) -> Any:
        return ast_ad.grad(self.function)(*self.arguments())

    def refusal(self) -> DiffError | None:
        """The error with which it is refused, its first problem; None if it is not."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.derivative()
        except Problems as error:
            return error.problems[0]
        except DiffError as error:
            return error
        return None

    def check(self) -> None:
        """Require what the row says."""
        if self.code:
            found = self.refusal()
            assert found is not None, "it is not refused"
            assert found.code == self.code, found
            assert found.hint or self.instead, "nothing tells what to write instead"
            if isinstance(found, Refused):
                assert found.place is not None, "the error has no place"
                with open(found.place.file) as file:
                    line = file.read().splitlines()[found.place.line - 1]
                assert HERE in line, f"the error is at line {found.place.line}: {line}"
            return
        value, slope = ast_ad.value_and_grad(self.function)(*self.arguments())
        expected = self.function(*self.arguments())
        assert np.allclose(value, expected, rtol=1e-12), f"the value is {value}, not {expected}"
        ast_ad.check_grads(self.function, self.arguments(), order=1)
        assert slope is not None


_ROWS: list[Row] = []


def row(
    construct: str, *samples: Any, refused: str = "", instead: str = "", section: str = ""
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a function a row: at the samples it is right, or it is refused with a code at the line that ends with HERE."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        heading = section or str(importlib.import_module(function.__module__).__doc__).partition(".")[0]
        _ROWS.append(Row(heading, construct, function, samples, refused, instead))
        return function

    return register


def rows() -> list[Row]:
    """All rows, section by section."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        importlib.import_module(module.name)
    return _ROWS

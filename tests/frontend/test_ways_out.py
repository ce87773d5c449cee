"""Every refusal says what to write instead."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import ast_ad
from ast_ad.errors import CODES, Refused
from ast_ad.frontend.machine.words import WAYS_OUT


@dataclass
class Point:
    x: float

    @property
    def double(self) -> float:
        return 2.0 * self.x


def pair(a: float, b: float) -> float:
    return a * b


def misspelt(x: float) -> Any:
    return Point(x).doubel  # type: ignore[attr-defined]


def missing(x: float) -> Any:
    return pair(x)  # type: ignore[call-arg]


def too_many(x: float) -> Any:
    return Point(x, x, x).x  # type: ignore[call-arg]


def no_setter(x: float) -> Any:
    p = Point(x)
    p.double = x  # type: ignore[misc]
    return p.x


def deep(x: float) -> Any:
    def f(n: int) -> Any:
        return f(n + 1) * x

    return f(0)


def unknown_method(x: float) -> Any:
    return [x].shuffle()  # type: ignore[attr-defined]


def as_a_number(x: float) -> Any:
    return math.sin(Point(x))  # type: ignore[arg-type]


def starred(x: Any) -> Any:
    return math.hypot(*x)


@pytest.mark.parametrize(
    ("function", "code", "hint"),
    [
        (misspelt, "AD106", "double"),
        (missing, "AD107", "signature"),
        (too_many, "AD107", "signature"),
        (no_setter, "AD201", "double.setter"),
        (deep, "AD111", "return"),
        (unknown_method, "AD106", "class"),
        (as_a_number, "AD110", "items or attributes"),
    ],
)
def test_the_hint(function: Any, code: str, hint: str) -> None:
    with pytest.raises(Refused) as caught:
        ast_ad.grad(function)(0.7)
    assert caught.value.code == code
    assert hint in caught.value.hint, caught.value.hint


def test_starred_arguments_of_a_function_that_takes_any_number() -> None:
    with pytest.raises(Refused) as caught:
        ast_ad.grad(starred)(np.array([1.0, 2.0]))
    assert (caught.value.code, caught.value.hint[:7]) == ("AD109", "say how")


def test_codes_that_have_one() -> None:
    assert WAYS_OUT.keys() <= CODES.keys()

"""Classes made by ``exec``, of whose methods there is no text."""

from __future__ import annotations

from typing import Any

import pytest

import ast_ad
from ast_ad.errors import Refused

TEXT = """
from dataclasses import dataclass

@dataclass(order=True)
class Plain:
    x: float

class Written:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return True
"""
MADE: dict[str, Any] = {}
exec(TEXT, MADE)  # noqa: S102


class Lent:
    def __init__(self, x: float) -> None:
        self.x = x

    __eq__ = MADE["Written"].__eq__
    __hash__ = None  # type: ignore[assignment]


class Begun:
    __init__ = MADE["Written"].__init__


def test_what_dataclasses_wrote_is_known() -> None:
    plain = MADE["Plain"]

    def f(x: float) -> Any:
        return max(plain(x), plain(x * x)).x ** 2

    assert ast_ad.grad(f)(0.5) == 1.0


def constructs(x: float) -> Any:
    return MADE["Written"](x).x


def is_begun(x: float) -> Any:
    return Begun(x).x  # type: ignore[attr-defined]


def compares(x: float) -> Any:
    return x * x if Lent(x) == Lent(2.0) else x


@pytest.mark.parametrize(
    ("function", "method"), [(constructs, "__init__"), (is_begun, "__init__"), (compares, "__eq__")]
)
def test_methods_without_text(function: Any, method: str) -> None:
    with pytest.raises(Refused) as caught:
        ast_ad.grad(function)(0.7)
    assert (caught.value.code, method in str(caught.value)) == ("AD101", True)
    assert caught.value.place is not None
    assert caught.value.place.file == __file__

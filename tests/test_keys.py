"""Values with one key have one description: what was compiled for the one serves the other."""

from __future__ import annotations

import itertools
from collections import namedtuple
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pytest

from ast_ad.dispatch.keys import key_of
from ast_ad.frontend.arguments import describe


@dataclass
class Pair:
    shared: ClassVar[float] = 2.0
    left: Any
    right: Any


Point = namedtuple("Point", "x y")

VALUES: list[Any] = [
    None, 1, 1.0, True, 1j, "a", np.float64(1.0), np.float32(1.0), np.ones(1), np.ones(3), np.ones((3, 1)), np.ones((1, 3)),
    np.ones((3, 3))[:, 1], np.ones(3, np.float32), np.arange(3), (), (1.0,), (1.0, 2.0), (1.0, 2), ((1.0,), 2.0), ((1.0, 2.0),),
    [1.0], [1, 2], [1.0, 2], [True], [[1.0], [2.0, 3.0]], [[1.0], [2]], [[1.0, "a"], [1.0, "a"]], [(1.0, 2.0)],
    [(1.0, 2.0), (3.0, 4.0)], [np.ones(3)], [np.ones(1)], [np.ones(3), np.ones(1)], [None, None], [[]], [], {}, {"a": 1.0},
    {"b": 1.0}, {"a": 1.0, "b": 2.0}, {"b": 2.0, "a": 1.0}, {"a": (1.0,)}, Pair(1.0, 2.0), Pair(1.0, 2), Pair(None, "a"),
    Point(1.0, 2.0), Point(1.0, (2.0,)), (Point, 1.0), (1.0, "a"), (1.0, "b"), np.ones(5), np.ones(20), [np.ones(20)],
]  # fmt: skip


def test_one_key_is_one_description() -> None:
    for one, other in itertools.combinations(VALUES, 2):
        if key_of(one) == key_of(other):
            assert describe(one).exact == describe(other).exact, (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (np.ones(3), np.zeros(2)),
        (np.ones(4), np.zeros(7)),
        (np.ones(8), np.zeros(99)),
        ([1.0], [1.0, 2.0]),
        ([np.ones(9)], [np.ones(10), np.ones(11)]),
        ([[1.0]], [[1.0, 2.0], [3.0]]),
        (Pair(1.0, [2.0]), Pair(3.0, [4.0, 5.0])),
        ({"a": np.ones(5)}, {"a": np.ones(7)}),
    ],
)
def test_numbers_and_lengths_are_not_in_a_key(one: Any, other: Any) -> None:
    assert key_of(one) == key_of(other)

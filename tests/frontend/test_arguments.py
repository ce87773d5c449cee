"""Arguments taken apart, and put together again."""

from __future__ import annotations

import dataclasses
import enum
import functools
from collections import namedtuple
from typing import Any

import numpy as np
import pytest

from ast_ad.errors import KindError
from ast_ad.frontend.arguments import Fixed, describe, dynamic, every_leaf, flatten, unflatten
from ast_ad.kinds import FLOAT, INT, MANY, Array, List, Number, Opaque
from ast_ad.tree import LEAF, Node


@dataclasses.dataclass(frozen=True)
class Point:
    x: float
    tag: str = "a"

    def __post_init__(self) -> None:
        assert self.x is not None


class Model:
    def __init__(self) -> None:
        self.w = np.ones(3)
        self.act = np.tanh
        self.rng = np.random.default_rng(0)


class Colour(enum.Enum):
    RED = 1


Pair = namedtuple("Pair", "a b")
FLOATS = np.dtype(float)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1.0, FLOAT),
        (1, INT),
        (np.float32(1), Number(float, np.dtype("f4"))),
        (np.ones((1, 3)), Array(FLOATS, (1, MANY), True)),
        (np.ones((3, 2)).T, Array(FLOATS, (MANY, MANY), False)),
        ([1.0, 2], List(FLOAT)),
        ([[1.0, 2.0], [3.0]], List(List(FLOAT))),
        ({1, 2}, Opaque(set)),
    ],
)
def test_leaves(value: Any, kind: object) -> None:
    found = describe(value)
    assert (found.tree, found.kinds) == (LEAF, (kind,))
    assert flatten(found, value)[0] is value


@pytest.mark.parametrize(
    "value", [None, "a", np.sin, len, Point, np, range(3), Colour.RED, np.dtype("f4"), functools.cache(len)]
)
def test_what_carries_no_number_is_bound_by_value(value: object) -> None:
    found = describe(value)
    assert found.fixed
    assert found.kinds == (Fixed(value),)
    assert flatten(found, value) == []
    assert dynamic(found) == Node(Fixed, ())


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        ((1.0, "a", None), (FLOAT, Fixed("a"), Fixed(None))),
        ({"a": 1.0, "f": np.sum}, (FLOAT, Fixed(np.sum))),
        ([(1.0, 2.0)], (FLOAT, FLOAT)),
        ([1.0, "a"], (FLOAT, Fixed("a"))),
        (Point(1.0), (FLOAT, Fixed("a"))),
        (Pair(1, 2.0), (INT, FLOAT)),
        (slice(1, None), (INT, Fixed(None), Fixed(None))),
        ([], ()),
    ],
)
def test_structure(value: Any, kinds: tuple[object, ...]) -> None:
    found = describe(value)
    assert found.kinds == kinds
    assert found == describe(value)
    assert hash(found) == hash(describe(value))
    assert unflatten(found.tree, every_leaf(found.tree, value)) == value
    assert flatten(found, value) == [
        leaf for leaf, kind in zip(every_leaf(found.tree, value), kinds) if not isinstance(kind, Fixed)
    ]


def test_an_instance_is_its_attributes() -> None:
    model = Model()
    found = describe(model)
    assert isinstance(found.tree, Node)
    assert found.tree.names == ("w", "act", "rng")
    assert found.kinds == (Array(FLOATS, (MANY,), True), Fixed(np.tanh), Opaque(np.random.Generator))
    assert flatten(found, model) == [model.w, model.rng]


def test_classes_are_filled_in_without_running_their_init() -> None:
    found = describe(Point(1.0))
    assert unflatten(found.tree, [None, None]).x is None  # type: ignore[attr-defined]


def test_constants_are_equal_if_type_and_value_are() -> None:
    assert describe(1, static=True) != describe(1.0, static=True) != describe(True, static=True)
    assert Fixed(0.0) != Fixed(-0.0)
    assert describe((1, 2), static=True).fixed


@pytest.mark.parametrize(
    "value",
    [
        np.matrix([1.0]),
        np.ma.ones(3),
        np.array([None]),
        {"a": [np.array([None])]},
        [np.matrix([1.0])],
        type("Frame", (), {"__array__": lambda self: np.ones(1), "__module__": "pandas.core"})(),
    ],
)
def test_what_looks_like_an_array_and_is_none_is_refused(value: object) -> None:
    with pytest.raises(KindError, match=r"AD302: the argument x"):
        describe(value, name="x")


def test_what_contains_itself_is_refused() -> None:
    ring: list[Any] = [1.0, "a"]
    ring.append(ring)
    with pytest.raises(KindError, match=r"x\[2\] contains itself"):
        describe(ring, name="x")


def test_static_needs_a_hash() -> None:
    with pytest.raises(KindError, match="list has none"):
        describe([1], static=True, name="x")

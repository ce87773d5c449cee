"""The kind of what an index picks is that of the real result."""

from __future__ import annotations

import numpy as np
import pytest
from rule_check import check_kind, own_kind

from ast_ad.build import flatten
from ast_ad.ir import Const, Index, Value
from ast_ad.kinds import FLOAT, INT, Array, Extent, List, Number
from ast_ad.rules import infer

X = np.arange(24.0).reshape(2, 3, 4)
MASK = X > 3
INDICES = [
    0,
    -1,
    (0, 1),
    (0, 1, 2),
    (0, 1, 2, ...),
    slice(None),
    slice(1, None),
    slice(None, -1),
    slice(1, -1),
    (..., 0),
    (0, ..., 1),
    None,
    (None, 0),
    (slice(None), None, 0),
    (slice(None, None, -1),),
    (slice(None), slice(0, 2)),
    (slice(None), slice(None, None, 2)),
    [0, 1],
    ([0, 1], [1, 2]),
    (slice(None), [0, 1, 1]),
    (0, slice(None), [0, 1]),
    ([[0, 1], [1, 0]],),
    MASK,
    MASK[:, 0, 0],
    (slice(None), MASK[0, :, 0]),
    np.array([1, 0, 1]),
    (np.array([1, 0]), slice(None), np.array([[1], [2]])),
    (..., slice(1, 3)),
    (slice(2, 1),),
    (slice(-2, None),),
    ...,
]


def load_kind(kind, index):
    items = index if isinstance(index, tuple) else (index,)
    flat = [flatten(item) for item in items]
    path = (Index(tuple(tree for tree, _ in flat)),)
    return infer.load(kind, path, [atom for _, atoms in flat for atom in atoms])


@pytest.mark.parametrize("index", INDICES, ids=map(str, range(len(INDICES))))
def test_kind(index):
    param = Value(own_kind(X))
    check_kind(load_kind(param.kind, index), X[index], {param: X})


@pytest.mark.parametrize("index", INDICES, ids=map(str, range(len(INDICES))))
def test_lengths_are_known_only_by_name(index):
    """The lengths of the sample are not those of the program."""
    kind = load_kind(own_kind(X), index)
    if isinstance(kind, Array) and kind.dims is not None:
        chosen = np.count_nonzero(index) if isinstance(index, np.ndarray) and index.dtype == bool else 0
        assert all(isinstance(dim, Extent) or dim in (0, 1, 2, 3, chosen) for dim in kind.dims)


def test_slices_by_name():
    x = Value(own_kind(np.arange(5.0)))
    n, m = Value(INT), Value(INT)
    (dim,) = x.kind.dims
    assert load_kind(x.kind, slice(1, None)).dims == (Extent(dim.symbol, 1),)
    assert load_kind(x.kind, slice(1, -1)).dims == (Extent(dim.symbol, 2),)
    assert load_kind(x.kind, slice(None, n)).dims == load_kind(x.kind, slice(None, n)).dims
    assert load_kind(x.kind, slice(None, n)).dims != load_kind(x.kind, slice(None, m)).dims


def test_is_element():
    path = (Index(),)
    assert infer.is_element(own_kind(np.ones(2)), path)
    assert not infer.is_element(own_kind(np.ones((2, 2))), path)
    assert not infer.is_element(own_kind(np.ones(2)), path, [Value(own_kind(np.array([0, 1])))])
    assert infer.is_element(List(FLOAT), path, [Const(0)])
    assert isinstance(load_kind(List(FLOAT), 0), Number)

"""Kinds of results where no rule is involved: creation, shapes, lengths."""

from __future__ import annotations

import operator

import numpy as np
from rule_check import own_kind
from scipy.linalg import solve_banded

from ast_ad.build import Builder
from ast_ad.ir import Const, Index, Value
from ast_ad.kinds import BOOL, FLOAT, INT, Array, Extent, List, Number, Opaque, may_be_one, same
from ast_ad.rules.broadcasting import same_dims
from ast_ad.tree import LEAF


def free(value: Value, *others: Value) -> bool:
    """Whether the first length of an array is its own, equal to no other's, and may be 1."""
    (dim, *_) = value.kind.dims
    return isinstance(dim, Extent) and may_be_one(dim) and not any(same(dim, d) for o in others for d in o.kind.dims)


def test_created_arrays_are_as_long_as_they_are_asked_to_be():
    build = Builder()
    n, m = Value(INT), Value(INT)
    assert build.apply(np.zeros, n).kind.dims == (Extent(n),)
    assert build.apply(np.zeros, (n, m)).kind.dims == (Extent(n), Extent(m))
    assert build.apply(np.ones, (n, 3)).kind.dims == (Extent(n), 3)
    assert build.apply(np.eye, n).kind.dims == (Extent(n), Extent(n))
    assert build.apply(np.arange, n).kind.dims == (Extent(n),)
    assert free(build.apply(np.arange, Const(50), n))


def test_arrays_made_by_shape_fit():
    build = Builder()
    x = Value(own_kind(np.ones((2, 3))))
    assert same_dims(build.apply(np.zeros, build.apply(np.shape, x)).kind, x.kind)
    assert same_dims(build.apply(np.zeros_like, x).kind, x.kind)
    assert same_dims(build.apply(np.transpose, build.apply(np.transpose, x)).kind, x.kind)
    assert build.apply(np.size, x, 0).kind == Number(int, None, x.kind.dims[0])


def test_comparisons_of_lengths_prove_nothing():
    build = Builder()
    x, y = Value(own_kind(np.ones((2, 3)))), Value(own_kind(np.ones(4)))
    assert free(build.apply(np.diagonal, x), x)
    assert free(build.apply(np.convolve, y, np.ones(3), "same"), y)
    assert free(build.apply(np.unique, y), y)


def test_no_sample_length_looks_like_a_literal():
    build = Builder()
    kinds = [own_kind(np.ones((2, 3, 4, 5))) for _ in range(2)]
    joined = build.apply(np.stack, [Value(kind) for kind in kinds]).kind
    assert joined.dims[0] == 2
    assert all(isinstance(dim, Extent) for dim in joined.dims[1:])


def test_samples_that_are_singular_prove_no_lengths():
    build = Builder()
    bands, right = Value(own_kind(np.ones((9, 5)))), Value(own_kind(np.ones((5, 4))))
    three = build.apply(np.stack, [build.load(bands, (Index((LEAF,)),), [Const(k)]) for k in range(3)])
    assert three.kind.dims[0] == 3
    assert free(build.apply(solve_banded, (1, 1), three, right))


def test_what_keeps_the_order_in_memory_may_not_be_contiguous():
    build = Builder()
    x = Value(own_kind(np.ones((2, 3))))
    columns = build.apply(np.transpose, x)
    assert build.apply(np.round, x, 1).kind.contiguous
    assert not build.apply(np.round, columns, 1).kind.contiguous
    assert not build.apply(np.sin, columns).kind.contiguous


def test_promotion():
    build = Builder()
    f32 = Value(Array(np.dtype(np.float32), (Extent(proper=True),)))
    scalar = Value(Number(float, np.dtype(np.float64)))
    assert build.apply(operator.mul, f32, Value(FLOAT)).kind.dtype == np.float32
    assert build.apply(operator.mul, f32, scalar).kind.dtype == np.float64
    assert build.apply(operator.mul, Value(FLOAT), scalar).kind == scalar.kind
    assert build.apply(operator.lt, Value(FLOAT), Value(INT)).kind == BOOL
    assert build.apply(operator.truediv, Value(INT), Value(INT)).kind == FLOAT
    assert build.apply(max, Value(INT), Value(FLOAT)).kind == FLOAT


def test_lists():
    build = Builder()
    items = Value(List(FLOAT))
    assert build.apply(operator.add, items, [Value(FLOAT)]).kind == List(FLOAT)
    assert build.apply(operator.mul, [Const(0.0)], Value(INT)).kind == List(FLOAT)
    assert build.apply(len, items).kind == INT
    assert free(build.apply(np.array, items))


def test_functions_with_effects_are_not_called():
    build = Builder()
    calls = []
    assert isinstance(build.apply(calls.append, Value(FLOAT)).kind, Opaque)
    assert calls == []
    state = np.random.get_state()[1].tolist()
    assert isinstance(build.apply(np.random.normal, effect=True).kind, Number | Opaque)
    assert np.random.get_state()[1].tolist() == state


def test_a_length_of_its_own_is_equal_to_itself():
    build = Builder()
    x = Value(own_kind(np.ones(4)))
    w = build.apply(np.unique, x)
    assert same_dims(build.apply(np.sin, w).kind, w.kind)
    assert not same_dims(build.apply(np.unique, x).kind, w.kind)

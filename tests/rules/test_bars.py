"""Lazy bars, and the text that broadcasting leaves: what is summed, and what needs no sum."""

from __future__ import annotations

import operator

import numpy as np
import pytest
from rule_check import Case, Sample, check_adjoint, own_kind, random_like
from rule_samples import SAMPLES

from ast_ad import runtime
from ast_ad.build import Builder
from ast_ad.errors import NoRule
from ast_ad.ir import Apply, Value
from ast_ad.kinds import FLOAT, Array, differentiable, dims_of
from ast_ad.rules.broadcasting import full, unbroadcast, zeros
from ast_ad.rules.differentiate import pull_back

ARRAYS = [
    (function, sample)
    for function, samples in SAMPLES.items()
    for sample in samples[:6]
    if len((case := Case(function, sample)).results) == 1
    and isinstance(case.results[0].kind, Array)
    and not case.is_defined
]


@pytest.mark.parametrize(("function", "sample"), ARRAYS, ids=map(str, range(len(ARRAYS))))
def test_scalar_bar_stands_for_all_elements(function, sample):
    case = Case(function, sample)
    rng = np.random.default_rng(0)
    dots = [random_like(case.values[k], rng) for k in case.active]
    dtype = case.results[0].kind.dtype
    seed = 0.7 if dtype.kind == "f" else 0.7 + 0.2j
    if differentiable(case.results[0].kind):
        check_adjoint(case, dots, case.tangent(dots, case.values), [seed], 1e-9, lazy=True)


@pytest.mark.parametrize("seed_shape", [(3,), (1, 3), (2, 1), (1, 1)])
@pytest.mark.parametrize("right", [np.ones((2, 3)), np.ones(3), np.ones((2, 1)), np.array(2.0), 2.0])
def test_partly_lazy_bars(seed_shape, right):
    case = Case(operator.mul, Sample(np.arange(6.0).reshape(2, 3), right))
    rng = np.random.default_rng(0)
    dots = [random_like(case.values[k], rng) for k in case.active]
    seed = rng.normal(size=seed_shape)
    check_adjoint(case, dots, case.tangent(dots, case.values), [seed], 1e-9, lazy=True)


def functions(build: Builder) -> list[object]:
    return [op.prim.function for op in build.ops if isinstance(op.prim, Apply)]


def contribution(x, y, k):
    build = Builder()
    params = [Value(own_kind(x)), Value(own_kind(y))]
    w = build.apply(operator.add, *params)
    op, bar = build.ops.pop(), Value(w.kind)
    pull_back(build, op, (bar,), frozenset([k]))
    return functions(build)


def test_lengths_that_are_not_1_need_no_sum():
    assert contribution(np.ones(3), np.ones(3), 0) == []
    assert contribution(np.ones(3), 2.0, 0) == []
    assert contribution(np.ones((2, 3)), np.ones(3), 0) == []


def test_sums_are_chosen_by_kind():
    assert contribution(np.ones(3), 2.0, 1) == [np.sum]
    assert contribution(np.ones((2, 3)), np.ones(3), 1) == [np.sum]
    assert contribution(np.ones((2, 3)), np.ones((2, 1)), 1) == [np.sum]


def test_unknown_ranks_are_tested_at_run_time():
    build = Builder()
    x, bar = Value(Array(np.dtype(float))), Value(Array(np.dtype(float)))
    unbroadcast(build, bar, x)
    assert functions(build) == [np.shape, runtime.unbroadcast]


def test_full_gives_fresh_arrays():
    build = Builder()
    x = Value(own_kind(np.ones((2, 3))))
    assert isinstance(full(build, Value(FLOAT), x), Value)
    assert functions(build) == [np.full_like]
    row = Value(Array(np.dtype(float), dims_of(x.kind)[1:]))
    filled = full(build, row, x)
    assert functions(build)[1:] == [np.zeros_like, operator.add]
    assert dims_of(filled.kind) == dims_of(x.kind)


def test_zeros():
    build = Builder()
    assert zeros(build, Value(FLOAT)).value == 0.0
    assert zeros(build, Value(own_kind(np.ones(2)))).kind.dtype == np.float64


def test_arguments_without_a_rule_are_refused():
    build = Builder()
    x = Value(own_kind(np.ones(3)))
    w = build.apply(np.add, x, x, where=np.array([True, False, True]))
    with pytest.raises(NoRule, match="add"):
        pull_back(build, build.ops[-1], (Value(w.kind),), frozenset([0]))

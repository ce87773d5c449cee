"""Small programs, one for each function or way to call it, differentiated as a user would."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
import scipy.fft
from programs_of_rules import (
    of_a_matrix,
    of_arrays,
    of_constants,
    of_numbers,
    of_one_array,
    of_types,
    of_ufunc_at,
    of_vectorized,
    of_ways_to_call,
)
from scipy import stats

from ast_ad import check_grads, grad, hvp, jvp, vjp
from ast_ad.errors import Refused

X = np.array([0.3, -0.7, 1.4])
M = np.random.default_rng(5).normal(size=(3, 4))


@pytest.mark.parametrize("program", [*of_arrays.PROGRAMS, *of_one_array.PROGRAMS], ids=lambda f: f.__name__)
def test_arrays(program):
    check_grads(program, (X,), order=1)


@pytest.mark.parametrize("program", [*of_numbers.PROGRAMS, *of_constants.PROGRAMS], ids=lambda f: f.__name__)
def test_numbers(program):
    check_grads(program, (2.0, 3.0), order=2)


@pytest.mark.parametrize(
    "program",
    [
        *of_a_matrix.PROGRAMS,
        *of_vectorized.PROGRAMS,
        *of_ufunc_at.PROGRAMS,
        *of_types.PROGRAMS,
        *of_ways_to_call.PROGRAMS,
    ],
    ids=lambda f: f.__name__,
)
def test_matrices(program):
    check_grads(program, (M,), order=1)


def test_vectorized_results_have_the_type_that_is_said():
    half = np.vectorize(lambda a: a * 0.5, otypes="f")
    (bar,) = grad(lambda x: np.sum(half(x)), argnums=(0,))(X)
    assert np.array_equal(bar, [0.5, 0.5, 0.5])
    value, dot = jvp(half, (X,), (X,))
    assert value.dtype == dot.dtype == np.float32


def halves(a):
    s = 0
    while s < a:
        s += a / 2
    return s


def some_of_three(a):
    s = 0
    for k in range(3):
        if a > k:
            s = s + a
    return s


def doubled(a):
    t = 0 if a < 0 else a
    return t * 2


@pytest.mark.parametrize(
    "function",
    [
        halves,
        some_of_three,
        doubled,
        lambda a: 0 if a < 0 else a,
        lambda a: a if a > 0 else a + 1j,
        lambda a: (a, a**2 if a > 0 else (1 if a > -0.5 else 0.0)),
        lambda a: None if a < 0 else a,
    ],
)
def test_vectorized_results_of_several_types_are_refused(function):
    # NumPy gives all of them the type of the first one.
    with pytest.raises(Refused, match="AD402: np.vectorize"):
        jvp(np.vectorize(function), (X,), (X,))


def sum_of_powers(a):
    s = 0
    for k in range(1, 4):
        s = s * a + k * a
    return s


@pytest.mark.parametrize("function", [sum_of_powers, lambda a: (a, 2 * a)])
def test_vectorized_results_that_begin_as_whole_numbers_or_come_in_tuples(function):
    program = np.vectorize(function)
    check_grads(program, (X,), order=1)
    assert np.array_equal(jvp(program, (X,), (X,))[0], program(X))


def test_what_is_taken_out_of_a_tuple_is_none():
    def program(x):
        parts = tuple([x * k for k in range(3)])
        return [parts[1] * parts[2], parts[2] if x[0] > 0 else x]

    check_grads(program, (X,), order=1)


def test_vectorized_results_of_several_types_have_the_type_that_is_said():
    program = np.vectorize(lambda a: 0 if a < 0 else a * a, otypes=[float])
    assert np.array_equal(grad(lambda x: np.sum(program(x)))(X), np.where(X < 0, 0.0, 2 * X))


@pytest.mark.skipif(not hasattr(np, "unstack"), reason="of later versions of NumPy")
def test_unstack_gives_a_tuple():
    value = jvp(lambda x: len(np.unstack(x) + np.unstack(x, axis=1)) * x, (M,), (M,))[0]
    assert np.array_equal(value, 7 * M)
    with pytest.raises(Refused, match="AD305: a tuple"):
        jvp(lambda x: np.unstack(x, axis=1), (M,), (M,))


def test_vectorized_arguments_have_the_lengths_of_the_signature():
    derivative = grad(lambda A, b: np.sum(np.vectorize(np.dot, signature="(n),(n)->()")(A, b)))
    assert np.array_equal(derivative(M, np.ones(4)), np.ones((3, 4)))
    for length in (1, 3):
        with pytest.raises(ValueError, match="core dimension"):
            derivative(M, np.ones(length))


def test_a_result_without_a_dot_at_second_order():
    def parts(x):
        f, i = math.modf(x[0])
        return f * i

    assert np.array_equal(hvp(parts, (X + 2,), (X,)), np.zeros(3))


@pytest.mark.parametrize(
    "program",
    [lambda x: stats.norm.logpdf(x), lambda x: stats.beta.logpdf(x, 2.0, 3.0), lambda x: np.kron(x, 2.0)],
    ids=["norm", "beta", "kron"],
)
def test_definitions_give_the_type_of_the_function(program):
    assert type(program(0.3)) is np.float64
    assert [type(each) for each in jvp(program, (0.3,), (1.0,))] == [np.float64] * 2


MASK = np.zeros((3, 4), bool)
MASK[1, 2] = True


@pytest.mark.parametrize(
    "program",
    [
        lambda x: np.logaddexp.reduce(x, where=MASK),
        lambda x: np.logaddexp.reduce(x, axis=1, where=MASK, keepdims=True),
        lambda x: np.logaddexp2.reduce(x, axis=None, where=MASK[:1]),
        lambda x: np.logaddexp2.reduce(x, axis=1, where=MASK, initial=0.5),
    ],
)
def test_nothing_that_a_mask_leaves_has_no_derivative(program):
    value, dot = jvp(program, (M,), (M,))
    assert np.array_equal(value, program(M))
    (bar,) = vjp(program, M)[1](np.ones_like(value)[()])
    assert np.isfinite(dot).all() and np.isfinite(bar).all()
    np.testing.assert_allclose(np.sum(dot), np.sum(bar * M), rtol=1e-14)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("function", [np.median, np.nanmedian, lambda x: np.nanquantile(x, 0.3)])
def test_the_middle_of_nothing(function):
    program = partial(lambda x, f, least: f(x[x > least]) * x[0], f=function)
    for least in (9.0, 0.0):
        value, dot = jvp(partial(program, least=least), (X,), (X,))
        np.testing.assert_array_equal(value, program(X, least=least))
        assert np.isnan(dot) == (least == 9.0)
        assert vjp(partial(program, least=least), X)[1](1.0)[0].shape == X.shape


def rows_that_grew(x):
    rows, lists = [], []
    for k in range(len(x)):
        if x[k] > 0:
            rows.append((x[k], x[k] ** 2, 1))
            lists.append([x[k], x[k] * k])
    return np.concatenate([np.sum(np.array(rows) ** 2, axis=0), np.hstack(lists), np.mean(rows, axis=1)])


def test_lists_of_tuples_and_of_lists_are_arrays_to_numpy():
    check_grads(rows_that_grew, (X,), order=2)


NEARLY = np.random.default_rng(1).normal(size=(300, 3)) @ np.array([[1.0, 0, 1], [0, 1, 1], [0, 0, 0]])
NEARLY[:, 2] += 1e-14 * np.cos(np.arange(300.0))


@pytest.mark.parametrize("rcond", [None, 1e-13, -1, np.float32(1e-13)])
def test_the_rank_of_least_squares_is_that_of_numpy(rcond):
    y = np.sin(np.arange(300.0))
    value, dot = jvp(lambda y: np.linalg.lstsq(NEARLY, y, rcond)[0], (y,), (2 * y,))
    expected = np.linalg.lstsq(NEARLY, y, rcond)[0]
    np.testing.assert_allclose(value, expected, rtol=1e-1 if rcond == -1 else 1e-9)
    np.testing.assert_allclose(dot, 2 * value, rtol=1e-12)


def test_polynomials_of_single_precision_have_the_bound_of_numpy():
    narrow = np.linspace(0.0, 1.0, 12, dtype=np.float32)
    program = partial(np.polyfit, narrow, deg=10, full=True)
    value, _ = jvp(lambda y: np.polyfit(narrow, y, 10, full=True), (np.cos(narrow),), (np.cos(narrow),))
    expected = program(np.cos(narrow))
    assert value[2] == expected[2] < 11 and type(value[4]) is type(expected[4]) and value[4] == expected[4]


def test_weighted_quantiles_of_what_is_no_number():
    holed, weights = np.where(MASK, np.nan, M), np.abs(M)
    for function in (np.quantile, np.nanquantile):
        program = partial(lambda x, f: f(x, 0.4, axis=1, weights=weights, method="inverted_cdf"), f=function)
        value, dot = jvp(program, (holed,), (M,))
        np.testing.assert_array_equal(value, program(holed))
        assert np.isfinite(dot).all()


@pytest.mark.parametrize(
    "program",
    [
        lambda x: np.linalg.norm(x, 1),
        lambda x: np.linalg.norm(x, 2),
        lambda x: np.linalg.norm(x, np.inf),
        lambda x: np.linalg.norm(x, "nuc"),
        lambda x: np.linalg.norm(x, np.inf, axis=(1, 0), keepdims=True)[0, 0],
    ],
)
def test_norms_of_nothing(program):
    for shape in [(0, 3), (0, 0)]:
        x = np.zeros(shape)
        assert jvp(program, (x,), (x,)) == (program(x), 0.0)
        assert vjp(program, x)[1](1.0)[0].shape == shape


def test_products_of_no_axes():
    for x in (M, M[:0]):
        assert np.array_equal(jvp(lambda x: np.prod(x, axis=()) * x, (x,), (x,))[1], 2 * x**2)


def lengths_of_arrays(A):
    n = 1 << (len(A[0]) - 1).bit_length()
    back = np.fft.irfft2(np.fft.rfft2(A) ** 2, s=A.shape) + np.fft.irfftn(np.fft.rfftn(A), np.shape(A), (0, 1))
    return np.fft.irfft(np.fft.rfft(back, 2 * n), A.shape[-1]) + scipy.fft.idctn(back, s=A.shape)


def test_lengths_of_transforms_may_be_those_of_arrays():
    check_grads(lengths_of_arrays, (M,), order=1)


def test_interpolation_is_in_double_precision():
    at, table = np.float32([0.1, 0.7]), np.cumsum(np.abs(M[0])).astype(np.float32)
    for x, y in ((at, M[1]), (at[0], M[1].astype(np.float32)), (0.5, M[1].astype(np.float32))):
        value, dot = jvp(lambda x, y: np.interp(x, table / 4, y), (x, y), (x, y))
        expected = np.interp(x, table / 4, y)
        assert value.dtype == dot.dtype == expected.dtype
        np.testing.assert_allclose(value, expected, rtol=1e-15)


@pytest.mark.filterwarnings("ignore")
def test_variances_of_fewer_elements_than_degrees_of_freedom():
    for program in (
        lambda x: np.var(x, axis=0, ddof=1),
        lambda x: np.var(x, axis=1, ddof=6),
        lambda x: np.std(x, axis=1, ddof=6, where=x > -9),
        lambda x: np.nanvar(x, axis=1, ddof=6),
    ):
        for x in (M, M[:0], M[:1]):
            np.testing.assert_allclose(jvp(program, (x,), (x,))[0], program(x), rtol=1e-14)


def test_numbers_among_arrays_that_are_joined_are_weak():
    narrow = M[0].astype(np.float32)
    for program in (lambda x: np.r_[x, 1.0, x[0]], lambda x: np.r_[x, 1, 2j], lambda x: np.r_[0:3, x]):
        value, dot = jvp(program, (narrow,), (narrow,))
        assert value.dtype == dot.dtype == program(narrow).dtype


def test_what_is_real_is_known_to_be():
    check_grads(lambda x: np.min(x) if np.isrealobj(x) else x, (M,), order=1)
    check_grads(lambda x: x.T if np.iscomplexobj(x) else np.min(x), (M,), order=1)


def test_a_list_of_no_rows_has_a_bar_of_the_shape_of_its_array():
    assert vjp(lambda x: x.tolist(), M[:0])[1]([])[0].shape == (0, 4)

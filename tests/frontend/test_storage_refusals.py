"""Writes that are refused: the code, what the caret points at, and that what the hint says works."""

import copy

import numpy as np
import pytest

from ast_ad import vjp
from ast_ad.errors import DiffError

V = np.array([0.5, -1.0, 2.0, 3.0, 0.25])
M = np.arange(12.0).reshape(3, 4) * 0.3 - 1
CASES = []


def refused(code, caret, hint, *args):
    """The next function is refused for these arguments; the one after it does what the hint says."""

    def register(function):
        CASES.append([function, args, code, caret, hint, None])
        return function

    return register


def instead(function):
    """What the hint of the case before says."""
    CASES[-1][-1] = function
    return function


@refused("AD402", "np.multiply.at(x, [1, 1, 3], 2.0)", "a loop", V)
def multiply_at(x):
    np.multiply.at(x, [1, 1, 3], 2.0)
    return x


@instead
def multiply_in_a_loop(x):
    for i in [1, 1, 3]:
        x[i] *= 2.0
    return x


@refused("AD402", "np.place(A, A > 0, [1.0, 2.0])", "x[mask]", M)
def place_several(A):
    np.place(A, A > 0, [1.0, 2.0])
    return A


@instead
def place_one(A):
    A[A > 0] = 1.0
    return A


@refused("AD204", "x.resize(3)", "x = x[:n].copy()", V)
def resized(x):
    x.resize(3)
    return x


@instead
def shortened(x):
    x = x[:3].copy()
    return x


@refused("AD202", "np.put(A.T, [1, 2], 0.0)", "x[i, j]", M)
def put_into_a_transpose(A):
    np.put(A.T, [1, 2], 0.0)
    return A


@instead
def put_at_indices(A):
    A.T[[0, 0], [1, 2]] = 0.0
    return A


@refused("AD402", "np.sqrt(x, where=m)", "np.where", V)
def where_without_out(x):
    m = x > 0
    y = np.sqrt(x, where=m)
    return y


@instead
def chosen_with_where(x):
    m = x > 0
    y = np.where(m, np.sqrt(np.where(m, x, 1.0)), 0.0)
    return y


@refused("AD203", "np.sin(x, out=n)", "dtype", V)
def floats_into_integers(x):
    n = np.zeros(5, dtype=int)
    np.sin(x, out=n)
    return x * n


@instead
def floats_into_floats(x):
    n = np.zeros(5, dtype=float)
    np.sin(x, out=n)
    return x * n


@refused("AD202", "np.sum(a)", "a copy", V, 1)
def item_of_a_list_written(x, i):
    a = x * 2
    b = x * 3
    v = [a, b][i]
    v[0] = 5.0
    return np.sum(a)


@instead
def copy_of_an_item_written(x, i):
    a = x * 2
    b = x * 3
    v = [a, b][i].copy()
    v[0] = 5.0
    return np.sum(a)


@refused("AD202", "np.sum(a)", "a copy", V, 1)
def item_of_an_item_written(x, i):
    a = x * 2
    rows = ((a, x * 3), (x * 4, a))
    v, _ = rows[i]
    v[0] = 5.0
    return np.sum(a)


@refused("AD202", 'p["m"]', "a copy", V, 1)
def chosen_object_changed_elsewhere(x, i):
    objects = [{"m": x[0]}, {"m": x[1]}]
    p = objects[i]
    objects[1]["m"] = 3.0
    return p["m"] * x[2]


@refused("AD201", 'p["m"]', "", V, 1)
def chosen_object_written(x, i):
    objects = [{"m": x[0]}, {"m": x[1]}]
    p = objects[i]
    p["m"] = 3.0
    return objects[0]["m"]


@refused("AD201", "rng.shuffle(x)", "permutation", V, np.random.default_rng(0))
def shuffled(x, rng):
    rng.shuffle(x)
    return x


@pytest.mark.parametrize("case", CASES, ids=[case[0].__name__ for case in CASES])
def test_refused(case):
    function, args, code, caret, hint, _ = case
    with pytest.raises(DiffError) as caught:
        vjp(function, *args)
    error = caught.value
    assert error.code == code
    lines = open(error.place.file).read().splitlines()
    assert lines[error.place.line - 1][error.place.column : error.place.end_column] == caret
    assert hint in error.hint


@pytest.mark.parametrize("case", [case for case in CASES if case[-1]], ids=lambda case: case[-1].__name__)
def test_what_the_hint_says_works(case):
    args = copy.deepcopy(case[1])
    value, pullback = vjp(case[-1], *args)
    expected = case[-1](*copy.deepcopy(case[1]))
    np.testing.assert_array_equal(value, expected)
    assert pullback(np.ones_like(value))[0].shape == args[0].shape

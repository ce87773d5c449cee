"""Writes that are refused: the code, what the caret points at, and that what the hint says works."""

import copy
import functools
import random

import numpy as np
import pytest

from ast_ad import vjp
from ast_ad.errors import DiffError

V = np.array([0.5, -1.0, 2.0, 3.0, 0.25])
M = np.arange(12.0).reshape(3, 4) * 0.3 - 1
OUTSIDE = np.ones(5)
NAMES = [1.0, 2.0]
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


@refused("AD204", "x.resize(3)", "x = x[:n].copy()", V)
def resized(x):
    x.resize(3)
    return x


@instead
def shortened(x):
    x = x[:3].copy()
    return x


@refused("AD202", "np.put_along_axis(A.T, np.array([1, 2]), 0.0, None)", "x[i, j]", M)
def put_along_no_axis_of_a_transpose(A):
    np.put_along_axis(A.T, np.array([1, 2]), 0.0, None)
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


@refused("AD202", "v[0]", "a copy", V, 1)
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


@refused("AD202", "v[0]", "a copy", V, 1)
def item_of_an_item_written(x, i):
    a = x * 2
    rows = ((a, x * 3), (x * 4, a))
    v, _ = rows[i]
    v[0] = 5.0
    return np.sum(a)


@refused("AD202", 'objects[1]["m"]', "a copy", V, 1)
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


@refused("AD201", "random.shuffle(x)", "permutation", V)
def shuffled(x):
    random.shuffle(x)
    return x


@refused("AD202", "z[0]", "copy", V, V + 1, True)
def undecided(a, b, c):
    z = a if c else b
    z[0] = 5.0
    return a * z


@instead
def decided(a, b, c):
    z = a if c else b
    z = z.copy()
    z[0] = 5.0
    return a * z


@refused("AD202", "row *= 2", "copy", M, 2)
def one_view_or_another(A, n):
    if n > 1:
        row = A[0]
    else:
        row = A[:, 0]
    row *= 2
    return A


@refused("AD202", "r[0]", "copy", M)
def perhaps_a_view(A):
    r = A.T.reshape(-1)
    r[0] = 5.0
    return A * r[0]


@instead
def surely_a_copy(A):
    r = A.T.reshape(-1)
    r = r.copy()
    r[0] = 5.0
    return A * r[0]


@refused("AD202", "s[0]", "copy", M)
def perhaps_a_view_of_that(A):
    r = A.T.reshape(-1)
    s = np.asarray(r, dtype=float)
    s[0] = 5.0
    return A * A


@refused("AD202", "r2[0][0]", "copy", V, 3)
def lists_with_the_same_arrays(x, n):
    rows = []
    for i in range(n):
        rows.append(x * i)
    r2 = list(rows)
    r2[0][0] = 5.0
    return rows[0] * x + r2[1]


@refused("AD202", "rows[0][0]", "rows.append(x.copy())", V, 3)
def one_array_twice_in_a_list(x, n):
    a = x * 2
    rows = []
    for i in range(n):
        rows.append(a)
    rows[0][0] = 7.0
    return rows[1] * x


@instead
def copies_in_a_list(x, n):
    a = x * 2
    rows = []
    for i in range(n):
        rows.append(a.copy())
    rows[0][0] = 7.0
    return rows[1] * x


@refused("AD202", "u[0] += x[1]", "copy", V, 3)
def written_after_it_was_appended(x, n):
    u = x * 2
    history = []
    for i in range(n):
        u[0] += x[1]
        history.append(u)
    return history[0] * history[-1]


@refused("AD201", "rows[0][1]", "", V, 3)
def repeated_array(x, n):
    rows = [x * 2] * n
    rows[0][1] = 1.0
    return rows[1] * x


@instead
def comprehension(x, n):
    rows = [(x * 2).copy() for _ in range(n)]
    rows[0][1] = 1.0
    return rows[1] * x


@refused("AD201", "OUTSIDE[0]", "copy", V)
def global_array(x):
    OUTSIDE[0] = x[0]
    return x * OUTSIDE


@instead
def copy_of_a_global(x):
    local = OUTSIDE.copy()
    local[0] = x[0]
    return x * local


@refused("AD201", "y *= 2", "copy", V)
def alias_of_a_global(x):
    y = OUTSIDE
    y *= 2
    return x * y


@refused("AD201", "np.sin(x, out=OUTSIDE)", "copy", V)
def out_into_a_global(x):
    np.sin(x, out=OUTSIDE)
    return x


@refused("AD201", "NAMES.append(1.0)", "copy", V)
def global_list(x):
    NAMES.append(1.0)
    return x


@refused("AD203", "n[0]", "dtype", V)
def float_into_integers(x):
    n = np.zeros(5, dtype=int)
    n[0] = x[1]
    return n * x


@refused("AD203", "n[0]", "dtype", V)
def complex_into_floats(x):
    n = np.zeros(5)
    n[0] = 1j * x[1]
    return n * x


@refused("AD201", "x.view(np.int64)", "astype", V)
def bytes_of_an_array(x):
    y = x.view(np.int64)
    return x * y


@refused("AD202", "u[0]", "write into a copy", V)
def recursion_with_perhaps_one_array_twice(x):
    a, b = x.copy(), x * 2

    def go(u, w, i):
        u[0] = u[0] * 2
        return w[0] + (go(u, w, i + 1) if i < 3 else 0)

    return go(a if x[0] > 0 else b, a, 0)


@refused("AD202", "rows[0][:]", "write into a copy", M)
def rows_to_which_another_is_added(A):
    rows = list(A)
    rows.append(A[0] * 2.0)
    rows[0][:] = 2.0
    return A


@refused("AD202", "A[0] is A[0]", "compare the numbers", M)
def two_views_of_a_row(A):
    return A if A[0] is A[0] else 2.0 * A


@refused("AD111", "go(lambda v: f(v) * x[i], i + 1)", "lists of numbers", V)
def recursion_that_wraps_a_function(x):
    def go(f, i):
        if i >= len(x):
            return f(1.0)
        return go(lambda v: f(v) * x[i], i + 1)

    return go(lambda v: v, 0) * x


@functools.cache
def table(n):
    return np.arange(n) * 1.0


@functools.cache
def loud(n):
    print(n)
    return n * 2.0


@refused("AD201", "t[0]", "write into a copy", V)
def table_that_a_cache_keeps(x):
    t = table(5)
    t[0] = 5.0
    return t * x


@instead
def copied_table(x):
    t = table(5).copy()
    t[0] = 5.0
    return t * x


@refused("AD201", "buffer(1)[0]", "write into a copy", V)
def buffer_that_a_cache_keeps(x):
    @functools.cache
    def buffer(n):
        return np.zeros(3)

    buffer(1)[0] = x[0]
    return buffer(1)[0] * x


@refused("AD402", "loud(3)", "without the cache", V)
def cached_effect(x):
    return loud(3) * x


@refused("AD402", "counted(1)", "without the cache", V)
def cached_write(x):
    n = 0

    @functools.cache
    def counted(k):
        nonlocal n
        n += 1
        return 2.0 * k

    return counted(1) * n * x


@refused("AD402", "times(2)", "without the cache", V)
def cached_value_of_a_name_that_changes(x):
    s = x[0]

    @functools.cache
    def times(n):
        return s * n

    a = times(1)
    s = x[1]
    return times(2) * a * x


def test_the_message_names_two_arrays_or_says_perhaps():
    def chosen(x):
        a, b = x * 1.0, x * 2.0
        (a if x[0] > 0 else b)[1] = 7.0
        return a * b

    with pytest.raises(DiffError, match="this perhaps writes into 'b', which"):
        vjp(chosen, V)


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

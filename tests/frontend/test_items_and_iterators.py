"""What cannot be followed of items that move and of iterators that are used up: refused where it happens."""

import collections
import functools
import itertools

import numpy as np
import pytest

from ast_ad import adjoint, grad, jvp, vjp
from ast_ad.errors import DiffError, KindError

V = np.array([0.5, -1.2, 2.1, 3.3, 0.25])
W = np.array([1.5, 0.7, -0.4, 0.9, 1.1])
ROWS = [[1.0, 2.0], [3.0, 4.0], [5.0, 0.5]]
NUMBERS = [1.0, 2.0, 3.0]
CASES = []


def refused(code, caret, *args):
    def register(function):
        CASES.append(pytest.param(function, code, caret, args, id=function.__name__))
        return function

    return register


# Two items that are one


@refused("AD202", "rows[n].append(x * x)", 1.3, 3)
def a_row_gets_items_in_its_list(x, n):
    row = []
    for i in range(n):
        row.append(x * i)
    rows = []
    for _ in range(n):
        rows.append([x])
    rows.append(row)
    rows[n].append(x * x)
    return sum(row)


@refused("AD202", "rows[n].append(x * x)", 1.3, 3)
def a_row_gets_items_in_another_list(x, n):
    row = []
    for i in range(n):
        row.append(x * i)
    rows, others = [], []
    for _ in range(n):
        rows.append([x])
    rows.append(row)
    others.append(row)
    for _ in range(n):
        others.append([x])
    rows[n].append(x * x)
    return sum(others[0])


@refused("AD202", "rows[n][0]", 1.3, 3)
def an_array_written_through_another_list(x, n):
    v = x * np.ones(2)
    rows = []
    for _ in range(n):
        rows.append(x * np.ones(2))
    rows.append(v)
    others = [v]
    for _ in range(n):
        others.append(v * 1.0)
    rows[n][0] = x * x
    return others[0].sum()


@refused("AD202", "m[-1][0]", ROWS)
def a_row_appended_again(m):
    r = m[0]
    m.append(r)
    m[-1][0] = 9 * r[1]
    return m[0][0] * r[0]


@refused("AD202", "g[1][2]", ROWS)
def a_row_stored_again(m):
    g = [[0.0] * 3 for _ in range(len(m))]
    g[1] = g[0]
    g[1][2] += m[0][0]
    return sum(map(sum, g))


@refused("AD202", "bufs[1][2]", [V, W])
def an_array_stored_again(bufs):
    a = bufs[0]
    bufs[1] = a
    bufs[1][2] *= 2
    return bufs[0] @ a


@refused("AD202", "a[0]", ROWS)
def a_row_written_after_it_moved(m):
    a = m[0]
    m.reverse()
    a[0] = 100 * m[0][1]
    return m[2][0] + m[0][0]


@refused("AD202", "a *= 2", V, 3)
def an_array_written_after_it_was_replaced(x, n):
    rows = [x * k for k in range(n)]
    a = rows[1]
    rows[1] = rows[2]
    a *= 2
    return rows[1].sum() + a.sum()


@refused("AD202", "a[0]", [V, W])
def an_array_popped_from_a_list_that_may_hold_it_twice(bufs):
    bufs.append(bufs[0])
    a = bufs.pop()
    a[0] = 9.0
    return bufs[0].sum()


@refused("AD202", "a *= 2", V, 3)
def an_array_popped_that_has_a_name(x, n):
    y = x * 1.0
    rows = [x * k for k in range(n)]
    rows.append(y)
    a = rows.pop()
    a *= 2
    return y.sum()


@refused("AD202", "a *= 2", V, 3)
def an_array_popped_of_which_two_lists_know(x, n):
    rows = [x * k for k in range(n)]
    others = rows[:]
    a = rows.pop()
    a *= 2
    return others[-1].sum()


@refused("AD202", "a *= 2", V, 3)
def an_item_with_another_name_whose_place_is_taken(x, n):
    y = x * 1.0
    rows = [x * k for k in range(n)]
    rows.append(y)
    a = rows[-1]
    rows[-1] = x * 3.0
    a *= 2
    return y.sum()


@refused("AD202", "rows[0][:]", V)
def a_list_sorted_in_place_of_arrays_that_have_names(x):
    y, z = x * 1.0, x * 2.0
    rows = [y, z]
    rows.sort(key=lambda row: row[0])
    rows[0][:] = 1.0
    return y.sum() * z.sum()


@refused("AD202", "a *= 2", V, 3)
def a_sorted_list_of_tuples_with_an_array_that_has_a_name(x, n):
    y = x * 1.0
    rows = []
    for k in range(n):
        rows.append((x * k, k))
    rows.append((y, n))
    a, _ = sorted(rows, key=lambda row: row[1])[-1]
    a *= 2
    return y.sum()


# Lists and dicts that change under a loop


@refused("AD204", "xs.append(v * v)", NUMBERS)
def appended_in_a_loop(xs):
    s = 0.0
    for k, v in enumerate(xs):
        if k < 2:
            xs.append(v * v)
        s += v
    return s


@refused("AD204", "xs.pop()", NUMBERS)
def popped_in_a_loop(xs):
    s = 0.0
    for v in xs:
        if len(xs) == 3:
            xs.pop()
        s += v
    return s


@refused("AD204", "xs.insert(0, v)", NUMBERS)
def inserted_in_a_comprehension(xs):
    return sum([v for v in xs if xs.insert(0, v) is None])


@refused("AD204", "for k in d:", {"a": 1.0, "b": 2.0})
def a_dict_that_grows_in_a_loop(d):
    for k in d:
        d[k + "x"] = d[k] * 3
    return sum(d.values())


@refused("AD108", "for i, v in enumerate(t * y[0] for t in x if t > 0):", V)
def a_generator_with_a_test_in_enumerate(x):
    y = x.copy()
    s = 0.0
    for i, v in enumerate(t * y[0] for t in x if t > 0):
        y[0] = v
        s += v * i
    return s


@refused("AD204", "xs[1]", V)
def a_list_of_known_items_beside_an_array(x):
    xs = [x[0], x[1], x[2]]
    s = 0.0
    for a, v in zip(xs, x):
        xs[1] = a * 5
        s += a * v
    return s


@refused("AD204", "rows.append((a * 2, 1))", V, 3)
def a_list_of_tuples(x, n):
    rows = []
    for k in range(n):
        rows.append((x[k], k))
    s = 0.0
    for a, k in rows:
        if len(rows) < 5:
            rows.append((a * 2, 1))
        s += a * (k + 1)
    return s


@refused("AD204", "for v in d:", V)
def a_deque_that_grows_in_a_loop(x):
    d = collections.deque([x[0], x[1]])
    s = 0.0
    for v in d:
        if len(d) < 4:
            d.append(v)
        s += v
    return s


# Iterators that are used up


@refused("AD110", "z", V)
def a_zip_used_again(x):
    z = zip(x, x[1:])
    return sum(u * v for u, v in z) + 3 * sum(u * v for u, v in z)


@refused("AD110", "m", V)
def a_map_used_again(x):
    m = map(lambda v: v * v, x)
    for v in m:
        if v > 1:
            break
    return v + sum(m)


@refused("AD110", "c", V)
def combinations_used_again(x):
    c = itertools.combinations((0, 1, 2), 2)
    return sum(x[i] * x[j] for i, j in c) + sum(x[i] for i, j in c)


@refused("AD110", "e", V)
def an_enumerate_used_in_a_loop(x):
    e = enumerate(x)
    s = 0.0
    for _ in range(2):
        s += sum(i * v for i, v in e)
    return s


@pytest.mark.parametrize(("function", "code", "caret", "args"), CASES)
def test_refusal(function, code, caret, args):
    with pytest.raises(DiffError) as caught:
        grad(function)(*args)
    problem = caught.value
    problem = getattr(problem, "problems", [problem])[0]
    assert problem.code == code
    assert problem.text[problem.offset - 1 :].startswith(caret)


# At the call


def into_the_first(t):
    t[0][0] = t[1][1] * 3
    return sum(t[0]) * t[1][0]


@pytest.mark.parametrize("item", [np.arange(3.0), [1.0, 2.0]], ids=["array", "list"])
def test_a_list_that_holds_one_item_twice(item):
    for call in (
        lambda t: grad(into_the_first)(t),
        lambda t: jvp(into_the_first, (t,), (t,)),
        lambda t: vjp(into_the_first, t),
    ):
        with pytest.raises(KindError) as caught:
            call([item, item])
        assert caught.value.code == "AD206"
    other = item.copy()
    assert len(grad(into_the_first)([item, other])) == 2


# Defaults


def test_a_default_that_is_a_lambda():
    def power(x, f=lambda t: t * t):
        return f(f(x))

    derivative = grad(power)
    assert derivative(2.0) == 32.0
    assert "lambda_" in derivative.source


def test_effects_of_nested_ifs():
    """Looking for effects takes as many steps as there are ops, however deep they are nested."""

    def newton(x):
        for _ in range(30):
            step = (x * x - 2.0) / (2.0 * x)
            x = x - step
            if abs(step) < 1e-14:
                break
        return x

    assert abs(adjoint(newton, unroll=True)(1.0)) < 1e-9


def test_a_global_is_not_written():
    kept = np.array([1.0, 2.0])

    def first(x):
        c = +kept * 1
        c[0] = x
        return c @ kept

    def stays(derive):
        derive()
        assert kept.tolist() == [1.0, 2.0]

    stays(lambda: grad(first)(3.0))
    stays(functools.partial(jvp, first, (3.0,), (1.0,)))
    stays(lambda: vjp(first, 3.0)[1](1.0))

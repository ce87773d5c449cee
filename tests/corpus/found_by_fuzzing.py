"""Programs that random ones were cut down to, each once wrong or refused."""

import numpy as np

from corpus import program


@program(0.3, 0, 0, features="branch branch exit")
def a_return_on_one_way_inside_another(x, n, m):
    if n == 0:
        if m == 0:
            return x
    else:
        return 2 * x
    return 3 * x


@program(0.3, 0, np.array([0.4, 0.2]), features="branch loop exit")
def a_return_from_a_loop_on_one_way(x, n, v):
    if n == 0:
        for i in range(2):
            return x * v[i]
    else:
        return v[0]
    return v[1]


@program(0.3, 0, np.array([0.4, 0.2, 0.7]), features="exit loop while in_place")
def a_return_from_a_loop_before_writes_in_another(x, n, u):
    for i in range(n):
        return u
    k = 0
    while k < 3:
        u[k] -= 0.2 * x
        k += 1
    return u


def _written_on_the_way_back(x, a, n):
    if n <= 0:
        return x
    r = _written_on_the_way_back(x, a, n - 1)
    a[:] = r
    return np.mean(np.tanh(a))


@program(0.3, features="recursion in_place reduction")
def a_recursion_that_saves_what_one_way_lacks(x):
    return _written_on_the_way_back(x, np.ones(3), 3)


@program(0.3, 2, 0.7, features="loop")
def a_captured_value_that_a_trip_yields(x, n, p):
    for i in range(n):
        x = p
    return x


@program(0.6, 0, features="while scalar")
def a_test_inside_arithmetic_that_stands_twice(x, n):
    k = 0
    while k < 3:
        k += 1
        x = max(x, n**2)
    return x


def _written_by_each(x, a, n):
    if n <= 0:
        return x
    y = 0.9 * _written_by_each(x, a, n - 1)
    a[...] /= 2.0 + a[::-1] ** 2
    return y + np.sum(a * a)


@program(-0.4, np.array([[0.8, -0.1], [0.7, 0.3]]), 2, features="while recursion in_place view")
def rows_written_by_a_recursion_in_a_loop(x, A, n):
    k = 0
    while k < 2:
        k += 1
        x = _written_by_each(x, A[n % 2], n)
        A /= 2.0 + A[k % 2] ** 2
    return x + np.sum(A * A)


@program(0.4, features="structure")
def a_step_too_long_for_one_line(x):
    a, b, c = np.sin(x), np.cos(x), np.tanh(x)
    y = np.array([a, b, c, a, b, c, a, b, c, a, b, c, a, b, c, a, b, c, a, b, c, a, b, c, a, b, c, a, b, c])
    return y * y


def _halved_here_or_in_place(x, a, n):
    if n <= 0:
        return x
    y = _halved_here_or_in_place(x, a, n - 1)
    if n % 2:
        a = 0.5 * a
    else:
        a /= 2.0
    return y * np.sum(a * a)


@program(-0.4, np.array([0.8, -0.1]), 3, features="call in_place branch")
def written_where_the_name_was_bound_anew(x, a, n):
    y = _halved_here_or_in_place(x, a, n)
    return y + np.sum(a)


@program(np.array([0.8, -0.1, 0.4, 0.2]), np.array([0.3, -0.5]), features="in_place view reshape")
def a_sum_into_a_view_of_a_shape_of_the_run(x, y):
    A = np.reshape(x * x, (len(y), -1))
    B = np.reshape(A * 2.0, (A.shape[1], A.shape[0]))
    B += np.outer(y, y)
    return B @ y


@program(-0.4, -0.5, features="loop list exit")
def grows_by_sums_until_it_is_left(x, p):
    items = [p, x]
    k = 0
    while True:
        k += 1
        if k > 2:
            break
        items.append(0.2 * sum(items))
    return sum(items) * k


@program(np.array([0.82, -0.14, -0.89, -0.34]), features="in_place index call")
def taken_by_indices_before_it_is_written(u):
    def halve():
        u[:] = u / 2.0
        return u[0]

    u = u * 1.0
    u[[2, 1]] -= halve()
    u[u > 0.1] *= halve()
    return u * u


@program(np.array([0.82, -0.14, -0.89, -0.34]), features="structure list call")
def replaced_while_it_is_added_to(u):
    items, table = [u * 1.0, u], {"a": u * 1.0}

    def replace():
        items[0] = items[0] * 2
        table["a"] = table["a"] * items[0]
        return u[1]

    items[0] += replace()
    table["a"] *= replace()
    return items[0] * table["a"]

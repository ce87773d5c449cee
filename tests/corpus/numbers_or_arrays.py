"""A number on one way and an array on the other, or arrays of two kinds, as only the run tells."""

from __future__ import annotations

import numpy as np

from corpus import program

X = np.array([[0.5, -0.3, 1.2], [-0.7, 0.4, 0.9], [1.1, 0.6, -0.2]])
V = np.array([0.8, -0.4, 1.3])


@program(X, 0.6, features="branch reduction broadcast view")
def perhaps_shifted(x, level):
    shift = 0.0
    if level > 0.5:
        shift = x[0]
    return np.sum((x + shift) ** 2) * level


@program(X, 0.4, features="branch reduction broadcast view")
def rarely_shifted(x, level):
    return perhaps_shifted(x, level)


@program(X, features="loop branch broadcast reduction view")
def sum_of_some_rows(x):
    total = 0
    for row in x:
        if row[0] > 0.0:
            total = total + row**2
    return np.sum(total * total)


@program(X, features="list branch reduction broadcast")
def sum_of_chosen_rows(x):
    return np.sum(sum(row * row[1] for row in x if row[0] > 0.0) ** 2)


@program(X, features="loop branch in_place reduction view")
def product_in_place_of_some(x):
    factor = 1.0
    for row in x:
        if row[1] > 0.0:
            factor *= row
    return np.sum(factor * x[0])


@program(V, 2.0, features="branch in_place swap reduction view")
def written_through_another_name(x, level):
    p = level
    x = x * 1.5
    if level > 1.0:
        p = x
    p *= 2.0
    q = x * x if level > 1.0 else x
    return np.sum(q * p)


@program(V, 0.5, features="branch in_place reduction view")
def not_written_through_a_number(x, level):
    p = level
    x = x * 1.5
    if level > 1.0:
        p = x
    p *= 2.0
    return np.sum(x * x * p)


@program(X, features="loop branch exit reduction broadcast")
def left_with_either(x):
    found = 1.0
    for row in x:
        if row[2] > 1.0:
            found = row * row
            break
    return np.sum(found * x) + np.sum(np.exp(found * 0.1))


@program(V, 1, features="branch call reduction broadcast")
def given_either(x, k):
    def scaled(y, by):
        return y * by + np.sum(by)

    by = x[k] if x[0] > 1.0 else x
    return np.sum(scaled(x * x, by))


@program(X, features="branch call reduction broadcast")
def returned_either(x):
    def penalty(y):
        if y[0, 0] > 1.0:
            return 0.0
        return y[1] * y[2]

    return np.sum((x + penalty(x)) * x[0, 1]) + np.sum(penalty(x - 2.0) * x)


@program(X, 0.7, features="branch reduction index view")
def asked_what_it_is(x, level):
    p = x[0, 1]
    if level > 0.5:
        p = x[1]
    if isinstance(p, np.ndarray):
        p = p[1] * p
    return np.sum(p * x) * level


@program(X, 0.7, features="branch reduction view structure")
def kept_in_a_tuple(x, level):
    pair = (x[0, 0], 1.5)
    if level > 0.5:
        pair = (x[0], x[1])
    first, second = pair
    return np.sum(first * second * x[2]) * level


@program(X, 0.7, features="branch reduction reshape linear")
def of_one_axis_or_two(x, level):
    y = x[0] if level > 0.5 else x
    z = y @ x
    return np.sum(z * z) + np.sum(np.tanh(y))


@program(X, 0.2, features="branch reduction reshape linear")
def of_two_axes_or_one(x, level):
    return of_one_axis_or_two(x, level)


@program(V, 0.7, features="branch reduction")
def real_or_complex(x, level):
    z = x * 2.0
    if level > 0.5:
        z = x * (1.0 + 0.5j)
    return np.sum(np.abs(z * z)) * level


@program(X, features="loop branch swap reduction view")
def swapped_in_a_loop(x):
    p, q = 0.5, x[0]
    for k in range(3):
        if x[k, 2] > 0.0:
            p, q = q * x[k], p
    return np.sum(p * x[1]) + np.sum(q * x[2])


@program(X, features="while branch reduction broadcast")
def until_it_is_long(x):
    y, k = 0.0, 0
    while np.sum(y * y) < 1.0:
        if k % 2:
            y = y + x[k % 3] ** 2
        k += 1
    return np.sum(y * x)


@program(X, features="recursion branch reduction broadcast")
def recursive_either(x):
    def total(k):
        if k == 3:
            return 0.0
        rest = total(k + 1)
        return rest + x[k] if x[k, 0] > 0.0 else rest

    return np.sum(total(0) ** 2 * x)


def _of_three(x, level):
    p = None
    if level > 0.5:
        p = x[0]
    elif level > 0.2:
        p = level
    return p


@program(X, 0.7, features="branch call reduction view")
def none_or_either(x, level):
    p = _of_three(x, level)
    q = p if p is not None else level * level
    return np.sum(q * x) + (np.sum(x * x) if isinstance(p, np.ndarray) else level)


@program(X, 0.1, features="branch call reduction view")
def none_of_either(x, level):
    return none_or_either(x, level)


@program(X, 0.4, features="branch call reduction view")
def the_number_of_either(x, level):
    return none_or_either(x, level)


@program(X, 0.7, features="branch index view")
def an_item_of_either(x, level):
    p = 3
    if level > 0.5:
        p = x[0]
    return p[0] * p[1] * level


@program(X, 0.7, features="branch in_place index reduction")
def written_where_either_says(x, level):
    y = x * 1.5
    at, what = 0, level
    if level > 0.5:
        at, what = np.array([0, 2]), x[1]
    y[at] = what
    y[at] *= x[2]
    y[1] += what
    return np.sum(y * y) + np.sum(x[at] ** 3)


@program(X, 0.4, features="branch in_place index reduction")
def written_where_the_number_says(x, level):
    return written_where_either_says(x, level)

"""Programs of two numbers: lists in the place of arrays."""

from __future__ import annotations

import numpy as np


def exp_of_a_list(a, b):
    return np.sum(np.exp([a, b]))


def max_of_a_list(a, b):
    return np.max([a, b])


def prod_of_a_tuple(a, b):
    return np.prod((a, b))


def dot_of_lists(a, b):
    return np.dot([a, b], [b, a])


def dot_with_integers(a, b):
    return np.dot([a, b], [2, 3])


def mean_of_a_list(a, b):
    return np.mean([a, b])


def cumsum_of_a_list(a, b):
    return np.cumsum([a, b])[1]


def outer_of_lists(a, b):
    return np.outer([a, b], [a, b])[0, 1]


def where_with_a_list(a, b):
    return np.where([True, False], [a, b], b)[0]


def var_of_a_list(a, b):
    return np.var([a, b, 1.0])


def statistics_of_a_grown_list(a, b):
    xs = []
    for k in range(4):
        xs.append(a * k + b * b)
    return np.std(xs) + np.max(xs) + np.median(xs)


def norm_of_a_list(a, b):
    return np.linalg.norm([a, b])


def interp_of_lists(a, b):
    return np.hypot(*[a, b]) + np.interp(a + 0.1, [0.0, 1.0, 4.0], [b, b * b, 3.0])


def nested_lists(a, b):
    return np.linalg.det([[a, b], [b, 1.0]]) + np.sum(np.transpose([[a, b], [b, 1.0]]) ** 2)


def reduce_of_a_list(a, b):
    return np.multiply.reduce([a, b, a]) + np.add.reduce([a, b])


def array_minus_list(a, b):
    return np.sum((np.array([a, b]) - [b, 1]) ** 2)


def products_of_numbers(a, b):
    return np.prod(a, axis=0) * np.prod(b, axis=-1) * np.nanprod(a * b, 0) * np.prod([a, b], where=True)


def running_sums_of_numbers(a, b):
    return np.sum(np.cumsum(a, axis=0) ** 2) * np.cumprod(a * b, axis=-1)[0] ** 2 + np.mean([a, b], where=True)


PROGRAMS = [f for f in list(globals().values()) if getattr(f, "__module__", "") == __name__]

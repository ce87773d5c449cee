"""None on one way and something on the other: asked for, compared, handed to functions that take None."""

from __future__ import annotations

import numpy as np

from corpus import program

X = np.array([3.0, 1.0, 0.5])


@program(X, False, features="branch call reduction")
def perhaps_weighted(x, weighted):
    weights = x if weighted else None
    return np.average(x * x, weights=weights) + np.sum(np.clip(x, None if weighted else 0.75, 2.0))


@program(X, False, features="branch call reduction view")
def perhaps_cut(x, cut):
    stop = 2 if cut else None
    head = np.sum(x[:stop] * x[0])
    if stop is not None and head > 0.0:
        head = head + np.sum(x[stop:]) * stop
    return head * x[1]


@program(X, True, features="branch index")
def perhaps_equal(x, some):
    chosen = x if some else None
    count = 7 if some else None
    y = x[0] * 5.0 if chosen is x else x[1] * 2.0
    return y * x[2] if count == 7 else y + (x[1] if count in (1, 2) else x[0])


@program(X, True, features="branch call reduction")
def surely_weighted(x, weighted):
    return perhaps_weighted(x, weighted)


@program(X, True, features="branch call reduction view")
def surely_cut(x, cut):
    return perhaps_cut(x, cut)


@program(X, False, features="branch index")
def not_equal(x, some):
    return perhaps_equal(x, some)

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


@program(0.7, 4, features="loop list branch scalar")
def filled_later(x, n):
    """A list made of None, filled where it is needed."""
    known = [None] * (n + 1)
    known[0], known[1] = x, x * x
    for k in range(2, n + 1):
        if known[k] is None:
            known[k] = known[k - 1] + known[k - 2] * x
    return known[n]


@program(X, 4, features="loop list branch reduction")
def rows_with_holes(x, n):
    rows = [None] * n
    for k in range(0, n, 2):
        rows[k] = np.sin(x * (k + 1))
    total = 0.0
    for row in rows:
        total = total * 0.5 + (x[0] if row is None else np.sum(row * row))
    return total


@program(0.7, 4, features="loop list branch scalar")
def what_was_before(x, n):
    """The value of the trip before, where there was one."""
    before, last = [], None
    for k in range(n):
        before.append(last)
        last = x * (k + 1)
    total = x
    while before:
        value = before.pop()
        if value is not None:
            total = total * x + value * value
    return total

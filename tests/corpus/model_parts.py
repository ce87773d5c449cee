"""Small programs, each with what is peculiar about one of the models."""

from __future__ import annotations

import numpy as np

from corpus import program


def halve(u, f):
    if len(u) <= 3:
        u[1] = 0.5 * (u[0] + f[1])
        return
    e = np.zeros(3)
    halve(e, f[::2])
    u[::2] += e * e


@program(np.array([1.0, 2.0, 0.7, 1.3, 0.4]), features="loop recursion in_place view")
def mutated_in_recursion(source):
    """What the callee saves goes on a tape, and one of its ways calls nothing."""
    u = np.zeros(len(source))
    u[-1] = 0.3
    for _ in range(2):
        halve(u, source)
    return u


@program(np.array([0.4, 1.2, 0.7]), 3, features="loop list structure in_place")
def permuted(x, n):
    order = list(range(n))
    for k in range(n - 1):
        order[k], order[k + 1] = order[k + 1], order[k]
    first, second = (x[k] ** 2 for k in (0, 1))
    return sum(x[j] * k for k, j in enumerate(order)) + first * second


@program(np.array([0.4, 1.2, 0.7]), 3, features="loop list structure")
def table_of_rows(x, n):
    """A list of lists that grows, read by rows and by columns."""
    rows = []
    for k in range(n):
        rows.append([x[k] * k, x[0]])
    total = 0.0
    for left, right in rows:
        total += left * right
    a, b, c = (row[0] * row[1] for row in rows)
    return total + rows[n - 1][0] * a + b * c


@program(np.array([0.4, 1.2, 0.7]), 2, features="loop branch structure")
def chosen_at_run_time(x, n):
    """Tuples, dicts and objects that an index known at run time picks."""
    shapes = ((x[0], x * 2), (x[1], x * x))
    named = [{"a": x[0], "b": [x[1], x[2]]}, {"a": x[2], "b": [x[0], x[1]]}]
    best, which = 0.0, 0
    for k in range(n):
        weight, values = shapes[k]
        if weight * values[1] > best:
            best, which = weight * values[1], k
    total = 0.0
    for k, (weight, values) in zip(range(n), shapes):
        total += weight * values[k]
    return shapes[which][1] * named[which]["a"] + named[which]["b"][which], total

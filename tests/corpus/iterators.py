"""Iterators: objects that are run over, ``iter`` and ``next``, and what ``itertools`` makes of arrays and lists of any length."""

from __future__ import annotations

import itertools
import math

import numpy as np

from corpus import program

V = np.array([0.7, 1.3, 0.4])


class Series:
    """Counts how often it is run over."""

    def __init__(self, values):
        self.values = values
        self.runs = 0

    def __iter__(self):
        self.runs += 1
        return iter(self.values)


class Vector:
    def __init__(self, *components):
        self.components = list(components)

    def __iter__(self):
        return iter(self.components)

    def __getitem__(self, k):
        return self.components[k]

    def __len__(self):
        return len(self.components)

    def __contains__(self, value):
        return value in self.components

    def __add__(self, other):
        return Vector(*[a + b for a, b in zip(self, other)])

    def __radd__(self, other):
        return self if other == 0 else NotImplemented

    def __mul__(self, factor):
        return Vector(*[a * factor for a in self.components])

    __rmul__ = __mul__

    def __matmul__(self, other):
        return sum(a * b for a, b in zip(self, other))

    def __iadd__(self, other):
        for k in range(len(self)):
            self.components[k] += other[k]
        return self

    def __abs__(self):
        return math.sqrt(self @ self)


@program(V, 0.7, features="structure call loop")
def run_over_often(x, y):
    total = 0.0
    for values in (Series(x), Series([y, 2 * y])):
        for a in values:
            total += a * a
        total += sum(b for b in values) + [c for c in values][0] + list(values)[1] + tuple(values)[1]
        total += max(values) + sum(values) + sum(a * b for a, b in zip(values, values))
        total *= values.runs
    return total


@program(0.4, 0.7, features="structure call loop")
def vectors(x, y):
    a, b = Vector(x, y, 1.0), Vector(y, x * y, 2.0)
    c = 2.0 * a + b * x
    c += b
    total = sum([a, b, c])
    u, v, w = a
    return abs(c) * (a @ b) + total[2] * len(c) * (2.0 if 1.0 in a else 1.0) + u * v * w


@program(V, 0.7, features="loop list")
def taken_from_one(x, y):
    pairs = iter([y, 2 * y, y * y, 3.0])
    total = sum(a * b for a, b in zip(pairs, pairs))
    for a, b in zip(*[iter([y, 2.0, y * y, x[0]])] * 2):
        total += a * b
    rest = iter([y, y * y, 2.0])
    first = next(rest)
    for value in rest:
        total += first * value
    large = next(k for k, value in enumerate(x) if value > 1.0)
    return total * x[large] + next((value for value in x if value > 9.0), y)


@program(V, [0.4, 0.7, 0.9], 3, features="loop list")
def choices(x, values, n):
    total = sum(x[i] * x[j] for i, j in itertools.combinations(range(n), 2))
    for a, b in itertools.combinations(values, 2):
        total += a * b
    for a, b, c in itertools.permutations(x, 3):
        total += a * b**2 * c**3
    for a, b in itertools.combinations_with_replacement(x, 2):
        total += a * b
    return total


@program(V, features="loop list")
def without_end(x):
    total = 0.0
    for a, b in zip(np.sin(x), itertools.cycle(x[:2])):
        total += a * b * b
    for k, a in zip(itertools.count(1), x):
        total += k * a
    some = list(itertools.islice(itertools.cycle(x), 7))
    return total + sum(some) * some[5] + sum(itertools.islice((a * a for a in x), 2))


@program(0.7, 0.4, 0.9, features="loop list")
def neighbours_with_one_key(x, y, z):
    total = 0.0
    for key, group in itertools.groupby([("a", x), ("a", y), ("b", z)], key=lambda pair: pair[0]):
        total += sum(value for _, value in group) ** 2 * len(key)
    return total


@program(np.array([[1.0, 2.0, 0.5], [0.3, 0.8, 1.1]]), features="loop index")
def elements_with_their_indices(table):
    total = 0.0
    for (i, j), value in np.ndenumerate(table):
        total += value * table[i, j - 1] * (i + 1)
    for k, value in np.ndenumerate(table[0]):
        total *= 1 + 0.1 * value * k[0]
    return total

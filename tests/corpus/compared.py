"""Objects that are compared, sorted and chosen from, by what their classes say; heaps; lists of tuples in order."""

from __future__ import annotations

import bisect
import functools
import heapq
from dataclasses import dataclass

import numpy as np

from corpus import program


@dataclass(order=True)
class Cost:
    value: float
    weight: float = 1.0


@functools.total_ordering
class Length:
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        return self.value == other.value

    def __lt__(self, other):
        return self.value < other.value


@program(0.7, 0.9, features="structure branch call")
def ordered_dataclasses(x, y):
    most = max(Cost(x, y), Cost(y, x), Cost(x * y))
    first, second, _ = sorted([Cost(y, x), Cost(x, y), Cost(x * y, 2.0)])
    if Cost(x, y) < Cost(y, x) <= Cost(y, x):
        most.weight = most.weight * x
    return most.value * most.weight + first.value * second.weight


@program(0.7, 0.9, features="structure branch call")
def totally_ordered(x, y):
    a, b = Length(x), Length(y * x)
    r = x * y if a >= b else x
    values = sorted([Length(x), Length(y * x), Length(x * x)], reverse=True)
    return r * max(a, b).value * min([a, b]).value + values[0].value * 2 + values[1].value * values[2].value


@program(0.7, 0.9, features="structure call")
def tuples_in_order(x, y):
    pairs = sorted([(x, 1), (x * y, 2), (y, 3)])
    best = max((x, 1.0), (y, 2.0))
    key, weight = min([("b", x), ("a", y)])
    return pairs[0][0] * pairs[2][0] * pairs[1][1] + best[0] * best[1] + weight * len(key)


@program(np.array([3.0, 1.0, 2.0, 1.5]), features="list loop call")
def heap(x):
    values = []
    for v in x:
        heapq.heappush(values, v)
    a, b = heapq.heappop(values), heapq.heappop(values)
    heapq.heappush(values, a * b)
    return a * b + values[0] * values[1] + sum(heapq.nlargest(2, x)) * heapq.nsmallest(1, x)[0]


@program(np.array([3.0, 1.0, 2.0, 1.5]), features="while list loop")
def shortest_way_first(x):
    reached = [(0.0, 0)]
    done = np.zeros(len(x), dtype=bool)
    total = 0.0
    while reached:
        distance, i = heapq.heappop(reached)
        if done[i]:
            continue
        done[i] = True
        total += distance * (i + 1)
        for j in range(len(x)):
            if not done[j]:
                heapq.heappush(reached, (distance + x[i] * abs(i - j) * x[j], j))
    return total


@program(np.array([1.0, 2.0, 4.0]), 1.7, features="index call")
def looked_up(x, q):
    i = bisect.bisect(x, q)
    values = list(x)
    bisect.insort(values, q)
    return x[i - 1] + (q - x[i - 1]) / (x[i] - x[i - 1]) + values[1] * values[2]


@program(np.array([3.0, 1.0, 2.0, 1.5]), features="list loop")
def rows_sorted_in_place(x):
    rows = []
    for i, v in enumerate(x):
        rows.append((v, i))
    rows.sort(reverse=True)
    rows.sort(key=lambda row: row[0])
    return rows[0][0] * rows[1][0] * (1 + rows[0][1])


class Near:
    """Equal to what lies near it, by a test in two steps."""

    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        if self.value > other.value:
            return self.value - other.value < 0.1
        return other.value - self.value < 0.1

    __hash__ = None


@program(0.7, 0.9, features="structure branch call")
def equality_with_branches(x, y):
    total = x
    if Near(x + 0.05) == Near(x) != Near(y):
        total *= y
    if Near(x * y) in [Near(x), Near(y)]:
        total += x * y
    return total * x


class Amount:
    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        return self.value + other.value

    def __lt__(self, other):
        return self.value < other.value

    def __gt__(self, other):
        return self.value > other.value + 10.0


class Debt(Amount):
    """Asked first where it stands at the right of an amount."""

    def __radd__(self, other):
        return self.value * 3.0 + other.value


class Plain(Amount):
    pass


@program(0.7, 0.4, features="structure branch call")
def operators_of_derived_classes(x, y):
    total = (Amount(x) + Debt(y)) * (Debt(x) + Amount(y)) + (Amount(x) + Plain(y)) * (Plain(x) + Debt(y))
    total *= x if Amount(y) < Plain(x) else 3.0 * y
    return total + (x if Debt(y) < Amount(x) else 5.0 * y)


@program(np.array([0.3, 2.0, 1.0, -0.4]), features="list")
def least_and_greatest_of_pairs(x):
    least, i = min(zip(x, range(len(x))))
    greatest, j = max((v * v, k) for k, v in enumerate(x))
    return least * (i + 1) + greatest * (j + 2)

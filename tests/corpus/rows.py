"""Lists of tuples that grow: histories, stacks and queues of several values, rows that are taken apart again."""

from __future__ import annotations

import functools
import math
from collections import deque, namedtuple

import numpy as np

from corpus import program

Particle = namedtuple("Particle", "place speed")


@program(0.7, 5, features="structure list loop")
def history(x, n):
    rows, t, y = [], 0.0, x
    for _ in range(n):
        rows.append((t, y))
        t += 0.1 * x
        y = y + math.sin(y) * 0.1
    total = 0.0
    for a, b in rows:
        total += a * b
    for (a, _), (b, c) in zip(rows, rows[1:]):
        total += (b - a) * c
    return total * rows[-1][1] + rows[1][0] * len(rows)


@program(0.7, 5, features="structure list linear")
def columns_of_rows(x, n):
    rows = [(x * k, x**k) for k in range(n) if k != 1]
    ts, ys = zip(*rows)
    return sum(ts) * ys[2] + np.dot(np.array(ts), np.array(ys))


@program(0.7, 5, features="structure list while branch")
def stack_of_rows(x, n):
    stack, total = [(x, n, True)], 0.0
    while len(stack) > 0:
        y, k, doubled = stack.pop()
        if k == 0:
            total += y * y if doubled else y
            continue
        stack.append((y * 0.9, k - 1, not doubled))
        stack.append((y * x, k - 1, doubled))
        if k == 3:
            stack[-1] = (y, 0, doubled)
    return total


@program(0.7, features="structure list while")
def queue_of_rows(x):
    waiting, total = deque([(x, 0)]), 0.0
    while waiting:
        y, depth = waiting.popleft()
        total += y
        if depth < 2:
            waiting.append((y * x, depth + 1))
            waiting.append((y + x, depth + 1))
    return total


@program(0.7, 4, features="structure list loop reduction")
def named_rows(x, n):
    particles = []
    for k in range(n):
        particles.append(Particle(x * k, x + k))
    energy = sum(p.place * p.speed for p in particles)
    fastest = max(particles, key=lambda p: p.speed)
    ordered = sorted(particles, key=lambda p: -p.place)
    return energy + particles[2].place * fastest.speed + ordered[0].place ** 2


@program(np.array([0.5, 1.5, 2.5]), 4, features="structure list loop reduction")
def rows_of_arrays(v, n):
    rows, y = [(0, (v, 1.0))], v
    for k in range(n):
        y = np.tanh(y) * v
        rows.append((k + 1, (y, y[0])))
    return sum(k * a.sum() * b for k, (a, b) in rows) * rows[2][1][0][1]


@program(0.7, 4, features="structure list")
def rows_put_in_and_out(x, n):
    rows = [(x * k, k) for k in range(n)]
    rows.insert(1, (x, 7))
    rows.extend([(x * x, 2), (1.0, 3)])
    part, rest = rows[1:4], rows.copy()
    rest.reverse()
    del rest[0]
    first = rest.pop(0)
    rest[0] = (x * 3.0, 9)
    return part[0][0] * first[0] + rest[0][0] * rest[1][1] + sum(p * q for p, q in part + rest)


@functools.total_ordering
class Weighed:
    def __init__(self, weight):
        self.weight = weight

    def __eq__(self, other):
        return self.weight == other.weight

    def __lt__(self, other):
        return self.weight < other.weight


@program(0.7, features="structure branch")
def order_from_two_comparisons(x):
    heavier = Weighed(2.0 * x) >= Weighed(x)
    return (x * x if heavier else x) * (3.0 if Weighed(x) > Weighed(1.0) else 2.0)

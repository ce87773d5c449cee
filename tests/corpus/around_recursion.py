"""Recursive functions that write what is around them: arrays, lists, dicts, objects and names."""

from __future__ import annotations

import math

import numpy as np

from corpus import program

V = np.array([0.7, -0.4, 1.3, 0.55, -1.1])


@program(V, features="call recursion in_place")
def fills_an_array(x):
    out = np.zeros(5)

    def fill(i):
        out[i] = x[i] ** 2
        if i < 4:
            fill(i + 1)

    fill(0)
    return out @ out


@program(V, features="call recursion list")
def appends(x):
    squares, backwards = [], []

    def collect(i):
        squares.append(x[i] ** 2)
        if i < 4:
            collect(i + 1)
        backwards.append(x[i] * len(backwards))

    collect(0)
    return sum(squares) * backwards[3] + squares[0] * squares[3]


@program(V, features="call recursion structure view")
def fills_a_view_in_a_dict(x):
    A = np.zeros((2, 5))
    d = {"row": A[1], "sum": 0.0, "n": 0}

    def fill(i):
        d["row"][i] = x[i] ** 3
        d["sum"] += x[i] ** 2
        d["n"] += 1
        if i < 4:
            fill(i + 1)

    fill(0)
    return np.sum(A * x) * d["sum"] * d["n"]


@program(V, features="call recursion in_place")
def one_fills_for_the_other(x):
    out, total = np.zeros(5), 0

    def even(i):
        nonlocal total
        out[i] = x[i]
        total += out[0] * x[i]
        if i < 4:
            odd(i + 1)

    def odd(i):
        out[i] = x[i] ** 2
        out[0] += x[i]
        if i < 4:
            even(i + 1)

    even(0)
    return out @ out * total


@program(V, features="call recursion in_place branch")
def flood(x):
    G, seen = np.outer(x, x), np.zeros((5, 5))

    def visit(i, j):
        if i < 0 or j < 0 or i > 4 or j > 4 or seen[i, j] > 0 or G[i, j] < 0.1:
            return
        seen[i, j] = G[i, j] ** 2
        for k in range(-1, 2, 2):
            visit(i + k, j + k)
            visit(i + 2 * k, j)

    visit(0, 0)
    return np.sum(seen * x)


@program(V, features="call recursion list branch")
def best_subset(x):
    best = [0.0]

    def go(i, s):
        if i == 5:
            if s > best[0]:
                best[0] = s
            return
        go(i + 1, s)
        go(i + 1, s + x[i])

    go(0, 0.0)
    return best[0] ** 2


@program(V, features="call recursion in_place")
def binds_names_around_it(x):
    best, last = None, x * 0

    def go(i):
        nonlocal best, last
        if best is None or x[i] > best:
            best = x[i] * 2
        last = last * x[i] + x
        if i < 4:
            go(i + 1)

    keep = last
    go(0)
    return best**2 * np.sum(last) + np.sum(keep)


class Walker:
    def __init__(self):
        self.t, self.n, self.items, self.out = 0.0, 0, [], np.zeros(5)

    def go(self, x, i):
        self.t = self.t + x[i] ** 2
        self.n += 1
        self.items.append(x[i])
        self.out[i] = self.t
        if i < int(np.sum(x > -5)) - 1:
            self.go(x, i + 1)


@program(V, features="recursion structure in_place list")
def changes_its_object(x):
    walker = Walker()
    walker.go(x, 0)
    return walker.t * walker.n * walker.items[2] + np.sum(walker.out)


def visit_all(n, visit):
    visit(n)
    if n > 0:
        visit_all(n - 1, visit)


@program(V, features="recursion call in_place")
def calls_what_writes(x):
    s, seen = 0.0, np.zeros(5)

    def visit(n):
        nonlocal s
        s = s * x[0] + x[n]
        seen[n] += s

    visit_all(4, visit)
    visit_all(2, visit)
    return s * np.sum(seen)


def summed(n, g):
    return g(n) + (summed(n - 1, g) if n > 0 else 0)


@program(V, features="recursion call")
def what_is_captured_changes_between_calls(x):
    c = x[0]

    def g(n):
        return c * n

    before = summed(3, g)
    c = x[1]
    return before * summed(3, g)


@program(V, features="call recursion in_place view")
def an_argument_that_is_known_by_name_too(x):
    out, rest = x.copy(), x.copy()

    def go(a, b, i):
        y = out[0] * rest[1]
        a[0] = a[0] * 2
        b[0] = b[0] * y
        return y + (go(a, b, i + 1) if i < 4 else out[0])

    return go(out, rest[1:], 0) * out[0] * rest[1]


@program(V, features="call recursion in_place")
def returns_what_is_around(x):
    out = x.copy()

    def go(i):
        return go(i + 1) if i < 4 else out

    found = go(0)
    found[0] = 5 * x[1]
    return np.sum(out * x)


@program(V, features="call recursion list in_place")
def rows_that_names_know(x):
    rows = [x * x[k] for k in range(int(np.sum(x > -5)))]
    first = rows[0]

    def go(i):
        rows[i][0] = rows[i][1] * x[i]
        if i < 4:
            go(i + 1)

    go(0)
    return np.sum(first * rows[1]) + np.sum(rows[0] * rows[3])


@program(V, features="call recursion list loop")
def permutations(x):
    used, path, total = [False] * 3, [], 0.0

    def go(s):
        nonlocal total
        if len(path) == 3:
            total += s
            return
        for j in range(3):
            if not used[j]:
                used[j] = True
                path.append(j)
                go(s * x[j] + j)
                path.pop()
                used[j] = False

    go(1.0)
    return total


@program(V, features="call recursion in_place")
def one_inside_the_other(x):
    out = np.zeros(5)

    def rec(i):
        own = np.zeros(5)

        def put(j):
            own[j] = x[i] * x[j]
            if j < 4:
                put(j + 1)

        put(i)
        out[i] += np.sum(own)
        if i < 4:
            rec(i + 1)

    rec(0)
    return out @ x


@program(V, features="recursion list")
def appends_to_its_argument(x):
    def go(items, i, n):
        items.append(x[i % 5] * n)
        if n > 0:
            go(items, i + 1, n - 1)

    items = []
    go(items, 0, int(np.sum(x > -5)) * 5)
    return sum(items) * items[0]


@program(0.7, np.array([0.3, 0.9, -0.4, 0.5]), 3, features="recursion")
def written_before_a_sum(x, u, n):
    def halved(x, a, n):
        if n <= 0:
            return x
        halved(x, a, n - 1)
        for i in range(n):
            a[i % 2] /= 2.0
        return np.sum(a)

    return halved(x, u.reshape(2, 2).copy(), n) * x


def _deeper(x, n):
    if n == 0:
        return math.sin(x)
    y = x * x
    return _deeper(0.5, n - 1) * y + x


@program(0.7, 3, features="recursion")
def constants_further_down(x, n):
    return _deeper(x, n)


def _either_deeper(x, c, n):
    if n == 0:
        return math.sin(x) * c
    y = x * x
    return _either_deeper(x if n == 2 else 0.5, x * y, n - 1) * y + _either_deeper(c, 0.5, n - 1)


@program(0.7, 3, features="recursion")
def constants_on_one_way(x, n):
    return _either_deeper(x, 0.2, n) + _either_deeper(0.1, 0.2, n) * x


@program(1.3, 3, features="recursion list")
def pairs_appended_on_the_way(x, n):
    out = []

    def go(a, k):
        out.append((a, a * k))
        if k < n:
            go(a * x, k + 1)

    go(x, 1)
    return sum(p * q for p, q in out)


def _refined(f, a, b, tol, pieces):
    m = 0.5 * (a + b)
    whole, halves = (b - a) * f(m), 0.5 * (b - a) * (f(0.5 * (a + m)) + f(0.5 * (m + b)))
    if abs(whole - halves) < tol or len(pieces) > 30:
        pieces.append((a, b, halves))
        return halves
    return _refined(f, a, m, tol / 2, pieces) + _refined(f, m, b, tol / 2, pieces)


@program(0.8, 2.0, features="recursion list")
def pieces_of_an_adaptive_rule(x, c):
    pieces = []
    total = _refined(lambda t: math.exp(c * t * x), 0.0, x, 0.005, pieces)
    a, b, part = pieces[-1]
    return total + part * (b - a) + sum(p[2] ** 2 for p in pieces)


@program(np.array([0.4, 1.2, 0.7, 0.3, 0.9]), features="recursion list")
def rows_of_a_tree(x):
    rows = [(1.0, x[:2] * 2)]

    def walk(lo, hi, depth):
        if hi - lo < 2:
            rows.append((x[lo] * depth, x[:2] * x[lo]))
            return
        mid = (lo + hi) // 2
        walk(lo, mid, depth + 1)
        walk(mid, hi, depth + 1)

    walk(0, len(x), 0)
    return sum(w * (v @ v) for w, v in rows)

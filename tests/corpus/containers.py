"""Deques, dicts with a default, sets, tuples that grow, keys that only the run tells, loops that have to be written out."""

from __future__ import annotations

import itertools
from collections import Counter, OrderedDict, defaultdict, deque

import numpy as np

from corpus import program


@program(0.7, features="structure")
def dicts_with_a_default(x):
    totals, parts = defaultdict(float), defaultdict(list)
    for key, value in [("a", x), ("b", x * x), ("a", 3.0 * x)]:
        totals[key] += value
        parts[key].append(value)
    scaled = defaultdict(lambda: x * 2.0)
    scaled["q"] *= x
    counts = Counter("abca")
    counts["z"] += 1
    return totals["a"] * parts["b"][0] * len(parts) + scaled["q"] * scaled["r"] + x ** counts["a"] + totals["c"]


@program(0.7, features="structure")
def ordered_dict(x):
    d = OrderedDict(a=x, b=x * x, c=2.0)
    d.move_to_end("a")
    first = d.popitem(last=False)[1]
    return first * next(iter(d.values())) + d["a"]


@program(0.7, np.array([0, 2, 0, 1]), ["a", "b", "a"], features="structure loop")
def keys_of_the_run(x, labels, names):
    table = {0: x, 1: x * x, 2: 3.0 * x}
    total = 0.0
    for k in labels:
        total += table[k]
        table[k] += x * table[k]
    letters = {"a": x, "b": x * x}
    for name in names:
        total *= letters[name]
    return total * table[0]


@program(np.array([0.5, 1.5, 2.5]), np.array([0, 1, 0]), features="structure loop")
def arrays_under_keys_of_the_run(v, labels):
    table = {0: v, 1: v * v}
    total = 0.0
    for k in labels:
        total += table[k].sum() * table[k][1]
    return total


@program(0.7, features="structure loop")
def memo(x):
    known = {0: x, 1: x * x}
    for i in range(2, 6):
        known[i] = known[i - 1] * known[i - 2] + x
    powers = [lambda z, k=k: z**k for k in range(1, 4)]
    return known[5] + sum(power(x) for power in powers)


@program(0.7, features="structure loop")
def sets(x):
    d, e = {"a": x, "b": x * x}, {"b": 2.0 * x, "c": 1.0}
    total = 0.0
    for key in sorted(set(d) & set(e)):
        total += d[key] * e[key]
    seen = set()
    for key in ["a", "b", "a"]:
        if key in seen:
            continue
        seen.add(key)
        total += d[key]
    numbers = {1, 2, 3}
    numbers |= {9}
    numbers.discard(1)
    return total * len(numbers) + x * sum(numbers) * (seen <= {"a", "b"})


@program(0.7, 6, features="structure loop list")
def deque_of_the_last(x, n):
    last, front = deque([1.0], maxlen=3), deque()
    for k in range(n):
        last.append(x * k)
        front.appendleft(x + k)
    last.rotate(1)
    return last[0] * last[1] + last[2] * front[0] + front.pop() * front.popleft() * len(last)


@program(0.7, 6, features="structure while list")
def deque_as_a_queue(x, n):
    waiting, total = deque([x, x * x]), 0.0
    while waiting and n > 0:
        y = waiting.popleft()
        total += y * y
        n -= 1
        waiting.append(y * 1.1)
        waiting.extend([y * x])
    return total * len(waiting)


@program(np.array([0.5, 1.5, 2.5]), features="structure loop list reduction")
def moving_window(v):
    window, total = deque(maxlen=2), 0.0
    for a in v:
        window.append(a)
        total += sum(window) / len(window) * a
    return total


@program(0.7, 4, features="structure loop swap")
def growing_tuples(x, n):
    t, u = (x,), ()
    for k in range(n):
        u = t
        t += (t[-1] * x + k,)
    v = (*u, 2.0 * x, *t[1:])
    w = tuple(x * k for k in range(n))
    return sum(u) * len(t) + v[1] * v[-1] + w[2] + (x if isinstance(t, tuple) else 100.0)


@program(0.7, 4, features="list loop")
def spread_lists(x, n):
    xs = [x * k for k in range(n)]
    ys = [1.0 * x, *xs, 2.0, *xs]
    xs[0] = 5.0 * x
    first, *rest = ys
    return sum(ys) * ys[2] + first * rest[-1] + xs[0]


@program(np.array([0.5, 1.5, 2.5]), features="loop structure list")
def iterators_of_arrays(v):
    total = 0.0
    for a, b in itertools.pairwise(v):
        total += a * b
    for k, a in zip(itertools.count(1), v):
        total += k * a * a
    for a, b in zip(v, v[::-1], strict=True):
        total += a * b * b
    p, q, r = v
    return total * p + q * r

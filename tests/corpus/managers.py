"""with: managers of the program's own, from classes and from generators, and what leads out of their bodies."""

from __future__ import annotations

import contextlib
import math

import numpy as np

from corpus import program


@contextlib.contextmanager
def scaled(z):
    yield z * 2.0


@contextlib.contextmanager
def noted(items):
    items.append(1.0)
    try:
        yield items
    finally:
        items.append(2.0)


@contextlib.contextmanager
def guarded(z):
    try:
        yield z * 2.0
    except ValueError:
        pass


@contextlib.contextmanager
def one_or_other(z):
    if z > 1.0:
        yield z
    else:
        yield z * z


class Log:
    def __init__(self, items):
        self.items = items

    def __enter__(self):
        self.items.append(1.0)
        return self

    def __exit__(self, *what):
        self.items.append(2.0)


@program(0.7, features="call structure")
def values_from_generators(x):
    with scaled(x) as a, scaled(a) as b:
        y = a * b
    items = [x]
    with noted(items) as more:
        more.append(y)
    return sum(items) * items[2]


@program(0.7, features="call branch")
def exception_in_a_generator(x):
    y = x * x
    with guarded(x) as g:
        if g > 1.0:
            raise ValueError("no")
        y = g
    return x * 3.0


@program(0.7, 4, features="loop exit call branch")
def exits_from_a_with(x, n):
    total = 0.0
    for k in range(n):
        with one_or_other(x) as z:
            if k == 2:
                break
            if k == 1:
                continue
            total += z
    with Log([x]) as log:
        if x > 0.0:
            return total * log.items[0]
    return x


@program(np.array([0.5, 1.5, 2.5]), features="in_place call")
def array_set_for_a_while(v):
    a = v.copy()

    @contextlib.contextmanager
    def temporarily(array, k, value):
        old = array[k]
        array[k] = value
        yield array
        array[k] = old

    with temporarily(a, 0, v[1] * 2.0) as b:
        s = np.sum(b**2)
    return s * a[0]


@program(0.7, features="call structure list")
def written_by_an_exit(x):
    items = [x]
    with Log(items):
        items.append(math.sqrt(x))
    try:
        items.append(math.exp(x))
    finally:
        items.append(x)
    return sum(items) * items[1]


class Doubling:
    """Leaves what it holds twice as large; what its body raises goes on."""

    def __init__(self, x):
        self.x, self.n, self.log = x, 0, []

    def __enter__(self):
        self.n += 1
        return self

    def __exit__(self, *error):
        self.x = self.x * 2
        self.log.append(self.n)
        return None


@program(np.array([0.7, -0.4, 1.3]), features="structure loop exit")
def the_manager_is_read_afterwards(x):
    outer = Doubling(x)
    with outer, Doubling(x) as inner:
        inner.x = inner.x * x[0] * outer.n
    for k in range(3):
        with outer as again:
            again.x = again.x * x[1]
            if k == 1:
                continue
            again.x = again.x + 1
    return np.sum(inner.x) * outer.n + np.sum(outer.x * inner.x) + sum(outer.log)

"""Calls: helpers of equal names, closures, lambdas, functions as values, defaults and keywords."""

from __future__ import annotations

import functools
import math

import numpy as np

from corpus import program
from corpus.helpers import periodic, rational
from corpus.helpers.rational import helper

SCALE = 3.0


@program(0.8, features="call")
def helpers_of_one_name(x):
    return SCALE * helper(x) + periodic.helper(x) * rational.helper(x * SCALE)


@program(0.8, 2, features="call recursion", order=3)
def recursive_helpers_of_one_name(x, n):
    return periodic.again(x, n) * rational.again(x, n + 1)


def scaled(x, by=2.0, *, plus=0.5, **more):
    return x * by + plus + more.get("extra", 0.0)


@program(0.8, 1.4, features="call")
def defaults_and_keywords(x, y):
    a = scaled(x) * scaled(y, x)
    b = scaled(by=y, x=x, plus=x * y)
    return a * b + scaled(x, extra=y * y)


@program(0.8, 1.4, features="call")
def closures(x, y):
    c = x * y
    f = lambda v: v * c + math.sin(x)

    def g(v, h=f):
        return h(v) * c

    c = c * 2
    return f(x) + g(y)


@program(0.8, 1.4, features="call")
def functions_as_values(x, y):
    operations = [math.sin, math.exp, lambda v: v * y]
    for operation in operations:
        x = operation(x) + x
    twice = functools.partial(apply_n, lambda v: v * x, n=2)
    return twice(y) + apply_n(math.cos, y, 3)


def apply_n(f, x, n):
    for _ in range(n):
        x = f(x)
    return x


@program(0.8, 1.4, features="call scalar")
def shadowed_names(x, y):
    def sin(v):
        return v * y

    x, helper = sin(x), lambda sin: sin * x
    return helper(y) + sin(x) * sum(x for x in [x, y])


@program(np.array([0.5, 1.5]), features="call structure")
def results_in_structures(x):
    (total, parts), named = split(x), dict(a=x[0], b=split(x * 2)[0])
    return total * parts[1] + named["b"] * named["a"]


def split(x):
    return np.sum(x * x), (x[0], x[1] * x)


class Spring:
    def __init__(self, stiffness, rest):
        self.stiffness = stiffness
        self.rest = rest

    def energy(self, x):
        return 0.5 * self.stiffness * self.stretch(x) ** 2

    def stretch(self, x):
        return x - self.rest

    def __call__(self, x):
        return self.energy(x) + self.stiffness


@program(Spring(1.5, 0.3), np.array([0.5, 1.2]), features="call structure loop")
def methods(spring, x):
    total = 0.0
    for v in x:
        total += spring.energy(v) * spring(v)
    return total


@program(0.8, 1.1, features="call exit")
def argument_written_and_kept(x, y):
    def f(x):
        x = x * y
        if x > 10:
            return x
        x += 1
        return x * x

    return f(x) * x + f(y) * y


def _blended(a, b, c):
    return a * b + c


@program(np.array([0.7, 1.4, 1.3]), features="call list structure")
def starred_arrays(x):
    """As many as the function takes, from an array and from a list that grew."""
    grown = []
    for v in x:
        grown.append(v * v)
    return {1: _blended(*x), ("a", 2): _blended(x[0], *x[1:]) * (lambda p, q, r: p * q - r)(*grown)}


@functools.cache
def pascal(n, k):
    if not 0 <= k <= n:
        raise ValueError(k)
    return 1 if k in (0, n) else pascal(n - 1, k - 1) + pascal(n - 1, k)


@functools.lru_cache(maxsize=8)
def weights_of(n):
    w = np.zeros(n)
    for i in range(n):
        w[i] = i * i
    return w


@program(np.array([0.7, -0.4, 1.3, 0.55]), 4, features="call loop")
def cached_functions(x, n):
    @functools.lru_cache(maxsize=None)
    def power(k):
        return x[0] ** k

    class Line:
        def __init__(self, x):
            self.x = x

        @functools.cache
        def at(self, k):
            return self.x * k

    total, line, half = 0.0, Line(x), functools.cache(lambda k: k / 2)
    for k in range(n):
        total = total + pascal(n - 1, k) * x[k] * power(k) * half(k)
    w = weights_of(n)
    w = w / np.sum(w)
    w *= 2
    return total * np.sum(line.at(2) * line.at(3)) + w @ x

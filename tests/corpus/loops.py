"""Loops."""

from __future__ import annotations

import numpy as np

from corpus import program


@program(1.1, 4, features="loop swap")
def fibonacci_like(x, n):
    a, b = 1.0, x
    for _ in range(n):
        a, b = b, a + b * x
    return a * b


@program(np.array([1.1, 0.9, 1.2, 0.7]), features="loop in_place")
def running_product(x):
    x = x.copy()
    for i in range(1, len(x)):
        x[i] += x[i - 1] * x[i]
    return x

"""Loops: over ranges, arrays and sequences, with and without trips, nested, and whiles."""

from __future__ import annotations

import math

import numpy as np

from corpus import program


@program(1.1, 4, features="loop swap", order=3)
def fibonacci_like(x, n):
    a, b = 1.0, x
    for _ in range(n):
        a, b = b, a + b * x
    return a * b


@program(1.1, 3, features="loop swap")
def rotated(x, n):
    a, b, c = x, x * x, 2.0
    for i in range(n):
        a, b, c = b, c * a, a + i * x
    return a + b * c


@program(1.1, 0, features="loop")
def no_trips(x, n):
    y = x * x
    for i in range(n):
        y = y * x + i
    return y * x


@program(1.1, 3, 3, features="loop")
def no_trips_inside(x, n, m):
    y = x
    for i in range(n):
        for j in range(i, m - 2):
            y = y * x + j
        y = y + math.sin(y)
    return y


@program(0.9, 9, features="loop")
def steps(x, n):
    y = x
    for i in range(1, n, 3):
        y = y * x + i
    for i in range(n, 0, -2):
        y = y + x * i
    for i in range(n, 0, 2):
        y = y * 0
    return y


@program(1.2, 4, features="loop")
def loop_variable_afterwards(x, n):
    for i in range(n):
        y = x * i
    return y * i + x**i


@program(1.2, np.array([0.5, 1.5, 2.5]), features="loop")
def item_afterwards(c, x):
    y = 0.0
    for v in x:
        y += c * v * v
    return y * v


@program(1.2, 3, features="loop")
def loop_variable_rebound(x, n):
    y = x
    for i in range(n):
        i = i * 2 + 1
        y = y + x * i
    return y * i


@program(1.2, 3, features="loop")
def bound_changed_inside(x, n):
    y = x
    for i in range(n):
        n = n + 1
        y = y * x + n
    return y + n * x


@program(np.array([1.1, 0.9, 1.3]), np.array([0.2, 0.4, 0.8]), features="loop")
def zipped(x, y):
    total = 0.0
    for k, (a, b) in enumerate(zip(x, y), start=2):
        total = total * a + b**k
    return total


@program(np.array([1.1, 0.9, 1.3]), features="loop")
def reversed_and_enumerated(x):
    y = 1.0
    for i in reversed(range(len(x))):
        y = y * x[i] + i
    for v in reversed(x):
        y = y + v * v
    for i, v in enumerate(x):
        y = y * v - i
    return y


@program(np.array([[1.1, 0.9, 1.3], [0.2, 0.4, 0.8]]), features="loop linear reduction")
def over_rows(A):
    y = np.zeros(3)
    for row in A:
        y = y * row + np.dot(row, row)
    return np.sum(y)


@program(0.8, features="loop")
def over_literals(x):
    y = x
    for c in (0.5, 2.0, -1.0):
        y = y * x + c
    for c in [1, 2]:
        y = y + c * x
    return y


@program(2.0, features="while", order=3)
def babylonian(a):
    x = a
    while abs(x * x - a) > 1e-12:
        x = (x + a / x) / 2
    return x


@program(1.3, features="while scalar")
def doubling(x):
    y = x
    n = 0
    while y < 20.0:
        y = y * x + math.sqrt(y)
        n += 1
    return y * n


@program(1.3, 5, features="while")
def counted_while(x, n):
    y = 1.0
    while n:
        y = y * x + n
        n -= 1
    return y


@program(1.1, 3, features="loop while")
def while_in_for(x, n):
    y = x
    for i in range(n):
        z = y
        while z > 0.5:
            z = z * 0.6 * x
        y = y + z * i
    return y


@program(1.1, features="loop while")
def for_in_while(x):
    y = x
    while y < 30.0:
        for i in range(3):
            y = y * x + i
        y = y + x
    return y


@program(0.9, 3, features="loop")
def triangular(x, n):
    y = x
    for i in range(n):
        for j in range(i + 1):
            for k in range(j, i + 1):
                y = y + x * y / (i + j + k + 1)
    return y


@program(0.9, 3, features="loop")
def carried_and_local(x, n):
    total, y = 0.0, x
    for i in range(n):
        local = y * y
        y = math.sin(local) + x
        total += local * y
    return total


@program(0.9, 3, features="loop")
def bound_only_in_the_loop(x, n):
    for i in range(n):
        a = x * i
        if i > 0:
            b = a * x
    return a * b


@program(0.9, 3, features="loop branch")
def used_before_bound(x, n):
    y = x
    for i in range(n):
        if i > 0:
            y = y * p
        p = y + x * i
    return y


@program(1.5, 3, features="loop")
def unused_carried(x, n):
    y, z = x, x
    for _ in range(n):
        z = z * y
        y = y + 1.0
    return y * x


@program(1.5, 3, features="loop")
def int_becomes_float(x, n):
    s = 0
    for i in range(n):
        s = s + x * i
    p = 1
    for i in range(n):
        p *= x
    return s * p


@program(1.1, 3, features="loop broadcast")
def two_loops_one_name(x, n):
    for i in range(n):
        y = x * i
    z = y
    for i in range(n + 1):
        y = y + z * i
    return y * z


@program(0.7, 3, features="loop linear")
def matrix_power(x, n):
    A = np.array([[x, 0.5], [0.2, x * x]])
    B = np.eye(2)
    for _ in range(n):
        B = B @ A
    return B[0, 1] + np.trace(B)


@program(np.array([0.5, 0.8]), 3, features="loop")
def array_carried(x, n):
    y = x
    for i in range(n):
        y = y + x * y
    return y


@program(np.array([0.5, 0.8]), 3, features="loop in_place")
def array_updated_in_place(x, n):
    y = x.copy()
    for i in range(n):
        y += x * y
        y *= 0.5
    return y


@program(0.5, np.arange(4), features="loop index", wrt=("x",))
def over_integers(x, n):
    y = x
    for k in n:
        y = y * (k + x)
    return y


@program(np.array([0.3, 2.6, 0.9]), 3, features="loop in_place reduction branch index")
def chosen_in_the_trip_before(x, n):
    """What an earlier trip has chosen is as long as it was then."""
    total = 0.0
    for k in range(n):
        chosen = x[x > 1.2 * k]
        if k > 0:
            total = total + np.sum(before * chosen)
        before = np.sin(chosen)
    return total

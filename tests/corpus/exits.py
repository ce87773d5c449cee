"""Exits: break, continue, early returns and the else of loops, nested in each other."""

from __future__ import annotations

import math

import numpy as np

from corpus import program


@program(1.3, 8, features="exit loop branch")
def broken(x, n):
    y = x
    for i in range(n):
        y = y * x
        if y > 3.0:
            break
        y = y + x
    return y * i


@program(1.3, 6, features="exit loop branch")
def continued(x, n):
    y = x
    for i in range(n):
        if i % 2:
            continue
        y = y * x + i
        if y > 10:
            continue
        y = y + x
    return y


@program(1.3, 9, features="exit loop branch")
def returned_from_a_loop(x, n):
    y = x
    for i in range(n):
        y = y * x
        if y > 4.0:
            return y * i
    return x


@program(1.3, 3, 5, features="exit loop branch")
def nested_exits(x, n, m):
    y = x
    for i in range(n):
        for j in range(m):
            y = y * x + j
            if y > 10 * (i + 1):
                break
            if j == 3:
                return y * y
        else:
            y = y + 100.0
        if y > 50:
            continue
        y = y + math.sin(y)
    return y * x


@program(1.3, 4, features="exit loop")
def for_else(x, n):
    y = x
    for i in range(n):
        y = y * x
        if y > 100:
            break
    else:
        y = y * y
    return y + x


@program(1.3, features="exit while")
def while_else(x):
    y = x
    while y < 10:
        y = y * x + 1
        if y < 0:
            break
    else:
        y = y - x * x
    return y


@program(1.3, features="exit while branch")
def while_true(x):
    y, n = x, 0
    while True:
        n += 1
        if n == 2:
            continue
        y = y * x + n
        if y > 12:
            break
    return y * n


@program(1.3, features="exit branch")
def early_returns(x):
    if x < 0:
        return 0.0
    y = x * x
    if y < 1:
        return y
    if y < 2:
        z = y * x
        return z + y
    return math.exp(x)


@program(np.array([0.5, 0.7, 1.1]), features="exit branch", order=2)
def returns_of_different_shapes(x):
    if x[0] > 10:
        return x[:1]
    if x[1] < 1:
        return x * x[2]
    return np.concatenate([x, x])


@program(2.0, 20, features="exit loop", order=3)
def newton(a, n):
    x = a
    for _ in range(n):
        step = (x * x - a) / (2 * x)
        x = x - step
        if abs(step) < 1e-9:
            return x
    return x


@program(np.array([0.4, 0.7, 1.6, 0.2]), features="exit loop in_place")
def exit_with_writes(x):
    y = x.copy()
    for i in range(len(y)):
        y[i] = y[i] * y[i - 1]
        if y[i] > 0.5:
            y[0] = y[i] * 2
            break
        y[i] += x[i]
    return y


@program(np.array([0.4, 0.7, 1.6, 0.2]), 0.5, features="exit loop index")
def search(x, c):
    for i, v in enumerate(x):
        if v > 1.0:
            break
    return v * x[i - 1] * c


@program(1.1, 4, features="exit loop")
def break_at_once(x, n):
    y = x
    for i in range(n):
        break
    for j in range(n):
        if j >= 0:
            break
        y = y * x
    return y * x + j


@program(1.1, 0, features="exit loop")
def returned_or_not(x, n):
    for i in range(n):
        return x * i
    return x * x


@program(1.1, 4, features="exit loop while")
def exit_two_levels(x, n):
    y = x
    done = False
    for i in range(n):
        z = y
        while True:
            z = z * x
            if z > 1.5:
                done = True
                break
            if z > 1.3:
                break
        y = y + z
        if done:
            break
    return y


@program(1.1, 4, features="exit loop")
def exit_in_the_else(x, n):
    y = x
    for i in range(n):
        for j in range(2):
            y = y * x
        else:
            if y > 1.4:
                break
    return y + x


@program(1.1, features="exit call")
def called_with_exits(x):
    return clipped(x) * clipped(x * 3) + clipped(-x)


def clipped(v):
    if v < 0:
        return 0.1 * v
    if v > 2:
        return 2.0 + math.log(v)
    return v * v


@program(np.array([1.0, 3.0]), 10, features="exit loop reduction linear")
def power_iteration(x, n):
    A = np.array([[2.0, 1.0], [1.0, 3.0]])
    old = 0.0
    for _ in range(n):
        y = A @ x
        norm = np.sqrt(np.sum(y * y))
        x = y / norm
        if abs(norm - old) < 1e-3:
            break
        old = norm
    return norm * x[0]


@program(1.1, features="exit")
def raised_elsewhere(x):
    if x < 0:
        raise ValueError("x must not be negative")
    y = math.sqrt(x)
    if y != y:
        raise ArithmeticError
    return y * x

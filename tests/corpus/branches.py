"""Branches: every form of if, at values that vary, nested in each other."""

from __future__ import annotations

import math

import numpy as np

from corpus import program


@program(0.8, features="branch scalar", order=3)
def redefined_after(x):
    a = x
    if x > 0:
        a = math.sin(x)
        y = a * a
    else:
        y = a
    return y * a


@program(0.8, features="branch", order=3)
def bound_in_one_branch(x):
    if x > 0:
        a = math.sin(x)
    y = a * a
    return y * x


@program(1.5, features="branch")
def elif_chain(x):
    if x < 0:
        y = -x
    elif x < 1:
        y = x * x
    elif x < 2:
        y = x**3
        z = y * x
        y = y + z
    else:
        y = math.exp(x)
    return y * x


@program(1.5, 2, features="branch loop")
def branch_in_loop(x, n):
    y = 1.0
    for i in range(n + 2):
        if y < 2.0:
            y = y * x
        else:
            y = y + math.sin(x)
    return y


@program(0.5, 4, features="branch loop")
def nested_branches(x, n):
    y = x
    for i in range(n):
        if i % 2:
            if y > 0.6:
                y = y * x
            else:
                z = y * y
                y = z + x
        elif i:
            y = y - x * i
    return y


@program(0.5, features="branch loop")
def loop_in_branch(x):
    y = x
    if y > 0:
        for i in range(3):
            y = y * x + i
    else:
        while y < 0:
            y = y + x * x
    return y * y


@program(0.5, 1.5, features="branch")
def ternaries(x, y):
    a = x if x < y else y
    b = a * a if a > 1 else (x * y if x > 0 else -x)
    return (a if b < 1 else b) * b


@program(0.5, 1.5, features="branch swap")
def swapped_in_branch(x, y):
    if x < y:
        x, y = y, x
    return x * x + y


@program(np.array([0.5, -0.5, 1.5]), features="branch reduction")
def branch_on_an_array(x):
    if np.sum(x) > 0 and x[0] > 0:
        return np.sum(x * x)
    return x[1] * x[2]


@program(np.array([0.5, -0.5, 1.5]), features="branch reduction broadcast")
def where_and_masks(x):
    y = np.where(x > 0, x * x, np.sin(x))
    z = np.maximum(y, 0.1) + np.minimum(x, 1.0) + np.clip(x, -1.0, 1.0) + np.abs(x)
    return np.sum(z * y) + np.max(x) * np.min(x)


@program(np.array([0.5, -0.5]), 1.5, features="branch in_place")
def write_in_branch(x, c):
    y = x.copy()
    if c > 1:
        y[0] = c * y[1]
    else:
        y[1] *= c
    return y * c


@program(np.array([0.5, 0.6]), True, features="branch")
def flag(x, squared):
    y = x * x if squared else x
    return np.sum(y)


@program(0.5, None, features="branch")
def optional(x, y=None):
    if y is None:
        y = x * 2
    return x * y


@program(0.5, "square", features="branch")
def option(x, kind):
    if kind == "square":
        y = x * x
    elif kind in ("cube", "plain"):
        y = x
    return y * x


@program(0.5, features="branch")
def empty_branches(x):
    y = x * x
    if x > 0:
        pass
    else:
        y = 0.0
    if x > 10:
        y = y * x
    return y


@program(0.5, 0.25, features="branch")
def same_value_in_both(x, y):
    if x > y:
        a, b = x, y
        c = x * y
    else:
        a, b = y, x
        c = x * y
    return a * a * c + b


@program(0.5, 3, features="branch loop")
def condition_kept(x, n):
    y = x
    big = y > 0.4
    for i in range(n):
        y = y * x if big else y + x
        big = y > 0.4 or i == 1
    return y + x * big


@program(np.array([2.0, 0.5, 0.1]), features="branch loop index")
def largest_by_hand(x):
    best, at = x[0], 0
    for i in range(1, len(x)):
        if x[i] > best:
            best, at = x[i], i
    return best * best + x[at] * at


@program(np.array([1.0, 3.0]), False, 3, features="branch loop")
def bound_by_a_test_not_taken(x, c, n):
    if c:
        a = x * x
    y = x
    for i in range(n):
        if c:
            y = y + a * i
    return y


@program(np.array([1.0, 3.0]), True, 3, features="branch loop")
def bound_by_a_test(x, c, n):
    if c:
        a = np.sin(x)
        x = x * a
    y = x * x
    for i in range(n):
        if c:
            y = y + a * i
    if c:
        y = y * a
    return y


@program(np.array([1.0, 3.0]), 4, features="loop branch")
def bound_in_some_trips(x, n):
    y = x
    for i in range(n):
        if i > 1:
            y = y * p
        if i == 1 or y[0] > 1.5:
            p = np.sin(y) + x * i
    return y


@program(np.array([1.0, 3.0]), True, 3, features="loop branch")
def bound_in_trips_and_read_later(x, c, n):
    y = x
    for i in range(n):
        if c and i > 0:
            a = y * x * i
        y = y * 1.1
        if c and i > 0:
            y = y + a
    for i in range(n):
        if c:
            y = y + a
    return y


@program(np.array([1.0, 3.0]), True, 3, features="loop branch")
def bound_on_two_ways(x, c, n):
    y = x
    for i in range(n):
        if c and i > 0:
            if x[0] > 2:
                a = y * x * i
            else:
                b = y * i
        y = y * 1.1
        for j in range(2):
            if c and i > 0:
                if x[0] > 2:
                    y = y + a
                else:
                    y = y * b
    return y


@program(1.5, 3, features="branch")
def the_truth_of_a_number(x, a):
    y = x * (not not a) + x * x * (not not x * a)
    return y * (not (a and x > 2))

"""Names that a trip through a loop binds on some ways only: on the others they are what an earlier trip has left."""

from __future__ import annotations

import math

import numpy as np

from corpus import program


@program(0.7, 3, features="loop exit branch")
def bound_before_the_last_trip(x, n):
    for k in range(n):
        if k == 2:
            continue
        y = x * x * (k + 1)
    return x * y


@program(0.7, features="loop exit branch")
def bound_in_the_first_trip(x):
    for k in range(5):
        if k == 1:
            continue
        if k == 3:
            break
        if k == 0:
            y = math.sin(x)
    return x * y


@program(0.7, features="while branch exit")
def bound_in_a_while(x):
    k = 0
    while k < 4:
        k += 1
        if k % 2:
            y = x * k * x
            z = y * x
    return y * z


@program(0.7, features="loop loop branch")
def bound_in_an_inner_loop(x):
    for k in range(3):
        for j in range(k - 1, 1):
            y = x * x + j + k
    return y * x


@program(0.7, features="loop exit branch")
def bound_before_finally(x):
    for k in range(3):
        try:
            if k == 1:
                continue
            if k == 2:
                break
            y = x * x
        finally:
            x = x * 2
    return x * y


@program(0.7, features="loop branch scalar")
def tries_inside_handlers(x):
    try:
        y = math.log(-x)
    except ValueError:
        y = x
        for k in range(3):
            try:
                y = y * math.sqrt(k - 1.5)
            except ValueError:
                y = y * x
    finally:
        try:
            z = math.log(-x)
        except ValueError:
            z = x * x
    return y * z


_ROTATION = np.array([[0.8, -0.6], [0.6, 0.8]])
_LAYERS = {"weights": _ROTATION, "rows": [_ROTATION[0], 0.3]}


@program(np.array([0.3, -0.2]), features="loop branch linear")
def a_global_by_a_name_of_the_last_trip(x):
    y = x.copy()
    for k in range(3):
        if k > 1:
            y += w.sum(axis=0)
        h = np.tanh(_ROTATION @ y)
        w = _ROTATION.T
        y += w @ h
    return y


@program(np.array([0.3, -0.2]), features="loop branch linear structure")
def a_global_structure_by_a_name_of_the_last_trip(x):
    y = x.copy()
    for k in range(3):
        if k > 1:
            y += layers["weights"].sum(axis=0)
        h = np.tanh(_LAYERS["weights"] @ y + _LAYERS["rows"][0])
        layers = _LAYERS
        y += layers["weights"] @ h
    return y


@program(np.array([[0.1, 0.4], [1.9, 1.2], [0.3, -0.2]]), 0.5, features="loop exit linear")
def shape_of_what_a_trip_makes(x, ridge):
    design = np.column_stack([np.ones(len(x)), x])
    w = 0.0
    for _ in range(25):
        c = ridge * np.eye(design.shape[1]) + design.T @ design
        w = w + c[0, 0]
        if w > 10.0:
            break
    return c.sum()


@program(np.array([0.4, 1.2, -0.2]), 3, features="loop branch")
def size_of_what_the_trip_before_made(x, n):
    before = None
    total = 0.0
    for k in range(n):
        size = 0 if before is None else before.shape[0]
        value = x * (k + 1) if before is None else before[:-1] * x[0]
        total = total + size * np.sum(value)
        before = np.concatenate([value, x])
    return total


@program(np.array([0.5, -0.3, 1.2, 3.0]), features="while branch exit index")
def bound_in_a_later_trip(x):
    k, first = 0, True
    while True:
        if (0.0 if first else y) < 1.0:
            if k % 2:
                y = x[k] * x[k]
                first = False
            k = k + 1
        else:
            break
    return np.sum(x) if first else np.sum(y * x)


@program(np.array([0.5, -0.3, 1.2, 3.0]), features="loop branch index")
def two_names_of_later_trips(x):
    started, total = False, 0.0
    for k in range(4):
        if started:
            total = total + y * z
        if x[k] > 0.0:
            z = x[k] * 2.0
            if k != 2:
                y = z * x[k]
            started = True
    return total


@program(0.7, features="while branch")
def read_by_the_test_of_a_while(x):
    k = 0
    while k < 1 or y < 3.0:
        k += 1
        if k % 2:
            y = x * k * x
        x = x * 1.1
    return y * x

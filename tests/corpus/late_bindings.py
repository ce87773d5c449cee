"""Names that a trip through a loop binds on some ways only: on the others they are what an earlier trip has left."""

from __future__ import annotations

import math

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

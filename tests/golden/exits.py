"""Loops that are left early: the reverse loop runs over the trips that were made and has no exits."""

import math

ARGS = {"root": (2.0, 1e-6, 20), "walk": (0.3, 9)}


def root(x, tol, n):
    y = x
    for i in range(n):
        z = 0.5 * (y + x / y)
        if abs(z - y) < tol:
            break
        y = z
    return y * math.sin(y)


def root_bar(x, tol, n, y_bar=1.0):
    # forward sweep
    y_tape = []
    w0_tape = []
    y = x
    trips = 0
    for _ in range(n):
        w0 = x / y
        z = 0.5 * (y + w0)
        if abs(z - y) < tol:
            break
        y_tape.append(y)
        w0_tape.append(w0)
        y = z
        trips += 1

    # reverse sweep
    y_bar = y_bar * (math.sin(y) + y * math.cos(y))
    x_bar = 0.0
    for _ in reversed(range(trips)):
        y = y_tape.pop()
        z_bar = y_bar * 0.5
        x_bar += z_bar / y
        y_bar = z_bar - z_bar * w0_tape.pop() / y
    return x_bar + y_bar, 0.0


def walk(x, n):
    y = x
    for i in range(n):
        if i % 3 == 1:
            continue
        y = y + x * y
        if y > 4.0:
            return y * x
    return math.sin(y)


def walk_bar(x, n, y_bar=1.0):
    # forward sweep
    y_tape = []
    y = x
    trips = 0
    returned = False
    for i in range(n):
        trips += 1
        if i % 3 == 1:
            continue
        y_tape.append(y)
        y = y + x * y
        if y > 4.0:
            returned = True
            break

    # reverse sweep
    if returned:
        x_bar = y_bar * y
        y_bar = y_bar * x
    else:
        x_bar = 0.0
        y_bar = y_bar * math.cos(y)
    for i in reversed(range(trips)):
        if i % 3 == 1:
            continue
        y = y_tape.pop()
        x_bar += y_bar * y
        y_bar += y_bar * x
    return x_bar + y_bar

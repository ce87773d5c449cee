"""A loop with a branch: the predicate is recomputed from the taped value."""

import numpy as np

ARGS = {"g": (1.1, 3)}


def g(x, n):
    y = 1.0
    for i in range(n):
        if y < 2.0:
            y = y * x
        else:
            y = y + np.sin(x)
    return y


def g_bar(x, n, y_bar=1.0):
    # forward sweep
    y_tape = []
    y = 1.0
    for _ in range(n):
        y_tape.append(y)
        if y < 2.0:
            y = y * x
        else:
            y = y + np.sin(x)

    # reverse sweep
    x_bar = 0.0
    for _ in reversed(range(n)):
        y = y_tape.pop()
        if y < 2.0:
            x_bar += y_bar * y
            y_bar = y_bar * x
        else:
            x_bar += y_bar * np.cos(x)
    return x_bar


def g_bar_unrolled(x, y_bar=1.0):
    # forward sweep
    y1 = x
    c2 = y1 < 2.0
    y2 = y1 * x if c2 else y1 + np.sin(x)

    # reverse sweep
    if y2 < 2.0:
        x_bar = y_bar * y2
        y2_bar = y_bar * x
    else:
        x_bar = y_bar * np.cos(x)
        y2_bar = y_bar
    if c2:
        x_bar += y2_bar * y1
        y1_bar = y2_bar * x
    else:
        x_bar += y2_bar * np.cos(x)
        y1_bar = y2_bar
    return x_bar + y1_bar

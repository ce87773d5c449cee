"""Straight line: the example that every text on automatic differentiation starts with."""

ARGS = {"f": (3.0, 4.0)}


def f(x1, x2):
    return (x1**2 + x2**2) ** 0.5


def f_bar(x1, x2, y_bar=1.0):
    w0_bar = y_bar * 0.5 * (x1**2 + x2**2) ** -0.5
    return w0_bar * 2 * x1, w0_bar * 2 * x2


def f_bar_trace(x1, x2, y_bar=1.0):
    # forward sweep
    w0 = x1
    w1 = x2
    w2 = w0**2
    w3 = w1**2
    w4 = w2 + w3

    # reverse sweep
    w4_bar = y_bar * 0.5 * w4**-0.5
    w3_bar = w4_bar
    w2_bar = w4_bar
    w1_bar = w3_bar * 2 * w1
    w0_bar = w2_bar * 2 * w0
    return w0_bar, w1_bar


def f_dot(x1, x2, x1_dot, x2_dot):
    w0, w0_dot = x1**2, 2 * x1 * x1_dot
    w1, w1_dot = x2**2, 2 * x2 * x2_dot
    w2, w2_dot = w0 + w1, w0_dot + w1_dot
    w3, w3_dot = w2**0.5, 0.5 * w2**-0.5 * w2_dot
    return w3, w3_dot

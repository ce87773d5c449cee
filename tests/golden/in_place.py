"""Writes in place: the array is never rewound, the linear part is never taped, products are taped element by element."""

import numpy as np

ARGS = {
    "heat": (np.linspace(0.0, 1.0, 8) ** 2, 0.1, 3),
    "gauss": (np.linspace(0.5, 1.5, 16).reshape(4, 4), 4, 4),
    "products": (np.array([0.3, 0.7, 1.1, 0.9]),),
}


def heat(u, a, steps):
    n = len(u)
    for t in range(steps):
        for i in range(1, n - 1):
            u[i] = u[i] + a * (u[i - 1] - 2 * u[i] + u[i + 1])
    return np.sum(u**2)


def heat_bar(u, a, steps, y_bar=1.0):
    # forward sweep
    w0_tape = []
    n = len(u)
    u = u.copy()
    for _ in range(steps):
        for i in range(1, n - 1):
            w0 = u[i - 1] - 2 * u[i] + u[i + 1]
            w0_tape.append(w0)
            u[i] = u[i] + a * w0

    # reverse sweep
    u_bar = y_bar * 2 * u
    a_bar = 0.0
    for _ in reversed(range(steps)):
        for i in reversed(range(1, n - 1)):
            w1_bar = u_bar[i]
            a_bar += w1_bar * w0_tape.pop()
            w0_bar = w1_bar * a
            u_bar[i - 1] += w0_bar
            u_bar[i] -= w0_bar * 2
            u_bar[i + 1] += w0_bar
    return u_bar, a_bar


def gauss(A, n, m):
    for i in range(1, n - 1):
        for j in range(1, m):
            A[i, j] = (A[i - 1, j] + A[i + 1, j]) * A[i, j - 1]
    return A


def gauss_bar(A, n, m, y_bar):
    # forward sweep
    w0_tape = []
    w1_tape = []
    A = A.copy()
    for i in range(1, n - 1):
        for j in range(1, m):
            w0 = A[i - 1, j] + A[i + 1, j]
            w0_tape.append(w0)
            w1 = A[i, j - 1]
            w1_tape.append(w1)
            A[i, j] = w0 * w1

    # reverse sweep
    A_bar = y_bar.copy()
    for i in reversed(range(1, n - 1)):
        for j in reversed(range(1, m)):
            w2_bar = A_bar[i, j]
            A_bar[i, j] = 0.0
            A_bar[i, j - 1] += w2_bar * w0_tape.pop()
            w0_bar = w2_bar * w1_tape.pop()
            A_bar[i - 1, j] += w0_bar
            A_bar[i + 1, j] += w0_bar
    return A_bar


def products(x):
    x[1:] = x[:-1] * x[1:]
    return np.sum(x)


def products_bar(x, y_bar=1.0):
    # forward sweep
    left = x[:-1]
    right = x[1:]

    # reverse sweep
    x_bar = np.full_like(x, y_bar)
    w0_bar = x_bar[1:].copy()
    x_bar[1:] = 0.0
    x_bar[1:] += w0_bar * left
    x_bar[:-1] += w0_bar * right
    return x_bar

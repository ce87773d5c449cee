"""Array code without loops: no zeros that are not needed, no helper, one temporary where a value is used twice."""

import numpy as np

ARGS = {
    "rosenbrock": (np.array([0.3, 0.7, 1.1]),),
    "logsumexp": (np.array([0.3, 0.7, 1.1]),),
    "layer": (np.linspace(0.1, 0.6, 6).reshape(2, 3), np.array([0.1, 0.2]), np.array([0.3, 0.5, 0.7])),
    "logistic": (np.array([0.1, 0.2]), np.linspace(-1.0, 1.0, 6).reshape(3, 2), np.array([1.0, 0.0, 1.0])),
    "softmax": (np.array([0.3, 0.7, 1.1]),),
    "quadratic": (np.array([0.3, 0.7]), np.array([[2.0, 0.5], [0.1, 1.0]])),
}


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def rosenbrock_bar(x, y_bar=1.0):
    # forward sweep
    w0 = x[:-1]

    # reverse sweep
    x_bar = np.zeros_like(x)
    w1_bar = y_bar * 100.0 * 2 * (x[1:] - w0**2)
    x_bar[1:] += w1_bar
    x_bar[:-1] -= y_bar * 2 * (1.0 - w0)
    x_bar[:-1] -= w1_bar * 2 * w0
    return x_bar


def logsumexp(a):
    return np.log(np.sum(np.exp(a)))


def logsumexp_bar(a, y_bar=1.0):
    w0 = np.exp(a)
    return y_bar / np.sum(w0) * w0


def layer(W, b, x):
    return np.sum(np.tanh(W @ x + b) ** 2)


def layer_bar(W, b, x, y_bar=1.0):
    w0 = np.tanh(W @ x + b)
    b_bar = y_bar * 2 * w0 * (1 - w0 * w0)
    return np.outer(b_bar, x), b_bar, W.T @ b_bar


def logistic(w, X, y):
    p = 1.0 / (1.0 + np.exp(-(X @ w)))
    return -np.mean(y * np.log(p) + (1.0 - y) * np.log(1.0 - p))


def logistic_bar(w, X, y, logistic_seed=1.0):
    # forward sweep
    w0 = np.exp(-(X @ w))
    w1 = 1.0 + w0
    p = 1.0 / w1
    w2 = np.log(p)
    w3 = 1.0 - y
    w4 = 1.0 - p
    w5 = np.log(w4)

    # reverse sweep
    w6_bar = -logistic_seed / np.size(y)
    p_bar = w6_bar * y / p - w6_bar * w3 / w4
    w7_bar = p_bar * p / w1 * w0
    y_bar = w6_bar * w2 - w6_bar * w5
    return X.T @ w7_bar, np.outer(w7_bar, w), y_bar


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def softmax_bar(z, y_bar):
    # forward sweep
    top = np.max(z)
    e = np.exp(z - top)
    total = np.sum(e)
    y = e / total

    # reverse sweep
    e_bar = y_bar / total
    e_bar -= np.sum(y_bar * y / total)
    z_bar = e_bar * e
    top_bar = -np.sum(z_bar)
    ties = z == top
    z_bar += top_bar / np.sum(ties) * ties
    return z_bar


def quadratic(x, A):
    return x @ A @ x


def quadratic_bar(x, A, y_bar=1.0):
    w0_bar = y_bar * x
    x_bar = y_bar * (x @ A)
    x_bar += A @ w0_bar
    return x_bar, np.outer(x, w0_bar)

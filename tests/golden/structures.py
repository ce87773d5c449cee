"""Results and arguments with structure: seeds and bars have the same."""

import math

import numpy as np

ARGS = {
    "polar": (0.3, 0.4),
    "perceptron": ({"W": np.linspace(0.1, 0.6, 6).reshape(2, 3), "b": np.array([0.1, 0.2])}, np.array([0.3, 0.5, 0.7])),
}


def polar(x, y):
    return math.hypot(x, y), math.atan2(y, x)


def polar_bar(x, y, polar_seed):
    polar_seed_0, polar_seed_1 = polar_seed
    # forward sweep
    r = math.hypot(x, y)
    r2 = x * x + y * y

    # reverse sweep
    x_bar = polar_seed_0 * x / r - polar_seed_1 * y / r2
    y_bar = polar_seed_0 * y / r + polar_seed_1 * x / r2
    return x_bar, y_bar


def perceptron(params, x):
    return np.sum(np.maximum(params["W"] @ x + params["b"], 0.0))


def perceptron_bar(params, x, y_bar=1.0):
    params_W = params["W"]
    params_b = params["b"]
    # forward sweep
    w0 = params_W @ x + params_b

    # reverse sweep
    b_bar = y_bar * (np.sign(w0) + 1) * 0.5
    return {"W": np.outer(b_bar, x), "b": b_bar}, params_W.T @ b_bar

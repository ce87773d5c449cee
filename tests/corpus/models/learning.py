"""Neural networks and learning loops written out."""

from __future__ import annotations

import math

import numpy as np

from corpus import program

RANDOM = np.random.default_rng(11)
INPUTS = RANDOM.normal(size=(4, 3))
TARGETS = np.array([0.3, -0.8, 0.5, 1.1])


def draw(*shape):
    return RANDOM.normal(size=shape) * 0.5


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


class LSTMCell:
    def __init__(self, weights, bias, hidden):
        self.weights = weights
        self.bias = bias
        self.hidden = hidden

    def __call__(self, x, state):
        h, c = state
        n = self.hidden
        gates = self.weights @ np.concatenate((x, h)) + self.bias
        i, f, o = (sigmoid(gates[k * n : (k + 1) * n]) for k in range(3))
        g = np.tanh(gates[3 * n :])
        c = f * c + i * g
        h = o * np.tanh(c)
        return h, c


@program(draw(8, 5), draw(8), draw(2), INPUTS, features="loop structure call list reshape")
def lstm_sequence(weights, bias, readout, sequence):
    """Two hidden units over a sequence; the loss of the next value."""
    cell = LSTMCell(weights, bias, hidden=2)
    state = (np.zeros(2), np.zeros(2))
    outputs = []
    for x in sequence:
        state = cell(x, state)
        outputs.append(readout @ state[0])
    predicted = np.array(outputs)
    return np.mean((predicted[:-1] - sequence[1:, 0]) ** 2), state


def softmax(scores, axis=-1):
    shifted = scores - scores.max(axis=axis, keepdims=True)
    e = np.exp(shifted)
    return e / e.sum(axis=axis, keepdims=True)


def layer_norm(x, gain, shift, eps=1e-5):
    mean = x.mean(axis=-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(axis=-1, keepdims=True)
    return gain * (x - mean) / np.sqrt(variance + eps) + shift


@program(
    {"q": draw(4, 4), "k": draw(4, 4), "v": draw(4, 4), "out": draw(4, 4), "norm": (np.ones(4), draw(4))},
    draw(3, 4),
    2,
    features="structure call linear broadcast reshape loop",
)
def self_attention(p, tokens, heads):
    """A causal attention block with two heads and a residual."""
    length, width = tokens.shape
    size = width // heads
    x = layer_norm(tokens, *p["norm"])
    q, k, v = (x @ p[name] for name in ("q", "k", "v"))
    mask = np.triu(np.ones((length, length), dtype=bool), k=1)
    mixed = []
    for head in range(heads):
        part = slice(head * size, (head + 1) * size)
        scores = q[:, part] @ k[:, part].T / math.sqrt(size)
        scores = np.where(mask, -1e9, scores)
        mixed.append(softmax(scores) @ v[:, part])
    return tokens + np.concatenate(mixed, axis=1) @ p["out"]


def dense(layer, x):
    return np.dot(x, layer["w"]) + layer["b"]


def mlp(layers, x, activation=np.tanh):
    *hidden, last = layers
    for layer in hidden:
        x = activation(dense(layer, x))
    return dense(last, x)[:, 0]


@program(
    [{"w": draw(3, 4), "b": draw(4)}, {"w": draw(4, 1), "b": draw(1)}],
    INPUTS,
    TARGETS,
    features="structure list call loop linear",
)
def mlp_loss(layers, x, y, decay=0.01):
    residual = mlp(layers, x) - y
    penalty = sum(np.sum(layer["w"] ** 2) for layer in layers)
    return 0.5 * np.mean(residual**2) + decay * penalty


@program(draw(3, 3), 0.1, 0.9, features="loop structure in_place linear call")
def training_with_momentum(initial, rate, momentum):
    """Backpropagation by hand for a network of one layer; differentiated through the training."""
    params = {"w": initial.copy(), "v": np.array([0.4, -0.3, 0.6])}
    velocity = {name: np.zeros_like(value) for name, value in params.items()}
    losses = []
    for epoch in range(3):
        hidden = np.tanh(INPUTS @ params["w"])
        error = hidden @ params["v"] - TARGETS
        losses.append(0.5 * float(error @ error))
        grads = {
            "v": hidden.T @ error,
            "w": INPUTS.T @ (np.outer(error, params["v"]) * (1.0 - hidden**2)),
        }
        for name in params:
            velocity[name] = momentum * velocity[name] - rate * grads[name]
            params[name] += velocity[name]
    return losses[-1], params["w"]


@program(np.array([1.2, -0.7]), 0.05, features="loop structure call list scalar")
def adam_on_rosenbrock(start, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    """The point that Adam reaches in a few steps, as a function of its settings."""
    x = [start[0], start[1]]
    m = [0.0, 0.0]
    v = [0.0, 0.0]
    b1, b2 = betas
    for t in range(1, 5):
        g = [
            -2.0 * (1.0 - x[0]) - 40.0 * x[0] * (x[1] - x[0] ** 2),
            20.0 * (x[1] - x[0] ** 2),
        ]
        for i in range(2):
            m[i] = b1 * m[i] + (1 - b1) * g[i]
            v[i] = b2 * v[i] + (1 - b2) * g[i] ** 2
            m_hat = m[i] / (1 - b1**t)
            v_hat = v[i] / (1 - b2**t)
            x[i] -= learning_rate * m_hat / (v_hat**0.5 + eps)
    return x[0] ** 2 + x[1]


@program(draw(5, 5), draw(3, 3), features="loop in_place call view reduction")
def convolution_pool(image, kernel):
    """Valid convolution by loops, a rectifier, and pooling of 2 by 2 blocks."""
    height, width = image.shape
    kh, kw = kernel.shape
    rows, columns = height - kh + 1, width - kw + 1
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = image[i : i + kh, j : j + kw]
            out[i, j] = np.sum(window * kernel)
    out = np.where(out > 0, out, 0.1 * out)
    pooled = np.empty((rows // 2, columns // 2))
    for i in range(0, rows - 1, 2):
        for j in range(0, columns - 1, 2):
            pooled[i // 2, j // 2] = out[i : i + 2, j : j + 2].max()
    return pooled, out.mean()


@program(INPUTS[:, :2], TARGETS, features="while loop exit branch call linear")
def line_search_descent(design, target, tol=1e-8):
    """Gradient descent with backtracking on a smooth robust loss."""

    def loss(w):
        r = design @ w - target
        return np.sum(np.sqrt(1.0 + r**2) - 1.0)

    def gradient(w):
        r = design @ w - target
        return design.T @ (r / np.sqrt(1.0 + r**2))

    w = np.zeros(design.shape[1])
    for _ in range(4):
        g = gradient(w)
        squared = g @ g
        if squared < tol:
            break
        step = 1.0
        while loss(w - step * g) > loss(w) - 0.3 * step * squared:
            step *= 0.5
            if step < 1e-6:
                return w, loss(w)
        w = w - step * g
    return w, loss(w)


@program(draw(4, 3), features="loop list in_place exit call")
def ctc_loss(logits, labels=(1, 2), blank=0):
    """The probability of a labelling, summed over all alignments."""
    extended = [blank]
    for label in labels:
        extended += [label, blank]
    probabilities = softmax(logits)
    size = len(extended)
    alpha = np.zeros(size)
    alpha[0] = probabilities[0, blank]
    alpha[1] = probabilities[0, extended[1]]
    for t in range(1, logits.shape[0]):
        previous = alpha.copy()
        for s in range(size):
            total = previous[s]
            if s > 0:
                total += previous[s - 1]
            if s > 1 and extended[s] != blank and extended[s] != extended[s - 2]:
                total += previous[s - 2]
            alpha[s] = total * probabilities[t, extended[s]]
    return -np.log(alpha[-1] + alpha[-2])

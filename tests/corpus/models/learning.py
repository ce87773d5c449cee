"""Neural networks and learning loops written out."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

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


@program(draw(8, 5), draw(8), draw(2), INPUTS, features="loop structure call list reshape branch")
def lstm_sequence(weights, bias, readout, sequence, drop=(1.0, 0.8)):
    """Two hidden units over a sequence; the loss of the next value, and two values more that the network goes on with."""
    cell = LSTMCell(weights, bias, hidden=2)
    state = (np.zeros(2), np.zeros(2))
    outputs = []
    for x in sequence:
        state = cell(x, state)
        outputs.append(readout @ (state[0] * drop))
    predicted = np.array(outputs)
    loss = np.mean((predicted[:-1] - sequence[1:, 0]) ** 2)
    x = sequence[-1]
    dreamt = []
    for _ in range(2):
        x = np.append(readout @ state[0], x[:-1])
        state = cell(x, state)
        dreamt.append(x[0])
    return loss, dreamt, state


def softmax(scores, axis=-1):
    shifted = scores - scores.max(axis=axis, keepdims=True)
    e = np.exp(shifted)
    return e / e.sum(axis=axis, keepdims=True)


def layer_norm(x, gain, shift, eps=1e-5):
    mean = x.mean(axis=-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(axis=-1, keepdims=True)
    return gain * (x - mean) / np.sqrt(variance + eps) + shift


def gelu(x):
    return 0.5 * x * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * x**3)))


def rotary(x):
    """Positions as angles by which the two halves of each row are turned."""
    length, width = x.shape
    angles = np.arange(length)[:, None] / 10.0 ** (2.0 * np.arange(width // 2) / width)
    left, right = x[:, : width // 2], x[:, width // 2 :]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([left * cos - right * sin, left * sin + right * cos], axis=1)


@program(
    {
        "q": draw(4, 4),
        "k": draw(4, 4),
        "v": draw(4, 4),
        "out": draw(4, 4),
        "norm": (np.ones(4), draw(4)),
        "up": draw(4, 3),
        "down": draw(3, 4),
    },
    draw(3, 4),
    2,
    features="structure call linear broadcast reshape loop",
)
def self_attention(p, tokens, heads):
    """A block of a transformer: causal attention with two heads, residuals, and a layer for each token."""
    length, width = tokens.shape
    size = width // heads
    x = layer_norm(tokens, *p["norm"])
    q, k, v = (x @ p[name] for name in ("q", "k", "v"))
    mask = np.triu(np.ones((length, length), dtype=bool), k=1)
    mixed = []
    for head in range(heads):
        part = slice(head * size, (head + 1) * size)
        scores = rotary(q[:, part]) @ rotary(k[:, part]).T / math.sqrt(size)
        scores = np.where(mask, -1e9, scores)
        mixed.append(softmax(scores) @ v[:, part])
    x = tokens + np.concatenate(mixed, axis=1) @ p["out"]
    return x + gelu(layer_norm(x, *p["norm"]) @ p["up"]) @ p["down"]


def dense(layer, x):
    return np.dot(x, layer["w"]) + layer["b"]


def mlp(layers, x, activation=np.tanh):
    *hidden, last = layers
    for layer in hidden:
        x = activation(dense(layer, x))
    return dense(last, x)[:, 0]


def input_slopes(layers, x):
    """The network and its gradient with respect to each row of the input, by the chain rule from the left."""
    *hidden, last = layers
    jacobian = np.broadcast_to(np.eye(x.shape[1]), (len(x), x.shape[1], x.shape[1]))
    for layer in hidden:
        x = np.tanh(dense(layer, x))
        jacobian = np.einsum("nij,jk,nk->nik", jacobian, layer["w"], 1.0 - x**2)
    return dense(last, x)[:, 0], np.einsum("nij,jk->nik", jacobian, last["w"])[:, :, 0]


def mixup(x, y, share):
    """Each example together with the one before it."""
    return share * x + (1.0 - share) * np.roll(x, 1, axis=0), share * y + (1.0 - share) * np.roll(y, 1)


@program(
    [{"w": draw(3, 4), "b": draw(4)}, {"w": draw(4, 1), "b": draw(1)}],
    INPUTS,
    TARGETS,
    features="structure list call loop linear",
)
def mlp_loss(layers, x, y, decay=0.01, share=0.7, smoothness=0.1):
    """Squared residuals on mixed examples with weight decay, and a penalty on the slopes of the network (Sobolev training)."""
    mixed, targets = mixup(x, y, share)
    residual = mlp(layers, mixed) - targets
    predicted, slopes = input_slopes(layers, x)
    steepness = np.sqrt(np.sum(slopes**2, axis=1))
    too_steep = np.where(steepness > 0.05, (steepness - 0.05) ** 2, 0.0)
    penalty = 0.0
    for depth, layer in enumerate(layers):
        penalty += np.sum(layer["w"] ** 2) / (1.0 + depth)
    loss = 0.5 * np.mean(residual**2) + decay * penalty + smoothness * np.mean(too_steep)
    centred = y - y.mean()
    explained = 1.0 - np.sum((y - predicted) ** 2) / np.sum(centred**2)
    return loss, explained


def forward(params, inputs):
    """The output of a network of one hidden layer, and what the way back needs."""
    before = inputs @ params["w"] + params["b"]
    hidden = np.tanh(before)
    return hidden @ params["v"], hidden


def backward(params, inputs, hidden, error):
    """Backpropagation by hand."""
    through = np.outer(error, params["v"]) * (1.0 - hidden**2)
    return {"v": hidden.T @ error, "w": inputs.T @ through, "b": through.sum(axis=0)}


def clip_by_norm(grads, limit):
    """Scale all gradients together where they are too long."""
    norm = math.sqrt(sum(np.sum(g**2) for g in grads.values()))
    if norm <= limit:
        return grads
    return {name: g * (limit / norm) for name, g in grads.items()}


@program(draw(3, 3), 0.1, 0.9, features="loop structure in_place linear call branch")
def training_with_momentum(initial, rate, momentum, epochs=3, limit=1.5):
    """A loss on data held back, differentiated through the training with Nesterov's momentum."""
    params = {"w": initial.copy(), "v": np.array([0.4, -0.3, 0.6]), "b": np.zeros(3)}
    velocity = {name: np.zeros_like(value) for name, value in params.items()}
    inputs, targets = INPUTS[:3], TARGETS[:3]
    losses = []
    for epoch in range(epochs):
        ahead = {name: params[name] + momentum * velocity[name] for name in params}
        predicted, hidden = forward(ahead, inputs)
        error = predicted - targets
        losses.append(0.5 * float(error @ error))
        grads = clip_by_norm(backward(ahead, inputs, hidden, error), limit)
        decayed = rate / (1.0 + 0.5 * epoch)
        for name in params:
            velocity[name] = momentum * velocity[name] - decayed * grads[name]
            params[name] += velocity[name]
    held_back, _ = forward(params, INPUTS[3:])
    return 0.5 * np.sum((held_back - TARGETS[3:]) ** 2), losses[0] - losses[-1], params


@dataclass
class Adam:
    """Kingma and Ba's optimiser, with decay of the weights beside the gradient and the memory of AMSGrad."""

    rate: float
    betas: tuple = (0.9, 0.999)
    eps: float = 1e-8
    decay: float = 0.0
    steps: int = 0
    m: list = field(default_factory=lambda: [0.0, 0.0])
    v: list = field(default_factory=lambda: [0.0, 0.0])
    largest: list = field(default_factory=lambda: [0.0, 0.0])

    def step(self, x, g):
        b1, b2 = self.betas
        self.steps += 1
        moved = []
        for i, (value, slope) in enumerate(zip(x, g)):
            self.m[i] = b1 * self.m[i] + (1 - b1) * slope
            self.v[i] = b2 * self.v[i] + (1 - b2) * slope**2
            self.largest[i] = max(self.largest[i], self.v[i] / (1 - b2**self.steps))
            direction = self.m[i] / (1 - b1**self.steps) / (math.sqrt(self.largest[i]) + self.eps)
            moved.append(value - self.rate * (direction + self.decay * value))
        return moved


def rosenbrock(x):
    """The valley and its gradient."""
    gap = x[1] - x[0] ** 2
    value = (1.0 - x[0]) ** 2 + 10.0 * gap**2
    return value, [-2.0 * (1.0 - x[0]) - 40.0 * x[0] * gap, 20.0 * gap]


@program(np.array([1.2, -0.7]), 0.05, 0.01, features="loop structure call list scalar exit")
def adam_on_rosenbrock(start, learning_rate, decay, steps=4):
    """How far Adam comes in a few steps with a rate that warms up and falls, as a function of its settings."""
    optimiser = Adam(learning_rate, decay=decay)
    x = [start[0], start[1]]
    values = []
    for k in range(steps):
        value, slope = rosenbrock(x)
        if value < 1e-6:
            break
        values.append(value)
        optimiser.rate = learning_rate * min(1.0, (k + 1) / 2) * math.cos(0.5 * math.pi * k / steps)
        x = optimiser.step(x, slope)
    average = sum(values) / len(values)
    return rosenbrock(x)[0], average, x


def convolve(image, kernel):
    """The valid part of a correlation."""
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(image[i : i + kh, j : j + kw] * kernel)
    return out


def max_pool(image, size=2):
    """The largest value of each block."""
    rows, columns = image.shape[0] // size, image.shape[1] // size
    pooled = np.empty((rows, columns))
    for i in range(rows):
        for j in range(columns):
            pooled[i, j] = image[size * i : size * (i + 1), size * j : size * (j + 1)].max()
    return pooled


@program(draw(5, 5), draw(2, 2, 2), draw(2, 8), 1, features="loop in_place call view reduction list")
def convolution_pool(image, kernels, weights, label, slope=0.1):
    """A classifier of images: convolution, normalisation, leaky rectifier, pooling, cross entropy."""
    features = []
    for kernel in kernels:
        channel = convolve(image, kernel)
        channel -= channel.mean()
        channel /= channel.std() + 1e-5
        negative = channel < 0.0
        channel[negative] *= slope
        features.append(max_pool(channel).ravel())
    scores = weights @ np.concatenate(features)
    shifted = scores - scores.max()
    log_probabilities = shifted - np.log(np.sum(np.exp(shifted)))
    confidence = np.exp(log_probabilities[label])
    return -log_probabilities[label], confidence, features[0]


@program(INPUTS[:, :2], TARGETS, features="while loop exit branch call linear in_place", wrt=["design", "target"])
def line_search_descent(design, target, tol=1e-8, steps=4):
    """Broyden, Fletcher, Goldfarb and Shanno's method with backtracking, on a smooth robust loss."""

    def loss(w):
        r = design @ w - target
        return np.sum(np.sqrt(1.0 + r**2) - 1.0)

    def gradient(w):
        r = design @ w - target
        return design.T @ (r / np.sqrt(1.0 + r**2))

    size = design.shape[1]
    w = np.zeros(size)
    inverse = np.eye(size)
    g = gradient(w)
    for _ in range(steps):
        if g @ g < tol:
            break
        direction = -inverse @ g
        descent = g @ direction
        step = 1.0
        while loss(w + step * direction) > loss(w) + 0.3 * step * descent:
            step *= 0.5
            if step < 1e-6:
                return w, loss(w)
        s = step * direction
        w = w + s
        following = gradient(w)
        y = following - g
        g = following
        curvature = y @ s
        if curvature > 1e-10:
            rho = 1.0 / curvature
            left = np.eye(size) - rho * np.outer(s, y)
            inverse = left @ inverse @ left.T + rho * np.outer(s, s)
    return w, loss(w)


def extend(labels, blank):
    """Blanks before, between and after the labels."""
    extended = [blank]
    for label in labels:
        extended += [label, blank]
    return extended


@program(draw(4, 3), features="loop list in_place exit call")
def ctc_loss(logits, labels=(1, 2), blank=0):
    """The probability of a labelling, summed over all alignments, and the occupation of each of its labels."""
    extended = extend(labels, blank)
    probabilities = softmax(logits)
    steps, size = logits.shape[0], len(extended)
    may_skip = [s > 1 and extended[s] != blank and extended[s] != extended[s - 2] for s in range(size)]
    alpha, beta = np.zeros((steps, size)), np.zeros((steps, size))
    alpha[0, :2] = probabilities[0, extended[:2]]
    for t in range(1, steps):
        for s in range(size):
            total = alpha[t - 1, s]
            if s > 0:
                total += alpha[t - 1, s - 1]
            if may_skip[s]:
                total += alpha[t - 1, s - 2]
            alpha[t, s] = total * probabilities[t, extended[s]]
    beta[-1, -2:] = 1.0
    for t in range(steps - 2, -1, -1):
        ahead = beta[t + 1] * probabilities[t + 1, extended]
        beta[t] = ahead
        beta[t, :-1] += ahead[1:]
        for s in range(size - 2):
            if may_skip[s + 2]:
                beta[t, s] += ahead[s + 2]
    likelihood = alpha[-1, -1] + alpha[-1, -2]
    occupied = (alpha * beta).sum(axis=0) / likelihood
    return -np.log(likelihood), occupied

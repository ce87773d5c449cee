"""Statistical models: filters, likelihoods, mixtures, processes, chains."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from corpus import program

TIMES = np.array([0.0, 0.4, 1.1, 1.9, 2.5])
SERIES = np.array([0.2, 0.7, 1.3, 0.9, 1.6])
POINTS = np.array([[0.1, 0.4], [1.9, 1.2], [0.3, -0.2], [2.2, 0.8], [1.1, 0.5]])


class KalmanFilter:
    def __init__(self, transition, observation, process_noise, measurement_noise):
        self.f = transition
        self.h = observation
        self.q = process_noise
        self.r = measurement_noise
        self.log_likelihood = 0.0

    def predict(self, mean, cov):
        return self.f @ mean, self.f @ cov @ self.f.T + self.q

    def update(self, mean, cov, z):
        innovation = z - self.h @ mean
        s = self.h @ cov @ self.h.T + self.r
        gain = cov @ self.h.T @ np.linalg.inv(s)
        mean = mean + gain @ innovation
        cov = (np.eye(len(mean)) - gain @ self.h) @ cov
        self.log_likelihood -= 0.5 * (
            innovation @ np.linalg.solve(s, innovation) + math.log(np.linalg.det(s)) + len(z) * math.log(2 * math.pi)
        )
        return mean, cov


@program(SERIES, 0.3, 0.5, features="loop structure call linear list")
def kalman_tracking(positions, acceleration_noise, measurement_noise):
    """Position and velocity from noisy positions; some are missing."""
    dt = 0.5
    transition = np.array([[1.0, dt], [0.0, 1.0]])
    g = np.array([[0.5 * dt**2], [dt]])
    kalman = KalmanFilter(
        transition,
        observation=np.array([[1.0, 0.0]]),
        process_noise=g @ g.T * acceleration_noise**2,
        measurement_noise=np.array([[measurement_noise**2]]),
    )
    mean, cov = np.zeros(2), np.eye(2)
    means = []
    for k, z in enumerate(positions):
        mean, cov = kalman.predict(mean, cov)
        if k != 2:
            mean, cov = kalman.update(mean, cov, np.array([z]))
        means.append(mean[0])
    return kalman.log_likelihood, np.array(means), np.trace(cov)


def logsumexp(values):
    m = max(values)
    return m + math.log(sum(math.exp(v - m) for v in values))


@program(
    np.array([0.6, 0.4]),
    np.array([[0.7, 0.3], [0.4, 0.6]]),
    np.array([[0.1, 0.4, 0.5], [0.6, 0.3, 0.1]]),
    (0, 1, 2, 2, 0),
    features="loop list call scalar index",
)
def hmm_forward(initial, transition, emission, symbols):
    """The log-likelihood of a sequence of symbols."""
    states = range(len(initial))
    alpha = [math.log(initial[s]) + math.log(emission[s, symbols[0]]) for s in states]
    for symbol in symbols[1:]:
        alpha = [
            logsumexp([alpha[p] + math.log(transition[p, s]) for p in states]) + math.log(emission[s, symbol])
            for s in states
        ]
    return logsumexp(alpha)


@program(
    np.array([0.6, 0.4]),
    np.array([[0.7, 0.3], [0.4, 0.6]]),
    np.array([[0.1, 0.4, 0.5], [0.6, 0.3, 0.1]]),
    np.array([0, 1, 2, 2, 0]),
    features="loop in_place list index linear",
)
def hmm_smoothing(initial, transition, emission, symbols):
    """Scaled forward and backward passes; the posterior of the states."""
    n, k = len(symbols), len(initial)
    alpha = np.zeros((n, k))
    scale = np.zeros(n)
    alpha[0] = initial * emission[:, symbols[0]]
    scale[0] = alpha[0].sum()
    alpha[0] /= scale[0]
    for t in range(1, n):
        alpha[t] = (alpha[t - 1] @ transition) * emission[:, symbols[t]]
        scale[t] = alpha[t].sum()
        alpha[t] /= scale[t]
    beta = np.ones((n, k))
    for t in range(n - 2, -1, -1):
        beta[t] = transition @ (emission[:, symbols[t + 1]] * beta[t + 1]) / scale[t + 1]
    posterior = alpha * beta
    return np.log(scale).sum(), posterior / posterior.sum(axis=1, keepdims=True)


def squared_exponential(x, y, length, variance):
    distance = x[:, None] - y[None, :]
    return variance * np.exp(-0.5 * (distance / length) ** 2)


def matern(x, y, length, variance):
    r = np.sqrt((x[:, np.newaxis] - y[np.newaxis, :]) ** 2 + 1e-6) * math.sqrt(3.0) / length
    return variance * (1.0 + r) * np.exp(-r)


@program(
    {"length": 0.9, "variance": 1.3, "noise": 0.2},
    TIMES,
    SERIES,
    features="structure call broadcast linear",
)
def gaussian_process(hyper, x, y, kernels=(squared_exponential, matern)):
    """Marginal likelihood and a prediction; the kernel is a sum of two."""
    length, variance = hyper["length"], hyper["variance"]

    def kernel(a, b):
        return sum(k(a, b, length, variance) for k in kernels)

    gram = kernel(x, x)
    gram[np.diag_indices(len(x))] += hyper["noise"] ** 2
    chol = np.linalg.cholesky(gram)
    alpha = np.linalg.solve(chol.T, np.linalg.solve(chol, y))
    evidence = -0.5 * y @ alpha - np.sum(np.log(np.diag(chol))) - 0.5 * len(x) * math.log(2 * math.pi)
    queries = np.linspace(0.2, 2.0, 3)
    cross = kernel(queries, x)
    v = np.linalg.solve(chol, cross.T)
    deviation = np.sqrt(np.diag(kernel(queries, queries)) - np.sum(v**2, axis=0))
    return evidence, cross @ alpha, deviation


@program(POINTS, np.array([[0.0, 0.0], [2.0, 1.0]]), 2.5, features="loop broadcast reduction in_place")
def soft_k_means(points, centres, stiffness):
    centres = centres.copy()
    for _ in range(3):
        squared = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=-1)
        weights = np.exp(-stiffness * (squared - squared.min(axis=1, keepdims=True)))
        weights /= weights.sum(axis=1, keepdims=True)
        for c in range(len(centres)):
            w = weights[:, c]
            centres[c] = (w[:, None] * points).sum(axis=0) / w.sum()
    return centres


@dataclass
class Gaussian:
    weight: float
    mean: float
    sigma: float

    def log_density(self, x):
        z = (x - self.mean) / self.sigma
        return math.log(self.weight) - math.log(self.sigma) - 0.5 * (z * z + math.log(2 * math.pi))


@program(
    [Gaussian(0.4, 0.3, 0.5), Gaussian(0.6, 1.4, 0.4)],
    SERIES,
    features="structure loop list call scalar",
)
def mixture_em(components, data):
    """One step of expectation-maximisation and the likelihood after it."""
    responsibilities = []
    for x in data:
        logs = [c.log_density(x) for c in components]
        total = logsumexp(logs)
        responsibilities.append([math.exp(value - total) for value in logs])
    updated = []
    for j, old in enumerate(components):
        mass = sum(r[j] for r in responsibilities)
        mean = sum(r[j] * x for r, x in zip(responsibilities, data)) / mass
        variance = sum(r[j] * (x - mean) ** 2 for r, x in zip(responsibilities, data)) / mass
        updated.append(Gaussian(mass / len(data), mean, math.sqrt(variance + 0.05 * old.sigma**2)))
    likelihood = 0.0
    for x in data:
        likelihood += logsumexp([c.log_density(x) for c in updated])
    return likelihood, updated[0].mean


@program(np.array([0.4, -0.2]), 0.6, features="loop branch call exit")
def metropolis(start, width):
    """A chain of fixed random numbers whose path depends on the target; the estimate of the second moment."""
    rng = np.random.default_rng(7)

    def log_target(x):
        return -0.5 * np.sum(x**2) / width**2 - 0.1 * np.sum(x**4)

    x = start.copy()
    current = log_target(x)
    total = 0.0
    accepted = 0
    for _ in range(12):
        proposal = x + 0.5 * rng.standard_normal(2)
        candidate = log_target(proposal)
        if np.log(rng.random()) < candidate - current:
            x, current = proposal, candidate
            accepted += 1
        total += x @ x
    return total / 12, current


@program(0.4, 0.9, 12, features="while loop exit in_place scalar", wrt=["coupling", "field"])
def ising_mean_field(coupling, field, sweeps, tol=1e-13):
    """Magnetisation on a ring by damped fixed-point iteration, and the free energy."""
    n = 6
    local = np.array([field * (-1.0) ** (k // 2) for k in range(n)])
    m = np.zeros(n)
    for sweep in range(10 * sweeps):
        worst = 0.0
        for i in range(n):
            h = local[i] + coupling * (m[i - 1] + m[(i + 1) % n])
            update = 0.5 * (m[i] + math.tanh(h))
            worst = max(worst, abs(update - m[i]))
            m[i] = update
        if worst < tol:
            break
    energy = 0.0
    entropy = 0.0
    for i in range(n):
        energy -= coupling * m[i] * m[(i + 1) % n] + local[i] * m[i]
        p = 0.5 * (1.0 + m[i])
        entropy -= p * math.log(p) + (1.0 - p) * math.log(1.0 - p)
    return energy - entropy, m


@program(SERIES, np.array([0.1, 0.6, 0.3]), features="loop list in_place exit")
def garch(returns, parameters):
    """Gaussian likelihood of a volatility that follows its own past."""
    omega, persistence, shock = parameters
    if omega <= 0 or persistence + shock >= 1.0:
        return -np.inf
    variance = np.var(returns)
    demeaned = returns - np.mean(returns)
    log_likelihood = 0.0
    for r in demeaned:
        log_likelihood -= 0.5 * (np.log(2 * np.pi * variance) + r**2 / variance)
        variance = omega + persistence * variance + shock * r**2
    return log_likelihood


@program(
    POINTS,
    np.array([0.0, 1.0, 0.0, 1.0, 1.0]),
    0.1,
    features="loop exit linear broadcast reduction call",
)
def logistic_newton(features, labels, ridge):
    """Logistic regression by iteratively reweighted least squares."""
    design = np.column_stack([np.ones(len(features)), features])
    weights = np.zeros(design.shape[1])
    for iteration in range(25):
        eta = design @ weights
        mu = 1.0 / (1.0 + np.exp(-eta))
        gradient = design.T @ (mu - labels) + ridge * weights
        curvature = design.T @ ((mu * (1 - mu))[:, None] * design) + ridge * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step
        if np.abs(step).max() < 1e-12:
            break
    return weights

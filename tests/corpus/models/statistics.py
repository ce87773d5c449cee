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


def check_rows(**tables):
    """Each row of a table of probabilities adds to 1."""
    for name, table in tables.items():
        for row in np.atleast_2d(table):
            if abs(sum(row) - 1.0) > 0.1 or min(row) <= 0.0:
                raise ValueError(f"the rows of {name} are no probabilities")


@program(
    np.array([0.6, 0.4]),
    np.array([[0.7, 0.3], [0.4, 0.6]]),
    np.array([[0.1, 0.4, 0.5], [0.6, 0.3, 0.1]]),
    (0, 1, None, 2, 0),
    features="loop list call scalar index exit",
)
def hmm_forward(initial, transition, emission, symbols):
    """The log-likelihood of a sequence of symbols, of which some were not seen, and what will be seen next."""
    check_rows(initial=initial, transition=transition, emission=emission)
    states = range(len(initial))

    def log_emission(state, symbol):
        return 0.0 if symbol is None else math.log(emission[state, symbol])

    alpha = [math.log(initial[s]) + log_emission(s, symbols[0]) for s in states]
    surprises = []
    for symbol in symbols[1:]:
        before = logsumexp(alpha)
        alpha = [
            logsumexp([alpha[p] + math.log(transition[p, s]) for p in states]) + log_emission(s, symbol) for s in states
        ]
        if symbol is None:
            continue
        surprises.append(before - logsumexp(alpha))
    likelihood = logsumexp(alpha)
    filtered = [math.exp(a - likelihood) for a in alpha]
    ahead = [sum(filtered[p] * transition[p, s] for p in states) for s in states]
    seen = []
    for symbol in range(emission.shape[1]):
        seen.append(sum(ahead[s] * emission[s, symbol] for s in states))
    entropy = -sum(p * math.log(p) for p in seen)
    return likelihood, max(surprises), entropy


def forward_pass(initial, transition, emission, symbols):
    """Filtered states, and the factors that keep them from vanishing."""
    alpha = np.zeros((len(symbols), len(initial)))
    scale = np.zeros(len(symbols))
    for t, symbol in enumerate(symbols):
        predicted = initial if t == 0 else alpha[t - 1] @ transition
        alpha[t] = predicted * emission[:, symbol]
        scale[t] = alpha[t].sum()
        alpha[t] /= scale[t]
    return alpha, scale


def backward_pass(transition, emission, symbols, scale):
    beta = np.ones((len(symbols), transition.shape[0]))
    for t in range(len(symbols) - 2, -1, -1):
        beta[t] = transition @ (emission[:, symbols[t + 1]] * beta[t + 1]) / scale[t + 1]
    return beta


@program(
    np.array([0.6, 0.4]),
    np.array([[0.7, 0.3], [0.4, 0.6]]),
    np.array([[0.1, 0.4, 0.5], [0.6, 0.3, 0.1]]),
    np.array([0, 1, 2, 2, 0]),
    features="loop in_place list index linear call broadcast",
)
def hmm_smoothing(initial, transition, emission, symbols, rounds=2):
    """Baum and Welch: some rounds of expectation and maximisation; the likelihood before each."""
    likelihoods = []
    for _ in range(rounds):
        alpha, scale = forward_pass(initial, transition, emission, symbols)
        beta = backward_pass(transition, emission, symbols, scale)
        likelihoods.append(np.log(scale).sum())
        posterior = alpha * beta
        following = emission[:, symbols[1:]].T * beta[1:] / scale[1:, None]
        pairs = transition * np.einsum("ti,tj->ij", alpha[:-1], following)
        initial = posterior[0]
        transition = pairs / pairs.sum(axis=1, keepdims=True)
        counted = np.zeros_like(emission)
        for t, symbol in enumerate(symbols):
            counted[:, symbol] += posterior[t]
        emission = counted / posterior.sum(axis=0)[:, None]
    return likelihoods, transition, emission


def squared_exponential(x, y, length, variance):
    distance = x[:, None] - y[None, :]
    return variance * np.exp(-0.5 * (distance / length) ** 2)


def matern(x, y, length, variance):
    r = np.sqrt((x[:, np.newaxis] - y[np.newaxis, :]) ** 2 + 1e-6) * math.sqrt(3.0) / length
    return variance * (1.0 + r) * np.exp(-r)


def periodic(x, y, length, variance):
    distance = np.pi * (x[:, None] - y[None, :]) / 3.0
    return variance * np.exp(-2.0 * (np.sin(distance) / length) ** 2)


def times(first, second):
    """The product of two kernels is a kernel."""
    return lambda *args: first(*args) * second(*args)


@program(
    {"length": 0.9, "variance": 1.3, "noise": 0.2, "slope": 0.1},
    TIMES,
    SERIES,
    features="structure call broadcast linear in_place index",
)
def gaussian_process(hyper, x, y, kernels=(matern, times(squared_exponential, periodic))):
    """Marginal likelihood, prediction and the error of leaving one out; the kernel is a sum, the mean a line."""
    length, variance = hyper["length"], hyper["variance"]

    def kernel(a, b):
        return sum(k(a, b, length, variance) for k in kernels)

    def whiten(chol, b):
        return np.linalg.solve(chol, b)

    centred = y - hyper["slope"] * x
    gram = kernel(x, x)
    gram[np.diag_indices(len(x))] += hyper["noise"] ** 2
    chol = np.linalg.cholesky(gram)
    white = whiten(chol, centred)
    alpha = np.linalg.solve(chol.T, white)
    evidence = -0.5 * white @ white - np.sum(np.log(np.diag(chol))) - 0.5 * len(x) * math.log(2 * math.pi)
    left_out = alpha / np.diag(np.linalg.inv(gram))
    queries = np.linspace(0.2, 2.0, 3)
    cross = kernel(queries, x)
    mean = cross @ alpha + hyper["slope"] * queries
    v = whiten(chol, cross.T)
    deviation = np.sqrt(np.diag(kernel(queries, queries)) - np.sum(v**2, axis=0))
    best = y.max()
    z = (mean - best) / deviation
    density = np.exp(-0.5 * z**2) / math.sqrt(2 * math.pi)
    bound = best + deviation * (z / (1.0 + np.exp(-1.702 * z)) + density)
    return evidence, np.mean(left_out**2), mean, bound


def farthest_point(points, centres):
    """The point that is farthest from all centres so far."""
    gaps = [min(np.sum((p - c) ** 2) for c in centres) for p in points]
    return points[int(np.argmax(gaps))]


def memberships(points, centres, stiffness):
    squared = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=-1)
    weights = np.exp(-stiffness * (squared - squared.min(axis=1, keepdims=True)))
    return weights / weights.sum(axis=1, keepdims=True), squared


def silhouette(points, weights):
    """How much nearer each point is to its own cluster than to another, in the mean."""
    own = weights.argmax(axis=1)
    total = 0.0
    for i, p in enumerate(points):
        gaps = np.sqrt(np.sum((points - p) ** 2, axis=1) + 1e-3)
        inside, outside = gaps[own == own[i]].mean(), gaps[own != own[i]].mean()
        total += (outside - inside) / max(inside, outside)
    return total / len(points)


@program(POINTS, 2.5, features="loop broadcast reduction in_place call list")
def soft_k_means(points, stiffness, clusters=2, rounds=3):
    """Clusters with soft borders that harden from round to round; distortion, entropy and how far the clusters lie apart."""
    chosen = [points.mean(axis=0)]
    while len(chosen) < clusters:
        chosen.append(farthest_point(points, chosen))
    centres = np.array(chosen)
    for k in range(rounds):
        weights, _ = memberships(points, centres, stiffness * (1.0 + 0.5 * k))
        for c in range(clusters):
            w = weights[:, c]
            mass = w.sum()
            if mass < 1e-6:
                continue
            centres[c] = (w[:, None] * points).sum(axis=0) / mass
    weights, squared = memberships(points, centres, stiffness)
    distortion = np.sum(weights * squared) / len(points)
    safe = np.maximum(weights, 1e-12)
    entropy = -np.mean(np.sum(safe * np.log(safe), axis=1))
    apart = min(np.linalg.norm(centres[a] - centres[b]) for a in range(clusters) for b in range(a))
    return centres, distortion, entropy + apart, silhouette(points, weights)


@dataclass
class Gaussian:
    weight: float
    mean: float
    sigma: float

    def log_density(self, x):
        z = (x - self.mean) / self.sigma
        return math.log(self.weight) - math.log(self.sigma) - 0.5 * (z * z + math.log(2 * math.pi))


def merge(first, second):
    """The normal distribution with the mean and the variance of two of a mixture."""
    weight = first.weight + second.weight
    p, q = first.weight / weight, second.weight / weight
    mean = p * first.mean + q * second.mean
    variance = p * first.sigma**2 + q * second.sigma**2 + p * q * (first.mean - second.mean) ** 2
    return Gaussian(weight, mean, math.sqrt(variance))


@program(
    [Gaussian(0.4, 0.3, 0.5), Gaussian(0.6, 1.4, 0.4)],
    SERIES,
    features="structure loop list call scalar",
)
def mixture_em(components, data, floor=0.05):
    """One step of expectation and maximisation; how much worse one component alone would fit what two do."""
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
        updated.append(Gaussian(mass / len(data), mean, math.sqrt(variance + floor * old.sigma**2)))
    single = merge(*updated)
    likelihood, alone = 0.0, 0.0
    for x in data:
        likelihood += logsumexp([c.log_density(x) for c in updated])
        alone += single.log_density(x)
    doubt = -sum(p * math.log(p) for r in responsibilities for p in r) / len(data)
    return likelihood, likelihood - alone - 1.5 * math.log(len(data)), doubt, updated[0]


def hamiltonian_path(x, p, slope, step, leaps):
    """Leapfrog; the momentum comes back reversed."""
    p = p - 0.5 * step * slope(x)
    for k in range(leaps):
        x = x + step * p
        if k < leaps - 1:
            p = p - step * slope(x)
    return x, 0.5 * step * slope(x) - p


@program(np.array([0.4, -0.2]), 0.6, features="loop branch call exit index in_place")
def metropolis(start, width, draws=8, step=0.25, leaps=3):
    """Hamiltonian Monte Carlo with fixed random numbers; the path depends on the target where a proposal is accepted."""
    rng = np.random.default_rng(7)

    def potential(x):
        return 0.5 * np.sum(x**2) / width**2 + 0.1 * np.sum(x**4) + 0.3 * x[0] * x[1]

    def slope(x):
        return x / width**2 + 0.4 * x**3 + 0.3 * x[::-1]

    x = start.copy()
    energy = potential(x)
    chain = np.zeros((draws, 2))
    accepted = 0
    for n in range(draws):
        p = rng.standard_normal(2)
        level = np.log(rng.random())
        proposal, q = hamiltonian_path(x, p, slope, step, leaps)
        candidate = potential(proposal)
        change = energy - candidate + 0.5 * (p @ p - q @ q)
        if level < change:
            x, energy = proposal, candidate
            accepted += 1
        chain[n] = x
    centred = chain - chain.mean(axis=0)
    variance = np.mean(centred**2, axis=0)
    lagged = np.mean(centred[1:] * centred[:-1], axis=0)
    return np.mean(chain**2, axis=0), lagged / variance, energy * accepted / draws


def binary_entropy(p):
    return -p * math.log(p) - (1.0 - p) * math.log(1.0 - p)


@program(0.4, 0.9, 12, features="while loop exit in_place scalar call", wrt=["coupling", "field"])
def ising_mean_field(coupling, field, sweeps, tol=1e-13, n=6):
    """Magnetisation on a ring by damped fixed-point iteration; the free energy, and the answer to a field at one place."""
    local = np.array([field * (-1.0) ** (k // 2) for k in range(n)])

    def settle(m, local):
        for sweep in range(10 * sweeps):
            worst = 0.0
            for i in range(n):
                h = local[i] + coupling * (m[i - 1] + m[(i + 1) % n])
                update = 0.5 * (m[i] + math.tanh(h))
                worst = max(worst, abs(update - m[i]))
                m[i] = update
            if worst < tol:
                return sweep
        raise RuntimeError("the magnetisation does not settle")

    m = np.zeros(n)
    settle(m, local)
    energy, entropy = 0.0, 0.0
    for i in range(n):
        energy -= coupling * m[i] * m[(i + 1) % n] + local[i] * m[i]
        entropy += binary_entropy(0.5 * (1.0 + m[i]))
    stirred = local.copy()
    stirred[0] += 0.1
    answer = m.copy()
    settle(answer, stirred)
    answer -= m
    reach = answer[0]
    for distance in range(1, n // 2):
        reach += distance * abs(answer[distance] + answer[-distance])
    staggered = sum((-1.0) ** (k // 2) * m[k] for k in range(n)) / n
    return energy - entropy, staggered, reach


def autocorrelation(series, lag):
    return np.sum(series[lag:] * series[:-lag]) / np.sum(series**2)


def sample_moments(z):
    """Skewness and the excess of the kurtosis."""
    centred = z - z.mean()
    variance = np.mean(centred**2)
    return np.mean(centred**3) / variance**1.5, np.mean(centred**4) / variance**2 - 3.0


@program(SERIES, np.array([0.1, 0.6, 0.3]), features="loop list in_place exit call")
def garch(returns, parameters, horizon=3):
    """Gaussian likelihood of a volatility that follows its own past; a forecast, and two tests of what is left."""
    omega, persistence, shock = parameters
    if omega <= 0 or persistence + shock >= 1.0:
        return -np.inf, np.zeros(horizon), 0.0, 0.0
    demeaned = returns - np.mean(returns)
    n = len(demeaned)
    variance = np.empty(n + 1)
    variance[0] = np.var(returns)
    log_likelihood = 0.0
    for t, r in enumerate(demeaned):
        log_likelihood -= 0.5 * (np.log(2 * np.pi * variance[t]) + r**2 / variance[t])
        variance[t + 1] = omega + persistence * variance[t] + shock * r**2
    forecast = np.empty(horizon)
    forecast[0] = variance[-1]
    for k in range(1, horizon):
        forecast[k] = omega + (persistence + shock) * forecast[k - 1]
    long_run = omega / (1.0 - persistence - shock)
    half_life = np.log(0.5) / np.log(persistence + shock)
    residuals = demeaned / np.sqrt(variance[:-1])
    squares = residuals**2 - np.mean(residuals**2)
    portmanteau = sum(n * (n + 2.0) * autocorrelation(squares, lag) ** 2 / (n - lag) for lag in (1, 2))
    skewness, kurtosis = sample_moments(residuals)
    normality = n / 6.0 * (skewness**2 + 0.25 * kurtosis**2)
    return log_likelihood, forecast / long_run, half_life, portmanteau + normality


def standardise(features):
    """Columns of mean 0 and variance 1, behind a column of ones."""
    centre, scale = features.mean(axis=0), features.std(axis=0)
    return np.column_stack([np.ones(len(features)), (features - centre) / scale])


@program(
    POINTS,
    np.array([0.0, 1.0, 0.0, 1.0, 1.0]),
    0.5,
    features="loop exit linear broadcast reduction call while",
    wrt=["features", "ridge"],
)
def logistic_newton(features, labels, ridge, tol=1e-12):
    """Logistic regression by iteratively reweighted least squares; Laplace's approximation to the evidence."""
    design = standardise(features)
    n, width = design.shape

    def deviance(w):
        eta = design @ w
        return np.sum(np.logaddexp(0.0, eta) - labels * eta) + 0.5 * ridge * w @ w

    def slopes(w):
        mu = 1.0 / (1.0 + np.exp(-design @ w))
        gradient = design.T @ (mu - labels) + ridge * w
        curvature = design.T @ ((mu * (1 - mu))[:, None] * design) + ridge * np.eye(width)
        return mu, gradient, curvature

    weights = np.zeros(width)
    mu, gradient, curvature = slopes(weights)
    for iteration in range(25):
        step = np.linalg.solve(curvature, gradient)
        while deviance(weights - step) > deviance(weights) + tol:
            step = 0.5 * step
        weights = weights - step
        mu, gradient, curvature = slopes(weights)
        if np.abs(step).max() < tol:
            break
    else:
        raise RuntimeError(f"no convergence in {iteration} iterations")
    sign, logdet = np.linalg.slogdet(curvature)
    evidence = -deviance(weights) + 0.5 * (width * np.log(ridge) - logdet)
    leverage = mu * (1 - mu) * np.einsum("ij,jk,ik->i", design, np.linalg.inv(curvature), design)
    influence = (labels - mu) * leverage / (1.0 - leverage) ** 2
    odds = np.exp(weights[1:] / features.std(axis=0))
    return odds, evidence, influence

"""Dynamic programs, shortest paths, splines, roots and quadrature."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from corpus import program

KNOTS = np.array([0.0, 0.7, 1.5, 2.4, 3.0])
HEIGHTS = np.array([0.1, 0.9, 0.4, -0.3, 0.6])


def soft_min(values, temperature):
    lowest = min(values)
    return lowest - temperature * math.log(sum(math.exp((lowest - v) / temperature) for v in values))


@program(
    np.array([[0.0, 1.2, 4.1, 9.0], [1.4, 0.0, 2.2, 3.9], [4.0, 2.1, 0.0, 1.1], [8.0, 3.7, 1.3, 0.0]]),
    0.2,
    features="loop in_place call list",
)
def floyd_warshall_smooth(lengths, temperature):
    n = len(lengths)
    d = lengths.copy()
    for k in range(n):
        for i in range(n):
            for j in range(n):
                d[i, j] = soft_min((d[i, j], d[i, k] + d[k, j]), temperature)
    return d


@program(np.array([0.1, 0.9, 1.4, 0.2]), np.array([0.2, 0.8, 0.9, 1.1, 0.1]), 0.3, features="loop branch in_place")
def soft_time_warping(a, b, gamma):
    """The cost of aligning two series."""
    n, m = len(a), len(b)
    cost = np.full((n + 1, m + 1), 1e6)
    cost[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            below, left, corner = cost[i - 1, j], cost[i, j - 1], cost[i - 1, j - 1]
            m_ = min(below, left, corner)
            z = np.exp((m_ - below) / gamma) + np.exp((m_ - left) / gamma) + np.exp((m_ - corner) / gamma)
            cost[i, j] = (a[i - 1] - b[j - 1]) ** 2 + m_ - gamma * np.log(z)
    return cost[n, m]


@program(
    np.array([[0.3, 1.1, 0.2], [0.9, 0.1, 0.4], [0.2, 0.6, 1.3], [0.7, 0.8, 0.1]]),
    np.array([[0.5, 0.1, 0.2], [0.3, 0.6, 0.1], [0.2, 0.4, 0.7]]),
    features="loop branch in_place list index",
)
def viterbi_score(emission, transition):
    """The best path by back-pointers, and its score computed again along the path."""
    steps, states = emission.shape
    best = np.zeros((steps, states))
    pointer = np.zeros((steps, states), dtype=int)
    best[0] = emission[0]
    for t in range(1, steps):
        for s in range(states):
            scores = best[t - 1] + transition[:, s]
            pointer[t, s] = np.argmax(scores)
            best[t, s] = scores[pointer[t, s]] + emission[t, s]
    path = [int(np.argmax(best[-1]))]
    for t in range(steps - 1, 0, -1):
        path.insert(0, int(pointer[t, path[0]]))
    again = emission[0, path[0]]
    for t in range(1, steps):
        again += transition[path[t - 1], path[t]] * emission[t, path[t]]
    return best[-1].max(), again


def spline_moments(x, y):
    """Second derivatives of the natural cubic spline."""
    n = len(x)
    m = np.zeros(n)
    c = np.zeros(n)
    d = np.zeros(n)
    for i in range(1, n - 1):
        h0, h1 = x[i] - x[i - 1], x[i + 1] - x[i]
        mu = h0 / (h0 + h1)
        right = 6.0 * ((y[i + 1] - y[i]) / h1 - (y[i] - y[i - 1]) / h0) / (h0 + h1)
        p = mu * c[i - 1] + 2.0
        c[i] = (mu - 1.0) / p
        d[i] = (right - mu * d[i - 1]) / p
    for i in range(n - 2, 0, -1):
        m[i] = c[i] * m[i + 1] + d[i]
    return m


def locate(x, t):
    low, high = 0, len(x) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if x[middle] > t:
            high = middle
        else:
            low = middle
    return low


def spline_value(x, y, m, t):
    k = locate(x, t)
    h = x[k + 1] - x[k]
    a, b = (x[k + 1] - t) / h, (t - x[k]) / h
    return a * y[k] + b * y[k + 1] + ((a**3 - a) * m[k] + (b**3 - b) * m[k + 1]) * h * h / 6.0


@program(KNOTS, HEIGHTS, features="loop while branch in_place call list")
def natural_spline(x, y):
    m = spline_moments(x, y)
    evaluate = partial(spline_value, x, y, m)
    samples = [evaluate(t) for t in (0.3, 1.0, 2.0, 2.9)]
    roughness = sum((b - a) ** 2 for a, b in zip(samples, samples[1:]))
    return np.array(samples), roughness


@program(KNOTS, HEIGHTS, 1.1, features="loop in_place call")
def bspline_de_boor(knots, coefficients, t, degree=2):
    """De Boor's recursion on an open knot vector."""
    padded = np.concatenate([np.repeat(knots[0], degree), knots, np.repeat(knots[-1], degree)])
    control = np.concatenate([coefficients, coefficients[:1] * 0.5])
    k = locate(padded, t)
    d = [control[j + k - degree] for j in range(degree + 1)]
    for r in range(1, degree + 1):
        for j in range(degree, r - 1, -1):
            left = padded[j + k - degree]
            alpha = (t - left) / (padded[j + 1 + k - r] - left)
            d[j] = (1.0 - alpha) * d[j - 1] + alpha * d[j]
    return d[degree]


def simpson(f, a, b):
    return (b - a) / 6.0 * (f(a) + 4.0 * f(0.5 * (a + b)) + f(b))


def adaptive(f, a, b, tol, whole):
    middle = 0.5 * (a + b)
    left, right = simpson(f, a, middle), simpson(f, middle, b)
    if abs(left + right - whole) <= 15.0 * tol:
        return left + right + (left + right - whole) / 15.0
    return adaptive(f, a, middle, 0.5 * tol, left) + adaptive(f, middle, b, 0.5 * tol, right)


@program(1.3, 0.6, features="recursion call scalar")
def bessel_by_quadrature(x, order):
    """An integral by adaptive Simpson, in recursion; the integrand is a closure."""

    def integrand(theta):
        return math.cos(order * theta - x * math.sin(theta)) / math.pi

    return adaptive(integrand, 0.0, math.pi, 1e-4, simpson(integrand, 0.0, math.pi))


@program(np.array([0.8, 0.5]), np.array([1.2, 0.7]), features="loop exit call linear structure")
def newton_system(start, parameters):
    """A system of two equations, with a Jacobian by hand and damping."""
    a, b = parameters

    def equations(z):
        x, y = z
        return np.array([a * x**2 + y**2 - 1.5, np.exp(-b * x) - y])

    def slopes(z):
        x, y = z
        return np.array([[2 * a * x, 2 * y], [-b * np.exp(-b * x), -1.0]])

    z = start
    for iteration in range(30):
        f = equations(z)
        size = np.linalg.norm(f)
        if size < 1e-13:
            break
        step = np.linalg.solve(slopes(z), -f)
        damping = 1.0
        while np.linalg.norm(equations(z + damping * step)) > size and damping > 0.1:
            damping /= 2
        z = z + damping * step
    else:
        raise RuntimeError(f"no convergence after {iteration + 1} iterations")
    return z


@program(np.array([1.0, -6.1, 11.3, -6.2]), features="loop while exit list call")
def polynomial_roots(coefficients):
    """Real roots by Laguerre-free deflation: Newton on Horner's scheme, then division."""
    poly = list(coefficients)
    roots = []
    while len(roots) < 3:
        x = 0.5
        for _ in range(60):
            value, slope = 0.0, 0.0
            for c in poly:
                slope = slope * x + value
                value = value * x + c
            if abs(value) < 1e-14:
                break
            x -= value / slope
        roots.append(x)
        quotient = [poly[0]]
        for c in poly[1:-1]:
            quotient.append(c + x * quotient[-1])
        poly = quotient
    return roots


@program(HEIGHTS, 0.3, features="loop in_place list call index")
def wavelet_denoise(signal, threshold):
    """Haar analysis by lifting, a soft threshold, and the way back."""
    length = 4
    work = signal[:length].copy()
    details = []
    while len(work) > 1:
        even, odd = work[::2].copy(), work[1::2].copy()
        odd -= even
        even += 0.5 * odd
        details.append(odd)
        work = even
    for detail in reversed(details):
        shrunk = np.sign(detail) * np.maximum(np.abs(detail) - threshold, 0.0)
        even = work - 0.5 * shrunk
        rebuilt = np.empty(2 * len(even))
        rebuilt[::2] = even
        rebuilt[1::2] = shrunk + even
        work = rebuilt
    return work

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


def shortest_paths(lengths):
    """The distances between all nodes, and the node that each path goes to first."""
    n = len(lengths)
    d = lengths.copy()
    np.fill_diagonal(d, 0.0)
    first = np.tile(np.arange(n), (n, 1))
    for k in range(n):
        for i in range(n):
            for j in range(n):
                way = d[i, k] + d[k, j]
                if way < d[i, j]:
                    d[i, j] = way
                    first[i, j] = first[i, k]
    return d, first


@program(
    np.array([[0.0, 1.2, 4.1, 9.0], [1.4, 0.0, 2.2, 3.9], [4.0, 2.1, 0.0, 1.1], [8.0, 3.7, 1.3, 0.0]]),
    0.2,
    np.array([1.0, 0.4, 0.7, 0.2]),
    features="loop in_place call list while index",
)
def floyd_warshall_smooth(lengths, temperature, demand):
    """Traffic on a road map: soft distances decide who travels, the shortest paths carry them; the mean cost and the load."""
    n = len(lengths)
    soft = lengths.copy()
    for k in range(n):
        for i in range(n):
            for j in range(n):
                soft[i, j] = soft_min((soft[i, j], soft[i, k] + soft[k, j]), temperature)
    hard, first = shortest_paths(lengths)
    load = np.zeros((n, n))
    travelled = 0.0
    for i in range(n):
        for j in range(n):
            if i == j:
                continue
            trips = demand[i] * demand[j] * math.exp(-0.3 * soft[i, j])
            travelled += trips * hard[i, j]
            here = i
            while here != j:
                following = first[here, j]
                load[here, following] += trips
                here = following
    congestion = np.sum(load * lengths * (1.0 + 0.15 * load**2))
    return soft, travelled / load.sum(), congestion


@program(
    np.array([0.1, 0.9, 1.4, 0.2]),
    np.array([0.2, 0.8, 0.9, 1.1, 0.1]),
    0.3,
    features="loop branch in_place call exit while",
)
def soft_time_warping(a, b, gamma, width=2):
    """The cost of aligning two series in a band, less that of each with itself, and the best path through the table."""

    def alignment(a, b):
        n, m = len(a), len(b)
        cost = np.full((n + 1, m + 1), 1e6)
        cost[0, 0] = 0.0
        for i in range(1, n + 1):
            for j in range(1, m + 1):
                if abs(i - j) > width:
                    continue
                ways = (cost[i - 1, j], cost[i, j - 1], cost[i - 1, j - 1])
                cost[i, j] = (a[i - 1] - b[j - 1]) ** 2 + soft_min(ways, gamma)
        return cost

    def alone(series):
        return alignment(series, series)[-1, -1]

    cost = alignment(a, b)
    divergence = cost[-1, -1] - 0.5 * (alone(a) + alone(b))
    i, j = len(a), len(b)
    spread, length, warped = 0.0, 0, np.zeros_like(a)
    counts = np.zeros(len(a))
    while i > 0 and j > 0:
        spread += (a[i - 1] - b[j - 1]) ** 2
        length += 1
        warped[i - 1] += b[j - 1]
        counts[i - 1] += 1.0
        if cost[i - 1, j - 1] <= min(cost[i - 1, j], cost[i, j - 1]):
            i, j = i - 1, j - 1
        elif cost[i - 1, j] < cost[i, j - 1]:
            i -= 1
        else:
            j -= 1
    return divergence, spread / length, 0.5 * (a + warped / counts)


def backtrack(pointer, last):
    """The path that ends in a state, from the pointers to where each state was come from."""
    path = [int(last)]
    for t in range(len(pointer) - 1, 0, -1):
        path.insert(0, int(pointer[t, path[0]]))
    return path


@program(
    np.array([[0.3, 1.1, 0.2], [0.9, 0.1, 0.4], [0.2, 0.6, 1.3], [0.7, 0.8, 0.1]]),
    np.array([[0.5, 0.1, 0.2], [0.3, 0.6, 0.1], [0.2, 0.4, 0.7]]),
    [2, 0, 1, 0],
    features="loop branch in_place list index call",
)
def viterbi_score(emission, transition, truth, margin=0.5):
    """The loss of a structured perceptron: the best path, with a margin for wrong states, against the true one."""
    steps, states = emission.shape
    raised = emission + margin
    for t, state in enumerate(truth):
        raised[t, state] -= margin
    best = np.zeros((steps, states))
    pointer = np.zeros((steps, states), dtype=int)
    best[0] = raised[0]
    for t in range(1, steps):
        for s in range(states):
            scores = best[t - 1] + transition[:, s]
            pointer[t, s] = np.argmax(scores)
            best[t, s] = scores[pointer[t, s]] + raised[t, s]
    path = backtrack(pointer, np.argmax(best[-1]))

    def score(states):
        total = emission[0, states[0]]
        for t in range(1, steps):
            total += transition[states[t - 1], states[t]] * emission[t, states[t]]
        return total

    loss = max(0.0, best[-1].max() - score(truth))
    wrong = [t for t in range(steps) if path[t] != truth[t]]
    blame = np.zeros(states)
    for t in wrong:
        blame[path[t]] += emission[t, path[t]]
        blame[truth[t]] -= emission[t, truth[t]]
    return loss, score(path), blame


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
    """Values of the cubic spline whose second derivatives vanish at the ends."""
    m = spline_moments(x, y)
    evaluate = partial(spline_value, x, y, m)
    samples = [evaluate(t) for t in (0.3, 1.0, 2.0, 2.9)]
    roughness = sum((b - a) ** 2 for a, b in zip(samples, samples[1:]))
    return np.array(samples), roughness


def basis_values(knots, k, t, degree):
    """The B-splines of a degree that are not zero in the interval k, by the triangle of Cox and de Boor."""
    values = [1.0]
    for r in range(1, degree + 1):
        following = [0.0] * (r + 1)
        for j, value in enumerate(values):
            left, right = knots[k + 1 - r + j], knots[k + 1 + j]
            part = value / (right - left)
            following[j] += (right - t) * part
            following[j + 1] += (t - left) * part
        values = following
    return values


@program(KNOTS, HEIGHTS, features="loop in_place call list linear while")
def bspline_de_boor(knots, heights, degree=2):
    """Least squares by B-splines on an open knot vector: the design row by row, a fit, its curve and its roughness."""
    padded = np.concatenate([np.repeat(knots[0], degree), knots, np.repeat(knots[-1], degree)])
    sites = np.array([0.1, 0.5, 0.9, 1.2, 1.9, 2.2, 2.6, 2.8])
    data = np.interp(sites, knots, heights)
    size = len(padded) - degree - 1
    design = np.zeros((len(sites), size))
    for row, t in enumerate(sites):
        k = locate(padded, t)
        for j, value in enumerate(basis_values(padded, k, t, degree)):
            design[row, k - degree + j] = value
    second = np.diff(np.eye(size), n=2, axis=0)
    control = np.linalg.solve(design.T @ design + 0.1 * second.T @ second, design.T @ data)
    misfit = design @ control - data
    curve = []
    for t in (0.4, 1.6, 2.7):
        k = locate(padded, t)
        curve.append(sum(c * b for c, b in zip(control[k - degree :], basis_values(padded, k, t, degree))))
    rough = second @ control
    return misfit @ misfit, np.array(curve), rough @ rough


def simpson(f, a, b):
    return (b - a) / 6.0 * (f(a) + 4.0 * f(0.5 * (a + b)) + f(b))


def adaptive(f, a, b, tol, whole):
    middle = 0.5 * (a + b)
    left, right = simpson(f, a, middle), simpson(f, middle, b)
    if abs(left + right - whole) <= 15.0 * tol:
        return left + right + (left + right - whole) / 15.0
    return adaptive(f, a, middle, 0.5 * tol, left) + adaptive(f, middle, b, 0.5 * tol, right)


def bessel_series(x, order, tol=1e-16):
    """The powers of x / 2, each term from the one before."""
    term = 1.0
    for k in range(1, order + 1):
        term *= 0.5 * x / k
    total, k = term, 0
    while abs(term) > tol:
        k += 1
        term *= -0.25 * x * x / (k * (k + order))
        total += term
    return total


@program(1.3, 2, features="recursion call scalar while list")
def bessel_by_quadrature(x, order):
    """J_n(x) by adaptive Simpson, in recursion, and by its series; a zero of J_0 by the secant method on the integral."""

    def bessel(n, x):
        def integrand(theta):
            return math.cos(n * theta - x * math.sin(theta)) / math.pi

        return adaptive(integrand, 0.0, math.pi, 1e-4, simpson(integrand, 0.0, math.pi))

    below, here, above = (bessel_series(x, n) for n in (order - 1, order, order + 1))
    recurrence = below + above - 2.0 * order / x * here
    older, newer = 2.3, 2.3 + 0.1 * x
    value = bessel_series(older, 0)
    for _ in range(8):
        following = bessel_series(newer, 0)
        if abs(following) < 1e-13:
            break
        step = following * (newer - older) / (following - value)
        older, newer, value = newer, newer - step, following
    return bessel(order, x), here, recurrence, newer


def broyden(equations, z, inverse, tol=1e-13, limit=40):
    """Secant updates of the inverse of the Jacobian, by the formula of Sherman and Morrison."""
    f = equations(z)
    for _ in range(limit):
        if np.linalg.norm(f) < tol:
            return z
        step = -inverse @ f
        z = z + step
        g = equations(z)
        change = inverse @ (g - f)
        inverse = inverse + np.outer(step - change, step @ inverse) / (step @ change)
        f = g
    raise RuntimeError(f"no convergence after {limit} iterations")


@program(
    np.array([0.8, 0.5]),
    np.array([1.2, 0.7]),
    features="loop exit call linear structure while",
    wrt=["start", "parameters"],
)
def newton_system(start, parameters, switch=1e-3):
    """Two equations: Newton's steps, damped, with a Jacobian by hand; near the root Broyden's method goes on."""
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
        if size < switch:
            break
        step = np.linalg.solve(slopes(z), -f)
        damping = 1.0
        while np.linalg.norm(equations(z + damping * step)) > size and damping > 0.1:
            damping /= 2
        z = z + damping * step
    else:
        raise RuntimeError(f"no convergence after {iteration + 1} iterations")
    root = broyden(equations, z, np.linalg.inv(slopes(z)))
    return root, np.linalg.det(slopes(root))


def horner(poly, x):
    """The value of a polynomial and its slope."""
    value, slope = 0.0, 0.0
    for c in poly:
        slope = slope * x + value
        value = value * x + c
    return value, slope


def deflate(poly, root):
    """The polynomial divided by x - root."""
    quotient = [poly[0]]
    for c in poly[1:-1]:
        quotient.append(c + root * quotient[-1])
    return quotient


@program(np.array([1.0, -6.1, 11.3, -6.2]), features="loop while exit list call branch", wrt=["coefficients"])
def polynomial_roots(coefficients, tol=1e-14):
    """Real roots of a cubic: Newton on Horner's scheme, deflation, a last step on the whole polynomial; Vieta's sums."""
    whole = list(coefficients)
    poly = list(coefficients)
    roots = []
    while len(roots) < 3:
        x = 0.5
        for _ in range(60):
            value, slope = horner(poly, x)
            if abs(value) < tol:
                break
            x -= value / slope
        value, slope = horner(whole, x)
        if abs(slope) < 1e-6:
            raise ZeroDivisionError("a double root")
        roots.append(x - value / slope)
        poly = deflate(poly, x)
    first, second, third = sorted(roots)
    total = first + second + third
    pairs = first * second + second * third + third * first
    discriminant = ((first - second) * (second - third) * (third - first)) ** 2
    return roots, total * whole[0] + whole[1], pairs, discriminant


def analyse(signal):
    """Averages and differences by lifting, level by level, until one number is left."""
    work, details = signal.copy(), []
    while len(work) > 1:
        even, odd = work[::2].copy(), work[1::2].copy()
        odd -= even
        even += 0.5 * odd
        details.append(odd)
        work = even
    return work, details


def synthesise(work, details):
    """The way back from the coarsest level."""
    for detail in reversed(details):
        even = work - 0.5 * detail
        rebuilt = np.empty(2 * len(even))
        rebuilt[::2] = even
        rebuilt[1::2] = detail + even
        work = rebuilt
    return work


@program(HEIGHTS, 0.3, features="loop while in_place list call index")
def wavelet_denoise(signal, threshold, length=4):
    """Haar's transform with a soft threshold for each level, averaged over shifts; Stein's estimate of the risk."""
    clean = np.zeros(length)
    risk = 0.0
    for shift in range(2):
        moved = np.roll(signal[:length], shift)
        coarse, details = analyse(moved)
        shrunk = []
        for level, detail in enumerate(details):
            limit = threshold / math.sqrt(level + 1.0)
            shrunk.append(np.sign(detail) * np.maximum(np.abs(detail) - limit, 0.0))
            for d in detail:
                risk += limit**2 - 0.02 if abs(d) > limit else d * d
        clean += 0.5 * np.roll(synthesise(coarse, shrunk), -shift)
    return clean, risk

"""Adjoints as a person writes them, beside the functions that they belong to: what the generated ones are measured by.

Each pair is ``f`` and ``f_bar``, which takes the arguments of f and gives the bars of those in ``WRT``. The hand is that of a
good programmer: nothing is computed twice, nothing is kept that is not needed, arrays are written in place.
"""

from __future__ import annotations

import math

import numpy as np

# A recurrence of numbers


def logistic_map(x, r, n):
    for _ in range(n):
        x = r * x * (1.0 - x)
    return x


def logistic_map_bar(x, r, n):
    tape = []
    for _ in range(n):
        tape.append(x)
        x = r * x * (1.0 - x)
    x_bar, r_bar = 1.0, 0.0
    for x in reversed(tape):
        r_bar += x_bar * x * (1.0 - x)
        x_bar = x_bar * r * (1.0 - 2.0 * x)
    return x_bar, r_bar


# A stencil in place


def heat(u, a, steps):
    u = u.copy()
    for _ in range(steps):
        u[1:-1] += a * (u[:-2] - 2.0 * u[1:-1] + u[2:])
    return np.sum(u * u)


def heat_bar(u, a, steps):
    u = u.copy()
    tape = []
    for _ in range(steps):
        w = u[:-2] - 2.0 * u[1:-1] + u[2:]
        tape.append(w)
        u[1:-1] += a * w
    u_bar = 2.0 * u
    a_bar = 0.0
    for w in reversed(tape):
        inner = u_bar[1:-1]
        a_bar += inner @ w
        w_bar = a * inner
        u_bar[:-2] += w_bar
        u_bar[1:-1] -= 2.0 * w_bar
        u_bar[2:] += w_bar
    return u_bar, a_bar


def heat_by_element(u, a, steps):
    n = len(u)
    for _ in range(steps):
        for i in range(1, n - 1):
            u[i] = u[i] + a * (u[i - 1] - 2.0 * u[i] + u[i + 1])
    return np.sum(u * u)


def heat_by_element_bar(u, a, steps):
    u = u.copy()
    n = len(u)
    tape = []
    for _ in range(steps):
        for i in range(1, n - 1):
            w = u[i - 1] - 2.0 * u[i] + u[i + 1]
            tape.append(w)
            u[i] += a * w
    u_bar = 2.0 * u
    a_bar = 0.0
    for _ in range(steps):
        for i in range(n - 2, 0, -1):
            v_bar = u_bar[i]
            a_bar += v_bar * tape.pop()
            w_bar = v_bar * a
            u_bar[i - 1] += w_bar
            u_bar[i] = v_bar - 2.0 * w_bar
            u_bar[i + 1] += w_bar
    return u_bar, a_bar


# Regression


def logistic_regression(w, X, y):
    z = X @ w
    return np.mean(np.log(1.0 + np.exp(-y * z))) + 0.01 * np.sum(w * w)


def logistic_regression_bar(w, X, y):
    z = X @ w
    e = np.exp(-y * z)
    z_bar = e / (1.0 + e) * y / -len(y)
    return X.T @ z_bar + 0.02 * w


# A mixture of Gaussians with diagonal covariances


def mixture(alphas, means, log_scales, x):
    scaled = (x[:, None, :] - means) * np.exp(-log_scales)
    logits = alphas - np.sum(log_scales, axis=1) - 0.5 * np.sum(scaled * scaled, axis=2)
    top = np.max(logits, axis=1)
    lse = top + np.log(np.sum(np.exp(logits - top[:, None]), axis=1))
    return np.sum(lse) - len(x) * np.log(np.sum(np.exp(alphas)))


def mixture_bar(alphas, means, log_scales, x):
    centred = x[:, None, :] - means
    inverse = np.exp(-log_scales)
    scaled = centred * inverse
    logits = alphas - np.sum(log_scales, axis=1) - 0.5 * np.sum(scaled * scaled, axis=2)
    p = np.exp(logits - np.max(logits, axis=1)[:, None])
    p /= np.sum(p, axis=1)[:, None]
    counts = np.sum(p, axis=0)
    weights = np.exp(alphas)
    scaled_bar = -p[:, :, None] * scaled
    means_bar = -np.sum(scaled_bar, axis=0) * inverse
    log_scales_bar = -np.einsum("nkd,nkd->kd", scaled_bar, scaled) - counts[:, None]
    return counts - len(x) / np.sum(weights) * weights, means_bar, log_scales_bar


# A cell of an LSTM, over a sequence


def lstm(W, b, xs):
    n = len(b) // 4
    h = np.zeros(n)
    c = np.zeros(n)
    for x in xs:
        z = W @ np.concatenate([x, h]) + b
        i = 1.0 / (1.0 + np.exp(-z[:n]))
        f = 1.0 / (1.0 + np.exp(-z[n : 2 * n]))
        o = 1.0 / (1.0 + np.exp(-z[2 * n : 3 * n]))
        c = f * c + i * np.tanh(z[3 * n :])
        h = o * np.tanh(c)
    return np.sum(h * h)


def lstm_bar(W, b, xs):
    n = len(b) // 4
    h = np.zeros(n)
    c = np.zeros(n)
    tape = []
    for x in xs:
        v = np.concatenate([x, h])
        z = W @ v + b
        i = 1.0 / (1.0 + np.exp(-z[:n]))
        f = 1.0 / (1.0 + np.exp(-z[n : 2 * n]))
        o = 1.0 / (1.0 + np.exp(-z[2 * n : 3 * n]))
        g = np.tanh(z[3 * n :])
        before = c
        c = f * c + i * g
        t = np.tanh(c)
        h = o * t
        tape.append((v, i, f, o, g, before, t))
    h_bar = 2.0 * h
    c_bar = np.zeros(n)
    W_bar = np.zeros_like(W)
    b_bar = np.zeros_like(b)
    z_bar = np.empty_like(b)
    for v, i, f, o, g, before, t in reversed(tape):
        c_bar += h_bar * o * (1.0 - t * t)
        z_bar[2 * n : 3 * n] = h_bar * t * o * (1.0 - o)
        z_bar[n : 2 * n] = c_bar * before * f * (1.0 - f)
        z_bar[:n] = c_bar * g * i * (1.0 - i)
        z_bar[3 * n :] = c_bar * i * (1.0 - g * g)
        W_bar += np.outer(z_bar, v)
        b_bar += z_bar
        h_bar = (W.T @ z_bar)[len(v) - n :]
        c_bar = c_bar * f
    return W_bar, b_bar


# Bodies under gravity


def n_body(x, v, m, h, steps):
    for _ in range(steps):
        d = x[None, :, :] - x[:, None, :]
        r2 = np.sum(d * d, axis=2) + 0.01
        a = np.sum(d * (m * r2**-1.5)[:, :, None], axis=1)
        v = v + h * a
        x = x + h * v
    return np.sum(x * x)


def n_body_bar(x, v, m, h, steps):
    tape = []
    for _ in range(steps):
        d = x[None, :, :] - x[:, None, :]
        r2 = np.sum(d * d, axis=2) + 0.01
        p = r2**-1.5
        a = np.sum(d * (m * p)[:, :, None], axis=1)
        v = v + h * a
        tape.append((d, r2, p))
        x = x + h * v
    x_bar = 2.0 * x
    v_bar = np.zeros_like(v)
    m_bar = np.zeros_like(m)
    for d, r2, p in reversed(tape):
        v_bar += h * x_bar
        a_bar = h * v_bar
        s_bar = np.sum(d * a_bar[:, None, :], axis=2)
        m_bar += np.sum(s_bar * p, axis=0)
        r2_bar = s_bar * m * -1.5 * p / r2
        d_bar = a_bar[:, None, :] * (m * p)[:, :, None] + 2.0 * r2_bar[:, :, None] * d
        x_bar = x_bar + np.sum(d_bar, axis=0) - np.sum(d_bar, axis=1)
    return x_bar, v_bar, m_bar


# A filter


def kalman(F, q, r, zs):
    n = len(F)
    m = np.zeros(n)
    P = np.eye(n)
    total = 0.0
    for z in zs:
        m = F @ m
        P = F @ P @ F.T + q * np.eye(n)
        e = z - m[0]
        s = P[0, 0] + r
        k = P[:, 0] / s
        m = m + k * e
        P = P - np.outer(k, P[0])
        total = total + np.log(s) + e * e / s
    return total


def kalman_bar(F, q, r, zs):
    n = len(F)
    m = np.zeros(n)
    P = np.eye(n)
    tape = []
    for z in zs:
        m0, P0 = m, P
        m = F @ m
        P = F @ P @ F.T + q * np.eye(n)
        e = z - m[0]
        s = P[0, 0] + r
        k = P[:, 0] / s
        tape.append((m0, P0, P, e, s, k))
        m = m + k * e
        P = P - np.outer(k, P[0])
    m_bar = np.zeros(n)
    P_bar = np.zeros((n, n))
    F_bar = np.zeros((n, n))
    q_bar = r_bar = 0.0
    for m0, P0, P, e, s, k in reversed(tape):
        k_bar = m_bar * e - P_bar @ P[0]
        e_bar = m_bar @ k + 2.0 * e / s
        s_bar = 1.0 / s - e * e / (s * s) - k_bar @ k / s
        row_bar = k @ P_bar
        P_bar[0] -= row_bar
        P_bar[:, 0] += k_bar / s
        P_bar[0, 0] += s_bar
        r_bar += s_bar
        m_bar[0] -= e_bar
        q_bar += np.trace(P_bar)
        F_bar += P_bar @ F @ P0.T + P_bar.T @ F @ P0 + np.outer(m_bar, m0)
        P_bar = F.T @ P_bar @ F
        m_bar = F.T @ m_bar
    return F_bar, q_bar, r_bar


# A tridiagonal system


def tridiagonal(a, b, c, d):
    n = len(d)
    b = b.copy()
    d = d.copy()
    for i in range(1, n):
        w = a[i] / b[i - 1]
        b[i] -= w * c[i - 1]
        d[i] -= w * d[i - 1]
    d[-1] /= b[-1]
    for i in range(n - 2, -1, -1):
        d[i] = (d[i] - c[i] * d[i + 1]) / b[i]
    return np.sum(d)


def tridiagonal_bar(a, b, c, d):
    n = len(d)
    b = b.copy()
    d = d.copy()
    ws = []
    for i in range(1, n):
        w = a[i] / b[i - 1]
        ws.append(w)
        b[i] -= w * c[i - 1]
        d[i] -= w * d[i - 1]
    before = d.copy()
    d[-1] /= b[-1]
    for i in range(n - 2, -1, -1):
        d[i] = (d[i] - c[i] * d[i + 1]) / b[i]
    d_bar = np.ones(n)
    a_bar = np.zeros(n)
    b_bar = np.zeros(n)
    c_bar = np.zeros(n)
    for i in range(n - 1):
        v = d_bar[i] / b[i]
        c_bar[i] -= v * d[i + 1]
        d_bar[i + 1] -= v * c[i]
        b_bar[i] -= v * d[i]
        d_bar[i] = v
    d_bar[-1] /= b[-1]
    b_bar[-1] -= d_bar[-1] * d[-1]
    for i in range(n - 1, 0, -1):
        w = ws.pop()
        w_bar = -b_bar[i] * c[i - 1] - d_bar[i] * before[i - 1]
        c_bar[i - 1] -= b_bar[i] * w
        d_bar[i - 1] -= d_bar[i] * w
        a_bar[i] = w_bar / b[i - 1]
        b_bar[i - 1] -= a_bar[i] * w
    return a_bar, b_bar, c_bar, d_bar


# Clusters by masks


def clusters(x, centres):
    nearest = np.argmin(np.sum((x[:, None, :] - centres) ** 2, axis=2), axis=1)
    total = 0.0
    for k in range(len(centres)):
        mine = x[nearest == k]
        total = total + np.sum((mine - centres[k]) ** 2)
    return total / len(x)


def clusters_bar(x, centres):
    nearest = np.argmin(np.sum((x[:, None, :] - centres) ** 2, axis=2), axis=1)
    x_bar = np.zeros_like(x)
    centres_bar = np.zeros_like(centres)
    scale = 2.0 / len(x)
    for k in range(len(centres)):
        mask = nearest == k
        bar = scale * (x[mask] - centres[k])
        x_bar[mask] = bar
        centres_bar[k] = -np.sum(bar, axis=0)
    return x_bar, centres_bar


# The price of an option, number by number and as arrays


def cdf(x):
    return 0.5 * (1.0 + math.erf(x / math.sqrt(2.0)))


def black_scholes(s, k, t, r, v):
    d1 = (math.log(s / k) + (r + 0.5 * v * v) * t) / (v * math.sqrt(t))
    d2 = d1 - v * math.sqrt(t)
    return s * cdf(d1) - k * math.exp(-r * t) * cdf(d2)


def black_scholes_bar(s, k, t, r, v):
    root = math.sqrt(t)
    spread = v * root
    d1 = (math.log(s / k) + (r + 0.5 * v * v) * t) / spread
    d2 = d1 - spread
    discounted = k * math.exp(-r * t)
    n1, n2 = cdf(d1), cdf(d2)
    density = 0.3989422804014327
    d1_bar = s * density * math.exp(-0.5 * d1 * d1)
    d2_bar = -discounted * density * math.exp(-0.5 * d2 * d2)
    discounted_bar = -n2
    spread_bar = -d2_bar
    d1_bar += d2_bar
    top_bar = d1_bar / spread
    spread_bar -= top_bar * d1
    s_bar = n1 + top_bar / s
    k_bar = (discounted_bar * discounted - top_bar) / k
    t_bar = top_bar * (r + 0.5 * v * v) - discounted_bar * discounted * r + spread_bar * v / (2.0 * root)
    r_bar = top_bar * t - discounted_bar * discounted * t
    v_bar = top_bar * t * v + spread_bar * root
    return s_bar, k_bar, t_bar, r_bar, v_bar


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def rosenbrock_bar(x):
    w = x[:-1]
    g = 200.0 * (x[1:] - w * w)
    x_bar = np.empty_like(x)
    x_bar[:-1] = -2.0 * (1.0 - w) - 2.0 * g * w
    x_bar[-1] = 0.0
    x_bar[1:] += g
    return x_bar


def polynomial(coefficients, xs):
    """A list of numbers, item by item."""
    total = 0.0
    for x in xs:
        y = 0.0
        for c in coefficients:
            y = y * x + c
        total += y * y
    return total


def polynomial_bar(coefficients, xs):
    bars = [0.0] * len(coefficients)
    for x in xs:
        y = 0.0
        tape = []
        for c in coefficients:
            tape.append(y)
            y = y * x + c
        y_bar = 2.0 * y
        for k in range(len(coefficients) - 1, -1, -1):
            bars[k] += y_bar
            y_bar *= x
    return bars


def arguments(random: np.random.Generator) -> dict[str, tuple]:
    """Arguments for each of the functions."""
    n = 40
    return {
        "logistic_map": (0.3, 3.7, 1000),
        "heat": (random.random(100), 0.2, 100),
        "heat_by_element": (random.random(40), 0.2, 40),
        "logistic_regression": (
            random.normal(size=20),
            random.normal(size=(500, 20)),
            np.sign(random.normal(size=500)),
        ),
        "mixture": (
            random.normal(size=5),
            random.normal(size=(5, 4)),
            0.1 * random.normal(size=(5, 4)),
            random.normal(size=(300, 4)),
        ),
        "lstm": (0.3 * random.normal(size=(64, 24)), random.normal(size=64), random.normal(size=(20, 8))),
        "n_body": (random.normal(size=(12, 3)), random.normal(size=(12, 3)), random.random(12), 0.01, 20),
        "kalman": (np.eye(3) + 0.1 * random.normal(size=(3, 3)), 0.3, 0.5, random.normal(size=50)),
        "tridiagonal": (random.random(n), 4.0 + random.random(n), random.random(n), random.random(n)),
        "clusters": (random.normal(size=(300, 4)), random.normal(size=(6, 4))),
        "black_scholes": (100.0, 95.0, 0.5, 0.03, 0.2),
        "rosenbrock": (random.normal(size=1000),),
        "polynomial": (random.normal(size=30).tolist(), random.normal(size=20).tolist()),
    }


# The arguments whose bars are wanted, by position.
WRT = {
    "logistic_map": (0, 1),
    "heat": (0, 1),
    "heat_by_element": (0, 1),
    "logistic_regression": 0,
    "mixture": (0, 1, 2),
    "lstm": (0, 1),
    "n_body": (0, 1, 2),
    "kalman": (0, 1, 2),
    "tridiagonal": (0, 1, 2, 3),
    "clusters": (0, 1),
    "black_scholes": (0, 1, 2, 3, 4),
    "rosenbrock": 0,
    "polynomial": 0,
}

"""The log-posterior of a Gaussian mixture, the objective of the ADBench suite, and its gradient.

python examples/mixture.py FILE      a problem in the format of ADBench, as gmm_d10_K25.txt
"""

import math
import sys

import numpy as np

from ast_ad import value_and_grad


def read(path):
    """(alpha, means, icf, x, gamma, m): k weights, k means and inverse Cholesky factors, n points; the Wishart prior."""
    with open(path) as file:
        d, k, n = (int(word) for word in file.readline().split())
        rows = [np.array([float(word) for word in line.split()]) for line in file]
    alpha = np.concatenate(rows[:k])
    means, icf, x = np.array(rows[k : 2 * k]), np.array(rows[2 * k : 3 * k]), np.array(rows[3 * k : 3 * k + n])
    assert alpha.shape == (k,) and means.shape == (k, d) and x.shape == (n, d)
    gamma, m = rows[-1]
    return alpha, means, icf, x, gamma, int(m)


def logsumexp(a):
    top = np.max(a, axis=-1, keepdims=True)
    return np.log(np.sum(np.exp(a - top), axis=-1)) + top[..., 0]


def lower_triangle(row, d):
    """Q: exp(q) on the diagonal, below it the entries of l, column by column."""
    Q = np.zeros((d, d))
    start = d
    for j in range(d):
        Q[j, j] = np.exp(row[j])
        Q[j + 1 :, j] = row[start : start + d - j - 1]
        start += d - j - 1
    return Q


def log_wishart(icf, gamma, m, d):
    q, below = icf[:, :d], icf[:, d:]
    N = d + m + 1
    log_gamma = 0.25 * d * (d - 1) * math.log(math.pi) + sum(math.lgamma(0.5 * (N - j)) for j in range(d))
    constant = N * d * math.log(gamma / math.sqrt(2.0)) - log_gamma
    return 0.5 * gamma**2 * (np.sum(np.exp(q) ** 2) + np.sum(below**2)) - m * np.sum(q) - len(icf) * constant


def log_posterior(alpha, means, icf, x, gamma, m):
    n, d = x.shape
    terms = []
    for k in range(len(alpha)):
        Q = lower_triangle(icf[k], d)
        scaled = (x - means[k]) @ Q.T
        terms.append(alpha[k] + np.sum(icf[k, :d]) - 0.5 * np.sum(scaled**2, axis=1))
    likelihood = np.sum(logsumexp(np.stack(terms, axis=1))) - n * logsumexp(alpha)
    return -0.5 * n * d * math.log(2.0 * math.pi) + likelihood + log_wishart(icf, gamma, m, d)


def main(path):
    problem = read(path)
    derivative = value_and_grad(log_posterior, argnums=("alpha", "means", "icf"))
    value, bars = derivative(*problem)
    print(f"log-posterior {value:.6f}, {sum(bar.size for bar in bars)} derivatives")

    rng = np.random.default_rng(0)
    directions = [rng.normal(size=bar.shape) for bar in bars]
    slope = sum(np.sum(bar * direction) for bar, direction in zip(bars, directions))

    def along(step):
        moved = [part + step * direction for part, direction in zip(problem, directions)]
        return log_posterior(*moved, *problem[3:])

    for step in (1e-4, 1e-5):
        difference = (along(step) - along(-step)) / (2.0 * step)
        print(f"step {step:.0e}: central difference {difference:.8e}, adjoint {slope:.8e}")
    return slope, difference


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])

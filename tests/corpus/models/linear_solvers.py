"""Linear algebra by hand: factorisations, solves and iterations as textbooks write them."""

from __future__ import annotations

import math

import numpy as np

from corpus import program

MATRIX = np.array([[4.1, 1.2, -0.7, 0.3], [0.9, 5.3, 1.1, -0.4], [-1.3, 0.6, 3.9, 0.8], [0.2, -0.5, 1.4, 4.6]])
RIGHT = np.array([1.3, -0.7, 2.1, 0.4])
TALL = np.array([[1.0, 0.3], [0.7, -1.1], [-0.4, 0.9], [1.2, 0.5], [0.1, -0.8]])
SPECTRUM = MATRIX @ MATRIX.T / 10.0 + np.eye(4)


def swap_rows(a, p, q):
    if p != q:
        tmp = a[p].copy()
        a[p] = a[q]
        a[q] = tmp


def lu_decompose(a):
    """In place, with partial pivoting; returns the permutation and its sign."""
    n = a.shape[0]
    perm = list(range(n))
    sign = 1.0
    for k in range(n - 1):
        pivot = k
        largest = abs(a[k, k])
        for i in range(k + 1, n):
            if abs(a[i, k]) > largest:
                largest = abs(a[i, k])
                pivot = i
        if largest < 1e-12:
            raise ValueError("singular matrix")
        if pivot != k:
            swap_rows(a, k, pivot)
            perm[k], perm[pivot] = perm[pivot], perm[k]
            sign = -sign
        for i in range(k + 1, n):
            a[i, k] /= a[k, k]
            a[i, k + 1 :] -= a[i, k] * a[k, k + 1 :]
    return perm, sign


def lu_solve(lu, perm, b):
    n = len(b)
    x = np.zeros(n)
    for i in range(n):
        x[i] = b[perm[i]]
        for j in range(i):
            x[i] -= lu[i, j] * x[j]
    for i in reversed(range(n)):
        s = x[i]
        for j in range(i + 1, n):
            s -= lu[i, j] * x[j]
        x[i] = s / lu[i, i]
    return x


@program(MATRIX[[2, 0, 3, 1]], RIGHT, features="loop branch in_place call exit swap")
def solve_by_lu(matrix, rhs):
    lu = matrix.copy()
    perm, sign = lu_decompose(lu)
    x = lu_solve(lu, perm, rhs)
    logdet = 0.0
    for i in range(len(rhs)):
        logdet += math.log(abs(lu[i, i]))
    residual = matrix @ x - rhs
    return x, sign * logdet, float(residual @ residual)


def cholesky(a):
    n = a.shape[0]
    lower = np.zeros_like(a)
    for j in range(n):
        diagonal = a[j, j] - np.sum(lower[j, :j] ** 2)
        if diagonal <= 0.0:
            raise np.linalg.LinAlgError("matrix is not positive definite")
        lower[j, j] = np.sqrt(diagonal)
        for i in range(j + 1, n):
            lower[i, j] = (a[i, j] - lower[i, :j] @ lower[j, :j]) / lower[j, j]
    return lower


def forward_substitution(lower, b):
    y = np.empty_like(b)
    for i in range(len(b)):
        y[i] = (b[i] - lower[i, :i] @ y[:i]) / lower[i, i]
    return y


def back_substitution(upper, b):
    x = np.empty_like(b)
    for i in range(len(b) - 1, -1, -1):
        x[i] = (b[i] - upper[i, i + 1 :] @ x[i + 1 :]) / upper[i, i]
    return x


@program(SPECTRUM, RIGHT, 0.1, features="loop in_place call linear")
def ridge_by_cholesky(gram, moments, damping):
    system = gram + damping * np.eye(gram.shape[0])
    lower = cholesky(system)
    weights = back_substitution(lower.T, forward_substitution(lower, moments))
    half_logdet = sum(math.log(lower[i, i]) for i in range(len(lower)))
    return 0.5 * moments @ weights - half_logdet


def householder_qr(a):
    """Reduce a to R in place and return the reflectors."""
    m, n = a.shape
    reflectors = []
    for k in range(n):
        column = a[k:, k]
        alpha = -math.copysign(1.0, column[0]) * np.sqrt(np.sum(column * column))
        v = column.copy()
        v[0] -= alpha
        v /= np.sqrt(v @ v)
        a[k:, k:] -= 2.0 * np.outer(v, v @ a[k:, k:])
        reflectors.append(v)
    return reflectors


@program(TALL, np.array([1.0, 0.4, -0.3, 2.2, 0.9]), features="loop in_place view list call linear")
def least_squares_by_qr(design, observed):
    r = design.copy()
    rhs = observed.copy()
    reflectors = householder_qr(r)
    for k, v in enumerate(reflectors):
        rhs[k:] -= 2.0 * v * (v @ rhs[k:])
    n = design.shape[1]
    coefficients = np.zeros(n)
    for i in range(n - 1, -1, -1):
        coefficients[i] = (rhs[i] - np.dot(r[i, i + 1 : n], coefficients[i + 1 :])) / r[i, i]
    misfit = np.sqrt(np.sum(rhs[n:] ** 2))
    return coefficients, misfit


@program(TALL, features="loop exit list call linear")
def gram_schmidt(vectors):
    """Modified Gram-Schmidt on a list of columns."""
    basis = []
    total = 0.0
    for column in vectors.T:
        v = column
        for q in basis:
            r = np.dot(q, v)
            total += r
            v = v - r * q
        norm = np.linalg.norm(v)
        if norm < 1e-10:
            continue
        basis.append(v / norm)
    q = np.stack(basis, axis=1)
    return q, total


def thomas(lower, diag, upper, rhs):
    """Solve a tridiagonal system; the arguments are overwritten."""
    n = len(diag)
    for i in range(1, n):
        w = lower[i - 1] / diag[i - 1]
        diag[i] -= w * upper[i - 1]
        rhs[i] -= w * rhs[i - 1]
    rhs[-1] /= diag[-1]
    for i in range(n - 2, -1, -1):
        rhs[i] = (rhs[i] - upper[i] * rhs[i + 1]) / diag[i]


@program(
    np.array([0.3, -0.2, 0.4]),
    np.array([2.1, 1.9, 2.4, 2.2]),
    np.array([-0.5, 0.6, 0.1]),
    RIGHT,
    features="loop in_place call",
)
def tridiagonal(lower, diag, upper, rhs):
    x = rhs.copy()
    thomas(lower.copy(), diag.copy(), upper.copy(), x)
    back = diag * x
    back[1:] += lower * x[:-1]
    back[:-1] += upper * x[1:]
    return x, np.sum((back - rhs) ** 2)


@program(SPECTRUM, features="while loop exit reduction linear", wrt=["a"])
def power_iteration(a, tol=1e-13, max_iterations=60):
    """The largest eigenvalue, then the next one by deflation."""
    a = 0.5 * (a + a.T)
    n = a.shape[0]
    values = []
    for _ in range(2):
        v = np.arange(1.0, n + 1.0)
        v /= np.sqrt(v @ v)
        previous = 0.0
        count = 0
        while True:
            w = a @ v
            estimate = v @ w
            v = w / np.linalg.norm(w)
            count += 1
            if abs(estimate - previous) < tol * abs(estimate) or count >= max_iterations:
                break
            previous = estimate
        values.append(estimate)
        a = a - estimate * np.outer(v, v)
    return values[0], values[0] / values[1]


@program(SPECTRUM, RIGHT, features="while branch exit linear in_place")
def conjugate_gradients(a, b):
    x = np.zeros_like(b)
    r = b - a @ x
    p = r.copy()
    rr = r @ r
    history = [rr]
    iterations = 0
    while rr > 1e-20 and iterations < 3:
        ap = a @ p
        step = rr / (p @ ap)
        x += step * p
        r -= step * ap
        rr_new = r @ r
        p *= rr_new / rr
        p += r
        rr = rr_new
        history.append(rr)
        iterations += 1
    return x, history[1]


@program(MATRIX, RIGHT, 1.05, features="loop in_place exit branch")
def gauss_seidel(a, b, omega):
    """Successive over-relaxation, row by row, until the update is small."""
    n = len(b)
    x = np.zeros(n)
    for sweep in range(40):
        change = 0.0
        for i in range(n):
            sigma = 0.0
            for j in range(n):
                if j != i:
                    sigma += a[i, j] * x[j]
            new = (1.0 - omega) * x[i] + omega * (b[i] - sigma) / a[i, i]
            change = max(change, abs(new - x[i]))
            x[i] = new
        if change < 1e-13:
            break
    else:
        raise RuntimeError("no convergence")
    return x


@program(SPECTRUM[:3, :3], 3, features="loop in_place while branch")
def jacobi_eigenvalues(matrix, sweeps):
    """The eigenvalues of a symmetric matrix by cyclic rotations."""
    a = matrix.copy()
    a = 0.5 * (a + a.T)
    n = a.shape[0]
    for _ in range(sweeps):
        for p in range(n - 1):
            for q in range(p + 1, n):
                if abs(a[p, q]) < 1e-14:
                    continue
                theta = (a[q, q] - a[p, p]) / (2.0 * a[p, q])
                t = math.copysign(1.0, theta) / (abs(theta) + math.sqrt(theta * theta + 1.0))
                c = 1.0 / math.sqrt(t * t + 1.0)
                s = t * c
                row_p, row_q = a[p].copy(), a[q].copy()
                a[p], a[q] = c * row_p - s * row_q, s * row_p + c * row_q
                col_p, col_q = a[:, p].copy(), a[:, q].copy()
                a[:, p] = c * col_p - s * col_q
                a[:, q] = s * col_p + c * col_q
    return np.array([a[i, i] for i in range(n)])

"""Linear algebra by hand: factorisations, solves and iterations as textbooks write them."""

from __future__ import annotations

import math

import numpy as np

from corpus import program

MATRIX = np.array([[4.1, 1.2, -0.7, 0.3], [0.9, 5.3, 1.1, -0.4], [-1.3, 0.6, 3.9, 0.8], [0.2, -0.5, 1.4, 4.6]])
RIGHT = np.array([1.3, -0.7, 2.1, 0.4])
TALL = np.array([[1.0, 0.3], [0.7, -1.1], [-0.4, 0.9], [1.2, 0.5], [0.1, -0.8]])
OBSERVED = np.array([1.0, 0.4, -0.3, 2.2, 0.9])
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
    """P A = L U with partial pivoting; the solution, the logarithm of the determinant and what is left."""
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


def solve_by_cholesky(lower, b):
    return back_substitution(lower.T, forward_substitution(lower, b))


@program(TALL, OBSERVED, 0.1, features="loop in_place call linear exit")
def ridge_by_cholesky(design, observed, damping):
    """Ridge regression with the score of generalised cross-validation, n |r|^2 / (n - trace H)^2."""
    n, width = design.shape
    gram = design.T @ design
    lower = cholesky(gram + damping * np.eye(width))
    weights = solve_by_cholesky(lower, design.T @ observed)
    trace = 0.0
    for k in range(width):
        unit = np.zeros(width)
        unit[k] = 1.0
        trace += gram[k] @ solve_by_cholesky(lower, unit)
    residual = observed - design @ weights
    score = n * (residual @ residual) / (n - trace) ** 2
    half_logdet = sum(math.log(lower[i, i]) for i in range(width))
    return weights, score, half_logdet


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


@program(TALL, OBSERVED, features="loop in_place view list call linear")
def least_squares_by_qr(design, observed):
    """min |A x - b| by reflections; the standard errors come from the inverse of R."""
    m, n = design.shape
    r = design.copy()
    rhs = observed.copy()
    reflectors = householder_qr(r)
    for k, v in enumerate(reflectors):
        rhs[k:] -= 2.0 * v * (v @ rhs[k:])
    coefficients = np.zeros(n)
    for i in range(n - 1, -1, -1):
        coefficients[i] = (rhs[i] - np.dot(r[i, i + 1 : n], coefficients[i + 1 :])) / r[i, i]
    variance = np.sum(rhs[n:] ** 2) / (m - n)
    inverse = np.eye(n)
    for k in range(n):
        for i in range(k, -1, -1):
            known = r[i, i + 1 : k + 1] @ inverse[i + 1 : k + 1, k]
            inverse[i, k] = (inverse[i, k] - known) / r[i, i]
    errors = np.sqrt(variance * np.sum(inverse**2, axis=1))
    return coefficients, errors, variance


def monomials(sites, degree):
    """Columns 1, x, x^2 and so on, by repeated products."""
    columns = [np.ones_like(sites)]
    for _ in range(degree):
        columns.append(columns[-1] * sites)
    return np.stack(columns, axis=1)


@program(
    np.array([-1.0, -0.4, 0.1, 0.5, 1.1]),
    np.array([0.5, 1.0, 0.8, 1.2, 0.4]),
    OBSERVED,
    features="loop exit list call linear",
)
def gram_schmidt(sites, weights, data, degree=2):
    """Orthogonal polynomials of a discrete weight by modified Gram-Schmidt; a fit, and the recurrence of three terms."""

    def inner(u, v):
        return np.sum(weights * u * v)

    powers = monomials(sites, degree)
    candidates = np.concatenate([powers, powers[:, :1] + powers[:, 1:2]], axis=1)
    basis = []
    for column in candidates.T:
        v = column
        for q in basis:
            v = v - inner(q, v) * q
        norm = math.sqrt(inner(v, v))
        if norm < 1e-10:
            continue
        basis.append(v / norm)
    coefficients = [inner(q, data) for q in basis]
    fitted = np.zeros_like(data)
    for c, q in zip(coefficients, basis):
        fitted += c * q
    diagonal = [inner(q, sites * q) for q in basis]
    beside = [inner(p, sites * q) for p, q in zip(basis, basis[1:])]
    residual = data - fitted
    worst = np.max(np.abs(residual))
    explained = 1.0 - inner(residual, residual) / inner(data, data)
    left = len(data) - len(basis)
    adjusted = 1.0 - (1.0 - explained) * (len(data) - 1) / left
    return coefficients, diagonal, beside, worst, adjusted


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
    (0.7, -0.4),
    RIGHT,
    features="loop in_place call exit structure",
)
def tridiagonal(lower, diag, upper, corners, rhs):
    """A tridiagonal system with two corners, by the formula of Sherman and Morrison for A = T + u v^T."""
    n = len(diag)
    if n < 3:
        raise ValueError("three rows at least")
    top, bottom = corners
    gamma = -diag[0]
    reduced = diag.copy()
    reduced[0] -= gamma
    reduced[-1] -= top * bottom / gamma
    u = np.zeros(n)
    u[0], u[-1] = gamma, bottom
    solutions = []
    for right in (rhs, u):
        x = right.copy()
        thomas(lower.copy(), reduced.copy(), upper.copy(), x)
        solutions.append(x)
    y, z = solutions
    factor = (y[0] + top / gamma * y[-1]) / (1.0 + z[0] + top / gamma * z[-1])
    x = y - factor * z
    back = diag * x
    back[1:] += lower * x[:-1]
    back[:-1] += upper * x[1:]
    back[0] += top * x[-1]
    back[-1] += bottom * x[0]
    return x, np.sum((back - rhs) ** 2), factor


def dominant(apply, size, tol, limit):
    """The eigenvalue of a symmetric operator that is largest in size, and its vector."""
    v = np.arange(1.0, size + 1.0)
    v /= np.sqrt(v @ v)
    previous = 0.0
    count = 0
    while True:
        w = apply(v)
        estimate = v @ w
        v = w / np.linalg.norm(w)
        count += 1
        if abs(estimate - previous) < tol * abs(estimate) or count >= limit:
            return estimate, v
        previous = estimate


@program(SPECTRUM, 0.6, features="while exit reduction linear call list", wrt=["a", "shift"])
def power_iteration(a, shift, tol=1e-13, limit=60):
    """The largest eigenvalues by deflation, the one next to a shift by inverse iteration, and what separates them."""
    a = 0.5 * (a + a.T)
    n = a.shape[0]
    values, vectors = [], []
    rest = a
    for _ in range(2):
        value, v = dominant(lambda u: rest @ u, n, tol, limit)
        values.append(value)
        vectors.append(v)
        rest = rest - value * np.outer(v, v)
    shifted = a - shift * np.eye(n)
    inverse, near = dominant(lambda u: np.linalg.solve(shifted, u), n, tol, limit)
    nearest = shift + 1.0 / inverse
    left = np.trace(a) - sum(values) - nearest
    overlaps = [(near @ v) ** 2 for v in vectors]
    residual = a @ near - nearest * near
    return values, nearest, left, overlaps, residual @ residual


def incomplete_cholesky(a, pattern):
    """L with the zeros of the pattern, so that L L^T is a where the pattern is not zero."""
    n = a.shape[0]
    lower = np.tril(a) * pattern
    for k in range(n):
        lower[k, k] = np.sqrt(lower[k, k])
        for i in range(k + 1, n):
            if pattern[i, k]:
                lower[i, k] /= lower[k, k]
        for j in range(k + 1, n):
            for i in range(j, n):
                if pattern[i, j]:
                    lower[i, j] -= lower[i, k] * lower[j, k]
    return lower


@program(SPECTRUM, RIGHT, features="while branch exit linear in_place call")
def conjugate_gradients(a, b, tol=1e-20):
    """Conjugate gradients with an incomplete Cholesky factor for a preconditioner."""
    pattern = np.abs(np.subtract.outer(np.arange(len(b)), np.arange(len(b)))) <= 1
    lower = incomplete_cholesky(a, pattern)
    x = np.zeros_like(b)
    r = b - a @ x
    z = solve_by_cholesky(lower, r)
    p = z.copy()
    rz = r @ z
    history = [rz]
    while rz > tol and len(history) < 4:
        ap = a @ p
        step = rz / (p @ ap)
        x += step * p
        r -= step * ap
        z = solve_by_cholesky(lower, r)
        rz, before = r @ z, rz
        p *= rz / before
        p += z
        history.append(rz)
    return x, history[1]


def jacobi_radius(a, rounds):
    """The spectral radius of the iteration of Jacobi, by powers of its matrix."""
    diagonal = np.diag(a)
    v = np.ones(len(diagonal))
    radius = 0.0
    for _ in range(rounds):
        w = v - (a @ v) / diagonal
        radius = np.sqrt((w @ w) / (v @ v))
        v = w / radius
    return radius


def sweep_rows(a, b, x, omega, rows):
    """One sweep of over-relaxation, in place; returns the largest change."""
    change = 0.0
    for i in rows:
        sigma = 0.0
        for j in range(len(b)):
            if j != i:
                sigma += a[i, j] * x[j]
        new = (1.0 - omega) * x[i] + omega * (b[i] - sigma) / a[i, i]
        change = max(change, abs(new - x[i]))
        x[i] = new
    return change


@program(MATRIX, RIGHT, features="loop in_place exit branch call", wrt=["a", "b"])
def gauss_seidel(a, b, tol=1e-13, limit=60):
    """Symmetric over-relaxation with the factor of Young, 2 / (1 + sqrt(1 - rho^2)), until the updates are small."""
    rho = jacobi_radius(a, rounds=4)
    omega = 2.0 / (1.0 + math.sqrt(1.0 - rho**2))
    n = len(b)
    x = np.zeros(n)
    first = 0.0
    for sweep in range(limit):
        change = sweep_rows(a, b, x, omega, range(n))
        change = max(change, sweep_rows(a, b, x, omega, range(n - 1, -1, -1)))
        if sweep == 0:
            first = np.linalg.norm(b - a @ x) / np.linalg.norm(b)
        if change < tol:
            break
    else:
        raise RuntimeError("no convergence")
    return x, omega, first


def rotate(a, vectors, p, q):
    """Zero a[p, q] by a rotation, in place; the vectors turn with it."""
    theta = (a[q, q] - a[p, p]) / (2.0 * a[p, q])
    t = math.copysign(1.0, theta) / (abs(theta) + math.sqrt(theta * theta + 1.0))
    c = 1.0 / math.sqrt(t * t + 1.0)
    s = t * c
    row_p, row_q = a[p].copy(), a[q].copy()
    a[p], a[q] = c * row_p - s * row_q, s * row_p + c * row_q
    for columns in (a, vectors):
        old_p, old_q = columns[:, p].copy(), columns[:, q].copy()
        columns[:, p] = c * old_p - s * old_q
        columns[:, q] = s * old_p + c * old_q


@program(SPECTRUM[:3, :3], 3, features="loop in_place exit call linear")
def jacobi_eigenvalues(matrix, sweeps):
    """The eigenvalues of a symmetric matrix by cyclic rotations, and its logarithm from them."""
    a = 0.5 * (matrix + matrix.T)
    n = a.shape[0]
    vectors = np.eye(n)
    for _ in range(sweeps):
        for p in range(n - 1):
            for q in range(p + 1, n):
                if abs(a[p, q]) < 1e-14:
                    continue
                rotate(a, vectors, p, q)
    values = np.array([a[i, i] for i in range(n)])
    if np.any(values <= 0.0):
        raise ValueError("the matrix is not positive definite")
    logarithm = (vectors * np.log(values)) @ vectors.T
    root = (vectors * np.sqrt(values)) @ vectors.T
    defect = root @ root - matrix
    condition = values.max() / values.min()
    gap = np.min(np.diff(np.sort(values)))
    return values, logarithm, condition * gap, np.sum(defect**2)


def givens(a, b):
    """The cosine and the sine that turn (a, b) into (r, 0)."""
    r = math.hypot(a, b)
    return a / r, b / r


def arnoldi_step(a, basis, h, k):
    """The next direction, orthogonal to the basis; its column of the Hessenberg matrix is written into h."""
    w = a @ basis[k]
    for j in range(k + 1):
        h[j, k] = w @ basis[j]
        w = w - h[j, k] * basis[j]
    h[k + 1, k] = np.linalg.norm(w)
    return w / h[k + 1, k]


@program(MATRIX, RIGHT, features="loop in_place list call exit linear", keywords={"steps": 3})
def gmres(a, b, *, steps, tol=1e-12):
    """The vector of a Krylov space with the least residual; rotations keep the small problem triangular."""
    h = np.zeros((steps + 1, steps))
    rotations = []
    beta = np.linalg.norm(b)
    rest = np.zeros(steps + 1)
    rest[0] = beta
    basis = [b / beta]
    for k in range(steps):
        basis.append(arnoldi_step(a, basis, h, k))
        for j, (c, s) in enumerate(rotations):
            h[j, k], h[j + 1, k] = c * h[j, k] + s * h[j + 1, k], c * h[j + 1, k] - s * h[j, k]
        c, s = givens(h[k, k], h[k + 1, k])
        rotations.append((c, s))
        h[k, k], h[k + 1, k] = c * h[k, k] + s * h[k + 1, k], 0.0
        rest[k], rest[k + 1] = c * rest[k], -s * rest[k]
        if abs(rest[k + 1]) < tol * beta:
            break
    y = np.zeros(steps)
    for i in range(k, -1, -1):
        y[i] = (rest[i] - h[i, i + 1 : k + 1] @ y[i + 1 : k + 1]) / h[i, i]
    x = np.zeros_like(b)
    for j in range(k + 1):
        x += y[j] * basis[j]
    return x, abs(rest[k + 1])

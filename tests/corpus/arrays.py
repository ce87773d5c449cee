"""Whole arrays: broadcasting, reductions, products, shapes, and indices, nested in each other and in control flow."""

from __future__ import annotations

import numpy as np

from corpus import program

X = np.array([0.4, 0.9, 1.3])
A = np.array([[0.5, 1.5, -0.7], [2.5, 0.3, 0.9]])


@program(X, 3, features="while reshape broadcast swap")
def exchanged_while(x, n):
    a, b = x, x * 0.5
    while n > 0 and np.sum(a) > 0.01:
        a, b = b * 0.9, a[:, None].reshape(-1) * b / np.max(a, keepdims=True)
        n -= 1
    return a + b.T


@program(A, features="branch broadcast reshape")
def shaped_by_a_test(A):
    if A.shape[0] < A.shape[1]:
        A = A.T if A[0, 0] < 1 else A
        B = A / A.sum(axis=1, keepdims=True)
        return np.concatenate([A, B[:, None].reshape(3, 2)], axis=1)
    return A


@program(A, features="in_place reshape index")
def written_from_reshaped(A):
    B = np.zeros((3, 2))
    B[...] = A.reshape(3, 2) * 2
    B[-1] = np.concatenate([A[0, :1], A[1, -1:]])
    B[::2, 0] += np.stack([A[0, 0], A[1, 1]]) ** 2
    return B


@program(X, X + 0.3, features="in_place swap")
def elements_exchanged(x, y):
    x = x.copy()
    x[0], x[1] = x[1], x[0] * x[2]
    A, B = x, y * 2
    for _ in range(3):
        B[1:-1] = A[:-2] * A[2:]
        A, B = B, A
    return A * 2 + B


@program(X, features="view index reshape broadcast swap")
def views_of_everything(x):
    head, tail = x[:-1], x[1:]
    head, tail = tail[::-1], head * x[[0, 0]]
    grid = (head[:, None] * tail[None, :])[:, ::-1]
    flat = grid.T.reshape(-1)[np.array([0, 3, 3])]
    return flat[..., None] * x


@program(A, features="index linear reduction broadcast")
def indexed_by_products(A):
    order = np.argsort(A @ A.T, axis=1)[0]
    picked = A[order][:, [0, 2]]
    rows = A[A.sum(axis=1) > 1.0]
    last = A[-1, np.newaxis].reshape(-1)[[2, 1, 2]]
    return picked @ rows[:, :1].ravel() + last[..., :2] * np.dot(last, last)


@program(A, features="index broadcast reshape linear")
def indices_inside(A):
    B = np.array([A[0, k] for k in (-1, 0)])[:, None] * A[:, :1].T
    C = np.stack([A[..., -1], A[..., 0]]) @ B
    return C.reshape(-1)[-(len(C)) :] * np.outer(A[0, [0, 0]], A[1, 1:])[::-1, 0]


@program(X, 3, features="list broadcast linear reshape swap")
def lists_of_arrays(x, n):
    rows = [x[:, None] @ x[None, :] * k for k in range(n)]
    pairs = [np.concatenate([row[0], row[1]]) for row in rows]
    a, b = pairs[1], pairs[2]
    a, b = [b * a, a][0], [a, b][1]
    return np.stack([a, b]).T


@program(A, features="broadcast reshape reduction linear")
def normalised(A):
    centred = A - A.mean(axis=0, keepdims=True).reshape(1, -1)
    scaled = centred / np.sqrt(np.sum(A**2, axis=1, keepdims=True))
    return np.sum((scaled @ scaled.T).reshape(-1)) + np.max(np.dot(A, A.T)) + np.sum(np.concatenate([A[0], A[1]]))


@program(X, A, features="swap reduction linear reshape broadcast scalar")
def swapped_expressions(x, A):
    x, s = np.dot(A, x), np.sum(x) ** 2
    x, A = np.concatenate([x, x[:1]]) / s, A.reshape(3, 2) * x[None, :]
    x, A = A[:, 0] * np.max(x, keepdims=True), A * x[:, None]
    return x @ A


@program(X, features="reshape scalar")
def powers_reshaped(x):
    y = np.stack([x**2, np.sin(x) ** 3]).reshape(-1)
    return np.concatenate([y**2, (x**3).ravel()]) ** 2


@program(X, features="broadcast")
def size_one_axes(x):
    row, column, one = x[None, :], x[:, None], x[:1]
    return (row * column - one + column * one[None]) / (row + 1) * np.ones((1, 3))


@program(np.zeros((0,)), 1.5, features="loop reduction")
def empty_array(x, c):
    y = c
    for v in x:
        y = y * v
    return y * y + np.sum(x * c)


@program(np.zeros((0, 3)), X, features="broadcast linear")
def empty_axis(A, x):
    return A @ x, np.sum(A * x, axis=0) + x


@program(np.array([[2.0]]), np.array([3.0]), features="linear broadcast")
def size_one_everywhere(A, x):
    return A @ x * A.sum() + x[0] * A * x.mean()


@program(X.astype(np.float32), np.float32(0.5), features="reduction loop in_place")
def single_precision_arrays(x, c):
    y = x.copy()
    for i in range(1, len(y)):
        y[i] += y[i - 1] * c
    return y * np.sum(y) / np.float32(3)


@program(X.astype(np.float32), X, features="broadcast linear")
def mixed_precision(x, y):
    return x * np.dot(y, y) + y, x * 2


@program(X, 0.7, features="loop scalar")
def complex_state(x, w):
    z = x + 0j
    for k in range(3):
        z = z * np.exp(1j * w) + x * k
    return z.real * w + np.abs(z) ** 2 + z.imag


@program(A, features="in_place swap list reduction linear")
def reductions_of_products(A):
    total = np.sum(A @ A.T, axis=0) + np.max(np.dot(A[:, :2], A[0, :2]))
    A = A.copy()
    A[0], A[1] = A[1] * np.sum(np.outer(total, total)), A[0].copy()
    k = [(A[0, j], A[1, j]) for j in (0, 1, 2)]
    swap = lambda a, b: (b * a, a)
    a, b = k[0]
    for c, d in k:
        a, b = [b * v for v in (a, c, d)][1], a
        A[1, 0], A[0, 1] = (a, b) if a < b else (b, a)
    return A, swap(a, b)


@program(X, 0.7, features="in_place")
def decayed(x, y):
    x = x * 1.0
    x += y * x
    x[1:] = x[:-1] * x[1:]
    x *= x
    return x


@program(X, X + 1, features="in_place index")
def repeated_index(x, v):
    u = x * 1.0
    u[[1, 1]] = v[:2]
    u[np.array([0, 2, 0])] += v
    np.add.at(u, [1, 1], v[1:])
    return u * u


@program(X, features="view in_place")
def aliases(x):
    y = x * 2
    z = y
    z[0] = x[1] * x[2]
    w = y[1:]
    w *= z[:2]
    return y * z


@program(X, A, features="call in_place view loop")
def callee_writes(x, A):
    x, A = x.copy(), A.copy()
    for row in A:
        relax(row, x)
        relax(x[1:], row[:2])
    return x * A


def relax(u, v):
    u *= 0.5
    u += v * u
    if u[0] > 0:
        u[0] = v[-1]

"""Arguments for numpy.linalg."""

from __future__ import annotations

import numpy as np
from numpy import linalg
from rule_check import Fixed, Hermitian, Sample

S = Sample
rng = np.random.default_rng(0)
INF = Fixed(np.inf)
V = rng.normal(size=3)
A = rng.normal(size=(2, 3))  # wide
B = rng.normal(size=(3, 2))  # tall
C = rng.normal(size=(3, 3))
D = rng.normal(size=(2, 3, 3))
E = rng.normal(size=(2, 3, 2))
T = rng.normal(size=(2, 3, 4))
M = rng.normal(size=(2, 3, 6))
X = A + 1j * rng.normal(size=(2, 3))
Q = C + 1j * rng.normal(size=(3, 3))
ONE = np.array([[2.5]])
P = Hermitian(C @ C.T + np.eye(3))
PD = Hermitian(D @ np.swapaxes(D, -1, -2) + np.eye(3))
PQ = Hermitian(Q @ Q.conj().T + np.eye(3))

SAMPLES = {
    linalg.inv: [S(C), S(D), S(Q), S(ONE), S(C.T)],
    linalg.solve: [S(C, V), S(C, B), S(D, V), S(D, E), S(C, E), S(D, B), S(Q, B), S(C, Q), S(ONE, V[:1])],
    linalg.det: [S(C), S(D), S(Q), S(ONE)],
    linalg.slogdet: [S(C), S(D), S(Q)],
    linalg.matrix_power: [S(C, 3), S(D, 2), S(C, -2), S(C, 0), S(C, 1), S(Q, 3)],
    linalg.pinv: [S(A), S(B), S(D), S(X), S(A, Fixed(1e-10)), S(P, hermitian=True), S(B, rtol=Fixed(1e-10))],
    linalg.lstsq: [S(B, V), S(B, C), S(A, V[:2]), S(B, V, None)],
    linalg.tensorinv: [S(M), S(np.moveaxis(M, 2, 0), 1), S(np.moveaxis(M, 2, 0), ind=1)],
    linalg.tensorsolve: [
        S(M, A),
        S(rng.normal(size=(6, 2, 3)), rng.normal(size=6)),
        S(rng.normal(size=(2, 6, 3)), rng.normal(size=6), (0, 2)),
    ],
    linalg.multi_dot: [S([A, B]), S([A, C, B]), S([V, C, B]), S([A, C, V]), S([V, C, V])],
    linalg.matmul: [S(A, B), S(D, E)],
    linalg.outer: [S(V, V)],
    linalg.tensordot: [S(A, B, axes=1)],
    linalg.cross: [S(V, V + 1), S(A, V), S(B, B, axis=0)],
    linalg.vecdot: [S(V, V), S(A, V), S(A, A), S(B, B, axis=0), S(X, X), S(X, A)],
    linalg.matrix_transpose: [S(A), S(T)],
    linalg.trace: [S(C), S(A), S(D), S(C, offset=1), S(T, offset=-1)],
    linalg.diagonal: [S(C), S(A), S(D), S(C, offset=1), S(T, offset=-1)],
    linalg.norm: [
        *(S(x) for x in (V, A, T, X)),
        *(S(V, p) for p in (1, 2, 3, 0, INF, Fixed(-np.inf), Fixed(2.5))),
        *(S(C, p) for p in (1, -1, 2, -2, INF, Fixed(-np.inf), "fro", "nuc")),
        S(T, axis=1),
        S(T, axis=(0, 2)),
        S(T, "nuc", axis=(2, 0)),
        S(T, 1, axis=(2, 0), keepdims=True),
        S(T, INF, (0, 1)),
        S(T, 3, 1, True),
        *(S(Q, p) for p in ("nuc", 2, 1)),
        S(X, 1, 0),
        S(X, 3, 1),
    ],
    linalg.vector_norm: [
        S(V),
        S(T),
        S(T, axis=(0, 1, 2)),
        S(T, axis=1, ord=1, keepdims=True),
        S(T, ord=INF),
        S(X, ord=3),
    ],
    linalg.matrix_norm: [S(C), S(T), S(T, ord="nuc"), S(T, ord=1, keepdims=True)],
    linalg.cond: [S(C), S(A), S(D), S(C, -2), S(C, 1), S(C, "fro"), S(D, INF)],
    linalg.svdvals: [S(A), S(C), S(D), S(X)],
    linalg.svd: [
        S(A, full_matrices=False),
        S(B, full_matrices=False),
        S(A),
        S(C),
        S(D),
        S(A, compute_uv=False),
        S(P, hermitian=True),
        S(P, compute_uv=False, hermitian=True),
    ],
    linalg.qr: [S(C), S(B), S(A), S(D), S(E), S(X), S(X.T), S(C, mode="r")],
    linalg.eig: [S(C), S(D), S(Q)],
    linalg.eigvals: [S(C), S(D), S(Q)],
    linalg.cholesky: [S(P), S(PD), S(PQ), S(P, upper=True), S(PQ, upper=True)],
    linalg.eigh: [S(P), S(PD), S(P, "U")],
    linalg.eigvalsh: [S(P), S(PD), S(PQ), S(P, "U")],
}
NEEDS_RANK = {
    linalg.solve, linalg.lstsq, linalg.tensorinv, linalg.tensorsolve, linalg.multi_dot, linalg.norm, linalg.matrix_norm,
    linalg.tensordot, linalg.cond,
}  # fmt: skip

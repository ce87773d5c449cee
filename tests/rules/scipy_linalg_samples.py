"""Arguments for scipy.linalg."""

from __future__ import annotations

import numpy as np
import scipy.linalg as sl
from rule_check import Fixed, Hermitian, Sample

from ast_ad import runtime

S = Sample
rng = np.random.default_rng(0)
V = rng.normal(size=3)
W = rng.normal(size=4)
A = rng.normal(size=(2, 3))
B = rng.normal(size=(3, 2))
C = rng.normal(size=(3, 3)) + 2 * np.eye(3)
D = rng.normal(size=(2, 3, 3)) + 2 * np.eye(3)
Q = C + 1j * rng.normal(size=(3, 3))
Z = B + 1j * rng.normal(size=(3, 2))
# As a complex matrix it has a value that is rounded to the other side of the negative numbers.
BELOW = np.random.default_rng(19).normal(size=(3, 3))
P = Hermitian(C @ C.T + np.eye(3))
R = Hermitian(rng.normal(size=(3, 3)) * 0.1 + np.eye(3))
R.value[...] = (R.value + R.value.T) / 2
TALL = rng.normal(size=(2, 4, 2))
SKEWED = C * np.array([1.0, 30.0, 900.0])
SYMMETRIC = Hermitian(Q + Q.T, transpose=True)
PQ = Hermitian(Q @ Q.conj().T + np.eye(3))
BANDS = rng.normal(size=(4, 5)) + np.array([[0], [0], [4], [0]])
UPPER = np.array([[0.2, 0.3, 0.4, 0.9, 0.1], [1.0, -1.0, 0.5, 0.3, 0.7], [4.0, 5.0, 6.0, 5.0, 4.0]])
LOWER = UPPER[::-1].copy()
MIDDLE = Fixed((3.0, 5.5))  # a range of values
E1 = np.array([1.0, 0.0, 0.0])
GAINS = Hermitian(np.array([[2.0, 0.3], [0.3, 1.0]]))
FACTORS = sl.lu_factor(C)

SAMPLES = {
    sl.inv: [S(C), S(Q)],
    sl.det: [S(C)],
    sl.svdvals: [S(A)],
    sl.norm: [S(V), S(C, 1), S(A, "nuc"), S(A, axis=0)],
    sl.eigvals: [S(C), S(C, C.T + np.eye(3)), S(D, C)],
    sl.eig: [S(C), S(Q), S(C, left=True, right=False)],
    runtime.left_and_right_eig: [S(C)],
    runtime.pencil_eig: [S(C, C.T + np.eye(3))],
    sl.pinv: [S(A)],
    sl.pinvh: [S(P)],
    sl.solve: [
        S(SYMMETRIC, Z, assume_a="sym"),
        S(C, V), S(C, B), S(P, V, assume_a="pos"), S(P, B, assume_a="sym"), S(PQ, Z, assume_a="her"),
        S(PQ, Z, assume_a="pos", lower=True), S(Q, Z),
    ],
    sl.solve_triangular: [
        S(C, V), S(C, B, lower=True), S(C, B, trans=1), S(C, B, 1, True), S(C, V, "T"), S(Q, Z), S(Q, Z, 1), S(Q, Z, 2),
        S(Q, Z, "C", True), S(C, B, unit_diagonal=True),
    ],
    sl.cholesky: [S(P), S(P, lower=True), S(PQ), S(PQ, True)],
    sl.cho_factor: [S(P, lower=True)],
    sl.cho_solve: [S((C, True), B), S((C, False), V), S((Q, True), Z), S((Q, False), Z)],
    sl.eigh: [
        S(P), S(P, eigvals_only=True), S(P, R), S(P, b=R, eigvals_only=True), S(P, lower=False), S(PQ, eigvals_only=True),
    ],
    sl.eigvalsh: [S(P), S(P, R), S(PQ)],
    sl.svd: [S(A), S(A, full_matrices=False), S(C), S(A, compute_uv=False)],
    sl.polar: [S(C), S(B), S(C, side="left"), S(Q)],
    sl.qr: [
        S(C), S(A), S(rng.normal(size=(4, 3))), S(B, mode="economic"), S(A, mode="economic"), S(C, pivoting=True),
        S(A, mode="economic", pivoting=True), S(Q),
    ],
    sl.lu: [S(C), S(C, permute_l=True), S(Q)],
    sl.lu_factor: [S(C)],
    sl.lu_solve: [S((FACTORS[0], FACTORS[1]), B), S((FACTORS[0], FACTORS[1]), V, 1)],
    sl.expm: [S(C), S(D), S(Q)],
    sl.expm_frechet: [S(C * 0.3, C), S(C * 0.3, C, compute_expm=False)],
    sl.sqrtm: [S(P.value), S(C), S(Q), S(BELOW)],
    sl.logm: [S(P.value), S(C), S(BELOW)],
    sl.fractional_matrix_power: [S(P.value, Fixed(0.3)), S(BELOW, Fixed(0.3))],
    runtime.complex_sqrtm: [S(BELOW)],
    runtime.complex_logm: [S(BELOW)],
    runtime.complex_power: [S(BELOW, Fixed(0.3))],
    sl.solve_sylvester: [S(C, C + np.eye(3), C), S(C, np.abs(A @ B) + np.eye(2), B)],
    sl.lstsq: [
        S(B, V), S(B, C), S(Z, V), S(B, Fixed(V)), S(B, Fixed(V), Fixed(1e-3), lapack_driver="gelss"),
        S(A, V[:2]), S(B, V, lapack_driver="gelsy"),
    ],
    sl.solve_toeplitz: [S((V + 3 * E1, V), V), S(V + 3 * E1, B), S((Z[:, 0] + 3 * E1, Fixed(V)), Z), S(Fixed(V + 3 * E1), V)],
    sl.matmul_toeplitz: [S((V, W), W), S(V, B), S((W, V), Z), S(Fixed(V), V)],
    sl.solve_circulant: [
        S(V, V), S(V, B), S(Z[:, 0], B), S(C, V, caxis=0), S(C, V, caxis=1, outaxis=1), S(V, A, baxis=1),
        S(V, V, "lstsq"), S(V, V, "lstsq", Fixed(1e-3)),
    ],
    sl.rq: [S(C), S(A), S(B), S(A, mode="economic"), S(C, mode="r"), S(Q)],
    sl.qr_multiply: [
        S(C, V), S(Z, A, conjugate=True), S(B, A, "left"), S(C, B, "left", pivoting=True), S(Q, Z.T),
    ],
    sl.subspace_angles: [S(BANDS[:1].T, BANDS[2:].T), S(BANDS[2:].T, BANDS[:2].T), S(TALL, TALL[::-1] ** 2)],
    sl.signm: [S(C), S(Q), S(C - 2 * np.eye(3))],
    sl.solve_discrete_lyapunov: [S(C / 4, C), S(Q / 5, C), S(C / 4, Fixed(C), method="bilinear")],
    **{
        riccati: [
            S(C, B, P, GAINS), S(C, B, P, GAINS, Fixed(np.eye(3)), B / 9), S(C, B, P, GAINS, e=D[0], balanced=False),
            S(Q, Z, PQ, GAINS, s=Z / 9),
        ]
        for riccati in (sl.solve_continuous_are, sl.solve_discrete_are)
    },
    sl.solve_continuous_lyapunov: [S(C, C)],
    sl.solve_lyapunov: [S(C, C)],
    sl.solve_banded: [S((1, 2), BANDS, rng.normal(size=5)), S((1, 2), BANDS, rng.normal(size=(5, 2)))],
    sl.cholesky_banded: [S(UPPER), S(LOWER, lower=True)],
    sl.solveh_banded: [S(UPPER, BANDS[0]), S(LOWER, BANDS.T, lower=True)],
    sl.cho_solve_banded: [S((UPPER, False), BANDS[0]), S((LOWER, True), BANDS.T)],
    sl.eig_banded: [
        S(UPPER), S(LOWER, lower=True), S(UPPER, select="i", select_range=(1, 2)),
        S(LOWER, True, select="v", select_range=MIDDLE),
        S(UPPER, eigvals_only=True, select="v", select_range=MIDDLE, max_ev=3),
    ],
    sl.eigvals_banded: [
        S(UPPER), S(LOWER, True, select="i", select_range=(1, 2)), S(UPPER, select="v", select_range=MIDDLE),
    ],
    sl.eigh_tridiagonal: [
        S(UPPER[2], UPPER[1, :4]), S(UPPER[2], UPPER[1, :4], eigvals_only=True),
        S(UPPER[2], Fixed(UPPER[1, :4]), select="i", select_range=(1, 2)),
        S(UPPER[2], UPPER[1, :4], select="v", select_range=MIDDLE, tol=Fixed(1e-9)),
    ],
    sl.eigvalsh_tridiagonal: [
        S(UPPER[2], UPPER[1, :4]), S(UPPER[2], UPPER[1, :4], "v", MIDDLE, tol=Fixed(1e-9)),
        S(UPPER[2], UPPER[1, :4], select="i", select_range=(1, 2)),
    ],
    runtime.hermitian_of_bands: [S(UPPER, False), S(LOWER + 1j * UPPER, True)],
    runtime.bands_of_hermitian: [S(C, 2, False), S(Q, 3, True)],
    sl.matrix_balance: [S(SKEWED), S(SKEWED * (1 + 2j), permute=False), S(SKEWED, 1, 0)],
    sl.toeplitz: [S(V), S(Z[:, 0]), S(V, W), S(W, V)],
    sl.hankel: [S(V), S(V, W), S(W, V)],
    sl.circulant: [S(V)],
    sl.convolution_matrix: [S(V, 4), S(V, 5, "same"), S(V, 4, mode="valid")],
    sl.companion: [S(V), S(W)],
    sl.fiedler: [S(V), S(W)],
    sl.fiedler_companion: [S(V), S(W), S(np.append(W, 1.3))],
    sl.block_diag: [S(A, C), S(A, V), S(C)],
    runtime.banded_transpose: [S(BANDS, 1, 2)],
    runtime.banded_product: [S(BANDS, rng.normal(size=5), 1, 2), S(BANDS, rng.normal(size=(5, 2)), 1, 2)],
    runtime.banded_outer: [S(rng.normal(size=5), rng.normal(size=5), 1, 2)],
    runtime.complex_eig: [S(C)],
    runtime.complex_eigvals: [S(C)],
}  # fmt: skip
for name in "cosm sinm coshm sinhm tanm tanhm".split():
    SAMPLES[getattr(sl, name)] = [S(C * 0.3)]
NEEDS_RANK = {*SAMPLES} - {sl.inv, sl.det}

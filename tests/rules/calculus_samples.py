"""Arguments for what works on grids, and for convolutions and other products."""

from __future__ import annotations

import numpy as np
from arrays import A, B, C, K, R, S, T, V, W, Y, rng
from rule_check import Fixed

GRID = np.array([0.0, 0.4, 1.0, 1.3])
LINE = rng.normal(size=6)
E = rng.normal(size=(4, 5))
MODES = ["full", "same", "valid"]

SAMPLES = {
    np.trapezoid: [
        S(V),
        S(A),
        S(B, GRID),
        S(B, axis=0),
        S(B, np.array([0.0, 0.5, 2.0]), axis=0),
        S(V, dx=0.3),
        S(V, W),
    ],
    np.ediff1d: [S(V), S(A), S(V, W), S(V, to_begin=0.3, to_end=W)],
    np.gradient: [
        *(S(x) for x in (LINE, E, V)),
        S(LINE, 0.3),
        S(LINE, edge_order=2),
        S(GRID**2, GRID),
        S(GRID**2, GRID, edge_order=2),
        S(E, axis=1),
        S(E, 0.3, 0.5),
        S(E, GRID, 0.5),
        S(T, axis=(2, 1)),
    ],
    np.interp: [
        S(np.array([0.1, 0.9, 1.2]), GRID, rng.normal(size=4)),
        S(0.7, GRID, rng.normal(size=4)),
        S(np.array([-0.1, 0.9, 1.7]), Fixed(GRID), rng.normal(size=4), 0.3, 0.5),
        S(np.array([[-0.1, 0.9]]), GRID, rng.normal(size=4)),
        S(np.array([-0.1, 0.9, 2.7]), GRID, rng.normal(size=4), period=Fixed(1.5)),
    ],
    np.unwrap: [S(V * 9), S(A * 9), S(A * 9, axis=0)],
    np.histogram: [
        S(Fixed(V), 4, weights=W),
        S(V, 3),
        S(Fixed(V), Fixed(GRID), weights=W),
        S(Fixed(V), 3, (-1.0, 1.0), True, W),
        S(Fixed(V * 0 + 2), 3, weights=W),
        S(np.array([0.3]), 2),
    ],
    np.histogram2d: [
        S(Fixed(V), Fixed(W), 2, weights=V * W),
        S(V, W, [2, 3]),
        S(Fixed(V), Fixed(W), (2, Fixed(GRID)), density=True, weights=V * W),
        S(Fixed(V), Fixed(W), 2, [(-1.0, 1.0), (-0.5, 2.0)], weights=V * W),
    ],
    np.histogram_bin_edges: [S(V, 3), S(V, 3, weights=Fixed(V)), S(V, 3, range=(0.0, 1.0)), S(Fixed(V), GRID), S(A, 2)],
    np.convolve: [
        S(V, LINE),
        S(LINE, V),
        *(S(*pair, mode) for mode in MODES for pair in ((LINE, V), (V, LINE), (E[0], GRID))),
    ],
    np.correlate: [
        S(LINE, V),
        *(S(*pair, mode) for mode in MODES for pair in ((LINE, V), (V, LINE), (E[0], GRID), (Y, V))),
    ],
    np.cross: [S(V, W), S(A, V), S(V, A), S(C, C.T), S(C, V, axisa=0), S(B, B * B, axis=0), S(R, A)],
    np.kron: [S(V, W), S(A, B), S(A, V), S(K, 2.0), S(V, A), S(T, V)],
    np.vecdot: [S(V, W), S(A, V), S(B, B, axis=0), S(Y, V)],
}
if hasattr(np, "matvec"):
    SAMPLES[np.matvec] = [S(A, V), S(T, B[0]), S(A, C)]
if hasattr(np, "vecmat"):
    SAMPLES[np.vecmat] = [S(V, B), S(V, rng.normal(size=(2, 3, 4))), S(A, rng.normal(size=(2, 3, 4))), S(Y, C)]
NEEDS_RANK = {*SAMPLES} - {np.unwrap}

"""Arguments for what joins, repeats, pads and makes arrays."""

from __future__ import annotations

import numpy as np
from arrays import A, B, C, K, P, R, S, T, V, W
from rule_check import Fixed

MODES = "edge reflect symmetric wrap linear_ramp maximum minimum mean median".split()

SAMPLES = {
    np.append: [S(V, W), S(V, 0.3), S(A, K, axis=1), S(A, V), S(A, B)],
    np.delete: [S(V, 1), S(A, 1, axis=1), S(A, [0, 2], 1), S(A, 2), S(V, slice(0, 2))],
    np.insert: [
        S(V, 1, 0.3),
        S(V, 1, W),
        S(V, [0, 2], 0.4),
        S(V, [2, 0], W[:2]),
        S(A, 1, 0.3, axis=1),
        S(A, 1, K[:, 0], 1),
        S(A, [0, 2], A[:, :2], 1),
        S(A, 2, 0.5),
    ],
    np.resize: [S(V, 5), S(A, (3, 4)), S(V, (2, 2))],
    np.repeat: [S(V, 2), S(A, 3), S(A, 2, axis=0), S(A, 2, -1), S(V, Fixed([1, 0, 2])), S(A, np.array([2, 1]), axis=0)],
    np.tile: [S(V, 2), S(V, (2, 3)), S(A, 2), S(A, (2, 1)), S(A, (2, 1, 3)), S(T, 2)],
    np.block: [S([V, W]), S([[A, K], [A, K]]), S([A, A]), S([[C, np.zeros((3, 1))]]), S([V, 0.3])],
    np.meshgrid: [S(V, W), S(V, W[:2], indexing="ij"), S(V, W[:2], sparse=True), S(V, W[:2], P)],
    np.broadcast_arrays: [S(A, V), S(K, R), S(A, 0.3)],
    np.trim_zeros: [S(V), S(V, "f")],
    np.rollaxis: [S(T, 2), S(T, 0, 3), S(T, 1, 0), S(T, -1, 1)],
    np.diagflat: [S(V), S(A), S(V, 1)],
    np.vsplit: [S(A, 2), S(B, [1])],
    np.hsplit: [S(A, 3), S(V, 3)],
    np.dsplit: [S(T, 2)],
    np.pad: [
        S(V, 1),
        S(A, (1, 2)),
        S(A, ((1, 0), (2, 1))),
        S(A, 1, constant_values=0.3),
        S(A, 1, "constant", constant_values=Fixed(((1.0, 2.0), (3.0, 4.0)))),
        *(S(V, 2, mode) for mode in MODES),
        *(S(A, ((1, 1), (2, 1)), mode) for mode in MODES[1:]),
        S(V, (1, 2), "linear_ramp", end_values=Fixed(2.0)),
    ],
    np.arange: [S(0.3, 1.9, 0.5), S(0.3, 2.1), S(0.3, Fixed(2.1), Fixed(0.5)), S(Fixed(0.0), 2.2, 0.5)],
    np.geomspace: [S(0.3, 2.0, 5), S(0.3, 2.0, 5, endpoint=False), S(P, P + 1, 4)],
    np.logspace: [S(0.3, 2.0, 5), S(0.3, 2.0, 4, False, 2.0), S(V, W, 3)],
    np.kaiser: [S(5, 2.3), S(6, 0.7)],
}
NEEDS_RANK = {*SAMPLES}

"""Arguments for what sorts, takes and chooses."""

from __future__ import annotations

import numpy as np
from arrays import A, B, M, S, T, V, W, Y
from rule_check import Fixed

I2 = np.array([2, 0])
COLUMNS = np.array([[2, 0], [1, 1]])
PICK = np.array([0, 1, 1])

SAMPLES = {
    np.sort: [S(V), S(A), S(A, axis=0), S(A, None), S(T, 1), S(V, kind="stable")],
    np.sort_complex: [S(V), S(Y)],
    np.partition: [S(V, 1), S(B, 2), S(B, 1, axis=0), S(B, 3, None)],
    np.take: [
        S(V, I2),
        S(V, 1),
        S(V, [2, 2]),
        S(A, I2, axis=1),
        S(A, I2, -1),
        S(A, 4),
        S(A, COLUMNS, axis=1),
        S(T, [0, 2], axis=1),
        S(V, np.array([-1, 5]), mode="wrap"),
        S(V, np.array([-1, 5]), mode="clip"),
    ],
    np.take_along_axis: [S(V, I2, 0), S(A, COLUMNS, 1), S(A, np.array([[1, 0, 1]]), axis=0), S(A, I2, None)],
    np.compress: [S(M, V), S(M, A, axis=1), S(Fixed([True, False]), A, 0), S(M, A)],
    np.extract: [S(M, V), S(A > 0, A)],
    np.unique: [S(V), S(A)],
    np.choose: [S(PICK, [V, W]), S(PICK, [V, 0.3]), S(PICK - 1, [V, W], mode="wrap"), S(PICK * 3, [V, W], mode="clip")],
    np.select: [
        S([M, ~M], [V, W]),
        S([V > 0, V < 0.5], [V, W], 0.7),
        S([V > 0.4], [W], default=0.3),
        S([V > 0.4, W > 0], [0.2, W], V),
    ],
    np.bincount: [S(Fixed(np.array([0, 2, 2])), V), S(Fixed(np.array([0, 2, 2])), weights=V, minlength=5)],
    np.union1d: [S(V, W)],
    np.setdiff1d: [S(V, W), S(A, V[:2]), S(V, Fixed(np.array([0.2, 9.0])), assume_unique=True)],
    np.setxor1d: [S(V, W), S(A, W), S(V, W, True)],
}
NEEDS_RANK = {*SAMPLES}

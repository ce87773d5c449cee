"""Arguments for Python's statistics, for scipy.optimize's test functions and for windows."""

from __future__ import annotations

import statistics
import sys

import numpy as np
import scipy.optimize
from arrays import A, B, P, S, T, U, V, W
from rule_check import Fixed, Items

DATA = [S(V), S([0.3, 0.4, 1.5]), S(Items([0.3, 0.4, 1.5]))]
POSITIVE = [S(P), S([0.3, 0.4, 1.5])]
PAIRS = [S(V, W), S([0.3, 0.4, 1.5], [0.2, 1.4, 0.5]), S(Items([0.3, 0.4, 1.5]), Items([0.2, 1.4, 0.5]))]

SAMPLES = {
    **{getattr(statistics, name): DATA for name in "mean median median_low median_high".split()},
    statistics.fmean: [*DATA, S(V, P), S(V, weights=Fixed([1.0, 2.0, 1.0])), S([0.3, 0.4], [1.0, 2.0])],
    statistics.geometric_mean: POSITIVE,
    statistics.harmonic_mean: [S([0.3, 0.4, 1.5]), S(P, weights=Fixed([1.0, 2.0, 1.0]))],
    **{getattr(statistics, name): [*DATA, S(V, 0.3), S(V, xbar=0.4)] for name in ("variance", "stdev")},
    **{getattr(statistics, name): [*DATA, S(V, 0.3), S(V, mu=0.4)] for name in ("pvariance", "pstdev")},
    statistics.covariance: PAIRS,
    statistics.correlation: PAIRS,
    scipy.optimize.rosen: [S(V), S(A.T), S(U)],
    scipy.optimize.rosen_der: [S(V), S(P)],
    np.lib.stride_tricks.sliding_window_view: [
        S(V, 2),
        S(B, (2, 3)),
        S(T, 2, axis=1),
        S(B, (2, 2), axis=(0, 1)),
        S(T, (2, 2), (-1, 0)),
    ],
}
if sys.version_info >= (3, 12):
    SAMPLES[statistics.correlation] = [*PAIRS, S(V, W, method="linear")]
NEEDS_RANK = {*SAMPLES}

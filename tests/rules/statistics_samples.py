"""Arguments for statistics, and for reductions that leave NaN out."""

from __future__ import annotations

import numpy as np
from arrays import A, B, K, M, N, S, T, V, W, X
from rule_check import Fixed

AXES = [
    *(S(x) for x in (V, A, T, K)),
    *(S(A, axis=k) for k in (0, 1, -1)),
    S(A, 0),
    S(T, axis=(0, 2)),
    S(T, axis=1, keepdims=True),
    S(A, keepdims=True),
    S(A.T, axis=0),
]
DDOF = [S(V, ddof=1), S(A, axis=0, ddof=1), S(A, where=M), S(A, axis=1, where=M, ddof=1), S(A, 1, None, None, 1)]
TWICE = np.array([0.3, 0.7])
WEIGHTS = np.array([0.2, 0.5, 1.3])
ONE_Q = [S(V, 0.3), S(A, 0.7, axis=0), S(A, Fixed(0.5), axis=1, keepdims=True), S(A, 0.23), S(T, 0.4, axis=(0, 2))]
METHODS = (
    "hazen weibull median_unbiased normal_unbiased interpolated_inverted_cdf lower higher nearest midpoint".split()
)
BY_METHOD = [S(B, Fixed(0.4), axis=1, method=m) for m in METHODS]

SAMPLES = {
    np.var: [*AXES, *DDOF, S(X), S(X, axis=0), S(A, axis=0, mean=np.mean(A, axis=0, keepdims=True))],
    np.std: [*AXES, *DDOF, S(A, correction=1)],
    np.ptp: AXES,
    np.average: [
        S(V),
        S(V, weights=WEIGHTS),
        S(A, axis=1, weights=WEIGHTS),
        S(A, 0, np.array([0.2, 0.6])),
        S(A, weights=np.abs(A)),
        S(A, axis=0, weights=np.abs(A), returned=True),
        S(A, axis=1, keepdims=True),
        S(A, axis=1, returned=True),
    ],
    np.cov: [
        *(S(x) for x in (V, A, B)),
        S(V, W),
        S(A.T, rowvar=False),
        S(A, bias=True),
        S(A, ddof=0),
        S(A, fweights=np.array([1, 2, 1])),
        S(A, aweights=WEIGHTS),
        S(A, aweights=Fixed(WEIGHTS), fweights=np.array([1, 2, 1])),
        S(X),
    ],
    np.corrcoef: [S(A), S(B), S(V, W), S(A.T, rowvar=False)],
    np.median: [*AXES, S(B, axis=1), S(V[:2])],
    np.quantile: [*ONE_Q, *BY_METHOD, S(A, TWICE), S(A, TWICE, axis=1), S(A, Fixed([0.3, 0.6]), axis=0, keepdims=True)],
    np.percentile: [S(V, 30.0), S(A, 70.0, axis=0), S(A, Fixed(25), axis=1)],
    np.nansum: [*AXES[:-1], S(N), S(N, axis=0)],
    np.nanprod: [*AXES[:7], S(N), S(N, axis=0)],
    np.nanmean: [*AXES, S(N), S(N, axis=0), S(N, axis=1, keepdims=True)],
    np.nanvar: [*AXES, *DDOF, S(N), S(N, axis=0), S(N, ddof=1, axis=1)],
    np.nanstd: [S(V), S(N), S(N, axis=1), S(N, ddof=1)],
    np.nanmax: [*AXES[:-1], S(N), S(N, axis=0)],
    np.nanmin: [*AXES[:-1], S(N), S(N, axis=1)],
    np.nancumsum: [S(V), S(A), S(N), S(N, axis=1)],
    np.nancumprod: [S(V), S(A), S(N), S(N, axis=1)],
    np.nanmedian: [*AXES[:-2], S(N), S(N, axis=1)],
    np.nanquantile: [*ONE_Q, S(N, 0.3), S(N, 0.3, axis=1), *BY_METHOD[:3]],
    np.nanpercentile: [S(V, 30.0), S(N, 70.0, axis=1)],
}
NEEDS_RANK = {*SAMPLES}

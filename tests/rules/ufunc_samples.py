"""Arguments for the methods of ufuncs, and for running sums and products."""

from __future__ import annotations

import numpy as np
from arrays import A, C, P, S, T, U, V, W, rng
from rule_check import Fixed

from ast_ad import runtime
from ast_ad.rules import table

REDUCED = [S(V), S(A), S(A, axis=1), S(T, 1), S(A, 0, keepdims=True), S(V, keepdims=True)]
STARTED = [
    S(A, axis=1, initial=0.7, where=A > 0),
    S(V, initial=0.7),
    S(A, (0, 1), keepdims=True, initial=0.7),
]
W6 = rng.normal(size=6)
OUTER = [S(V, W), S(A, V), S(V, A), S(0.35, V), S(V, 0.45)]
POSITIVE = [S(P, U), S(P, 0.7)]
RUNNING = [S(V), S(A), S(A, axis=0), S(A, axis=-1), S(T, 1)]
WITH_ZERO = np.array([0.3, 0.0, 0.4, 0.0, 0.5])
ON_POSITIVE = {"power", "float_power", "fmod", "remainder"}


def _outer(ufunc: np.ufunc) -> list[S]:
    if ufunc.__name__ in ON_POSITIVE:
        return POSITIVE
    return [S(V, Fixed(np.array([1, 2])))] if ufunc is np.ldexp else OUTER


SAMPLES = {
    **{
        ufunc.reduce: [*REDUCED, *STARTED]
        for ufunc in (
            np.add,
            np.multiply,
            np.maximum,
            np.minimum,
            np.fmax,
            np.fmin,
            np.logaddexp,
            np.logaddexp2,
            np.hypot,
        )
    },
    **{ufunc.reduce: REDUCED for ufunc in (np.subtract, np.true_divide)},
    **{ufunc.accumulate: RUNNING for ufunc in (np.add, np.multiply, np.maximum, np.minimum)},
    **{
        method: _outer(method.__self__)
        for method in table.functions()
        if getattr(method, "__name__", "") == "outer" and isinstance(getattr(method, "__self__", None), np.ufunc)
    },
    **{ufunc.accumulate: RUNNING for ufunc in (np.fmax, np.fmin, np.logaddexp, np.logaddexp2)},
    np.subtract.accumulate: RUNNING,
    np.true_divide.accumulate: RUNNING,
    **{
        ufunc.reduceat: [S(W6, [0, 2, 4]), S(W6, [3, 1, 4]), S(A, [0, 2], axis=1), S(A, [0])]
        for ufunc in (np.multiply, np.maximum, np.minimum, np.fmax, np.fmin, np.logaddexp, np.logaddexp2)
    },
    np.add.reduceat: [
        S(rng.normal(size=6), [0, 2, 4]),
        S(rng.normal(size=6), [3, 1, 4]),
        S(A, [0, 2], axis=1),
        S(A, [0]),
    ],
    np.cumprod: [*RUNNING, S(WITH_ZERO)],
    runtime.recurrence: [S(V, W), S(A, A * A), S(C, C.T), S(WITH_ZERO, WITH_ZERO + 1)],
}
if hasattr(np, "cumulative_sum"):
    SAMPLES |= {
        function: [S(V), S(A, axis=0), S(A, axis=1, include_initial=True), S(V, include_initial=True)]
        for function in (np.cumulative_sum, np.cumulative_prod)
    }
NEEDS_RANK = {*SAMPLES}

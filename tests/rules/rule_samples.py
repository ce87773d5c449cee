"""Arguments for every function in the table: a function without any fails the test."""

from __future__ import annotations

import cmath
import math
import operator
from typing import Any

import calculus_samples
import fft_samples
import joining_samples
import library_samples
import linalg_samples
import numpy as np
import order_samples
import polynomial_samples
import scipy_fft_samples
import scipy_functions_samples
import scipy_linalg_samples
import signal_samples
import special_samples
import statistics_samples
import stats_samples
import ufunc_samples
from arrays import A, B, C, G, K, M, P, R, S, T, U, V, W, Z, rng
from rule_check import Fixed, Items, Sample

from ast_ad import runtime

UNARY = [S(0.3), S(V), S(A), S(Z), S(G)]
POSITIVE = [S(0.6), S(P), S(P.reshape(1, 3))]
ABOVE_1 = [S(1.4), S(U)]
PAIRS = [
    S(0.3, 0.8),
    S(V, W),
    S(V, 0.7),
    S(0.7, W),
    S(A, W),
    S(W, A),
    S(A, R),
    S(R, A),
    S(A, K),
    S(K, A),
    S(K, R),
    S(Z, V),
    S(G, V),
    S(T, A[:, :, None]),
    S(V, 2.5 * Z),
    S(V, Fixed(2.0)),
    S(Fixed(3), W),
    S(G, 0.3),
]
POSITIVE_PAIRS = [S(0.6, 0.8), S(P, U), S(P, 0.7), S(P, R[0] ** 2 + 1), S(np.abs(A) + 1, P), S(P, np.abs(K) + 0.3)]
SCALARS = [S(0.3, 0.8), S(-0.4, 1.7)]


def both(name: str, numpy_samples: list[Sample], math_samples: list[Sample] | None = None) -> dict[Any, list[Sample]]:
    """Samples for a function of NumPy and for that of math with the same name."""
    scalars = (
        [s for s in numpy_samples if all(isinstance(arg, float | int) for arg in s.args)]
        if math_samples is None
        else math_samples
    )
    return {getattr(np, name): numpy_samples, getattr(math, name): scalars}


SAMPLES: dict[Any, list[Sample]] = {}
for name in "sin cos tan atan sinh cosh tanh asinh exp exp2 expm1 degrees radians".split():
    SAMPLES |= both(name, UNARY)
for name in "asin acos atanh".split():
    SAMPLES |= both(name, [S(0.3), S(V), S(A * 0.3), S(Z), S(G)])
for name in "log2 log10 sqrt cbrt log1p".split():
    SAMPLES |= both(name, POSITIVE)
SAMPLES |= both("acosh", ABOVE_1)
SAMPLES |= both("atan2", PAIRS)
SAMPLES |= both("hypot", PAIRS, [S(0.3, 0.8), S(0.3, 0.8, 1.1), S(0.4)])
SAMPLES |= both("copysign", PAIRS[:7], [S(0.3, -0.8), S(-0.4, -2.0)])
SAMPLES |= both("fmod", POSITIVE_PAIRS, [S(2.7, 0.8), S(-2.7, 0.8)])
SAMPLES |= both("ldexp", [S(0.3, 2), S(V, 3), S(V, np.array([1, 2, 3]))], [S(0.3, 2)])
SAMPLES |= both("frexp", [S(0.3), S(V)], [S(0.3)])
SAMPLES |= both("modf", [S(1.3), S(V)], [S(1.3), S(-2.7)])
SAMPLES |= {
    np.log: POSITIVE,
    math.log: [S(0.6), S(0.6, 2.5), S(0.6, 10)],
    math.erf: [S(0.3)],
    math.erfc: [S(0.3)],
    math.gamma: [S(0.3), S(2.3), S(-1.4)],
    math.lgamma: [S(0.3), S(4.3)],
    runtime.polygamma: [S(0, 0.7), S(1, 2.7), S(2, 5.7)],
    math.remainder: [S(2.7, 0.8), S(-2.7, 0.9)],
    math.fsum: [S([0.3, 0.4, 0.5]), S(Items([0.3, 0.4])), S(V)],
    math.prod: [
        S([0.3, 0.4, 0.5]),
        S(Items([0.3, 0.4]), start=0.7),
        S([0.0, 0.4, 0.5], start=0.6),
        S(V, start=0.6),
        S(Items([0.0, 0.4, 0.3])),
        S([Fixed(2), Fixed(3)], start=0.6),
    ],
    math.dist: [
        S((0.3, 0.4), (1.0, 2.0)),
        S(V, W),
        S((0.3, Fixed(0.4)), np.array([1.0, 2.0])),
        S(Items([0.3, 0.4]), Items([1.0, 2.0])),
        S(Items([0.3, 0.4]), [1.0, 2.0]),
        S(V, Items([0.3, 0.4, 0.5])),
    ],
    math.pow: [S(0.6, 1.7), S(0.6, 2), S(-0.6, 3)],
    math.fabs: [S(0.3), S(-0.4)],
}
POINTS = [S(0.3 + 0.4j), S(-0.7 + 0.2j), S(0.3), S(1.4 - 2.0j)]
for name in "sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp log10 sqrt phase polar".split():
    SAMPLES[getattr(cmath, name)] = POINTS
SAMPLES[cmath.log] = [*POINTS, S(0.3 + 0.4j, 2.5), S(0.3 + 0.4j, 1.2 - 0.3j), S(0.6, 10)]
SAMPLES[cmath.rect] = [S(0.6, 0.4), S(0.6, 2), S(2, 0.4)]
if hasattr(math, "sumprod"):
    SAMPLES[math.sumprod] = [
        S([0.3, 0.4], [0.5, 1.5]),
        S(Items([0.3, 0.4]), Items([0.5, 1.5])),
        S(V, W),
        S([0.3, 0.4], Items([0.5, 1.5])),
        S(Items([0.3, 0.4]), [0.5, Fixed(3.0)]),
        S([0.3, 0.4, 0.5], V),
        S(V, Items([0.3, 0.4, 0.5])),
    ]
if hasattr(math, "fma"):
    SAMPLES[math.fma] = [S(0.3, 0.4, 0.5)]

LISTS = [S([0.3, 0.4], Items([0.5, 0.6])), S(Items([0.3, 0.4]), [0.5]), S(Items([0.3]), Items([0.5, 0.6]))]
SAMPLES |= {
    operator.add: PAIRS + LISTS,
    operator.sub: PAIRS,
    operator.mul: [*PAIRS, S([0.3, 0.4], 3), S([0.3], 2)],
    operator.truediv: PAIRS,
    operator.mod: [S(2.7, 0.8), S(P, U), S(P, 0.7), S(A, P)],
    operator.neg: UNARY,
    operator.pos: UNARY,
    np.add: PAIRS,
    np.subtract: PAIRS,
    np.multiply: PAIRS,
    np.divide: PAIRS,
    np.remainder: [S(2.7, 0.8), S(P, U), S(P, 0.7), S(A, P)],
    np.negative: UNARY,
    np.positive: UNARY,
    abs: UNARY,
    operator.abs: UNARY,
    np.absolute: UNARY,
    np.fabs: UNARY,
    divmod: [S(2.7, 0.8), S(P, U), S(P, 0.7), S(np.abs(A), P)],
    np.divmod: [S(2.7, 0.8), S(P, U), S(P, 0.7)],
    float: [S(0.3), S(G)],
    complex: [S(0.3, 0.4), S(0.3)],
    max: [S(0.3, 0.8), S(0.3, 0.8, 0.1), S(V), S(Items([0.3, 0.9]))],
    min: [S(0.3, 0.8), S(0.3, 0.8, 0.1), S(V), S(Items([0.3, 0.9]))],
    sum: [S(Items([0.3, 0.4])), S([0.3, 0.4, 0.5]), S(Items([0.3]), 0.7), S(V), S(A), S((0.3, 0.4))],
    list: [S(Items([0.3, 0.4]))],
    pow: [S(0.6, 1.7), S(0.6, 2), S(V, 2)],
}
POWERS = [
    *POSITIVE_PAIRS,
    *(S(x, Fixed(n)) for x in (-0.6, V, A, Z, G) for n in (0, 1, 2, 3, 4, -1, -2, 2.0, 3.0)),
    S(P, Fixed(0.5)),
    S(0.6, Fixed(0.5)),
    S(Fixed(2), V),
    S(Fixed(2.0), 0.3),
    S(V, np.array([1, 2, 3])),
]
SAMPLES |= {
    operator.pow: POWERS,
    np.power: [s for s in POWERS if not isinstance(s.args[0], Fixed)],
    np.float_power: POSITIVE_PAIRS,
}

SAMPLES |= {
    np.square: UNARY,
    np.reciprocal: UNARY,
    np.deg2rad: UNARY,
    np.rad2deg: UNARY,
    np.logaddexp: PAIRS,
    np.logaddexp2: PAIRS,
    np.nan_to_num: UNARY,
    np.maximum: PAIRS,
    np.minimum: PAIRS,
    np.fmax: PAIRS,
    np.fmin: PAIRS,
    np.where: [
        S(M, V, W),
        S(M, V, 0.3),
        S(M, 0.3, W),
        S(M, A, W),
        S(M, W, A),
        S(M, K, 0.2),
        S(M, 0.3, Fixed(1.0)),
        S(M[:2, None], V, W),
    ],
    np.clip: [
        S(V, -0.5, 0.5),
        S(V, Fixed(-0.5), Fixed(0.5)),
        S(V, None, 0.5),
        S(V, Fixed(-0.5), None),
        S(A, R, 1.5),
        S(0.3, Fixed(0.0), Fixed(1.0)),
        S(V, min=Fixed(-0.5)),
    ],
    np.real: UNARY,
    np.imag: UNARY,
    np.angle: [S(V)],
    np.conjugate: UNARY,
    np.real_if_close: [S(V)],
    np.sinc: [*UNARY, S(np.array([0.0, 1.0, 4.3, -12.2]))],
    runtime.sinc: [S(1, 0.3), S(2, V * 9), S(0, V)],
    np.i0: [S(V), S(A * 9), S(Z)],
    runtime.i0: [S(1, V), S(2, 0.7)],
}

AXES = [
    S(V),
    S(A),
    S(A, axis=0),
    S(A, axis=1),
    S(A, axis=-1),
    S(T, axis=(0, 2)),
    S(T, axis=1, keepdims=True),
    S(A, keepdims=True),
    S(A, 0),
    S(K, axis=1),
    S(Z),
]
SAMPLES |= {
    np.sum: [*AXES, S(A, axis=0, where=M[:2, None]), S(A, where=A > 0), S(Items([0.3, 0.4])), S([0.3, 0.4])],
    np.mean: AXES,
    np.max: AXES,
    np.amax: AXES,
    np.min: AXES,
    np.amin: AXES,
    np.prod: [*AXES[:-1], S(np.array([0.0, 0.4, 0.3])), S(np.array([0.0, 0.4, 0.0])), S(A * (np.abs(A) > 0.3), axis=0)],
    runtime.others: [S(V), S(A), S(np.array([0.0, 0.4, 0.3]))],
    np.cumsum: [S(V), S(A), S(A, axis=0), S(A, axis=-1)],
}

SAMPLES |= {
    np.reshape: [S(A, (3, 2)), S(A, -1), S(A, (6,)), S(A, (3, 2), "F"), S(A, (3, -1), order="F")],
    np.ravel: [S(A), S(V), S(A, "F"), S(A, "C"), S(V, order="K")],
    np.ndarray.flatten: [S(A), S(A, "F"), S(A, order="F")],
    np.expand_dims: [S(A, 0), S(A, (0, 2)), S(V, -1)],
    np.squeeze: [S(K), S(K, 1), S(K, axis=1)],
    np.atleast_1d: [S(V), S(Z)],
    np.atleast_2d: [S(V), S(A)],
    np.atleast_3d: [S(V), S(A)],
    np.transpose: [S(A), S(T), S(T, (2, 0, 1)), S(T, axes=(1, -1, 0)), S(V)],
    np.matrix_transpose: [S(A), S(T)],
    np.swapaxes: [S(T, 0, 2)],
    np.moveaxis: [S(T, 0, -1), S(T, (0, 1), (2, 0))],
    np.flip: [S(V), S(A), S(A, 0), S(T, axis=(0, 2))],
    np.fliplr: [S(A)],
    np.flipud: [S(A)],
    np.roll: [S(V, 1), S(A, 1), S(A, 1, axis=1), S(A, (1, 2), axis=(0, 1))],
    np.rot90: [S(A), S(A, 3)],
    np.broadcast_to: [S(V, (2, 3)), S(K, (2, 4)), S(0.3, (2, 2)), S(Z, (3,))],
    np.copy: [S(A)],
    np.ascontiguousarray: [S(A)],
    np.asfortranarray: [S(A)],
    np.asanyarray: [S(A)],
    np.asarray_chkfinite: [S(A)],
    np.require: [S(A)],
    np.float64: [S(0.3)],
    np.complex128: [S(0.3 + 0.2j)],
    np.ndarray.astype: [S(A, np.float64)],
    np.ndarray.item: [S(Z), S(np.array([[0.4]])), S(A, 1, 2), S(A, 4), S(V, -1), S(A, (0, 1))],
    np.ndarray.tolist: [S(V)],
    np.array: [
        S(A),
        S([0.3, 0.4]),
        S([[0.3, 0.4], [0.5, 1.0]]),
        S([V, W]),
        S(Items([0.3, 0.4])),
        S([0.3, 1]),
        S(Items([V, W])),
    ],
    np.asarray: [S(A), S([0.3, 0.4]), S(Items([0.3, 0.4]))],
    np.concatenate: [
        S([V, W]),
        S((V, W, P)),
        S([A, A, A], axis=1),
        S([A, A], axis=-2),
        S([A, B], None),
        S(T),
        S(T, axis=1),
        S(Items([V, W, V])),
        S([V]),
        S([V, Fixed(np.ones(2))]),
    ],
    np.stack: [S([V, W]), S([V, W], axis=1), S([A, A], axis=-1), S(Items([V, W])), S(A), S([0.3, 0.4])],
    np.vstack: [S([V, W]), S([A, V])],
    **({np.row_stack: [S([V, W])]} if hasattr(np, "row_stack") else {}),
    np.hstack: [S([V, W]), S([A, K])],
    np.dstack: [S([A, A])],
    np.column_stack: [S([V, W]), S([C, V])],
    np.split: [S(np.arange(6.0), 3), S(A, [1], axis=1), S(A, 3, 1)],
    np.array_split: [S(np.arange(5.0), 2)],
    np.diff: [S(V), S(A), S(A, axis=0), S(np.arange(6.0) ** 2, 2)],
    np.diag: [S(V), S(C), S(C, 1), S(V, -1), S(A)],
    np.diagonal: [S(C), S(A, 1)],
    runtime.on_diagonal: [S(V, (4, 4), 1)],
    np.trace: [S(C), S(A, 1)],
    np.tril: [S(C)],
    np.triu: [S(C, 1)],
}
if hasattr(np, "astype"):
    SAMPLES[np.astype] = [S(A, np.float64)]

MATMUL = [
    S(V, W),
    S(A, V),
    S(V, B),
    S(A, B),
    S(T, B.T),
    S(T, B[0]),
    S(V, rng.normal(size=(2, 3, 4))),
    S(T, rng.normal(size=(2, 4, 5))),
    S(rng.normal(size=(1, 2, 3)), T[:, :3, :]),
    S(A, T),
]
SAMPLES |= {
    operator.matmul: MATMUL,
    np.matmul: MATMUL,
    np.dot: [
        *MATMUL[:5],
        S(0.3, V),
        S(V, 0.3),
        S(V, rng.normal(size=(2, 3, 4))),
        S(A, rng.normal(size=(2, 3, 4))),
        S(T, B[0]),
    ],
    np.vdot: [S(V, W), S(A, A), S(A, A.reshape(3, 2))],
    np.outer: [S(V, W), S(A, V)],
    np.inner: [S(V, W), S(A, V), S(A, C), S(0.3, V), S(T, B)],
    np.tensordot: [
        S(A, B, 1),
        S(T, T, 3),
        S(T, rng.normal(size=(3, 4, 2))),
        S(T, A, ((0, 1), (0, 1))),
        S(T, A, ([1, 0], [1, 0])),
        S(T, B, axes=(1, 0)),
        S(V, W, 0),
        S(A, T, ([1], [1])),
    ],
    np.einsum: [
        S("ij,jk->ik", A, B),
        S("ij->", A),
        S("ij->i", A),
        S("ii->", C),
        S("ii->i", C),
        S("ij,j", A, V),
        S("i,i->", V, W),
        S("...j,j->...", T, B[0]),
        S("ij,ik,il->jkl", A, A, A),
        S("ij->ji", A),
        S("ij,ij->ij", A, R),
        S("i,ij,j->", A[:, 0], A, V),
        S("iij->j", rng.normal(size=(2, 2, 3))),
    ],
    runtime.dot_left: [S(A @ B, A, B), S(A @ V, A, V), S(V @ B, V, B)],
    runtime.dot_right: [S(A @ B, A, B), S(A @ V, A, V), S(V @ B, V, B)],
    runtime.matmul_left: [S(A @ B, A, B), S(A @ V, A, V), S(V @ B, V, B)],
    runtime.matmul_right: [S(A @ B, A, B), S(A @ V, A, V), S(V @ B, V, B)],
    np.full: [S((2, 3), 0.3), S(4, Z), S((2, 3), V)],
    np.full_like: [S(A, 0.3), S(A, V)],
    np.linspace: [S(0.3, 0.9, 5), S(0.3, 0.9, 5, endpoint=False), S(0.3, 0.9)],
    runtime.identity: [S(0.3), S(V), S(A)],
    runtime.unbroadcast: [S(A, (3,)), S(A, (2, 1)), S(T, (1, 4))],
    runtime.add_items: [S(Items([0.3, 0.4]), Items([0.5, 0.6]))],
    runtime.add_packs: [S(Items([0.3, 0.4]), Items([0.5, 0.6]))],
    runtime.parts: [S(np.arange(5.0), Items([V, W[:2]]), 0)],
    runtime.last_writes: [S(V, Fixed(np.zeros(4)), Fixed([1, 1, 2]))],
    runtime.copy_items: [S(Items([0.3, 0.4]))],
    runtime.spread_items: [S(Items([0.3, 0.4]), Items([0.5, 0.6, 0.7]), slice(1, None))],
    runtime.folded_items: [S(Items([0.3, 0.4, 0.5, 0.6]), Items([0.7, 0.8]))],
    runtime.picked_items: [S(Items([0.3, 0.4, 0.5]), [2, 0])],
    runtime.placed_items: [S(Items([0.3, 0.4]), Items([0.7, 0.8, 0.9]), [2, 2])],
    operator.getitem: [S(Items([0.3, 0.4, 0.5]), slice(None, None, -1))],
    runtime.scaled_items: [S(Items([0.3, 0.4]), 0.7)],
    runtime.dot_items: [S(Items([0.3, 0.4]), Items([0.7, 0.8]))],
}
FAMILIES = (
    linalg_samples,
    fft_samples,
    special_samples,
    stats_samples,
    scipy_functions_samples,
    scipy_linalg_samples,
    scipy_fft_samples,
    signal_samples,
    statistics_samples,
    order_samples,
    calculus_samples,
    joining_samples,
    polynomial_samples,
    ufunc_samples,
    library_samples,
)
SAMPLES |= {function: samples for family in FAMILIES for function, samples in family.SAMPLES.items()}

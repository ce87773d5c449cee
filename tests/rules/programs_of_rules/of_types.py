"""Programs of one matrix: methods of ufuncs, reductions and the types in which they compute."""

from __future__ import annotations

from types import FunctionType

import numpy as np
from scipy import special as sp

BYTES = np.array([1, 200, 3, 0], np.uint8)
SHORT = np.array([1, -100, 3, 2], np.int8)
LARGE = np.array([70000, 2, 3, 1], np.int32)
FLAGS = np.array([True, False, True, True])


def reductions_in_complex_numbers(A):
    u = np.add.reduce(A, dtype=complex) + np.multiply.reduce(A, 0, complex)
    return u * np.subtract.reduce(A, axis=0, dtype=complex) + np.divide.accumulate(A, dtype=complex)[-1]


def products_of_real_parts(A):
    z = A + 1j * A**2
    with np.errstate(all="ignore"):
        return np.prod(z, axis=0, dtype=np.float64) + np.cumprod(z, axis=0, dtype=np.float64)[1]


def running_products_of_ranges(A):
    return np.multiply.reduceat(A, [0, 2], dtype=complex) * np.logaddexp.reduce(A, dtype=np.float64)


def outer_in_complex_numbers(A):
    return np.multiply.outer(A[0], A[1], dtype=np.complex128) * 1j + np.arcsin(A[:, :, None], dtype=complex)[0, 0]


def on_branch_cuts(A):
    z = np.array([1.5, -2.5, 3.0, -1.2]) * (1 + A[0] ** 2) + 0j
    return np.arcsin(z) + np.arccos(z) ** 2 + np.arcsinh(z * -1j) ** 2 + np.arccosh(z)


def with_a_signature(A):
    return np.exp(A, signature="D->D") + np.sin(A, signature=(None, complex))


def real_parts_without_a_word(A):
    return np.sin(A + 2j * A, dtype=float, casting="unsafe") + np.absolute(A * 1j, dtype=float)


def started_differences(A):
    return np.subtract.reduce(A, axis=1, initial=2.0, where=A > 0) + np.divide.reduce(A, 1, None, None, False, A[0, 0])


def definitions_in_complex_numbers(A):
    u = np.logspace(A[0, 0], 1.0, 4, dtype=complex) + np.geomspace(A[1, 1] ** 2, 3.0, 4, dtype=complex)
    return np.cov(A, dtype=complex) @ np.corrcoef(A, dtype=complex), u * 1j, complex(A[0, 0])


def one_axis_in_a_tuple(A):
    return np.subtract.reduce(A, axis=(1,)) + np.divide.reduce(A, axis=(-1,))


def loops_along_an_axis(A):
    u = np.hypot.accumulate(A, axis=1) + np.power.accumulate(np.abs(A), axis=1) + np.arctan2.accumulate(A, 1)
    return u + np.float_power.reduce(np.abs(A), axis=1, keepdims=True)


def loops_over_masks(A):
    return np.fmod.reduce(A + 4, axis=0, initial=9.0, where=A > 0) * np.copysign.reduce(A)


def into_arrays(A):
    u = np.zeros(4)
    np.remainder.reduce(A + 4, out=u)
    return u * np.hypot.accumulate(A, out=np.zeros((3, 4)))[2]


def beside_integers_of_few_bits(A):
    x = A[0]
    angles = np.arctan2(x, BYTES) + np.arctan2(SHORT, x) + np.arctan2(x, LARGE)
    return angles + (BYTES + 1) ** (0.1 * x) + np.abs(x) ** FLAGS + np.abs(x) ** BYTES * 0.1 + sp.jv(BYTES % 3, x)


def integers_that_wrap(A):
    x = A[0]
    w = x.copy()
    w -= BYTES
    w[1:] -= FLAGS[1:]
    np.subtract.at(w, [0, 1, 2, 0], FLAGS)
    np.subtract.at(w, [0, 1, 2, 0], BYTES)
    return -BYTES * x + x * (x + (-BYTES)) - x * (-SHORT) + w * x + (-BYTES) @ x - np.sum(-BYTES) * x


def greatest_of_equal_numbers(A):
    x = A[0, 0]
    return max(x, x, x) * A[0] + min(x, x, x, x) * max(x, A[1, 1], x) + max([x, x, x])


PROGRAMS = [f for f in list(globals().values()) if type(f) is FunctionType]

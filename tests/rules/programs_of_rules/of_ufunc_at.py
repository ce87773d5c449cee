"""Programs of one matrix: the method at of ufuncs, by every kind of index."""

from __future__ import annotations

from types import FunctionType

import numpy as np

ROWS, COLUMNS = np.array([0, 2, 0]), np.array([1, 1, 1])


def add_at_pairs(A):
    y = A * 1.0
    np.add.at(y, (ROWS, COLUMNS), A[0, :3])
    return np.sum(y**2)


def add_at_slices_and_masks(A):
    y = A * 1.0
    np.add.at(y, np.s_[1:, ::2], A[0, :2])
    np.add.at(y, (slice(0, 2), 1), A[1, :2])
    np.subtract.at(y, A > 0, A[0, 0])
    np.subtract.at(y, (ROWS, slice(None)), A[1])
    return np.sum(y**2)


def multiply_at_pairs(A):
    y = A * 1.0
    np.multiply.at(y, (ROWS, COLUMNS), A[1, :3])
    np.divide.at(y, ([1, 1], [0, 0]), A[2, 2])
    return np.sum(y**2)


def multiply_at_rows_and_columns(A):
    y = A * 1.0
    np.multiply.at(y, [0, 0], A[1])
    np.multiply.at(y, (slice(None), [1, 1, 0]), A[2, :3])
    np.multiply.at(y, 1, A[0])
    return np.sum(y**2)


def multiply_at_slices_and_masks(A):
    y = A * 1.0
    np.multiply.at(y, np.s_[1:, ::2], A[0, :2])
    np.multiply.at(y, (slice(0, 2), 1), A[1, :2])
    np.divide.at(y, A > 0, A[0, 0])
    return np.sum(y**2)


def multiply_at_in_more_axes(A):
    y, z = np.ones((2, 3, 4)), A[0] * 1.0
    np.multiply.at(y, ([0, 1, 1], [1, 1, 1]), A[0])
    np.multiply.at(z, [[0, 1], [0, 1]], A[:2, :2])
    np.multiply.at(z, slice(1, 3), A[2, :2])
    return np.sum(y**2) + np.sum(z**3)


def of_one_argument(A):
    y = A * 1.0
    np.exp.at(y, (ROWS, COLUMNS))
    np.negative.at(y, [0, 0, 1])
    np.sin.at(y, A > 0)
    np.maximum.at(y, (ROWS, COLUMNS), A[0, 0])
    return np.sum(y**3)


def through_a_view_in_a_loop(A):
    y = A * 1.0
    for k in range(3):
        np.multiply.at(y.T, ([k, k], [0, 1]), A[k, :2])
    return np.sum(y**2)


PROGRAMS = [f for f in list(globals().values()) if type(f) is FunctionType]

"""Programs of one matrix: functions with the arguments that are written less often."""

from __future__ import annotations

import inspect

import numpy as np
import scipy.linalg as sl
from scipy import stats

MASK = np.arange(12).reshape(3, 4) % 3 > 0


def pad_by_keywords(A):
    return np.sum(np.pad(A, 1, mode="constant", constant_values=0) ** 2 * np.arange(6.0))


def stacks_of_one_array(A):
    return (
        np.sum(np.vstack(A) ** 2 * A)
        + np.sum(np.vstack(A[0]) ** 2 * A[1])
        + np.sum(np.vstack(A[None]) ** 3)
        + np.sum(np.hstack(A) ** 2 * np.arange(12))
        + np.sum(np.hstack(A[:, None]) ** 2 * np.arange(12))
        + np.sum(np.hstack(A[0]) ** 3)
    )


def columns_and_layers_of_one_array(A):
    return (
        np.sum(np.dstack(A) ** 2 * np.arange(3))
        + np.sum(np.dstack(A[0]) ** 2 * np.arange(4))
        + np.sum(np.dstack(A[None]) ** 2 * np.arange(12).reshape(3, 4, 1))
        + np.sum(np.column_stack(A) ** 2 * np.arange(3))
        + np.sum(np.column_stack(A[0]) ** 2 * np.arange(4))
        + np.sum(np.column_stack(A[None]) ** 3)
    )


def atleast_of_several(A):
    a, b = np.atleast_1d(A, A[0, 0])
    c, d = np.atleast_2d(A, A[1])
    e, f = np.atleast_3d(A, A[2])
    return np.sum(a * b) + np.sum(c * d) + np.sum(e) * np.sum(f)


def choices_in_an_array(A):
    return np.sum(np.choose(np.array([0, 1, 2, 0]), A) ** 2) + np.sum(
        np.choose(np.array([[0], [5]]), A, mode="wrap") ** 3
    )


def results_where_a_mask_holds(A):
    z, u = np.zeros((3, 4)), np.ones_like(A)
    np.multiply(A, A[0], out=z, where=MASK)
    np.divide(1.0, A, out=u, where=A > 0.5)
    np.add(A, [1.0, 2.0, 3.0, 4.0], out=u, where=MASK[0])
    return np.sum(z * A) + np.sum(u * u)


def keywords_of_no_value(A):
    return (
        np.sum(np.exp(A, casting="unsafe", order="F", subok=True))
        + np.sum(np.multiply(A, A, order="C"))
        + np.sum(np.einsum("ij,ij->i", A, A, casting="safe", order="C", dtype=float) ** 2)
    )


def repeated_values(A):
    z, u, v = A.copy(), A.copy(), A.copy()
    np.putmask(z, MASK, [A[0, 0], 2.0])
    np.place(u, u > 0, A[0, :2] ** 2)
    np.put(v, [0, 13, -1], A[0, :3] ** 2, mode="wrap")
    np.put(v, [2, 13], A[1, 1], mode="clip")
    return np.sum(z * A) + np.sum(u * A) + np.sum(v * A)


def all_elements_in_a_row(A):
    z, u, v = A.copy(), A.copy(), A.copy()
    z.flat = A[0] ** 2
    u.flat = A[1, 1]
    v.flat = (A**2).ravel()
    return np.sum(z * A) + np.sum(u * A) + np.sum(v * A)


def wrapped_diagonal(A):
    tall, wide = np.concatenate([A.T, A.T * 2]), A.copy()
    np.fill_diagonal(tall, A[0, 0] ** 2, wrap=True)
    np.fill_diagonal(wide, A[0, 1] ** 2, wrap=True)
    return np.sum(tall * tall) + np.sum(wide**2)


def nan_to_num_makes_a_copy(A):
    z = A * 2
    w = np.nan_to_num(z)
    w *= 2
    return np.sum(w * z)


def the_last_factor_alone(A):
    (r,) = sl.qr(A.T, mode="r")
    return np.sum(r**3) + np.sum(sl.qr(A, mode="r")[0] ** 3)


def entropy_of_a_variance(A):
    return stats.multivariate_normal.entropy(cov=A[0, 0] ** 2 + 1.0)


def one_write_after_the_other(A):
    z, u, v = A.copy(), A[0].copy(), A[1].copy()
    np.multiply.at(z, [0, 0, 1], A[2])
    np.maximum.at(u, np.array([0, 0, 1]), A[1, :3])
    np.divide.at(v, [0, 0, 1], 2.0)
    np.negative.at(v, [0, 2])
    return np.sum(z * A) + np.sum(u * A[0]) + np.sum(v * A[1])


def piecewise_of_a_number(A):
    x = A[0, 0]
    first = np.piecewise(x, [x < 5.0, x >= 5.0], [lambda v: v**2, lambda v: 3 * v])
    return first * np.piecewise(x, [x > 5.0], [1.0, np.sin]) * np.piecewise(x, [x < 5.0], [2.0])


def singular_normal(A):
    """The covariance of more numbers than there are directions; the points lie where it does."""
    points = np.sin(A[:2, :2]) @ A[:, :2].T + A[:, 3]
    density = stats.multivariate_normal.logpdf(points, A[:, 3], A[:, :2] @ A[:, :2].T, allow_singular=True)
    return np.sum(density * np.arange(1.0, 3.0))


def outside_of_a_singular_normal(A):
    return np.exp(stats.multivariate_normal.logpdf(A[0], A[1], np.outer(A[2], A[2]), allow_singular=True)) + A[0, 0]


def vectorized_with_a_cache(A):
    return np.sum(np.vectorize(lambda a: a * a, cache=True)(A) ** 2)


def methods_of_the_class(A):
    return np.sum(np.ndarray.sum(A, 0) ** 2) + np.ndarray.mean(A) + np.sum(np.ndarray.dot(A, A.T) ** 2)


def draws_of_the_shape_of_a_parameter(A):
    g = np.random.default_rng(0)
    return np.sum(g.normal(A[0], 2.0, size=4) ** 2) + np.sum(g.normal(A, 2.0, size=(3, 4)) ** 2)


def trimmed_zeros(A):
    wide = np.pad(A, ((1, 0), (0, 2)))
    total = np.sum(np.trim_zeros(wide[1]) ** 2) + np.sum(np.trim_zeros(np.pad(A[0], 2), "b") ** 2)
    return total + np.sum(np.trim_zeros(A[0] * 0.0)) + np.sum(np.trim_zeros(A[0] * 0.0, "f"))


if "axis" in inspect.signature(np.trim_zeros).parameters:

    def trimmed_zeros_along_axes(A):
        wide = np.pad(A, ((1, 0), (0, 2)))
        return np.sum(np.trim_zeros(wide) ** 2 * A) + np.sum(np.trim_zeros(wide, axis=(0,))[:, :4] ** 3 * A)


def all_of_a_fit(A):
    one, rest, _, values, _ = np.polyfit(np.arange(4.0), A[0], 1, full=True)
    two, rests, *_ = np.polyfit(A[1], A[:2].T, 1, w=np.abs(A[2]) + 1, full=True)
    return np.sum(one**2) * rest[0] + np.sum(values**2) + np.sum(rests * two)


def covariances_of_a_fit(A):
    x = np.arange(4.0)
    one, of_one = np.polyfit(x, A[0], 1, cov=True)
    two, of_two = np.polyfit(x, A[:2].T, 1, w=np.abs(A[2]) + 1, cov=True)
    _, unscaled = np.polyfit(A[1], A[0], 1, cov="unscaled")
    return np.sum(of_one**2) + np.sum(of_two**2 * one[:, None]) + np.sum(unscaled * two[0, 0])


PROGRAMS = [f for f in list(globals().values()) if getattr(f, "__module__", "") == __name__]

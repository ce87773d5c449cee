"""Programs of one matrix."""

from __future__ import annotations

import numpy as np
import scipy.linalg as sl
from scipy import stats


def newaxis_with_arrays(A):
    return np.sum(A[:, [0, 2]][..., None] ** 2) + np.sum(A[np.array([0, 2]), :, None]) + np.sum(A[1:, ..., 0] ** 2)


def masks(A):
    return np.sum(A[A > 0.5] ** 2) + np.sum(A[:, A[0] > 0.3] ** 2) + np.sum(A[np.array([True, False, True])] ** 3)


def pairs_of_indices(A):
    return (
        np.sum(A[[0, 1], [1, 2]] ** 2)
        + np.sum(A[np.ix_([True, False, True], [0, 3])] ** 2)
        + np.sum(A[None, :, None, ::2] ** 2)
    )


def nested_lists(A):
    return np.sum(A[[[0, 1], [2, 0]]] ** 2) + np.sum(A[(1, 2)] ** 2) + np.sum(A[-1] ** 2) + A[-1, -1] ** 2


def dots_and_newaxis(A):
    return np.sum(A[..., np.newaxis] @ A[:, None, :])


def writes_through_indices(A):
    B = A.copy()
    B[A > 0.5] = 0.0
    B[0, [1, 1]] = A[1, [2, 3]]
    B[:, 1:3] *= 2
    return np.sum(B**2)


def repeated_writes(A):
    B = np.zeros((3, 4))
    B[[0, 0, 2]] += A[:3]
    return np.sum(B**2)


def einsums(A):
    return (
        np.einsum("...j->...", A).sum()
        + np.einsum("ii", A[:, :3])
        + np.einsum("ij->", A)
        + np.einsum("ij,ij->i", A, A)[1]
        + np.einsum(A, [0, 1], A, [0, 1], [1])[0]
    )


def spread(A):
    return (
        np.sum(np.var(A, axis=(0, 1), ddof=1, keepdims=True))
        + np.sum(np.std(A, axis=-1))
        + np.sum(np.mean(A, axis=(0,), keepdims=True) ** 2)
    )


def cov_corrcoef(A):
    return np.sum(np.cov(A)) + np.sum(np.corrcoef(A**2 + [1, 5, 2, 7]))


def gradient(A):
    return np.sum(np.gradient(A, 0.1, 0.2)[0] ** 2) + np.sum(np.gradient(A, axis=0) ** 2)


def sorting(A):
    return np.sum(np.take_along_axis(A, np.argsort(A, axis=1), axis=1) ** 2) + np.sum(np.sort(A, axis=0) ** 2)


def padding(A):
    return np.sum(np.pad(A, ((1, 1), (0, 2)), mode="edge") ** 2) + np.sum(
        np.pad(A, 1, mode="linear_ramp", end_values=0.5)
    )


def quantiles(A):
    return (
        np.sum(np.quantile(A, [0.2, 0.7], axis=1) ** 2)
        + np.sum(np.percentile(A, 30, axis=0))
        + np.sum(np.median(A, axis=1))
    )


def decompositions(A):
    return (
        np.sum(np.linalg.inv(A[:, :3] + np.eye(3))) + np.linalg.det(A[:, :3] + np.eye(3)) + np.sum(np.linalg.svd(A)[1])
    )


def masked_reductions(A):
    return np.sum(np.max(A, axis=1, where=A > 0.3, initial=0.0)) + np.sum(np.sum(A, axis=0, where=A > 0.3))


def repeats(A):
    return (
        np.sum(np.repeat(A, [1, 2, 0], axis=0) ** 2)
        + np.sum(np.tile(A, (2, 1)) ** 2)
        + np.sum(np.roll(A, (1, 2), (0, 1)) * A)
    )


def trapezoid(A):
    return np.sum(np.trapezoid(A, axis=0)) + np.sum(np.trapezoid(A, x=[0.0, 1.0, 3.0, 4.0]))


def rows(A):
    return np.sum(np.array([np.linalg.norm(r) for r in A])) + sum(np.sum(r) ** 2 for r in A)


def joins(A):
    return np.sum(np.stack([A, A * A]).mean(0)) + np.sum(np.concatenate((A, A), 1)[:, ::3] ** 2)


def logaddexp_reduce(A):
    return np.sum(np.logaddexp.reduce(A, axis=1)) + np.sum(np.logaddexp.reduce(A, axis=1, keepdims=True) * A)


def softmax(A):
    return np.sum(
        np.exp(A - np.max(A, axis=1, keepdims=True))
        / np.sum(np.exp(A - A.max(axis=1, keepdims=True)), axis=1, keepdims=True)
        * A
    )


def out(A):
    out = np.empty_like(A)
    np.multiply(A, A, out=out)
    np.add(out, A, out=out)
    return np.sum(out**2)


def broadcast_and_running(A):
    return (
        np.sum(np.broadcast_arrays(A, A[0])[1] ** 2)
        + np.sum(np.cumsum(A, axis=1)[:, -1] ** 2)
        + np.sum(np.cumprod(A, axis=0))
    )


def contractions(A):
    return (
        np.sum(np.tensordot(A, A, axes=([0], [0])))
        + np.sum(np.einsum("ij,kj->ik", A, A))
        + np.sum(A @ A.T)
        + np.sum(np.outer(A, A))
        + np.sum(np.inner(A, A))
    )


def axes(A):
    return (
        np.sum(np.moveaxis(A[None], 0, -1) ** 2)
        + np.sum(np.swapaxes(A, 0, 1) @ A)
        + np.sum(np.squeeze(A[None]) ** 2)
        + np.sum(np.expand_dims(A, (0, 3)) ** 2)
    )


def grids(A):
    return (
        np.sum(np.interp(A, [0.0, 0.5, 2.0], [1.0, 3.0, 2.0]))
        + np.sum(np.digitize(A, [0.3, 0.6]) * A)
        + np.sum(np.searchsorted([0.3, 0.6], A) * A)
    )


def stacks(A):
    return (
        np.sum(np.atleast_3d(A) ** 2)
        + np.sum(np.vstack([A, A[0]]) ** 2)
        + np.sum(np.hstack([A, A]) ** 2)
        + np.sum(np.dstack([A, A]) ** 2)
    )


def parameters_of_reduce_by_position(A):
    return (
        np.sum(A / np.add.reduce(A, 1, None, None, True))
        + np.sum(A / np.multiply.reduce(A, 1, None, None, True))
        + np.sum(A * np.maximum.reduce(A, 0, None, None, True, 0.1))
        + np.sum(A * np.logaddexp.reduce(A, 1, None, None, True))
        + np.sum(A[:, 0] * np.add.reduce(A, 1, None, None, False, 2.0, A > 0))
    )


def out_in_a_tuple(A):
    z, product, total = np.zeros((3, 4)), np.zeros((3, 3)), np.zeros(3)
    w = np.multiply(np.exp(A, out=(z,)), A, out=(z,))
    np.matmul(A, A.T, out=(product,))
    np.add.reduce(A, axis=1, out=(total,))
    np.add.accumulate(w, axis=1, out=(z,))
    return np.sum(z * w * A) + np.sum(product * product) + np.sum(total**3)


def out_of_several_results(A):
    a, b = np.zeros((3, 4)), np.zeros((3, 4))
    np.modf(A * 3, out=(a, b))
    f, c = np.divmod(A * 3, 0.37, out=(None, b))
    return np.sum(a * A) + np.sum(c * b * A) + np.sum(f * A)


def reductions_along_no_axis(A):
    return np.sum(np.mean(A, axis=()) ** 2) + np.sum(np.var(A, axis=()) * A + np.std(A * A, axis=(), mean=1.0))


def several_quantiles_without_nan(A):
    return (
        np.sum(np.nanquantile(A, [0.3, 0.6], axis=1, method="higher") ** 2)
        + np.sum(np.nanquantile(A, np.array([0.3, 0.6]), method="midpoint") ** 2)
        + np.sum(np.nanpercentile(A, [30, 60], axis=0, keepdims=True) * A)
        + np.sum(np.nanpercentile(A, 33, axis=0, method="midpoint") ** 2)
    )


def closest_observations(A):
    return sum(np.sum(np.quantile(A, q, axis=1, method="closest_observation") ** 2) for q in (0.125, 0.375, 0.625))


def convolution_with_a_number(A):
    return np.sum(np.convolve(A[0], 2.0) ** 2) + np.sum(np.convolve(A[0, 0], A[1]) ** 3)


def outer_with_lists(A):
    return np.sum(np.power.outer(A[0], [1, 2, 3])) + np.sum(np.multiply.outer([[1, 2], [3, 4]], A[0]) ** 2)


def triangles_of_a_vector(A):
    return np.sum(np.triu(A[0]) ** 2) + np.sum(np.tril(A[1], 1) ** 3)


def apply_along_axis_to_matrices(A):
    return np.sum(np.apply_along_axis(lambda v: np.outer(v, v), 1, A) ** 2 * A[:, :, None]) + np.sum(
        np.apply_along_axis(lambda v: np.outer(v, v), 0, A) ** 2 * A[:, None]
    )


def logspace_with_bases(A):
    return (
        np.sum(np.logspace(A[0, 0], 1.0, 3, base=A[0] ** 2 + 1))
        + np.sum(np.logspace(A[0, 0], 1.0, 3, base=A[0] ** 2 + 1, axis=1))
        + np.sum(np.logspace(A, 1.0, 3, base=A[0] ** 2 + 1, axis=-1))
    )


def extremes_of_nothing(A):
    return np.sum(np.max(A[:, :0], axis=1, initial=A[0, 0]) * A[:, 1]) + np.min(A[:0], initial=A[0, 1])


def squeezed_slices(A):
    return np.squeeze(A[:1, :1]) ** 2 + np.dot(np.squeeze(A[:1]), A[1]) + A[:1].squeeze(axis=0) @ A[2]


def factors_of_wide_and_tall(A):
    p, lower, upper = sl.lu(A)
    tall = sl.lu(A.T, permute_l=True)
    packed = np.sum(sl.lu_factor(A)[0] ** 2) + np.sum(sl.lu_factor(A.T)[0] ** 3)
    return np.sum(lower**2) + np.sum((p @ lower @ upper) ** 3) + np.sum(tall[0] ** 2) + np.sum(tall[1] ** 2) + packed


def dirichlet_without_the_last_part(A):
    alpha = A[0, :3] ** 2 + 0.5
    two = np.array([[0.2, 0.1], [0.3, 0.4]])
    parts = alpha / np.sum(alpha)
    return (
        stats.dirichlet.logpdf(np.array([0.2, 0.3]), alpha)
        + stats.dirichlet.logpdf(parts[:2], alpha)
        + np.sum(stats.dirichlet.pdf(two, alpha))
        + stats.dirichlet.logpdf(parts, alpha)
    )


PROGRAMS = [f for f in list(globals().values()) if getattr(f, "__module__", "") == __name__]


def from_iterables(A):
    squares = np.fromiter((a * a for a in A[0]), float)
    return np.sum(squares * np.fromiter([A[1, 0], A[0, 1], 2.0], dtype=float, count=3))


def transforms_along_a_range(A):
    return np.sum(np.abs(np.fft.fftn(A, axes=range(2)))) + np.sum(np.abs(np.fft.ifftn(A, None, range(1, 2))) ** 2)


def ranges_reduced_in_loops(A):
    B = A**2 + 1
    return (
        np.sum(np.subtract.reduceat(A, [0, 2, 1], axis=1) ** 2)
        + np.sum(np.divide.reduceat(B, [0, 1]) ** 2)
        + np.sum(np.hypot.reduceat(A[0], [1, 0]) ** 3)
        + np.sum(np.fmod.reduceat(B, [1, 0], 1, dtype=float) * A[:, :2])
    )


def functions_along_axes_of_length_0(A):
    return np.sum(np.apply_along_axis(np.sum, 0, A[:0]) + A[0]) + np.sum(np.resize(A[:0, 0], 4) + A[0, 0])


def eigenvalues_of_nothing(A):
    values, vectors = np.linalg.eig(A[:0, :0])
    return np.sum(np.abs(values)) + np.sum(np.abs(vectors)) + A[0, 0] ** 2

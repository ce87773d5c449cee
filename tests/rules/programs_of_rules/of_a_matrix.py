"""Programs of one matrix."""

from __future__ import annotations

import numpy as np


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


PROGRAMS = [f for f in list(globals().values()) if getattr(f, "__module__", "") == __name__]

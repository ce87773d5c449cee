"""More programs of one array."""

from __future__ import annotations

import operator

import numpy as np
from scipy import stats


def finfo(x):
    return x[0] * np.finfo(np.float64).eps * 1e16


def mT_and_item(x):
    return (x[:, None] * x).mT[0, 1] + x[:1].item()


def dtypes(x):
    return np.sum(np.asarray(x, dtype=np.dtype("float64"))) + np.sum(np.zeros(3, dtype=x.dtype) + x)


def where_and_nan(x):
    return np.sum(np.where(x > 0, x, 0.0)) + np.nansum(x) + np.nanmean(x) + np.sum(np.round(x) * x)


def operator_abs(x):
    return operator.abs(x[1])


def iinfo(x):
    return np.iinfo(np.int64).max * 0 * x[0]


def clip_words(x):
    return np.sum(np.clip(x, a_min=0, a_max=1)) + np.sum(np.clip(x, min=-1))


def initial_and_where(x):
    return (
        np.sum(x, axis=None, keepdims=True)[0]
        + np.sum(x, initial=2.0)
        + np.max(x, initial=0.1)
        + np.prod(x, where=x > 0)
    )


def powers(x):
    return np.sum(x ** np.array([2, 0, 3])) + np.sum(2.0**x) + np.sum(np.abs(x) ** x)


def rounding(x):
    return np.sum(np.float32(2) * x) + np.sum(x // 0.4 * x) + np.sum(x % 0.4)


def elementwise(x):
    return np.sum(
        np.sinc(x)
        + np.i0(x)
        + np.hypot(x, 2.0)
        + np.logaddexp(x, 1.0)
        + np.arctan2(x, 2.0)
        + np.copysign(x, -1.0)
        + np.heaviside(x, 0.0) * x
    )


def eigenvalues(x):
    return np.sum(np.linalg.eigh(x[:, None] * x + np.diag([1.0, 2.0, 3.0]))[0])


def array_split(x):
    w = np.array_split(x, 2)
    return np.sum(w[0]) * np.sum(w[1])


def weights_in_a_list(x):
    return (
        np.sum(np.nan_to_num(x) * np.isfinite(x)) + np.average(x, weights=[1.0, 2.0, 3.0]) + np.sum(np.ediff1d(x) ** 2)
    )


def frexp_modf(x):
    m, e = np.frexp(x)
    return np.sum(m * e) + np.sum(np.modf(x)[0])


def vander_kron_cross(x):
    return np.sum(np.vander(x) ** 2) + np.sum(np.kron(x, x)) + np.sum(np.cross(x, [1.0, 2.0, 3.0]) ** 2)


def roll_rot90(x):
    return (
        np.sum(np.roll(x, 1) * x)
        + np.sum(np.rollaxis(x[:, None] * x, 1) ** 2)
        + np.sum(np.rot90(x[:, None] * x)[0] ** 2)
    )


def tril_delete_partition(x):
    return (
        np.sum(np.tril(x[:, None] * x) ** 2)
        + np.sum(np.delete(x, 1) ** 2)
        + np.sum(np.partition(x, 1)[:1])
        + np.sum(np.compress([1, 0, 1], x))
    )


def complex_inside(x):
    return np.sum(np.real(np.exp(1j * x))) + np.abs(np.sum(np.exp(1j * x))) + np.angle(x[0] + 2j)


def scalar_types(x):
    return np.sum(np.float64(x)) + float(x[0]) * 2 + np.float64(x[1])


def fortran_order(x):
    m = x[:, None] * x
    rows = np.sum(x.reshape(3, 1).T.ravel(order="F"))
    return rows + np.sum(np.ravel(m, order="F")[:3] ** 2) + np.sum(np.reshape(m, (9,), order="F")[:3] ** 2)


def argsort_argmax(x):
    return np.sum(np.sort(x)[::-1][:2] ** 2) + x[np.argmax(x)] ** 2 + np.sum(x[np.argsort(x)][:2] * [1.0, 2.0])


def more_elementwise(x):
    return np.sum(
        np.expm1(x)
        + np.log1p(x * x)
        + np.cbrt(x * x + 1)
        + np.exp2(x)
        + np.log2(x * x + 1)
        + np.deg2rad(x)
        + np.square(x)
        + np.reciprocal(x)
    )


def outer_methods(x):
    return np.sum(np.true_divide.outer(x, x)) + np.sum(np.power.outer(np.abs(x), [1.0, 2.0]))


def sort_in_place(x):
    y = x.copy()
    y.sort()
    return y[0] ** 2


def masks_in_lists(x):
    return np.sum(x, where=[True, False, True]) + np.mean(x, where=x > 0)


def comprehension(x):
    return np.sum(np.array([v * v for v in x])) + sum(x) + max(x) + min(x)


def polydiv(x):
    q, r = np.polydiv(np.r_[1.0, x, x], x)
    return np.sum(q**2) + np.sum(r)


def norms_and_diff(x):
    return np.max(np.abs(x)) + np.linalg.norm(x, np.inf) + np.sum(np.diff(x, n=2, prepend=0.0))


def grids(x):
    return np.sum(np.geomspace(1.0, x[2], 4)) + np.sum(np.arange(x[0], x[2], 0.5)) + np.sum(np.logspace(x[0], x[2], 3))


def products(x):
    return (
        np.sum(np.tensordot(x[:, None] * x, x, 1))
        + np.sum(np.inner(x, x))
        + np.vdot(x, x)
        + np.matmul(x, x)
        + np.vecdot(x, x)
    )


def apply_along_axis_with_arguments(x):
    return np.sum(np.apply_along_axis(lambda r, k: r * k, 0, x[:, None] * x, 2.0) ** 2)


def piecewise_with_arguments(x):
    return np.sum(np.piecewise(x, [x < 0], [lambda v, k: v * k, lambda v, k: v + k], 3.0)) + np.sum(
        np.choose([0, 1, 0], [x, x * x])
    )


def densities_of_lists(x):
    total = np.sum(stats.norm.logpdf([0.1, 0.2, 0.4], x)) + np.sum(stats.poisson.logpmf([0, 1, 2], np.exp(x)))
    total = total + np.sum(stats.binom.pmf((0, 1, 2), 3, 0.3 + 0.1 * x)) + np.sum(stats.norm.cdf([0.1, 0.2, 0.4], x))
    return total + np.sum(stats.nbinom.logpmf([1, 2, 3], [2.5, 1.5, 2.5], 0.3 + 0.1 * x))


def clip_as_a_method(x):
    both = x.clip(-0.2, max=0.8) * x + x.clip(min=-0.5, max=1.0)
    return np.sum(x.clip(0.1) ** 2 + x.clip(max=0.5) ** 2 + both * np.clip(x, None, 1.0)) + x[0].clip(0.2) * x[1]


def entropies_of_normal_vectors(x):
    z = np.square(x) + 0.5
    normal = stats.multivariate_normal
    return normal.entropy(x, 2.0) + normal.entropy(x) * x[0] + normal.entropy(x, z[0]) + normal.entropy(x, z)


PROGRAMS = [f for f in list(globals().values()) if getattr(f, "__module__", "") == __name__]

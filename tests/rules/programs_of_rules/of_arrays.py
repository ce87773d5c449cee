"""Programs of one array."""

from __future__ import annotations

import cmath
import statistics

import numpy as np


def add_reduce(x):
    return np.add.reduce(x)


def multiply_outer(x):
    return np.sum(np.multiply.outer(x, x))


def sort(x):
    return np.sum(np.sort(x)[1:] ** 2)


def einsum_of_sublists(x):
    return np.einsum(x, [0], x, [0])


def r_(x):
    return np.sum(np.r_[x, 1.0, x * x, 0:3] ** 2)


def c_(x):
    return np.sum(np.c_[x, x * x] ** 2)


def r_of_a_grid(x):
    return np.sum(np.r_[0:1:5j] * x[0])


def piecewise(x):
    return np.sum(np.piecewise(x, [x < 0, x > 1], [lambda v: v**2, np.sin, 0.5]))


def apply_along_axis_to_numbers(x):
    return np.sum(np.apply_along_axis(lambda r: np.dot(r, r), 0, x[:, None] * x))


def apply_along_axis_to_vectors(x):
    return np.sum(np.apply_along_axis(np.sort, 1, x[:, None] * x) ** 2)


@np.vectorize
def vf(a, b):
    if a > 0:
        return a * b
    return a + b**2


def vectorized_outside(x):
    return np.sum(vf(x, x[:, None]))


def vectorized_inside(x):
    return np.sum(np.vectorize(lambda a: a * a)(x))


def fromfunction(x):
    return np.sum(np.fromfunction(lambda i, j: np.sin(i * x[0] + j), (2, 3)))


def flags_as_places(x):
    z, u, v = x * x, x.copy(), x.copy()
    np.put(u, x > 0, z)
    v.put([True, False], z[0])
    return np.sum(np.take(z, x > 0) * u) + np.sum(z.take([True, False, True]) * v) + np.take(x, True)


def put_repeats(x):
    z, u = x * x, x.copy()
    np.put(z, [0, 1, 2], x[:2])
    np.put(u, [0, 2], z * x)
    return np.sum(z * u * x)


def one_condition_for_pieces(x):
    return np.sum(np.piecewise(x, x < 0, [lambda t: t**3, lambda t: t**2]))


def unstack(x):
    a, b, c = np.unstack(x * x)
    return a * b + c


def apply_over_axes(x):
    return np.sum(np.apply_over_axes(np.sum, x[:, None] * x, (0, 1)))


def place_by_numbers(x):
    """A mask of numbers is no list of places."""
    y = np.zeros(3)
    np.place(y, [1, 0, 2], x[:2] ** 2)
    return np.sum(y * x)


def add_at(x):
    y = np.zeros(3)
    np.add.at(y, [0, 0, 1], x)
    return np.sum(y * y)


def compress_method(x):
    return x.compress([True, False, True]).sum()


def s_(x):
    return np.sum(x[np.s_[::2]] ** 2)


def ix_(x):
    return np.sum((x[:, None] * x)[np.ix_([0, 2], [1, 1])] ** 2)


def select(x):
    return np.sum(np.select([x > 1, x < 0], [x**2, -x], 1.0))


def nonzero(x):
    i = np.nonzero(x > 0)[0]
    return np.sum(x[i] ** 2)


def where_of_one_argument(x):
    (i,) = np.where(x > 0)
    return np.sum(x[i] ** 2)


def where_of_a_matrix(x):
    (r, c) = np.where(x[:, None] * x > 0)
    return np.sum((x[:, None] * x)[r, c] ** 3)


def indexing(x):
    M = x[:, None] * x
    return (
        np.sum(M[M > 0]) + np.sum(M[..., 0, None] ** 2) + np.sum(M[[0, 1], :][:, [2, 0]]) + np.sum(M[None, 1:, [0, 2]])
    )


def calculus(x):
    return np.trapezoid(x, dx=0.1) + np.gradient(x)[1] + np.cov(x, x * x)[0, 1] + np.ptp(x) + np.percentile(x, 30)


def gradient_of_a_matrix(x):
    gx, gy = np.gradient(x[:, None] * x)
    return np.sum(gx**2 * gy)


def polynomials(x):
    return np.polyval(x, 1.3) + np.sum(np.polyfit(np.arange(3.0), x, 1) ** 2)


def histogram_weights(x):
    return np.sum(np.histogram([0.1, 0.4, 0.7], bins=2, weights=x)[0] ** 2)


def histogram_unpacked(x):
    h, e = np.histogram(np.array([0.1, 0.4, 0.7]), bins=2, weights=x)
    return np.sum(h**2)


def meshgrid(x):
    return np.sum(np.meshgrid(x, x * x)[0] * 2.0)


def meshgrid_ij(x):
    u, v = np.meshgrid(x, x * x, indexing="ij")
    return np.sum(u * v)


def split(x):
    return np.sum(np.split(np.tile(x, 2), 2)[1] ** 2)


def split_unpacked(x):
    a, b = np.split(np.tile(x, 2), 2)
    return np.sum(a * b)


def block(x):
    return np.sum(np.block([[x, x], [x * x, x]]) ** 2)


def linspace_of_arrays(x):
    return np.sum(np.linspace(x, x * x, 4) ** 2)


def diagonal_and_trace(x):
    return np.sum(np.diagonal(x[:, None] * x) * np.trace(x[:, None] * x))


def spread_methods(x):
    return x.std() + x.var(ddof=1)


def methods(x):
    return np.sum(
        x.clip(0, 1)
        + x.cumprod()
        + x.take([0, 1, 1])
        + x.repeat(2)[:3]
        + x.flatten()
        + x.T
        + x.astype(float)
        + x.squeeze()
    )


def more_methods(x):
    return (
        (x[:, None] * x).diagonal().sum()
        + (x[:, None] * x).trace()
        + (x[:, None] * x).swapaxes(0, 1)[0, 1]
        + x.max()
        + x.min()
        + x.mean()
        + x.prod()
    )


def einsum_along_a_path(x):
    return np.einsum(
        "ij,jk,kl->", x[:, None] * x, x[:, None] * x, x[:, None] * x, optimize=["einsum_path", (0, 1), (0, 1)]
    )


def einsum_path(x):
    p = np.einsum_path("i,i", x, x)[0]
    return np.einsum("i,i", x, x, optimize=True)


def take_insert_append(x):
    return (
        np.sum(np.take(x, [[0, 1], [2, 2]]) ** 2) + np.sum(np.insert(x, 1, x[0]) ** 2) + np.sum(np.append(x, x[0]) ** 3)
    )


def pad(x):
    return np.sum(np.pad(x, 2, mode="reflect") ** 2) + np.sum(np.pad(x, ((1, 2),), constant_values=x[0]))


def ufunc_methods(x):
    return np.logaddexp.reduce(x) + np.maximum.accumulate(x)[1] + np.maximum.reduce(x)


def convolve_correlate(x):
    return np.sum(np.convolve(x, [1.0, 2.0], "same") ** 2) + np.sum(np.correlate(x, x, "full") ** 2)


def unique_median_quantile(x):
    return np.sum(np.unique(x) ** 2) + np.median(x) + np.quantile(x, [0.25, 0.6])[0]


def grids(x):
    i, j = np.mgrid[0:3, 0:2]
    rows, columns = np.ogrid[0:3, 0:1:2j]
    return (
        np.sum(x[i] * x[j] ** 2) + np.sum(x[:, None] * rows * (columns + x[0])) + np.sum(np.mgrid[0 : x[2] : 5j] ** 2)
    )


def order_of_fortran(x):
    y = np.outer(x, x * x)
    return np.dot(y.ravel("F"), np.arange(9)) + np.sum(np.reshape(y, (9, 1), order="F")[2:5]) + y.item(1, 2) ** 2


def widths_in_a_dict(x):
    return np.sum(np.pad(np.outer(x, x), {0: 1}, mode="edge") ** 2)


def reductions_with_a_start(x):
    return np.logaddexp.reduce(x, initial=x[0], where=np.array([True, False, True])) + np.hypot.reduce(x, initial=0.5)


def windows(x):
    return np.sum(np.lib.stride_tricks.sliding_window_view(x * x, 2).prod(axis=-1))


def complex_numbers(x):
    r, phi = cmath.polar(complex(x[0], x[1]))
    return abs(cmath.exp(1j * x[2]) * cmath.sqrt(x[1] + 0j)) ** 2 + r * phi + cmath.rect(x[0], x[2]).imag


def statistics_of_a_list(x):
    data = [v * v for v in x]
    return statistics.stdev(data) + statistics.fmean(data, weights=[1, 2, 3]) + statistics.correlation(x, x * x)


def several_logarithms(x):
    # The kind of the last is known to nobody but its rule.
    return np.exp(np.mean(np.log(np.abs(x)))) + statistics.correlation(x, x * x)


PROGRAMS = [f for f in list(globals().values()) if getattr(f, "__module__", "") == __name__ and f is not vf]
if not hasattr(np, "unstack"):
    PROGRAMS.remove(unstack)

"""Programs of one symmetric matrix, through linear algebra, Fourier transforms and SciPy."""

from __future__ import annotations

import numpy as np
import scipy.fft
import scipy.linalg
import scipy.signal
import scipy.special
import scipy.stats as stats
from scipy.stats import norm

V = np.array([0.4, -1.1, 0.7])


def named_results(a):
    found = np.linalg.eigh(a)
    values, vectors = found
    return found.eigenvalues[0] + values[1] + np.sum(found.eigenvectors[:, 0] ** 4) + np.linalg.svd(a).S[0]


def log_determinant(a):
    return np.linalg.slogdet(a).logabsdet + np.linalg.det(a)


def gaussian_process(a):
    factor = scipy.linalg.cho_factor(a)
    return V @ scipy.linalg.cho_solve(factor, V) / 2 + np.sum(np.log(np.diag(factor[0])))


def cholesky_factor_by_numpy(a):
    lower = np.linalg.cholesky(a)
    return np.sum(scipy.linalg.solve_triangular(lower, V, lower=True) ** 2) + 2 * np.sum(np.log(np.diag(lower)))


def lu_twice(a):
    factors = scipy.linalg.lu_factor(a)
    return np.sum(scipy.linalg.lu_solve(factors, scipy.linalg.lu_solve(factors, V, trans=1)))


def least_squares(a):
    x, *_ = np.linalg.lstsq(a[:, :2], V)
    return np.sum(x**2) + np.linalg.norm(a[:, :2] @ x - V)


def functions_of_matrices(a):
    return np.sum(scipy.linalg.expm(-a)) + np.sum(scipy.linalg.sqrtm(a).real) + np.linalg.matrix_power(a, 3)[0, 1]


def eigenvalues_of_a_real_matrix(a):
    skewed = a @ np.array([[1.0, 0.2, 0.0], [0.0, 1.0, 0.3], [0.1, 0.0, 1.0]])
    return np.max(np.linalg.eigvals(skewed).real) + np.abs(np.linalg.eig(skewed)[0][0])


def norms(a):
    total = np.linalg.norm(a) + np.linalg.norm(a, "nuc") + np.linalg.norm(a[0], 1) + np.linalg.cond(a)
    return total + np.sum(np.linalg.norm(a, axis=1, keepdims=True))


def a_power_in_a_loop(a):
    x = V
    for _ in range(4):
        x = a @ x
        x = x / np.linalg.norm(x)
    return x @ a @ x


def a_cyclic_convolution(a):
    spectrum = np.fft.rfft(a, axis=0) * np.fft.rfft(V)[:, None]
    return np.sum(np.fft.irfft(spectrum, 3, axis=0) ** 2) + np.sum(np.abs(np.fft.fft2(a)))


def cosine_transform(a):
    return np.sum(scipy.fft.dct(a, norm="ortho")[:, 1:] ** 2)


def convolution(a):
    return np.sum(scipy.signal.convolve2d(a, a[:2, :2], "same")) + np.sum(
        scipy.signal.correlate(a[0], a[1], "same") ** 2
    )


def mixture_of_normals(a):
    means, scales = a[0], np.abs(a[1]) + 0.5
    return scipy.special.logsumexp(norm.logpdf(V[:, None], means, scales), axis=1).sum()


def likelihoods(a):
    total = stats.multivariate_normal.logpdf(V, np.zeros(3), a) + np.sum(
        stats.gamma.logpdf(np.abs(a[0]), 2.5, scale=a[1, 1])
    )
    return (
        total + np.sum(stats.poisson.logpmf(np.array([0, 2, 5]), np.exp(a[2]))) + np.sum(norm.cdf(a[0], scale=a[0, 0]))
    )


def frozen_distributions(a):
    prior = norm(0.1, scale=a[0, 0])
    total = prior.logpdf(a[1, 1]) + np.sum(stats.gamma(2.5, scale=a[2, 2]).logpdf(np.abs(a[0])))
    return total + stats.multivariate_normal(np.zeros(3), a).logpdf(V)


def softmax_and_entropy(a):
    p = scipy.special.softmax(a, axis=1)
    return np.sum(scipy.special.entr(p)) + np.sum(scipy.special.log_softmax(a)[0]) + np.sum(scipy.special.expit(a))


def structured(a):
    return np.sum(scipy.linalg.toeplitz(a[0]) @ a) + np.sum(scipy.linalg.block_diag(a, a[:2]) ** 2)


PROGRAMS = [value for value in list(globals().values()) if getattr(value, "__module__", None) == __name__]

"""Further arguments, so that every keyword that changes values is in some sample, and those that are refused."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import scipy.fft
import scipy.linalg as sl
import scipy.signal as signal
import scipy.special as sp
import scipy.stats as stats
from arrays import A, B, C, M, N, P, S, T, U, V, W, X, rng
from rule_check import Fixed, Hermitian

D = np.float64
LONG = rng.normal(size=13)
DEFINITE = Hermitian(C @ C.T + np.eye(3))
OTHER = Hermitian(C.T @ C + 2 * np.eye(3))
STACK = np.stack([C + C.T, C.T @ C])
ABOVE = Fixed((1.2, np.inf))  # the values of DEFINITE that are above
SPREAD = np.array([0.3, np.nan, np.inf, -np.inf])

SAMPLES: dict[Any, list[S]] = {
    np.sum: [S(A, dtype=D), S(A, axis=0, initial=0.7)],
    np.mean: [S(A, axis=1, where=M), S(A, dtype=D)],
    np.prod: [S(A, dtype=D), S(A, axis=1, where=M, initial=0.7)],
    np.cumsum: [S(A, 1, D)],
    np.cumprod: [S(A, 1, D)],
    np.trace: [S(T, axis1=2, axis2=0), S(A, dtype=D), S(T, -1, 1, 2)],
    np.diagonal: [S(T, axis1=2, axis2=0), S(T, 1, 1, 2)],
    np.tril: [S(C, -1), S(T, k=1)],
    np.rot90: [S(T, axes=(2, 0)), S(T, 3, (1, 2))],
    np.diff: [S(A, prepend=0.3), S(A, axis=0, append=A), S(V, 2, prepend=W, append=0.5)],
    np.angle: [S(V, deg=True), S(X, True)],
    np.nan_to_num: [S(SPREAD, nan=Fixed(0.5), posinf=Fixed(2.0), neginf=Fixed(-2.0))],
    np.clip: [
        S(V, max=Fixed(0.5)),
        S(V, min=-0.5, max=0.5),
        S(V, V[::-1] + 0.3, W),  # bounds that have changed places
        S(A, min=V - 0.9, max=A * 0.5),
    ],
    np.real_if_close: [S(V, tol=10)],
    np.array_split: [S(A, 2, axis=1)],
    np.array: [S([0.3, 1], dtype=D), S(V, ndmin=2), S([V, W], dtype=D)],
    np.full: [S((2, 3), 0.3, dtype=D), S((2, 3), V, order="F")],
    np.full_like: [S(A, V, order="F"), S(A, 0.3, dtype=D), S(A, 0.3, shape=(4,)), S(A, V, shape=(2, 3))],
    np.linspace: [
        S(0.3, 0.9, 5, dtype=D),
        S(0.3, 0.9, 5, axis=-1),
        S(0.3, 0.9, 5, retstep=True), S(V, W, 4, axis=1), S(V, 2.0, 4, axis=-1, dtype=D)],
    np.geomspace: [S(P, U, 4, axis=1), S(0.3, 0.9, 4, dtype=D)],
    np.logspace: [
        S(0.3, 0.9, 4, axis=-1),
        S(V, W, 4, axis=1), S(0.3, 0.9, 4, dtype=D)],
    np.arange: [S(0.3, 1.9, 0.5, dtype=D)],
    np.linalg.trace: [S(A, dtype=D)],
    np.var: [S(A, axis=1, correction=1), S(A + 1j * A**2, axis=0, dtype=D), S(A, dtype=complex)],
    np.std: [S(A, axis=0, mean=np.mean(A, axis=0, keepdims=True)), S(A, where=M, dtype=D), S(A + 1j * A**2, None, D, ddof=1)],
    np.cov: [S(A, dtype=D)],
    np.vecdot: [S(A, A * A, axis=0, keepdims=True), S(A, V, keepdims=True)],
    np.corrcoef: [S(A, dtype=D)],
    np.percentile: [
        S(B, 30.0, axis=1, method="hazen", keepdims=True),
        S(B, 30.0, axis=1, method="inverted_cdf", weights=Fixed(np.array([1.0, 2.0, 1.0, 3.0]))),
    ],
    np.quantile: [
        S(V, Fixed(0.4), method="inverted_cdf", weights=U),
        S(B, Fixed(0.4), axis=0, method="inverted_cdf", weights=P),
        S(T, Fixed(0.4), axis=(2, 0), method="inverted_cdf", weights=Fixed(np.abs(T) + 0.1), keepdims=True),
        S(T, Fixed(0.3), axis=(0, 1), method="inverted_cdf", weights=Fixed(np.abs(T[:, :, 0]) + 0.1)),
        S(B, Fixed([0.2, 0.7]), axis=1, method="inverted_cdf", weights=np.abs(B), keepdims=True),
        *(S(B, Fixed(0.4), axis=1, method=m) for m in ("inverted_cdf", "closest_observation", "averaged_inverted_cdf")),
        S(B, Fixed([0.5, 0.7]), axis=1, method="averaged_inverted_cdf"),
    ],
    np.nanquantile: [
        S(N, Fixed(0.4), weights=Fixed(np.abs(A)), method="inverted_cdf"),
        S(N, Fixed([0.4, 1.0]), axis=1, weights=Fixed(np.abs(A)), method="inverted_cdf"),
        S(N, Fixed(0.4), axis=0, weights=Fixed(np.abs(A)), method="inverted_cdf", keepdims=True),
    ],
    np.nanpercentile: [
        S(N, Fixed(40.0), weights=Fixed(np.abs(A)), method="inverted_cdf"),
        S(N, 30.0, axis=1, method="hazen", keepdims=True),
        S(N, Fixed([30.0, 60.0]), axis=1),
    ],
    np.nanmax: [S(A, axis=1, initial=0.7, where=A > 0)],
    np.nanmin: [S(A, initial=0.7), S(N, axis=1, initial=0.1, where=M)],
    np.nansum: [S(N, dtype=D), S(N, axis=1, initial=0.7, where=M)],
    np.nanprod: [S(N, dtype=D), S(N, axis=1, initial=0.7, where=M, keepdims=True)],
    np.nancumsum: [S(N, 1, D)],
    np.nancumprod: [S(N, 1, D)],
    np.nanmean: [S(N, dtype=D), S(N, axis=1, where=M)],
    np.nanvar: [S(N, axis=1, correction=1), S(N, axis=1, mean=np.nanmean(N, axis=1, keepdims=True))],
    np.nanstd: [S(N, axis=1, keepdims=True, dtype=D), S(A, axis=1, where=M, correction=1), S(A, mean=0.3)],
    np.sort: [S(A, stable=True), S(A, kind="stable")],
    np.partition: [S(A, 1, kind="introselect")],
    np.unwrap: [S(V * 9, discont=Fixed(4.0)), S(V * 9, period=Fixed(5.0))],
    np.cross: [S(C, C.T, axisb=0, axisc=0), S(C, A[:, :, None] * np.ones(3), 0, 1, 1)],
    np.trim_zeros: [S(V, "f")],
    np.einsum: [S("ij,jk", A, B, dtype=D), S("ij,jk->ik", A, B, optimize=True), S("ij,jk,kl", A, B, B.T, optimize="greedy")],
    np.pad: [
        S(V, 2, mode="reflect", reflect_type="odd"),
        S(V, (1, 5), mode="symmetric", reflect_type="odd"),
        S(A, 1, mode="mean", stat_length=2),
        S(A, ((1, 2), (0, 1)), mode="maximum", stat_length=((1, 2), (2, 3))),
        S(A, {0: 1, -1: (1, 2)}, mode="edge"),
        S(V, (1, 2), constant_values=(0.3, 0.5)),
        S(A, 1, "constant", constant_values=((0.1, 0.2), (0.3, 0.4))),
        S(V, (1, 2), "linear_ramp", end_values=(0.3, 0.5)),
    ],
    sp.comb: [S(P + 3, U, exact=False)],
    sp.factorial: [S(P, exact=False)],
    sp.lambertw: [S(U, 0), S(U, 0, Fixed(1e-10))],
    np.polyfit: [S(np.arange(4.0), B.T, 1), S(np.arange(4.0), B[0], 1, rcond=Fixed(1e-14))],
    np.polyint: [S(V, 2, k=np.array([0.3, 0.7])), S(V, 2, np.array([0.3]))],
    np.unique: [
        *(S(V, **{f"return_{what}": True}) for what in ("index", "inverse", "counts")),
        S(A, return_index=True, return_inverse=True, return_counts=True),
        S(A, axis=0),
        S(A, axis=1, return_counts=True),
    ],
    np.average: [S(T, axis=(2, 0), weights=np.abs(T[:, 0].T)), S(A, axis=(0,), weights=P[:2])],
    np.transpose: [S(V, -1)],
    sl.norm: [S(A, axis=1, keepdims=True)],
    sl.eigh: [
        S(DEFINITE, driver="ev"),
        S(DEFINITE, type=1),
        *(S(DEFINITE, OTHER, type=each, lower=each == 2) for each in (1, 2, 3)),
        *(S(DEFINITE, OTHER, type=each, subset_by_index=(1, 2)) for each in (1, 2, 3)),
        S(DEFINITE, eigvals_only=True, subset_by_index=(0, 1)),
        S(DEFINITE, subset_by_index=[2, 2]),
        S(DEFINITE, subset_by_value=ABOVE),
        S(DEFINITE, subset_by_value=Fixed((-1.0, 0.0))),
        S(DEFINITE, subset_by_value=ABOVE, eigvals_only=True),
        *(S(DEFINITE, OTHER, type=each, subset_by_value=ABOVE) for each in (1, 2, 3)),
    ],
    sl.eigvalsh: [
        S(DEFINITE, lower=False),
        S(DEFINITE, type=1, driver="ev"),
        S(DEFINITE, OTHER, type=3),
        S(Hermitian(STACK), lower=False),
        S(DEFINITE, OTHER, type=2, subset_by_index=[0, 1]),
        S(DEFINITE, subset_by_value=ABOVE),
        S(DEFINITE, OTHER, type=3, subset_by_value=ABOVE),
    ],
    sl.eig: [
        S(B[:, :3], left=True),
        S(B[:, :3], left=True, right=False, homogeneous_eigvals=True),
        S(C, DEFINITE, right=False),
    ],
    sl.eigvals: [S(C, DEFINITE), S(C, homogeneous_eigvals=True), S(STACK, homogeneous_eigvals=True)],
    sl.expm_frechet: [S(C * 0.3, C, "SPS")],
    sl.lu: [S(C, p_indices=True)],
    sl.inv: [
        S(DEFINITE, assume_a="pos", lower=True),
        S(DEFINITE, assume_a="sym"),
        *(S(C, assume_a=each) for each in ("gen", "diagonal", "upper triangular", "lower triangular")),
        S(STACK, assume_a="diagonal"),
        S(STACK, assume_a="lower triangular"),
        *(S(Hermitian(STACK + 4 * np.eye(3)), assume_a=each, lower=True) for each in ("pos", "sym", "her")),
    ],
    sl.pinv: [S(A, return_rank=True), S(A, atol=Fixed(1e-3)), S(A, rtol=Fixed(1e-3))],
    sl.pinvh: [
        S(DEFINITE, return_rank=True, lower=False),
        S(DEFINITE, lower=False),
        S(DEFINITE, atol=Fixed(1e-3)),
        S(DEFINITE, rtol=Fixed(1e-3), lower=False),
    ],
    sl.solve: [
        S(C, V, transposed=True),
        S(C, A.T, transposed=True, assume_a="lower triangular"),
        S(DEFINITE, V, assume_a="pos", transposed=True),
        *(S(C, V, assume_a=f"{side} triangular") for side in ("upper", "lower")),
        *(S(STACK, V, assume_a=each) for each in ("general", "diagonal", "tridiagonal", "banded", "upper triangular")),
        *(S(OTHER, A.T, assume_a=each) for each in ("symmetric", "hermitian", "positive definite", "her")),
        S(C, A.T, assume_a="diagonal"),
        S(C, V, assume_a="diagonal"),
        S(C, V, assume_a="tridiagonal"),
        S(C, A.T, assume_a="banded"),
    ],
    signal.convolve2d: [
        S(C, A, "full", "wrap"),
        S(C, A, "same", boundary="symm"),
        S(C, A, fillvalue=0.3),
        S(C, A, "valid", "symm"),
    ],
    signal.correlate2d: [S(C, A, "full", "wrap"), S(C, A, "same", "symm"), S(C, A, fillvalue=Fixed(1.5))],
    **{
        each: [S(A, A * A, axes=1), S(C, A[:1], "same", axes=[1]), S(C, C[:2], "valid", axes=(0,))]
        for each in (signal.fftconvolve, signal.oaconvolve)
    },
    signal.convolve: [S(LONG, V, "same", "direct")],
    signal.welch: [
        S(LONG, nperseg=4, average="median"),
        S(LONG, nperseg=5, detrend="linear"),
        S(LONG, window=Fixed(np.hanning(7)[1:-1])),
        S(LONG, window=("kaiser", Fixed(3.0)), nperseg=5),
        S(LONG, 2.0, "hamming", nperseg=5, noverlap=2, nfft=8, detrend=False, scaling="spectrum"),
        S(np.stack([LONG, LONG**2], axis=1), nperseg=5, axis=0, return_onesided=False),
    ],
    signal.csd: [
        S(LONG, LONG**2, nperseg=4, average="median"),
        S(np.stack([LONG, LONG**2], 1), np.stack([LONG**3, LONG], 1), nperseg=5, axis=0, return_onesided=False),
    ],
    signal.stft: [
        *(S(LONG, nperseg=5, boundary=boundary) for boundary in ("even", "odd", "constant", None)),
        S(np.stack([LONG, LONG**2], 1), nperseg=5, axis=0),
        S(LONG, window="hamming", nperseg=5, noverlap=2, nfft=8, detrend="constant", return_onesided=False),
        S(np.stack([LONG, LONG**2]), nperseg=5, axis=-1, padded=True),
        *(S(LONG, 2.0, nperseg=6, noverlap=2, padded=False, boundary=boundary) for boundary in ("zeros", "odd", None)),
        S(LONG, nperseg=4, detrend="linear", scaling="psd"),
        *(S(LONG, nperseg=4, axis=axis) for axis in (0, 1)),
        S(LONG, window=Fixed(np.hanning(7)[1:-1]), nperseg=5, padded=False),
        S(LONG + 1j * LONG[::-1], nperseg=5, padded=False),
    ],
    stats.multivariate_normal.logpdf: [S(V, V + 0.2, DEFINITE, allow_singular=False)],
    stats.multivariate_normal.pdf: [S(V, V + 0.2, DEFINITE, allow_singular=False)],
}  # fmt: skip
if "descending" in inspect.signature(np.sort).parameters:
    SAMPLES[np.sort].append(S(A, axis=0, descending=True))
for name in "max amax min amin".split():
    SAMPLES[getattr(np, name)] = [S(A, axis=1, initial=0.7, where=A > 0), S(A, initial=0.7)]
for name in "cumulative_sum cumulative_prod".split():
    if hasattr(np, name):
        SAMPLES[getattr(np, name)] = [S(A, axis=1, dtype=D), S(V, axis=(0,))]
for name in "ascontiguousarray asfortranarray asanyarray asarray_chkfinite asarray".split():
    SAMPLES[getattr(np, name)] = [S(A, dtype=D)]
SAMPLES[np.require] = [S(A, D), S(A, requirements="C")]
if "axis" in inspect.signature(np.trim_zeros).parameters:
    SAMPLES[np.trim_zeros] += [S(A), S(A, axis=0), S(A, "f", axis=(-1, 0)), S(A, "b", 1)]
for name in "concatenate stack vstack row_stack hstack".split():
    if hasattr(np, name):
        SAMPLES[getattr(np, name)] = [S([V, W], dtype=D)]
for name in "fft ifft rfft irfft hfft ihfft".split():
    SAMPLES[getattr(scipy.fft, name)] = [S(T, axis=1, norm="ortho"), S(T, 4, 0, "forward")]
for name in "fft2 ifft2 fftn ifftn rfft2 rfftn irfft2 irfftn".split():
    SAMPLES[getattr(scipy.fft, name)] = [S(T, axes=(0, 1), norm="ortho"), S(T, (4, 2), (0, 2), "forward")]
for name in "dct idct dst idst".split():
    SAMPLES[getattr(scipy.fft, name)] = [
        S(B, each, norm=norm, orthogonalize=orthogonalize)
        for each in (1, 2, 3, 4)
        for norm in ("ortho", "forward", "backward")
        for orthogonalize in (True, False)
    ]
for name in "dctn idctn dstn idstn".split():
    SAMPLES[getattr(scipy.fft, name)] = [S(B, orthogonalize=True), S(B, 1, norm="ortho", orthogonalize=False)]
# What is refused, whatever the other arguments are.
REFUSED: list[tuple[Any, S]] = [
    (signal.filtfilt, S(P, U, LONG, method="gust", irlen=3)),
    (signal.upfirdn, S(V, LONG, mode="edge")),
    (signal.resample_poly, S(LONG, 2, 3, padtype="line")),
    (signal.savgol_filter, S(LONG, 4, 2)),
    (signal.lombscargle, S(np.arange(4.0), B[0, :4], P, precenter=True)),
    (signal.cspline1d, S(LONG, 0.3)),
    (signal.stft, S(LONG, nperseg=5, boundary="else")),
    (sl.eigvals, S(C, DEFINITE, homogeneous_eigvals=True)),
    (sl.eig, S(C, DEFINITE)),
    (sl.matrix_balance, S(C, separate=True)),
    (np.polyfit, S(np.arange(4.0), B[0], 1, cov=True)),  # lowered as a program
    (np.polyfit, S(np.arange(4.0), B[0], 1, full=True)),  # the same
]  # fmt: skip

"""Arguments for scipy.signal and scipy.integrate."""

from __future__ import annotations

import numpy as np
import scipy.integrate as integrate
import scipy.signal as signal
from rule_check import Sample

from ast_ad import runtime

S = Sample
rng = np.random.default_rng(0)
X, Y = rng.normal(size=5), rng.normal(size=3)
A, B = rng.normal(size=(4, 5)), rng.normal(size=(2, 3))
Z = X + 1j * rng.normal(size=5)
L, M = rng.normal(size=13), rng.normal(size=13)
MODES = ("full", "same", "valid")
SAMPLES = {
    function: [
        *(S(A, B, mode) for mode in MODES),
        *(S(A[:, :4], B[:, ::2], mode) for mode in MODES),
        S(A, B),
    ]
    for function in (signal.convolve2d, signal.correlate2d)
}
for function in (signal.convolve, signal.correlate, signal.fftconvolve, signal.oaconvolve):
    SAMPLES[function] = [
        *(S(X, Y, mode) for mode in MODES),
        *(S(Y, X, mode) for mode in MODES),
        *(S(A, B, mode) for mode in MODES),
        S(Z, Y),
        S(Z, Z[:3] * 1j, mode="same"),
    ]
SAMPLES[signal.convolve] += [S(X, Y, method="direct"), S(X, Y, "same", "fft")]
SAMPLES[signal.correlate] += [S(X, Y, method="direct"), S(X, Y, "same", "fft")]
SAMPLES |= {
    signal.csd: [
        S(L, M, nperseg=8),
        S(L, M[:9], 2.0, "hamming", 6, 2, 10, scaling="spectrum"),
        S(L, M, nperseg=7, detrend=False),
    ],
    signal.welch: [S(L, nperseg=8), S(L), S(np.stack([L, M]), nperseg=5), S(L, nperseg=8, return_onesided=False)],
    signal.hilbert: [S(L), S(L[:6]), S(A, 7), S(A, axis=0), S(X[:1])],
    signal.stft: [S(L, nperseg=8), S(L, 2.0, nperseg=6, boundary=None), S(np.stack([L, M]), nperseg=5, scaling="psd")],
    runtime.shifted: [S(A, 3)],
    integrate.romb: [S(X), S(A[:3], 0.3, 0), S(A, dx=0.3), S(A[0], show=True)],
    integrate.cumulative_trapezoid: [S(X), S(X, np.cumsum(X**2)), S(A, dx=0.3, axis=0), S(A, initial=0)],
    integrate.trapezoid: [S(X), S(X, np.cumsum(X**2)), S(A, dx=0.3, axis=0)],
    runtime.framed: [S(X, (5,), (3,)), S(A, (4, 6), (2, 3))],
    runtime.unframed: [S(A, (3, 2))],
    runtime.set_in_zeros: [S(A, (6, 8))],
}
NEEDS_RANK = {*SAMPLES}

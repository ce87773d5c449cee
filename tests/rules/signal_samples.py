"""Arguments for scipy.signal and scipy.integrate."""

from __future__ import annotations

import numpy as np
import scipy.integrate as integrate
import scipy.signal as signal
from rule_check import Fixed, Sample

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
    integrate.romb: [S(X), S(A[:3], 0.3, 0), S(A, dx=0.3)],
    integrate.cumulative_trapezoid: [S(X), S(X, np.cumsum(X**2)), S(A, dx=0.3, axis=0), S(A, initial=0)],
    integrate.trapezoid: [S(X), S(X, np.cumsum(X**2)), S(A, dx=0.3, axis=0)],
    runtime.framed: [S(X, (5,), (3,)), S(A, (4, 6), (2, 3))],
    runtime.unframed: [S(A, (3, 2))],
    runtime.set_in_zeros: [S(A, (6, 8))],
}
B1, A1, ZI = np.array([0.5, 0.3, 0.2]), np.array([1.5, -0.4, 0.1]), np.array([0.3, 0.2])
SOS = np.array([[0.2, 0.3, 0.1, 1.0, -0.5, 0.2], [0.3, 0.1, 0.2, 1.0, 0.3, 0.1]])
SAMPLES |= {
    signal.lfilter: [
        S(B1, A1, X), S(B1[:2], A1, A), S(B1, A1[:1], A, axis=0), S(Fixed([1, 2]), Fixed([3.0]), X),
        S(B1, A1, X, zi=ZI), S(B1, A1, A, zi=A[:, :2]), S(B1, A1, X[:1], -1, ZI), S(B1[:2], A1, A, 0, A[:2]),
    ],
    signal.sosfilt: [
        S(Fixed(SOS), X), S(Fixed(SOS[:1]), A, axis=0), S(Fixed(SOS), X, zi=A[:2, :2]),
        S(Fixed(SOS), A, 0, np.stack([A[:2], A[2:]])),
    ],
    signal.sosfilt_zi: [S(SOS[:1])],
    signal.sosfiltfilt: [
        S(Fixed(SOS), np.append(L, M)), S(Fixed(SOS), A, padlen=3), S(Fixed(SOS), A, 0, "even", 2),
        S(Fixed(SOS[:1]), A, padtype=None),
    ],
    signal.lfilter_zi: [S(B1, A1), S(B1[:2], A1)],
    signal.filtfilt: [
        S(B1, A1, L), S(B1[:2], A1, A, padlen=2), S(B1, A1, A, 0, "even", 2), S(B1, A1, A, padtype="constant", padlen=2),
        S(B1, A1, A, padtype=None, method="pad"),
    ],
    signal.deconvolve: [S(X, A1), S(Z, A1)],
    signal.upfirdn: [S(B1, X, 2, 3), S(B1, A), S(B1, A, 3, axis=0, mode="constant", cval=0)],
    signal.resample_poly: [
        S(X, 3, 2), S(A, 2, 4, axis=1), S(A, 1, 3, 1, "hamming", padtype="constant", cval=0),
        S(X, 1, 3, window=np.hanning(9)[1:-1]), S(X, 2, 2),
    ],
    signal.decimate: [
        S(np.append(X, np.append(L, M)), 2), S(A, 2, 3, "fir", 0), S(A, 3, 2, "fir", zero_phase=False),
        S(A, 2, 2, axis=0, zero_phase=False),
    ],
    signal.detrend: [S(X), S(A, 0), S(A, type="constant"), S(L, bp=[4, 7])],
    signal.savgol_filter: [
        S(L, 5, 2), S(A, 3, 1, 1, Fixed(0.5), axis=0), S(L, 5, 2, mode="mirror"), S(L, 5, 2, mode="constant", cval=0.7),
        S(A, 3, 2, mode="nearest"), S(A, 3, 2, deriv=1, delta=Fixed(0.5), mode="wrap"),
    ],
    signal.medfilt: [S(X), S(A, 3), S(A, (1, 3))],
    signal.medfilt2d: [S(A), S(A, (3, 1))],
    runtime.fed_forward: [S(B1, X), S(B1, A)],
    runtime.fed_back: [S(A1, X), S(A1, A)],
    runtime.delayed_sums: [S(X, X, 3), S(A, A * A, 3)],
}  # fmt: skip
NEEDS_RANK = {*SAMPLES}

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
WHERE = np.array([0.2, 0.9, 2.3])
SECTIONS = SOS.copy()
SYSTEM = rng.normal(size=(2, 2)), rng.normal(size=(2, 1)), rng.normal(size=(1, 2)), rng.normal(size=(1, 1))
SAMPLES |= {
    signal.freqz: [
        S(B1, A1), S(B1, A1, 5), S(B1, Fixed(2.0), WHERE), S(B1, A1, 4, True), S(B1, A1, 4, include_nyquist=True, plot=None),
        S(B1, A1, WHERE, fs=Fixed(7.0)), S(B1 + 1j * Y, A1, WHERE),
    ],
    signal.freqz_sos: [S(Fixed(SOS), WHERE), S(Fixed(SOS), Fixed(6), True), S(Fixed(SOS), WHERE, fs=Fixed(3.0))],
    signal.sosfreqz: [S(Fixed(SOS), WHERE)],
    signal.freqs: [S(B1, A1, WHERE, plot=None), S(B1, A1, 5), S(B1[:2], A1)],
    signal.group_delay: [S((B1, A1), 5), S((B1, A1), WHERE, fs=Fixed(5.0)), S((B1[:2], A1), 4, whole=True)],
    signal.freqresp: [S((B1, A1), WHERE), S((B1, A1), n=5)],
    signal.bode: [S((B1, A1), WHERE), S((B1, A1), n=5)],
    signal.dfreqresp: [S((B1, A1, Fixed(0.1)), WHERE), S((B1[:2], A1, Fixed(0.1)), n=5),
        S((B1, A1, Fixed(0.1)), n=4, whole=True)],
    signal.dbode: [S((B1, A1, Fixed(0.1)), WHERE), S((B1, A1, Fixed(0.1)), n=5)],
    signal.czt: [S(X), S(X, 3), S(A, 7, axis=0), S(Z, 4, np.exp(0.3j), 1.1 + 0.2j), S(X, 4, a=Fixed(1.2))],
    signal.zoom_fft: [
        S(X, 0.6), S(X, np.array([0.2, 0.7]), 4), S(A, np.array([0.2, 0.7]), 3, fs=Fixed(3.0), endpoint=True, axis=0),
    ],
    signal.lombscargle: [
        S(np.cumsum(X**2), X, WHERE), S(np.cumsum(X**2), X, WHERE, normalize=True, weights=X**2),
        S(np.cumsum(X**2), X, WHERE, normalize="amplitude", floating_mean=True),
        S(np.cumsum(X**2), X, WHERE, normalize=True, floating_mean=True),
    ],
    signal.cspline1d: [S(X), S(X[:1]), S(X, lamb=0)],
    signal.qspline1d: [S(X), S(Z), S(X, lamb=0)],
    signal.cspline1d_eval: [S(X, np.array([0.3, 2.6, 3.9, -1.2, 5.7, 9.1])), S(X, WHERE, 0.7, 0.1),
        S(X, WHERE, dx=Fixed(2.0), x0=0.1),],
    signal.qspline1d_eval: [S(X, np.array([0.3, 2.6, 3.9, -1.2, 5.7, 9.1])), S(X, WHERE, 0.7, 0.1),
        S(X, WHERE, dx=Fixed(2.0), x0=0.1),],
    signal.sepfir2d: [S(A, Y, B1), S(A, X, B1[:1])],
    signal.lp2lp: [S(B1, A1), S(B1[:2], A1, 1.3), S(A1, B1[:2], 0.7)],
    signal.lp2hp: [S(B1, A1), S(B1[:2], A1, 1.3), S(A1, B1[:2], 0.7)],
    signal.bilinear: [S(B1, A1), S(B1[:2], A1, 1.3), S(A1, B1[:1], 0.7)],
    signal.tf2zpk: [S(B1, A1)],
    signal.zpk2tf: [S(X[:2], Y, 0.7), S(X[:2] + 1j * Y[:2], Z[:2], 0.7)],
    signal.ss2tf: [S(*SYSTEM), S(SYSTEM[0], rng.normal(size=(2, 2)), SYSTEM[2], rng.normal(size=(1, 2)), input=1)],
    signal.lfiltic: [S(B1, A1, X), S(B1, A1, Y, X), S(B1, A1[:2], X[:1], x=X[:1])],
    signal.savgol_coeffs: [
        S(5, 2, 1, 0.7), S(5, 3, deriv=2, delta=0.7, pos=1, use="dot"), S(3, 1, deriv=1, delta=0.4, xp=None, device=None),
    ],
    signal.order_filter: [S(X, np.ones(3), 1), S(A, np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]]), 3)],
    signal.spectrogram: [
        S(L, nperseg=6), S(L, 2.0, "hamming", 6, 2, 8, scaling="spectrum"),
        S(np.stack([L, M]), nperseg=5, axis=1, mode="magnitude"),
        S(L, nperseg=6, mode="complex", detrend=False), S(L, nperseg=6, mode="phase"), S(L, nperseg=6, return_onesided=False),
    ],
}  # fmt: skip
NEEDS_RANK = {*SAMPLES}

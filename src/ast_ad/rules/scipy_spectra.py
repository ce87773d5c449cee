"""scipy.signal: spectra of overlapping segments, and the transforms that they come from and that lead back."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import signal

from ast_ad import runtime
from ast_ad.kinds import is_complex
from ast_ad.rules import by_value
from ast_ad.rules.symbolic import Symbol, Undecided, Unsupported
from ast_ad.rules.table import take_sequences
from ast_ad.rules.verbs import define, linear


def _require_constants(**given: Any) -> None:
    for name, value in given.items():
        if isinstance(value, Symbol):
            raise Undecided(f"{name} that is a variable")


class _Segments:
    """How a signal is cut: segments of a length, each a step after the one before, times a window.

    If nothing is said of it, two of them have one part of so many in common.
    """

    def __init__(self, x: Any, window: Any, nperseg: Any, noverlap: Any, nfft: Any, size: Any, part: int = 2) -> None:
        self.x = x
        given = not isinstance(window, str | tuple)
        # A signal shorter than a segment is one segment; a window that is written out says how long they are.
        self.length = np.size(window) if given else x.apply(min, 256 if nperseg is None else nperseg, size)
        self.step = self.length - (self.length // part if noverlap is None else noverlap)
        self.nfft = self.length if nfft is None else nfft
        self.window = window if given else x.apply(signal.get_window, window, self.length)

    def scale(self, fs: Any, density: bool) -> Any:
        return 1 / (fs * np.sum(self.window**2)) if density else 1 / np.sum(self.window) ** 2

    def index(self, size: Any) -> Any:
        starts = self.x.apply(np.arange, 0, size - self.length + 1, self.step)
        return starts[:, None] + self.x.apply(np.arange, self.length)

    def spectra(self, x: Any, size: Any, detrend: Any, onesided: bool) -> Any:
        """The transform of each segment, along the last axis."""
        if detrend not in ("constant", "linear", False):
            raise Unsupported(f"detrend={detrend!r}")
        cut = x[..., self.index(size)]
        if detrend:
            cut = cut - np.mean(cut, axis=-1, keepdims=True)
        if detrend == "linear":
            ramp = x.apply(np.arange, self.length) - (self.length - 1) / 2
            cut = cut - np.sum(cut * ramp, axis=-1, keepdims=True) / np.sum(ramp * ramp) * ramp
        return x.apply(np.fft.rfft if onesided else np.fft.fft, cut * self.window, self.nfft)

    def frequencies(self, fs: Any, onesided: bool) -> Any:
        return self.x.apply(np.fft.rfftfreq if onesided else np.fft.fftfreq, self.nfft, 1 / fs)


def _last(x: Any, axis: Any) -> Any:
    return x if axis == -1 or x.ndim == 1 else x.apply(np.moveaxis, x, axis, -1)


def _csd(
    x: Any, y: Any, fs: Any = 1.0, window: Any = "hann_periodic", nperseg: Any = None, noverlap: Any = None,
    nfft: Any = None, detrend: Any = "constant", return_onesided: Any = True, scaling: Any = "density", axis: Any = -1,
    average: Any = "mean",
) -> Any:  # fmt: skip
    _require_constants(detrend=detrend, return_onesided=return_onesided, scaling=scaling, axis=axis, average=average)
    if average not in ("mean", "median") or not isinstance(x, Symbol) or not isinstance(y, Symbol):
        raise Unsupported("a signal that is a constant")
    same = x is y
    x, y = _last(x, axis), _last(y, axis)
    size = np.size(x, -1)
    if not same:
        size = x.apply(max, size, np.size(y, -1))
        x, y = x.apply(runtime.fitted, x, size, -1), x.apply(runtime.fitted, y, size, -1)
    segments = _Segments(x, window, nperseg, noverlap, nfft, size)
    onesided = bool(return_onesided) and not is_complex(x.kind) and not is_complex(y.kind)
    first = segments.spectra(x, size, detrend, onesided)
    second = first if same else segments.spectra(y, size, detrend, onesided)
    products = np.conj(first) * second
    power = np.mean(products, axis=-2) if average == "mean" else _median(products, same)
    power = power * segments.scale(fs, scaling == "density")
    if onesided:
        power = power * x.apply(runtime.frequency_counts, power, segments.nfft, -1)
    found = power if axis == -1 or x.ndim == 1 else np.moveaxis(power, -1, axis)
    return segments.frequencies(fs, onesided), found


def _median(products: Any, same: bool) -> Any:
    """The median over the segments, less its bias."""
    n = np.size(products, -2)
    even = 2 * products.apply(np.arange, 1.0, (n - 1) // 2 + 1)
    bias = 1 + np.sum(1 / (even + 1) - 1 / even)
    real = np.median(np.real(products), axis=-2)
    return (real if same else real + 1j * np.median(np.imag(products), axis=-2)) / bias


def _welch(x: Any, *args: Any, **words: Any) -> Any:
    frequencies, power = _csd(x, x, *args, **words)
    return frequencies, np.real(power)


def _stft(
    x: Any, fs: Any = 1.0, window: Any = "hann_periodic", nperseg: Any = 256, noverlap: Any = None, nfft: Any = None,
    detrend: Any = False, return_onesided: Any = True, boundary: Any = "zeros", padded: Any = True, axis: Any = -1,
    scaling: Any = "spectrum",
) -> Any:  # fmt: skip
    _require_constants(boundary=boundary, padded=padded, axis=axis, scaling=scaling, return_onesided=return_onesided)
    if boundary not in ("zeros", "even", "odd", "constant", None):
        raise Unsupported("a boundary that scipy.signal does not name")
    x = _last(x, axis)
    size = np.size(x, -1)
    segments = _Segments(x, window, nperseg, noverlap, nfft, size)
    edge = segments.length // 2 if boundary is not None else 0
    whole = size + 2 * edge
    if padded:
        whole = whole + (-(whole - segments.length)) % segments.step % segments.length
    placed = x.apply(runtime.shifted, x, edge) if boundary in ("zeros", None) else _mirrored(x, edge, boundary)
    x = x.apply(runtime.fitted, placed, whole, -1)
    onesided = bool(return_onesided) and not is_complex(x.kind)
    found = segments.spectra(x, whole, detrend, onesided) * segments.scale(fs, scaling == "psd") ** 0.5
    middle = segments.length / 2 if boundary is None else 0.0
    times = (x.apply(np.arange, 0, whole - segments.length + 1, segments.step) + middle) / fs
    to = axis if axis >= 0 else axis - 1
    return segments.frequencies(fs, onesided), times, np.moveaxis(found, -1, to)


def _spectrogram(
    x: Any, fs: Any = 1.0, window: Any = ("tukey_periodic", 0.25), nperseg: Any = None, noverlap: Any = None,
    nfft: Any = None, detrend: Any = "constant", return_onesided: Any = True, scaling: Any = "density", axis: Any = -1,
    mode: Any = "psd",
) -> Any:  # fmt: skip
    _require_constants(detrend=detrend, return_onesided=return_onesided, scaling=scaling, axis=axis, mode=mode)
    x = _last(x, axis)
    size = np.size(x, -1)
    segments = _Segments(x, window, nperseg, noverlap, nfft, size, 8)
    onesided = bool(return_onesided) and not is_complex(x.kind)
    found = segments.spectra(x, size, detrend, onesided)
    to = axis if axis >= 0 else axis - 1
    if mode == "psd":
        found = np.real(np.conj(found) * found) * segments.scale(fs, scaling == "density")
        if onesided:
            found = found * x.apply(runtime.frequency_counts, found, segments.nfft, -1)
    else:
        found = found * segments.scale(fs, scaling == "density") ** 0.5
        found = np.abs(found) if mode == "magnitude" else np.angle(found) if mode in ("angle", "phase") else found
    found = np.moveaxis(found, -1, to)
    middle = segments.length / 2
    times = (x.apply(np.arange, 0, size - segments.length + 1, segments.step) + middle) / fs
    return segments.frequencies(fs, onesided), times, np.unwrap(found, axis=to) if mode == "phase" else found


def _mirrored(x: Any, edge: Any, boundary: str) -> Any:
    """A signal with more of it on both sides."""
    first, last = x[..., :1], x[..., -1:]
    if boundary == "constant":
        return np.concatenate([np.repeat(first, edge, -1), x, np.repeat(last, edge, -1)], -1)
    left, right = x[..., edge:0:-1], x[..., -2 : -2 - edge : -1]
    if boundary == "odd":
        left, right = 2 * first - left, 2 * last - right
    return np.concatenate([left, x, right], -1)


by_value.LENGTHS |= {signal.csd, signal.welch, signal.stft, signal.spectrogram}
take_sequences(signal.csd, signal.welch, signal.stft, signal.spectrogram)
define(signal.csd, _csd)
define(signal.welch, _welch)
define(signal.stft, _stft)
define(signal.spectrogram, _spectrogram)
linear(runtime.shifted, lambda d, x, count, w: d[..., count:])

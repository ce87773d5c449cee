"""scipy.signal: convolution and correlation.

Each gives the middle of the full convolution, or all of it. So the bar is set into zeros of the full shape, and the bar of
a factor is what is valid of its convolution with the other factor, turned around.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import signal

from ast_ad import runtime
from ast_ad.rules import by_value, scipy_left_out
from ast_ad.rules.matrices import conj
from ast_ad.rules.symbolic import Symbol, Unsupported
from ast_ad.rules.table import leave_out
from ast_ad.rules.verbs import bilinear, define, linear


def _require_mode(mode: Any) -> None:
    if isinstance(mode, Symbol) or mode not in ("full", "same", "valid"):
        raise Unsupported(f"mode={mode!r}")


def _factor_bar(function: Any, d: Any, x: Any, y: Any, other: Any, mode: Any, words: dict[str, Any]) -> Any:
    _require_mode(mode)
    if mode != "full":
        d = d.apply(runtime.framed, d, np.shape(x), np.shape(y))
    return d.apply(function, d, np.flip(other), "valid", **words)


def _state(function: Callable[..., object], fourth: str, default: Any) -> None:
    """``fourth``: the name of the fourth argument, of which only ``method`` may say something."""

    def words(given: Any) -> dict[str, Any]:
        if given == default:
            return {}
        if fourth == "axes":
            raise Unsupported("transforms along some axes only")
        return {fourth: given}

    def left(d: Any, x: Any, y: Any, mode: Any = "full", last: Any = default, *, w: Any, **more: Any) -> Any:
        return _factor_bar(function, d, x, y, y, mode, words(more.get(fourth, last)))

    def right(d: Any, x: Any, y: Any, mode: Any = "full", last: Any = default, *, w: Any, **more: Any) -> Any:
        return _factor_bar(function, d, x, y, x, mode, words(more.get(fourth, last)))

    bilinear(function, left, right)


_state(signal.convolve, "method", "auto")
_state(signal.fftconvolve, "axes", None)
_state(signal.oaconvolve, "axes", None)


def _turned(y: Any) -> Any:
    return conj(np.flip(y))


def _planar(boundary: Any, fillvalue: Any) -> None:
    if boundary != "fill" or isinstance(fillvalue, Symbol) or fillvalue != 0:
        raise Unsupported("boundaries other than zeros: pad the array with numpy.pad")


def _convolve2d(in1: Any, in2: Any, mode: Any = "full", boundary: Any = "fill", fillvalue: Any = 0) -> Any:
    _planar(boundary, fillvalue)
    _require_mode(mode)
    symbol = in1 if isinstance(in1, Symbol) else in2
    return symbol.apply(signal.convolve, in1, in2, mode, method="direct")


def _correlate(in1: Any, in2: Any, mode: Any = "full", method: Any = "auto") -> Any:
    symbol = in1 if isinstance(in1, Symbol) else in2
    return symbol.apply(signal.convolve, in1, _turned(in2), mode, **({} if method == "auto" else {"method": method}))


def _correlate2d(in1: Any, in2: Any, mode: Any = "full", boundary: Any = "fill", fillvalue: Any = 0) -> Any:
    """Turned as a whole, not in its second factor only: that is where the middle of an even length lies."""
    return np.flip(_convolve2d(np.flip(in1), conj(in2), mode, boundary, fillvalue))


define(signal.convolve2d, _convolve2d)
define(signal.correlate2d, _correlate2d)
define(signal.correlate, _correlate)
linear(runtime.framed, lambda d, x, a, b, w: d.apply(runtime.unframed, d, np.shape(x)))
linear(runtime.unframed, lambda d, x, shape, w: d.apply(runtime.set_in_zeros, d, np.shape(x)))
linear(runtime.set_in_zeros, lambda d, x, shape, w: d.apply(runtime.unframed, d, np.shape(x)))
by_value.LENGTHS |= {
    signal.convolve, signal.fftconvolve, signal.oaconvolve, signal.convolve2d, signal.correlate, signal.correlate2d,
}  # fmt: skip

for names, reason in (
    (
        "istft periodogram coherence spectrogram",
        "write it with welch, stft or numpy.fft",
    ),
    ("lfilter sosfilt filtfilt sosfiltfilt savgol_filter medfilt wiener", "write it with convolve or as a loop"),
    ("detrend hilbert hilbert2 resample resample_poly decimate upfirdn", "write it with numpy.fft or convolve"),
):
    for name in names.split():
        leave_out(getattr(signal, name), reason)
for reason, names in scipy_left_out.SIGNAL.items():
    for name in names.split():
        if hasattr(signal, name):
            leave_out(getattr(signal, name), reason)

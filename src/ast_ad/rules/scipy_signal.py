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
from ast_ad.kinds import is_complex
from ast_ad.rules import by_value
from ast_ad.rules.axes import known_rank, reshaped_along
from ast_ad.rules.matrices import conj
from ast_ad.rules.symbolic import Symbol, Unsupported
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
        return {} if given == default else {fourth: given}

    def left(d: Any, x: Any, y: Any, mode: Any = "full", last: Any = default, *, w: Any, **more: Any) -> Any:
        return _factor_bar(function, d, x, y, y, mode, words(more.get(fourth, last)))

    def right(d: Any, x: Any, y: Any, mode: Any = "full", last: Any = default, *, w: Any, **more: Any) -> Any:
        return _factor_bar(function, d, x, y, x, mode, words(more.get(fourth, last)))

    bilinear(function, left, right)


_state(signal.convolve, "method", "auto")
_state(signal.fftconvolve, "axes", None)
_state(signal.oaconvolve, "axes", None)


def _along_axes(in1: Any, in2: Any, mode: Any = "full", axes: Any = None) -> Any:
    """The convolution along some axes only, by its transforms; along the others the arrays are broadcast."""
    if axes is None:
        return NotImplemented
    _require_mode(mode)
    symbol = in1 if isinstance(in1, Symbol) else in2
    n = known_rank(symbol)
    at = sorted(axis % n for axis in (axes if isinstance(axes, tuple | list) else (axes,)))
    sizes = [(symbol.apply(np.size, in1, k), symbol.apply(np.size, in2, k)) for k in at]
    whole = any(is_complex(x.kind) if isinstance(x, Symbol) else np.iscomplexobj(x) for x in (in1, in2))
    full = [a + b - 1 for a, b in sizes]
    product: Any = 1
    for x in (in1, in2):
        for k, size in zip(at, full):
            x = symbol.apply(np.fft.fft if whole or k != at[0] else np.fft.rfft, x, size, k)
        product = x * product
    for k, size in reversed([*zip(at, full)]):
        product = symbol.apply(np.fft.ifft if whole or k != at[0] else np.fft.irfft, product, size, k)
    found = product
    if mode == "full":
        return found
    index: list[Any] = [slice(None)] * n
    for k, (a, b) in zip(at, sizes):
        start = (b - 1) // 2 if mode == "same" else symbol.apply(min, a, b) - 1
        index[k] = slice(start, start + a if mode == "same" else symbol.apply(max, a, b))
    return found[tuple(index)]


define(signal.fftconvolve, _along_axes)
define(signal.oaconvolve, _along_axes)


def _turned(y: Any) -> Any:
    return conj(np.flip(y))


# What NumPy calls the boundaries.
_BOUNDARIES = {"wrap": "wrap", "symm": "symmetric"}


def _convolve2d(in1: Any, in2: Any, mode: Any = "full", boundary: Any = "fill", fillvalue: Any = 0) -> Any:
    _require_mode(mode)
    symbol = in1 if isinstance(in1, Symbol) else in2
    if mode == "valid" or (boundary == "fill" and not isinstance(fillvalue, Symbol) and fillvalue == 0):
        return symbol.apply(signal.convolve, in1, in2, mode, method="direct")
    if boundary != "fill" and boundary not in _BOUNDARIES:
        raise Unsupported(f"boundary={boundary!r}")
    wide = in1
    for axis in range(2):
        wide = _surrounded(symbol, wide, axis, symbol.apply(np.size, in2, axis) - 1, boundary, fillvalue)
    full = symbol.apply(signal.convolve, wide, in2, "valid", method="direct")
    if mode == "full":
        return full
    starts = [(symbol.apply(np.size, in2, axis) - 1) // 2 for axis in range(2)]
    return full[tuple(slice(start, start + symbol.apply(np.size, in1, k)) for k, start in enumerate(starts))]


def _surrounded(symbol: Any, x: Any, axis: int, count: Any, boundary: str, value: Any) -> Any:
    """An array with so many more elements on both sides of an axis."""
    if boundary != "fill":
        places = symbol.apply(np.arange, symbol.apply(np.size, x, axis))
        return symbol.apply(np.take, x, symbol.apply(np.pad, places, count, _BOUNDARIES[boundary]), axis)
    shape = (count, symbol.apply(np.size, x, 1)) if axis == 0 else (symbol.apply(np.size, x, 0), count)
    side = symbol.apply(np.full, shape, value)
    return symbol.apply(np.concatenate, [side, x, side], axis)


def _correlate(in1: Any, in2: Any, mode: Any = "full", method: Any = "auto") -> Any:
    symbol = in1 if isinstance(in1, Symbol) else in2
    return symbol.apply(signal.convolve, in1, _turned(in2), mode, **({} if method == "auto" else {"method": method}))


def _correlate2d(in1: Any, in2: Any, mode: Any = "full", boundary: Any = "fill", fillvalue: Any = 0) -> Any:
    """Turned as a whole, not in its second factor only: that is where the middle of an even length lies."""
    return np.flip(_convolve2d(np.flip(in1), conj(in2), mode, boundary, fillvalue))


def _hilbert(x: Any, N: Any = None, axis: Any = -1) -> Any:
    """The analytic signal: the spectrum without its negative frequencies."""
    spectrum: Any = np.fft.fft(x, N, axis)
    count = spectrum.shape[axis]
    k = spectrum.apply(np.arange, count)
    kept = 1.0 + np.sign(count - 2 * k) - (k == 0)
    return np.fft.ifft(spectrum * reshaped_along(kept, axis, known_rank(spectrum)), axis=axis)


define(signal.hilbert, _hilbert)
define(signal.convolve2d, _convolve2d)
define(signal.correlate2d, _correlate2d)
define(signal.correlate, _correlate)
linear(runtime.framed, lambda d, x, a, b, w: d.apply(runtime.unframed, d, np.shape(x)))
linear(runtime.unframed, lambda d, x, shape, w: d.apply(runtime.set_in_zeros, d, np.shape(x)))
linear(runtime.set_in_zeros, lambda d, x, shape, w: d.apply(runtime.unframed, d, np.shape(x)))
by_value.LENGTHS |= {
    signal.convolve, signal.fftconvolve, signal.oaconvolve, signal.convolve2d, signal.correlate, signal.correlate2d,
}  # fmt: skip

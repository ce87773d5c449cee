"""scipy.signal: what takes trends away, smooths, and picks medians."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import signal

from ast_ad.kinds import is_complex
from ast_ad.rules.axes import known_rank
from ast_ad.rules.scipy_calls import known
from ast_ad.rules.symbolic import Symbol, Unsupported
from ast_ad.rules.verbs import define


def _level(x: Any, type: Any) -> Any:
    """One stretch less its mean, or less its line."""
    x = x - np.mean(x, axis=-1, keepdims=True)
    if type in ("constant", "c"):
        return x
    t = x.apply(np.arange, np.size(x, -1))
    t = t - np.mean(t)
    return x - np.sum(t * x, axis=-1, keepdims=True) / np.sum(t * t) * t


def _detrend(data: Any, axis: Any = -1, type: Any = "linear", bp: Any = 0, overwrite_data: Any = False) -> Any:
    known(type=type, bp=bp)
    if type not in ("linear", "l", "constant", "c"):
        raise Unsupported(f"type={type!r}")
    x = np.moveaxis(data, axis, -1)
    breaks = [] if type in ("constant", "c") else sorted({int(each) for each in np.ravel(bp)} - {0})
    ends = zip([0, *breaks], [*breaks, None])
    return np.moveaxis(np.concatenate([_level(x[..., k:n], type) for k, n in ends], axis=-1), -1, axis)


define(signal.detrend, _detrend)

# What NumPy calls the ways to go on beyond the ends.
_BEYOND = {"mirror": "reflect", "constant": "constant", "nearest": "edge", "wrap": "wrap"}


def _savgol_filter(
    x: Any, window_length: Any, polyorder: Any, deriv: Any = 0, delta: Any = 1.0, axis: Any = -1, mode: Any = "interp",
    cval: Any = 0.0,
) -> Any:  # fmt: skip
    """Sums of products with coefficients; near the ends, where the polynomial of the outermost window is taken, of others."""
    known(window_length=window_length, polyorder=polyorder, deriv=deriv, delta=delta, mode=mode)
    if window_length % 2 == 0:
        raise Unsupported("an even window_length")
    if is_complex(x.kind):
        raise Unsupported("complex values, of which only the real part is read")
    half = window_length // 2
    inner: Any = np.moveaxis(x, axis, -1)

    def coefficients(pos: int) -> Any:
        return signal.savgol_coeffs(window_length, polyorder, deriv, delta, pos=pos, use="dot")

    def fitted(places: range) -> Any:
        """One column for each place in a window."""
        return np.stack([coefficients(pos) for pos in places], axis=1).astype(x.kind.dtype.type(0).real.dtype)

    if mode != "interp":
        words = {"constant_values": cval} if mode == "constant" else {}
        widths = [(0, 0)] * (known_rank(x) - 1) + [(half, half)]
        inner = inner.apply(np.pad, inner, widths, _BEYOND[mode], **words)
    windows = inner.apply(np.lib.stride_tricks.sliding_window_view, inner, window_length, axis=-1)
    found = windows @ fitted(range(half, half + 1))[:, 0]
    if mode == "interp" and half:
        first = inner[..., :window_length] @ fitted(range(half))
        last = inner[..., -window_length:] @ fitted(range(half + 1, window_length))
        found = np.concatenate([first, found, last], axis=-1)
    return np.moveaxis(found, -1, axis)


define(signal.savgol_filter, _savgol_filter)


def _medfilt(volume: Any, kernel_size: Any = None) -> Any:
    """The middle one of the values around each place, of zeros beyond the ends."""
    known(kernel_size=kernel_size)
    n = known_rank(volume)
    sizes = [3] * n if kernel_size is None else [int(k) for k in np.broadcast_to(kernel_size, n)]
    wide: Any = np.pad(volume, [(k // 2, k // 2) for k in sizes])
    windows = wide.apply(np.lib.stride_tricks.sliding_window_view, wide, tuple(sizes))
    return np.median(windows, axis=tuple(range(n, 2 * n)))


define(signal.medfilt, _medfilt)
define(signal.medfilt2d, lambda input, kernel_size=3: _medfilt(input, kernel_size))


def _savgol_coeffs(
    window_length: Any,
    polyorder: Any,
    deriv: Any = 0,
    delta: Any = 1.0,
    pos: Any = None,
    use: Any = "conv",
    **words: Any,
) -> Any:
    """Those of samples at a distance of 1, scaled."""
    known(window_length=window_length, polyorder=polyorder, deriv=deriv, pos=pos, use=use)
    coefficients = signal.savgol_coeffs(window_length, polyorder, deriv, 1.0, pos, use, **words)
    return delta.apply(np.asarray, coefficients) / delta**deriv


define(signal.savgol_coeffs, _savgol_coeffs)


def _order_filter(a: Any, domain: Any, rank: Any) -> Any:
    """In the order of size one of the values around each place, of zeros beyond the ends."""
    n = known_rank(a)
    domain = domain if isinstance(domain, Symbol) else a.apply(np.asarray, domain)
    sizes = tuple(np.size(domain, k) for k in range(n))
    wide: Any = np.pad(a, [(k // 2, k // 2) for k in sizes])
    windows = wide.apply(np.lib.stride_tricks.sliding_window_view, wide, sizes)
    rows = np.reshape(windows, (*[np.size(a, k) for k in range(n)], -1))
    return np.sort(rows[..., np.ravel(domain) != 0], axis=-1)[..., rank]


define(signal.order_filter, _order_filter)

"""scipy.signal: filters with coefficients.

A filter feeds its input forward, a sum of products with one list of coefficients, and its output back, with another. The
transpose of either runs from the end to the beginning.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import scipy.linalg as sl
from scipy import signal

from ast_ad import runtime, tree
from ast_ad.ir import Atom, Value, kind_of
from ast_ad.kinds import ANY, Array, dims_of
from ast_ad.rules import by_value, known_kinds
from ast_ad.rules.axes import known_rank
from ast_ad.rules.known_kinds import Kinds
from ast_ad.rules.scipy_calls import known
from ast_ad.rules.scipy_signals import along_last, known_sections, put_back, sections
from ast_ad.rules.symbolic import Symbol, Unsupported, symbol_in
from ast_ad.rules.verbs import bilinear, custom, define, linear
from ast_ad.tree import Form, plain


def _reversed(function: Any, coefficients: Any, d: Any) -> Any:
    return np.flip(d.apply(function, coefficients, np.flip(d, -1)), -1)


bilinear(
    runtime.fed_forward,
    lambda d, b, x, w: d.apply(runtime.delayed_sums, d, x, d.apply(np.size, b)),
    lambda d, b, x, w: _reversed(runtime.fed_forward, b, d),
)
bilinear(
    runtime.delayed_sums,
    lambda d, bar, x, count, w: d.apply(runtime.fed_forward, d, x),
    lambda d, bar, x, count, w: np.flip(d.apply(runtime.fed_forward, d, np.flip(bar, -1)), -1),
)


def _fed_back_tangent(dots: Any, a: Any, u: Any, w: Any) -> Any:
    terms = [] if dots[1] is None else [dots[1]]
    terms += [] if dots[0] is None else [-w.apply(runtime.fed_forward, dots[0], w)]
    return w.apply(runtime.fed_back, a, terms[0] if len(terms) == 1 else terms[0] + terms[1])


def _fed_back_adjoint(d: Any, a: Any, u: Any, w: Any) -> Any:
    found = _reversed(runtime.fed_back, a, d)
    return -d.apply(runtime.delayed_sums, found, w, d.apply(np.size, a)), found


custom(runtime.fed_back, tangent=_fed_back_tangent, adjoint=_fed_back_adjoint)


def _arrays(*values: Any) -> tuple[Any, ...]:
    symbol = symbol_in(values)
    return tuple(each if isinstance(each, Symbol) else symbol.apply(np.asarray, each, float) for each in values)


def _zeros(x: Any, count: Any) -> Any:
    """So many zeros along the last axis of x."""
    sizes = [np.size(x, k) for k in range(known_rank(x) - 1)]
    return x.apply(np.zeros, (*sizes, count), x.kind.dtype.type)


def _filtered(b: Any, a: Any, x: Any, zi: Any = None) -> tuple[Any, Any]:
    """What a filter makes of x, along its last axis, and what it still has to give."""
    b, a = b / a[0], a / a[0]
    if zi is None:
        return x.apply(runtime.fed_back, a, x.apply(runtime.fed_forward, b, x)), None
    n, more = np.size(x, -1), np.size(zi, -1)
    wide = np.concatenate([x, _zeros(x, more)], axis=-1)
    u = x.apply(runtime.fed_forward, b, wide) + np.concatenate([zi, _zeros(zi, n)], axis=-1)
    y = x.apply(runtime.fed_back, a, u[..., :n])
    rest = u - x.apply(runtime.fed_forward, a, np.concatenate([y, _zeros(y, more)], axis=-1))
    return y, rest[..., n:]


def _lfilter(b: Any, a: Any, x: Any, axis: Any = -1, zi: Any = None) -> Any:
    if zi is None:
        b, a, x = _arrays(b, a, x)
        return put_back(_filtered(b, a, along_last(x, axis))[0], axis)
    b, a, x, zi = _arrays(b, a, x, zi)
    y, rest = _filtered(b, a, along_last(x, axis), along_last(zi, axis))
    return put_back(y, axis), put_back(rest, axis)


def _filter_kinds(before: int) -> known_kinds.KindOf:
    """A probe would not find how many numbers the state has. ``before``: how many arguments stand before x."""

    def kinds(form: Form, atoms: Sequence[Atom]) -> Kinds | None:
        positional, keywords = tree.arrange(form, atoms)
        x, zi = (*positional, None)[before], (*positional, None, None)[before + 2] or keywords.get("zi")
        found = [kind_of(each) for each in (x, zi) if isinstance(each, Value)]
        dtypes = [kind.dtype for atom in atoms if isinstance(kind := kind_of(atom), Array)]
        if len(found) < 2 or any(dtype.kind not in "fc" for dtype in dtypes):
            return None
        dtype = np.result_type(*dtypes)
        return tuple(Array(dtype, dims_of(kind)) for kind in found)

    return kinds


known_kinds.KINDS[signal.sosfilt] = _filter_kinds(1)
known_kinds.KINDS[signal.lfilter] = _filter_kinds(2)
define(signal.lfilter, _lfilter)


def _sosfilt(sos: Any, x: Any, axis: Any = -1, zi: Any = None) -> Any:
    """One filter after the other."""
    count = sections(sos)
    if count is None:
        return NotImplemented
    sos, x = _arrays(sos, x)
    found = along_last(x, axis)
    states = None
    if zi is not None:
        (zi,) = (zi,) if isinstance(zi, Symbol) else (x.apply(np.asarray, zi, float),)
        states = np.moveaxis(zi, axis % known_rank(x) + 1, -1)
    found, rests = _in_series(sos, count, found, states)
    if states is None:
        return put_back(found, axis)
    return put_back(found, axis), np.moveaxis(np.stack(rests), -1, axis % known_rank(x) + 1)


def _in_series(sos: Any, count: int, x: Any, states: Any) -> tuple[Any, list[Any]]:
    rests = []
    for k in range(count):
        x, rest = _filtered(sos[k, :3], sos[k, 3:], x, None if states is None else states[k])
        rests.append(rest)
    return x, rests


def _sosfilt_transpose(d: Any, sos: Any, x: Any, axis: Any = -1, zi: Any = None, *, w: Any) -> Any:
    if zi is not None:
        raise Unsupported("zi, if the number of sections is not known")
    return np.flip(d.apply(signal.sosfilt, sos, np.flip(d, axis), axis), axis)


linear(signal.sosfilt, None, _sosfilt_transpose)
define(signal.sosfilt, _sosfilt)


def _padded(c: Any, count: Any) -> Any:
    return np.concatenate([c, _zeros(c, count - np.size(c))])


def _lfilter_zi(b: Any, a: Any) -> Any:
    """The state in which a filter rests if its input is 1."""
    b, a = _arrays(b, a)
    count = b.apply(max, np.size(b), np.size(a))
    b, a = _padded(b / a[0], count), _padded(a / a[0], count)
    one = b.apply(np.eye, count - 1, dtype=a.kind.dtype.type)
    return np.linalg.solve(one - a.apply(sl.companion, a).T, b[1:] - a[1:] * b[0])


def _resting(sos: Any, count: int) -> list[Any]:
    """The states in which sections rest if the input is 1: each gets what the ones before it make of that."""
    states, gain = [], 1.0
    for k in range(count):
        b, a = sos[k, :3], sos[k, 3:]
        states.append(gain * _lfilter_zi(b, a))
        gain = gain * np.sum(b) / np.sum(a)
    return states


define(signal.lfilter_zi, _lfilter_zi)
define(signal.sosfilt_zi, lambda sos: np.stack(_resting(sos, known_sections(sos))))


def _extended(x: Any, edge: Any, padtype: Any) -> Any:
    before, after = x[..., edge:0:-1], x[..., -2 : -(edge + 2) : -1]
    match padtype:
        case "odd":
            before, after = 2 * x[..., :1] - before, 2 * x[..., -1:] - after
        case "constant":
            before, after = np.zeros_like(before) + x[..., :1], np.zeros_like(after) + x[..., -1:]
        case "even":
            pass
        case _:
            raise Unsupported(f"padtype={padtype!r}")
    return np.concatenate([before, x, after], axis=-1)


def _filtfilt(
    b: Any, a: Any, x: Any, axis: Any = -1, padtype: Any = "odd", padlen: Any = None, method: Any = "pad",
    irlen: Any = None,
) -> Any:  # fmt: skip
    """Forward and backward, from states that rest at the first and at the last sample."""
    known(padtype=padtype, method=method)
    if method != "pad":
        raise Unsupported(f"method={method!r}")
    b, a, x = _arrays(b, a, x)
    edge = 3 * x.apply(max, np.size(a), np.size(b)) if padlen is None else padlen
    rest = _lfilter_zi(b, a)
    return _there_and_back(x, axis, padtype, edge, lambda u: _filtered(b, a, u, u[..., :1] * rest)[0])


def _there_and_back(x: Any, axis: Any, padtype: Any, edge: Any, once: Callable[[Any], Any]) -> Any:
    found = along_last(x, axis)
    if padtype is not None:
        found = _extended(found, edge, padtype)
    for _ in range(2):
        found = np.flip(once(found), -1)
    if padtype is not None:
        found = found[..., edge : np.size(found, -1) - edge]
    return put_back(found, axis)


def _sosfiltfilt(sos: Any, x: Any, axis: Any = -1, padtype: Any = "odd", padlen: Any = None) -> Any:
    known(padtype=padtype)
    count = known_sections(sos)
    sos, x = _arrays(sos, x)
    states = _resting(sos, count)
    if padlen is None:
        taps = 2 * count + 1 - x.apply(min, np.sum(sos[:, 2] == 0), np.sum(sos[:, 5] == 0))
        padlen = 3 * taps

    def once(u: Any) -> Any:
        return _in_series(sos, count, u, [u[..., :1] * states[k] for k in range(count)])[0]

    return _there_and_back(x, axis, padtype, padlen, once)


define(signal.sosfiltfilt, _sosfiltfilt)
define(signal.filtfilt, _filtfilt)


def _deconvolve(signal_: Any, divisor: Any) -> Any:
    """The response of a filter to one impulse; the divisor is taken to be no longer than the signal."""
    x, y = _arrays(signal_, divisor)
    impulse = x.apply(np.eye, 1, np.size(x) - np.size(y) + 1, dtype=x.kind.dtype.type)[0]
    quotient, _ = _filtered(x, y, impulse)
    return quotient, x - np.convolve(y, quotient)


def _quotient_kinds(form: Form, atoms: Sequence[Atom]) -> Kinds | None:
    """The quotient by what is longer would be a list."""
    kinds = [kind for atom in atoms if isinstance(kind := kind_of(atom), Array)]
    if form != plain(2) or len(kinds) < 2 or any(kind.dtype.kind not in "fc" for kind in kinds):
        return None
    dtype = np.result_type(np.float64, *(kind.dtype for kind in kinds))
    return Array(dtype, (ANY,)), Array(dtype, kinds[0].dims)


known_kinds.KINDS[signal.deconvolve] = _quotient_kinds
define(signal.deconvolve, _deconvolve)


def _upfirdn(h: Any, x: Any, up: Any = 1, down: Any = 1, axis: Any = -1, mode: Any = "constant", cval: Any = 0) -> Any:
    """Zeros between the samples, the filter, and of its results each of which so many are left out."""
    known(mode=mode, cval=cval)
    if mode not in (None, "constant") or cval:
        raise Unsupported("values beyond the ends: extend the array before the call")
    h, x = _arrays(h, x)
    found = along_last(x, axis)
    if known_rank(h) != 1:
        raise Unsupported("several filters")
    count = (np.size(found, -1) - 1) * up + 1
    spread = np.concatenate([found[..., None], _zeros(found[..., None], up - 1)], axis=-1)
    spread = np.reshape(spread, (*[np.size(found, k) for k in range(known_rank(found) - 1)], -1))[..., :count]
    wide = np.concatenate([spread, _zeros(spread, np.size(h) - 1)], axis=-1)
    return put_back(x.apply(runtime.fed_forward, h, wide)[..., ::down], axis)


define(signal.upfirdn, _upfirdn)


def _resample_poly(
    x: Any,
    up: Any,
    down: Any,
    axis: Any = 0,
    window: Any = ("kaiser", 5.0),
    padtype: Any = "constant",
    cval: Any = None,
) -> Any:
    known(up=up, down=down, padtype=padtype, cval=cval)
    if padtype != "constant" or cval:
        raise Unsupported("values beyond the ends: subtract them before the call, and add them again")
    up, down = up // math.gcd(up, down), down // math.gcd(up, down)
    if up == down == 1:
        return x.apply(np.copy, x)
    widest = max(up, down)
    if isinstance(window, str | tuple):
        half = 10 * widest
        h = x.apply(
            np.asarray, signal.firwin(2 * half + 1, 1.0 / widest, window=window).astype(x.kind.dtype.type(0).real.dtype)
        )
    else:
        h = window if isinstance(window, Symbol) else x.apply(np.asarray, window)
        half = (x.apply(np.size, h) - 1) // 2
    before = down - half % down
    h = np.concatenate([_zeros(h, before), h * up, _zeros(h, up + down)])
    skipped = (half + before) // down
    count = -(-np.size(x, axis) * up // down)
    found = along_last(x.apply(signal.upfirdn, h, x, up, down, axis), axis)
    return put_back(found[..., skipped : skipped + count], axis)


define(signal.resample_poly, _resample_poly)


def _decimate(x: Any, q: Any, n: Any = None, ftype: Any = "iir", axis: Any = -1, zero_phase: Any = True) -> Any:
    """A filter that takes high frequencies away, and every so manieth sample."""
    known(q=q, n=n, ftype=ftype, zero_phase=zero_phase)
    if ftype not in ("iir", "fir"):
        raise Unsupported("a filter that is an object")
    if ftype == "fir":
        h = signal.firwin((20 * q if n is None else n) + 1, 1.0 / q, window="hamming")
        if zero_phase:
            return x.apply(signal.resample_poly, x, 1, q, axis, window=h)
        found = along_last(x.apply(signal.upfirdn, h, x, 1, q, axis), axis)
        return put_back(found[..., : -(-np.size(x, axis) // q)], axis)
    sections = signal.cheby1(8 if n is None else n, 0.05, 0.8 / q, output="sos")
    found = (_sosfiltfilt if zero_phase else _sosfilt)(sections, x, axis)
    return put_back(along_last(found, axis)[..., ::q], axis)


define(signal.decimate, _decimate)
by_value.LENGTHS |= {signal.upfirdn, signal.resample_poly, signal.decimate}

"""scipy.signal: filters with coefficients.

A filter feeds its input forward, a sum of products with one list of coefficients, and its output back, with another. The
transpose of either runs from the end to the beginning.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.linalg as sl
from scipy import signal

from ast_ad import runtime, tree
from ast_ad.ir import Atom, Const, Value, kind_of
from ast_ad.kinds import ANY, Array, dims_of
from ast_ad.rules import by_value, known_kinds
from ast_ad.rules.axes import known_rank
from ast_ad.rules.known_kinds import Kinds
from ast_ad.rules.scipy_calls import known
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


def _last(x: Any, axis: Any) -> Any:
    return x if axis % known_rank(x) == known_rank(x) - 1 else np.moveaxis(x, axis, -1)


def _back(x: Any, axis: Any) -> Any:
    return x if axis % known_rank(x) == known_rank(x) - 1 else np.moveaxis(x, -1, axis)


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
        return _back(_filtered(b, a, _last(x, axis))[0], axis)
    b, a, x, zi = _arrays(b, a, x, zi)
    y, rest = _filtered(b, a, _last(x, axis), _last(zi, axis))
    return _back(y, axis), _back(rest, axis)


def _filter_kinds(form: Form, atoms: Sequence[Atom]) -> Kinds | None:
    """A probe would not find how many numbers the state has."""
    positional, keywords = tree.arrange(form, atoms)
    zi = positional[4] if len(positional) > 4 else keywords.get("zi", Const(None))
    x = positional[2] if len(positional) > 2 else None
    if not isinstance(x, Value) or not isinstance(zi, Value) or not isinstance(x.kind, Array):
        return None
    dtypes = [kind.dtype for atom in atoms if isinstance(kind := kind_of(atom), Array)]
    state = zi.kind
    if not isinstance(state, Array) or any(dtype.kind not in "fc" for dtype in dtypes):
        return None
    return Array(np.result_type(*dtypes), x.kind.dims), Array(np.result_type(*dtypes), state.dims)


known_kinds.KINDS[signal.lfilter] = _filter_kinds
define(signal.lfilter, _lfilter)


def _sections(sos: Any) -> int | None:
    """How many sections there are, if that is known."""
    dims = dims_of(sos.kind) if isinstance(sos, Symbol) else np.shape(sos)
    return dims[0] if dims is not None and isinstance(dims[0], int) else None


def _sosfilt(sos: Any, x: Any, axis: Any = -1, zi: Any = None) -> Any:
    """One filter after the other."""
    count = _sections(sos)
    if count is None or zi is not None:
        return NotImplemented
    sos, x = _arrays(sos, x)
    found = _last(x, axis)
    for k in range(count):
        found, _ = _filtered(sos[k, :3], sos[k, 3:], found)
    return _back(found, axis)


def _sosfilt_transpose(d: Any, sos: Any, x: Any, axis: Any = -1, zi: Any = None, *, w: Any) -> Any:
    if zi is not None:
        raise Unsupported("zi: take lfilter for each section")
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


define(signal.lfilter_zi, _lfilter_zi)


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
    found = _last(x, axis)
    edge = 3 * x.apply(max, np.size(a), np.size(b)) if padlen is None else padlen
    if padtype is not None:
        found = _extended(found, edge, padtype)
    rest = _lfilter_zi(b, a)
    for _ in range(2):
        found, _ = _filtered(b, a, found, found[..., :1] * rest)
        found = np.flip(found, -1)
    if padtype is not None:
        found = found[..., edge : np.size(found, -1) - edge]
    return _back(found, axis)


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
    found = _last(x, axis)
    if known_rank(h) != 1:
        raise Unsupported("several filters")
    count = (np.size(found, -1) - 1) * up + 1
    spread = np.concatenate([found[..., None], _zeros(found[..., None], up - 1)], axis=-1)
    spread = np.reshape(spread, (*[np.size(found, k) for k in range(known_rank(found) - 1)], -1))[..., :count]
    wide = np.concatenate([spread, _zeros(spread, np.size(h) - 1)], axis=-1)
    return _back(x.apply(runtime.fed_forward, h, wide)[..., ::down], axis)


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
        h = signal.firwin(2 * half + 1, 1.0 / widest, window=window)
    else:
        known(window=window)
        h = np.asarray(window)
        half = (h.size - 1) // 2
    before = down - half % down
    h = np.concatenate([np.zeros(before), h * up, np.zeros(up + down)]).astype(x.kind.dtype.type(0).real.dtype)
    skipped = (half + before) // down
    count = -(-np.size(x, axis) * up // down)
    found = _last(x.apply(signal.upfirdn, h, x, up, down, axis), axis)
    return _back(found[..., skipped : skipped + count], axis)


define(signal.resample_poly, _resample_poly)
by_value.LENGTHS |= {signal.upfirdn, signal.resample_poly}

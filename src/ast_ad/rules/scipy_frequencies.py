"""scipy.signal: what filters do to frequencies, and transforms to other frequencies than those of a DFT."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import signal

from ast_ad import tree
from ast_ad.ir import Atom, Const, Value, kind_of
from ast_ad.kinds import ANY, Array, Number, is_complex
from ast_ad.rules import by_value, known_kinds
from ast_ad.rules.axes import known_rank, rank
from ast_ad.rules.known_kinds import Kinds
from ast_ad.rules.scipy_calls import known
from ast_ad.rules.scipy_signals import along_last, known_sections, put_back
from ast_ad.rules.symbolic import Symbol, Unsupported, symbol_in
from ast_ad.rules.table import take_sequences
from ast_ad.rules.verbs import define, zero
from ast_ad.tree import Form

_TURN = 2 * math.pi


def _coefficients(symbol: Any, values: Any) -> Any:
    """Those of a polynomial, the highest power first."""
    found: Any = values if isinstance(values, Symbol) else symbol.apply(np.asarray, values, float)
    match rank(found):
        case 0:
            return np.reshape(found, (1,))
        case 1:
            return found
    raise Unsupported("coefficients along several axes")


def is_count(given: Any) -> bool:
    """Whether it is said how many frequencies there are, not which."""
    if isinstance(given, Symbol):
        return isinstance(given.kind, Number) and given.kind.type is int
    return isinstance(given, int)


def _angles(symbol: Any, given: Any, whole: Any, fs: Any, endpoint: bool, *of: Any) -> Any:
    """The angles of frequencies, as precise as the coefficients."""
    if given is None or is_count(given):
        last, count = _TURN if whole else math.pi, 512 if given is None else given
        dtype = np.result_type(*(each.kind.dtype.type(0).real.dtype for each in of)).type
        return symbol.apply(np.linspace, 0, last, count, endpoint=endpoint and not whole, dtype=dtype)
    angles: Any = given if isinstance(given, Symbol) else symbol.apply(np.asarray, given, float)
    if is_complex(angles.kind) and not any(is_complex(each.kind) for each in of):
        raise Unsupported("complex frequencies, of which only the real part is read")
    if known_rank(angles) == 0:
        angles = np.reshape(angles, (1,))
    return _TURN * angles / fs


def _quotient(symbol: Any, b: Any, a: Any, at: Any) -> Any:
    return symbol.apply(np.polyval, b, at) / symbol.apply(np.polyval, a, at)


def _freqz(
    b: Any, a: Any = 1, worN: Any = 512, whole: Any = False, plot: Any = None, fs: Any = _TURN,
    include_nyquist: Any = False,
) -> Any:  # fmt: skip
    known(whole=whole, include_nyquist=include_nyquist)
    if plot is not None:
        raise Unsupported("a plot")
    symbol = symbol_in((b, a, worN, fs))
    b, a = (np.flip(_coefficients(symbol, each)) for each in (b, a))
    angles = _angles(symbol, worN, whole, fs, include_nyquist, b, a)
    return angles * (fs / _TURN), _quotient(symbol, b, a, np.exp(-1j * angles))


def _freqz_sos(sos: Any, worN: Any = 512, whole: Any = False, fs: Any = _TURN) -> Any:
    count, product, w = known_sections(sos), 1.0, None
    for k in range(count):
        row = sos[k] if isinstance(sos, Symbol) else np.asarray(sos, float)[k]
        w, h = _freqz(row[:3], row[3:], worN, whole, None, fs)
        product = product * h
    return w, product


def _freqs(b: Any, a: Any, worN: Any = 200, plot: Any = None) -> Any:
    if plot is not None:
        raise Unsupported("a plot")
    symbol = symbol_in((b, a, worN))
    b, a = _coefficients(symbol, b), _coefficients(symbol, a)
    if worN is None or is_count(worN):
        w = symbol.apply(signal.findfreqs, b, a, 200 if worN is None else worN)
        w = w.apply(np.ndarray.astype, w, b.kind.dtype.type(0).real.dtype.type)
    else:
        w = _coefficients(symbol, worN)
    return w, _quotient(symbol, b, a, 1j * w)


def _precision(atoms: Sequence[Atom], mixed: bool = False) -> np.dtype[Any] | None:
    """The type of real numbers that arrays of this precision give; None if they are of several."""
    kinds = [kind for atom in atoms if isinstance(kind := kind_of(atom), Array)]
    if any(kind.dtype.kind not in "fc" for kind in kinds):
        return None
    found = {kind.dtype.type(0).real.dtype for kind in kinds}
    return np.result_type(*found) if found and (mixed or len(found) == 1) else None


def _response_kinds(at: int, word: str, *parts: np.dtype[Any], mixed: bool = False) -> known_kinds.KindOf:
    """One vector for each part, of these types or of their like in single precision. A probe has not the values, or not the
    lengths, that SciPy takes. ``at``, ``word``: where the frequencies stand.
    """

    def kinds(form: Form, atoms: Sequence[Atom]) -> Kinds | None:
        positional, keywords = tree.arrange(form, atoms)
        given = keywords.get(word, positional[at] if len(positional) > at else None)
        real = _precision(atoms, mixed)
        if real is None or (not mixed and isinstance(given, Value) and is_complex(given.kind)):
            return None
        return tuple(Array(np.result_type(real, np.complex64) if c.kind == "c" else real, (ANY,)) for c in parts)

    return kinds


_REAL, _COMPLEX = np.dtype(float), np.dtype(complex)
for of_sections in (signal.freqz_sos, signal.sosfreqz):
    known_kinds.KINDS[of_sections] = _response_kinds(1, "worN", _REAL, _COMPLEX, mixed=True)
known_kinds.KINDS[signal.freqs] = _response_kinds(2, "worN", _REAL, _COMPLEX)
known_kinds.KINDS[signal.dfreqresp] = _response_kinds(1, "w", _REAL, _COMPLEX)
known_kinds.KINDS[signal.dbode] = _response_kinds(1, "w", _REAL, _REAL, _REAL)
define(signal.freqz, _freqz)
define(signal.freqz_sos, _freqz_sos)
by_value.SHARED |= {signal.freqs, signal.freqresp, signal.bode}
define(signal.sosfreqz, _freqz_sos)
define(signal.freqs, _freqs)
# The first and the last one are powers of ten, with whole numbers of them.
zero(signal.findfreqs)


def _group_delay(system: Any, w: Any = 512, whole: Any = False, fs: Any = _TURN) -> Any:
    known(whole=whole)
    symbol = symbol_in((system, w, fs))
    b, a = (_coefficients(symbol, each) for each in _polynomials(system, 2))
    angles = _angles(symbol, w, whole, fs, False, b, a)
    c = np.convolve(b, np.conj(np.flip(a)))
    z = np.exp(-1j * angles)
    above = symbol.apply(np.polyval, np.flip(c * symbol.apply(np.arange, np.size(c))), z)
    below = symbol.apply(np.polyval, np.flip(c), z)
    singular = below == 0
    delay = np.real(above / np.where(singular, 1.0, below)) - np.size(a) + 1
    return angles * (fs / _TURN), np.where(singular, 0.0, delay)


define(signal.group_delay, _group_delay)


def _polynomials(system: Any, count: int) -> Any:
    """The numerator and the denominator, and how far samples are apart if there are to be three."""
    if not isinstance(system, tuple | list) or len(system) != count:
        raise Unsupported("a system that is not given by a numerator and a denominator")
    return system


def _freqresp(system: Any, w: Any = None, n: Any = 10000) -> Any:
    b, a = _polynomials(system, 2)
    if any(isinstance(each, Symbol) and is_complex(each.kind) for each in (b, a)):
        raise Unsupported("complex coefficients, of which it reads the real part in some places: take freqs")
    return _freqs(b, a, n if w is None else w)


def _dfreqresp(system: Any, w: Any = None, n: Any = 10000, whole: Any = False) -> Any:
    b, a, _ = _polynomials(system, 3)
    symbol = symbol_in((b, a, w))
    b, a = _coefficients(symbol, b), _coefficients(symbol, a)
    angles = _angles(symbol, n if w is None else w, whole, _TURN, False, b, a)
    return angles, _quotient(symbol, b, a, np.exp(1j * angles))


def _decibels(h: Any) -> tuple[Any, Any]:
    return 20.0 * np.log10(np.abs(h)), np.unwrap(np.angle(h)) * (180.0 / math.pi)


def _bode(system: Any, w: Any = None, n: Any = 100) -> Any:
    found, h = _freqresp(system, w, n)
    return found, *_decibels(h)


def _dbode(system: Any, w: Any = None, n: Any = 100) -> Any:
    found, h = _dfreqresp(system, w, n)
    return found / system[2], *_decibels(h)


_OF_SYSTEMS: dict[Any, Any] = {
    signal.freqresp: _freqresp,
    signal.dfreqresp: _dfreqresp,
    signal.bode: _bode,
    signal.dbode: _dbode,
}
for function, body in _OF_SYSTEMS.items():
    define(function, body)
take_sequences(signal.group_delay, *_OF_SYSTEMS)
by_value.LENGTHS |= {
    *(signal.freqz, signal.freqz_sos, signal.sosfreqz, signal.freqs, signal.findfreqs, signal.group_delay),
    *_OF_SYSTEMS,
}


def _chirped(x: Any, m: Any, axis: Any, chirp: Any, turned: Any) -> Any:
    """The sums of ``x[n] * turned(n) * w ** (n * k)``, where ``chirp(k)`` is ``w ** (k ** 2 / 2)``: a convolution."""
    x = along_last(x, axis)
    n = np.size(x, -1)
    k = x.apply(np.arange, x.apply(max, m, n))
    powers = chirp(k)
    size = n + m - 1
    around = np.concatenate([np.flip(powers[1:n]), powers[:m]])
    inner: Any = np.fft.fft(x * (turned(k[:n]) * powers[:n]), size)
    found: Any = np.fft.ifft(np.fft.fft(1 / around, size) * inner)
    return put_back(found[..., n - 1 : n + m - 1] * powers[:m], axis)


def _czt(x: Any, m: Any = None, w: Any = None, a: Any = 1 + 0j, *, axis: Any = -1) -> Any:
    symbol = symbol_in((x, w, a))
    x = x if isinstance(x, Symbol) else symbol.apply(np.asarray, x)
    m = np.size(x, axis) if m is None else m

    def chirp(k: Any) -> Any:
        return np.exp(-1j * math.pi * ((k * k) % (2 * m)) / m) if w is None else w ** (k * k / 2.0)

    return _chirped(x, m, axis, chirp, lambda k: (1.0 * a) ** -k)


def _zoom_fft(x: Any, fn: Any, m: Any = None, *, fs: Any = 2, endpoint: Any = False, axis: Any = -1) -> Any:
    known(endpoint=endpoint)
    symbol = symbol_in((x, fn, fs))
    x = x if isinstance(x, Symbol) else symbol.apply(np.asarray, x)
    m = np.size(x, axis) if m is None else m
    low, high = (fn[0], fn[1]) if known_rank(fn) else (0.0, fn)
    step = (high - low) / fs / ((m - 1) if endpoint else m)
    return _chirped(
        x, m, axis, lambda k: np.exp(-1j * math.pi * step * (k * k)), lambda k: np.exp(-1j * (_TURN * low / fs) * k)
    )


define(signal.czt, _czt)
define(signal.zoom_fft, _zoom_fft)
by_value.LENGTHS |= {signal.czt, signal.zoom_fft}


def _zoomed_kind(form: Form, atoms: Sequence[Atom]) -> Kinds | None:
    """A probe has no frequencies that lie below that of the samples."""
    real, kind = _precision(atoms), kind_of(atoms[0])
    if real is None or not isinstance(kind, Array) or kind.dims is None:
        return None
    whole = isinstance(kind_of(atoms[1]), Array) and real == np.float32
    return Array(np.dtype(np.complex64 if whole else np.complex128), (ANY,) * len(kind.dims))


known_kinds.KINDS[signal.zoom_fft] = _zoomed_kind


def _lombscargle(
    x: Any, y: Any, freqs: Any, *, precenter: Any = None, normalize: Any = False, weights: Any = None,
    floating_mean: Any = False,
) -> Any:  # fmt: skip
    """The power of the sines and cosines that fit samples at any times. Turned by tau these are orthogonal."""
    known(normalize=normalize, floating_mean=floating_mean)
    if precenter is not None:
        raise Unsupported("precenter: subtract the mean of y before the call")
    symbol = symbol_in((x, y, freqs, weights))
    if any(isinstance(each, Symbol) and is_complex(each.kind) for each in (x, y, freqs, weights)):
        raise Unsupported("complex samples, of which only the real part is read")
    x, y, freqs = (
        each if isinstance(each, Symbol) else symbol.apply(np.asarray, each, float) for each in (x, y, freqs)
    )
    w = symbol.apply(np.ones, np.size(y)) if weights is None else weights
    w = w / np.sum(w)
    angles = freqs[:, None] * x

    def moments(cos: Any, sin: Any) -> tuple[Any, ...]:
        square, both = (cos * cos) @ w, (cos * sin) @ w
        if not floating_mean:
            return square, 1.0 - square, both, 0.0, 0.0
        mean_cos, mean_sin = cos @ w, sin @ w
        return (
            *(square - mean_cos * mean_cos, 1.0 - square - mean_sin * mean_sin, both - mean_cos * mean_sin),
            *(mean_cos, mean_sin),
        )

    cc, ss, cs, _, _ = moments(np.cos(angles), np.sin(angles))
    tau = 0.5 * np.arctan2(2.0 * cs, cc - ss)
    cos, sin = np.cos(angles - tau[:, None]), np.sin(angles - tau[:, None])
    cc, ss, _, mean_cos, mean_sin = moments(cos, sin)
    mean = w @ y
    yc, ys = cos @ (w * y) - mean * mean_cos, sin @ (w * y) - mean * mean_sin
    least = float(np.finfo(np.float64).epsneg)
    a, b = yc / np.maximum(cc, least), ys / np.maximum(ss, least)
    if normalize == "amplitude":
        return (a + 1j * b) * np.exp(1j * tau)
    power = 2.0 * (a * yc + b * ys)
    if normalize in (False, "power"):
        return power * (np.size(y) / 4.0)
    return power * (0.5 / ((w * y) @ y - (mean * mean if floating_mean else 0.0)))


def _power_kind(form: Form, atoms: Sequence[Atom]) -> Kinds:
    _, keywords = tree.arrange(form, atoms)
    real = keywords.get("normalize") != Const("amplitude")
    return Array(np.dtype(float if real else complex), (ANY,))


known_kinds.KINDS[signal.lombscargle] = _power_kind
define(signal.lombscargle, _lombscargle)

"""Discrete Fourier transforms, for each module that has them.

The matrix of a transform is symmetric, so it is its own transpose; what remains are lengths that are given, and for
real signals the frequencies that stand for two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ast_ad import runtime
from ast_ad.kinds import Number
from ast_ad.rules.axes import known_rank
from ast_ad.rules.symbolic import Symbol, Undecided, Unsupported
from ast_ad.rules.verbs import custom, define, linear

# The normalisation of the transform back, with which a transpose scales.
_OTHER = {None: "forward", "backward": "forward", "forward": "backward", "ortho": "ortho"}


def other(norm: Any) -> Any:
    if isinstance(norm, Symbol) or norm not in _OTHER:
        raise Unsupported(f"norm={norm!r}")
    return _OTHER[norm]


def words(**given: Any) -> dict[str, Any]:
    """The keywords that say something: None is what a function takes without them."""
    return {name: value for name, value in given.items() if value is not None}


def _fit(found: Any, x: Any, given: Any, axis: Any) -> Any:
    """The bar of x, of which the transform took as much as it was told."""
    return found if given is None else found.apply(runtime.fitted, found, np.size(x, axis), axis)


def _axis_words(axis: Any) -> dict[str, Any]:
    return {} if axis == -1 else {"axis": axis}


def _same_transposed(function: Callable[..., object]) -> None:
    """fft and ifft: the transpose is the transform itself."""

    def transpose(
        d: Any, a: Any, n: Any = None, axis: Any = -1, norm: Any = None, *rest: Any, w: Any, **more: Any
    ) -> Any:
        found = d.apply(function, d, **_axis_words(axis), **words(norm=norm))
        return _fit(found, a, n, axis)

    linear(function, transpose)


def _state_real(module: Any) -> None:
    """rfft and irfft, and hfft and ihfft, which are these for the conjugate."""

    def rfft_transposed(
        d: Any, a: Any, n: Any = None, axis: Any = -1, norm: Any = None, *rest: Any, w: Any, **more: Any
    ) -> Any:
        length = np.size(a, axis) if n is None else n
        found = np.real(d.apply(module.fft, d, length, **_axis_words(axis), **words(norm=norm)))
        return _fit(found, a, n, axis)

    def irfft_transposed(
        d: Any, a: Any, n: Any = None, axis: Any = -1, norm: Any = None, *rest: Any, w: Any, **more: Any
    ) -> Any:
        found = np.conj(d.apply(module.rfft, d, **_axis_words(axis), norm=other(norm)))
        found = found * d.apply(runtime.frequency_counts, found, np.size(d, axis), axis)
        return found if n is None else _fit(found, a, n, axis)

    def hfft(a: Any, n: Any = None, axis: Any = -1, norm: Any = None, *rest: Any, **more: Any) -> Any:
        return a.apply(module.irfft, np.conj(a), n, **_axis_words(axis), norm=other(norm))

    def ihfft(a: Any, n: Any = None, axis: Any = -1, norm: Any = None, *rest: Any, **more: Any) -> Any:
        return np.conj(a.apply(module.rfft, a, n, **_axis_words(axis), norm=other(norm)))

    linear(module.rfft, rfft_transposed)
    linear(module.irfft, irfft_transposed)
    define(module.hfft, hfft)
    define(module.ihfft, ihfft)


def items_of(s: Any) -> Any:
    """The lengths that a call gives, one by one."""
    if not isinstance(s, Symbol):
        return s
    if not isinstance(s.kind, Number):
        raise Undecided("lengths of which only the run tells how many there are")
    return (s,)


def axes_of(x: Any, s: Any, axes: Any) -> tuple[int, ...]:
    """The axes of a transform along several."""
    if axes is not None:
        return (axes,) if isinstance(axes, int) else tuple(axes)
    ndim = known_rank(x)
    return tuple(range(ndim)) if s is None else tuple(range(ndim - len(s), ndim))


def lengths_of(s: Any, axes: tuple[int, ...]) -> tuple[Any, ...]:
    """A length for each axis, None where the array's own is taken."""
    each = (s,) if isinstance(s, int) else tuple(s or (None,) * len(axes))
    if len(each) != len(axes):
        raise Unsupported("lengths for other axes")
    return tuple(None if isinstance(n, int) and n == -1 else n for n in each)


def _along_each(x: Any, function: Any, s: Any, axes: tuple[int, ...], norm: Any) -> Any:
    for n, axis in reversed(list(zip(s, axes))):
        x = _one(x, function, n, axis, norm)
    return x


def _one(x: Any, function: Any, n: Any, axis: int, norm: Any) -> Any:
    """A transform along one axis, with the arguments that say something."""
    return x.apply(function, x, *(() if n is None else (n,)), **_axis_words(axis), **words(norm=norm))


def _state_several(module: Any, name: str, default: Any) -> None:
    """A transform along several axes is one along each, last axis first; irfftn takes the last axis last."""
    kind = name.removesuffix("2").removesuffix("n")

    def body(x: Any, s: Any = None, axes: Any = default, norm: Any = None, *rest: Any, **more: Any) -> Any:
        s = items_of(s)
        chosen = axes_of(x, s, axes)
        lengths = lengths_of(s, chosen)
        first = getattr(module, kind)
        match kind:
            case "fft" | "ifft":
                return _along_each(x, first, lengths, chosen, norm)
            case "rfft":
                x = _one(x, first, lengths[-1], chosen[-1], norm)
                return _along_each(x, module.fft, lengths[:-1], chosen[:-1], norm)
        x = _along_each(x, module.ifft, lengths[:-1], chosen[:-1], norm)
        return _one(x, first, lengths[-1], chosen[-1], norm)

    define(getattr(module, name), body)


def _state_shift(function: Any, back: Any) -> None:
    linear(function, lambda d, x, axes=None, *, w: d.apply(back, d, axes), once=True)


def _state_frequencies(function: Any) -> None:
    """They are whole numbers over the spacing."""
    custom(
        function,
        tangent=lambda dots, n, d=1.0, *, w, **words: -dots[1] * (w / d),
        adjoint=lambda bar, n, d=1.0, *, w, **words: (None, -np.sum(bar * w) / d),
    )


def state(module: Any) -> None:
    """State the transforms of numpy.fft or scipy.fft."""
    for name in ("fft", "ifft"):
        _same_transposed(getattr(module, name))
        _state_several(module, f"{name}2", (-2, -1))
        _state_several(module, f"{name}n", None)
    _state_real(module)
    _state_frequencies(module.fftfreq)
    _state_frequencies(module.rfftfreq)
    for name in ("rfft", "irfft"):
        _state_several(module, f"{name}2", (-2, -1))
        _state_several(module, f"{name}n", None)
    _state_shift(module.fftshift, module.ifftshift)
    _state_shift(module.ifftshift, module.fftshift)

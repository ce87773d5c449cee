"""Functions that make arrays."""

from __future__ import annotations

import functools
import operator
from typing import Any

import numpy as np

from ast_ad.kinds import Array
from ast_ad.rules.axes import given, known_rank, reshaped_along
from ast_ad.rules.symbolic import Symbol, sum_to, symbol_in
from ast_ad.rules.verbs import custom, define, linear, zero

for name in "zeros ones empty zeros_like ones_like empty_like eye identity tri indices".split():
    zero(getattr(np, name))


def _filling(d: Any, like: Any, value: Any, dtype: Any = None, *layout: Any, w: Any, **words: Any) -> Any:
    return sum_to(d, value)


for function in (np.full, np.full_like):
    linear(function, None, _filling)


def _weights(d: Any, rising: bool, num: Any, endpoint: Any) -> Any:
    words = {} if endpoint is True else {"endpoint": endpoint}
    ramp = d.apply(np.linspace, 0.0, 1.0, num, **words)
    return ramp if rising else 1.0 - ramp


def _start(
    d: Any, start: Any, stop: Any, num: Any = 50, endpoint: Any = True, *of_type: Any, w: Any, **words: Any
) -> Any:
    return np.dot(d, _weights(d, False, num, endpoint))


def _stop(
    d: Any, start: Any, stop: Any, num: Any = 50, endpoint: Any = True, *of_type: Any, w: Any, **words: Any
) -> Any:
    return np.dot(d, _weights(d, True, num, endpoint))


linear(np.linspace, _start, _stop)


def _spaced(
    start: Any,
    stop: Any,
    num: Any = 50,
    endpoint: Any = True,
    retstep: Any = False,
    dtype: Any = None,
    axis: int = 0,
    *,
    device: None = None,
) -> Any:
    """Numbers at equal distances between arrays; numbers between numbers have a rule."""
    n = max(known_rank(start), known_rank(stop))
    if n == 0 and not retstep:
        return NotImplemented
    symbol = symbol_in((start, stop))
    step = (stop - start) / (num - 1 if endpoint else num)
    words = {"dtype": step.kind.dtype.type} if isinstance(step, Symbol) and isinstance(step.kind, Array) else {}
    steps = reshaped_along(symbol.apply(np.arange, num, **words), 0, n + 1)
    found = start + steps * step
    found = found if axis in (0, -n - 1) else np.moveaxis(found, 0, axis)
    return (found, step) if retstep else found


define(np.linspace, _spaced)


def _geometric(start: Any, stop: Any, num: Any = 50, endpoint: Any = True, dtype: Any = None, axis: int = 0) -> Any:
    symbol = symbol_in((start, stop))
    ramp = symbol.apply(np.linspace, 0.0, 1.0, num, **({} if endpoint is True else {"endpoint": endpoint}))
    n = max(known_rank(start), known_rank(stop))
    found = start * (stop / start) ** reshaped_along(ramp, 0, n + 1)
    return found if axis in (0, -n - 1) else np.moveaxis(found, 0, axis)


define(np.geomspace, _geometric)


def _logarithmic(
    start: Any, stop: Any, num: Any = 50, endpoint: Any = True, base: Any = 10.0, dtype: Any = None, axis: int = 0
) -> Any:
    symbol = symbol_in((start, stop, base))
    words = {} if endpoint is True else {"endpoint": endpoint}
    n, of_base = max(known_rank(start), known_rank(stop)), known_rank(base)
    if of_base > n:
        start = start + np.zeros_like(base)
    along = {} if n == 0 and not of_base else given(axis=axis or None)
    exponents = symbol.apply(np.linspace, start, stop, num, **words, **along)
    if of_base and axis not in (0, -max(n, of_base) - 1):
        base = symbol.apply(np.expand_dims, base[(None,) * (n - of_base)] if n > of_base else base, axis)
    return symbol.apply(np.power, base, exponents)


define(np.logspace, _logarithmic)


def _bounds_of(args: tuple[Any, ...]) -> tuple[int | None, int | None]:
    """Which arguments of np.arange are the start and the step."""
    return (None, None) if len(args) == 1 else (0, 2 if len(args) == 3 and args[2] is not None else None)


def _arange_tangent(dots: Any, *args: Any, dtype: Any = None, w: Any) -> Any:
    dots = list(dots)  # that of the stop is seen: it decides only how many numbers there are
    start, step = (None if k is None else dots[k] for k in _bounds_of(args))
    terms = [] if step is None else [step * w.apply(np.arange, np.size(w))]
    if start is not None or not terms:
        terms.append(np.zeros_like(w) if start is None else np.full_like(w, start))
    return functools.reduce(operator.add, terms)


def _arange_adjoint(d: Any, *args: Any, dtype: Any = None, w: Any) -> Any:
    start, step = _bounds_of(args)
    bars = [None] * len(args)
    if start is not None:
        bars[start] = np.sum(d)
    if step is not None:
        bars[step] = d @ d.apply(np.arange, np.size(d))
    return tuple(bars)


custom(np.arange, tangent=_arange_tangent, adjoint=_arange_adjoint)

for name in "result_type can_cast".split():
    zero(getattr(np, name))

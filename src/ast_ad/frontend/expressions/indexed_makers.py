"""np.r_, np.c_, np.s_, np.mgrid and np.ogrid, which are called with brackets."""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad.frontend.calls import library
from ast_ad.frontend.expressions import operators
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Slice, Tuple
from ast_ad.ir import Const, kind_of
from ast_ad.kinds import Array, Kind, Number


def made(m: Machine, maker: object, key: Abstract) -> Abstract | None:
    """``maker[key]``; None if it is an ordinary object."""
    if maker is np.s_:
        return key
    if maker is np.index_exp:
        return key if isinstance(key, Tuple) else Tuple((key,))
    if maker is np.r_:
        items = [_ranged(m, item) for item in _items(key)]
        dtype = _common(m, items)
        parts = [_vector(m, item, dtype) for item in items]
        return library.call(m, np.concatenate, [Tuple(tuple(parts))], {})
    if maker is np.c_:
        parts = [_ranged(m, item) for item in _items(key)]
        if any(isinstance(kind := m.kind(part), Array) and (kind.ndim is None or kind.ndim > 2) for part in parts):
            m.refuse("AD402", "np.c_ with arrays of more than two axes is not supported", "use np.concatenate")
        return library.call(m, np.column_stack, [Tuple(tuple(parts))], {})
    if maker is np.mgrid or maker is np.ogrid:
        return _grid(m, [_ranged(m, item) for item in _items(key)], sparse=maker is np.ogrid)
    return None


def _grid(m: Machine, axes: list[Abstract], sparse: bool) -> Abstract:
    """Coordinates along each axis. They are all of one type."""
    kinds = [kind for axis in axes if isinstance(kind := m.kind(axis), Array)]
    dtype = np.result_type(*(kind.dtype for kind in kinds))
    if any(kind.dtype != dtype for kind in kinds):
        axes = [library.call(m, np.ndarray.astype, [axis, Const(dtype.type)], {}) for axis in axes]
    if len(axes) == 1:
        return axes[0]
    words: dict[str, Abstract] = {"indexing": Const("ij"), "sparse": Const(sparse)}
    found = library.call(m, np.meshgrid, axes, words)
    return found if sparse else library.call(m, np.stack, [found], {})


def _items(key: Abstract) -> tuple[Abstract, ...]:
    if isinstance(key, Const) and isinstance(key.value, tuple):
        return tuple(map(Const, key.value))
    return key.items if isinstance(key, Tuple) else (key,)


def _ranged(m: Machine, item: Abstract) -> Abstract:
    """A slice stands for a range of numbers; with an imaginary step, for so many numbers at equal distances."""
    if isinstance(item, Const) and isinstance(item.value, str):
        m.refuse("AD402", "np.r_ and np.c_ with a string of directives are not supported", "use np.concatenate")
    if isinstance(item, Const) and isinstance(item.value, slice):
        item = Slice((Const(item.value.start), Const(item.value.stop), Const(item.value.step)))
    if not isinstance(item, Slice):
        return operators.as_array(m, item)
    start, stop, step = item.parts
    start = Const(0) if start == Const(None) else start
    if isinstance(step, Const) and isinstance(step.value, complex):
        return library.call(m, np.linspace, [start, stop, Const(int(abs(step.value)))], {})
    return library.call(m, np.arange, [start, stop, *([] if step == Const(None) else [step])], {})


def _kind(m: Machine, item: Abstract) -> Kind | None:
    return m.kind(item) or (kind_of(item) if isinstance(item, Const) else None)


def _common(m: Machine, items: list[Abstract]) -> np.dtype[Any] | None:
    """The type of arrays and numbers together, among which Python's numbers follow the others."""
    kinds = [_kind(m, item) for item in items]
    known = [kind.dtype or kind.type(1) for kind in kinds if isinstance(kind, Number | Array)]
    return np.result_type(*known) if len(known) == len(items) else None


def _vector(m: Machine, item: Abstract, dtype: np.dtype[Any] | None) -> Abstract:
    kind = _kind(m, item)
    if isinstance(kind, Number) or (isinstance(kind, Array) and kind.ndim == 0):
        item = library.call(m, np.atleast_1d, [item], {})
        weak = isinstance(kind, Number) and kind.dtype is None and dtype is not None
        kind = m.kind(item)
        if weak and isinstance(kind, Array) and kind.dtype != dtype:
            assert dtype is not None
            return library.call(m, np.ndarray.astype, [item, Const(dtype.type)], {})
    return item

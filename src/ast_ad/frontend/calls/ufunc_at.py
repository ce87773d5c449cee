"""The method ``at`` of ufuncs, which writes at an index: a place that is named twice is changed twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ast_ad.frontend.calls import library
from ast_ad.frontend.calls.mutators import array_of, given
from ast_ad.frontend.calls.structural import Handler, Keywords, Positional, handles, helper
from ast_ad.frontend.expressions import operators, subscripts
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Ref, Slice, Tuple
from ast_ad.frontend.statements import writes
from ast_ad.ir import Const
from ast_ad.kinds import Array, Number

_NONE = Const(None)


def _at(sign: int) -> Handler:
    def add(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        target, key, values = given(m, "a indices b", positional, keywords)
        ref, _ = array_of(m, target)
        added = operators.as_array(m, values)
        if sign < 0:
            added = writes.opposite(m, added)
        way, _ = subscripts.step(m, key)
        writes.write(m, Ref(ref.storage, (*ref.path, way)), m.atom(added), accumulate=True)
        return _NONE

    return add


handles(np.add.at)(_at(1))
handles(np.subtract.at)(_at(-1))


def _other(ufunc: np.ufunc) -> Handler:
    def run(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        target, key, *values = given(m, "a indices b" if ufunc.nin == 2 else "a indices", positional, keywords)
        ref, kind = array_of(m, target)
        values = [operators.as_array(m, value) for value in values]
        if _names_no_place_twice(m, key):
            found = library.call(m, ufunc, [subscripts.item(m, ref, key), *values], {})
            writes.put(m, ref, key, found)
            return _NONE
        if kind.ndim is None:
            m.refuse("AD402", f"np.{ufunc.__name__}.at on an array of unknown rank", "write a loop over the index")
        body = (at_places if kind.ndim == 1 else at_places_of_axes)[len(values)]
        places = helper(m, numbered, ref, key)
        helper(m, body, Const(ufunc), ref, places, *values)
        return _NONE

    return run


def _names_no_place_twice(m: Machine, key: Abstract) -> bool:
    """Whether an index surely names each place once: it has no arrays or lists but masks."""
    if isinstance(key, Tuple):
        return all(_names_no_place_twice(m, item) for item in key.items)
    if isinstance(key, Slice | Const):
        return True
    kind = m.kind(operators.as_array(m, key))
    return isinstance(kind, Number) or (isinstance(kind, Array) and kind.dtype == np.bool_)


def numbered(a: Any, index: Any) -> Any:
    """The places of an index, counted through the array."""
    return np.reshape(np.arange(np.size(a)), np.shape(a))[index]


def each_place(ufunc: Any, a: Any, places: Any) -> None:
    for k in np.ravel(places):
        a[k] = ufunc(a[k])


def each_place_with(ufunc: Any, a: Any, places: Any, b: Any) -> None:
    values = np.ravel(np.broadcast_to(b, np.shape(places)))
    for n, k in enumerate(np.ravel(places)):
        a[k] = ufunc(a[k], values[n])


def each_place_of_axes(ufunc: Any, a: Any, places: Any) -> None:
    for k in zip(*np.unravel_index(np.ravel(places), np.shape(a))):
        a[k] = ufunc(a[k])


def each_place_of_axes_with(ufunc: Any, a: Any, places: Any, b: Any) -> None:
    values = np.ravel(np.broadcast_to(b, np.shape(places)))
    for n, k in enumerate(zip(*np.unravel_index(np.ravel(places), np.shape(a)))):
        a[k] = ufunc(a[k], values[n])


at_places: tuple[Callable[..., Any], ...] = (each_place, each_place_with)
at_places_of_axes: tuple[Callable[..., Any], ...] = (each_place_of_axes, each_place_of_axes_with)
for _ufunc in dict.fromkeys(each for each in vars(np).values() if isinstance(each, np.ufunc)):
    if _ufunc not in (np.add, np.subtract) and _ufunc.nin <= 2 and _ufunc.nout == 1 and _ufunc.signature is None:
        handles(_ufunc.at)(_other(_ufunc))

"""The methods reduce, accumulate and reduceat of ufuncs that no rule tells of: loops along an axis."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from ast_ad.frontend.calls import library, outputs
from ast_ad.frontend.calls.mutators import given
from ast_ad.frontend.calls.structural import Handler, Keywords, Positional, handles, helper
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract
from ast_ad.ir import Const

_NONE = Const(None)


def _looped(method: Any, body: Any, names: str) -> Handler:
    def run(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        positional, keywords = list(positional), dict(keywords)
        out = outputs.taken(method, positional, keywords)
        return outputs.call(m, method, out, positional, keywords, functools.partial(loop, m))

    def loop(m: Machine, positional: Sequence[Abstract], keywords: Keywords) -> Abstract:
        said = dict(zip(names.split(), given(m, names, list(positional), keywords, **_DEFAULTS)))
        dtype = said.pop("dtype")
        said["array"] = library.call(m, np.asarray, [said["array"]], {} if dtype == _NONE else {"dtype": dtype})
        return helper(m, body, Const(method.__self__), **said)

    return run


_DEFAULTS: dict[str, Abstract] = {
    **dict.fromkeys(("dtype", "initial"), _NONE),
    "axis": Const(0),
    "keepdims": Const(False),
    "where": Const(True),
}


def reduce(ufunc: Any, array: Any, axis: Any, keepdims: bool, initial: Any, where: Any) -> Any:
    axis = 0 if axis is None else axis
    rows = array if axis == 0 else np.moveaxis(array, axis, 0)
    chosen = np.moveaxis(np.broadcast_to(where, np.shape(array)), axis, 0)
    start = 1 if initial is None else 0
    total = rows[0] if initial is None else np.zeros_like(np.sum(rows, axis=0)) + initial
    for k in range(start, len(rows)):
        total = ufunc(total, rows[k]) if where is True else np.where(chosen[k], ufunc(total, rows[k]), total)
    return np.expand_dims(total, axis) if keepdims else total


def accumulate(ufunc: Any, array: Any, axis: Any) -> Any:
    rows = array if axis == 0 else np.moveaxis(array, axis, 0)
    found = np.zeros_like(rows)
    found[:1] = rows[:1]
    for k in range(1, len(rows)):
        found[k] = ufunc(found[k - 1], rows[k])
    return found if axis == 0 else np.moveaxis(found, 0, axis)


def reduceat(ufunc: Any, array: Any, indices: Any, axis: Any) -> Any:
    rows = array if axis == 0 else np.moveaxis(array, axis, 0)
    found = np.take(rows, indices, 0)
    for k in range(len(found)):
        stop = indices[k + 1] if k + 1 < len(found) else len(rows)
        for j in range(indices[k] + 1, stop):
            found[k] = ufunc(found[k], rows[j])
    return found if axis == 0 else np.moveaxis(found, 0, axis)


METHODS = (
    *(each.reduce for each in (np.copysign, np.float_power, np.fmod, np.remainder)),
    *(each.accumulate for each in (np.arctan2, np.copysign, np.float_power, np.fmod, np.hypot, np.power, np.remainder)),
    *(each.reduceat for each in (np.copysign, np.divide, np.float_power, np.fmod, np.hypot, np.remainder, np.subtract)),
)
_BODIES = {
    "reduce": (reduce, "array axis dtype keepdims initial where"),
    "accumulate": (accumulate, "array axis dtype"),
    "reduceat": (reduceat, "array indices axis dtype"),
}
for _method in METHODS:
    handles(_method)(_looped(_method, *_BODIES[_method.__name__]))

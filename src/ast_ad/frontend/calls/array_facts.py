"""Functions of NumPy that ask what is known of arrays and types while compiling."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ast_ad.frontend.calls import library
from ast_ad.frontend.calls.structural import Handler, Keywords, Positional, handles
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Shape, Tuple
from ast_ad.ir import Const
from ast_ad.kinds import Array, Number, is_complex


def _of_dtype(function: Callable[..., object]) -> Handler:
    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        values = [value.value for value in (*positional, *keywords.values()) if isinstance(value, Const)]
        if len(values) != 1 or len(positional) + len(keywords) != 1:
            m.refuse("AD307", "which dtype this is is not known while compiling")
        try:
            return Const(function(values[0]))
        except (TypeError, ValueError) as error:
            m.fail(error, "AD107")

    return handler


for _function in (np.finfo, np.iinfo, np.dtype):
    handles(_function)(_of_dtype(_function))


def _of_real(answer: bool) -> Handler:
    """What is real for the compiler is so when it runs; what it takes for complex may turn out to be real."""

    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
        kind = m.kind(positional[0]) if len(positional) == 1 and not keywords else None
        return Const(answer) if isinstance(kind, Array | Number) and not is_complex(kind) else None

    return handler


handles(np.iscomplexobj)(_of_real(False))
handles(np.isrealobj)(_of_real(True))


@handles(np.ndim)
def _ndim(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    kind = m.kind(positional[0])
    if isinstance(kind, Array) and kind.ndim is not None:
        return Const(kind.ndim)
    return Const(0) if isinstance(kind, Number) else None


@handles(np.shape)
def _shape(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    kind = m.kind(positional[0])
    if isinstance(kind, Array):
        return Shape(m.atom(positional[0]), kind.ndim)
    return Tuple(()) if isinstance(kind, Number) else None


@handles(np.nonzero, np.where)
def _positions(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    return library.positions(m, positional[0]) if len(positional) == 1 and not keywords else None


@handles(np.meshgrid, np.broadcast_arrays)
def _of_several(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    if len(positional) == 1:
        m.refuse("AD402", "this makes a tuple of one of a single array", "take the array itself")
    return None

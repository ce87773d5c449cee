"""``np.einsum`` of one array that sums over nothing: its axes in another order, or its diagonal, both of them views."""

from __future__ import annotations

import operator

import numpy as np

from ast_ad.frontend.calls import library
from ast_ad.frontend.calls.structural import handles
from ast_ad.frontend.expressions import subscripts
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Ref, Shape, Tuple
from ast_ad.ir import Const
from ast_ad.kinds import Array, same


@handles(np.einsum)
def _einsum(m: Machine, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract | None:
    match positional:
        case [Const(value=str() as text), Ref() as array] if not keywords and isinstance(kind := m.kind(array), Array):
            before, arrow, after = text.replace(" ", "").partition("->")
            if not arrow or len(before) != kind.ndim or not (before + after).isalpha():
                return None
            if sorted(before) == sorted(after):
                axes = tuple(before.index(letter) for letter in after)
                return library.call(m, np.transpose, [array, Const(axes)], {})
            if kind.ndim == 2 and before == 2 * after:
                return _diagonal(m, array, kind)
    return None


def _diagonal(m: Machine, array: Ref, kind: Array) -> Ref:
    """The elements whose indices are equal; other than np.diagonal, einsum gives them out to be written."""
    rows, columns = (subscripts.size(m, Shape(m.atom(array), 2), axis) for axis in range(2))
    if kind.dims is None or not same(*kind.dims):
        message = "dimensions in operand 0 for collapsing index don't match ({} != {})"
        m.require(m.builder.apply(operator.eq, rows, columns), ValueError, message, rows, columns)
    ramp = m.own(m.builder.apply(np.arange, rows))
    step, _ = subscripts.step(m, Tuple((ramp, ramp)))
    return Ref(array.storage, (*array.path, step))

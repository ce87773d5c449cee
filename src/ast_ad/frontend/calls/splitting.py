"""``np.split`` and its kin: the parts are slices of the array, so that what is written into them is written into it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from ast_ad.frontend.calls import bodies
from ast_ad.frontend.calls.structural import handles, helper
from ast_ad.frontend.expressions import operators, subscripts
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Ref, Shape, Slice, Storage, Tuple
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Atom, Const, kind_of
from ast_ad.kinds import Array, Number

_NONE = Const(None)
_WHOLE = Slice((_NONE, _NONE, _NONE))
_UNEVEN = "array split does not result in an equal division"


def _split(even: bool, axis: int | None) -> Callable[..., Abstract | None]:
    """``even``: the parts have to be of one length; ``axis``: which is split, if the function says so itself."""

    def handler(m: Machine, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract | None:
        given = dict(zip(("ary", "indices_or_sections", "axis"), positional)) | keywords
        array, sections = given.get("ary"), given.get("indices_or_sections")
        along = given.get("axis", Const(0)) if axis is None else Const(axis)
        kind = m.kind(array) if isinstance(array, Ref) else None
        if not isinstance(array, Ref) or not isinstance(kind, Array) or not kind.ndim or sections is None:
            return None
        if not isinstance(along, Const) or not isinstance(along.value, int) or len(given) < len(positional):
            return None
        number = 0 if axis == 1 and kind.ndim == 1 else along.value
        if not -kind.ndim <= number < kind.ndim:
            return None
        return _parts(m, array, sections, number % kind.ndim, even)

    return handler


handles(np.split)(_split(True, None))
handles(np.array_split)(_split(False, None))
handles(np.hsplit)(_split(True, 1))
handles(np.vsplit)(_split(True, 0))
handles(np.dsplit)(_split(True, 2))


def _parts(m: Machine, array: Ref, sections: Abstract, axis: int, even: bool) -> Abstract | None:
    if isinstance(sections, Const) and type(sections.value) is int and sections.value > 0:
        return _sections(m, array, sections.value, axis, even)
    kind = m.kind(sections)
    if isinstance(kind, Number) and kind.type is int and axis == 0:
        return helper(m, bodies.split if even else bodies.array_split, array, sections)
    bounds = None if isinstance(sections, Ref) else iterate.fixed(m, sections)
    if bounds is None or not all(_is_integer(bound) for bound in bounds):
        return None
    return _cut(m, array, axis, [_NONE, *(m.atom(bound) for bound in bounds), _NONE])


def _is_integer(value: Abstract) -> bool:
    kind = kind_of(value) if isinstance(value, Atom) else None
    return isinstance(kind, Number) and kind.type is int


def _sections(m: Machine, array: Ref, count: int, axis: int, even: bool) -> Abstract:
    """So many parts. Where they are not of one length, the first are longer by one."""
    kind = m.kind(array)
    assert isinstance(kind, Array)
    length = subscripts.size(m, Shape(m.atom(array), kind.ndim), axis)
    each, more = (m.atom(operators.apply(m, op, length, Const(count))) for op in (operator.floordiv, operator.mod))
    if even:
        m.require(m.atom(operators.apply(m, operator.eq, more, Const(0))), ValueError, _UNEVEN)

    def bound(k: int) -> Atom:
        start = each if k == 1 else m.atom(operators.apply(m, operator.mul, Const(k), each))
        if even:
            return start
        longer = m.builder.apply(min, more, k) if not isinstance(more, Const) else Const(min(int(more.value), k))  # type: ignore[call-overload]
        return m.atom(operators.apply(m, operator.add, start, longer))

    return _cut(m, array, axis, [_NONE, *(bound(k) for k in range(1, count)), _NONE])


def _cut(m: Machine, array: Ref, axis: int, bounds: Sequence[Atom]) -> Abstract:
    slices = [Slice((start, stop, _NONE)) for start, stop in pairwise(bounds)]
    keys = [part if axis == 0 else Tuple((_WHOLE,) * axis + (part,)) for part in slices]
    return Box(Storage(Contents(list, tuple(subscripts.item(m, array, key) for key in keys))))

"""Lists and tuples of numbers where NumPy and SciPy take an array: the array is made first, so that rules see arrays only."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ast_ad.frontend.calls import bodies, structural
from ast_ad.frontend.expressions import operators, rows
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Maybe, Ref
from ast_ad.ir import Const
from ast_ad.kinds import Array, List, Number, differentiable
from ast_ad.rules import table

Function = Callable[..., object]


def as_arrays(m: Machine, function: Function, values: Sequence[Abstract]) -> list[Abstract]:
    """The positional arguments of a call, with arrays in the place of lists of numbers."""
    if not _takes_arrays(function):
        return list(values)
    factors = (
        len(values) if _is_elementwise(function) else 2 if isinstance(table.stated(function), table.Bilinear) else 0
    )
    return [_as_array(m, value, k < factors) for k, value in enumerate(values)]


def without_rows(m: Machine, function: Function, values: Sequence[Abstract]) -> list[Abstract]:
    """The arguments of a call with lists of lists in the place of lists of tuples, which NumPy does not tell apart."""
    if str(getattr(function, "__module__", None) or "").partition(".")[0] not in ("numpy", "scipy"):
        return list(values)
    found = ((value, rows.contents_of(m, value)) for value in values)
    return [
        value if contents is None else structural.helper(m, bodies.rows_of_columns, *rows.columns(m, contents))
        for value, contents in found
    ]


def keywords_as_arrays(m: Machine, function: Function, keywords: dict[str, Abstract]) -> dict[str, Abstract]:
    """The same for arguments by keyword."""
    if not keywords or not _takes_arrays(function):
        return keywords
    return {
        word: value if table.takes_sequence_as(function, word) else _as_array(m, value, False)
        for word, value in keywords.items()
    }


def _takes_arrays(function: Function) -> bool:
    rule = table.find(function)
    if rule is None or rule.is_zero or isinstance(function, type) or table.takes_sequences(function):
        return False
    owner = getattr(function, "__self__", function)
    module = str(getattr(owner, "__module__", None) or "").partition(".")[0]
    return isinstance(owner, np.ufunc) or module in ("numpy", "scipy")


def _is_elementwise(function: Function) -> bool:
    """Whether no argument is an axis, a shape or the like, so that lists of integers are arrays as well."""
    return isinstance(function, np.ufunc) or isinstance(table.stated(function), table.Diagonal)


def _as_array(m: Machine, value: Abstract, whole: bool) -> Abstract:
    if isinstance(value, Ref) and isinstance(kind := m.kind(value), List):
        return _array(m, value) if differentiable(kind) else value
    found = operators.structure(m, value)
    if found is None or not found[1] or not (whole or any(_varies(m, item) for item in found[1])):
        return value
    return _array(m, value)


def _array(m: Machine, value: Abstract) -> Abstract:
    from ast_ad.frontend.calls import library

    return library.call(m, np.array, [value], {})


def _varies(m: Machine, item: Abstract) -> bool:
    """Whether there is a float in an item, however deep."""
    found = operators.structure(m, item)
    if found is not None:
        return any(_varies(m, part) for part in found[1])
    if isinstance(item, Const):
        return isinstance(item.value, float | complex | np.inexact | np.ndarray)
    kind = m.kind(item.value if isinstance(item, Maybe) else item)
    return isinstance(kind, Number | Array | List) and differentiable(kind)

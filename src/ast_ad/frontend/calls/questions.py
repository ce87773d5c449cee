"""What NumPy says of the type of a value, which is known while compiling."""

from __future__ import annotations

import numbers

import numpy as np

from ast_ad.frontend.calls.structural import Keywords, Positional, arguments, handles
from ast_ad.frontend.machine import classes
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Maybe
from ast_ad.ir import Const
from ast_ad.kinds import Array, Number


@handles(np.result_type)
def _result_type(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    """Arrays and NumPy's scalars count as their dtypes; Python's numbers are weak."""
    samples = [_sample(m, value) for value in positional]
    if not samples or any(sample is None for sample in samples):
        return None
    try:
        return Const(np.result_type(*samples))  # type: ignore[arg-type]
    except TypeError as error:
        m.fail(error, "AD112")


def _sample(m: Machine, value: Abstract) -> object:
    kind = m.kind(value)
    if isinstance(value, Const):
        return value.value
    if isinstance(kind, Array) or (isinstance(kind, Number) and kind.dtype is not None):
        return kind.dtype
    return kind.type(0) if isinstance(kind, Number) and kind.type is not object else None


@handles(np.common_type)
def _common_type(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    kinds = [m.kind(value) for value in positional]
    dtypes = [kind.dtype for kind in kinds if isinstance(kind, Array)]
    if not dtypes or len(dtypes) < len(kinds):
        return None
    return Const(np.common_type(*(np.empty(0, dtype) for dtype in dtypes)))


@handles(np.isscalar)
def _isscalar(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    arguments(m, "isscalar", positional, 1, 1)
    if isinstance(positional[0], Const | Maybe):
        return None
    return Const(issubclass(classes.type_of(m, positional[0]), np.generic | str | bytes | numbers.Number))


@handles(np.iterable)
def _iterable(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    arguments(m, "iterable", positional, 1, 1)
    kind = m.kind(positional[0])
    if isinstance(positional[0], Const | Maybe):
        return None
    if isinstance(kind, Array):
        return None if kind.ndim is None else Const(kind.ndim > 0)
    cls = classes.type_of(m, positional[0])
    return Const(hasattr(cls, "__iter__") or hasattr(cls, "__getitem__"))

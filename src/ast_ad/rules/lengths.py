"""Integers that are lengths of axes: ``len(x)``, ``x.shape[0]``, ``n - 1``. Arrays made with them fit the arrays measured."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence

import numpy as np

from ast_ad.ir import Atom, Const, kind_of
from ast_ad.kinds import INT, Array, Dim, Extent, Number
from ast_ad.tree import Form, plain


def measured(function: Callable[..., object], form: Form, atoms: Sequence[Atom]) -> Number | None:
    """The kind of a length, or of one less some; None for what is no length of known name."""
    if form != plain(len(atoms)) or not atoms:
        return None
    if function is operator.add and isinstance(atoms[0], Const) and len(atoms) == 2:
        atoms = atoms[::-1]
    kind = kind_of(atoms[0])
    second = atoms[1].value if len(atoms) == 2 and isinstance(atoms[1], Const) else None
    match kind:
        case Array(dims=dims) if dims:
            if function is len and len(atoms) == 1:
                return length(dims[0])
            if function is np.size and isinstance(second, int) and -len(dims) <= second < len(dims):
                return length(dims[second])
        case Number(length=Extent() as known) if type(second) is int and function in (operator.sub, operator.add):
            less = second if function is operator.sub else -second
            proper = known.proper and less == 0
            return length(Extent(known.symbol, known.less + less, proper, max(known.least - less, 0)))
    return None


def length(dim: Dim) -> Number:
    """The kind of an integer that is the length of an axis."""
    return Number(int, None, dim) if isinstance(dim, Extent) and dim.symbol is not None else INT

"""The types that a number may have as the run decides: whole on one way of control, a float on another.

To the compiler it is a float on both, as it is to arithmetic; where NumPy goes by the type of one value, that is not enough.
"""

from __future__ import annotations

import itertools
import numbers
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ast_ad.analysis.activity import carried
from ast_ad.ir import Apply, Const, For, If, Op, Value, While
from ast_ad.kinds import Number

Types = set[np.dtype[Any]]


def possible(value: object, ops: Sequence[Op]) -> Types:
    """The types that a number may have, of which the ways that lead to it make one."""
    return _found(value, ops, {})


def _found(value: object, ops: Sequence[Op], known: dict[Value, Types]) -> Types:
    """``known`` keeps what was found of values."""
    if isinstance(value, Const):
        return {np.asarray(value.value).dtype} if isinstance(value.value, numbers.Number) else set()
    if not isinstance(value, Value) or not isinstance(value.kind, Number):
        return set()
    if value not in known:
        op = next((op for op in ops if value in op.results), None)
        known[value] = {_dtype(value.kind)} if op is None else _made(op, value, value.kind, ops, known)
    return known[value]


def _made(op: Op, value: Value, kind: Number, ops: Sequence[Op], known: dict[Value, Types]) -> Types:
    k = op.results.index(value)
    match op.prim:
        case If():
            return set().union(*(_found(way.results[k], (*ops, *way.ops), known) for way in op.blocks))
        case For() | While() if k > 0:
            return _after_loop(op, k - 1, ops, known)
        case Apply(function=function, form=None):
            return _of_call(function, [_found(arg, ops, known) for arg in op.args], kind)
    return {_dtype(kind)}


def _dtype(kind: Number) -> np.dtype[Any]:
    return np.dtype(kind.dtype or kind.type)


def _after_loop(op: Op, k: int, ops: Sequence[Op], known: dict[Value, Types]) -> Types:
    """The types that a value may have after a loop that carries it; those from before it, if it may make no trip."""
    inits, nexts, _ = carried(op)
    param = op.blocks[-1].params[k - len(inits)]
    found = _found(inits[k], ops, known)
    of_trips: Types = set()
    while True:
        inside = _found(nexts[k], (*ops, *op.blocks[-1].ops), {**known, param: found | of_trips})
        if inside <= of_trips:
            return of_trips if _makes_a_trip(op) else found | of_trips
        of_trips |= inside


def _makes_a_trip(op: Op) -> bool:
    bounds = [arg.value for arg in op.args[:3] if isinstance(arg, Const) and isinstance(arg.value, int)]
    return isinstance(op.prim, For) and len(bounds) == 3 and len(range(bounds[0], bounds[1], bounds[2])) > 0


def _of_call(function: Callable[..., Any], args: list[Types], kind: Number) -> Types:
    """The types of what an operator gives, where an operand may be a whole number or not."""
    if all(len(types) == 1 for types in args) or getattr(function, "__module__", "") != "_operator":
        return {_dtype(kind)}
    return {np.asarray(function(*(each.type(1) for each in types))).dtype for types in itertools.product(*args)}

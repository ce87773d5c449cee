"""Algebra that is exact: simpler atoms and ops that give the same bits, for infinities and NaN too.

The kind of the result is the same. ``0 * x`` is not zero for every x and stays.
"""

from __future__ import annotations

import operator
from collections.abc import Callable

import numpy as np

from ast_ad import runtime
from ast_ad.ir import Apply, Atom, Const, Op, Value, kind_of
from ast_ad.kinds import INT, Array, Kind, List, Number, is_signed
from ast_ad.optimise.rewrite import written_out
from ast_ad.tree import LEAF, Form, Node


class Sources(dict[Value, Op]):
    """The op that gives each value, as far as it has been seen."""

    def made(self, atom: Atom) -> Op | None:
        """The op that gives an atom."""
        return self.get(atom) if isinstance(atom, Value) else None

    def negated(self, atom: Atom) -> Atom | None:
        """x, for an atom that is -x and may be taken for a difference from nothing."""
        op = self.made(atom)
        is_negation = op is not None and isinstance(op.prim, Apply) and op.prim.function is operator.neg
        return op.args[0] if is_negation and op is not None and is_signed(kind_of(op.args[0])) else None


def simpler_form(source: Sources, op: Op) -> Atom | Op | None:
    """An atom or an op that is simpler than a call of one result, if there is one."""
    assert isinstance(op.prim, Apply)
    if op.prim.form is not None:
        return _repeated(op) if op.prim.function is operator.mul else None
    rule = _ALGEBRA.get(op.prim.function)
    return None if rule is None else rule(source, op)


def _is(atom: Atom, number: float) -> bool:
    return isinstance(atom, Const) and type(atom.value) in (int, float) and atom.value == number


def _keeps(kept: Atom, result: Value) -> bool:
    """Whether an operand is of the kind of the result, so that it can stand in its place."""
    return _plain(kind_of(kept)) == _plain(result.kind) and not (isinstance(kept, Const) and kind_of(kept) == INT)


def _plain(kind: Kind) -> object:
    match kind:
        case Array(dtype=dtype, dims=dims):
            return dtype, dims
        case Number(type=t, dtype=dtype):
            return t, dtype
    return kind


def _mul(source: Sources, op: Op) -> Atom | Op | None:
    for one, other in (op.args, op.args[::-1]):
        if _is(one, 1) and _keeps(other, op.result):
            return other
        if _is(one, -1) and is_signed(op.result.kind) and _keeps(other, op.result):
            return Op(Apply(operator.neg), (other,), op.results, (), op.place)
    return None


def _div(source: Sources, op: Op) -> Atom | None:
    return op.args[0] if _is(op.args[1], 1) and _keeps(op.args[0], op.result) else None


def _pow(source: Sources, op: Op) -> Atom | None:
    return op.args[0] if _is(op.args[1], 1) and _keeps(op.args[0], op.result) else None


def _add(source: Sources, op: Op) -> Op | None:
    for k in (1, 0):
        other = source.negated(op.args[k])
        if other is not None:
            return Op(Apply(operator.sub), (op.args[1 - k], other), op.results, (), op.place)
    return None


def _sub(source: Sources, op: Op) -> Op | None:
    other = source.negated(op.args[1])
    return None if other is None else Op(Apply(operator.add), (op.args[0], other), op.results, (), op.place)


def _neg(source: Sources, op: Op) -> Atom | None:
    return source.negated(op.args[0])


def _not(source: Sources, op: Op) -> Atom | None:
    inside = source.made(op.args[0])
    if inside is not None and isinstance(inside.prim, Apply) and inside.prim.function is operator.not_:
        inner = inside.args[0]
        return inner if kind_of(inner) == Number(bool) else None
    return None


def _len(source: Sources, op: Op) -> Atom | None:
    items = written_out(source.made(op.args[0]))
    return None if items is None else Const(len(items))


def _zero_items(source: Sources, op: Op) -> Op | None:
    return Op(Apply(list, _EMPTY), (), op.results, (), op.place) if written_out(source.made(op.args[0])) == () else None


_EMPTY = Form((Node(list, ()),))


def _repeated(op: Op) -> Op | None:
    """``[0.0] * 0`` is ``[]``."""
    if isinstance(op.result.kind, List) and op.args[-1] == Const(0):
        return Op(Apply(list, _EMPTY), (), op.results, (), op.place)
    return None


def _transpose(source: Sources, op: Op) -> Atom | None:
    inside = source.made(op.args[0]) if len(op.args) == 1 else None
    return inside.args[0] if inside is not None and inside.prim == Apply(np.transpose) else None


def _squeeze(source: Sources, op: Op) -> Atom | Op | None:
    """Axes that were only kept, or put in, to be taken out."""
    inside = source.made(op.args[0]) if len(op.args) == 2 else None
    if inside is None or not isinstance(inside.prim, Apply):
        return None
    call, axes = inside.prim, op.args[1]
    if call == Apply(np.expand_dims) and inside.args[1] == axes:
        return inside.args[0]
    if call == Apply(np.sum, _KEPT) and inside.args[1:] == (axes, Const(True)):
        return Op(Apply(np.sum, _SUMMED), inside.args[:2], op.results, (), op.place)
    return None


_SUMMED = Form((LEAF,), (("axis", LEAF),))
_KEPT = Form((LEAF,), (("axis", LEAF), ("keepdims", LEAF)))


# In how many of their first arguments functions are linear, each alone.
_ODD: dict[Callable[..., object], int] = {
    operator.mul: 2,
    operator.truediv: 2,
    operator.matmul: 2,
    np.outer: 2,
    np.sum: 1,
    np.expand_dims: 1,
    np.transpose: 1,
    np.reshape: 1,
    np.squeeze: 1,
}


_AXES = {"axis", "keepdims"}


def odd(call: Apply) -> int:
    form = call.form
    plain = form is None or (form.positional[:1] == (LEAF,) and {name for name, _ in form.keywords} <= _AXES)
    try:
        return _ODD.get(call.function, 0) if plain else 0
    except TypeError:
        return 0


_ALGEBRA: dict[Callable[..., object], Callable[[Sources, Op], Atom | Op | None]] = {
    operator.mul: _mul,
    operator.truediv: _div,
    operator.pow: _pow,
    operator.add: _add,
    operator.sub: _sub,
    operator.neg: _neg,
    operator.not_: _not,
    len: _len,
    runtime.zero_items: _zero_items,
    np.transpose: _transpose,
    np.squeeze: _squeeze,
}

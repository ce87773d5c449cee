"""Which ops may write where their first argument lies: stores and sums, and lists that get longer or shorter at their end."""

from __future__ import annotations

import operator

from ast_ad.ad.names import is_derivative
from ast_ad.ir import Acc, Apply, Const, Op, Store, Value
from ast_ad.kinds import List
from ast_ad.tree import Node


def writes(op: Op, aside: frozenset[Op] = frozenset()) -> bool:
    """Whether an op is printed as a write; those ``aside`` are printed as expressions, which give fresh memory."""
    return op not in aside and (isinstance(op.prim, Store | Acc) or appends(op) or drops(op))


def appends(op: Op) -> bool:
    """``xs + [x]``, under the name that xs has."""
    match op.prim:
        case Apply(function=operator.add, form=form) if form is not None and isinstance(op.args[0], Value):
            base = op.args[0]
            hints = {hint for hint in (base.hint, op.result.hint) if not hint.startswith("_")} - {""}
            return (
                len(hints) < 2 and isinstance(base.kind, List) and len(op.args) == 2 and isinstance(form.trees[1], Node)
            )
    return False


def drops(op: Op) -> bool:
    """``xs[:-1]``, under the name that xs has, or of a bar: that of a list that was appended to."""
    if not isinstance(op.prim, Apply) or op.prim.function is not operator.getitem or op.args[1:] != _ALL_BUT_LAST:
        return False
    base = op.args[0]
    if not isinstance(base, Value) or not isinstance(base.kind, List):
        return False
    return is_derivative(base.hint) or bool(base.hint and base.hint == op.result.hint)


_ALL_BUT_LAST = (Const(None), Const(-1), Const(None))

"""Conditions: tests that are negated and joined as a person would, and ifs without needless nesting."""

from __future__ import annotations

from collections.abc import Sequence

import gast

from ast_ad.emit.expression import text
from ast_ad.emit.printer import unparse

_NEGATED = {
    gast.Eq: gast.NotEq, gast.NotEq: gast.Eq, gast.Is: gast.IsNot, gast.IsNot: gast.Is, gast.In: gast.NotIn,
}  # fmt: skip
# Tests that are longer together stand inside each other.
_WIDEST = 80


def asked(node: gast.expr) -> gast.expr:
    """An expression of which only the truth counts: ``a and True`` is ``a``, and ``not not a`` is."""
    if _is_not(node):
        inner = asked(node.operand)
        return inner.operand if _is_not(inner) else negated(inner)
    if not isinstance(node, gast.BoolOp):
        return node
    neutral = isinstance(node.op, gast.And)
    parts = [asked(part) for part in node.values]
    left = [part for part in parts if not (isinstance(part, gast.Constant) and part.value is neutral)]
    if not left:
        return gast.Constant(neutral, None)
    return left[0] if len(left) == 1 else gast.BoolOp(node.op, left)


def negated(node: gast.expr) -> gast.expr:
    """``not a``, which is True or False."""
    if isinstance(node, gast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _NEGATED:
        return gast.Compare(node.left, [_NEGATED[type(node.ops[0])]()], node.comparators)
    if _is_not(node) and _is_test(node.operand):
        return node.operand
    return gast.UnaryOp(gast.Not(), node)


def _is_not(node: gast.expr) -> bool:
    return isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not)


def _is_test(node: gast.expr) -> bool:
    """Whether an expression is surely True or False; what is compared by size may be arrays."""
    if isinstance(node, gast.BoolOp):
        return all(map(_is_test, node.values))
    if isinstance(node, gast.Compare):
        return all(isinstance(op, gast.Is | gast.IsNot | gast.In | gast.NotIn) for op in node.ops)
    return _is_not(node)


def joined(kind: type, left: gast.expr, right: gast.expr) -> gast.expr:
    """``left and right``, or with ``or``; ``a < b and b < c`` is ``a < b < c``."""
    parts = [*(left.values if _is_chain(left, kind) else [left])]
    for each in right.values if _is_chain(right, kind) else [right]:
        between = _between(parts[-1], each) if kind is gast.And else None
        parts[-1:] = [parts[-1], each] if between is None else [between]
    return parts[0] if len(parts) == 1 else gast.BoolOp(kind(), parts)


def _between(left: gast.expr, right: gast.expr) -> gast.Compare | None:
    """Two comparisons in one direction that share the name in the middle, as one."""
    if not isinstance(left, gast.Compare) or not isinstance(right, gast.Compare):
        return None
    middle = left.comparators[-1]
    shared = isinstance(middle, gast.Name) and isinstance(right.left, gast.Name) and middle.id == right.left.id
    ways = (gast.Lt, gast.LtE), (gast.Gt, gast.GtE)
    if not shared or not any(all(isinstance(op, way) for op in (*left.ops, *right.ops)) for way in ways):
        return None
    return gast.Compare(left.left, [*left.ops, *right.ops], [*left.comparators, *right.comparators])


def _is_chain(node: gast.expr, kind: type) -> bool:
    return isinstance(node, gast.BoolOp) and isinstance(node.op, kind)


def branch(test: gast.expr, then: list[gast.stmt], other: Sequence[gast.stmt] = ()) -> gast.If:
    """An ``if``. Where only two tests together lead to a way, or one of two tests, it has them both."""
    test = asked(test)
    if not other and (inner := _alone(then)) is not None and not inner.orelse:
        both = joined(gast.And, test, inner.test)
        if len(text(both)) <= _WIDEST:
            return gast.If(both, inner.body, [])
    if (inner := _alone(other)) is not None and unparse(then).text == unparse(inner.body).text:
        either = joined(gast.Or, test, inner.test)
        if len(text(either)) <= _WIDEST:
            return gast.If(either, then, inner.orelse)
    return gast.If(test, then, list(other))


def _alone(body: Sequence[gast.stmt]) -> gast.If | None:
    """The ``if`` that is the only statement."""
    return body[0] if len(body) == 1 and isinstance(body[0], gast.If) else None

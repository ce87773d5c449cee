"""The text of expressions: written by ast.unparse, cut where they are too deep for it, broken where too long."""

from __future__ import annotations

import ast
from typing import Any

import gast
from astunparse import Unparser

from ast_ad.emit.nodes import ToAst

DEEP = 40
_LEVEL = {gast.Add: 1, gast.Sub: 1, gast.Mult: 2, gast.MatMult: 2, gast.Div: 2, gast.FloorDiv: 2, gast.Mod: 2}
_CLOSED = (gast.Name, gast.Constant, gast.Call, gast.Subscript, gast.Attribute, gast.List, gast.Dict, gast.Set)
_CUT = (gast.BinOp, gast.UnaryOp, gast.Call, gast.Subscript, gast.Attribute, gast.IfExp, gast.BoolOp, gast.Compare)


def text(node: Any) -> str:
    """An expression, or the parameters of a function, on one line."""
    if isinstance(node, gast.Name):
        return str(node.id)
    if isinstance(node, _Parenthesised):
        return f"({text(node.node)})"
    return ast.unparse(ToAst(_cuts(node)).visit(node))


def bare(node: Any) -> str:
    """An expression where a tuple needs no parentheses: ``return a, b``."""
    if isinstance(node, gast.Tuple) and len(node.elts) > 1:
        return ", ".join(map(text, node.elts))
    return text(node)


def _cuts(node: Any) -> dict[int, str]:
    """The text of every subexpression on whose way down DEEP levels lie, so that no recursion goes deeper than that."""
    order: list[tuple[Any, Any]] = [(node, None)]
    for current, _ in order:
        order.extend((child, current) for child in ast.iter_child_nodes(current))
    known: dict[int, str] = {}
    if len(order) <= DEEP:
        return known
    height: dict[int, int] = {}
    for current, parent in reversed(order):
        below = height.get(id(current), 0)
        if below >= DEEP and parent is not None and isinstance(current, _CUT):
            written = ast.unparse(ToAst(known).visit(current))
            # A node that stands at several places gets the parentheses that fit all of them.
            free = _needs_no_parentheses(current, parent) and id(current) not in known
            known[id(current)] = written if free else f"({written})"
            below = 0
        if parent is not None:
            height[id(parent)] = max(height.get(id(parent), 0), below + 1)
    return known


def _needs_no_parentheses(node: Any, parent: Any) -> bool:
    if isinstance(node, _CLOSED) or (isinstance(parent, gast.Call) and node is not parent.func):
        return True
    if isinstance(parent, gast.BinOp) and isinstance(node, gast.BinOp) and node is parent.left:
        return 0 < _LEVEL.get(type(parent.op), 0) <= _LEVEL.get(type(node.op), 0)
    return False


def broken(node: Any, before: int, indent: int, width: int, *, after: int = 0) -> list[str]:
    """An expression over several lines of at most ``width`` columns, where it has a place to break.

    ``before`` and ``after`` are the columns used on its first and last line by what stands around it; the lines after
    the first come with their indentation.
    """
    whole = text(node)
    pieces = _pieces(node)
    if before + len(whole) + after <= width or pieces is None:
        return [whole]
    opening, items, closing = pieces
    lines = [opening]
    margin = " " * (indent + 4)
    if isinstance(node, gast.Call) and len(items) == 1:
        items = _sole(items[0], width - len(margin)) or items
    for lead, item, trail in items:
        tight = lead + text(item) + trail
        if len(lines) > 1 and len(lines[-1]) + 1 + len(tight) <= width:
            lines[-1] += " " + tight
            continue
        inner = broken(item, len(margin) + len(lead), indent + 4, width, after=len(trail))
        inner[0] = margin + lead + inner[0]
        inner[-1] += trail
        lines.extend(inner)
    return [*lines, " " * indent + closing]


def _sole(argument: tuple[str, Any, str], room: int) -> list[tuple[str, Any, str]] | None:
    """The parts of the only argument of a call, if they do not fit on one line: the call's parentheses are theirs."""
    lead, node, trail = argument
    pieces = None if lead or isinstance(node, gast.Tuple) or len(text(node)) + len(trail) <= room else _pieces(node)
    return pieces[1] if pieces is not None and (pieces[0], pieces[2]) == ("(", ")") else None


def _pieces(node: Any) -> tuple[str, list[tuple[str, Any, str]], str] | None:
    """Where an expression may be broken: what opens it, items with what goes before and after each, what closes it."""
    match node:
        case _Parenthesised(node=gast.BinOp() | gast.BoolOp() | gast.IfExp()):
            return _pieces(node.node)
        case gast.Tuple() if node.elts:
            return "(", [("", item, ",") for item in node.elts], ")"
        case gast.Dict() if node.keys and all(key is not None for key in node.keys):
            return "{", [(f"{text(key)}: ", value, ",") for key, value in zip(node.keys, node.values)], "}"
        case gast.ListComp() | gast.GeneratorExp() if len(node.generators) == 1:
            brackets = "[]" if isinstance(node, gast.ListComp) else "()"
            return brackets[0], _clauses(node.elt, node.generators[0]), brackets[1]
        case gast.List() if node.elts:
            return "[", [("", item, ",") for item in node.elts], "]"
        case gast.UnaryOp(op=gast.USub()) | gast.Attribute() | gast.Subscript():
            return _around(node)
        case gast.Call(func=gast.Attribute()) if not node.args and not node.keywords:
            return _around(node.func, "()")
        case gast.Call() if node.args or node.keywords:
            arguments = [("", item, ",") for item in node.args]
            arguments += [(f"{word.arg}=" if word.arg else "**", word.value, ",") for word in node.keywords]
            arguments[-1] = (*arguments[-1][:2], "")
            return f"{text(node.func)}(", arguments, ")"
        case gast.BinOp() if type(node.op) in _LEVEL:
            return "(", _terms(node), ")"
        case gast.BoolOp():
            word = "and " if isinstance(node.op, gast.And) else "or "
            parts = [
                _operand(value, isinstance(value, gast.BoolOp | gast.IfExp | gast.Lambda)) for value in node.values
            ]
            return "(", [("", parts[0], ""), *((word, part, "") for part in parts[1:])], ")"
        case gast.IfExp():
            body, test = (_operand(part, isinstance(part, gast.IfExp | gast.Lambda)) for part in (node.body, node.test))
            return "(", [("", body, ""), ("if ", test, ""), ("else ", node.orelse, "")], ")"
    return None


def _around(node: Any, behind: str = "") -> tuple[str, list[tuple[str, Any, str]], str] | None:
    """A sign before, or an attribute or an index behind, something that can be broken."""
    inner = _pieces(node.operand if isinstance(node, gast.UnaryOp) else node.value)
    if inner is None:
        return None
    opening, items, closing = inner
    if isinstance(node, gast.UnaryOp):
        return f"-{opening}", items, closing
    if isinstance(node, gast.Attribute):
        return opening, items, f"{closing}.{node.attr}{behind}"
    placeholder = gast.Name("_", gast.Load(), None, None)
    return opening, items, closing + text(gast.Subscript(placeholder, node.slice, gast.Load())).removeprefix("_")


def _clauses(element: Any, generator: Any) -> list[tuple[str, Any, str]]:
    """The parts of a comprehension."""
    tests = [("if ", test, "") for test in generator.ifs]
    return [("", element, ""), (f"for {text(generator.target)} in ", generator.iter, ""), *tests]


def _terms(node: Any) -> list[tuple[str, Any, str]]:
    """The terms of a sum or the factors of a product, each with its operator, from the left spine of the tree."""
    level = _LEVEL[type(node.op)]
    terms: list[tuple[str, Any, str]] = []
    while isinstance(node, gast.BinOp) and _LEVEL.get(type(node.op)) == level:
        symbol = Unparser.binop[type(node.op).__name__]
        tight = isinstance(node.right, gast.BinOp) and _LEVEL.get(type(node.right.op), 9) <= level
        terms.append((f"{symbol} ", _operand(node.right, tight or _is_loose(node.right)), ""))
        node = node.left
    first = isinstance(node, gast.BinOp) and _LEVEL.get(type(node.op), 9) < level
    return [("", _operand(node, first or _is_loose(node)), ""), *reversed(terms)]


def _is_loose(node: Any) -> bool:
    """Whether an operand of a sum or product needs parentheses whatever the operator is."""
    if isinstance(node, gast.BinOp):
        return type(node.op) not in _LEVEL and not isinstance(node.op, gast.Pow)
    if isinstance(node, gast.UnaryOp):
        return isinstance(node.op, gast.Not)
    return isinstance(node, gast.BoolOp | gast.Compare | gast.IfExp | gast.Lambda)


class _Parenthesised:
    """An operand that needs parentheses where it stands."""

    def __init__(self, node: Any) -> None:
        self.node = node


def _operand(node: Any, parentheses: bool) -> Any:
    return _Parenthesised(node) if parentheses else node

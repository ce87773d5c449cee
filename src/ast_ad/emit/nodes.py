"""Two statements that gast lacks, and its conversion to ast with them in it."""

from __future__ import annotations

import ast
import math
from typing import Any

import gast
from gast.ast3 import GAstToAst3


class Comment(gast.stmt):  # type: ignore[misc]
    """A comment on a line of its own; ``text`` is without the ``#``."""

    _fields = ("text",)
    _attributes = ()

    def __init__(self, text: str) -> None:
        self.text = text


class Blank(gast.stmt):  # type: ignore[misc]
    """An empty line."""

    _fields = ()
    _attributes = ()

    def __init__(self) -> None:
        pass


class ToAst(GAstToAst3):  # type: ignore[misc]
    """gast to ast. ``known`` gives text for subexpressions that are too deep to be visited.

    ast.unparse writes the identifier of a Name as it stands: that is how text gets into the tree.
    """

    def __init__(self, known: dict[int, str] | None = None) -> None:
        self.known = known or {}

    def visit(self, node: Any) -> Any:
        text = self.known.get(id(node))
        return super().visit(node) if text is None else ast.Name(text, ast.Load())

    def visit_Comment(self, node: Comment) -> ast.stmt:
        return ast.Expr(ast.Name(f"# {node.text}".rstrip(), ast.Load()))

    def visit_Blank(self, node: Blank) -> ast.stmt:
        return ast.Expr(ast.Name("", ast.Load()))

    def visit_BinOp(self, node: Any) -> ast.BinOp:
        result = self.generic_visit(node)
        assert isinstance(result, ast.BinOp)
        match result:
            case ast.BinOp(op=ast.Pow(), right=ast.UnaryOp(op=ast.USub(), operand=ast.Constant())):
                # ast.unparse would write x ** (-0.5).
                result.right = ast.Name(ast.unparse(result.right), ast.Load())
        return result

    def visit_Constant(self, node: Any) -> ast.expr:
        return constant(node.value, getattr(node, "kind", None))


def constant(value: Any, kind: str | None = None) -> ast.expr:
    """The expression of a constant.

    A literal has no sign, so -1 is ``-`` applied to 1: ``(-1) ** 2`` needs its parentheses.
    """
    if isinstance(value, complex):
        if math.copysign(1.0, value.real) < 0:
            return ast.UnaryOp(ast.USub(), constant(-value))
        if value.real or math.copysign(1.0, value.imag) < 0:
            sign = ast.Sub() if math.copysign(1.0, value.imag) < 0 else ast.Add()
            return ast.BinOp(ast.Constant(value.real), sign, ast.Constant(complex(0.0, abs(value.imag))))
    if _is_negative(value):
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value, kind)


def _is_negative(value: Any) -> bool:
    if isinstance(value, float):
        return math.copysign(1.0, value) < 0 and not math.isnan(value)
    return type(value) is int and value < 0

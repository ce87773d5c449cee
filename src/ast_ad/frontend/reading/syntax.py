"""From text to gast, with places kept."""

from __future__ import annotations

import ast
from typing import Any

import gast
from gast.ast3 import Ast3ToGAst


class _ToGAst(Ast3ToGAst):  # type: ignore[misc]
    def visit_BinOp(self, node: ast.BinOp) -> Any:
        """A sum of many terms is a tree as deep: its left spine is walked in a loop, as recursion would overflow."""
        spine = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp):
            spine.append(left)
            left = left.left
        result = self.visit(left)
        for current in reversed(spine):
            result = gast.copy_location(gast.BinOp(result, self.visit(current.op), self.visit(current.right)), current)
        return result


def parse(text: str, file: str = "<unknown>") -> Any:
    """The gast.Module of a text. Raises SyntaxError as Python does."""
    return to_gast(ast.parse(text, file))


def to_gast(tree: ast.AST) -> Any:
    return _ToGAst().visit(tree)

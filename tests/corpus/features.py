"""The features that the corpus covers. Every pair occurs nested in some program; ``tools/features.py`` prints the matrix."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

FEATURES = {
    "loop": "for over a range, an array, a list, enumerate, zip or reversed",
    "while": "while with a condition on computed values",
    "branch": "if, elif, else, a conditional expression",
    "exit": "break, continue, an early return, the else of a loop",
    "in_place": "a write into an element, a slice or a whole array",
    "view": "a name for a part of an array, or a second name for an array",
    "index": "reads by index arrays, masks, ellipsis, negative indices and steps",
    "call": "a function of the user's, a lambda, a function passed as a value",
    "recursion": "a function that calls itself, or another that calls it",
    "structure": "tuples, lists, dicts, dataclasses and objects that hold numbers",
    "list": "a list that grows, a comprehension",
    "broadcast": "operands of different shapes, axes of length 1",
    "reduction": "sum, mean, max, prod along axes",
    "linear": "dot, matmul, outer, einsum",
    "reshape": "reshape, transpose, concatenate, stack",
    "swap": "names exchanged or rotated in one assignment",
    "scalar": "elementary functions of Python numbers",
}

_REDUCTIONS = {"sum", "mean", "max", "min", "prod", "std", "var", "trace", "cumsum", "cumprod"}
_LINEAR = {
    "dot",
    "matmul",
    "outer",
    "einsum",
    "vdot",
    "inner",
    "tensordot",
    "solve",
    "norm",
    "inv",
    "det",
    "kron",
    "cross",
}
_RESHAPE = {
    "reshape",
    "ravel",
    "flatten",
    "transpose",
    "T",
    "concatenate",
    "stack",
    "vstack",
    "hstack",
    "squeeze",
    "swapaxes",
}
_BROADCAST = {"broadcast_to", "expand_dims", "newaxis", "outer", "meshgrid"}


def nested_in(function: Callable[..., object]) -> frozenset[tuple[str, str]]:
    """The pairs (outer, inner) of features that occur in a function, one inside the other; what it calls stands inside."""
    tree = _module(function.__code__.co_filename)
    found = _Reader(tree)
    found.function(_definition(tree, function), ())
    return frozenset(found.pairs)


@cache
def _module(file: str) -> ast.Module:
    return ast.parse(Path(file).read_text())


def _definition(tree: ast.Module, function: Callable[..., object]) -> ast.FunctionDef:
    line = function.__code__.co_firstlineno
    return next(
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and node.name == function.__name__
        and min((node.lineno, *(d.lineno for d in node.decorator_list))) == line
    )


class _Reader:
    """Reads a function's syntax, with the features that are around each node."""

    def __init__(self, tree: ast.Module) -> None:
        self.pairs: set[tuple[str, str]] = set()
        self.functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        self.open: list[ast.FunctionDef] = []

    def function(self, node: ast.FunctionDef, around: tuple[str, ...]) -> None:
        called = {
            call.func.id for call in ast.walk(node) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        }
        if node.name in called:
            around = (*around, "recursion")
        self.open.append(node)
        for statement in node.body:
            self.read(statement, around, last=statement is node.body[-1])
        self.open.pop()

    def read(self, node: ast.AST, around: tuple[str, ...], last: bool = False) -> None:
        own = set(_own(node, last))
        callee = (
            self.functions.get(node.func.id) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
        )
        if callee is not None:
            own.add("recursion" if callee in self.open else "call")
        self.pairs |= {(outer, inner) for outer in around for inner in own if outer != inner}
        around = (*around, *sorted(own))
        if callee is not None and callee not in self.open:
            self.function(callee, around)
        if isinstance(node, ast.FunctionDef):
            return
        for child in ast.iter_child_nodes(node):
            self.read(child, around, last and isinstance(node, ast.If) and child in (node.body[-1:] + node.orelse[-1:]))


def _own(node: ast.AST, last: bool) -> Iterator[str]:
    """The features that a node has by itself."""
    match node:
        case ast.For() | ast.While():
            yield "loop" if isinstance(node, ast.For) else "while"
            if node.orelse or any(isinstance(n, ast.Break | ast.Continue | ast.Return) for n in ast.walk(node)):
                yield "exit"
        case ast.If() | ast.IfExp() | ast.Match():
            yield "branch"
        case ast.Break() | ast.Continue():
            yield "exit"
        case ast.Return() if not last:
            yield "exit"
        case ast.Assign(targets=[ast.Tuple() as left], value=ast.Tuple() as right):
            given, bound = ({n.id for n in ast.walk(side) if isinstance(n, ast.Name)} for side in (right, left))
            if given & bound:
                yield "swap"
        case ast.Assign(targets=targets) if any(isinstance(t, ast.Subscript) for t in targets):
            yield "in_place"
        case ast.AugAssign(target=ast.Subscript()) | ast.Subscript(ctx=ast.Store()):
            yield "in_place"
        case ast.Assign(value=ast.Name()):
            yield "view"
        case ast.Subscript():
            yield from _subscript(node)
        case ast.Lambda():
            yield "call"
        case ast.ListComp() | ast.GeneratorExp() | ast.DictComp() | ast.Attribute(attr="append"):
            yield "list"
        case ast.Dict():
            yield "structure"
        case ast.Tuple(ctx=ast.Load()) | ast.List(ctx=ast.Load()) if any(
            not isinstance(item, ast.Constant | ast.Slice) for item in node.elts
        ):
            yield "structure"
        case ast.BinOp(op=ast.MatMult()):
            yield "linear"
        case ast.BinOp(op=ast.Pow()):
            yield "scalar"
        case ast.keyword(arg="keepdims"):
            yield "broadcast"
        case ast.Attribute(value=ast.Name(id="math")):
            yield "scalar"
        case ast.Attribute(attr=word):
            named = (("reduction", _REDUCTIONS), ("linear", _LINEAR), ("reshape", _RESHAPE), ("broadcast", _BROADCAST))
            yield from (feature for feature, words in named if word in words)
        case ast.Call(func=ast.Name(id="sum" | "max" | "min")):
            yield "reduction"


def _subscript(node: ast.Subscript) -> Iterator[str]:
    items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for item in items:
        match item:
            case ast.Slice(step=step):
                yield "view" if step is None else "index"
            case ast.Constant(value=None):
                yield "broadcast"
            case ast.UnaryOp() | ast.List() | ast.Compare() | ast.Constant(value=builtins.Ellipsis):
                yield "index"

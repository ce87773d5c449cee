"""A smaller program that fails in the same way.

Hypothesis shrinks the choices of the writer, on which everything after them depends; here the text itself is cut: statements
go, blocks take the place of what holds them, and parts the place of whole expressions.
"""

from __future__ import annotations

import ast
import copy
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from fuzz.programs import Program

Fails = Callable[[Program], bool]


def reduced(program: Program, fails: Fails, seconds: float = 60.0) -> Program:
    """The program cut down as long as it fails and time is left."""
    end = time.monotonic() + seconds
    # The text of an unchanged tree differs from the writer's in spaces only.
    position = 0
    while time.monotonic() < end:
        tree = ast.parse(program.text)
        changes = list(_changes(tree))
        if position >= len(changes):
            if position == 0 or not changes or not changed:
                return program
            position, changed = 0, False
            continue
        if position == 0:
            changed = False
        candidate = replace(program, text=_applied(tree, changes[position]))
        if len(candidate.text) < len(ast.unparse(tree)) + 1 and fails(candidate):
            program, changed = candidate, True
        else:
            position += 1
    return program


Change = Callable[[Any], None]
Location = tuple[tuple[str, int | None], ...]


def _applied(tree: ast.Module, change: tuple[Location, str, Any]) -> str:
    tree = copy.deepcopy(tree)
    (*way, (field, index)), kind, detail = change
    node: Any = tree
    for name, k in way:
        node = getattr(node, name) if k is None else getattr(node, name)[k]
    held = getattr(node, field)
    if index is None:
        setattr(node, field, detail)
    elif kind == "splice":
        held[index : index + 1] = detail
        if not held and field == "body":
            held.append(ast.Pass())
    else:
        held[index] = detail
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _changes(tree: ast.Module) -> Iterator[tuple[Location, str, Any]]:
    """Every cut, the coarse ones first."""
    found = list(_nodes(tree, ()))
    for location, node in found:
        if isinstance(node, ast.stmt) and not isinstance(node, ast.Pass | ast.Import):
            yield location, "splice", []
    for location, node in found:
        if isinstance(node, ast.If | ast.For | ast.While):
            yield location, "splice", node.body
            if node.orelse:
                yield location, "splice", node.orelse
    for location, node in found:
        if isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            for part in ast.iter_child_nodes(node):
                for inner in [part, *ast.iter_child_nodes(part)] if isinstance(part, ast.comprehension) else [part]:
                    if isinstance(inner, ast.expr):
                        yield location, "put", inner
            if not isinstance(node, ast.Constant):
                yield location, "put", ast.Constant(0.5)
        if isinstance(node, ast.stmt) and getattr(node, "orelse", None) and not isinstance(node, ast.IfExp):
            yield (*location, ("orelse", None)), "put", []


def _nodes(node: ast.AST, location: Location) -> Iterator[tuple[Location, ast.AST]]:
    for field, value in ast.iter_fields(node):
        if isinstance(value, list):
            for k, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield (*location, (field, k)), item
                    yield from _nodes(item, (*location, (field, k)))
        elif isinstance(value, ast.AST):
            yield (*location, (field, None)), value
            yield from _nodes(value, (*location, (field, None)))

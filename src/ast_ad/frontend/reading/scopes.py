"""Which names belong to a function: Python's scoping, read from the syntax."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import gast

from ast_ad.frontend.machine.objects import Code, Frame
from ast_ad.frontend.reading.source import Source

_SCOPES = (gast.FunctionDef, gast.AsyncFunctionDef, gast.Lambda, gast.ClassDef)
_DECLARATIONS = (gast.Global, gast.Nonlocal)
# The patterns of a match that bind a name, and the field that holds it.
_CAPTURES = {"MatchAs": "name", "MatchStar": "name", "MatchMapping": "rest"}
COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)


def code_of(node: gast.FunctionDef | gast.Lambda, source: Source) -> Code:
    """The Code of a function's node."""
    nodes = list(walk([node.body] if isinstance(node, gast.Lambda) else node.body))
    declared = {
        kind: frozenset(name for n in nodes if isinstance(n, kind) for name in n.names) for kind in _DECLARATIONS
    }
    assigned = {name.id for name in parameters(node.args)} | set(_bound(nodes))
    assigned -= declared[gast.Global] | declared[gast.Nonlocal]
    nested = any(isinstance(n, _SCOPES) for n in nodes)
    generator = any(isinstance(n, gast.Yield | gast.YieldFrom) for n in nodes)
    return Code(node, source, frozenset(assigned), nested, generator, declared[gast.Global], declared[gast.Nonlocal])


def class_code(node: gast.ClassDef, source: Source) -> Code:
    """The Code of a class's body."""
    return Code(node, source, frozenset(bound_names(node.body)), True)


def enclosing(frame: Frame) -> Frame:
    """The frame that a function defined here closes over: not that of a class's body."""
    while isinstance(frame.code.node, gast.ClassDef) and frame.parent is not None:
        frame = frame.parent
    return frame


def parameters(args: gast.arguments) -> list[gast.Name]:
    """All parameters, in the order of the signature."""
    names = [*args.posonlyargs, *args.args]
    names += [args.vararg] if args.vararg else []
    names += args.kwonlyargs
    return names + ([args.kwarg] if args.kwarg else [])


def walk(nodes: Iterable[gast.AST]) -> Iterator[gast.AST]:
    """Every node of a scope. Of a nested function only its node; of a comprehension what the scope around it binds."""
    for node in nodes:
        yield node
        if isinstance(node, _SCOPES):
            continue
        if isinstance(node, COMPREHENSIONS):
            inner = [n for n in gast.walk(node) if isinstance(n, (gast.NamedExpr, *_SCOPES))]
            yield from (part for n in inner for part in (n, *([n.target] if isinstance(n, gast.NamedExpr) else [])))
            continue
        yield from walk(gast.iter_child_nodes(node))


def bound_names(nodes: Iterable[gast.AST]) -> list[str]:
    """The names that statements bind in their own scope, each once, in order of appearance."""
    return list(_bound(walk(nodes)))


def _bound(nodes: Iterable[gast.AST]) -> dict[str, None]:
    found: dict[str, None] = {}
    for node in nodes:
        if isinstance(node, gast.Name) and isinstance(node.ctx, gast.Store | gast.Del):
            found.setdefault(node.id)
        elif isinstance(node, gast.FunctionDef | gast.ClassDef | gast.AsyncFunctionDef):
            found.setdefault(node.name)
        elif type(node).__name__ in _CAPTURES:
            name = getattr(node, _CAPTURES[type(node).__name__])
            if name is not None:
                found.setdefault(str(getattr(name, "id", name)))
        elif isinstance(node, gast.Import | gast.ImportFrom):
            for alias in node.names:
                found.setdefault((alias.asname or alias.name).partition(".")[0])
    return found


def written_names(nodes: Iterable[gast.AST]) -> set[str]:
    """The names whose objects statements write into, as far as the syntax shows: ``x`` of ``x[i] = v``."""
    found = set()
    for node in walk(nodes):
        target: gast.AST | None = None
        if isinstance(node, gast.Subscript | gast.Attribute) and isinstance(node.ctx, gast.Store):
            target = node
        elif isinstance(node, gast.AugAssign):
            target = node.target
        while isinstance(target, gast.Subscript | gast.Attribute):
            target = target.value
        if isinstance(target, gast.Name):
            found.add(target.id)
    return found

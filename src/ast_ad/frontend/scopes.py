"""Which names belong to a function: Python's scoping, read from the syntax."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import gast

from ast_ad.frontend.source import Source
from ast_ad.frontend.objects import Code

_SCOPES = (gast.FunctionDef, gast.AsyncFunctionDef, gast.Lambda, gast.ClassDef)
_COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)


def code_of(node: gast.FunctionDef | gast.Lambda, source: Source) -> Code:
    """The Code of a function's node."""
    body = [node.body] if isinstance(node, gast.Lambda) else node.body
    declared = {type(n): n.names for n in walk(body) if isinstance(n, gast.Global | gast.Nonlocal)}
    outer = frozenset(declared.get(gast.Global, ())), frozenset(declared.get(gast.Nonlocal, ()))
    assigned = {name.id for name in parameters(node.args)} | set(bound_names(body))
    nested = any(isinstance(n, _SCOPES) for n in walk(body))
    return Code(node, source, frozenset(assigned) - outer[0] - outer[1], nested, *outer)


def parameters(args: gast.arguments) -> list[gast.Name]:
    """All parameters, in the order of the signature."""
    names = [*args.posonlyargs, *args.args]
    names += [args.vararg] if args.vararg else []
    names += args.kwonlyargs
    return names + ([args.kwarg] if args.kwarg else [])


def walk(nodes: Iterable[gast.AST]) -> Iterator[gast.AST]:
    """Every node of a scope. Of a nested function only its node; of a comprehension what the outer scope evaluates or binds."""
    for node in nodes:
        yield node
        if isinstance(node, _SCOPES):
            continue
        if isinstance(node, _COMPREHENSIONS):
            inner = [n for n in gast.walk(node) if isinstance(n, gast.NamedExpr | _SCOPES)]
            yield from (part for n in inner for part in (n, *([n.target] if isinstance(n, gast.NamedExpr) else [])))
            continue
        yield from walk(gast.iter_child_nodes(node))


def bound_names(nodes: Iterable[gast.AST]) -> list[str]:
    """The names that statements bind in their own scope, each once, in order of appearance."""
    found: dict[str, None] = {}
    for node in walk(nodes):
        if isinstance(node, gast.Name) and isinstance(node.ctx, gast.Store | gast.Del):
            found.setdefault(node.id)
        elif isinstance(node, gast.FunctionDef | gast.ClassDef | gast.AsyncFunctionDef):
            found.setdefault(node.name)
        elif isinstance(node, gast.Import | gast.ImportFrom):
            for alias in node.names:
                found.setdefault((alias.asname or alias.name).partition(".")[0])
    return list(found)


def written_names(nodes: Iterable[gast.AST]) -> set[str]:
    """The names whose objects statements write into, as far as the syntax shows: ``x`` of ``x[i] = v`` and ``x.fill(0)``."""
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

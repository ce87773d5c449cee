"""Functions of one text: the halves of pairs that differ in what they were made for, and not in what they do."""

from __future__ import annotations

from collections.abc import Container, Hashable, Mapping, Sequence

import gast


def merged(
    bodies: Sequence[gast.FunctionDef], wanted: Container[str]
) -> tuple[list[gast.FunctionDef], Mapping[str, str]]:
    """The functions without those that do the same as another one, which is called in their place; and the names of
    both.

    Two functions do the same if their texts differ only in their docstrings and in the names of functions that do the
    same. Those that are ``wanted`` all stay, and are called rather than others.
    """
    classes = dict.fromkeys((body.name for body in bodies), 0)
    while len(set((finer := _refined(bodies, classes)).values())) > len(set(classes.values())):
        classes = finer
    first: dict[int, str] = {}
    for name in sorted(classes, key=lambda name: name not in wanted):
        first.setdefault(classes[name], name)
    renamed = {name: first[number] for name, number in classes.items() if first[number] != name and name not in wanted}
    kept = [body for body in bodies if body.name not in renamed]
    for node in (node for body in kept if renamed for node in gast.walk(body)):
        if isinstance(node, gast.Name):
            node.id = renamed.get(node.id, node.id)
    return kept, renamed


def _refined(bodies: Sequence[gast.FunctionDef], classes: Mapping[str, int]) -> dict[str, int]:
    """A number for each function: the same for functions of one class whose texts say the same if a name means a class."""
    if len(bodies) < 2:
        return dict(classes)
    known: dict[Hashable, int] = {}
    return {body.name: known.setdefault((classes[body.name], _said(body, classes)), len(known)) for body in bodies}


def _said(part: object, classes: Mapping[str, int]) -> Hashable:
    """What a part of a text says."""
    if isinstance(part, gast.AST):
        return type(part).__name__, *(_said(getattr(part, name, None), classes) for name in part._fields)
    if isinstance(part, list):
        return tuple(_said(item, classes) for item in part if not _is_docstring(item))
    return classes.get(part, part) if isinstance(part, str) else repr(part)


def _is_docstring(node: object) -> bool:
    return isinstance(node, gast.Expr) and isinstance(node.value, gast.Constant)

"""Signatures: parameters and results in the structure that the caller knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

import gast

from ast_ad.emit.symbols import Symbols
from ast_ad.emit.syntax import (
    assign,
    attribute,
    call,
    name,
    subscript,
    target,
)
from ast_ad.ir import NO_DEFAULT, Func, Parameter, Value
from ast_ad.tree import Leaf, Node, Tree, leaves


def arguments(func: Func, names: Mapping[Value, str], symbols: Symbols) -> gast.arguments:
    """The parameters of a ``def``; those of a function that only the text calls have the names of their values."""
    inputs = func.inputs or tuple(Parameter(names[param]) for param in func.params)
    plain, positional, only, rest, others = (
        [p for p in inputs if p.passed == passed] for passed in ("plain", "position", "name", "*", "**")
    )
    # A default before a parameter that has none cannot be written: its argument is passed always.
    late = list(takewhile(lambda p: p.default is not NO_DEFAULT, reversed((*positional, *plain))))
    defaults = [symbols.constant(p.default) for p in reversed(late)]
    return gast.arguments(
        args=[_argument(p) for p in plain],
        posonlyargs=[_argument(p) for p in positional],
        vararg=_argument(rest[0]) if rest else None,
        kwonlyargs=[_argument(p) for p in only],
        kw_defaults=[None if p.default is NO_DEFAULT else symbols.constant(p.default) for p in only],
        kwarg=_argument(others[0]) if others else None,
        defaults=defaults,
    )


def _argument(parameter: Parameter) -> gast.Name:
    return gast.Name(parameter.name, gast.Param(), None, None)


def unpacked(func: Func, names: Mapping[Value, str], reads: Mapping[Value, Sequence[object]]) -> list[gast.stmt]:
    """Take structured arguments apart: the first lines of the function."""
    out: list[gast.stmt] = []
    position = 0
    for parameter in func.inputs:
        size = leaves(parameter.tree)
        own = func.params[position : position + size]
        position += size
        if isinstance(parameter.tree, Leaf):
            continue
        words = [names[value] if reads.get(value) else "_" for value in own]
        if _is_flat_tuple(parameter.tree) and any(word != "_" for word in words):
            left = gast.Tuple([target(word) for word in words], gast.Store())
            out.append(assign(left, name(parameter.name)))
            continue
        for word, node in zip(words, _leaves(parameter.tree, name(parameter.name))):
            if word != "_":
                out.append(assign(target(word), node))
    return out


def _is_flat_tuple(tree: Tree) -> bool:
    return isinstance(tree, Node) and tree.type in (tuple, list) and all(isinstance(item, Leaf) for item in tree.items)


def _leaves(tree: Tree, node: gast.expr) -> Iterator[gast.expr]:
    """The expression for each leaf of a structure."""
    if isinstance(tree, Leaf):
        yield node
        return
    for item, part in zip(tree.items, parts(tree, node)):
        yield from _leaves(item, part)


def parts(tree: Node, node: gast.expr) -> Iterator[gast.expr]:
    """The expressions for the items of a structure."""
    for k in range(len(tree.items)):
        if tree.type is dict:
            yield subscript(node, gast.Constant(tree.names[k], None))
        elif tree.names:
            yield attribute(node, tree.names[k])
        else:
            yield subscript(node, gast.Constant(k, None))


def returned(tree: Tree, atoms: Sequence[gast.expr]) -> gast.expr:
    """The expression that a function returns."""
    flat = iter(atoms)
    return _built(tree, flat)


def _built(tree: Tree, atoms: Iterator[gast.expr]) -> gast.expr:
    if isinstance(tree, Leaf):
        return next(atoms)
    items = [_built(item, atoms) for item in tree.items]
    if tree.type is tuple:
        return gast.Tuple(items, gast.Load())
    if tree.type is list:
        return gast.List(items, gast.Load())
    if tree.type is dict:
        return gast.Dict([gast.Constant(word, None) for word in tree.names], items)
    return call(name(tree.type.__name__), **dict(zip(tree.names, items)))

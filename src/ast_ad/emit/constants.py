"""What a text requires of arguments that it was made for: it has no other use for a string, a None, a number bound by value."""

from __future__ import annotations

from collections.abc import Iterator

import gast
import numpy as np

from ast_ad.emit.conditions import joined
from ast_ad.emit.expression import text
from ast_ad.emit.signature import parts
from ast_ad.emit.symbols import Symbols, find
from ast_ad.emit.syntax import call, name
from ast_ad.frontend.arguments import Fixed
from ast_ad.ir import Func
from ast_ad.tree import Leaf, Tree

_SINGLE = (type(None), bool, type(...))
_EQUAL = (str, bytes, int, float, complex)
_LIBRARIES = ("builtins", "math", "cmath", "operator", "numpy", "scipy")


def required(func: Func, called: str, symbols: Symbols) -> list[gast.stmt]:
    """The test at the top of a function that refuses other constants than its own.

    The attributes of instances, and functions that no library has, are left to the caller.
    """
    # Seeds and dots have none, though they have the structure of what they belong to.
    special = [p for p in func.inputs if p.constants]
    given = [pair for p in special for pair in _constants(p.tree, name(p.name), iter(p.constants))]
    test: gast.expr | None = None
    told = []
    for node, value in given:
        if not (_is_single(value) or _is_equal(value)):
            continue
        constant = symbols.constant(value)
        other = gast.Compare(node, [gast.IsNot() if _is_single(value) else gast.NotEq()], [constant])
        test = other if test is None else joined(gast.Or, test, other)
        told.append(f"{text(node)}={text(constant)}")
    if test is None:
        return []
    message = gast.Constant(f"{called} is for {', '.join(told)}", None)
    return [gast.If(test, [gast.Raise(call(name("ValueError"), message), None)], [])]


def _constants(tree: Tree, node: gast.expr, constants: Iterator[object]) -> Iterator[tuple[gast.expr, object]]:
    """The constants in a structure, and the expressions for them."""
    if isinstance(tree, Leaf):
        return
    if tree.type is Fixed:
        yield node, next(constants)
        return
    for item, part in zip(tree.items, parts(tree, node)):
        found = list(_constants(item, part, constants))
        yield from found if issubclass(tree.type, tuple | list | dict) else ()


def _is_single(value: object) -> bool:
    """Whether there is one object of this value, which is in some library if it is a function."""
    if type(value) in _SINGLE:
        return True
    found = find(value) if callable(value) else None
    return found is not None and found[0].partition(".")[0] in _LIBRARIES


def _is_equal(value: object) -> bool:
    """Whether a value is told from others by a comparison."""
    if type(value) is tuple:
        return all(_is_equal(item) or type(item) in _SINGLE for item in value)
    # NaN is equal to nothing.
    return (type(value) in _EQUAL or isinstance(value, np.generic | np.dtype)) and value == value  # noqa: PLR0124

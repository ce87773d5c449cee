"""The values of expressions that are constant by their text: literals, arithmetic, ``math``, arrays made from them."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

import gast
import numpy as np

from ast_ad.errors import DiffError

_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    gast.Add: operator.add,
    gast.Sub: operator.sub,
    gast.Mult: operator.mul,
    gast.Div: operator.truediv,
    gast.FloorDiv: operator.floordiv,
    gast.Mod: operator.mod,
    gast.Pow: operator.pow,
}
_SIGNS: dict[type, Callable[[Any], Any]] = {gast.USub: operator.neg, gast.UAdd: operator.pos, gast.Not: operator.not_}
_MAKERS = (np.array, np.asarray, np.zeros, np.ones, np.full, np.eye, np.linspace, np.arange, float, int, complex, abs)
_LIBRARIES = ("builtins", "math", "cmath", "operator", "numpy", "scipy")
# Those of math that take numbers to numbers in no time.
_MATH = {value for name, value in vars(math).items() if callable(value) and name not in ("factorial", "comb", "perm")}
_CALLABLE = frozenset(_MAKERS) | _MATH


class NotConstant(Exception):
    """The value of an expression does not follow from its text."""


def evaluate(node: Any, lookup: Callable[[str], object]) -> object:
    """The value of a constant expression. ``lookup`` gives the names in it a meaning."""
    try:
        return _value(node, lookup)
    except (ArithmeticError, TypeError, ValueError, KeyError, AttributeError, MemoryError) as error:
        raise NotConstant from error


def default(node: Any, lookup: Callable[[str], object]) -> object:
    """The value of a default: a literal, or what follows from the text around it and nobody can change: a number, a string,
    a function or type of a library, a tuple of these.
    """
    try:
        return gast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        pass
    try:
        found = evaluate(node, lookup)
    except DiffError as error:
        raise NotConstant from error
    if not _is_plain(found):
        raise NotConstant
    return found


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    if isinstance(value, FunctionType | BuiltinFunctionType | type):
        return value.__module__.partition(".")[0] in _LIBRARIES
    return value is None or isinstance(value, bool | int | float | complex | str | np.generic | np.ufunc)


def _value(node: Any, lookup: Callable[[str], object]) -> Any:
    match node:
        case gast.Constant():
            return node.value
        case gast.Name():
            return lookup(node.id)
        case gast.Attribute():
            owner = _value(node.value, lookup)
            if isinstance(owner, ModuleType):
                return getattr(owner, node.attr)
        case gast.UnaryOp() if type(node.op) in _SIGNS:
            return _SIGNS[type(node.op)](_value(node.operand, lookup))
        case gast.BinOp() if type(node.op) in _OPERATORS:
            left, right = _value(node.left, lookup), _value(node.right, lookup)
            if isinstance(node.op, gast.Pow) and isinstance(right, int) and abs(right) > 1000:
                raise NotConstant
            return _OPERATORS[type(node.op)](left, right)
        case gast.Tuple():
            return tuple(_value(item, lookup) for item in node.elts)
        case gast.List():
            return [_value(item, lookup) for item in node.elts]
        case gast.Dict() if None not in node.keys:
            return {_value(key, lookup): _value(item, lookup) for key, item in zip(node.keys, node.values)}
        case gast.Call():
            return _call(node, lookup)
    raise NotConstant


def _call(node: Any, lookup: Callable[[str], object]) -> Any:
    function = _value(node.func, lookup)
    if function not in _CALLABLE or any(word.arg is None for word in node.keywords):
        raise NotConstant
    keywords = {word.arg: _value(word.value, lookup) for word in node.keywords}
    return function(*(_value(item, lookup) for item in node.args), **keywords)


def is_plain(value: object) -> bool:
    """Whether this is a number, or a tuple of such."""
    return all(map(is_plain, value)) if type(value) is tuple else isinstance(value, int | float | complex)

"""How kinds are written: ``float``, ``float[:, :]``, ``int[...]``, ``list[float]``, ``tuple[float, int]``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gast
import numpy as np

from ast_ad.errors import KindError
from ast_ad.frontend.arguments import Argument, Fixed
from ast_ad.frontend.reading.syntax import parse
from ast_ad.kinds import (
    BOOL,
    COMPLEX,
    FLOAT,
    INT,
    MANY,
    Array,
    Dim,
    Kind,
    List,
    Number,
    Opaque,
)
from ast_ad.tree import LEAF, Leaf, Node, Tree

_PYTHON = {"float": FLOAT, "int": INT, "bool": BOOL, "complex": COMPLEX}
# What a list can be passed for.
_LISTS = frozenset({"list", "List", "Sequence", "MutableSequence", "Collection", "Iterable"})
_ARRAYS = frozenset({"ndarray", "NDArray", "ArrayLike"})


def parse_types(text: str) -> dict[str, Argument]:
    """``"x=float, A=float[:, :]"`` as arguments by name. Raises KindError (AD302) for what is not understood."""
    return {name: _stated(name, node) for name, node in _items(text).items()}


def parse_values(text: str) -> dict[str, Argument]:
    """``"n=3, kind='a'"`` as constants by name."""
    found = {}
    for name, node in _items(text).items():
        try:
            value = gast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError):
            raise KindError(
                "AD302", f"the value of {name!r} is no literal", None, "write numbers, strings or tuples of them"
            ) from None
        found[name] = Argument(LEAF, (Fixed(value),))
    return found


def _items(text: str) -> Mapping[str, Any]:
    try:
        call = parse(f"f({text}\n)").body[0].value
    except SyntaxError:
        call = None
    if not isinstance(call, gast.Call) or call.args or any(word.arg is None for word in call.keywords):
        raise KindError(
            "AD302", f"{text!r} is not understood", None, 'write it as in "x=float, A=float[:, :]" or "n=3"'
        )
    return {word.arg: word.value for word in call.keywords}


def _stated(name: str, node: Any) -> Argument:
    found = argument(node)
    if found is None:
        hint = "write float, int, float[:], float[:, :], float32[...], list[float] or tuple[float, int]"
        raise KindError("AD302", f"the type of {name!r} is not understood", None, hint)
    return found


def argument(node: Any) -> Argument | None:
    """What an annotation says about an argument, or None where it says nothing."""
    if isinstance(node, gast.Constant) and isinstance(node.value, str):
        try:
            return argument(parse(node.value).body[0].value)
        except (SyntaxError, IndexError, AttributeError):
            return None
    if isinstance(node, gast.Subscript) and last(node.value) == "tuple":
        items = node.slice.elts if isinstance(node.slice, gast.Tuple) else [node.slice]
        parts = [argument(item) for item in items]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        return Argument(
            Node(tuple, tuple(part.tree for part in known)), tuple(kind for part in known for kind in part.kinds)
        )
    found = kind(node)
    return None if found is None else Argument(LEAF, (found,))


def kind(node: Any) -> Kind | None:
    """The kind of a number, an array or a list that an annotation names."""
    name = last(node.value if isinstance(node, gast.Subscript) else node)
    dtype = _dtype(name)
    if not isinstance(node, gast.Subscript):
        if name in _ARRAYS:
            return Array(np.dtype(float))
        if name in _LISTS:
            return List(FLOAT)
        return _PYTHON.get(name) or (None if dtype is None else Number(_family(dtype), dtype))
    if name in _LISTS:
        item = kind(node.slice)
        return None if item is None else List(item)
    if name in _ARRAYS:
        # numpy.typing.NDArray[np.float32], np.ndarray[shape, np.dtype[np.float32]]
        names = [_dtype(last(part)) for part in gast.walk(node.slice)]
        return Array(next((found for found in names if found is not None), np.dtype(float)))
    return None if dtype is None else _array(dtype, node.slice)


def _array(dtype: np.dtype, index: Any) -> Array | None:
    axes = index.elts if isinstance(index, gast.Tuple) else [index]
    if isinstance(axes[0], gast.Constant) and axes[0].value is Ellipsis:
        return Array(dtype)
    dims: list[Dim] = []
    for axis in axes:
        if isinstance(axis, gast.Slice):
            dims.append(MANY)
        elif isinstance(axis, gast.Constant) and type(axis.value) is int:
            dims.append(1 if axis.value == 1 else MANY)
        else:
            return None
    return Array(dtype, tuple(dims))


def _family(dtype: np.dtype) -> type:
    return {"b": bool, "i": int, "u": int, "f": float, "c": complex}[dtype.kind]


def _dtype(name: str) -> np.dtype | None:
    if name in _PYTHON:
        return np.dtype(_PYTHON[name].type)
    # Names that end in their number of bits; others mean something else in Python, or nothing.
    scalar = getattr(np, name, None) if name[-1:].isdigit() else None
    return np.dtype(scalar) if isinstance(scalar, type) and issubclass(scalar, np.number) else None


def last(node: Any) -> str:
    """The last name of a dotted one."""
    return str(node.attr if isinstance(node, gast.Attribute) else getattr(node, "id", ""))


def written(what: Argument) -> str | None:
    """The annotation that ``argument`` reads as this; of a constant its type. None where there is none."""
    return _tree(what.tree, iter(what.kinds))


def _tree(tree: Tree, kinds: Any) -> str | None:
    if isinstance(tree, Leaf):
        return _kind(next(kinds))
    items = [_tree(item, kinds) for item in tree.items]
    return f"tuple[{', '.join(map(str, items))}]" if tree.type is tuple and None not in items else None


def _kind(what: Kind | Fixed) -> str | None:
    match what:
        case Number(type=plain, dtype=None):
            return plain.__name__
        case Number(dtype=dtype):
            return f"np.{dtype}"
        case Array(dtype=dtype, dims=None):
            return f"{_name(dtype)}[...]"
        case Array(dtype=dtype, dims=()):
            return None
        case Array(dtype=dtype, dims=tuple(dims)):
            return f"{_name(dtype)}[{', '.join('1' if dim == 1 else ':' for dim in dims)}]"
        case List(item=item):
            inside = _kind(item)
            return None if inside is None else f"list[{inside}]"
        case Fixed(value=None):
            return "None"
        case Fixed(value=bool() | int() | float() | complex() | str() | bytes() as value):
            return str(type(value).__name__)
        case Opaque() | Fixed():
            return None
    return None


def _name(dtype: np.dtype) -> str:
    return {"float64": "float", "int64": "int", "complex128": "complex", "bool": "bool"}.get(str(dtype), f"np.{dtype}")

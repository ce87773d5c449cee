"""Arguments: what a call passes, taken apart into the leaves on which a derivative is specialised.

Tuples, dicts with constant keys, dataclasses, named tuples, instances of classes and lists of mixed items are structure;
numbers, arrays and lists of one kind are leaves. What decides the meaning of the program and carries no number (None,
strings, functions, types, ...) is bound while compiling: its leaf is ``Fixed``.
"""

from __future__ import annotations

import dataclasses
import enum
import types
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ast_ad import kinds
from ast_ad.errors import KindError
from ast_ad.ir import Const
from ast_ad.kinds import Kind
from ast_ad.tree import LEAF, Leaf, Node, Tree, leaves

_HEAP_TYPE = 1 << 9
_BOUND = (
    str,
    bytes,
    types.NoneType,
    types.EllipsisType,
    types.FunctionType,
    types.MethodType,
    types.ModuleType,
    type,
    range,
    frozenset,
    enum.Enum,
    np.dtype,
)


@dataclass(frozen=True, slots=True, eq=False)
class Fixed:
    """A constant of the specialisation. Equal if type and value are, as in ``Const``."""

    value: object

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fixed) and Const(self.value) == Const(other.value)

    def __hash__(self) -> int:
        return hash(Const(self.value))

    def __str__(self) -> str:
        return repr(self.value)


@dataclass(frozen=True, slots=True)
class Argument:
    """The structure of an argument and, for each leaf of ``tree`` in order, its kind or its fixed value."""

    tree: Tree
    kinds: tuple[Kind | Fixed, ...]

    @property
    def exact(self) -> Hashable:
        """Equal where a specialisation for the one serves the other."""
        return self.tree, tuple(map(kinds.exact, self.kinds))

    @property
    def fixed(self) -> bool:
        """Whether the whole argument is one constant."""
        return self.tree is LEAF and isinstance(self.kinds[0], Fixed)


def describe(value: object, static: bool = False, name: str = "") -> Argument:
    """Take an argument apart. ``static`` binds it by value whatever it is; ``name`` is used in errors."""
    if static:
        _require_hash(value, name)
        return Argument(LEAF, (Fixed(value),))
    found: list[Kind | Fixed] = []
    tree = _describe(value, found, name, ())
    return Argument(tree, tuple(found))


def dynamic(argument: Argument) -> Tree:
    """The structure of the leaves that are no constants, as a Func's Parameter has it: ``Node(Fixed, ())`` for the others."""
    leaf_kinds = iter(argument.kinds)

    def visit(tree: Tree) -> Tree:
        if isinstance(tree, Leaf):
            return Node(Fixed, ()) if isinstance(next(leaf_kinds), Fixed) else tree
        return Node(tree.type, tuple(map(visit, tree.items)), tree.names)

    return visit(argument.tree)


def flatten(argument: Argument, value: object) -> list[object]:
    """The leaves of an argument that are no constants, in order."""
    return [leaf for leaf, kind in zip(every_leaf(argument.tree, value), argument.kinds) if not isinstance(kind, Fixed)]


def every_leaf(tree: Tree, value: object) -> list[object]:
    """The leaves of a value that has the structure of the tree, in order."""
    if isinstance(tree, Leaf):
        return [value]
    return [leaf for item, part in zip(tree.items, parts(tree, value)) for leaf in every_leaf(item, part)]


def parts(node: Node, value: Any) -> Sequence[Any]:
    """The items of a structured value, in the order of the node's; a constant has none."""
    if node.type is Fixed:
        return ()
    if node.type is dict:
        return [value[name] for name in node.names]
    if node.type is slice:
        return [value.start, value.stop, value.step]
    if node.names:
        return [getattr(value, name) for name in node.names]
    return list(value) if issubclass(node.type, tuple | list) else ()


def unflatten(tree: Tree, flat: Sequence[object]) -> object:
    """Put leaves, one for each of the tree, into its structure. Classes are filled in without running their __init__."""
    if isinstance(tree, Leaf):
        return flat[0]
    items: list[object] = []
    start = 0
    for item in tree.items:
        size = leaves(item)
        items.append(unflatten(item, flat[start : start + size]))
        start += size
    return assemble(tree, items)


def assemble(node: Node, items: Sequence[Any]) -> object:
    """The object with these parts. A gradient has None where its argument has no derivative, which an __init__ may not like."""
    if node.type is Fixed:
        return None
    if node.type is dict:
        return dict(zip(node.names, items))
    if node.type is slice:
        return slice(*items)
    if not node.names and issubclass(node.type, tuple | list):
        return node.type(items)
    if issubclass(node.type, tuple):
        return node.type(*items)
    made = object.__new__(node.type)
    for name, item in zip(node.names, items):
        object.__setattr__(made, name, item)
    return made


def _describe(value: Any, found: list[Kind | Fixed], name: str, path: tuple[int, ...]) -> Tree:
    """The tree of a value, whose leaves' kinds are appended to ``found``. ``path`` holds the ids of what is around it."""
    if id(value) in path:
        raise KindError("AD302", f"{_called(name)} contains itself", hint="pass the parts that are needed as arguments")
    node = _structure(value)
    if node is None:
        found.append(_leaf(value, name))
        return LEAF
    items = [
        _describe(part, found, f"{name}{_step(node, k)}", (*path, id(value)))
        for k, part in enumerate(parts(node, value))
    ]
    return Node(node.type, tuple(items), node.names)


def _step(node: Node, position: int) -> str:
    if node.type is dict:
        return f"[{node.names[position]!r}]"
    return f".{node.names[position]}" if node.names else f"[{position}]"


def _structure(value: Any) -> Node | None:
    """The outermost structure of a value, with leaves for its parts; None for what is a leaf as a whole."""
    cls = type(value)
    if isinstance(value, tuple):
        names = getattr(cls, "_fields", ())
        return _node(cls if names else tuple, len(value), names)
    if isinstance(value, list):
        return None if _is_uniform(value) else _node(list, len(value))
    if isinstance(value, dict):
        return _node(dict, len(value), tuple(value))
    if isinstance(value, slice):
        return _node(slice, 3)
    if isinstance(value, (*_BOUND, np.ndarray, np.generic)):
        return None
    if dataclasses.is_dataclass(cls):
        names = tuple(field.name for field in dataclasses.fields(cls))
        return _node(cls, len(names), names)
    if _is_plain_instance(value):
        return _node(cls, len(vars(value)), tuple(vars(value)))
    return None


def _node(cls: type, count: int, names: tuple[str, ...] = ()) -> Node:
    return Node(cls, (LEAF,) * count, names)


def _is_uniform(value: list[object]) -> bool:
    """Whether a list is a leaf: its items are numbers or arrays of one kind, or such lists."""
    if not value or type(value) is not list:
        return False
    if set(map(type, value)) == {float}:
        return True
    kind = kinds.of(value)
    while isinstance(kind, kinds.List):
        kind = kind.item
    return isinstance(kind, kinds.Number | kinds.Array)


def is_written(cls: type) -> bool:
    """Whether a class and what it inherits are written in Python."""
    return all(base.__flags__ & _HEAP_TYPE for base in cls.__mro__[:-1])


def _is_plain_instance(value: object) -> bool:
    """Whether the state of an instance is its attributes: its classes are all written in Python, and of the user."""
    cls = type(value)
    module = cls.__module__.partition(".")[0]
    return (
        hasattr(value, "__dict__")
        and module not in ("numpy", "scipy", "ast_ad", "builtins")
        and is_written(cls)
        and not _is_foreign_array(value)
        # Whatever is called by C code (numba's dispatchers, cached functions) is a function to us.
        and (not callable(value) or isinstance(cls.__call__, types.FunctionType))
    )


def _leaf(value: object, name: str) -> Kind | Fixed:
    _refuse_foreign(value, name)
    kind = kinds.of(value)
    if not isinstance(kind, kinds.Opaque):
        _refuse_objects(kind, name)
        return kind
    if isinstance(value, _BOUND) or callable(value):
        _require_hash(value, name)
        return Fixed(value)
    return kind


def _refuse_foreign(value: object, name: str) -> None:
    """Refuse what looks like an array and means something else by the same operators."""
    if type(value) is not np.ndarray and not isinstance(value, np.generic) and _is_foreign_array(value):
        cls = type(value)
        kind = f"{cls.__module__.partition('.')[0]}.{cls.__name__}"
        raise KindError("AD302", f"{_called(name)} is a {kind}", hint="pass a plain array: np.asarray(...)")


def _is_foreign_array(value: object) -> bool:
    return isinstance(value, np.ndarray) or (hasattr(type(value), "__array__") and not isinstance(value, type))


def _refuse_objects(kind: Kind, name: str) -> None:
    while isinstance(kind, kinds.List):
        kind = kind.item
    if isinstance(kind, kinds.Array) and kind.dtype.kind == "O":
        raise KindError(
            "AD302", f"{_called(name)} is an array of Python objects", hint="give it a dtype: x.astype(float)"
        )


def _require_hash(value: object, name: str) -> None:
    try:
        hash(value)
    except TypeError:
        message = f"{_called(name)} is bound by value, which needs a hash; {type(value).__name__} has none"
        raise KindError("AD302", message, hint="make it a tuple, or do not name it in static") from None


def _called(name: str) -> str:
    return f"the argument {name}" if name else "an argument"

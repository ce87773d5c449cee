"""How the names of a function are used: as arrays, of how many axes, or as whole numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

import gast
import numpy as np

from ast_ad.errors import DiffError
from ast_ad.frontend.reading.find import find
from ast_ad.frontend.reading.source import Source

_ATTRIBUTES = frozenset(dir(np.ndarray)) - frozenset(dir(float)) - frozenset(dir(list))
_SEQUENCES = (len, sum, zip, enumerate, reversed, sorted, all, any, list, tuple)
_SHAPED = (np.zeros, np.ones, np.empty, np.full, np.eye, np.identity)
# Functions of numpy that take numbers as well as arrays, though they are no ufuncs.
_SCALAR = frozenset(
    {
        "where",
        "clip",
        "round",
        "around",
        "real",
        "imag",
        "angle",
        "isclose",
        "nan_to_num",
        "sinc",
        "ndim",
        "size",
        "shape",
    }
)


@dataclass
class Use:
    """What is known of a name.

    ``axes``: with so many indices a single element is read; ``rows``: somewhere fewer than all are given.
    """

    array: bool = False
    integer: bool = False
    axes: int = 0
    rows: bool = False
    # Names to which the value itself (0) or what stands at so many indices is bound.
    links: list[tuple[str, int]] = field(default_factory=list)

    @property
    def rank(self) -> int | None:
        return None if self.rows or not self.axes else self.axes


def uses(source: Source, inside: tuple[Any, ...] = ()) -> dict[str, Use]:
    """The uses of all names in a function, those in the functions that it calls included."""
    reader = _Reader(source, (*inside, source.node))
    for node in list(reader.parents):
        reader.read(node)
    for name in list(reader.names):
        reader.follow(name, ())
    return reader.names


class _Reader:
    def __init__(self, source: Source, inside: tuple[Any, ...]) -> None:
        self.source = source
        self.inside = inside
        self.names: dict[str, Use] = {}
        self.parents: dict[Any, Any] = {}
        for parent in (node for statement in source.node.body for node in gast.walk(statement)):
            self.parents.setdefault(parent, None)
            self.parents.update(
                (child, parent) for child in gast.iter_child_nodes(parent) if not isinstance(child, gast.expr_context)
            )

    def of(self, node: Any) -> Use:
        """The use of a name; what is known of anything else is forgotten."""
        name = node if isinstance(node, str) else node.id if isinstance(node, gast.Name) else ""
        return self.names.setdefault(name, Use()) if name else Use()

    def read(self, node: Any) -> None:
        match node:
            case gast.Name() if self._needs_array(node):
                self.of(node).array = True
            case gast.Subscript():
                if not isinstance(self.parents[node], gast.Subscript) or self.parents[node].slice is node:
                    self._subscript(node)
            case gast.Call():
                self._call(node)
            case gast.BinOp(op=gast.Mod() | gast.FloorDiv(), right=gast.Constant(value=int(by))) if by > 1:
                self._whole(node.left)
            case gast.Assign(targets=[gast.Name() as target], value=gast.Name() as value):
                self.of(value).links.append((target.id, 0))
            case gast.Assign(
                targets=[gast.Tuple() as target], value=gast.Attribute(value=gast.Name() as owner, attr="shape")
            ):
                self.of(owner).axes = len(target.elts)

    def _needs_array(self, node: Any) -> bool:
        """Whether what stands here is an array for sure."""
        match self.parents[node]:
            case gast.BinOp(op=gast.MatMult()):
                return True
            case gast.Attribute(attr=attribute):
                return attribute in _ATTRIBUTES
            case gast.For(iter=iterated) | gast.comprehension(iter=iterated):
                return iterated is node
            case gast.Call() as call:
                return node in call.args and _takes_arrays(self._meaning(call.func), len(call.args))
        return False

    def _subscript(self, node: Any) -> None:
        root, items = _chain(node)
        for item in items:
            self._whole(item)
        if any(isinstance(item, gast.Constant) and isinstance(item.value, str) for item in items):
            return
        use = self.of(root)
        use.array = True
        if any(
            isinstance(item, gast.Slice) or (isinstance(item, gast.Constant) and item.value in (None, ...))
            for item in items
        ):
            return
        match self.parents[node]:
            case gast.Assign(targets=[gast.Name(id=name)], value=value) if value is node:
                use.links.append((name, len(items)))
            case _ if self._needs_array(node):
                use.rows = True
            case _:
                use.axes = max(use.axes, len(items))

    def _whole(self, node: Any) -> None:
        """The names in an index or a count are whole numbers."""
        match node:
            case gast.Name():
                self.of(node).integer = True
            case gast.BinOp():
                self._whole(node.left)
                self._whole(node.right)
            case gast.UnaryOp():
                self._whole(node.operand)
            case gast.Tuple():
                for item in node.elts:
                    self._whole(item)
            case gast.Slice():
                for item in (node.lower, node.upper, node.step):
                    self._whole(item)

    def _call(self, node: Any) -> None:
        function = self._meaning(node.func)
        if function is range:
            for argument in node.args:
                self._whole(argument)
        elif node.args and any(function is shaped for shaped in _SHAPED):
            self._whole(node.args[0])
        callee = self._callee(function)
        if callee is None or any(callee.node is known for known in self.inside):
            return
        known = uses(callee, self.inside)
        parameters = [name.id for name in (*callee.node.args.posonlyargs, *callee.node.args.args)]
        passed = [*zip(parameters, node.args), *((word.arg, word.value) for word in node.keywords)]
        for name, argument in passed:
            inner, use = known.get(name, Use()), self.of(argument)
            use.array |= inner.array
            use.integer |= inner.integer
            use.rows |= inner.rows
            use.axes = max(use.axes, inner.axes)

    def _callee(self, function: object) -> Source | None:
        if isinstance(function, Source):
            return function
        if isinstance(function, FunctionType) and not str(function.__module__).startswith(("numpy", "scipy")):
            try:
                return find(function)
            except DiffError:
                return None
        return None

    def _meaning(self, node: Any) -> object:
        """The object that a dotted name stands for, if it is known."""
        try:
            if isinstance(node, gast.Name):
                return self.source.namespace.lookup(node.id)
            if isinstance(node, gast.Attribute):
                owner = self._meaning(node.value)
                return None if owner is None else getattr(owner, node.attr, None)
        except (KeyError, DiffError):
            pass
        return None

    def follow(self, name: str, on_the_way: tuple[str, ...]) -> None:
        """What an alias, or a row with a name of its own, says about the array behind it."""
        use = self.of(name)
        for other, axes in use.links:
            if other in on_the_way or other == name:
                continue
            self.follow(other, (*on_the_way, name))
            part = self.of(other)
            use.array |= part.array
            use.integer |= part.integer and not axes
            use.rows |= part.array and part.rank is None
            use.axes = max(use.axes, axes + (part.rank or 0))


def _chain(node: Any) -> tuple[Any, list[Any]]:
    """``x[i][j, k]`` as x and its indices."""
    items: list[Any] = []
    while isinstance(node, gast.Subscript):
        items[:0] = node.slice.elts if isinstance(node.slice, gast.Tuple) else [node.slice]
        node = node.value
    return node, items


def _takes_arrays(function: object, count: int) -> bool:
    """Whether a function is one that is called with arrays or sequences only."""
    if function is min or function is max:
        return count == 1
    if any(function is known for known in _SEQUENCES):
        return True
    if isinstance(function, np.ufunc | type) or any(function is shaped for shaped in _SHAPED):
        return False
    module = str(getattr(function, "__module__", "") or "").partition(".")[0]
    return module == "numpy" and getattr(function, "__name__", "") not in _SCALAR

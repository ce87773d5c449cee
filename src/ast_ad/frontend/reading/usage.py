"""How the names of a function are used: as arrays, of how many axes, or as whole numbers."""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass, field
from types import FunctionType, MemberDescriptorType
from typing import Any

import gast
import numpy as np

from ast_ad.errors import DiffError
from ast_ad.frontend.reading.find import find
from ast_ad.frontend.reading.source import Source, mangled

_ATTRIBUTES = frozenset(dir(np.ndarray)) - frozenset(dir(float)) - frozenset(dir(list))
_SEQUENCES = (len, sum, zip, enumerate, reversed, sorted, all, any, list, tuple)
_SHAPED = (np.zeros, np.ones, np.empty, np.full, np.eye, np.identity)
# How much of something there is, where that is no array: the arguments from this one on.
_COUNTED: dict[Any, int] = {np.arange: 0, np.tile: 1, np.repeat: 1, np.roll: 1, np.linspace: 2, np.tri: 0}
# Functions of numpy that take numbers as well as arrays, though they are no ufuncs.
_SCALAR = frozenset(
    {
        "arange",
        "linspace",
        "logspace",
        "geomspace",
        "tri",
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


Known = dict[tuple[str, str, int], dict[str, "Use"]]


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

    def join(self, other: Use) -> None:
        """Add what is known of the same thing elsewhere."""
        self.array |= other.array
        self.integer |= other.integer
        self.rows |= other.rows
        self.axes = max(self.axes, other.axes)

    @property
    def rank(self) -> int | None:
        return None if self.rows or not self.axes else self.axes


def instance(source: Source) -> tuple[str, type] | None:
    """The name of a method's first parameter, and the class of the method; None for what is no method of a known class."""
    *path, name = source.qualname.split(".")
    parameters = [*source.node.args.posonlyargs, *source.node.args.args]
    if not path or "<locals>" in path or not parameters:
        return None
    try:
        owner = source.namespace.lookup(path[0])
        for part in path[1:]:
            owner = getattr(owner, part)
    except (KeyError, AttributeError, DiffError):
        return None
    if not isinstance(owner, type) or not isinstance(vars(owner).get(name), FunctionType | property):
        return None
    return parameters[0].id, owner


def uses(source: Source) -> dict[str, Use]:
    """The uses of all names in a function, those in the functions that it calls included."""
    return _read(source, {(source.file, source.qualname, source.node.lineno): {}})


def _text(function: FunctionType) -> Source | None:
    try:
        return find(function)
    except DiffError:
        return None


def _read(source: Source, known: Known) -> dict[str, Use]:
    reader = _Reader(source, known)
    for node in list(reader.parents):
        reader.read(node)
    for name in list(reader.names):
        reader.follow(name)
    return reader.names


class _Reader:
    def __init__(self, source: Source, known: Known) -> None:
        self.source = source
        self.known = known
        self.instance, self.cls = instance(source) or ("", object)
        self.names: dict[str, Use] = {}
        self.followed: set[str] = set()
        self.parents: dict[Any, Any] = {}
        for parent in (node for statement in source.node.body for node in gast.walk(statement)):
            self.parents.setdefault(parent, None)
            self.parents.update(
                (child, parent) for child in gast.iter_child_nodes(parent) if not isinstance(child, gast.expr_context)
            )

    def of(self, node: Any) -> Use:
        """The use of a name, or of an attribute of the instance; what is known of anything else is forgotten."""
        name = node if isinstance(node, str) else self.called(node)
        return self.names.setdefault(name, Use()) if name else Use()

    def called(self, node: Any) -> str:
        match node:
            case gast.Name(id=name) if name != self.instance:
                return str(name)
            case gast.Attribute(value=gast.Name(id=owner), attr=name) if owner == self.instance:
                return f"{owner}.{mangled(self.source.owner, name)}"
        return ""

    def read(self, node: Any) -> None:
        match node:
            case gast.Attribute() if self.called(node) and not isinstance(node.ctx, gast.Store):
                self._attribute(node)
        match node:
            case gast.Name() | gast.Attribute() if self.called(node) and self._needs_array(node):
                self.of(node).array = True
            case gast.Subscript():
                if not isinstance(self.parents[node], gast.Subscript) or self.parents[node].slice is node:
                    self._subscript(node)
            case gast.Call():
                self._call(node)
            case gast.BinOp(op=gast.Mod() | gast.FloorDiv(), right=gast.Constant(value=int(by))) if by > 1:
                self._whole(node.left)
            case gast.Assign(targets=[gast.Name() as target], value=value) if self.called(value):
                self.of(value).links.append((target.id, 0))
            case gast.Assign(
                targets=[gast.Tuple() as target], value=gast.Attribute(value=gast.Name() as owner, attr="shape")
            ):
                self.of(owner).axes = len(target.elts)

    def _attribute(self, node: Any) -> None:
        """What is read of the instance; a method and a property read what their text reads."""
        found = inspect.getattr_static(self.cls, mangled(self.source.owner, node.attr), None)
        if found is None or isinstance(found, MemberDescriptorType):
            self.of(node)
            return
        found = found.fget if isinstance(found, property) else found
        callee = _text(found) if isinstance(found, FunctionType) else None
        inner = None if callee is None else instance(callee)
        if callee is None or inner is None:
            return
        for name, use in self._inner(callee).items():
            if name.startswith(f"{inner[0]}."):
                self.of(f"{self.instance}.{name.partition('.')[2]}").join(use)

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
                function = self._meaning(call.func)
                taken = call.args[: _counted(function)]
                return node in taken and _takes_arrays(function, len(call.args))
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
            case gast.Name() | gast.Attribute():
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
        elif function is not np.arange or len(node.args) == 1:
            for argument in node.args[_counted(function) :]:
                self._whole(argument)
        callee = self._callee(function)
        if callee is None:
            return
        known = self._inner(callee)
        parameters = [name.id for name in (*callee.node.args.posonlyargs, *callee.node.args.args)]
        passed = [*zip(parameters, node.args), *((word.arg, word.value) for word in node.keywords)]
        for name, argument in passed:
            self.of(argument).join(known.get(name, Use()))

    def _inner(self, callee: Source) -> dict[str, Use]:
        """The uses in a function that is called here; those of one function are looked at once."""
        key = callee.file, callee.qualname, callee.node.lineno
        if key not in self.known:
            # While it is looked at, nothing is known of it: it may call itself.
            self.known[key] = {}
            self.known[key] = _read(callee, self.known)
        return self.known[key]

    def _callee(self, function: object) -> Source | None:
        if isinstance(function, Source):
            return function
        if isinstance(function, FunctionType) and not str(function.__module__).startswith(("numpy", "scipy")):
            return _text(function)
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

    def follow(self, name: str) -> None:
        """What an alias, or a row with a name of its own, says about the array behind it."""
        if name in self.followed:
            return
        self.followed.add(name)
        use = self.of(name)
        for other, axes in use.links:
            if other == name:
                continue
            self.follow(other)
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


def _counted(function: object) -> int:
    """From which argument on a function takes counts."""
    try:
        return _COUNTED.get(function, sys.maxsize)
    except TypeError:
        return sys.maxsize


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

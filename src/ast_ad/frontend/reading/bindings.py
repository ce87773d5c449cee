"""What the top level of a file binds, as far as its text shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gast

_FUNCTIONS = (gast.FunctionDef, gast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Import:
    """``import module``, ``import module as name`` (whole) or ``from module import attribute``."""

    node: Any
    module: str
    attribute: str | None = None
    level: int = 0
    whole: bool = True

    def row(self, name: str) -> str:
        """The statement that imports this alone, under its name."""
        what = self.module if self.attribute is None else self.attribute
        renamed = f" as {name}" if self.whole and name != what else ""
        return f"import {what}{renamed}" if self.attribute is None else f"from {self.module} import {what}{renamed}"


@dataclass(frozen=True, slots=True)
class Binding:
    """An assignment of an expression, or a definition, which is its own value."""

    node: Any
    value: Any


def function(binding: Import | Binding) -> Any | None:
    """The function or lambda that is bound, if one is."""
    if isinstance(binding, Binding) and isinstance(binding.value, (*_FUNCTIONS, gast.Lambda)):
        return binding.value
    return None


class Bindings:
    """All bindings of each name, in order.

    ``unclear`` are names whose value depends on what ran, ``star`` is an ``import *``.
    """

    def __init__(self, body: list[Any]) -> None:
        self.names: dict[str, list[Import | Binding]] = {}
        self.unclear: dict[str, Any] = {}
        self.star: Any = None
        for statement in body:
            self._statement(statement)
        self._find_changes(body)

    def _bind(self, name: str, binding: Import | Binding) -> None:
        self.names.setdefault(name, []).append(binding)

    def _statement(self, node: Any) -> None:
        match node:
            case gast.Import() | gast.ImportFrom():
                self._import(node)
            case gast.FunctionDef() | gast.AsyncFunctionDef() | gast.ClassDef():
                self._bind(node.name, Binding(node, node))
            case gast.Assign():
                for target in node.targets:
                    self._assign(node, target, node.value)
            case gast.AnnAssign() if node.value is not None:
                self._assign(node, node.target, node.value)
            case gast.If() if _runs_elsewhere(node.test):
                pass
            case _:
                self._doubt(node)

    def _import(self, node: Any) -> None:
        for alias in node.names:
            if isinstance(node, gast.Import):
                name = alias.asname or alias.name.partition(".")[0]
                self._bind(name, Import(node, alias.name, whole=alias.asname is not None))
            elif alias.name == "*":
                self.star = node
            else:
                self._bind(alias.asname or alias.name, Import(node, node.module or "", alias.name, node.level or 0))

    def _assign(self, node: Any, target: Any, value: Any) -> None:
        if isinstance(target, gast.Name):
            self._bind(target.id, Binding(node, value))
        elif isinstance(target, gast.Tuple) and isinstance(value, gast.Tuple) and len(target.elts) == len(value.elts):
            for part, item in zip(target.elts, value.elts):
                self._assign(node, part, item)
        else:
            self._doubt(target)

    def _doubt(self, node: Any) -> None:
        """Whatever else a statement binds or touches depends on how it runs."""
        for child in _same_scope(node):
            if isinstance(child, gast.Name):
                self._unclear(child.id, node, isinstance(child.ctx, gast.Store | gast.Del))
            elif isinstance(child, gast.Import | gast.ImportFrom):
                for alias in child.names:
                    self._unclear(alias.asname or alias.name.partition(".")[0], child, True)
            elif isinstance(child, (*_FUNCTIONS, gast.ClassDef)):
                self._unclear(child.name, child, True)

    def _unclear(self, name: str, node: Any, binds: bool) -> None:
        if binds:
            self._bind(name, Binding(node, node))
            self.unclear.setdefault(name, node)
        elif any(isinstance(known, Binding) and _is_mutable(known.value) for known in self.names.get(name, ())):
            # A list that some statement at the top level has in its hands may be another one afterwards.
            self.unclear.setdefault(name, node)

    def _find_changes(self, body: list[Any]) -> None:
        """Functions that declare a name global may rebind it at any time."""
        for statement in body:
            for node in gast.walk(statement):
                if isinstance(node, gast.Global):
                    for name in node.names:
                        self._unclear(name, node, True)


def _runs_elsewhere(test: Any) -> bool:
    """Whether a condition is one of those that are false when the functions of a file are used."""
    match test:
        case gast.Compare(
            left=gast.Name(id="__name__"), ops=[gast.Eq()], comparators=[gast.Constant(value="__main__")]
        ):
            return True
        case gast.Name(id="TYPE_CHECKING") | gast.Attribute(attr="TYPE_CHECKING"):
            return True
    return False


def _is_mutable(value: Any) -> bool:
    return isinstance(value, gast.List | gast.Dict | gast.Set | gast.Call)


def _same_scope(node: Any) -> Iterator[Any]:
    """The nodes of a statement that run with it: not those in the bodies of functions."""
    yield node
    if not isinstance(node, (*_FUNCTIONS, gast.Lambda)):
        for child in gast.iter_child_nodes(node):
            yield from _same_scope(child)

"""Namespaces: what the free names of a function mean."""

from __future__ import annotations

import builtins
from types import FunctionType
from typing import Protocol


class Namespace(Protocol):
    """The names around a function. ``lookup`` raises KeyError for a name that it does not know."""

    def lookup(self, name: str) -> object: ...


class Live:
    """The names around a function that exists: closure, globals and builtins, read anew at every lookup."""

    def __init__(self, function: FunctionType) -> None:
        self._cells = dict(zip(function.__code__.co_freevars, function.__closure__ or ()))
        self._globals = function.__globals__

    def lookup(self, name: str) -> object:
        if name in self._cells:
            try:
                return self._cells[name].cell_contents
            except ValueError:
                raise KeyError(name) from None
        if name in self._globals:
            return self._globals[name]
        own = self._globals.get("__builtins__", builtins)
        return own[name] if isinstance(own, dict) else _attribute(own, name)


def _attribute(module: object, name: str) -> object:
    try:
        return getattr(module, name)
    except AttributeError:
        raise KeyError(name) from None

"""How library functions and constants are written, and which modules the text must import for that."""

from __future__ import annotations

import builtins
import enum
import importlib
import keyword
import math
from collections.abc import Callable
from functools import lru_cache
from types import MethodType, ModuleType

import gast
import numpy as np

from ast_ad.emit.syntax import attribute, call, name

_ALIASES = {"numpy": "np"}
_MODULES = ("numpy", "numpy.linalg", "numpy.fft", "numpy.random", "math", "cmath", "operator")
_SCIPY = ("scipy.special", "scipy.linalg", "scipy.fft", "scipy.signal", "scipy.integrate", "scipy.stats")


class Symbols:
    """The names of one module's text. ``hidden`` are names that mean something else there: parameters of the user's."""

    def __init__(self, hidden: frozenset[str]) -> None:
        self.hidden = hidden
        self.imports: dict[str, str] = {}
        self.objects: dict[str, object] = {}

    def module(self, path: str) -> gast.expr:
        """The expression for a module; submodules of numpy are reached through numpy."""
        root, _, rest = path.partition(".")
        if root != "numpy" and rest:
            alias = self._alias(path, path.replace(".", "_"))
            return name(alias)
        node = name(self._alias(root, _ALIASES.get(root, root)))
        for part in rest.split(".") if rest else ():
            node = attribute(node, part)
        return node

    def _alias(self, path: str, wanted: str) -> str:
        if path not in self.imports:
            alias = wanted
            while alias in self.hidden:
                alias += "_"
            self.imports[path] = alias
        return self.imports[path]

    def function(self, target: Callable[..., object]) -> gast.expr:
        """The expression for a function of a library."""
        found = find(target)
        if found is None:
            return name(self._object(target))
        path, word = found
        first, *rest = word.split(".")
        node = name(first) if path == "builtins" else attribute(self.module(path), first)
        for part in rest:
            node = attribute(node, part)
        return node

    def _object(self, target: object) -> str:
        """The name of an object that no module exports: it is bound where the text is loaded."""
        for word, known in self.objects.items():
            if known is target:
                return word
        wanted = word = str(getattr(target, "__name__", type(target).__name__)).strip("<>")
        if keyword.iskeyword(word):
            wanted = word = f"{word}_"
        number = 2
        while word in self.objects or word in self.hidden or hasattr(builtins, word):
            word, number = f"{wanted}_{number}", number + 1
        self.objects[word] = target
        return word

    def constant(self, value: object) -> gast.expr:
        """The expression for a constant."""
        match value:
            case enum.Enum():
                owner = self.function(type(value))
                known = value.name in type(value).__members__
                return attribute(owner, str(value.name)) if known else call(owner, self.constant(value.value))
            case float() if math.isnan(value) or math.isinf(value):
                node = attribute(self.module("math"), "nan" if math.isnan(value) else "inf")
                return gast.UnaryOp(gast.USub(), node) if value == -math.inf else node
            case float() if abs(value) == math.pi:
                node = attribute(self.module("math"), "pi")
                return gast.UnaryOp(gast.USub(), node) if value < 0 else node
            case bool() | int() | float() | complex() | str() | bytes() | None:
                return gast.Constant(value, None)
            case np.dtype():
                return attribute(self.module("numpy"), value.name)
            case np.generic():
                return call(attribute(self.module("numpy"), value.dtype.name), self.constant(value.item()))
            case tuple():
                return gast.Tuple([self.constant(item) for item in value], gast.Load())
            case list():
                return gast.List([self.constant(item) for item in value], gast.Load())
            case dict():
                return gast.Dict(
                    [self.constant(key) for key in value], [self.constant(item) for item in value.values()]
                )
            case slice():
                return gast.Slice(*(None if part is None else self.constant(part) for part in _parts(value)))
            case np.ndarray():
                return call(attribute(self.module("numpy"), "array"), self.constant(value.tolist()))
        if value is Ellipsis:
            return gast.Constant(value, None)
        if isinstance(value, ModuleType):
            return self.module(value.__name__)
        return self.function(value)  # type: ignore[arg-type]


def _parts(value: slice) -> tuple[object, object, object]:
    return value.start, value.stop, value.step


@lru_cache(maxsize=4096)
def find(target: Callable[..., object]) -> tuple[str, str] | None:
    """The module that exports an object, and its name there; for a method of such an object, the two names."""
    word = getattr(target, "__name__", "")
    owner = getattr(target, "__self__", None)
    if isinstance(target, MethodType) and (exported := find(owner)) is not None:
        return exported[0], f"{exported[1]}.{word}"
    if getattr(builtins, word, None) is target:
        return "builtins", word
    home = getattr(target, "__module__", None) or type(getattr(target, "__self__", None)).__module__
    home = {"_warnings": "warnings", "_random": "random", "_io": "io"}.get(home, home)
    modules = (*_MODULES, *(_SCIPY if home.startswith("scipy") or isinstance(target, np.ufunc) else ()), home)
    for path in dict.fromkeys(modules):
        module = _imported(path)
        if module is not None and word and getattr(module, word, None) is target:
            return path, word
    for path in modules:
        module = _imported(path)
        for other, item in vars(module).items() if module is not None else ():
            if item is target and not other.startswith("_"):
                return path, other
    return None


def _imported(path: str) -> ModuleType | None:
    if not path or path == "__main__" or path.startswith("ast_ad"):
        return None
    try:
        return importlib.import_module(path)
    except ImportError:
        return None

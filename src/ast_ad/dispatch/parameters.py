"""Parameters: how the arguments of a call are matched to a function's names, much faster than inspect does it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter
from types import FunctionType, MethodType
from typing import Any

from ast_ad.dispatch import standing
from ast_ad.errors import KindError

_POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)

# The default of a dot: whether it is needed, the kinds of the arguments decide. One that is left out is None.
ABSENT = object()


@dataclass(frozen=True)
class Bound:
    """A callable taken apart: the function itself, and the arguments that a method or a partial adds to every call."""

    function: Any
    leading: tuple[object, ...] = ()
    keywords: Mapping[str, object] | None = None

    @property
    def hidden(self) -> int:
        return len(self.leading)


def take_apart(fun: Any) -> Bound:
    """Look through partials, methods, caches and objects with a ``__call__`` written in Python."""
    if isinstance(fun, functools.partial):
        inner = take_apart(fun.func)
        return Bound(inner.function, (*inner.leading, *fun.args), {**(inner.keywords or {}), **fun.keywords})
    if isinstance(fun, MethodType):
        inner = take_apart(fun.__func__)
        return Bound(inner.function, (*inner.leading, fun.__self__), inner.keywords)
    if isinstance(fun, staticmethod | classmethod):
        return take_apart(fun.__func__)
    if not callable(fun) or isinstance(fun, type):
        raise KindError("AD310", f"{fun!r} is not a function", hint="pass a function, a lambda, a method or a partial")
    if isinstance(fun, functools._lru_cache_wrapper):
        return take_apart(fun.__wrapped__)
    if standing.needs_one(fun):
        return Bound(standing.made_for(fun))
    if isinstance(fun, FunctionType) or hasattr(fun, "__ast_ad__"):
        return Bound(fun)
    if hasattr(fun, "py_func"):
        return take_apart(fun.py_func)
    inner = take_apart(type(fun).__call__)
    return Bound(inner.function, (*inner.leading, fun), inner.keywords)


def signature(function: Callable[..., object]) -> inspect.Signature:
    """The signature of the function that runs: one made by functools.wraps is itself, not what it wraps."""
    return inspect.signature(function, follow_wrapped=not isinstance(function, FunctionType))


def visible(fun: Callable[..., object]) -> list[Parameter]:
    """The parameters that callers see of whatever can be differentiated."""
    bound = take_apart(fun)
    return list(Parameters(signature(bound.function)).shown(bound).parameters.values())


class Parameters:
    """The parameters of a function, ready to take arguments."""

    def __init__(self, signature: inspect.Signature) -> None:
        self.signature = signature
        found = list(signature.parameters.values())
        self.names = tuple(p.name for p in found)
        self.index = {name: k for k, name in enumerate(self.names)}
        self.positional = tuple(p.name for p in found if p.kind in _POSITIONAL)
        self.rest = next((p.name for p in found if p.kind is Parameter.VAR_POSITIONAL), None)
        self.others = next((p.name for p in found if p.kind is Parameter.VAR_KEYWORD), None)
        self._fixed = self.rest is None and self.others is None
        self._by_name = {p.name: k for k, p in enumerate(found) if p.kind is not Parameter.POSITIONAL_ONLY}
        self._defaults = tuple(None if p.default is ABSENT else p.default for p in found)

    def bind(self, name: str, args: Sequence[object], keywords: Mapping[str, object]) -> list[object]:
        """The value of each parameter, defaults included; ``*args`` is a tuple, ``**kwargs`` a dict."""
        if len(args) <= len(self.positional) and self._fixed:
            values = [*args, *self._defaults[len(args) :]]
            for word, value in keywords.items():
                position = self._by_name.get(word, -1)
                if position < len(args):
                    break
                values[position] = value
            else:
                if not any(value is Parameter.empty for value in values):
                    return values
        # What is left is rare, or an error, which inspect describes.
        try:
            found = self.signature.bind(*args, **keywords)
        except TypeError as error:
            raise KindError("AD308", f"{name}: {error}", hint=f"the signature is {name}{self.signature}") from None
        found.apply_defaults()
        return [None if found.arguments[word] is ABSENT else found.arguments[word] for word in self.names]

    def extended(self, names: Sequence[str], default: object = Parameter.empty) -> Parameters:
        """These parameters and more after them, which are keyword-only where these have defaults or ``*args``."""
        found = list(self.signature.parameters.values())
        late = any(
            (p.default is not Parameter.empty and p.default is not ABSENT) or p.kind not in _POSITIONAL for p in found
        )
        kind = Parameter.KEYWORD_ONLY if late else Parameter.POSITIONAL_OR_KEYWORD
        extra = [Parameter(name, kind, default=default) for name in names]
        end = len(found) - (self.others is not None)
        return Parameters(inspect.Signature([*found[:end], *extra, *found[end:]]))

    def shown(self, bound: Bound) -> inspect.Signature:
        """The signature that callers see: without what a method or a partial has bound."""
        found = list(self.signature.parameters.values())
        keywords = bound.keywords or {}
        kept, late = [], False
        for p in found[min(bound.hidden, len(self.positional)) :]:
            if p.name in keywords:
                late = True
                p = p.replace(default=keywords[p.name])
            if late and p.kind in _POSITIONAL:
                p = p.replace(kind=Parameter.KEYWORD_ONLY)
            if not (late and p.kind is Parameter.VAR_POSITIONAL):
                kept.append(p.replace(default=Parameter.empty) if p.default is ABSENT else p)
        return inspect.Signature(kept)

"""The class of an abstract value."""

from __future__ import annotations

import collections
import functools
import types
from dataclasses import dataclass

import numpy as np

from ast_ad.frontend.machine import live
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import (
    Abstract,
    Bound,
    Box,
    Closure,
    Contents,
    LiveRead,
    Packed,
    Partial,
    Range,
    Ref,
    Rows,
    Shape,
    Slice,
    Tuple,
    Views,
)
from ast_ad.ir import Const
from ast_ad.kinds import Array, Kind, List, Number, Opaque

# The dicts that say nothing of items that are missing.
_DICTS = (collections.Counter, collections.OrderedDict)


# What a class says that does not have a member.
MISSING = object()


@dataclass(frozen=True, slots=True)
class Members:
    """What a class has, of its own or from its bases, as a namespace; nothing is bound."""

    cls: type

    def lookup(self, name: str) -> object:
        return next((vars(each)[name] for each in self.cls.__mro__ if name in vars(each)), MISSING)


def member(m: Machine, cls: type, name: str) -> object:
    """A member of a class as it stands there, or MISSING: when it is another one, what was lowered is so no more."""
    found = Members(cls).lookup(name)
    if not live.is_library(cls) and not any(each in m.shared.own_classes for each in cls.__mro__):
        m.shared.guards.setdefault(LiveRead(Members(cls), name), found)
    return found


def is_generated(function: object) -> bool:
    """Whether a method was written by ``dataclasses``."""
    # A __repr__ that guards against endless recursion is wrapped.
    function = getattr(function, "__wrapped__", function)
    return isinstance(function, types.FunctionType) and function.__code__.co_qualname.startswith("__create_fn__.")


def is_exception(kind: Kind | None) -> bool:
    return isinstance(kind, Opaque) and issubclass(kind.type, BaseException)


def type_of(m: Machine, value: Abstract) -> type:
    """The class that ``type(value)`` gives."""
    match value:
        case Tuple(type=cls):
            return cls
        case Packed():
            return tuple
        case Box(storage=storage) if isinstance(contents := m.content(storage), Contents):
            if isinstance(contents.missing, Const) and contents.missing.value in _DICTS:
                return contents.missing.value
            if contents.missing is not None:
                return collections.defaultdict
            return storage.listed.type if contents.type in (list, Rows, Views) else contents.type
        case Shape():
            return tuple
        case Range():
            return range
        case Slice():
            return slice
        case Closure() | Bound():
            return types.FunctionType
        case Partial():
            return functools.partial
        case Const(value=constant):
            return type(constant)
    kind = m.kind(value)
    match kind:
        case Array():
            return np.ndarray
        case List():
            return value.listed.type if isinstance(value, Ref) else list
        case Number(type=plain, dtype=dtype) if plain is not object:
            return plain if dtype is None else dtype.type
        case Opaque(type=cls) if cls is not object:
            return cls
    m.atom(value, "what is asked for its type")
    m.refuse("AD307", "the type of this is not known while compiling")

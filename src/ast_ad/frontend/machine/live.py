"""What the free names of a function mean: objects that exist, and text that was read from a file."""

from __future__ import annotations

import builtins
import dataclasses
import enum
import functools
import random
import types
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

import numpy as np

from ast_ad import kinds
from ast_ad.errors import KindError
from ast_ad.frontend.arguments import describe
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import (
    Abstract,
    Bound,
    Box,
    Contents,
    Global,
    LiveRead,
    Partial,
    Poison,
    Ref,
    Tuple,
)
from ast_ad.frontend.reading.source import Source
from ast_ad.ir import Const
from ast_ad.kinds import Array, Kind, List, Number, Opaque
from ast_ad.tree import part_name

LIBRARIES = frozenset(
    {"numpy", "math", "cmath", "scipy", "operator", "_operator", "builtins", "functools", "itertools", "ast_ad"}
)
# Libraries that are called for what they do: their objects have a state that is none of ours.
EFFECTS = frozenset(
    {"time", "logging", "warnings", "_warnings", "random", "_random", "io", "_io", "threading", "_thread", "tqdm"}
)
RANDOM = (np.random.Generator, np.random.RandomState, random.Random)
_CONSTANT = (
    str, bytes, types.NoneType, types.EllipsisType, types.FunctionType, types.BuiltinFunctionType, types.ModuleType,
    type, np.ufunc, np.dtype, Source, types.NotImplementedType, slice, enum.Enum, frozenset,
)  # fmt: skip


_FROM_OTHERS = {function.__code__.co_name for pairs in functools._convert.values() for _, function in pairs}  # type: ignore[attr-defined]


# Whether integers and flags count as constants, as those of a text have to that names an axis or an order by them.
_settled = ContextVar("settled", default=False)


@contextmanager
def settled() -> Iterator[None]:
    """Read integers and flags once, and take what follows to be valid while they are what they are."""
    token = _settled.set(True)
    try:
        yield
    finally:
        _settled.reset(token)


@dataclass(frozen=True, slots=True)
class Attributes:
    """The attributes of a module or a class as a namespace."""

    owner: object

    def lookup(self, name: str) -> object:
        try:
            return getattr(self.owner, name)
        except AttributeError:
            raise KeyError(name) from None


def read(m: Machine, namespace: object, name: str) -> Abstract:
    """The value of a free name. Raises KeyError for one that is not known."""
    live = LiveRead(namespace, name)
    value = live()
    if live not in m.shared.guards:
        m.shared.guards[live] = _expected(value)
    return abstract(m, value, live)


def _expected(value: object) -> object:
    """What a later call has to find under the name, for what was lowered to be valid."""
    try:
        return describe(value)
    except KindError:
        return value


def is_library(value: object) -> bool:
    """Whether a module, function or class is one of a library whose contents do not change."""
    owner = getattr(value, "__objclass__", value)
    module = owner.__name__ if isinstance(owner, types.ModuleType) else getattr(owner, "__module__", None)
    if module == "builtins" and isinstance(owner, type) and getattr(builtins, owner.__name__, None) is not owner:
        # A class made by exec is said to be one of Python's own.
        return False
    return str(module or "").partition(".")[0] in LIBRARIES


def is_readable(function: types.FunctionType) -> bool:
    """Whether a library's function may be one that is short and plain enough to be lowered by its text."""
    # What functools.total_ordering writes is four lines of Python.
    first, code = function.__module__.partition(".")[0], function.__code__
    return (first in ("numpy", "scipy", "statistics") or code.co_name in _FROM_OTHERS) and "<" not in code.co_filename


def abstract(m: Machine, value: object, live: LiveRead) -> Abstract:
    """An existing object: numbers and arrays are read anew at every call, structure is taken apart."""
    if live in m.live:
        return m.live[live]
    if isinstance(value, _CONSTANT) or _is_function(value):
        return Const(value)
    if type(value) in (bool, int) and _settled.get():
        m.shared.guards[live] = value
        return Const(value)
    if _is_inside_itself(value, live):
        return Poison("AD110", "is an object inside of itself", "pass what is needed of it")
    made = _structure(m, value, live) or _leaf(m, value, live)
    m.live[live] = made
    return made


def _is_inside_itself(value: object, live: LiveRead) -> bool:
    """Whether an object is one of those on the way that led to it."""
    on_the_way = (replace(live, path=live.path[:k])() for k in range(len(live.path)))
    return (
        bool(live.path)
        and not isinstance(value, int | float | complex | np.ndarray)
        and any(outer is value for outer in on_the_way)
    )


def _is_function(value: object) -> bool:
    # Objects that load something when an attribute is asked for are left alone.
    owner = value.__self__ if isinstance(value, types.MethodType | types.BuiltinMethodType) else None
    if hasattr(type(value), "__ast_ad__") or is_stateful(type(owner)):
        return True
    if isinstance(value, functools.partial):
        return False
    return callable(value) and (hasattr(value, "py_func") or hasattr(value, "__wrapped__") or is_library(value))


def _structure(m: Machine, value: object, live: LiveRead) -> Abstract | None:
    def part(how: str, key: object) -> Abstract:
        deeper = LiveRead(live.namespace, live.name, (*live.path, (how, key)))
        return abstract(m, deeper.follow(live.namespace.lookup(live.name)), deeper)  # type: ignore[attr-defined]

    frozen = f"{live} is written, which lives on outside the function"
    if isinstance(value, types.MethodType):
        return Bound(Const(value.__func__), part("attribute", "__self__"))
    if isinstance(value, functools.partial):
        positional = tuple(_item(m, part("attribute", "args"), k) for k in range(len(value.args)))
        keywords = tuple((key, _keyed(m, part("attribute", "keywords"), key)) for key in value.keywords)
        return Partial(part("attribute", "func"), positional, keywords)
    if isinstance(value, tuple):
        names = getattr(type(value), "_fields", ())
        return Tuple(tuple(part("item", k) for k in range(len(value))), type(value) if names else tuple, names)
    if type(value) is list and not _is_one_value(kinds.of(value)):
        return Box(Global(Contents(list, tuple(part("item", k) for k in range(len(value)))), str(live), frozen))
    if type(value) is dict:
        return Box(Global(Contents(dict, tuple(part("item", k) for k in value), tuple(value)), str(live), frozen))
    if _is_instance(value):
        keys = tuple(vars(value)) if hasattr(value, "__dict__") else tuple(f.name for f in dataclasses.fields(value))  # type: ignore[arg-type]
        return Box(Global(Contents(type(value), tuple(part("attribute", k) for k in keys), keys), str(live), frozen))
    return None


def _is_one_value(kind: Kind) -> bool:
    """Whether a list is handled as a whole: one of numbers, of arrays, or of such lists."""
    while isinstance(kind, List):
        kind = kind.item
        if isinstance(kind, Number | Array):
            return True
    return False


def _item(m: Machine, value: Abstract, k: int) -> Abstract:
    assert isinstance(value, Tuple)
    return value.items[k]


def _keyed(m: Machine, value: Abstract, key: str) -> Abstract:
    assert isinstance(value, Box)
    contents = m.content(value.storage)
    assert isinstance(contents, Contents)
    return contents.items[contents.keys.index(key)]


def _is_instance(value: object) -> bool:
    if isinstance(value, np.ndarray | np.generic) or is_library(type(value)) or is_stateful(type(value)):
        return False
    return dataclasses.is_dataclass(value) or hasattr(value, "__dict__")


def is_stateful(cls: type) -> bool:
    """Whether objects of a class are handed around as they are, and asked to do things."""
    return cls.__module__.partition(".")[0] in EFFECTS or issubclass(cls, RANDOM)


def _leaf(m: Machine, value: object, live: LiveRead) -> Abstract:
    kind = kinds.of(value)
    if isinstance(kind, Number) and kind.type is object:
        kind = Opaque(type(value))
    if isinstance(value, np.ndarray) and isinstance(kind, Opaque):
        m.refuse("AD302", f"{live} is a {type(value).__name__}", "use a plain array: np.asarray(...)")
    from ast_ad.ir import Apply

    key = live.path[-1][1] if live.path else live.name
    hint = part_name(live.name, key, key if isinstance(key, int) and key >= 0 else 0)
    (made,) = m.prologue.emit(Apply(live), (), (kind,), hint=hint)
    if isinstance(kind, Array | List):
        return Ref(Global(made, str(live), f"{live} is written, which lives on outside the function"))
    return made

"""Calls of classes: tuples of named fields, dataclasses, plain classes, exceptions."""

from __future__ import annotations

import collections
import dataclasses
import enum
import types

import numpy as np

from ast_ad.frontend.calls import calls, library
from ast_ad.frontend.expressions import attributes, dicts
from ast_ad.frontend.machine import classes, live
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, LiveRead, Member, Storage, Tuple
from ast_ad.frontend.reading import constants
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Const


def instance(m: Machine, cls: type, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract:
    """``cls(...)``."""
    if issubclass(cls, BaseException):
        _require_plain(m, cls)
        return library.apply(m, cls, positional, keywords)
    if issubclass(cls, tuple) and hasattr(cls, "_fields"):
        fields = _fields(m, cls, tuple(cls._fields), positional, keywords, cls._field_defaults, ("_field_defaults",))  # type: ignore[attr-defined]
        return Tuple(tuple(fields.values()), cls, tuple(fields))
    if issubclass(cls, enum.Enum) and len(positional) == 1 and isinstance(value := positional[0], Const):
        return Const(cls(value.value))
    if isinstance(new := classes.member(m, cls, "__new__"), staticmethod | Member):
        return _of_own_maker(m, cls, getattr(new, "__func__", new), positional, keywords)
    if _is_opaque(cls):
        return library.call(m, cls, positional, keywords)
    if (by := getattr(type(cls).__call__, "__module__", None)) not in (None, "typing", "enum", "abc"):
        hint = "let the class itself do it, in __init__"
        m.refuse("AD103", f"the metaclass of {cls.__name__} says itself what a call of it does (in {by})", hint)
    made = Box(Storage(Contents(cls, ())))
    with m.hold(made) as held:
        initialise(m, cls, made, positional, keywords)
        return held()[0]


def _of_own_maker(
    m: Machine, cls: type, new: object, positional: list[Abstract], keywords: dict[str, Abstract]
) -> Abstract:
    """``cls(...)`` for a class that has a ``__new__`` of its own."""
    with m.hold(*positional, *keywords.values()) as held:
        made = calls.call(m, attributes.member(m, new), [Const(cls), *positional], dict(keywords))
        given = held()
    if not isinstance(made, Box) or not issubclass(classes.type_of(m, made), cls):
        return made
    with m.hold(made) as kept:
        initialise(m, cls, made, given[: len(positional)], dict(zip(keywords, given[len(positional) :])))
        return kept()[0]


def is_maker(function: object) -> bool:
    """Whether this is the ``_make`` of named tuples."""
    code = getattr(function, "__code__", None)
    return code is not None and code.co_filename == collections.__file__ and code.co_name == "_make"


def of_items(m: Machine, cls: Abstract, values: Abstract) -> Abstract:
    """``cls._make(values)``."""
    assert isinstance(cls, Const) and isinstance(cls.value, type)
    fields = cls.value._fields  # type: ignore[attr-defined]
    return instance(m, cls.value, iterate.items(m, values, len(fields)), {})


def _require_plain(m: Machine, cls: type) -> None:
    """An exception lives on when the compiler is gone: its class must not need what exists while compiling only."""
    if any(isinstance(value, Member) for each in cls.__mro__ for value in vars(each).values()):
        m.refuse("AD103", f"the exception {cls.__name__} has methods, and is defined inside the function", _OUTSIDE)


_OUTSIDE = "define the class at the top of the module"


def _is_opaque(cls: type) -> bool:
    if cls is types.SimpleNamespace:
        return False
    foreign = issubclass(cls, enum.Enum | type | np.ndarray) or cls.__new__ is not object.__new__
    return live.is_library(cls) or foreign


def initialise(
    m: Machine, cls: type, made: Abstract, positional: list[Abstract], keywords: dict[str, Abstract]
) -> None:
    """``cls.__init__(made, ...)``."""
    init = classes.member(m, cls, "__init__")
    if isinstance(init, Member | types.FunctionType) and not classes.is_generated(init):
        calls.call(m, attributes.member(m, init), [made, *positional], keywords)
    elif isinstance(init, types.FunctionType):
        owner = next(each for each in cls.__mro__ if vars(each).get("__init__") is init)
        _dataclass(m, owner, made, positional, keywords)
    elif cls is types.SimpleNamespace:
        _set(m, made, keywords)
    elif (positional or keywords) and classes.member(m, cls, "__new__") is object.__new__:
        m.refuse("AD107", f"{cls.__name__} takes no arguments")


def _set(m: Machine, made: Abstract, values: dict[str, Abstract]) -> None:
    assert isinstance(made, Box)
    contents = m.content(made.storage)
    assert isinstance(contents, Contents)
    fields = dict(zip(contents.keys, contents.items)) | values
    m.state.write(made.storage, Contents(contents.type, tuple(fields.values()), tuple(fields)), m.builder.place)


def _dataclass(
    m: Machine, cls: type, made: Abstract, positional: list[Abstract], keywords: dict[str, Abstract]
) -> None:
    fields = [f for f in cls.__dataclass_fields__.values() if f._field_type is not dataclasses._FIELD_CLASSVAR]  # type: ignore[attr-defined]
    places = [field.name for field in fields if field.init and not field.kw_only]
    given = dict(keywords)
    for field in fields:
        if field.default_factory is not dataclasses.MISSING and field.name not in given:
            if field.name not in places[: len(positional)]:
                given[field.name] = calls.call(m, attributes.member(m, field.default_factory), [], {})
    defaults = {f.name: f.default for f in fields if f.default is not dataclasses.MISSING}
    made_here = {f.name: given.pop(f.name) for f in fields if not f.init and f.name in given}
    names = (*places, *(f.name for f in fields if f.init and f.kw_only))
    values = _fields(m, cls, names, positional, given, defaults, _DEFAULTS, len(places)) | made_here
    values |= {
        f.name: _default(m, cls, f.name, f.default, _DEFAULTS)
        for f in fields
        if not f.init and f.name not in made_here and f.default is not dataclasses.MISSING
    }
    passed = [f.name for f in fields if f._field_type is dataclasses._FIELD_INITVAR]  # type: ignore[attr-defined]
    _set(m, made, {name: value for name, value in values.items() if name not in passed})
    post = classes.member(m, cls, "__post_init__")
    if post is not classes.MISSING:
        calls.call(m, attributes.member(m, post), [made, *(values[name] for name in passed)], {})


def _fields(
    m: Machine,
    cls: type,
    names: tuple[str, ...],
    positional: list[Abstract],
    keywords: dict[str, Abstract],
    defaults: dict[str, object],
    table: tuple[str, ...],
    places: int | None = None,
) -> dict[str, Abstract]:
    most = len(names) if places is None else places
    if len(positional) > most or keywords.keys() - set(names) or keywords.keys() & set(names[: len(positional)]):
        m.refuse("AD107", f"the arguments do not fit the fields of {cls.__name__}")
    given = dict(zip(names, positional)) | keywords
    values: dict[str, Abstract] = {}
    for name in names:
        if name in given:
            values[name] = given[name]
        elif name in defaults:
            values[name] = _default(m, cls, name, defaults[name], table)
        else:
            m.refuse("AD107", f"{cls.__name__} needs a value for {name}")
    return values


# Where a dataclass has the default of a field.
_DEFAULTS = ("__dataclass_fields__", "default")


def _default(m: Machine, cls: type, name: str, value: object, table: tuple[str, ...]) -> Abstract:
    """The default of a field: a number is a constant of the class, as Python evaluates it once."""
    if isinstance(value, Member):
        return attributes.member(m, value)
    if constants.is_plain(value):
        return dicts.as_key(value)
    if cls in m.shared.own_classes:
        return Const(value)
    if getattr(cls, name, None) is value:
        return live.abstract(m, value, LiveRead(live.Attributes(cls), name))
    where, *attribute = table
    path = (("item", name), *(("attribute", each) for each in attribute))
    return live.abstract(m, value, LiveRead(live.Attributes(cls), where, path))

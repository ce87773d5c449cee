"""Calls of classes: tuples of named fields, dataclasses, plain classes, exceptions."""

from __future__ import annotations

import dataclasses
import enum
import types

import numpy as np

from ast_ad.frontend import calls, library, live
from ast_ad.frontend.machine import Machine
from ast_ad.frontend.objects import Abstract, Box, Contents, LiveRead, Storage, Tuple
from ast_ad.ir import Const


def instance(m: Machine, cls: type, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract:
    """``cls(...)``."""
    if issubclass(cls, BaseException):
        return library.apply(m, cls, positional, keywords)
    if issubclass(cls, tuple) and hasattr(cls, "_fields"):
        fields = _fields(m, cls, tuple(cls._fields), positional, keywords, cls._field_defaults)  # type: ignore[attr-defined]
        return Tuple(tuple(fields.values()), cls, tuple(fields))
    if issubclass(cls, enum.Enum) and all(isinstance(value, Const) for value in positional) and not keywords:
        return Const(cls(*(value.value for value in positional if isinstance(value, Const))))
    if live.is_library(cls) or issubclass(cls, enum.Enum | type | np.ndarray) or cls.__new__ is not object.__new__:
        return library.call(m, cls, positional, keywords)
    made = Box(Storage(Contents(cls, ())))
    init = cls.__init__
    if isinstance(init, types.FunctionType) and not _is_generated(cls):
        with m.hold(made) as held:
            calls.call(m, Const(init), [made, *positional], keywords)
            return held()[0]
    if dataclasses.is_dataclass(cls):
        return _dataclass(m, cls, positional, keywords)
    if positional or keywords:
        m.refuse("AD107", f"{cls.__name__} takes no arguments")
    return made


def _is_generated(cls: type) -> bool:
    """Whether ``__init__`` was written by ``dataclasses``."""
    return dataclasses.is_dataclass(cls) and cls.__dataclass_params__.init and "__init__" in vars(cls)  # type: ignore[attr-defined]


def _dataclass(m: Machine, cls: type, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract:
    fields = dataclasses.fields(cls)
    for field in fields:
        if field.init and field.default_factory is not dataclasses.MISSING and field.name not in keywords:
            if field.name not in [f.name for f in fields if f.init][: len(positional)]:
                keywords[field.name] = calls.call(m, Const(field.default_factory), [], {})
    defaults = {f.name: f.default for f in fields if f.default is not dataclasses.MISSING}
    values = _fields(m, cls, tuple(f.name for f in fields if f.init), positional, keywords, defaults)
    made = Box(Storage(Contents(cls, tuple(values.values()), tuple(values))))
    if not hasattr(cls, "__post_init__"):
        return made
    with m.hold(made) as held:
        calls.call(m, Const(cls.__post_init__), [made], {})
        return held()[0]


def _default(cls: type, name: str) -> LiveRead:
    """Where the default of a field is found. The attribute of the class is a descriptor, or is not there (slots)."""
    if dataclasses.is_dataclass(cls):
        return LiveRead(live.Attributes(cls), "__dataclass_fields__", (("item", name), ("attribute", "default")))
    return LiveRead(live.Attributes(cls), "_field_defaults", (("item", name),))


def _fields(
    m: Machine,
    cls: type,
    names: tuple[str, ...],
    positional: list[Abstract],
    keywords: dict[str, Abstract],
    defaults: dict[str, object],
) -> dict[str, Abstract]:
    if len(positional) > len(names) or keywords.keys() - set(names):
        m.refuse("AD107", f"the arguments do not fit the fields of {cls.__name__}")
    given = dict(zip(names, positional)) | keywords
    values: dict[str, Abstract] = {}
    for name in names:
        if name in given:
            values[name] = given[name]
        elif name in defaults:
            values[name] = live.abstract(m, defaults[name], _default(cls, name))
        else:
            m.refuse("AD107", f"{cls.__name__} needs a value for {name}")
    return values

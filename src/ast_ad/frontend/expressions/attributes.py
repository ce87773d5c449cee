"""Attributes: of arrays, of instances whose structure is known, of modules and classes."""

from __future__ import annotations

import dataclasses
import difflib
import enum
import functools
import operator
import types
from collections.abc import Sequence

import gast
import numpy as np

from ast_ad import kinds
from ast_ad.frontend.calls import views
from ast_ad.frontend.expressions import alternatives, descriptors, operators, special
from ast_ad.frontend.machine import classes, live
from ast_ad.frontend.machine.machine import Machine, expression
from ast_ad.frontend.machine.objects import (
    PLAIN,
    Abstract,
    Bound,
    Box,
    Closure,
    Contents,
    Either,
    Frame,
    Maybe,
    Member,
    Method,
    Partial,
    Ref,
    Shape,
    Super,
    Tuple,
)
from ast_ad.frontend.reading.source import mangled
from ast_ad.frontend.statements import writes
from ast_ad.ir import Const, Value, kind_of
from ast_ad.kinds import Array, List, Number, Opaque
from ast_ad.tree import plain

_DESCRIPTIONS = {"__name__", "__qualname__", "__module__", "__class__", "__traceback__", "__cause__", "__context__"}


@expression("Attribute")
def _attribute(m: Machine, node: gast.Attribute) -> Abstract:
    return attribute(m, m.evaluate(node.value), private(m, node.attr))


def private(m: Machine, name: str) -> str:
    """An attribute as it is called in the text of a class."""
    frame: Frame | None = m.frame
    while frame is not None:
        cls = m.shared.classes.get(frame.code)
        owner = frame.code.source.owner if cls is None else cls.__name__
        if owner:
            return mangled(owner, name)
        frame = frame.parent
    return name


def attribute(m: Machine, base: Abstract, name: str) -> Abstract:
    """``base.name``."""
    if name == "__class__" and not isinstance(base, Maybe) and not classes.is_exception(m.kind(base)):
        return Const(classes.type_of(m, base))
    match base:
        case Ref() | Value() | Shape():
            return _of_data(m, base, name)
        case Const(value=owner):
            return _of_constant(m, base, owner, name)
        case Box(storage=storage):
            contents = m.content(storage)
            assert isinstance(contents, Contents)
            return _of_instance(m, base, contents.type, dict(zip(contents.keys, contents.items)), name)
        case Tuple(type=cls, names=names, items=items):
            return _of_instance(m, base, cls, dict(zip(names, items)), name)
        case Maybe(value=inner):
            return attribute(m, inner, name)
        case Either() if alternatives.are_two(base):
            return alternatives.on_each_way(m, [base], lambda bases: attribute(m, bases[0], name))
        case Super():
            return _of_super(m, base, name)
    m.atom(base, "this")
    m.refuse("AD106", f"the attribute {name} is not known here")


def _of_data(m: Machine, base: Abstract, name: str) -> Abstract:
    kind = m.kind(base)
    if isinstance(kind, Array):
        found = _of_array(m, base, kind, name)
        return _method(m, base, np.ndarray, name) if found is None else found
    if isinstance(kind, Number):
        known: dict[str, Abstract] = {"ndim": Const(0), "size": Const(1), "shape": Tuple(()), "T": base}
        if name in known and kind.dtype is not None:
            return known[name]
        if name == "dtype" and kind.dtype is not None:
            return Const(kind.dtype)
        if name in ("real", "imag"):
            return operators.apply(m, getattr(np, name), base) if kind.type is complex or name == "imag" else base
        return _method(m, base, kind.type if kind.dtype is None else kind.dtype.type, name)
    if isinstance(kind, List) or isinstance(base, Shape):
        return _method(m, base, classes.type_of(m, base) if isinstance(kind, List) else tuple, name)
    if (
        isinstance(base, Value)
        and isinstance(kind, Opaque)
        and (issubclass(kind.type, type) or classes.is_exception(kind))
    ):
        return _of_exception(m, base, name)
    return Method(base, name)


def _method(m: Machine, base: Abstract, owner: type, name: str) -> Method:
    """A method of something that Python knows."""
    if not hasattr(owner, name):
        called = owner.__name__
        what = "an array" if owner is np.ndarray else f"{'an' if called[0] in 'aeiou' else 'a'} {called}"
        m.fail(
            AttributeError(f"{called!r} object has no attribute {name!r}"), "AD106", f"{what} has no attribute {name}"
        )
    return Method(base, name)


def _of_exception(m: Machine, base: Value, name: str) -> Abstract:
    """What an exception or its class says of itself."""
    if name not in _DESCRIPTIONS:
        hint = "assign what is needed to a name before the exception is raised"
        m.refuse("AD106", f"what an exception carries ({name}) is not followed", hint)
    made = m.builder.apply(getattr, base, name)
    made.kind = Opaque(str if name == "__name__" else type if name == "__class__" else object)
    return made


def _of_array(m: Machine, base: Abstract, kind: Array, name: str) -> Abstract | None:
    match name:
        case "T":
            assert isinstance(base, Ref)
            return base if kind.ndim == 1 else views.view(m, np.transpose, base, plain(1), ())
        case "flat":
            from ast_ad.frontend.calls import mutators

            assert isinstance(base, Ref)
            return base if kind.ndim == 1 else mutators.in_one_row(base)
        case "mT":
            assert isinstance(base, Ref)
            return views.view(m, np.matrix_transpose, base, plain(1), ())
        case "shape":
            return Shape(m.atom(base), kind.ndim)
        case "ndim":
            return m.builder.apply(np.ndim, m.atom(base)) if kind.ndim is None else Const(kind.ndim)
        case "size":
            return m.builder.apply(np.size, m.atom(base))
        case "dtype":
            return Const(kind.dtype)
        case "itemsize":
            return Const(kind.dtype.itemsize)
        case "nbytes":
            return operators.apply(m, operator.mul, m.builder.apply(np.size, m.atom(base)), Const(kind.dtype.itemsize))
        case "real" if kind.dtype.kind in "fiub":
            return base
        case "imag" if kind.dtype.kind != "c":
            return operators.apply(m, np.imag, base)
        case "real" | "imag":
            assert isinstance(base, Ref)
            return views.view(m, getattr(np, name), base, plain(1), ())
    return None


def _of_constant(m: Machine, base: Const, owner: object, name: str) -> Abstract:
    if isinstance(owner, type) and (own := _of_own_class(m, owner, name)) is not None:
        return own
    try:
        value = getattr(owner, name)
    except AttributeError:
        owned = getattr(owner, "__name__", type(owner).__name__)
        if isinstance(owner, frozenset) and hasattr(set, name):
            m.refuse("AD204", "a set that changes is not followed", "use a dict or a list")
        m.fail(AttributeError(f"{owned!r} has no attribute {name!r}"), "AD106", f"{owned} has no attribute {name}")
    if isinstance(owner, types.ModuleType | type) and not live.is_library(owner):
        return live.read(m, live.Attributes(owner), name)
    is_method = callable(value) and not isinstance(value, type)
    if isinstance(owner, str) or (is_method and not isinstance(owner, types.ModuleType | type | np.ufunc)):
        return Method(base, name)
    return Const(value)


def _of_instance(m: Machine, base: Abstract, cls: type, fields: dict[object, Abstract], name: str) -> Abstract:
    if cls in (*PLAIN, tuple) or (isinstance(base, Tuple) and name in ("_replace", "_asdict")):
        return _method(m, base, classes.type_of(m, base), name)
    if special.find(m, base, "__getattribute__") is not None:
        m.refuse("AD106", f"{cls.__name__} has a __getattribute__ of its own", "define __getattr__, or a property")
    if (descriptor := descriptors.found(m, cls, name, "__set__")) is not None:
        return descriptors.read(m, descriptor, base, cls)
    if name in fields:
        return fields[name]
    if name == "__class__":
        return Const(cls)
    if name == "__dict__":
        m.refuse(
            "AD106",
            "the attributes of an object as a dict are not followed",
            "use getattr(x, name) and setattr(x, name, value)",
        )
    if (descriptor := descriptors.found(m, cls, name, "__get__")) is not None:
        return descriptors.read(m, descriptor, base, cls)
    found = classes.member(m, cls, name)
    if found is classes.MISSING:
        made = special.call(m, base, "__getattr__", Const(name))
        if made is not None:
            return made
        message = f"{cls.__name__!r} object has no attribute {name!r}"
        hint = f"set it in __init__, on every way{_similar(name, [*map(str, fields), *dir(cls)])}"
        m.fail(AttributeError(message), "AD106", f"{cls.__name__} has no attribute {name} here", hint)
    return _bound(m, base, cls, name, found)


def _similar(name: str, known: Sequence[str]) -> str:
    """What may have been meant by a name that is not there."""
    found = difflib.get_close_matches(name, known, 1)
    return f"; or is {found[0]} meant?" if found else ""


def _bound(m: Machine, base: Abstract, cls: type, name: str, found: object) -> Abstract:
    """What a class has under a name, as an instance shows it."""
    from ast_ad.frontend.calls import calls

    if isinstance(found, property):
        return calls.call(m, member(m, found.fget), [base], {})
    if isinstance(found, functools.cached_property):
        with m.hold(base) as held:
            value = calls.call(m, member(m, found.func), [base], {})
            with m.hold(value) as kept:
                _remember(m, held()[0], name, value)
                return kept()[0]
    if isinstance(found, functools.partialmethod):
        given = tuple(map(Const, found.args)), tuple((word, Const(value)) for word, value in found.keywords.items())
        return Partial(Bound(member(m, found.func), base), *given)
    if isinstance(found, functools.singledispatchmethod):
        return Partial(Const(descriptors.dispatched), (Const(found.dispatcher.dispatch), base), ())
    if isinstance(found, staticmethod):
        return member(m, found.__func__)
    if isinstance(found, classmethod):
        return Bound(member(m, found.__func__), Const(cls))
    if isinstance(found, Member):
        from ast_ad.frontend.calls import cached

        value = member(m, found)
        return Bound(value, base) if isinstance(value, Closure) or cached.is_cached(value) else value
    if callable(found) and hasattr(found, "__get__"):
        return Bound(Const(found), base)
    if isinstance(found, types.MemberDescriptorType):
        m.refuse("AD106", f"the attribute {name} of {cls.__name__} has no value here", "set it in __init__")
    try:
        return _of_owner(m, cls, name, found)
    except KeyError:
        m.refuse("AD106", f"the attribute {name} of {cls.__name__} is found in a way that is not followed")


def _of_owner(m: Machine, cls: type, name: str, found: object) -> Abstract:
    """What a class has under a name and is not bound: that of the program's own classes does not change."""
    owner = next((each for each in cls.__mro__ if name in vars(each)), None)
    if owner is None:
        raise KeyError(name)
    return Const(found) if owner in m.shared.own_classes else live.read(m, live.Attributes(owner), name)


def member(m: Machine, function: object) -> Abstract:
    """What a class has: one that exists, or one that the function being compiled defines."""
    return m.state.names[function.frame, function.name] if isinstance(function, Member) else Const(function)


def _of_own_class(m: Machine, cls: type, name: str) -> Abstract | None:
    """``cls.name`` for a class that the program defines, or makes of others."""
    if not any(each in m.shared.own_classes for each in cls.__mro__) or name in _DESCRIPTIONS:
        return None
    if issubclass(cls, enum.Enum) and name in cls.__members__:
        return Const(cls[name])
    found = classes.member(m, cls, name)
    match found:
        case classes.MISSING | property():
            return None
        case classmethod():
            return Bound(member(m, found.__func__), Const(cls))
        case staticmethod():
            return member(m, found.__func__)
        case Member() | types.FunctionType():
            return member(m, found)
    return _of_owner(m, cls, name, found)


def _remember(m: Machine, base: Abstract, name: str, value: Abstract) -> None:
    """Keep the value of a cached property with its instance; one that lives on outside is asked again."""
    if isinstance(base, Box) and not base.storage.frozen and isinstance(contents := m.content(base.storage), Contents):
        made = Contents(contents.type, (*contents.items, value), (*contents.keys, name))
        m.state.write(base.storage, made, m.builder.place)


def _of_super(m: Machine, base: Super, name: str) -> Abstract:
    """``super().name``: what the classes after the owner have."""
    own = base.own
    for cls in own.__mro__[own.__mro__.index(base.owner) + 1 :]:
        if name in vars(cls):
            found = vars(cls)[name]
            if isinstance(found, classmethod):
                return Bound(member(m, found.__func__), Const(own))
            return _bound(m, base.first, cls, name, found)
    m.refuse("AD106", f"no class after {base.owner.__name__} has {name}")


def _put_part(m: Machine, base: Ref, kind: Array, name: str, value: Abstract) -> None:
    """``z.real = x``, ``z.imag = y``: the other part stays."""
    if kind.dtype.kind != "c":
        if name == "imag":
            m.fail(TypeError("array does not have imaginary part to set"), "AD201", hint="give it a complex dtype")
        writes.put(m, base, Const(...), value)
        return
    value = operators.as_array(m, value)
    if kinds.is_complex(kind_of(m.atom(value))):
        m.refuse("AD203", f"complex values are written into {name}", "write the part that is meant: x.real")
    writes.put_part(m, base, getattr(np, name), m.atom(value))


def put(m: Machine, base: Abstract, name: str, value: Abstract) -> None:
    """``base.name = value``."""
    if isinstance(base, Maybe):
        base = base.value
    if isinstance(base, Ref) and name in ("T", "real", "imag") and value == attribute(m, base, name):
        # It was written by an operator in place.
        return
    if isinstance(base, Ref) and name == "T":
        writes.put(m, base, Const(...), value)
        return
    if isinstance(base, Ref) and name == "flat" and isinstance(m.kind(base), Array):
        from ast_ad.frontend.calls import mutators

        mutators.put_flat(m, base, value)
        return
    if isinstance(base, Ref) and name in ("real", "imag") and isinstance(kind := m.kind(base), Array):
        _put_part(m, base, kind, name, value)
        return
    contents = m.content(base.storage) if isinstance(base, Box) else None
    if not isinstance(base, Box) or not isinstance(contents, Contents) or contents.type in PLAIN:
        m.refuse("AD201", f"the attribute {name} cannot be written here", "write into an instance, or return the value")
    if _by_setter(m, base, contents.type, name, value):
        return
    if base.storage.frozen:
        m.refuse("AD201", base.storage.frozen, "return the new value instead")
    if _is_frozen(contents.type) and name in contents.keys:
        m.refuse("AD201", f"{contents.type.__name__} is a frozen dataclass", "make a new one: dataclasses.replace(...)")
    fields = dict(zip(contents.keys, contents.items)) | {name: value}
    m.state.write(base.storage, Contents(contents.type, tuple(fields.values()), tuple(fields)), m.builder.place)


def delete(m: Machine, base: Abstract, name: str) -> None:
    """``del base.name``."""
    contents = m.content(base.storage) if isinstance(base, Box) else None
    if (
        not isinstance(base, Box)
        or not isinstance(contents, Contents)
        or name not in contents.keys
        or base.storage.frozen
    ):
        m.refuse("AD201", f"the attribute {name} cannot be deleted here", "set it to None")
    fields = {key: item for key, item in zip(contents.keys, contents.items) if key != name}
    m.state.write(base.storage, Contents(contents.type, tuple(fields.values()), tuple(fields)), m.builder.place)


def _by_setter(m: Machine, base: Box, cls: type, name: str, value: Abstract) -> bool:
    """Let a property or ``__setattr__`` do the assignment, if there is one."""
    if special.call(m, base, "__setattr__", Const(name), value) is not None:
        return True
    return by_property(m, base, cls, name, value)


def by_property(m: Machine, base: Box, cls: type, name: str, value: Abstract) -> bool:
    """Let a property do the assignment, if there is one."""
    from ast_ad.frontend.calls import calls

    if (descriptor := descriptors.found(m, cls, name, "__set__")) is not None:
        special.call(m, descriptor, "__set__", base, value)
        return True
    found = classes.member(m, cls, name)
    if not isinstance(found, property):
        return False
    if found.fset is None:
        m.refuse("AD201", f"the property {name} of {cls.__name__} has no setter", f"give it one: @{name}.setter")
    calls.call(m, member(m, found.fset), [base, value], {})
    return True


def _is_frozen(cls: type) -> bool:
    return dataclasses.is_dataclass(cls) and cls.__dataclass_params__.frozen  # type: ignore[attr-defined]

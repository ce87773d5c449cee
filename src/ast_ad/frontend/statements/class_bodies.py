"""Classes that a function defines: real ones while compiling, whose methods and values live in the frame of their body."""

from __future__ import annotations

import abc
import ast
import collections
import dataclasses
import enum
import functools
import types
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import gast

from ast_ad.frontend.calls import calls
from ast_ad.frontend.calls.structural import Keywords, Positional, handles
from ast_ad.frontend.machine import exits, live
from ast_ad.frontend.machine.machine import Machine, Reported, statement
from ast_ad.frontend.machine.objects import Abstract, Closure, Frame, Member, Partial, Poison, Tuple
from ast_ad.frontend.reading import scopes
from ast_ad.frontend.statements import assign, iterate, statements
from ast_ad.ir import Const

# The kinds of descriptors that hold functions, and where.
_DESCRIPTORS: dict[type, tuple[str, ...]] = {
    property: ("fget", "fset", "fdel"),
    staticmethod: ("__func__",),
    classmethod: ("__func__",),
    functools.cached_property: ("func",),
    dataclasses.Field: ("default", "default_factory", "init", "repr", "compare", "kw_only"),
}


@statement("ClassDef")
def _class(m: Machine, node: gast.ClassDef) -> None:
    given = m.evaluate_all([*node.decorator_list, *node.bases, *(word.value for word in node.keywords)])
    count = len(node.decorator_list)
    bases = given[count : count + len(node.bases)]
    words = dict(zip((str(word.arg) for word in node.keywords), given[count + len(node.bases) :]))
    frame = m.shared.class_frame(node, m.frame)
    body = _body(m, node, frame)
    key = (frame, tuple(given), tuple((name, _key(value)) for name, value in body.items()))
    if key not in m.shared.made_classes:
        value: Abstract = Const(_made(m, node, frame, _constants(m, bases), words, body))
        for decorator in reversed(given[:count]):
            value = calls.call(m, decorator, [value], {})
        m.shared.made_classes[key] = value
    made = m.shared.made_classes[key]
    for method in node.body:
        if isinstance(method, gast.FunctionDef) and isinstance(made, Const) and isinstance(made.value, type):
            m.shared.classes[m.shared.code(method, m.frame.code.source)] = made.value
    assign.name(m, node.name, made)


def _body(m: Machine, node: gast.ClassDef, frame: Frame) -> dict[str, object]:
    """What the statements of the body bind: constants as they are, other values by their place in the frame."""
    outer, again = m.frame, m.frame.loops > 0
    m.frame = frame
    try:
        exits.enter(m)
        statements.run(m, node.body)
        found: dict[str, object] = {}
        for name in scopes.bound_names(node.body):
            value = m.state.names.get((frame, name))
            if isinstance(value, Poison):
                raise Reported
            if value is not None:
                found[name] = plain(value, Member(frame, name))
                if (
                    again
                    and isinstance(found[name], Member)
                    and not (isinstance(value, Closure) and not value.defaults)
                ):
                    m.refuse(
                        "AD204",
                        f"the class {node.name} is made in a loop, and its {name} may differ from trip to trip",
                        "define it before the loop",
                    )
        return found
    finally:
        m.frame = outer


def plain(value: Abstract, member: Member) -> object:
    """A constant as Python has it; what is none stays where it is."""
    if isinstance(value, Const):
        return value.value
    if isinstance(value, Tuple) and value.type is tuple:
        items = [plain(item, member) for item in value.items]
        return member if member in items else tuple(items)
    return member


def _key(value: object) -> object:
    """What tells the values of two classes apart."""
    parts = _DESCRIPTORS.get(type(value))
    if parts is not None:
        return type(value), tuple(_key(getattr(value, name)) for name in parts)
    return type(value), value if isinstance(value, Hashable) else id(value)


def _constants(m: Machine, bases: Sequence[Abstract]) -> tuple[object, ...]:
    if not all(isinstance(base, Const) for base in bases):
        m.refuse("AD103", "a base of this class is not known while compiling", "name classes")
    return tuple(base.value for base in bases if isinstance(base, Const))


def _made(
    m: Machine, node: gast.ClassDef, frame: Frame, bases: tuple[object, ...], words: Keywords, body: dict[str, object]
) -> type:
    for base in bases:
        if not live.is_library(base) and hasattr(base, "__mro__") and _runs_code(base):
            m.refuse("AD103", "a base of this class does something when a class is made of it", "define it outside")
    body = {"__module__": _module(m), "__qualname__": f"{m.frame.code.name}.<locals>.{node.name}", **body}
    body["__annotations__"] = {
        part.target.id: ast.unparse(gast.gast_to_ast(part.annotation))
        for part in node.body
        if isinstance(part, gast.AnnAssign) and isinstance(part.target, gast.Name)
    }

    options: dict[str, Any] = {name: plain(value, Member(frame, name)) for name, value in words.items()}

    def fill(namespace: dict[str, object]) -> None:
        # Item by item: the namespace of an enum counts them.
        for name in body:
            namespace[name] = body[name]

    try:
        cls = types.new_class(node.name, bases, options, fill)
    except (TypeError, ValueError, AttributeError) as error:
        m.refuse("AD103", f"this class cannot be made: {error}", "define it at the top of the module")
    m.shared.own_classes.add(cls)
    return cls


def _runs_code(base: object) -> bool:
    """Whether the user's code runs when a class gets this base."""
    metaclass = type(base)
    own = not live.is_library(metaclass) and not issubclass(metaclass, enum.EnumMeta)
    own = own and metaclass.__module__ not in ("abc", "typing")
    return own or any("__init_subclass__" in vars(cls) and not live.is_library(cls) for cls in base.__mro__)  # type: ignore[attr-defined]


def _module(m: Machine) -> object:
    try:
        return m.frame.code.source.namespace.lookup("__name__")
    except KeyError:
        return "__main__"


def kept(m: Machine, value: Abstract, number: int = 0) -> object:
    """A value for an object that exists while compiling: it lives in a cell of the frame, so that it is followed."""
    name = f"$member{m.place.line:06}.{m.place.column:04}.{number}"
    found = plain(value, Member(m.frame, name))
    if isinstance(found, Member):
        m.set(name, value)
    return found


def _maker(function: Callable[..., object]) -> None:
    @handles(function)
    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        given = [kept(m, value, k) for k, value in enumerate(positional)]
        named = {name: kept(m, value, len(given) + k) for k, (name, value) in enumerate(keywords.items())}
        return Const(function(*given, **named))


for _function in (property, staticmethod, classmethod, functools.cached_property, dataclasses.field):
    _maker(_function)


@handles(abc.abstractmethod)
def _abstract(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    return positional[0]


def of_property(m: Machine, owner: property, name: str, value: Abstract) -> Abstract:
    """``owner.setter(value)`` and its like."""
    return Const(getattr(owner, name)(kept(m, value)))


@handles(collections.namedtuple)
def _namedtuple(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    given: list[Any] = [plain_items(m, value) for value in positional]
    named: dict[str, Any] = {name: plain_items(m, value) for name, value in keywords.items()}
    key = (collections.namedtuple, repr(given), repr(named))
    if key not in m.shared.made_classes:
        cls = collections.namedtuple(*given, **{"module": _module(m), **named})  # type: ignore[misc]
        m.shared.own_classes.add(cls)
        m.shared.made_classes[key] = Const(cls)
    return m.shared.made_classes[key]


def plain_items(m: Machine, value: Abstract) -> object:
    """A constant, or a list or tuple of constants."""
    items = None if isinstance(value, Const) else iterate.fixed(m, value)
    if items is not None and all(isinstance(item, Const) for item in items):
        return [item.value for item in items if isinstance(item, Const)]
    if isinstance(value, Const):
        return value.value
    m.refuse("AD110", "the fields of this class are not known while compiling", "write them out")


@handles(functools.total_ordering)
def _ordered(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    cls = positional[0].value if isinstance(positional[0], Const) else None
    if not isinstance(cls, type) or cls not in m.shared.own_classes:
        m.refuse("AD103", "total_ordering is applied to a class that exists already", "do it at the top of the module")
    return Const(functools.total_ordering(cls))


@handles(dataclasses.dataclass)
def _dataclass(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    if not positional:
        return Partial(Const(dataclasses.dataclass), (), tuple(keywords.items()))
    cls = positional[0].value if isinstance(positional[0], Const) else None
    if cls not in m.shared.own_classes or not all(isinstance(value, Const) for value in keywords.values()):
        m.refuse("AD103", "dataclass is applied to a class that exists already", "do it at the top of the module")
    options = {name: value.value for name, value in keywords.items() if isinstance(value, Const)}
    made = dataclasses.dataclass(**options)(cls)  # type: ignore[call-overload]
    m.shared.own_classes.add(made)
    return Const(made)

"""Functions about instances: ``super``, ``setattr``, and those of ``dataclasses`` and of named tuples."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Sequence

from ast_ad.frontend.calls import calls, construct, copies, python_builtins
from ast_ad.frontend.calls.reflection import attribute_name
from ast_ad.frontend.calls.structural import Keywords, Positional, arguments, handles
from ast_ad.frontend.expressions import attributes, descriptors
from ast_ad.frontend.machine import classes
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Storage, Super, Tuple
from ast_ad.frontend.reading import scopes
from ast_ad.ir import Const


@handles(super)
def _super(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    if len(positional) == 2 and isinstance(positional[0], Const) and isinstance(positional[0].value, type):
        return _above(m, positional[0].value, positional[1])
    arguments(m, "super", positional, 0, 0)
    frame = m.frame
    while frame.parent is not None and isinstance(frame.code.node, scopes.COMPREHENSIONS):
        frame = frame.parent
    owner = m.shared.classes.get(frame.code)
    if owner is None:
        try:
            found = frame.code.source.namespace.lookup("__class__")
        except KeyError:
            m.refuse("AD105", "super() outside a method", "name the class and the instance: super(C, self)")
        assert isinstance(found, type)
        owner = found
    first = scopes.parameters(frame.code.node.args)[0].id
    return _above(m, owner, m.state.names[frame, first])


def _above(m: Machine, owner: type, first: Abstract) -> Super:
    own = first.value if isinstance(first, Const) else classes.type_of(m, first)
    if not isinstance(own, type) or owner not in own.__mro__:
        message = f"super() of what is no {owner.__name__}"
        m.fail(TypeError(message), "AD107", message, "call the method on an instance of its class")
    return Super(owner, own, first)


@handles(setattr)
def _setattr(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "setattr", positional, 3, 3)
    attributes.put(m, positional[0], attribute_name(m, positional[1]), positional[2])
    return Const(None)


@handles(object.__setattr__)
def _set_frozen(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    """How a frozen dataclass sets its fields in ``__post_init__``."""
    arguments(m, "__setattr__", positional, 3, 3)
    base, name, value = positional
    contents = m.content(base.storage) if isinstance(base, Box) else None
    if not isinstance(base, Box) or not isinstance(contents, Contents) or base.storage.frozen:
        m.refuse("AD201", "the attribute cannot be written here")
    if attributes.by_property(m, base, contents.type, attribute_name(m, name), value):
        return Const(None)
    fields = dict(zip(contents.keys, contents.items)) | {attribute_name(m, name): value}
    m.state.write(base.storage, Contents(contents.type, tuple(fields.values()), tuple(fields)), m.builder.place)
    return Const(None)


@handles(descriptors.dispatched)
def _dispatched(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    dispatch, base, *given = positional
    if not isinstance(dispatch, Const) or not given:
        m.refuse("AD107", "a method that goes by the type of its first argument is called without one", "pass it")
    method = dispatch.value(classes.type_of(m, given[0]))  # type: ignore[operator]
    return calls.call(m, attributes.member(m, method), [base, *given], keywords)


@handles(object.__new__)
def _new(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    """A bare instance, as a ``__new__`` of the user's gets it."""
    cls = positional[0].value if positional and isinstance(positional[0], Const) else None
    if not isinstance(cls, type) or len(positional) > 1 or keywords:
        m.refuse("AD107", "object.__new__ takes the class and nothing else")
    return Box(Storage(Contents(cls, ())))


def _of_dataclass(m: Machine, value: Abstract) -> Contents:
    contents = m.content(value.storage) if isinstance(value, Box) else None
    if not isinstance(contents, Contents) or not dataclasses.is_dataclass(contents.type):
        m.refuse("AD110", "this is no instance of a dataclass")
    return contents


@handles(dataclasses.replace)
def _replace(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    contents = _of_dataclass(m, positional[0])
    held = dict(zip(contents.keys, contents.items))
    taken = {f.name: held[f.name] for f in dataclasses.fields(contents.type) if f.init}
    return construct.instance(m, contents.type, [], taken | keywords)


Make = Callable[[Sequence[str], Sequence[Abstract]], Abstract]


def _taken_apart(m: Machine, value: Abstract, make: Make) -> Abstract:
    """What ``make`` makes of the fields of a dataclass, in which the same is done with dataclasses, and the rest is copied."""
    contents = _of_dataclass(m, value)
    names = [field.name for field in dataclasses.fields(contents.type)]
    held = dict(zip(contents.keys, contents.items))
    return make(names, [_copied(m, held[name], make) for name in names])


def _copied(m: Machine, value: Abstract, make: Make) -> Abstract:
    if isinstance(value, Tuple):
        return dataclasses.replace(value, items=tuple(_copied(m, item, make) for item in value.items))
    contents = m.content(value.storage) if isinstance(value, Box) else None
    if isinstance(contents, Contents) and dataclasses.is_dataclass(contents.type):
        return _taken_apart(m, value, make)
    if isinstance(contents, Contents) and contents.type in (list, dict):
        items = tuple(_copied(m, item, make) for item in contents.items)
        return Box(Storage(dataclasses.replace(contents, items=items)))
    return copies.deep(m, value)


@handles(dataclasses.asdict)
def _asdict(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "asdict", positional, 1, 1)
    factory = keywords.get("dict_factory", Const(dict))

    def make(names: Sequence[str], items: Sequence[Abstract]) -> Abstract:
        if factory == Const(dict):
            return Box(Storage(Contents(dict, tuple(items), tuple(names))))
        pairs = tuple(Tuple((Const(name), item)) for name, item in zip(names, items))
        return calls.call(m, factory, [Box(Storage(Contents(list, pairs)))], {})

    return _taken_apart(m, positional[0], make)


@handles(dataclasses.astuple)
def _astuple(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "astuple", positional, 1, 1)
    factory = keywords.get("tuple_factory", Const(tuple))

    def make(names: Sequence[str], items: Sequence[Abstract]) -> Abstract:
        if factory == Const(tuple):
            return Tuple(tuple(items))
        return calls.call(m, factory, [Box(Storage(Contents(list, tuple(items))))], {})

    return _taken_apart(m, positional[0], make)


@handles(dataclasses.fields)
def _fields(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    value = positional[0]
    cls = value.value if isinstance(value, Const) else classes.type_of(m, value)
    if not dataclasses.is_dataclass(cls):
        message = "must be called with a dataclass type or instance"
        m.fail(TypeError(message), "AD110", f"fields {message}")
    return Tuple(tuple(map(Const, dataclasses.fields(cls))))


@handles(functools.wraps)
def _wraps(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    """A decorator that does not change what a function returns."""
    return Const(python_builtins.itself)


@handles(python_builtins.itself)
def _itself(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    return positional[0]

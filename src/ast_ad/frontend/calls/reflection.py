"""Builtins that ask what a value is and has: isinstance, type, callable, getattr, hasattr."""

from __future__ import annotations

from ast_ad.frontend.calls.structural import Keywords, Positional, arguments, handles
from ast_ad.frontend.expressions import attributes, truth
from ast_ad.frontend.machine import classes
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Bound, Box, Closure, Contents, Maybe, Partial, Tuple
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Const, Value
from ast_ad.kinds import Opaque


@handles(isinstance)
def _isinstance(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "isinstance", positional, 2, 2)
    return is_instance(m, *positional)


def is_instance(m: Machine, value: Abstract, wanted: Abstract) -> Abstract:
    """``isinstance(value, wanted)``: known while compiling, but for None and for exceptions."""
    if isinstance(value, Maybe):
        inner = value.value
        return truth.choose(m, value.missing, lambda: Const(False), lambda: is_instance(m, inner, wanted))
    if classes.is_exception(m.kind(value)) and isinstance(value, Value):
        return m.builder.apply(isinstance, value, m.atom(_class_tuple(m, wanted)))
    items = iterate.fixed(m, wanted) or [wanted]
    options = [item.value for item in items if isinstance(item, Const)]
    if len(options) < len(items):
        m.refuse("AD110", "the class to compare with has to be known while compiling")
    try:
        return Const(issubclass(classes.type_of(m, value), tuple(options)))  # type: ignore[arg-type]
    except TypeError as error:
        m.fail(error, "AD107", "isinstance is asked about something that is no class")


def _class_tuple(m: Machine, wanted: Abstract) -> Abstract:
    """The second argument of isinstance as one constant."""
    items = iterate.fixed(m, wanted) if isinstance(wanted, Tuple) else None
    return wanted if items is None else Const(tuple(item.value for item in items if isinstance(item, Const)))


@handles(type)
def _type(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "type", positional, 1, 1)
    if isinstance(positional[0], Value) and classes.is_exception(m.kind(positional[0])):
        # Of an exception that was caught only a base class is known.
        made = m.builder.apply(type, positional[0])
        made.kind = Opaque(type)
        return made
    return Const(classes.type_of(m, positional[0]))


@handles(callable)
def _callable(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    value = positional[0]
    return Const(isinstance(value, Closure | Bound | Partial) or (isinstance(value, Const) and callable(value.value)))


@handles(getattr)
def _getattr(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "getattr", positional, 2, 3)
    if len(positional) == 3 and _hasattr(m, positional[:2], {}) == Const(False):
        return positional[2]
    return attributes.attribute(m, positional[0], attribute_name(m, positional[1]))


@handles(hasattr)
def _hasattr(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "hasattr", positional, 2, 2)
    value, name = positional[0], attribute_name(m, positional[1])
    if isinstance(value, Const):
        return Const(hasattr(value.value, name))
    contents = m.content(value.storage) if isinstance(value, Box) else None
    own = isinstance(contents, Contents) and name in contents.keys
    return Const(own or hasattr(classes.type_of(m, value), name))


def attribute_name(m: Machine, value: Abstract) -> str:
    """A name that is a constant string."""
    if isinstance(value, Const) and isinstance(value.value, str):
        return value.value
    m.refuse("AD106", "which attribute this is is not known while compiling", "write the name: x.name")

"""Descriptors of the user's: objects in a class that say themselves how an attribute is read and written."""

from __future__ import annotations

import types
from collections.abc import Callable

from ast_ad.frontend.expressions import special
from ast_ad.frontend.machine import classes, live
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, LiveRead, Member
from ast_ad.ir import Const


def found(m: Machine, cls: type, name: str, method: str) -> Abstract | None:
    """What a class has under a name, if its own class has this method, written in Python by the user."""
    held = classes.Members(cls).lookup(name)
    owner = type(held)
    if isinstance(held, Member):
        value = m.state.names.get((held.frame, held.name))
        if value is not None and special.find(m, value, method) is not None:
            hint = "define the class at the top of the module"
            m.refuse("AD103", f"the descriptor {name} stands in a class that the function defines", hint)
        return None
    if held is classes.MISSING or live.is_library(owner):
        return None
    if not isinstance(getattr(owner, method, None), types.FunctionType):
        return None
    return live.abstract(m, held, LiveRead(classes.Members(cls), name))


def dispatched(
    dispatch: Callable[[type], Callable[..., object]], instance: object, value: object, *more: object
) -> object:
    """What a ``functools.singledispatchmethod`` does."""
    return dispatch(type(value))(instance, value, *more)


def read(m: Machine, descriptor: Abstract, base: Abstract, cls: type) -> Abstract:
    made = special.call(m, descriptor, "__get__", base, Const(cls))
    if made is None:
        m.refuse("AD106", "an attribute that can be written only is read", "give its descriptor a __get__")
    return made

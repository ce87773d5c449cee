"""Exits as data. ``break``, ``continue`` and ``return`` set names that no user has; they meet at ifs like other names.

``$left``      this list of statements has been left
``$returned``  the function has returned from inside a loop          ``$value``  what it returns
``$more<n>``   the loop at depth n goes on after this trip           ``$broke<n>``  it was left by break or return
"""

from __future__ import annotations

import gast

from ast_ad.frontend.machine.machine import Machine, statement
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Ref, Storage, Tuple
from ast_ad.ir import Const

YES, NO = Const(True), Const(False)


def enter(m: Machine) -> None:
    """Set up the exits of a function."""
    m.set("$left", NO)
    m.set("$returned", NO)


def names(m: Machine) -> tuple[str, ...]:
    """The exits that are known at the head of the innermost loop: nothing has left yet."""
    return ("$left", "$returned", "$value", more(m), broke(m))


def more(m: Machine) -> str:
    return f"$more{m.frame.loops}"


def broke(m: Machine) -> str:
    return f"$broke{m.frame.loops}"


def head(m: Machine) -> None:
    """At the head of the innermost loop."""
    m.set("$left", NO)
    m.set("$returned", NO)
    m.set(more(m), YES)
    m.set(broke(m), NO)
    m.state.names.pop((m.frame, "$value"), None)


@statement("Break")
def leave_loop(m: Machine, node: gast.Break | None = None) -> None:
    m.set(more(m), NO)
    m.set(broke(m), YES)
    m.set("$left", YES)


@statement("Continue")
def _continue(m: Machine, node: gast.Continue) -> None:
    m.set("$left", YES)


@statement("Return")
def _return(m: Machine, node: gast.Return) -> None:
    value = Const(None) if node.value is None else m.evaluate(node.value)
    if len(m.calls) == 1:
        _require_known(m, value)
    give(m, value)


def _require_known(m: Machine, value: Abstract, around: tuple[Storage, ...] = ()) -> None:
    """What the caller gets is read here."""
    match value:
        case Ref(storage=storage):
            m.content(storage)
        case Tuple(items=items):
            for item in items:
                _require_known(m, item, around)
        case Box(storage=storage) if isinstance(contents := m.content(storage), Contents):
            if storage in around:
                m.refuse("AD110", "an object that holds itself is returned", "return what is needed of it")
            for item in contents.items:
                _require_known(m, item, (*around, storage))


def give(m: Machine, value: Abstract) -> None:
    """Return a value from the function."""
    m.set("$value", value)
    leave_function(m)


def leave_function(m: Machine) -> None:
    """The value is set: leave the loops that are open, and the function."""
    m.set("$left", YES)
    if m.frame.loops:
        leave_loop(m)
        m.set("$returned", YES)
    if not m.frame.code.nested:
        m.state.gone |= {m.frame}

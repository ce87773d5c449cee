"""Context managers that are made from generators: their statements are part of the program, around those of the body."""

from __future__ import annotations

import contextlib
import types
from collections.abc import Callable

import gast

from ast_ad.frontend.calls import effects, inline
from ast_ad.frontend.calls.structural import Keywords, Positional, handles
from ast_ad.frontend.machine import exits
from ast_ad.frontend.machine.machine import Machine, expression
from ast_ad.frontend.machine.objects import Abstract, Closure, Frame, Managed, Partial
from ast_ad.frontend.reading import scopes
from ast_ad.ir import Const

Body = Callable[[Abstract], None]
_YIELDED = "$yielded"


@handles(contextlib.contextmanager)
def _decorated(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    function = positional[0]
    return Partial(Const(_called), (function,), ()) if isinstance(function, Closure) else None


def _called(function: object) -> object:
    return function


@handles(_called)
def _made(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    function, *given = positional
    assert isinstance(function, Closure)
    return Managed(function, tuple(given), tuple(keywords.items()))


def of_function(m: Machine, function: types.FunctionType, given: Positional, keywords: Keywords) -> Abstract:
    """The call of a function that ``contextlib.contextmanager`` has made."""
    source = m.shared.source(function.__wrapped__)  # type: ignore[attr-defined]
    closure = Closure(m.shared.code(source.node, source), None)
    return Managed(closure, tuple(given), tuple(keywords.items()), Const(function))


def run(m: Machine, manager: Managed, body: Body) -> None:
    """The generator's statements, with the body of the ``with`` where it yields."""
    closure, outer = manager.function, m.frame
    if any(isinstance(node, gast.For | gast.While) and _yields(node) for node in scopes.walk(closure.code.node.body)):
        m.refuse("AD103", f"{closure.code.name} yields in a loop, and is used by with", "yield once")
    frame = Frame(closure.code, closure.frame, m.shared.number())

    def inside(value: Abstract) -> None:
        own, m.frame = m.frame, outer
        try:
            body(value)
        finally:
            m.frame = own

    m.yields[frame] = inside
    m.state.names[frame, _YIELDED] = exits.NO
    with m.hold(*manager.positional, *(value for _, value in manager.keywords)) as held:
        values = held()
    count = len(manager.positional)
    names = dict(zip((name for name, _ in manager.keywords), values[count:]))
    inline.run(m, frame, inline.bind(m, closure, values[:count], names), lambda: _require_yielded(m, frame))


def lowered(m: Machine, manager: Managed, body: Body) -> bool:
    """Lower a with statement; False if its manager has to be used as it is."""
    if _is_closed(manager):
        return m.succeeds(lambda: run(m, manager, body))
    run(m, manager, body)
    return True


def _is_closed(manager: Managed) -> bool:
    """Whether nothing that matters can get into a manager, so that it may be used as it is, understood or not."""
    values = (*manager.positional, *(value for _, value in manager.keywords))
    return manager.made is not None and all(isinstance(value, Const) for value in values)


def opaque(m: Machine, manager: Managed) -> Abstract:
    """The manager as it is, for a generator that is not understood."""
    assert manager.made is not None
    return effects.call(m, manager.made.value, list(manager.positional), dict(manager.keywords))  # type: ignore[arg-type]


def _yields(node: gast.AST) -> bool:
    return any(isinstance(part, gast.Yield | gast.YieldFrom) for part in scopes.walk([node]))


def _require_yielded(m: Machine, frame: Frame) -> None:
    if not m.state.dead and m.state.names.pop((frame, _YIELDED), None) != exits.YES:
        m.refuse("AD103", f"{frame.code.name} may end without a yield, and is used by with", "yield once")


@expression("Yield")
def _yield(m: Machine, node: gast.Yield) -> Abstract:
    body = m.yields.get(m.frame)
    if body is None:
        m.refuse("AD104", "yield is not supported", "collect the values in a list or an array and return that")
    if m.get(_YIELDED) != exits.NO:
        m.refuse("AD103", f"{m.frame.code.name} yields a second time, and is used by with", "yield once")
    value = Const(None) if node.value is None else m.evaluate(node.value)
    m.set(_YIELDED, exits.YES)
    body(value)
    return Const(None)

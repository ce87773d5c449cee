"""with: the manager is entered and left once, in the forward sweep."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Sequence
from types import FunctionType

import gast

from ast_ad.build import Builder
from ast_ad.frontend.calls import calls
from ast_ad.frontend.expressions import attributes, truth
from ast_ad.frontend.machine.machine import Machine, Unreachable, statement
from ast_ad.frontend.machine.objects import PLAIN, Abstract, Bound, Box, Closure, Contents, Managed
from ast_ad.frontend.reading import scopes
from ast_ad.frontend.statements import assign, attempts, managers, reports, statements
from ast_ad.ir import Atom, Const, Value, has_effect
from ast_ad.kinds import Opaque

Plan = Callable[[], None]


@statement("With")
def _with(m: Machine, node: gast.With, rest: Sequence[gast.stmt]) -> bool:
    later = (lambda: statements.go_on(m, rest)) if rest else None
    return _items(m, node.items, lambda: statements.run(m, node.body), node.body, later)


def _items(
    m: Machine, items: Sequence[gast.withitem], body: Plan, nodes: Sequence[gast.stmt], rest: Plan | None
) -> bool:
    """``with a, b: body`` is ``with a: with b: body``."""
    first, *others = items
    manager = m.evaluate(first.context_expr)

    def inner(entered: Abstract) -> None:
        if first.optional_vars is not None:
            assign.bind(m, first.optional_vars, entered)
        if others:
            _items(m, others, body, nodes, None)
        else:
            body()

    with m.at(first.context_expr):
        return _enter(m, manager, inner, () if others else nodes, rest)


def _enter(
    m: Machine, manager: Abstract, body: Callable[[Abstract], None], nodes: Sequence[gast.stmt], rest: Plan | None
) -> bool:
    contents = m.content(manager.storage) if isinstance(manager, Box) else None
    if isinstance(contents, Contents) and contents.type is contextlib.suppress:
        caught = Const(tuple(attempts.exceptions(m, contents.items[0])))
        return attempts.Attempt(caught, lambda _: body(Const(None)), lambda error: None, lambda: None, nodes).run(
            m, rest
        )
    if isinstance(contents, Contents) and contents.type not in PLAIN:
        return _instance(m, manager, body, rest)
    if isinstance(manager, Managed):
        if managers.lowered(m, manager, body):
            return False
        manager = managers.opaque(m, manager)
    kind = m.kind(manager)
    if not isinstance(manager, Value) or not isinstance(kind, Opaque):
        m.refuse(
            "AD106",
            "this is no context manager that is known while compiling",
            "write what it does before and after the block",
        )

    def opaque(entered: Value | None) -> None:
        assert entered is not None
        body(entered)

    def handler(error: Value) -> None:
        reports.throw(m, error)

    # A file gives itself.
    given = kind if issubclass(kind.type, io.IOBase) else Opaque()
    return attempts.Attempt(manager, opaque, handler, lambda: None, context=True, entered=given).run(m, rest)


def _instance(m: Machine, manager: Abstract, body: Callable[[Abstract], None], rest: Plan | None) -> bool:
    """A manager whose class is the user's: its methods are part of the program."""
    with m.hold(manager) as held:

        def leave(*what: Abstract) -> Abstract:
            return calls.call(m, attributes.attribute(m, held()[0], "__exit__"), list(what), {})

        def handler(error: Value) -> None:
            if m.succeeds(lambda: doomed(error)):
                return
            if nothing and is_silent(error):
                reports.throw(m, error)
            else:
                after(error, lambda handled: m.branch(handled, lambda: None, lambda: reports.throw(m, error)))

        def doomed(error: Value) -> None:
            """Where ``__exit__`` lets the exception go on, nobody sees what it has written."""
            with attempts.doomed(m):
                after(error, require_raised)
            reports.throw(m, error)

        def is_silent(error: Value) -> bool:
            """Whether ``__exit__`` does nothing that anybody sees behind the exception, which goes on."""
            state, builder = m.state, m.builder
            m.state, m.builder = before.copy(), Builder(builder.place)
            trace = m.builder.apply(getattr, error, "__traceback__")
            try:
                done = m.succeeds(lambda: leave(m.builder.apply(type, error), error, trace))
                return done and not any(map(has_effect, m.builder.ops))
            except Unreachable:
                return False
            finally:
                m.state, m.builder = state, builder

        def require_raised(handled: Atom) -> None:
            if handled != Const(False):
                m.refuse("AD601", "the exception may end here")

        def after(error: Value, go_on: Callable[[Atom], object]) -> None:
            trace = m.builder.apply(getattr, error, "__traceback__")
            with attempts.at_end(m):
                go_on(truth.truth(m, leave(m.builder.apply(type, error), error, trace)))

        def orelse() -> None:
            with attempts.at_end(m):
                leave(Const(None), Const(None), Const(None))

        nothing = _gives_nothing(m, attributes.attribute(m, manager, "__exit__"))
        entered = calls.call(m, attributes.attribute(m, manager, "__enter__"), [], {})
        with m.hold(entered) as given:
            before = m.state.copy()
            attempt = attempts.Attempt(Const(BaseException), lambda _: body(given()[0]), handler, orelse)
            return attempt.run(m, rest)


def _gives_nothing(m: Machine, function: Abstract) -> bool:
    """Whether a method returns None or False whatever happens, by its text."""
    function = function.function if isinstance(function, Bound) else function
    if isinstance(function, Const) and isinstance(function.value, FunctionType):
        node = m.shared.source(function.value).node
    elif isinstance(function, Closure) and not function.code.generator:
        node = function.code.node
    else:
        return False
    returned = [each.value for each in scopes.walk(node.body) if isinstance(each, gast.Return)]
    return all(value is None or (isinstance(value, gast.Constant) and not value.value) for value in returned)

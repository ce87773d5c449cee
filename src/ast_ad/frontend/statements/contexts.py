"""with: the manager is entered and left once, in the forward sweep."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Sequence

import gast

from ast_ad.frontend.calls import calls
from ast_ad.frontend.expressions import attributes, truth
from ast_ad.frontend.machine.machine import Machine, statement
from ast_ad.frontend.machine.objects import PLAIN, Abstract, Box, Contents, Managed
from ast_ad.frontend.statements import assign, attempts, managers, reports, statements
from ast_ad.ir import Atom, Const, Value
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
        m.refuse("AD106", "this is no context manager that is known while compiling")

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
            if not m.succeeds(lambda: doomed(error)):
                after(error, lambda handled: m.branch(handled, lambda: None, lambda: reports.throw(m, error)))

        def doomed(error: Value) -> None:
            """Where ``__exit__`` lets the exception go on, nobody sees what it has written."""
            with attempts.doomed(m):
                after(error, require_raised)
            reports.throw(m, error)

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

        entered = calls.call(m, attributes.attribute(m, manager, "__enter__"), [], {})
        with m.hold(entered) as given:
            attempt = attempts.Attempt(Const(BaseException), lambda _: body(given()[0]), handler, orelse)
            return attempt.run(m, rest)

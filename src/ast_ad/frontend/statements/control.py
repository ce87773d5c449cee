"""Ifs and loops."""

from __future__ import annotations

from collections.abc import Sequence

import gast

from ast_ad.frontend.expressions import truth
from ast_ad.frontend.machine import exits
from ast_ad.frontend.machine.machine import Machine, statement
from ast_ad.frontend.machine.merge import Force
from ast_ad.frontend.machine.objects import Ref
from ast_ad.frontend.reading import scopes
from ast_ad.frontend.statements import assign, iterate, statements
from ast_ad.frontend.statements.loops import For, While, lower_loop
from ast_ad.ir import Const, Value

Rest = Sequence[gast.stmt]


@statement("If")
def _if(m: Machine, node: gast.If, rest: Rest) -> bool:
    test = truth.test(m, node.test)
    later = (lambda: statements.go_on(m, rest)) if rest else None
    return m.branch(test, lambda: statements.run(m, node.body), lambda: statements.run(m, node.orelse), later)


@statement("For")
def _for(m: Machine, node: gast.For, rest: Rest) -> bool:
    value = m.evaluate(node.iter)
    sequence = iterate.sequence(m, value)
    items = sequence.items
    _open(m)
    if items is None and (spelt := iterate.spelt(m, value)) is not None:
        # Where no loop can carry what the trips make of each other, they are written out.
        items = None if m.succeeds(lambda: _looped(m, node, sequence)) else spelt
    elif items is None:
        _looped(m, node, sequence)
    if items is None:
        return _after(m, node, rest)
    m.copies *= max(len(items), 1)
    try:
        left = _unrolled(m, node, items)
    finally:
        m.copies //= max(len(items), 1)
    return _after(m, node, rest) if left else False


def _looped(m: Machine, node: gast.For, sequence: iterate.Sequenced) -> None:
    force = _force(m, [node.target, *node.body])
    with m.hold(*sequence.parts) as parts:

        def body(index: Value) -> None:
            assign.bind(m, node.target, sequence.at(m, parts(), index))
            statements.run(m, node.body)

        lower_loop(m, For(sequence.range, sequence.backward, sequence.index_name(node.target)), body, force)


@statement("While")
def _while(m: Machine, node: gast.While, rest: Rest) -> bool:
    endless = isinstance(node.test, gast.Constant) and bool(node.test.value)
    _open(m)
    force = _force(m, [node.test, *node.body])

    def body(index: Value | None) -> None:
        statements.run(m, node.body)

    lower_loop(m, While(lambda: truth.test(m, node.test)), body, force)
    if endless and not _breaks(node.body):
        # Control gets behind such a loop by return only.
        m.frame.loops -= 1
        if m.get("$returned") == exits.NO:
            m.state.dead = True
        else:
            exits.leave_function(m)
        return False
    return _after(m, node, rest)


def _after(m: Machine, node: gast.For | gast.While, rest: Rest) -> bool:
    """Behind a loop: its else clause unless it was left, and on with the function unless it has returned."""
    broke, returned = m.get(exits.broke(m)), m.get("$returned")
    m.state.names.pop((m.frame, exits.more(m)), None)
    m.state.names.pop((m.frame, exits.broke(m)), None)
    m.frame.loops -= 1
    m.set("$left", exits.NO)

    def go_on() -> None:
        m.set("$returned", exits.NO)
        if node.orelse:
            assert isinstance(broke, Value | Const)
            m.branch(broke, _nothing, lambda: statements.run(m, node.orelse))

    later = (lambda: statements.go_on(m, rest)) if rest else None
    assert isinstance(returned, Value | Const)
    if returned == exits.YES:
        exits.leave_function(m)
        return False
    return m.branch(returned, lambda: exits.leave_function(m), go_on, later)


def _open(m: Machine) -> None:
    m.frame.loops += 1
    m.set(exits.broke(m), exits.NO)


def _nothing() -> None:
    pass


def _unrolled(m: Machine, node: gast.For, items: Sequence[object]) -> bool:
    """A loop over fixed structure: one trip after the other, each where the one before went on.

    Tells whether control gets behind it.
    """
    m.set("$returned", exits.NO)

    def trip(k: int) -> None:
        if k == len(items):
            return
        m.set("$left", exits.NO)
        m.set(exits.more(m), exits.YES)
        with m.hold(*items[k + 1 :]) as held:  # type: ignore[arg-type]
            assign.bind(m, node.target, items[k])  # type: ignore[arg-type]
            statements.run(m, node.body)
            items[k + 1 :] = held()  # type: ignore[index]
        if m.state.dead:
            return
        m.set("$left", exits.NO)
        more = m.get(exits.more(m))
        assert isinstance(more, Value | Const)
        m.branch(more, lambda: trip(k + 1), _nothing)

    trip(0)
    if m.state.dead:
        m.frame.loops -= 1
        return False
    return True


def _breaks(body: Sequence[gast.stmt]) -> bool:
    """Whether a break in these statements leaves the loop around them."""
    for node in body:
        if isinstance(node, gast.Break):
            return True
        if isinstance(node, gast.For | gast.While):
            if _breaks(node.orelse):
                return True
        elif not isinstance(node, gast.FunctionDef) and _breaks(_inner(node)):
            return True
    return False


def _inner(node: gast.stmt) -> list[gast.stmt]:
    return [stmt for name in ("body", "orelse", "finalbody") for stmt in getattr(node, name, ())] + [
        stmt for name in ("handlers", "cases") for part in getattr(node, name, ()) for stmt in part.body
    ]


def _force(m: Machine, nodes: list[gast.AST]) -> Force:
    """What a loop changes, as far as its syntax shows: carried from the start, so that the body is lowered once."""
    if id(nodes[-1]) not in m.shared.changes:
        m.shared.changes[id(nodes[-1])] = scopes.bound_names(nodes), scopes.written_names(nodes)
    names, written_names = m.shared.changes[id(nodes[-1])]
    written = (m.state.names.get((m.frame, name)) for name in written_names)
    storages = frozenset(value.storage for value in written if isinstance(value, Ref))
    return Force({}, frozenset((m.frame, name) for name in names), storages)

"""Ifs and loops."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence

import gast

from ast_ad.frontend.expressions import comprehensions, truth
from ast_ad.frontend.machine import exits
from ast_ad.frontend.machine.machine import Machine, statement
from ast_ad.frontend.machine.merge import Force
from ast_ad.frontend.machine.objects import Abstract, Lazy, Ref
from ast_ad.frontend.machine.running import OVER
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
    values = iterate.opened(m, m.evaluate(node.iter))
    if isinstance(values, Lazy):
        return _over_generator(m, node, values, rest)
    _require_left_alone(m, node)

    def trip(value: Abstract) -> None:
        assign.bind(m, node.target, value)
        statements.run(m, node.body)

    return _over(m, node, values, trip, _force(m, [node.target, *node.body]), rest)


def _require_left_alone(m: Machine, node: gast.For) -> None:
    """A generator inside of zip or enumerate that may leave items out makes them all when the loop begins."""
    for part in gast.walk(node.iter):
        if isinstance(part, gast.GeneratorExp) and (len(part.generators) > 1 or part.generators[0].ifs):
            read = {name.id for name in gast.walk(part) if isinstance(name, gast.Name)}
            changed = read & {*scopes.bound_names(node.body), *scopes.written_names(node.body)}
            if changed:
                message = f"this loop changes {min(changed)}, which the generator reads that it runs over"
                m.refuse("AD108", message, "make a list of it: [... for ...]")


def _over_generator(m: Machine, node: gast.For, values: Lazy, rest: Rest) -> bool:
    """A loop over a generator runs over what that runs over: an item is made when its trip begins."""
    clause, *others = values.node.generators
    if others:
        m.refuse("AD108", "a loop runs over a generator that has several loops", "make a list of it: [... for ...]")
    with comprehensions.scope(m, values) as frame:
        pass

    def trip(value: Abstract) -> None:
        with comprehensions.inside(m, frame):
            exits.enter(m)
            assign.bind(m, clause.target, value)
        filtered(clause.ifs)
        m.state.drop(frame)

    def filtered(tests: Sequence[gast.expr]) -> None:
        with comprehensions.inside(m, frame):
            value = truth.test(m, tests[0]) if tests else m.evaluate(values.node.elt)
        if tests:
            assert isinstance(value, Value | Const)
            m.branch(value, lambda: filtered(tests[1:]), _nothing)
            return
        assign.bind(m, node.target, value)
        statements.run(m, node.body)

    return _over(m, node, values.first, trip, _force(m, [node.target, *node.body]), rest)


def _over(
    m: Machine, node: gast.For, values: Abstract, trip: Callable[[Abstract], None], force: Force, rest: Rest
) -> bool:
    sequence = iterate.sequence(m, values)
    _open(m)

    def looped() -> None:
        with m.hold(*sequence.parts, mark=OVER) as parts:
            loop = For(sequence.range, sequence.backward, sequence.index_name(node.target))
            lower_loop(m, loop, lambda index: trip(sequence.at(m, parts(), index)), force)

    if sequence.items is None and (spelt := iterate.spelt(m, values)) is not None:
        # Where no loop can carry what the trips make of each other, they are written out.
        if m.succeeds(looped):
            return _after(m, node, rest)
        sequence = iterate.Sequenced(spelt, iterate.source_of(m, values))
    elif sequence.items is None:
        looped()
        return _after(m, node, rest)
    copies = max(len(sequence.items or ()), 1)
    m.copies *= copies
    try:
        left = _unrolled(m, node, sequence, trip)
    finally:
        m.copies //= copies
    return _after(m, node, rest) if left else False


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


def _unrolled(m: Machine, node: gast.For, sequence: iterate.Sequenced, run: Callable[[Abstract], None]) -> bool:
    """A loop over fixed structure: one trip after the other, each where the one before went on.

    Tells whether control gets behind it.
    """
    items, source = list(sequence.items or ()), sequence.source
    before = iterate.behind(m, source)
    m.set("$returned", exits.NO)

    def trips(k: int) -> None:
        nonlocal source, before
        while True:
            now = iterate.behind(m, source)
            if source is not None and not (len(now) == len(before) and all(map(operator.is_, now, before))):
                items[:] = iterate.renewed(m, source, items)
            before = now
            if k >= len(items):
                return
            iterate.count(m)
            m.set("$left", exits.NO)
            m.set(exits.more(m), exits.YES)
            with m.hold(source or exits.NO, *items[k + 1 :]) as held:
                run(items[k])
                kept, *items[k + 1 :] = held()
                source = source and kept
            if m.state.dead:
                return
            m.set("$left", exits.NO)
            more = m.get(exits.more(m))
            assert isinstance(more, Value | Const)
            k += 1
            if more == exits.NO:
                return
            if more != exits.YES:
                m.branch(more, functools.partial(trips, k), _nothing)
                return

    trips(0)
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

"""Comprehensions and generators: over fixed structure they run while compiling, over ranges and arrays in a loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import gast

from ast_ad.frontend.expressions import dicts, lists, rows, sets, truth
from ast_ad.frontend.machine import exits
from ast_ad.frontend.machine.machine import Machine, expression
from ast_ad.frontend.machine.merge import Force
from ast_ad.frontend.machine.objects import Abstract, Box, Code, Contents, Frame, Lazy, Range, Ref, Rows, Storage
from ast_ad.frontend.machine.running import OVER
from ast_ad.frontend.reading import scopes
from ast_ad.frontend.statements import assign, iterate
from ast_ad.frontend.statements.loops import For, lower_loop
from ast_ad.ir import Apply, Const
from ast_ad.kinds import INT, List

Step = Callable[[Abstract, Abstract], Abstract]


@expression("GeneratorExp")
def _generator(m: Machine, node: gast.GeneratorExp) -> Abstract:
    return _lazy(m, node)


def _lazy(m: Machine, node: gast.expr) -> Lazy:
    return Lazy(node, m.frame, m.evaluate(node.generators[0].iter))


@expression("ListComp")
def _list(m: Machine, node: gast.ListComp) -> Abstract:
    return collect(m, _lazy(m, node))


@expression("DictComp")
def _dict(m: Machine, node: gast.DictComp) -> Abstract:
    found: dicts.Fields = {}

    def add(scope: Machine) -> None:
        key, value = scope.evaluate_all([node.key, node.value])
        found[dicts.key_of(scope, key)] = value

    _walk(m, _lazy(m, node), add)
    return dicts.made(found)


@expression("SetComp")
def _set(m: Machine, node: gast.SetComp) -> Abstract:
    found: set[object] = set()
    _walk(m, _lazy(m, node), lambda scope: found.add(dicts.key_of(scope, scope.evaluate(node.elt))))
    return sets.made(found)


def collect(m: Machine, made: Lazy) -> Abstract:
    """The list that a comprehension makes."""
    from ast_ad.frontend.expressions import viewed

    contents = viewed.of_comprehension(m, made)
    found = gathered(m, made)
    return found if contents is None else viewed.with_whole(m, contents, found)


def gathered(m: Machine, made: Lazy) -> Abstract:
    """The items that a comprehension makes, put into a list one after the other."""
    outer, name = m.frame, f"$list{m.shared.number():09}"
    m.set(name, Box(Storage(Contents(list, ()))))

    def add() -> None:
        value = m.evaluate(made.node.elt)
        items = m.resolve(m.state.names[outer, name])
        if isinstance(items, Ref):
            lists.method(m, items, "append", [value], {})
            return
        assert isinstance(items, Box)
        contents = m.content(items.storage)
        assert isinstance(contents, Contents)
        if contents.type is Rows:
            rows.method(m, items, "append", [value])
            return
        m.state.write(items.storage, Contents(list, (*contents.items, value)), m.builder.place)

    with scope(m, made):
        _loops(m, made.node.generators, add, (outer, name), made.first)
    return m.resolve(m.state.names.pop((outer, name)))


def known(m: Machine, made: Lazy) -> list[Abstract]:
    """The items of a generator, where their number is known while compiling."""
    found: list[Abstract] = []
    _walk(m, made, lambda scope: found.append(scope.evaluate(made.node.elt)))
    return found


def _walk(m: Machine, made: Lazy, add: Callable[[Machine], None]) -> None:
    """Run ``add`` for every set of values of the targets."""
    with scope(m, made):
        _clauses(m, made.node.generators, lambda: add(m), made.first)


@contextmanager
def scope(m: Machine, made: Lazy) -> Iterator[Frame]:
    """A comprehension has names of its own."""
    targets = frozenset(scopes.bound_names([clause.target for clause in made.node.generators]))
    nested = any(isinstance(part, gast.Lambda) for part in gast.walk(made.node))
    code = Code(made.node, made.frame.code.source, targets, nested)
    frame = Frame(code, made.frame, m.shared.number())
    with inside(m, frame):
        exits.enter(m)
        yield frame
    if not nested:
        m.state.drop(frame)


@contextmanager
def inside(m: Machine, frame: Frame) -> Iterator[None]:
    """Names are those of another frame."""
    outer, m.frame = m.frame, frame
    try:
        yield
    finally:
        m.frame = outer


def is_simple(made: Lazy) -> bool:
    """Whether there is an item for each that is run over."""
    clauses = made.node.generators
    return len(clauses) == 1 and not clauses[0].ifs


def item(m: Machine, made: Lazy, value: Abstract) -> Abstract:
    """What a simple comprehension makes of one that it runs over."""
    with scope(m, made):
        assign.bind(m, made.node.generators[0].target, value)
        return m.evaluate(made.node.elt)


def _clauses(m: Machine, clauses: list[gast.comprehension], run: Callable[[], None], values: Abstract) -> None:
    """Run over ``values`` and what the clauses after the first run over."""
    first, *rest = clauses
    values = iterate.opened(m, values)
    if isinstance(values, Lazy):
        values = collect(m, values)
    items = iterate.sequence(m, values).items
    if items is None and isinstance(values, Range) and iterate.is_counted(m, values):
        items = iterate.items(m, values, None)
    if items is None:
        m.refuse(
            "AD110",
            "how many items this comprehension makes is not known while compiling",
            "use a list or an array, or name in static= what decides about the items",
        )
    for value in iterate.each(m, items):
        iterate.count(m)
        assign.bind(m, first.target, value)
        tests = [truth.test(m, node) for node in first.ifs]
        if not all(isinstance(test, Const) for test in tests):
            m.refuse("AD110", "which items this comprehension makes is known at run time only", "write a loop")
        if all(isinstance(test, Const) and test.value for test in tests):
            if rest:
                _clauses(m, rest, run, m.evaluate(rest[0].iter))
            else:
                run()


def fold(m: Machine, made: Lazy, start: Abstract, step: Step) -> Abstract:
    """Run over what a generator yields: ``total = step(total, item)``."""
    outer, name = m.frame, f"$total{m.shared.number():09}"
    m.set(name, start)

    def add() -> None:
        value = m.evaluate(made.node.elt)
        m.state.names[outer, name] = step(m.state.names[outer, name], value)

    with scope(m, made):
        _loops(m, made.node.generators, add, (outer, name), made.first)
    return m.state.names.pop((outer, name))


def _loops(
    m: Machine,
    clauses: list[gast.comprehension],
    run: Callable[[], None],
    total: tuple[Frame, str],
    values: Abstract,
) -> None:
    """Like ``_clauses``, with loops over what is not fixed and ifs where a condition is not known."""
    first, *rest = clauses
    inner = (lambda: _loops(m, rest, run, total, m.evaluate(rest[0].iter))) if rest else run

    def trip(value: Abstract) -> None:
        assign.bind(m, first.target, value)
        _filtered(m, list(first.ifs), inner)

    values = iterate.opened(m, values)
    if isinstance(values, Lazy):
        own, made = m.frame, values.node

        def give() -> None:
            value = m.evaluate(made.elt)
            with inside(m, own):
                trip(value)

        with scope(m, values):
            _loops(m, made.generators, give, total, values.first)
        return
    sequence = iterate.sequence(m, values)
    items = sequence.items
    if items is None and (spelt := iterate.spelt(m, values)) is not None:
        items = None if m.succeeds(lambda: _looped(m, first, sequence, trip, total)) else spelt
    elif items is None:
        _looped(m, first, sequence, trip, total)
    for value in iterate.each(m, items or []):
        iterate.count(m)
        trip(value)


def _looped(
    m: Machine,
    first: gast.comprehension,
    sequence: iterate.Sequenced,
    trip: Callable[[Abstract], None],
    total: tuple[Frame, str],
) -> None:
    force = Force({}, frozenset({total, *((m.frame, name) for name in scopes.bound_names([first.target]))}))
    m.frame.loops += 1
    with m.hold(*sequence.parts, mark=OVER) as parts:
        loop = For(sequence.range, sequence.backward, sequence.index_name(first.target))
        lower_loop(m, loop, lambda index: trip(sequence.at(m, parts(), index)), force)
    for exit in (exits.more(m), exits.broke(m)):
        m.state.names.pop((m.frame, exit), None)
    m.frame.loops -= 1


def _filtered(m: Machine, tests: list[gast.expr], run: Callable[[], None]) -> None:
    if not tests:
        run()
        return
    m.branch(truth.test(m, tests[0]), lambda: _filtered(m, tests[1:], run), lambda: None)


def quantified(m: Machine, made: Lazy, sought: bool) -> Abstract:
    """``any`` of a generator looks for a true value, ``all`` for a false one."""
    outer, name = m.frame, f"$found{m.shared.number():09}"
    m.set(name, Const(not sought))
    single = len(made.node.generators) == 1

    def add() -> None:
        found = truth.truth(m, m.evaluate(made.node.elt))
        m.branch(found if sought else m.negation(found), stop, lambda: None)

    def stop() -> None:
        m.state.names[outer, name] = Const(sought)
        if single and (m.frame, exits.more(m)) in m.state.names:
            m.set(exits.more(m), exits.NO)

    with scope(m, made):
        _loops(m, made.node.generators, add, (outer, name), made.first)
    return m.state.names.pop((outer, name))


def listed(m: Machine, value: Abstract) -> Abstract:
    """``list(value)`` of what is not fixed."""
    if isinstance(value, Lazy):
        return collect(m, value)
    if isinstance(value, Ref):
        return m.own(m.builder.apply(list, m.atom(value)), items=[value])
    if isinstance(value, Range):
        bounds = (
            (value.stop,)
            if (value.start, value.step) == (Const(0), Const(1))
            else (value.start, value.stop, value.step)
        )
        numbers = m.builder.apply(range, *bounds)
        return m.own(m.builder.emit(Apply(list), (numbers,), (List(INT),))[0])
    from ast_ad.frontend.calls import structural

    return structural.helper(m, _collected, value)


def _collected(values: Iterable[object]) -> list[object]:
    return [value for value in values]  # noqa: C416  (this is what list(values) becomes)

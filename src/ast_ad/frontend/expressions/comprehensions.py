"""Comprehensions and generators: over fixed structure they run while compiling, over ranges and arrays in a loop."""

from __future__ import annotations

from collections.abc import Callable

import gast

from ast_ad.frontend.expressions import dicts, lists, rows, sets, truth
from ast_ad.frontend.machine import exits
from ast_ad.frontend.machine.machine import Machine, expression
from ast_ad.frontend.machine.merge import Force
from ast_ad.frontend.machine.objects import Abstract, Box, Code, Contents, Frame, Lazy, Range, Ref, Rows, Storage
from ast_ad.frontend.reading import scopes
from ast_ad.frontend.statements import assign, iterate
from ast_ad.frontend.statements.loops import For, lower_loop
from ast_ad.ir import Apply, Const
from ast_ad.kinds import INT, List

Step = Callable[[Abstract, Abstract], Abstract]


@expression("GeneratorExp")
def _generator(m: Machine, node: gast.GeneratorExp) -> Abstract:
    return Lazy(node)


@expression("ListComp")
def _list(m: Machine, node: gast.ListComp) -> Abstract:
    return collect(m, node)


@expression("DictComp")
def _dict(m: Machine, node: gast.DictComp) -> Abstract:
    found: dicts.Fields = {}

    def add(scope: Machine) -> None:
        key, value = scope.evaluate_all([node.key, node.value])
        found[dicts.key_of(scope, key)] = value

    _walk(m, node, add)
    return dicts.made(found)


@expression("SetComp")
def _set(m: Machine, node: gast.SetComp) -> Abstract:
    found: set[object] = set()
    _walk(m, node, lambda scope: found.add(dicts.key_of(scope, scope.evaluate(node.elt))))
    return sets.made(found)


def is_long(m: Machine, node: gast.expr) -> bool:
    """Whether a comprehension runs over something whose length is known at run time only."""
    mark = len(m.builder.ops)
    first = iterate.sequence(m, m.evaluate(node.generators[0].iter))
    del m.builder.ops[mark:]
    return first.items is None


def collect(m: Machine, node: gast.GeneratorExp | gast.ListComp) -> Abstract:
    """The list that a comprehension makes."""
    outer, name = m.frame, f"$list{m.shared.number():09}"
    m.set(name, Box(Storage(Contents(list, ()))))

    def add() -> None:
        value = m.evaluate(node.elt)
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

    with _scope(m, node):
        _loops(m, node.generators, add, (outer, name))
    return m.resolve(m.state.names.pop((outer, name)))


def known(m: Machine, node: gast.GeneratorExp) -> list[Abstract]:
    """The items of a generator, where their number is known while compiling."""
    found: list[Abstract] = []
    _walk(m, node, lambda scope: found.append(scope.evaluate(node.elt)))
    return found


def _walk(m: Machine, node: gast.expr, add: Callable[[Machine], None]) -> None:
    """Run ``add`` for every set of values of the targets."""
    with _scope(m, node):
        _clauses(m, node.generators, lambda: add(m))


class _scope:
    """A comprehension has names of its own."""

    def __init__(self, m: Machine, node: gast.expr) -> None:
        self.m = m
        targets = frozenset(scopes.bound_names([generator.target for generator in node.generators]))
        nested = any(isinstance(part, gast.Lambda) for part in gast.walk(node))
        code = Code(node, m.frame.code.source, targets, nested)
        self.outer, self.frame = m.frame, Frame(code, m.frame, m.shared.number())

    def __enter__(self) -> None:
        self.m.frame = self.frame
        exits.enter(self.m)

    def __exit__(self, *problem: object) -> None:
        self.m.frame = self.outer
        if not self.frame.code.nested:
            self.m.state.drop(self.frame)


def _iterable(m: Machine, clause: gast.comprehension) -> Abstract:
    """What a clause runs over. The first is evaluated where the comprehension stands: its names mean nothing there."""
    frame = m.frame
    node = frame.code.node
    if frame.parent is None or clause is not node.generators[0]:
        return m.evaluate(clause.iter)
    m.frame = frame.parent
    try:
        return m.evaluate(clause.iter)
    finally:
        m.frame = frame


def _clauses(m: Machine, generators: list[gast.comprehension], run: Callable[[], None]) -> None:
    if not generators:
        run()
        return
    first, *rest = generators
    values = _iterable(m, first)
    items = iterate.sequence(m, values).items
    if items is None and isinstance(values, Range) and iterate.is_counted(m, values):
        items = iterate.items(m, values, None)
    if items is None:
        m.refuse(
            "AD110",
            "how many items this comprehension makes is not known while compiling",
            "write a loop over an array",
        )
    for k in range(len(items)):
        with m.hold(*items[k + 1 :]) as held:
            assign.bind(m, first.target, items[k])
            tests = [truth.test(m, node) for node in first.ifs]
            if not all(isinstance(test, Const) for test in tests):
                m.refuse("AD110", "which items this comprehension makes is known at run time only", "write a loop")
            if all(isinstance(test, Const) and test.value for test in tests):
                _clauses(m, rest, run)
            items[k + 1 :] = held()


def fold(m: Machine, node: gast.GeneratorExp, start: Abstract, step: Step) -> Abstract:
    """Run over what a generator yields: ``total = step(total, item)``."""
    outer, name = m.frame, f"$total{m.shared.number():09}"
    m.set(name, start)

    def add() -> None:
        value = m.evaluate(node.elt)
        m.state.names[outer, name] = step(m.state.names[outer, name], value)

    with _scope(m, node):
        _loops(m, node.generators, add, (outer, name))
    return m.state.names.pop((outer, name))


def _loops(m: Machine, generators: list[gast.comprehension], run: Callable[[], None], total: tuple[Frame, str]) -> None:
    """Like ``_clauses``, with loops over what is not fixed and ifs where a condition is not known."""
    if not generators:
        run()
        return
    first, *rest = generators

    def trip(value: Abstract) -> None:
        assign.bind(m, first.target, value)
        _filtered(m, list(first.ifs), lambda: _loops(m, rest, run, total))

    values = _iterable(m, first)
    sequence = iterate.sequence(m, values)
    items = sequence.items
    if items is None and (spelt := iterate.spelt(m, values)) is not None:
        items = None if m.succeeds(lambda: _looped(m, first, sequence, trip, total)) else spelt
    elif items is None:
        _looped(m, first, sequence, trip, total)
    for k in range(len(items or ())):
        assert items is not None
        with m.hold(*items[k + 1 :]) as held:
            trip(items[k])
            items[k + 1 :] = held()


def _looped(
    m: Machine,
    first: gast.comprehension,
    sequence: iterate.Sequenced,
    trip: Callable[[Abstract], None],
    total: tuple[Frame, str],
) -> None:
    force = Force({}, frozenset({total, *((m.frame, name) for name in scopes.bound_names([first.target]))}))
    m.frame.loops += 1
    with m.hold(*sequence.parts) as parts:
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


def quantified(m: Machine, node: gast.GeneratorExp, sought: bool) -> Abstract:
    """``any`` of a generator looks for a true value, ``all`` for a false one."""
    outer, name = m.frame, f"$found{m.shared.number():09}"
    m.set(name, Const(not sought))
    single = len(node.generators) == 1

    def add() -> None:
        found = truth.truth(m, m.evaluate(node.elt))
        m.branch(found if sought else truth.negation(m, found), stop, lambda: None)

    def stop() -> None:
        m.state.names[outer, name] = Const(sought)
        if single and (m.frame, exits.more(m)) in m.state.names:
            m.set(exits.more(m), exits.NO)

    with _scope(m, node):
        _loops(m, node.generators, add, (outer, name))
    return m.state.names.pop((outer, name))


def listed(m: Machine, value: Abstract) -> Abstract:
    """``list(value)`` of what is not fixed."""
    if isinstance(value, Lazy):
        return collect(m, value.node)
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
    m.refuse("AD110", "a list whose length is known at run time only is not supported", "use an array")

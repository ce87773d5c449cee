"""try: what it assigned is not known where its exception has led; what runs at its end whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import gast

from ast_ad.ad.guards import unguard
from ast_ad.build import Builder
from ast_ad.frontend.machine import exits
from ast_ad.frontend.machine.machine import Machine, statement
from ast_ad.frontend.machine.merge import Merge, Side
from ast_ad.frontend.machine.objects import Abstract, Poison, Stale, Storage, Tuple
from ast_ad.frontend.machine.state import State
from ast_ad.frontend.statements import iterate, reports, statements
from ast_ad.ir import Const, Op, Try, Value
from ast_ad.kinds import BOOL, Kind, Opaque

Plan = Callable[[], None]
_WRITTEN = "may have been written by a try block that was left by an exception"
_ASSIGNED = "may have been assigned by a try block that was left by an exception"
_HINT = "assign it in the except clause as well, or compute it before the try"


@dataclass(slots=True)
class Attempt:
    """A ``try`` with one handler, which is given the exception.

    ``caught`` is an exception class, a tuple of them, or the context manager in which the body runs, with what ``entered``
    says of the value that it gives. ``nodes`` are the statements of the body, if it is the user's.
    """

    caught: Const | Value
    body: Callable[[Value | None], None]
    handler: Callable[[Value], None]
    orelse: Plan
    nodes: Sequence[gast.stmt] = field(default=())
    context: bool = False
    entered: Kind = field(default=Opaque())

    def run(self, m: Machine, rest: Plan | None = None) -> bool:
        """Lower it. As for a branch, ``rest`` moves into the way that goes on if the other surely leaves."""
        start, outer, place = m.state, m.builder, m.builder.place
        entered = Value(self.entered, "", place) if self.context else None
        mark = len(start.log)
        with _counting(m, self.nodes), m.in_doubt(not self.context):
            tried = m.side(start.copy(), Builder(place), lambda: self.body(entered))
            changed = self._changed(m, start.log, mark)
        if not self.context and not tried[1].ops:
            # All of it was done while compiling, and has raised nothing.
            m.state, m.builder = tried[0], outer
            _alive(m, self.orelse)()
            return False
        never = start.copy()
        never.dead = True
        kept = Merge(Side.of(*tried, () if entered is None else (entered,)), Side.of(never, Builder()), place)
        params = tuple(slot.value for slot in kept.slots)
        completed = m.side(kept.state, Builder(place), _alive(m, self.orelse))
        error = Value(Opaque(BaseException), "error", place)
        left = _caught(start, changed)
        self._note_yield(m, start, tried[0], left)
        handled = m.side(left, Builder(place), lambda: self._handle(m, error))
        sides = [completed, handled]
        gone = [m.has_left(state) for state, _ in sides]
        moved = rest is not None and gone[0] != gone[1]
        if moved:
            assert rest is not None
            n = gone.index(False)
            sides[n] = m.side(*sides[n], rest)
        m.builder = outer
        merge = Merge(Side.of(*sides[0], params), Side.of(*sides[1], (error,)), place)
        body = tried[1].block(() if entered is None else (entered,), [slot.atoms[0] for slot in kept.slots])
        ways = [
            sides[n][1].block(params if n == 0 else (error,), [slot.atoms[n] for slot in merge.slots]) for n in (0, 1)
        ]
        results = (Value(BOOL, "", place), *(slot.value for slot in merge.slots))
        outer.ops.append(Op(Try(self.context), (self.caught,), results, (unguard(body), *ways), place))
        m.state = merge.state
        return moved

    def _note_yield(self, m: Machine, start: State, tried: State, left: State) -> None:
        """A generator that a with statement uses has yielded where an exception leads out of what follows the yield."""
        cell = m.frame, "$yielded"
        if tried.names.get(cell) != start.names.get(cell) and cell in start.names:
            first = gast.walk(self.nodes[0]) if self.nodes else ()
            surely = any(isinstance(node, gast.Yield) for node in first)
            left.names[cell] = exits.YES if surely else Poison("AD103", "may have been left before its yield")

    def _handle(self, m: Machine, error: Value) -> None:
        m.handling.append(error)
        try:
            self.handler(error)
        finally:
            m.handling.pop()

    def _changed(self, m: Machine, log: Sequence[object], mark: int) -> set[object]:
        """What the body may have changed before its exception. The last thing that it does has not happened then."""
        changed = list(log[mark:])
        last = next((node for node in reversed(self.nodes) if _may_raise(node)), None)
        if last is None:
            return set(changed) if not self.nodes else set()
        since = m.marks.get(id(last), -1)
        if since < 0:
            return set(changed)
        names, stores = _completion(last)
        tail = log[since:]
        own = [
            entry
            for entry in tail
            if not (isinstance(entry, tuple) and entry == (m.frame, entry[1]) and entry[1] in names)
        ]
        written = [entry for entry in own if isinstance(entry, Storage)]
        if stores and len(own) == len(written) == 1:
            own = []
        return {*log[mark:since], *own}


def _alive(m: Machine, plan: Plan) -> Plan:
    """The plan, if control gets there."""

    def run() -> None:
        if not m.state.dead:
            plan()

    return run


@contextmanager
def _counting(m: Machine, nodes: Sequence[gast.stmt]) -> Iterator[None]:
    """Note, for each of the statements, what had been changed before it."""
    before = m.marks
    m.marks = {**before, **{id(node): -1 for node in nodes}}
    try:
        yield
    finally:
        m.marks = before


def _may_raise(node: gast.stmt) -> bool:
    match node:
        case gast.Pass() | gast.Break() | gast.Continue() | gast.Global() | gast.Nonlocal():
            return False
        case gast.Return(value=value) | gast.Expr(value=value):
            return not (value is None or isinstance(value, gast.Constant))
        case gast.Assign(targets=targets, value=gast.Constant()):
            return not all(isinstance(target, gast.Name) for target in targets)
    return True


def _completion(node: gast.stmt) -> tuple[set[str], bool]:
    """The names that a statement binds at its very end, and whether all that it writes is written there."""
    match node:
        case gast.Assign(targets=[gast.Name(id=name)]):
            return {name}, False
        case gast.Assign(targets=[gast.Tuple(elts=targets)]) if all(isinstance(t, gast.Name) for t in targets):
            return {target.id for target in targets}, False
        case gast.Assign(targets=[gast.Subscript()]):
            return set(), True
        case gast.AnnAssign(target=gast.Name(id=name)):
            return {name}, False
        case gast.AugAssign(target=gast.Name(id=name)):
            return {name}, False
    return set(), False


def _caught(start: State, changed: Iterable[object]) -> State:
    """The state where the exception is caught."""
    state = start.copy()
    for entry in changed:
        if isinstance(entry, Storage):
            called = repr(entry.name) if entry.name else "this"
            state.heap[entry] = Stale(
                f"{called} may have been written by a try block that was left by an exception", None, "AD601"
            )
        else:
            assert isinstance(entry, tuple)
            if not entry[1].startswith("$"):
                state.names[entry] = Poison(
                    "AD601", "may have been assigned by a try block that was left by an exception", _HINT
                )
    return state


@statement("Try")
def _try(m: Machine, node: gast.Try, rest: Sequence[gast.stmt]) -> bool:
    later = (lambda: statements.go_on(m, rest)) if rest else None
    if not node.finalbody:
        return _attempt(m, node).run(m, later)

    def inner() -> None:
        if node.handlers:
            _attempt(m, node).run(m)
        else:
            statements.run(m, node.body)

    return finally_(m, inner, lambda: statements.run(m, node.finalbody), () if node.handlers else node.body, later)


def finally_(m: Machine, body: Plan, final: Plan, nodes: Sequence[gast.stmt] = (), rest: Plan | None = None) -> bool:
    """``try: body finally: final``: the final part once behind the body, and once before its exception goes on."""

    def handler(error: Value) -> None:
        with doomed(m), at_end(m):
            final()
        if not m.has_left(m.state):
            reports.throw(m, error)

    def orelse() -> None:
        with at_end(m):
            final()

    return Attempt(Const(BaseException), lambda _: body(), handler, orelse, nodes).run(m, rest)


@contextmanager
def doomed(m: Machine) -> Iterator[None]:
    """What leads to an exception that goes on."""
    m.doomed += 1
    try:
        yield
    finally:
        m.doomed -= 1


@contextmanager
def at_end(m: Machine) -> Iterator[None]:
    """What runs when a list of statements may have been left: it leaves it as it was, unless it leaves itself."""
    names = [name for name in exits.names(m) if (m.frame, name) in m.state.names]
    with m.hold(*map(m.get, names)) as held:
        m.set("$left", exits.NO)
        yield
        if m.state.dead:
            return
        left = m.get("$left")
        assert isinstance(left, Value | Const)

        def restore() -> None:
            for name, value in zip(names, held()):
                m.set(name, value)

        m.branch(left, lambda: None, restore)


def _attempt(m: Machine, node: gast.Try) -> Attempt:
    classes = [classes_of(m, handler.type) for handler in node.handlers]
    for clause, names in zip(node.handlers, classes):
        _require_bound_names(m, clause, names)
    together = classes[0] if len(classes) == 1 else tuple(dict.fromkeys(c for each in classes for c in each))
    caught = together[0] if len(together) == 1 else together

    def handler(error: Value, k: int = 0) -> None:
        if k == len(node.handlers) - 1:
            handle(node.handlers[k], error)
            return
        wanted = classes[k][0] if len(classes[k]) == 1 else classes[k]
        test = m.builder.apply(isinstance, error, Const(wanted))
        m.branch(test, lambda: handle(node.handlers[k], error), lambda: handler(error, k + 1))

    def handle(clause: gast.ExceptHandler, error: Value) -> None:
        if clause.name is not None:
            m.set(clause.name.id, error)
        statements.run(m, clause.body)
        if clause.name is not None:
            m.state.names.pop((m.frame, clause.name.id), None)

    def orelse() -> None:
        left = m.get("$left")
        assert isinstance(left, Value | Const)
        if node.orelse:
            m.branch(left, lambda: None, lambda: statements.run(m, node.orelse))

    return Attempt(Const(caught), lambda _: statements.run(m, node.body), handler, orelse, node.body)


def _require_bound_names(m: Machine, clause: gast.ExceptHandler, classes: Sequence[type[BaseException]]) -> None:
    """Refuse a clause for names that are not bound: what is computed for the derivative binds them, to None."""
    if any(issubclass(cls, NameError) for cls in classes):
        with m.at(clause.type):
            m.refuse(
                "AD103",
                "which names are bound when this raises is not known while compiling",
                "bind it to None before, and ask whether it is None",
            )


def classes_of(m: Machine, node: gast.expr | None) -> tuple[type[BaseException], ...]:
    """The exception classes that a clause catches."""
    return (BaseException,) if node is None else exceptions(m, m.evaluate(node))


def exceptions(m: Machine, value: Abstract) -> tuple[type[BaseException], ...]:
    items = iterate.fixed(m, value) if isinstance(value, Tuple) else [value]
    found: list[type[BaseException]] = []
    for item in items or ():
        if isinstance(item, Tuple):
            found += exceptions(m, item)
        elif isinstance(item, Const) and isinstance(item.value, type) and issubclass(item.value, BaseException):
            found.append(item.value)
        else:
            m.refuse("AD103", "what is caught here is not a class known while compiling", "name the exception classes")
    return tuple(found)

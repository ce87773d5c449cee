"""The abstract machine that walks over a function: its state, the ops made so far, the problems found.

Handlers of statements and expressions register themselves by the class name of their node; what has none is refused.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import NoReturn

import gast
import numpy as np

from ast_ad.build import Builder
from ast_ad.errors import Refused
from ast_ad.frontend.machine import memory, words
from ast_ad.frontend.machine.merge import Merge, Side
from ast_ad.frontend.machine.objects import (
    Abstract,
    Box,
    Code,
    Contents,
    Either,
    Frame,
    LiveRead,
    Maybe,
    Poison,
    Ref,
    Shape,
    Stale,
    Storage,
    Tuple,
    Views,
)
from ast_ad.frontend.machine.shared import Shared
from ast_ad.frontend.machine.state import State
from ast_ad.ir import Atom, Block, Const, If, Op, Place, Raise, Undef, Value, kind_of
from ast_ad.kinds import Array, Kind, List, Number, Opaque

Evaluate = Callable[..., Abstract]
Execute = Callable[..., bool | None]
EXPRESSIONS: dict[str, Evaluate] = {}
STATEMENTS: dict[str, Execute] = {}


_ANYTHING = Opaque()


def _are_views(content: object) -> bool:
    """Whether these are the contents of a list of views."""
    return isinstance(content, Contents) and content.type is Views


class Unreachable(Exception):
    """Control surely does not come here: an exception is raised on the way."""


class Reported(Exception):
    """A value is used whose making was refused before: nothing more to say."""


class Machine:
    def __init__(self, frame: Frame, shared: Shared) -> None:
        self.frame = frame
        self.shared = shared
        self.state = State()
        self.builder = Builder()
        # What is worked on: in a text that may be another than that of the frame, whose names it uses.
        self.place = frame.code.source.place(frame.code.node)
        # The place of the expression whose value nobody will read.
        self.unread: Place | None = None
        self.prologue = Builder()
        # What runs where a generator yields that is part of a with statement.
        self.yields: dict[Frame, Callable[[Abstract], None]] = {}
        # So many copies are made of what is lowered, by loops that are written out.
        self.copies = 1
        self.calls: list[tuple[Code, Frame | None, object]] = []
        # Lowered is: the body of so many try blocks; what leads to so many exceptions that go on.
        self.trying = 0
        self.doomed = 0
        # The exceptions caught in the except clauses around; how much had been logged before a statement.
        self.handling: list[Value] = []
        self.marks: dict[int, int] = {}
        self.live: dict[LiveRead, Abstract] = {}

    # Places and problems

    @contextmanager
    def at(self, node: gast.AST) -> Iterator[None]:
        """Work on a node of the user's program: ops and problems get its place."""
        before = self.place, self.builder.place
        self.place = self.builder.place = self.frame.code.source.place(node)
        try:
            yield
        finally:
            self.place, self.builder.place = before

    def refuse(self, code: str, message: str, hint: str = "", node: gast.AST | None = None) -> NoReturn:
        place = self.place if node is None else self.frame.code.source.place(node)
        raise Refused(code, message, place, hint or words.WAYS_OUT.get(code, ""))

    def fail(self, error: Exception, code: str, message: str = "", hint: str = "") -> NoReturn:
        """What surely raises if it runs: values raise then as Python does; what is wrong with the text is refused at once.

        In a try block the text may be wrong as well, and on a way that may never be taken.
        """
        if not self.trying and not isinstance(error, LookupError | ValueError | StopIteration):
            self.refuse(code, message or str(error), hint)
        self.throw(error)

    def throw(self, error: Exception) -> NoReturn:
        """Raise when this runs."""
        raised = self.builder.apply(type(error), *error.args)
        self.builder.emit(Raise(), (raised,))
        raise Unreachable

    @contextmanager
    def in_doubt(self, guarded: bool = True) -> Iterator[None]:
        """What surely raises here is left to raise when it runs."""
        self.trying += guarded
        try:
            yield
        finally:
            self.trying -= guarded

    def require(self, holds: Atom, error: type[Exception], message: str, *parts: Atom) -> None:
        """Raise what Python raises where ``holds`` is false when it runs. The parts are put into the message."""
        outer, self.builder = self.builder, Builder(self.builder.place)
        text = self.builder.apply(message.format, *parts) if parts else Const(message)
        self.builder.emit(Raise(), (self.builder.apply(error, text),))
        raising, self.builder = self.builder, outer
        if not isinstance(holds, Const):
            ways = (Builder(outer.place).block((), ()), raising.block((), ()))
            outer.ops.append(Op(If(), (holds,), (), ways, outer.place))
        elif not holds.value:
            outer.ops += raising.ops
            raise Unreachable

    # Names

    def get(self, name: str) -> Abstract:
        return self.state.names[self.frame, name]

    def set(self, name: str, value: Abstract) -> None:
        self.state.names[self.frame, name] = value

    @contextmanager
    def hold(self, *values: Abstract, mark: str = "$held") -> Iterator[Callable[[], list[Abstract]]]:
        """Keep values that are needed after something else has run, which may merge states and so rename storages."""
        # What has no storage has no other name on any way. The rest are one name: a loop may hold a thousand items.
        held = [n for n, value in enumerate(values) if not isinstance(value, Value | Const)]
        if not held:
            yield lambda: list(values)
            return
        cell = self.frame, f"{mark}{self.shared.number():09}"
        self.state.names[cell] = Tuple(tuple(values[n] for n in held))

        def now() -> list[Abstract]:
            whole = self.state.names[cell]
            # Where two ways could not be joined, or none gets here, that is said of each of the values.
            items = whole.items if isinstance(whole, Tuple) else (whole,) * len(held)
            current = dict(zip(held, items))
            return [self.resolve(current.get(n, value)) for n, value in enumerate(values)]

        try:
            yield now
        finally:
            self.state.names.pop(cell, None)

    # Values

    def evaluate(self, node: gast.AST) -> Abstract:
        handler = EXPRESSIONS.get(type(node).__name__)
        with self.at(node):
            if handler is None:
                self.refuse(*_unknown(node))
            return self.resolve(handler(self, node))

    def resolve(self, value: Abstract) -> Abstract:
        """A list whose length is not known any more is one value, like an array."""
        if isinstance(value, Box) and isinstance(self.state.content(value.storage), Value):
            return Ref(value.storage)
        return value

    def evaluate_all(self, nodes: list[gast.AST]) -> list[Abstract]:
        """The values of several expressions, from left to right."""
        # Names and constants change nothing that a value before them has to be held for.
        last = max((k for k, node in enumerate(nodes) if not isinstance(node, gast.Name | gast.Constant)), default=-1)
        with ExitStack() as stack:
            found = [self._held(stack, node, k < last) for k, node in enumerate(nodes)]
            return [value() for value in found]

    def _held(self, stack: ExitStack, node: gast.AST, hold: bool) -> Callable[[], Abstract]:
        value = self.evaluate(node)
        if not hold or isinstance(value, Value | Const):
            return lambda: value
        held = stack.enter_context(self.hold(value))
        return lambda: held()[0]

    def own(self, atom: Atom, name: str = "", items: Sequence[Abstract] = ()) -> Abstract:
        """A fresh array or list gets a storage of its own; other atoms stand for themselves.

        ``items``: a fresh list may hold these, or what these hold.
        """
        if not isinstance(atom, Value) or not isinstance(atom.kind, Array | List):
            return atom
        made = Ref(Storage(atom, name))
        if isinstance(atom.kind, List) and isinstance(atom.kind.item, Array | List):
            self.holds(made.storage, items)
        return made

    def holds(self, storage: Storage, items: Sequence[Abstract]) -> None:
        """Note that a list holds arrays or lists that other names know. What it holds twice may be one."""
        content = self.state.content(storage)
        if isinstance(content, Value) and isinstance(content.kind, List) and isinstance(content.kind.item, Number):
            return
        for item in (item.value if isinstance(item, Maybe) else item for item in items):
            if isinstance(item, Ref | Box):
                self.state.hold(storage, item.storage)
            contents = self.state.content(item.storage) if isinstance(item, Box) else item
            if isinstance(contents, Tuple | Contents):
                self.holds(storage, contents.items)

    def content(self, storage: Storage) -> Atom | Contents:
        content = self.state.content(storage)
        if isinstance(content, Stale):
            self.shared.unjoined.append(content)
            if content.code != "AD202":
                hint = "write into a copy" if content.code == "AD601" else "let it be the same on every way"
                self.refuse(content.code, content.message, hint)
            if any(problem.place == content.place for problem in self.shared.problems):
                raise Reported
            message = f"{content.message}, which is read at line {self.place.line}"
            raise Refused(content.code, message, content.place, "write into a copy: x = x.copy()")
        return content

    def array(self, ref: Ref) -> Atom:
        """What the storage of a Ref holds as a whole."""
        content = self.content(ref.storage)
        assert not isinstance(content, Contents)
        return content

    def kind(self, value: Abstract) -> Kind | None:
        """The kind of a number, array or opaque value; None for what has structure."""
        value = self.resolve(value)
        match value:
            case Ref():
                return memory.kind_of_ref(self.array(value), value)
            case Value() | Const():
                return kind_of(value)
            case Maybe(value=inner):
                return self.kind(inner)
            case Box() if _are_views(self.state.content(value.storage)):
                from ast_ad.frontend.expressions import viewed

                return List(self.kind(viewed.example(self, value)) or _ANYTHING)
        return None

    def atom(self, value: Abstract, what: str = "this") -> Atom:
        """One atom for a value: the place where arrays are read."""
        value = self.resolve(value)
        match value:
            case Value() | Const():
                return value
            case Ref():
                return memory.read(self.builder, self.array(value), value.path)
            case Maybe(value=inner):
                return self.atom(inner, what)
            case Box() if _are_views(self.content(value.storage)):
                from ast_ad.frontend.expressions import viewed

                return viewed.read(self, value)
            case Shape(array=array):
                return self.builder.apply(np.shape, array)
            case Poison() | Undef():
                self.refuse_poison(value, what)
            case Either() if not words.is_function(value):
                self.refuse_poison(words.differ(value.first, value.second), what)
        content = self.state.content(value.storage) if isinstance(value, Box) else None
        found = words.of_class(content.type) if isinstance(content, Contents) else words.describe(value)
        self.refuse("AD110", f"{what} is used as a number or an array, but it is {found}", words.way_out(value))

    def or_none(self, value: Abstract, what: str = "this", kind: Kind = _ANYTHING) -> Atom:
        """One atom for a value that may be None, and is of this kind if it is not."""
        if not isinstance(value, Maybe):
            return self.atom(value, what)
        if (missing := self.known(value.missing)) is not None:
            return Const(None) if missing else self.atom(value.value, what)
        inner = value.value
        return self.unless(value.missing, Const(None), lambda: [self.atom(inner, what)], (kind,))[0]

    def unless(
        self, missing: Atom, nothing: Atom, make: Callable[[], Sequence[Atom]], found: Sequence[Kind] | None = None
    ) -> tuple[Value, ...]:
        """What is made only where nothing is missing, else ``nothing``; of the kinds that are given, or that it has."""
        outer, self.builder = self.builder, Builder(self.builder.place)
        made = make()
        there, self.builder = self.builder, outer
        ways = Block((), (), (nothing,) * len(made)), there.block((), made)
        return outer.emit(If(), (missing,), found or [kind_of(atom) for atom in made], ways)

    def refuse_poison(self, value: Poison | Undef, what: str) -> NoReturn:
        if isinstance(value, Undef):
            self.refuse("AD105", f"{what} is not bound here")
        if not value.message:
            if self.shared.problems:
                raise Reported
            self.refuse("AD202", f"{what} could not be worked out")
        self.shared.unjoined.append(value)
        self.refuse(value.code, f"{what} {value.message}", value.hint)

    # Control

    def branch(
        self, test: Atom, then: Callable[[], None], orelse: Callable[[], None], rest: Callable[[], None] | None = None
    ) -> bool:
        """Run ``then`` or ``orelse``; a constant test decides now. If one surely leaves, ``rest`` moves into the other.

        Tells whether the rest was run.
        """
        known = test.value if isinstance(test, Const) else self.known(test)
        if known is not None:
            (then if known else orelse)()
            return False
        start, outer = self.state, self.builder
        sides = []
        for outcome, plan in ((True, then), (False, orelse)):
            state = start.copy()
            self.learn(state, test, outcome)
            sides.append(self.side(state, Builder(outer.place), plan))
        left = [self.has_left(state) for state, _ in sides]
        moved = rest is not None and left[0] != left[1]
        if moved:
            assert rest is not None
            n = left.index(False)
            sides[n] = self.side(*sides[n], rest)
        self.builder = outer
        merge = Merge(
            Side.of(*sides[0]),
            Side.of(*sides[1]),
            outer.place,
            told=lambda left: test if left else self.negation(test),
        )
        blocks = tuple(
            builder.block((), [slot.atoms[n] for slot in merge.slots]) for n, (_, builder) in enumerate(sides)
        )
        outer.ops.append(Op(If(), (test,), tuple(slot.value for slot in merge.slots), blocks, outer.place))
        self.state = merge.state
        return moved

    def known(self, test: Atom) -> bool | None:
        """The outcome of a test that control has passed."""
        return self.state.facts.get(test) if isinstance(test, Value) else None

    def learn(self, state: State, test: Atom, outcome: bool) -> None:
        """Note what a test has said."""
        if not isinstance(test, Value):
            return
        state.facts[test] = outcome
        if (test, outcome) in self.shared.implied:
            self.learn(state, *self.shared.implied[test, outcome])

    def negation(self, test: Atom) -> Atom:
        if isinstance(test, Const):
            return Const(not test.value)
        negated = self.builder.apply(operator.not_, test)
        self.shared.implied |= {(negated, outcome): (test, not outcome) for outcome in (True, False)}
        return negated

    def side(self, state: State, builder: Builder, plan: Callable[[], None]) -> tuple[State, Builder]:
        self.state, self.builder = state, builder
        try:
            plan()
        except Unreachable:
            self.state.dead = True
        return self.state, self.builder

    def succeeds(self, plan: Callable[[], object]) -> bool:
        """Lower something; if it is refused, everything is as it was before."""
        return self.problem_in(plan) is None

    def problem_in(self, plan: Callable[[], object]) -> Refused | None:
        """Lower something; if it is refused, say why, and leave everything as it was before."""
        start, builder, known = self.state.copy(), self.builder, len(self.shared.problems)
        ops, frame, loops = len(builder.ops), self.frame, self.frame.loops
        first: Refused | None = None
        try:
            plan()
        except Refused as problem:
            first = problem
        except Reported:
            first = self.shared.problems[-1]
        first = next(iter(self.shared.problems[known:]), first)
        if first is not None:
            del self.shared.problems[known:], builder.ops[ops:]
            self.state, self.builder, self.frame = start, builder, frame
            frame.loops = loops
        return first

    def has_left(self, state: State) -> bool:
        return state.dead or state.names.get((self.frame, "$left")) == Const(True)


def expression(*names: str) -> Callable[[Evaluate], Evaluate]:
    def register(handler: Evaluate) -> Evaluate:
        EXPRESSIONS.update(dict.fromkeys(names, handler))
        return handler

    return register


def statement(*names: str) -> Callable[[Execute], Execute]:
    def register(handler: Execute) -> Execute:
        STATEMENTS.update(dict.fromkeys(names, handler))
        return handler

    return register


def _unknown(node: gast.AST) -> tuple[str, str, str]:
    """Code, message and hint for syntax that has no handler."""
    name = type(node).__name__
    code = "AD103" if isinstance(node, gast.stmt) else "AD104"
    what, hint = _SYNTAX.get(name, (f"the syntax {name}", ""))
    return code, f"{what} is not supported", hint


_ASYNC = ("async code", "differentiate the function that computes, and await around it")
_SYNTAX = {
    "YieldFrom": ("yield", "collect the values in a list or an array and return that"),
    "Await": _ASYNC,
    "AsyncFor": _ASYNC,
    "AsyncWith": _ASYNC,
    "AsyncFunctionDef": _ASYNC,
    "TryStar": ("except*", "use except"),
}

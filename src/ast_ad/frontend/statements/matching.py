"""match: patterns are tests and bindings, tried one after the other. What is known by structure is decided while compiling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import gast

from ast_ad.frontend.calls import reflection
from ast_ad.frontend.expressions import attributes, truth
from ast_ad.frontend.machine.machine import Machine, statement
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Maybe, Shape, Storage, Tuple
from ast_ad.frontend.statements import assign, iterate, statements
from ast_ad.ir import Atom, Const, Value
from ast_ad.kinds import List

_FALSE, _TRUE = Const(False), Const(True)
# Classes whose one positional pattern is the value itself.
_ITSELF = (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple)


@statement("Match")
def _match(m: Machine, node: Any, rest: Sequence[gast.stmt]) -> bool:
    subject = m.evaluate(node.subject)
    later = (lambda: statements.go_on(m, rest)) if rest else None
    with m.hold(subject) as held:
        return _cases(m, held, node.cases, later)


def _cases(
    m: Machine, held: Callable[[], list[Abstract]], cases: Sequence[Any], rest: Callable[[], None] | None
) -> bool:
    if not cases:
        return False
    case, *others = cases

    def body() -> None:
        statements.run(m, case.body)

    def onward() -> None:
        _cases(m, held, others, None)

    def matched() -> None:
        for name, value in found.bound:
            assign.name(m, name, value)

    with m.at(case.pattern):
        found = _Matcher(m)
        test = found.test(case.pattern, held()[0])
    if case.guard is None:

        def plain() -> None:
            matched()
            body()

        return _decide(m, test, plain, onward, rest)
    passed = f"$case{m.shared.number():09}"

    def guarded() -> None:
        matched()
        m.set(passed, truth.test(m, case.guard))

    m.branch(test, guarded, lambda: m.set(passed, _FALSE))
    decided = m.state.names.pop((m.frame, passed), _FALSE)
    assert isinstance(decided, Value | Const)
    return _decide(m, decided, body, onward, rest)


def _decide(
    m: Machine, test: Atom, then: Callable[[], None], orelse: Callable[[], None], rest: Callable[[], None] | None
) -> bool:
    if isinstance(test, Const) and rest is not None:
        # No branch is made, so nothing moves into it.
        (then if test.value else orelse)()
        return False
    return m.branch(test, then, orelse, rest)


@dataclass(slots=True)
class _Matcher:
    """The test of one pattern, and what it binds if it passes."""

    m: Machine
    bound: list[tuple[str, Abstract]] = field(default_factory=list)

    def test(self, pattern: Any, value: Abstract) -> Atom:
        match type(pattern).__name__:
            case "MatchValue":
                return self.equal(value, self.m.evaluate(pattern.value))
            case "MatchSingleton":
                return self.is_same(value, Const(pattern.value))
            case "MatchSequence":
                return self.sequence(pattern.patterns, value)
            case "MatchMapping":
                return self.mapping(pattern, value)
            case "MatchClass":
                return self.instance(pattern, value)
            case "MatchAs":
                return self.named(pattern, value)
            case "MatchOr":
                return self.any(pattern.patterns, value)
        self.m.refuse("AD103", "this pattern is not understood", node=pattern)

    def equal(self, value: Abstract, other: Abstract) -> Atom:
        return truth.truth(self.m, truth.compare(self.m, "Eq", value, other))

    def is_same(self, value: Abstract, constant: Const) -> Atom:
        return self.m.atom(truth.compare(self.m, "Is", value, constant), "the test")

    def both(self, test: Atom, other: Callable[[], Atom]) -> Atom:
        """``test and other()``."""
        return self.m.atom(truth.choose(self.m, test, other, lambda: _FALSE), "the test")

    def all(self, parts: Sequence[tuple[Any, Callable[[], Abstract]]]) -> Atom:
        """Whether every pattern matches its value, which is looked up only if those before it do."""
        if not parts:
            return _TRUE
        (pattern, value), *others = parts
        return self.both(self.test(pattern, value()), lambda: self.all(others))

    def any(self, patterns: Sequence[Any], value: Abstract) -> Atom:
        first, *others = patterns
        mark = len(self.bound)
        test = self.test(first, value)
        mine, self.bound[mark:] = self.bound[mark:], []
        if test == _FALSE:
            return self.any(others, value) if others else _FALSE
        if test == _TRUE or not others:
            self.bound += mine
            return test
        found = self.m.atom(truth.choose(self.m, test, lambda: _TRUE, lambda: self.any(others, value)), "the test")
        alternatives = dict(self.bound[mark:])
        if any(alternatives.get(name, value) != value for name, value in mine):
            self.m.refuse(
                "AD103", "the alternatives bind a name to different values", "write one case for each of them"
            )
        self.bound[mark:] = mine
        return found

    def named(self, pattern: Any, value: Abstract) -> Atom:
        test = _TRUE if pattern.pattern is None else self.test(pattern.pattern, value)
        if pattern.name is not None:
            self.bound.append((_word(pattern.name), value))
        return test

    def sequence(self, patterns: Sequence[Any], value: Abstract) -> Atom:
        if isinstance(value, Maybe):
            return self.both(self.m.negation(value.missing), lambda: self.sequence(patterns, value.value))
        starred = [k for k, pattern in enumerate(patterns) if type(pattern).__name__ == "MatchStar"]
        items = self.items(value)
        if items is None:
            return _FALSE
        after = len(patterns) - starred[0] - 1 if starred else 0
        if len(items) < len(patterns) - 1 if starred else len(items) != len(patterns):
            return _FALSE
        parts: list[tuple[Any, Callable[[], Abstract]]] = []
        for k, pattern in enumerate(patterns):
            if starred and k == starred[0]:
                middle = tuple(items[k : len(items) - after])
                if pattern.name is not None:
                    self.bound.append((_word(pattern.name), Box(Storage(Contents(list, middle)))))
                continue
            position = k if not starred or k < starred[0] else len(items) - len(patterns) + k
            parts.append((pattern, partial(_pick, items, position)))
        return self.all(parts)

    def items(self, value: Abstract) -> list[Abstract] | None:
        """The items of a sequence; None for what is none. An array is none for Python."""
        match value:
            case Tuple() | Shape():
                return iterate.items(self.m, value, None)
            case Box(storage=storage) if not isinstance(self.m.kind(value), List):
                contents = self.m.content(storage)
                return list(contents.items) if isinstance(contents, Contents) and contents.type is list else None
            case Const(value=tuple() | list() as constant):
                return [Const(part) for part in constant]
        if isinstance(self.m.kind(value), List):
            self.m.refuse("AD109", "how many items this list has is not known while compiling", "compare its length")
        return None

    def mapping(self, pattern: Any, value: Abstract) -> Atom:
        contents = self.m.content(value.storage) if isinstance(value, Box) else None
        if not isinstance(contents, Contents) or contents.type is not dict:
            return _FALSE
        keys = [self.m.evaluate(key) if isinstance(key, gast.expr) else Const(key) for key in pattern.keys]
        known = [key.value for key in keys if isinstance(key, Const)]
        if len(known) < len(keys):
            self.m.refuse("AD110", "the keys of a pattern have to be known while compiling")
        if not set(known) <= set(contents.keys):
            return _FALSE
        if pattern.rest is not None:
            left = [(k, item) for k, item in zip(contents.keys, contents.items) if k not in known]
            made = Contents(dict, tuple(item for _, item in left), tuple(k for k, _ in left))
            self.bound.append((_word(pattern.rest), Box(Storage(made))))
        places = [contents.keys.index(key) for key in known]
        parts = [(part, partial(_pick, contents.items, at)) for part, at in zip(pattern.patterns, places)]
        return self.all(parts)

    def instance(self, pattern: Any, value: Abstract) -> Atom:
        cls = self.m.evaluate(pattern.cls)
        if not isinstance(cls, Const) or not isinstance(cls.value, type):
            self.m.refuse("AD103", "the class of a pattern has to be known while compiling", node=pattern.cls)
        test = truth.truth(self.m, reflection.is_instance(self.m, value, cls))
        inner = value.value if isinstance(value, Maybe) else value
        names = list(pattern.kwd_attrs)
        patterns = list(pattern.kwd_patterns)
        positional = list(pattern.patterns)
        if positional and cls.value in _ITSELF:
            return self.both(test, lambda: self.test(positional[0], inner))
        if positional:
            order = getattr(cls.value, "__match_args__", ())
            if len(positional) > len(order):
                self.m.refuse("AD107", f"{cls.value.__name__} has {len(order)} positional patterns")
            names, patterns = [*order[: len(positional)], *names], [*positional, *patterns]
        if test == _FALSE:
            return _FALSE
        parts = [
            (part, partial(attributes.attribute, self.m, inner, _word(name))) for part, name in zip(patterns, names)
        ]
        return self.both(test, lambda: self.all(parts))


def _pick(items: Sequence[Abstract], k: int) -> Abstract:
    return items[k]


def _word(name: Any) -> str:
    return str(getattr(name, "id", name))

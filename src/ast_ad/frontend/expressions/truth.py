"""Tests: what decides at compile time, and what at run time."""

from __future__ import annotations

import enum
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import gast

from ast_ad.frontend.machine.machine import Machine, expression
from ast_ad.frontend.machine.objects import (
    PLAIN,
    Abstract,
    Box,
    Contents,
    Either,
    Entries,
    Maybe,
    Poison,
    Ref,
    Rows,
    Shape,
    Tuple,
    Views,
)
from ast_ad.ir import Apply, Atom, Const, Undef, Value, kind_of
from ast_ad.kinds import BOOL, Array, Kind, List, Number, Opaque
from ast_ad.tree import LEAF, Form, Node

T = TypeVar("T")


def test(m: Machine, node: gast.expr) -> Atom:
    """The truth of an expression: a constant where it is known now."""
    if isinstance(node, gast.BoolOp):
        return _tests(m, isinstance(node.op, gast.And), node.values)
    return truth(m, m.evaluate(node))


def _tests(m: Machine, conjunction: bool, nodes: list[gast.expr]) -> Atom:
    """``a and b``, or ``a or b``, of which only the truth counts."""
    known = test(m, nodes[0])
    if isinstance(known, Value) and isinstance(known.kind, List):
        known = m.builder.apply(bool, known)
    if len(nodes) == 1:
        return known

    def later() -> Abstract:
        return _tests(m, conjunction, nodes[1:])

    def keep() -> Abstract:
        return known

    found = truth(m, choose(m, known, later, keep) if conjunction else choose(m, known, keep, later))
    m.shared.implied[found, conjunction] = known, conjunction
    return found


def truth(m: Machine, value: Abstract) -> Atom:
    """The truth of a value, as an atom."""
    from ast_ad.frontend.expressions import alternatives, special
    from ast_ad.frontend.statements import iterate

    match value:
        case Const(value=constant):
            return Const(bool(constant))
        case Tuple(items=items):
            return Const(bool(items))
        case Entries(base=base):
            return truth(m, base)
        case Box(storage=storage):
            contents = m.content(storage)
            if isinstance(contents, Contents) and contents.type is Rows:
                return truth(m, m.resolve(contents.items[0]))
            if isinstance(contents, Contents) and contents.type is Views:
                return m.builder.apply(operator.gt, iterate.bound(m, value), 0)
            for name in ("__bool__", "__len__"):
                said = special.call(m, value, name)
                if said is not None:
                    return truth(m, said)
            return Const(
                not isinstance(contents, Contents)
                or contents.type not in PLAIN
                or bool(contents.items or contents.keys)
            )
        case Maybe(missing=missing, value=inner):
            return m.atom(choose(m, missing, lambda: Const(False), lambda: truth(m, inner)), "the test")
        case Either() if alternatives.are_two(value):
            return m.atom(alternatives.on_each_way(m, [value], lambda values: truth(m, *values)), "the test")
        case Value() | Ref() | Shape() | Poison() | Undef():
            return m.atom(value, "the test")
    return Const(True)


def choose(m: Machine, test: Atom, then: Callable[[], Abstract], orelse: Callable[[], Abstract]) -> Abstract:
    """``then if test else orelse``: only one of the two is evaluated."""
    if isinstance(test, Const):
        return then() if test.value else orelse()
    name = f"$chosen{m.shared.number():09}"
    found: list[Abstract] = []

    def keep(plan: Callable[[], Abstract]) -> None:
        found.append(plan())
        m.set(name, found[-1])

    m.branch(test, lambda: keep(then), lambda: keep(orelse))
    chosen = m.state.names.pop((m.frame, name))
    if kind_of(test) == BOOL and found in ([Const(True), Const(False)], [Const(False), Const(True)]):
        # It is the test itself that was asked for.
        return test if found[0] == Const(True) else m.negation(test)
    return chosen


@expression("IfExp")
def _if_expression(m: Machine, node: gast.IfExp) -> Abstract:
    return choose(m, test(m, node.test), lambda: m.evaluate(node.body), lambda: m.evaluate(node.orelse))


@expression("BoolOp")
def _bool_op(m: Machine, node: gast.BoolOp) -> Abstract:
    return _chain(m, isinstance(node.op, gast.And), node.values)


def _chain(m: Machine, conjunction: bool, nodes: list[gast.expr]) -> Abstract:
    first, *rest = nodes
    value = m.evaluate(first)
    if not rest:
        return value
    with m.hold(value) as held:
        go_on = truth(m, value)

        def keep() -> Abstract:
            return held()[0]

        def later() -> Abstract:
            return _chain(m, conjunction, rest)

        return choose(m, go_on, later, keep) if conjunction else choose(m, go_on, keep, later)


@expression("Compare")
def _compare(m: Machine, node: gast.Compare) -> Abstract:
    return _comparisons(m, m.evaluate(node.left), list(zip(node.ops, node.comparators)))


def _comparisons(m: Machine, left: Abstract, links: list[tuple[gast.cmpop, gast.expr]]) -> Abstract:
    """``a < b < c``: c is evaluated only if a < b."""
    (op, node), *rest = links
    with m.hold(left) as held:
        right = m.evaluate(node)
        (left,) = held()
    if not rest:
        return compare(m, type(op).__name__, left, right)
    with m.hold(right) as held:
        result = compare(m, type(op).__name__, left, right)
        (right,) = held()
    with m.hold(right, result) as held:
        return choose(m, truth(m, result), lambda: _comparisons(m, held()[0], rest), lambda: held()[1])


_OPERATORS: dict[str, Callable[..., object]] = {
    "Lt": operator.lt,
    "LtE": operator.le,
    "Gt": operator.gt,
    "GtE": operator.ge,
    "Eq": operator.eq,
    "NotEq": operator.ne,
}


def compare(m: Machine, op: str, left: Abstract, right: Abstract) -> Abstract:
    if op in ("Eq", "NotEq") and Const(None) in (left, right):
        return compare(m, {"Eq": "Is", "NotEq": "IsNot"}[op], left, right)
    if op in _ALSO_OF_NONE and Const(None) not in (left, right):
        if isinstance(left, Maybe):
            return _with_or_without(m, left, lambda value: compare(m, op, value, right))
        if isinstance(right, Maybe) and op not in ("In", "NotIn"):
            return _with_or_without(m, right, lambda value: compare(m, op, left, value))
    if op in ("Is", "IsNot"):
        same = _identical(m, left, right)
        return same if op == "Is" else m.negation(same)
    if op in ("In", "NotIn"):
        found = _contains(m, right, left)
        return found if op == "In" else m.negation(found)
    from ast_ad.frontend.expressions import dicts, operators, sets, special

    if isinstance(left, Entries) or isinstance(right, Entries):
        one, other = (sets.keys_in(m, dicts.shown(m, each)) for each in (left, right))
        if one is not None and other is not None:
            return Const(_OPERATORS[op](one, other))
    said = special.compared(m, op, left, right)
    if said is not None:
        return said
    fields = [dicts.fields_of(m, each) for each in (left, right)]
    if op in ("Eq", "NotEq") and None not in fields:
        equal = _equal_fields(m, *(each or {} for each in fields))
        return equal if op == "Eq" else m.negation(equal)
    first, second = operators.structure(m, left), operators.structure(m, right)
    if op in ("Eq", "NotEq") and first is not None and second is not None:
        equal = equal_items(m, first[1], second[1]) if first[0] is second[0] else Const(False)
        return equal if op == "Eq" else m.negation(equal)
    if first is not None and second is not None and first[0] is second[0]:
        return ordered(m, op, first[1], second[1])
    result = operators.binary(m, _OPERATORS[op], left, right)
    if isinstance(result, Value) and any(map(_has_plain_equality, (m.kind(left), m.kind(right)))):
        result.kind = BOOL
    return result


def ordered(m: Machine, op: str, left: Sequence[Abstract], right: Sequence[Abstract]) -> Abstract:
    """``<`` and its like of two tuples or lists: the first items that are not equal decide."""
    if not left or not right:
        return Const(_OPERATORS[op](len(left), len(right)))
    if len(left) == len(right) == 1:
        return compare(m, op, left[0], right[0])
    with m.hold(*left, *right) as held:
        same = truth(m, compare(m, "Eq", left[0], right[0]))

        def rest() -> Abstract:
            now = held()
            return ordered(m, op, now[1 : len(left)], now[len(left) + 1 :])

        return choose(m, same, rest, lambda: compare(m, op, held()[0], held()[len(left)]))


# What can be asked of None: the rest raises.
_ALSO_OF_NONE = ("Is", "IsNot", "Eq", "NotEq", "In", "NotIn")


def _with_or_without(m: Machine, value: Maybe, use: Callable[[Abstract], Abstract]) -> Abstract:
    inner = value.value
    return choose(m, value.missing, lambda: use(Const(None)), lambda: use(inner))


def _is_number_and_object(one: Kind | None, other: Kind | None) -> bool:
    """Whether one value is a number and the other surely none."""
    return isinstance(one, Number) and isinstance(other, Opaque) and other.type is not object


def _has_plain_equality(kind: Kind | None) -> bool:
    """Whether a comparison with a value of this kind gives True or False: a string or a member of an enum."""
    return isinstance(kind, Opaque) and issubclass(kind.type, str | enum.Enum)


def _identical(m: Machine, left: Abstract, right: Abstract) -> Atom:
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Poison | Undef):
            m.atom(one)
        if one == Const(None):
            return other.missing if isinstance(other, Maybe) else Const(other == one)
    if isinstance(left, Const) and isinstance(right, Const):
        return Const(left.value is right.value)
    if isinstance(left, Value | Const) and isinstance(right, Value | Const):
        if _is_number_and_object(m.kind(left), m.kind(right)) or _is_number_and_object(m.kind(right), m.kind(left)):
            return Const(False)
        same = m.builder.apply(operator.is_, left, right)
        same.kind = BOOL
        return same
    if isinstance(left, Ref | Box) and isinstance(right, Ref | Box):
        if left != right and frozenset((left.storage, right.storage)) in m.state.links:
            m.refuse("AD202", "whether these two are the same array is known at run time only")
        if left == right and isinstance(left, Ref) and _is_view(m, left):
            hint = "compare the numbers, or the arrays that they are views of"
            m.refuse("AD202", "whether these are two views or one and the same is not known", hint)
        return Const(left == right)
    return Const(left == right)


def _is_view(m: Machine, value: Ref) -> bool:
    """Whether this is a view of an array, of which each reading makes another."""
    return bool(value.path) and isinstance(m.kind(Ref(value.storage, value.path[:-1])), Array)


def _contains(m: Machine, container: Abstract, item: Abstract) -> Atom:
    from ast_ad.frontend.expressions import dicts, special
    from ast_ad.frontend.statements import iterate

    found = special.call(m, container, "__contains__", item)
    if found is not None:
        return truth(m, found)
    if special.is_instance(m, container) and isinstance(container, Box):
        return _any_equal(m, tuple(iterate.items(m, container, None)), item)
    match container:
        case Tuple(items=items):
            return _any_equal(m, items, item)
        case Entries(base=base, part=part):
            return _any_equal(m, tuple(dicts.entries(m, base, part)), item)
        case Box(storage=storage):
            contents = m.content(storage)
            if isinstance(contents, Contents) and contents.type is not Views:
                return _any_equal(
                    m, tuple(map(dicts.as_key, contents.keys)) if contents.type in (dict, set) else contents.items, item
                )
        case Const(value=constant) if isinstance(item, Const):
            try:
                return Const(item.value in constant)  # type: ignore[operator]
            except TypeError as error:
                m.fail(error, "AD112")
        case Const(value=tuple() | list() | frozenset() as constant):
            return _any_equal(m, tuple(map(Const, constant)), item)
    return m.builder.apply(operator.contains, m.atom(container), m.atom(item))


def _any_equal(m: Machine, items: tuple[Abstract, ...], item: Abstract) -> Atom:
    if len(items) > 1 and isinstance(item, Value) and all(map(_is_plain, items)):
        if isinstance(m.kind(item), Number) or m.kind(item) == Opaque(str):
            form = Form((Node(tuple, (LEAF,) * len(items)), LEAF))
            return m.builder.emit(Apply(operator.contains, form), (*items, item), (BOOL,))[0]  # type: ignore[arg-type]
    if _is_plain(item) and all(map(_is_plain, items)):
        return Const(any(item.value == other.value for other in items))  # type: ignore[union-attr]
    return until(m, True, [(item, other) for other in items])


def _is_plain(value: Abstract) -> bool:
    """Whether a constant is equal to itself, and says of every number and string whether it is equal to it."""
    return isinstance(value, Const) and type(value.value) in (bool, int, float, str) and value.value == value.value


def _equal_fields(m: Machine, left: Mapping[object, Abstract], right: Mapping[object, Abstract]) -> Atom:
    if left.keys() != right.keys():
        return Const(False)
    return equal_items(m, tuple(left.values()), tuple(right[key] for key in left))


def equal_items(m: Machine, left: tuple[Abstract, ...], right: tuple[Abstract, ...]) -> Atom:
    """Whether two structures have equal items."""
    if len(left) != len(right):
        return Const(False)
    return until(m, False, list(zip(left, right)))


def until(m: Machine, decisive: bool, pairs: Sequence[tuple[Abstract, Abstract]]) -> Atom:
    """Whether any pair is equal (``decisive`` is True), or all of them are; the first that decides ends it."""
    for k in range(len(pairs)):
        with m.hold(*(value for later in pairs[k + 1 :] for value in later)) as held:
            found = truth(m, compare(m, "Eq", *pairs[k]))
            if not isinstance(found, Const):
                decided, later = (lambda: Const(decisive)), (lambda: until(m, decisive, _pairs(held())))
                then, orelse = (decided, later) if decisive else (later, decided)
                return m.atom(choose(m, found, then, orelse), "the test")
            if found.value == decisive:
                return found
            pairs = [*pairs[: k + 1], *_pairs(held())]
    return Const(not decisive)


def _pairs(values: Sequence[Abstract]) -> list[tuple[Abstract, Abstract]]:
    return list(zip(values[::2], values[1::2]))

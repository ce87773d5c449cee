"""Starred arguments: item by item, or, where only the run tells how many there are, as many as the function takes."""

from __future__ import annotations

import inspect
import operator
import types
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import gast
import numpy as np

from ast_ad.frontend.calls import structural
from ast_ad.frontend.expressions import lists, subscripts
from ast_ad.frontend.machine import classes, live
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Bound, Closure, Lazy, Member, Partial, Ref, Rest, Slice
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Const
from ast_ad.kinds import Array, List

_NONE = Const(None)
_HINT = "say how many there are: a, b = values, and pass a and b"
_PLACES = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True, slots=True)
class Places:
    """The parameters that take positional arguments, of which the last ones have defaults; ``more``: and any number."""

    names: Sequence[str]
    defaults: int
    more: bool


def positional(
    m: Machine, function: Abstract, nodes: Sequence[gast.expr], values: Sequence[Abstract], named: Collection[str]
) -> list[Abstract]:
    """The positional arguments of a call, which gives others by name."""
    stars = [isinstance(node, gast.Starred) for node in nodes]
    parts = list(zip(stars, _collected(m, stars, values)))
    unknown = [k for k, (starred, value) in enumerate(parts) if starred and _is_open(m, value)]
    if unknown and function in (Const(min), Const(max)):
        return [_several(m, parts)]
    if not unknown:
        return _spelt(m, parts)
    (k, *others), places = unknown, _places(m, function)
    if places is None or (others and not places.more):
        m.refuse("AD109", "how many values this has is not known while compiling", _HINT)
    before, behind = _spelt(m, parts[:k]), parts[k + 1 :]
    if not places.more:
        last = _spelt(m, behind)
        return [*before, *_as_many(m, places, parts[k][1], len(before), len(last), named), *last]
    surplus = max(len(before) - len(places.names), 0)
    joined = [*((False, value) for value in before[len(before) - surplus :]), *parts[k:]]
    rest = parts[k][1] if len(joined) == 1 else lists.spread(m, joined)
    return [*before[: len(before) - surplus], *_as_many(m, places, rest, len(before), 0, named)]


def _collected(m: Machine, stars: Sequence[bool], values: Sequence[Abstract]) -> list[Abstract]:
    """The values, with lists in the place of starred generators of which only the run tells how much they yield."""
    found = list(values)
    for k, starred in enumerate(stars):
        if starred and isinstance(found[k], Lazy) and iterate.fixed(m, found[k]) is None:
            with m.hold(*found) as held:
                made = structural.listed(m, found[k])
                found = held()
            found[k] = made
    return found


def _spelt(m: Machine, parts: Sequence[tuple[bool, Abstract]]) -> list[Abstract]:
    found: list[Abstract] = []
    for starred, value in parts:
        found += iterate.items(m, value, None) if starred else [value]
    return found


def _is_open(m: Machine, value: Abstract) -> bool:
    """Whether only the run tells how many items this has."""
    kind = m.kind(value) if isinstance(value, Ref) else None
    known = isinstance(kind, Array) and kind.dims is not None and (not kind.dims or isinstance(kind.dims[0], int))
    return isinstance(kind, Array | List) and not known


def _several(m: Machine, parts: Sequence[tuple[bool, Abstract]]) -> Abstract:
    """What ``max(a, *values)`` compares, as one list or array."""
    if len(parts) > 1:
        return lists.spread(m, parts)
    ((_, value),) = parts
    more = m.builder.apply(operator.gt, iterate.bound(m, value), 1)
    m.require(more, TypeError, "min and max of a single number: it is not iterable")
    return value


def _as_many(
    m: Machine, places: Places, value: Abstract, before: int, behind: int, named: Collection[str]
) -> list[Abstract]:
    """The items of a value: one for each parameter that is left, and all others as one."""
    left = [(name, k >= len(places.names) - places.defaults) for k, name in enumerate(places.names)][before:]
    left = [(name, optional) for name, optional in left if name not in named]
    if any(optional for _, optional in left) or (places.more and (behind or len(left) < len(places.names) - before)):
        m.refuse("AD109", "how many values this has is not known while compiling", _HINT)
    count = max(len(left) - behind, 0)
    if not places.more:
        return iterate.items(m, value, count)
    enough = m.builder.apply(operator.ge, iterate.bound(m, value), count)
    m.require(enough, TypeError, "positional arguments are missing")
    rest = subscripts.item(m, value, Slice((Const(count), _NONE, _NONE))) if count else value
    handler = structural.find(tuple)
    assert handler is not None
    made = handler(m, [rest], {})
    assert isinstance(made, Ref)
    return [*(subscripts.item(m, value, Const(k)) for k in range(count)), Rest(made)]


def _places(m: Machine, function: Abstract) -> Places | None:
    """What a function takes; None where that is not known."""
    match function:
        case Bound(function=inner):
            return _without(_places(m, inner), 1)
        case Partial(function=inner, positional=given, keywords=()):
            return _without(_places(m, inner), len(given))
        case Closure(code=code):
            args = code.node.args
            names = [name.id for name in (*args.posonlyargs, *args.args)]
            return Places(names, len(args.defaults), args.vararg is not None)
        case Const(value=np.ufunc() as ufunc):
            return Places([f"x{k}" for k in range(ufunc.nin)], 0, False)
        case Const(value=type() as cls) if isinstance(init := classes.member(m, cls, "__init__"), Member):
            return _without(_places(m, m.state.names[init.frame, init.name]), 1)
        case Const(value=value) if callable(value):
            return _of_signature(value)
    return None


def _without(places: Places | None, given: int) -> Places | None:
    return None if places is None else replace(places, names=places.names[given:])


def _of_signature(function: object) -> Places | None:
    try:
        parameters = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    named = [p for p in parameters if p.kind in _PLACES]
    more = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    if more and (isinstance(function, types.BuiltinFunctionType) or live.is_library(function)):
        # What takes any number of arguments is lowered by its text, or it has to know them.
        return None
    return Places([p.name for p in named], sum(p.default is not p.empty for p in named), more)

"""Deques: lists with two ends, of which one may forget what does not fit."""

from __future__ import annotations

import collections

from ast_ad.frontend.calls.structural import Keywords, Positional, arguments, handles, listed
from ast_ad.frontend.expressions import comprehensions, lists
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Listed, Ref, Storage
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Const

# What a deque has that a list has not.
METHODS = ("appendleft", "extendleft", "popleft", "rotate")


@handles(collections.deque)
def _deque(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "deque", positional, 0, 2)
    given = dict(zip(("iterable", "maxlen"), positional)) | keywords
    longest = given.get("maxlen", Const(None))
    if not isinstance(longest, Const) or not isinstance(longest.value, int | None):
        m.refuse("AD110", "the length of this deque is not known while compiling", "name it in static=")
    form = Listed(collections.deque, longest.value)
    values = listed(m, given["iterable"]) if "iterable" in given else Box(Storage(Contents(list, ())))
    if iterate.is_counted(m, values):
        items = iterate.items(m, values, None)
        first = 0 if form.longest is None else max(len(items) - form.longest, 0)
        return Box(Storage(Contents(list, tuple(items[first:])), listed=form))
    made = comprehensions.listed(m, values)
    if not isinstance(made, Ref):
        m.refuse("AD110", "a deque of tuples whose number only the run tells", "make a list of them: list(...)")
    made.storage.listed = form
    lists.shorten(m, made)
    return made


def kept(base: Box, items: list[Abstract], last: bool = True) -> list[Abstract]:
    """The items that a deque keeps: the last, or the first."""
    longest = base.storage.listed.longest
    if longest is None:
        return items
    return items[max(len(items) - longest, 0) :] if last else items[:longest]


def method(m: Machine, base: Box, items: list[Abstract], name: str, positional: Positional) -> Abstract:
    """A method of a deque whose items are known, which a list has not."""
    if name == "rotate" and positional and not isinstance(positional[0], Const):
        return lists.method(m, lists.unboxed(m, base), name, positional, {})
    result: Abstract = Const(None)
    match name, positional:
        case "appendleft", [value]:
            items.insert(0, value)
        case "extendleft", [values]:
            items[:0] = iterate.items(m, values, None)[::-1]
        case "popleft", []:
            if not items:
                m.fail(IndexError("pop from an empty deque"), "AD109")
            result = items.pop(0)
        case "rotate", ([] | [Const(value=int())]) if items:
            first = positional[0] if positional else Const(1)
            count = first.value % len(items) if isinstance(first, Const) and isinstance(first.value, int) else 0
            items[:] = items[len(items) - count :] + items[: len(items) - count]
    m.state.write(base.storage, Contents(list, tuple(kept(base, items, last=False))), m.builder.place)
    return result

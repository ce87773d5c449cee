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
    assert isinstance(made, Ref)
    made.storage.listed = form
    lists.shorten(m, made)
    return made


def of_known(items: list[Abstract], name: str, given: list[Abstract], count: int) -> Abstract | None:
    """A method of a deque whose items are known, carried out on them. None where there is nothing to take."""
    match name:
        case "appendleft" | "extendleft":
            items[:0] = given[::-1]
        case "popleft":
            return items.pop(0) if items else None
        case "rotate" if items:
            count %= len(items)
            items[:] = items[len(items) - count :] + items[: len(items) - count]
    return Const(None)

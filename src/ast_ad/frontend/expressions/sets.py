"""Sets of what is known while compiling: constants, and tuples of them."""

from __future__ import annotations

import operator
from collections.abc import Callable

from ast_ad.frontend.expressions import dicts
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Storage, Tuple
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Const

Members = set[object]
_OPERATORS: dict[Callable[..., object], Callable[[Members, Members], Members]] = {
    operator.and_: set.__and__,
    operator.or_: set.__or__,
    operator.sub: set.__sub__,
    operator.xor: set.__xor__,
}
_TESTS: dict[Callable[..., object], Callable[[Members, Members], bool]] = {
    operator.le: set.__le__,
    operator.lt: set.__lt__,
    operator.ge: set.__ge__,
    operator.gt: set.__gt__,
    operator.eq: set.__eq__,
    operator.ne: set.__ne__,
}
# Methods that make a set of several, those that write, and those that tell something.
_MAKING = "union intersection difference symmetric_difference copy".split()
_WRITING = "add discard remove clear update intersection_update difference_update symmetric_difference_update".split()
_TELLING = "issubset issuperset isdisjoint".split()


def made(members: Members) -> Box:
    return Box(Storage(Contents(set, (), tuple(members))))


def of_items(m: Machine, values: Abstract) -> Box:
    """``set(values)``."""
    return made({dicts.key_of(m, item) for item in iterate.items(m, values, None)})


def members(m: Machine, value: Abstract) -> Members | None:
    """The members of a set that may be written."""
    contents = m.content(value.storage) if isinstance(value, Box) else None
    return set(contents.keys) if isinstance(contents, Contents) and contents.type is set else None


def keys_in(m: Machine, value: Abstract) -> Members | None:
    """The members of a set, or the keys of a dict's view, that are known while compiling."""
    if isinstance(value, Const) and isinstance(value.value, frozenset):
        return set(value.value)
    if isinstance(value, Tuple) and value.type is tuple and all(_is_key(item) for item in value.items):
        return {_plain(item) for item in value.items}
    return members(m, value)


def _is_key(value: Abstract) -> bool:
    return isinstance(value, Const) or (isinstance(value, Tuple) and all(map(_is_key, value.items)))


def _plain(value: Abstract) -> object:
    return value.value if isinstance(value, Const) else tuple(map(_plain, value.items))  # type: ignore[union-attr]


def joined(m: Machine, function: Callable[..., object], left: Abstract, right: Abstract) -> Abstract | None:
    """The operators of sets, and of the keys of dicts."""
    if function not in _OPERATORS and function not in _TESTS:
        return None
    left, right = dicts.shown(m, left), dicts.shown(m, right)
    plain = isinstance(left, Tuple) and isinstance(right, Tuple)
    first, second = keys_in(m, left), keys_in(m, right)
    if first is None or second is None or (plain and (function in _TESTS or not (first or second))):
        return None
    if function in _TESTS:
        return Const(_TESTS[function](first, second))
    found = _OPERATORS[function](first, second)
    return Const(frozenset(found)) if isinstance(left, Const) else made(found)


def method(m: Machine, base: Box, name: str, positional: list[Abstract]) -> Abstract:
    """``base.name(...)``."""
    known = members(m, base)
    assert known is not None
    if name in ("add", "discard", "remove"):
        given = [dicts.key_of(m, value) for value in positional]
    elif name in (*_MAKING, *_WRITING, *_TELLING):
        given = [{dicts.key_of(m, item) for item in iterate.items(m, value, None)} for value in positional]
    else:
        m.refuse("AD106", f"the method {name} of a set is not known here")
    try:
        found = getattr(known, name)(*given)
    except KeyError as error:
        m.fail(error, "AD110")
    if name in _MAKING:
        return made(found)
    if name in _WRITING:
        become(m, base, known)
    return Const(found)


def become(m: Machine, base: Box, members: Members) -> None:
    if base.storage.frozen:
        m.refuse("AD201", base.storage.frozen, "change a copy: set(...)")
    m.state.write(base.storage, Contents(set, (), tuple(members)), m.builder.place)

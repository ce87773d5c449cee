"""Dicts whose keys are known while compiling."""

from __future__ import annotations

import operator
from collections.abc import Callable

from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Entries, Storage, Tuple
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Const

Positional = list[Abstract]
Keywords = dict[str, Abstract]
Fields = dict[object, Abstract]


def key_of(m: Machine, key: Abstract) -> object:
    """A key as Python has it: a constant, or a tuple of constants."""
    if isinstance(key, Const):
        try:
            hash(key.value)
        except TypeError as error:
            m.fail(error, "AD110")
        return key.value
    if isinstance(key, Tuple) and key.type is tuple:
        return tuple(key_of(m, item) for item in key.items)
    m.refuse("AD110", "the keys of a dict have to be known while compiling", "use a list or an array")


def as_key(key: object) -> Abstract:
    """The abstract value of a key."""
    return Tuple(tuple(map(as_key, key))) if type(key) is tuple else Const(key)


def fields_of(m: Machine, value: Abstract) -> Fields | None:
    contents = m.content(value.storage) if isinstance(value, Box) else None
    if not isinstance(contents, Contents) or contents.type is not dict:
        return None
    return dict(zip(contents.keys, contents.items))


def made(fields: Fields) -> Box:
    return Box(Storage(contents_of(fields)))


def contents_of(fields: Fields) -> Contents:
    return Contents(dict, tuple(fields.values()), tuple(fields))


def become(m: Machine, base: Box, fields: Fields) -> None:
    if base.storage.frozen:
        m.refuse("AD201", base.storage.frozen, "change a copy: dict(...)")
    m.state.write(base.storage, contents_of(fields), m.builder.place)


def gathered(m: Machine, positional: Positional, keywords: Keywords) -> Fields:
    """What ``dict(...)`` and ``update(...)`` are given: a dict or pairs, and names."""
    from ast_ad.frontend.calls import structural

    found: Fields = {}
    for value in positional:
        fields = fields_of(m, value)
        if fields is not None:
            found |= fields
            continue
        for pair in iterate.items(m, structural.listed(m, value), None):
            key, item = iterate.items(m, pair, 2)
            found[key_of(m, key)] = item
    return found | {str(name): value for name, value in keywords.items()}


def method(m: Machine, base: Box, name: str, positional: Positional, keywords: Keywords) -> Abstract:
    """``base.name(...)``."""
    fields = fields_of(m, base)
    assert fields is not None
    match name, positional:
        case (("keys" | "values" | "items"), []):
            return Entries(base, name)
        case "copy", []:
            return made(fields)
        case "clear", []:
            become(m, base, {})
            return Const(None)
        case "update", _:
            become(m, base, fields | gathered(m, positional, keywords))
            return Const(None)
        case "popitem", [] if fields:
            key, item = fields.popitem()
            become(m, base, fields)
            return Tuple((as_key(key), item))
        case (("get" | "setdefault" | "pop"), [given, *default]):
            return _of_key(m, base, fields, name, key_of(m, given), default)
    m.refuse("AD106", f"the method {name} of a dict is not known here")


def entries(m: Machine, base: Box, part: str) -> list[Abstract]:
    """What a view of a dict shows now."""
    fields = fields_of(m, base)
    if fields is None:
        m.refuse(
            "AD110", "which items this dict has is known at run time only", "let it have the same keys on every way"
        )
    if part == "keys":
        return list(map(as_key, fields))
    return [item if part == "values" else Tuple((as_key(key), item)) for key, item in fields.items()]


def _of_key(m: Machine, base: Box, fields: Fields, name: str, key: object, default: list[Abstract]) -> Abstract:
    if key in fields:
        item = fields[key]
        if name == "pop":
            become(m, base, {other: value for other, value in fields.items() if other != key})
        return item
    if name == "pop" and not default:
        m.fail(KeyError(key), "AD110", f"the dict has no key {key!r} here")
    found = default[0] if default else Const(None)
    if name == "setdefault":
        become(m, base, {**fields, key: found})
    return found


_SETS: dict[Callable[..., object], Callable[[set[object], set[object]], set[object]]] = {
    operator.and_: lambda a, b: a & b,
    operator.or_: lambda a, b: a | b,
    operator.sub: lambda a, b: a - b,
    operator.xor: lambda a, b: a ^ b,
}


def joined(m: Machine, function: Callable[..., object], left: Abstract, right: Abstract) -> Abstract | None:
    """``d | e``, and the operators of sets of keys."""
    one, other = fields_of(m, left), fields_of(m, right)
    if one is not None and other is not None:
        return made(one | other) if function is operator.or_ else None
    if function not in _SETS:
        return None
    left, right = (shown(m, side) for side in (left, right))
    first, second = keys_in(left), keys_in(right)
    if (
        first is None
        or second is None
        or (isinstance(left, Tuple) and isinstance(right, Tuple) and not (first or second))
    ):
        return None
    return Const(frozenset(_SETS[function](set(first), set(second))))


def shown(m: Machine, value: Abstract) -> Abstract:
    """A view of a dict as a tuple."""
    return Tuple(tuple(entries(m, value.base, value.part))) if isinstance(value, Entries) else value


def keys_in(value: Abstract) -> list[object] | None:
    """The members of a set, or the keys of a dict's view, that are known while compiling."""
    if isinstance(value, Const) and isinstance(value.value, frozenset):
        return list(value.value)
    if isinstance(value, Tuple) and value.type is tuple and all(_is_key(item) for item in value.items):
        return [_plain(item) for item in value.items]
    return None


def _is_key(value: Abstract) -> bool:
    return isinstance(value, Const) or (isinstance(value, Tuple) and all(map(_is_key, value.items)))


def _plain(value: Abstract) -> object:
    return value.value if isinstance(value, Const) else tuple(map(_plain, value.items))  # type: ignore[union-attr]


def key_set(m: Machine, values: Abstract) -> Const:
    """``set(values)``."""
    return Const(frozenset({key_of(m, item) for item in iterate.items(m, values, None)}))

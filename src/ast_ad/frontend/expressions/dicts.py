"""Dicts whose keys are known while compiling."""

from __future__ import annotations

import collections
import enum
import operator
from collections.abc import Callable

from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Entries, Storage, Tuple
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Atom, Const, Value
from ast_ad.kinds import INT, Number, Opaque

Positional = list[Abstract]
Keywords = dict[str, Abstract]
Fields = dict[object, Abstract]
# Marks the dicts whose items can be moved.
ORDERED = Const(collections.OrderedDict)


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
    hint = "use a list or an array, or name in static= what decides about the keys"
    m.refuse("AD110", "the keys of a dict have to be known while compiling", hint)


def as_key(key: object) -> Abstract:
    """The abstract value of a key."""
    return Tuple(tuple(map(as_key, key))) if type(key) is tuple else Const(key)


def fields_of(m: Machine, value: Abstract) -> Fields | None:
    contents = m.content(value.storage) if isinstance(value, Box) else None
    if not isinstance(contents, Contents) or contents.type is not dict:
        return None
    return dict(zip(contents.keys, contents.items))


def made(fields: Fields, like: object = None) -> Box:
    """A dict of these items; one of the same sort as the contents of another."""
    missing = like.missing if isinstance(like, Contents) else None
    return Box(Storage(Contents(dict, tuple(fields.values()), tuple(fields), missing)))


def become(m: Machine, base: Box, fields: Fields) -> None:
    if base.storage.frozen:
        m.refuse("AD201", base.storage.frozen, "change a copy: dict(...)")
    m.state.write(base.storage, m.content(made(fields, m.content(base.storage)).storage), m.builder.place)


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
            return made(fields, m.content(base.storage))
        case "clear", []:
            become(m, base, {})
            return Const(None)
        case "update", _:
            become(m, base, fields | gathered(m, positional, keywords))
            return Const(None)
        case "popitem", []:
            return _pop_item(m, base, fields, keywords.get("last", Const(True)))
        case "move_to_end", [key]:
            _move(m, base, fields, key_of(m, key), keywords.get("last", Const(True)))
            return Const(None)
        case (("get" | "setdefault" | "pop"), [given, *default]):
            return _of_key(m, base, fields, name, key_of(m, given), default)
    m.refuse("AD106", f"the method {name} of a dict is not known here")


def _pop_item(m: Machine, base: Box, fields: Fields, last: Abstract) -> Abstract:
    if not fields:
        m.fail(KeyError("popitem(): dictionary is empty"), "AD110")
    key = list(fields)[-1 if last == Const(True) else 0]
    item = fields.pop(key)
    become(m, base, fields)
    return Tuple((as_key(key), item))


def _move(m: Machine, base: Box, fields: Fields, key: object, last: Abstract) -> None:
    if key not in fields:
        m.fail(KeyError(key), "AD110")
    item = fields.pop(key)
    become(m, base, {**fields, key: item} if last == Const(True) else {key: item, **fields})


def read(m: Machine, base: Box, key: Abstract) -> Abstract:
    """``base[key]``. A key that only the run tells is looked for among those that are known."""
    contents = m.content(base.storage)
    assert isinstance(contents, Contents)
    if (position := _position(m, contents, key)) is not None:
        from ast_ad.frontend.expressions import subscripts

        return subscripts.item(m, Tuple(contents.items), position)
    known = key_of(m, key)
    if known in contents.keys:
        return contents.items[contents.keys.index(known)]
    if contents.missing in (None, ORDERED):
        m.fail(KeyError(known), "AD110", f"the dict has no key {known!r} here")
    assert contents.missing is not None
    return _absent(m, base, known, contents.missing)


def _absent(m: Machine, base: Box, key: object, missing: Abstract) -> Abstract:
    """What a defaultdict or a Counter has under a key that it does not have."""
    from ast_ad.frontend.calls import calls

    if missing == Const(collections.Counter):
        return Const(0)
    with m.hold(base) as held:
        item = calls.call(m, missing, [], {})
        (base,) = held()  # type: ignore[assignment]
    fields = fields_of(m, base)
    assert fields is not None
    become(m, base, {**fields, key: item})
    return item


def _position(m: Machine, contents: Contents, key: Abstract) -> Atom | None:
    """Where a dict has a key that only the run tells; a KeyError of the generated program if it has not."""
    kind = m.kind(key) if isinstance(key, Value) else None
    plain = isinstance(kind, Number) and kind.type in (int, bool)
    plain = plain or (isinstance(kind, Opaque) and issubclass(kind.type, str | enum.Enum))
    if not plain or not contents.keys or contents.missing not in (None, ORDERED):
        return None
    found = m.builder.apply(operator.getitem, Const({known: k for k, known in enumerate(contents.keys)}), m.atom(key))
    found.kind = INT
    return found


def put(m: Machine, base: Box, key: Abstract, value: Abstract, present: bool = False) -> None:
    """``base[key] = value``. Where the key is surely ``present``, it may be one that only the run tells."""
    contents = m.content(base.storage)
    assert isinstance(contents, Contents)
    position = _position(m, contents, key) if present else None
    if position is None:
        become(m, base, dict(zip(contents.keys, contents.items)) | {key_of(m, key): value})
        return
    for k, known in enumerate(contents.keys):
        with m.hold(base, value) as held:

            def write(known: object = known, held: Callable[[], list[Abstract]] = held) -> None:
                target, given = held()
                assert isinstance(target, Box)
                fields = fields_of(m, target)
                assert fields is not None
                become(m, target, fields | {known: given})

            m.branch(m.builder.apply(operator.eq, position, k), write, lambda: None)
            base, value = held()  # type: ignore[assignment]


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


def joined(m: Machine, function: Callable[..., object], left: Abstract, right: Abstract) -> Abstract | None:
    """``d | e``."""
    one, other = fields_of(m, left), fields_of(m, right)
    if one is None or other is None or function is not operator.or_:
        return None
    assert isinstance(left, Box)
    return made(one | other, like=m.content(left.storage))


def shown(m: Machine, value: Abstract) -> Abstract:
    """A view of a dict as a tuple."""
    return Tuple(tuple(entries(m, value.base, value.part))) if isinstance(value, Entries) else value

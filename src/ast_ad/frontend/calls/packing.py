"""Tuples that a recursive function nests in one another: each is one value, whose parts are taken out where they are used.

A pair ``f_fwd`` and ``f_rev`` in a printed module hands its ``saved`` on like this, and so does who builds a tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ast_ad.frontend.machine.machine import Machine, Unreachable
from ast_ad.frontend.machine.objects import Abstract, Layout, Maybe, Packed, Storage, Tuple
from ast_ad.frontend.machine.skeleton import Taker, put_together
from ast_ad.ir import UNDEF, Atom, Pack, Unpack, kind_of
from ast_ad.kinds import Kind, Saved

Path = tuple[int, ...]
_FROZEN = "what is in a tuple of tuples whose depth only the run tells is written"


def nested(value: Abstract) -> list[list[Path]]:
    """Where a result has tuples that hold one of their own form, which holds one there again: the outermost, then others."""
    left = [path for path, each in _tuples(value) if any(_recurs(each, inner) for inner, _ in _tuples(each))]
    found = []
    while left:
        outermost = [path for path in left if not any(path[:k] in left for k in range(len(path)))]
        found.append(outermost)
        left = [path for path in left if path not in outermost]
    return found


def _tuples(value: Abstract, path: Path = ()) -> Iterator[tuple[Path, Tuple]]:
    while isinstance(value, Maybe):
        value = value.value
    if isinstance(value, Tuple):
        yield path, value
        for k, item in enumerate(value.items):
            yield from _tuples(item, (*path, k))


def _recurs(value: Tuple, path: Path) -> bool:
    once = _at(value, path) if path else None
    twice = _at(once, path) if once is not None else None
    return all(each is not None and _form(each) == _form(value) for each in (once, twice))


def _form(value: Tuple) -> object:
    return value.type, value.names, len(value.items)


def _at(value: Abstract, path: Path) -> Tuple | None:
    return next((each for where, each in _tuples(value) if where == path), None)


def packed(m: Machine, value: Abstract, path: Path, layout: Layout) -> Abstract:
    """A result with the tuple at a path as one value; where there may be none, it is made on the way that has one."""
    if isinstance(value, Maybe):
        return _packed_where_there(m, value, path, layout)
    if isinstance(value, Tuple) and path:
        first, *rest = path
        if first >= len(value.items):
            return value
        item = packed(m, value.items[first], tuple(rest), layout)
        return replace(value, items=(*value.items[:first], item, *value.items[first + 1 :]))
    if not isinstance(value, Tuple):
        return value
    taker = Taker(m)
    layout.skeleton = taker.take(value)
    layout.kinds = tuple(_weak(kind_of(atom)) for atom in taker.flat.atoms)
    for ref in taker.flat.refs:
        ref.storage.frozen = ref.storage.frozen or _FROZEN
    return Packed(m.builder.emit(Pack(partly=True), taker.flat.atoms, (Saved(),))[0], layout)


def _packed_where_there(m: Machine, value: Maybe, path: Path, layout: Layout) -> Maybe:
    inside: Abstract = value.value
    found: list[Atom] = []

    def there() -> list[Atom]:
        nonlocal inside, found
        inside = packed(m, value.value, path, layout)
        found = [each for each in _packed(inside) if each not in _packed(value.value)]
        return found

    made = m.unless(value.missing, UNDEF, there)
    return replace(value, value=_replaced(inside, dict(zip(found, made))))


def _packed(value: Abstract) -> list[Atom]:
    """The values that stand for tuples in a result."""
    if isinstance(value, Tuple):
        return [atom for item in value.items for atom in _packed(item)]
    if isinstance(value, Maybe):
        return _packed(value.value)
    return [value.value] if isinstance(value, Packed) else []


def _replaced(value: Abstract, atoms: Mapping[Atom, Atom]) -> Abstract:
    if isinstance(value, Tuple):
        return replace(value, items=tuple(_replaced(item, atoms) for item in value.items))
    if isinstance(value, Maybe):
        return replace(value, value=_replaced(value.value, atoms))
    return replace(value, value=atoms.get(value.value, value.value)) if isinstance(value, Packed) else value


def opened(m: Machine, value: Packed) -> Tuple:
    """What is in such a tuple."""
    if value.layout.skeleton is None:
        # Nothing has been put into one yet.
        raise Unreachable
    atoms = m.builder.emit(Unpack(partly=True), (value.value,), value.layout.kinds)
    storages: dict[int, Storage] = {}
    made = put_together(value.layout.skeleton, atoms, storages)
    assert isinstance(made, Tuple)
    for storage in storages.values():
        storage.frozen = _FROZEN
    return made


def _weak(kind: Kind) -> Kind:
    from ast_ad.frontend.calls.specialise import weak

    return weak(kind)

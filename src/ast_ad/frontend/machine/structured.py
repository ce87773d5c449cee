"""Where paths of control meet: objects that have parts are merged part by part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ast_ad.frontend.machine.objects import (
    Abstract,
    Backwards,
    Bound,
    Box,
    Closure,
    Derived,
    Either,
    Entries,
    Grid,
    Lazy,
    Method,
    Once,
    Packed,
    Partial,
    Pullback,
    Range,
    Shape,
    Slice,
    Tuple,
    Zip,
)
from ast_ad.frontend.machine.words import differ
from ast_ad.ir import Undef

if TYPE_CHECKING:
    from ast_ad.frontend.machine.merge import Merge

Location = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Wild:
    """Stands for every value on a way that does not come here."""


WILD = Wild()
Half = Abstract | Wild


def _itemwise(merge: Merge, at: Location, a: Half, b: Half) -> Abstract:
    known = a if isinstance(a, Tuple) else b
    assert isinstance(known, Tuple)
    if isinstance(a, Tuple) and isinstance(b, Tuple) and (a.type, len(a.items)) != (b.type, len(b.items)):
        return differ(a, b)
    columns = [half.items if isinstance(half, Tuple) else [half] * len(known.items) for half in (a, b)]
    return replace(known, items=tuple(merge.value((*at, k), x, y) for k, (x, y) in enumerate(zip(*columns))))


def _box(merge: Merge, at: Location, a: Half, b: Half) -> Abstract:
    return Box(merge.storage(at, *(half.storage if isinstance(half, Box) else None for half in (a, b))))


def _by_parts(*names: str) -> Callable[[Merge, Location, Half, Half], Abstract]:
    """For objects that are merged field by field; the other fields have to be equal, or it is a choice of functions."""

    def merge_parts(merge: Merge, at: Location, a: Half, b: Half) -> Abstract:
        known = b if isinstance(a, Wild | Undef) else a
        changes: dict[str, object] = {}
        for name in names:
            column = [getattr(half, name, half) for half in (a, b)]
            whole = getattr(known, name)
            if isinstance(whole, tuple):
                rows = [half if isinstance(half, tuple) else [half] * len(whole) for half in column]
                if len(rows[0]) != len(rows[1]):
                    return merge.either(at, a, b)
                changes[name] = tuple(merge.value((*at, name, k), x, y) for k, (x, y) in enumerate(zip(*rows)))
            else:
                changes[name] = merge.value((*at, name), column[0], column[1])
        parts = [replace(half, **changes) for half in (a, b) if not isinstance(half, Wild | Undef)]  # type: ignore[arg-type]
        return parts[0] if parts[0] == parts[-1] else merge.either(at, a, b)

    return merge_parts


def _closure(merge: Merge, at: Location, a: Half, b: Half) -> Abstract:
    known = b if isinstance(a, Wild | Undef) else a
    assert isinstance(known, Closure)
    if isinstance(a, Closure) and isinstance(b, Closure) and (a.code, a.frame) != (b.code, b.frame):
        return merge.either(at, a, b)
    columns = [
        [v for _, v in half.defaults] if isinstance(half, Closure) else [half] * len(known.defaults) for half in (a, b)
    ]
    merged = (merge.value((*at, name), x, y) for (name, _), x, y in zip(known.defaults, *columns))
    return replace(known, defaults=tuple((name, value) for (name, _), value in zip(known.defaults, merged)))


PARTS: Mapping[type, Callable[[Merge, Location, Half, Half], Abstract]] = {
    Tuple: _itemwise,
    Box: _box,
    Closure: _closure,
    Range: _by_parts("start", "stop", "step"),
    Zip: _by_parts("parts"),
    Grid: _by_parts("parts"),
    Once: _by_parts("items"),
    Lazy: _by_parts("first"),
    Entries: _by_parts("base"),
    Backwards: _by_parts("base"),
    Shape: _by_parts("array"),
    Slice: _by_parts("parts"),
    Bound: _by_parts("function", "first"),
    Method: _by_parts("base"),
    Partial: _by_parts("positional"),
    Derived: _by_parts("function"),
    Either: _by_parts("test", "first", "second"),
    Pullback: _by_parts("atoms"),
    Packed: _by_parts("value"),
}

"""``copy.copy`` and ``copy.deepcopy``."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np

from ast_ad.frontend.calls.structural import arguments, handles
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Maybe, Ref, Storage, Tuple
from ast_ad.ir import Atom
from ast_ad.kinds import List
from ast_ad.runtime import copy_items

Known = dict[Ref | Box, Abstract]


@handles(copy.copy)
def _copy(m: Machine, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract:
    arguments(m, "copy", positional, 1, 1)
    (value,) = positional
    if isinstance(value, Box):
        _require_plain(m, value, "__copy__")
        return Box(Storage(m.content(value.storage), value.storage.name))
    return _array(m, value, deep=False) if isinstance(value, Ref) else value


@handles(copy.deepcopy)
def _deepcopy(m: Machine, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract:
    arguments(m, "deepcopy", positional, 1, 1)
    return deep(m, positional[0])


def deep(m: Machine, value: Abstract) -> Abstract:
    return _deep(m, value, {})


def _deep(m: Machine, value: Abstract, known: Known) -> Abstract:
    """A copy of a value and of all in it; what occurs twice in it does so in the copy."""
    match value:
        case Tuple(items=items):
            return replace(value, items=tuple(_deep(m, item, known) for item in items))
        case Maybe(value=inner):
            return replace(value, value=_deep(m, inner, known))
        case Ref() | Box() if value in known:
            return known[value]
        case Ref():
            known[value] = _array(m, value, deep=True)
            return known[value]
        case Box(storage=storage):
            contents = m.content(storage)
            if not isinstance(contents, Contents):
                return _deep(m, Ref(storage), known)
            _require_plain(m, value, "__deepcopy__")
            made = Box(Storage(contents, storage.name))
            known[value] = made
            items = tuple(_deep(m, item, known) for item in contents.items)
            made.storage.initial = replace(contents, items=items)
            return made
    return value


def _require_plain(m: Machine, value: Box, method: str) -> None:
    contents = m.content(value.storage)
    if isinstance(contents, Contents) and hasattr(contents.type, method):
        m.refuse("AD106", f"{contents.type.__name__} has a {method} of its own", f"call it: x.{method}()")


def _array(m: Machine, value: Ref, deep: bool) -> Abstract:
    """A copy of an array, or of a list of unknown length."""
    atom: Atom = m.atom(value)
    if isinstance(m.kind(value), List):
        return m.own(m.builder.apply(copy_items if deep else list, atom), items=[] if deep else [value])
    return m.own(m.builder.apply(np.copy, atom))

"""Methods of arrays, numbers, lists, dicts, tuples and strings, by name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ast_ad.frontend import effects, growth, iterate, library, live, mutators, operators, subscripts
from ast_ad.frontend.array_methods import LEFT_OUT, METHODS
from ast_ad.frontend.machine import Machine
from ast_ad.frontend.objects import Abstract, Box, Contents, Maybe, Method, Ref, Shape, Slice, Storage, Tuple
from ast_ad.ir import Const
from ast_ad.kinds import Array, List, Number, Opaque

Positional = list[Abstract]
Keywords = dict[str, Abstract]
# Methods that take one tuple or several arguments in its place.
_SPREAD = {"reshape", "transpose"}


def call(m: Machine, method: Method, positional: Positional, keywords: Keywords) -> Abstract:
    """``base.name(...)``."""
    base, name = method.base, method.name
    match base:
        case Box(storage=storage) if isinstance(contents := m.content(storage), Contents):
            return _of_box(m, base, contents, name, positional)
        case Tuple(items=items):
            return _of_items(m, items, name, positional)
        case Shape():
            return _of_items(m, tuple(iterate.items(m, base, None)), name, positional)
        case Const(value=owner):
            return _of_constant(m, base, owner, name, positional, keywords)
        case Maybe(value=inner):
            return call(m, Method(inner, name), positional, keywords)
    kind = m.kind(base)
    match kind:
        case Array() if isinstance(base, Ref):
            return _of_array(m, base, name, positional, keywords)
        case List() if isinstance(base, Ref):
            return _of_list(m, base, name, positional)
        case Number():
            return _of_number(m, base, kind, name, positional, keywords)
        case Opaque(type=cls):
            return _of_object(m, base, cls, name, positional, keywords)
    m.refuse("AD106", f"the method {name} is not known here")


def _of_array(m: Machine, base: Ref, name: str, positional: Positional, keywords: Keywords) -> Abstract:
    written = mutators.method(m, base, name, positional, keywords)
    if written is not None:
        return written
    function = METHODS.get(name)
    if function is None:
        why = f": {LEFT_OUT[name]}" if name in LEFT_OUT else ""
        m.refuse("AD106", f"the method {name} of arrays is not known{why}", "" if why else "use the function of numpy")
    if name == "compress" and positional:
        return library.call(m, function, [positional[0], base, *positional[1:]], keywords)
    if name in _SPREAD and len(positional) > 1:
        positional = [Tuple(tuple(positional))]
    return library.call(m, function, [base, *positional], keywords)


def _of_number(
    m: Machine, base: Abstract, kind: Number, name: str, positional: Positional, keywords: Keywords
) -> Abstract:
    if name == "conjugate":
        return library.call(m, np.conj, [base], {}) if kind.type is complex else base
    if name == "item" and kind.dtype is not None:
        return library.call(m, {float: float, int: int, bool: bool, complex: complex}[kind.type], [base], {})
    function = METHODS.get(name) if kind.dtype is not None else getattr(kind.type, name, None)
    if function is None:
        m.refuse("AD106", f"a {kind} has no method {name}")
    return library.call(m, function, [base, *positional], keywords)


def _of_object(
    m: Machine, base: Abstract, cls: type, name: str, positional: Positional, keywords: Keywords
) -> Abstract:
    if live.is_stateful(cls):
        return effects.method(m, cls, name, base, positional, keywords)
    function = getattr(cls, name, None)
    if not callable(function):
        m.refuse("AD106", f"a {cls.__name__} has no method {name} that is known here")
    return library.call(m, function, [base, *positional], keywords)


def _of_constant(
    m: Machine, base: Const, owner: object, name: str, positional: Positional, keywords: Keywords
) -> Abstract:
    if isinstance(owner, str):
        function: Callable[..., object] = getattr(str, name)
        folded = operators.fold(function, (base, *positional)) if not keywords else None
        return folded or library.apply(m, function, [base, *positional], keywords)
    return library.call(m, getattr(owner, name), positional, keywords)


def _of_items(m: Machine, items: tuple[Abstract, ...], name: str, positional: Positional) -> Abstract:
    if name in ("index", "count") and all(isinstance(item, Const) for item in (*items, *positional)):
        try:
            return Const(getattr(items, name)(positional[0]))
        except ValueError as error:
            m.refuse("AD110", str(error))
    m.refuse("AD106", f"the method {name} of a tuple is not known here")


def _of_list(m: Machine, base: Ref, name: str, positional: Positional) -> Abstract:
    match name, positional:
        case "copy", []:
            return m.own(m.builder.apply(list, m.atom(base)))
        case "append", [value]:
            growth.append(m, base, [value])
        case "extend", [values] if (items := iterate.fixed(m, values)) is not None:
            growth.append(m, base, items)
        case "pop", []:
            last = subscripts.item(m, base, Const(-1))
            rest = subscripts.item(m, base, Slice((Const(None), Const(-1), Const(None))))
            last = m.own(m.atom(last))
            m.state.write(base.storage, m.atom(rest), m.builder.place)
            return last
        case _:
            m.refuse("AD204", f"a list of unknown length is changed by {name}", "use an array")
    return Const(None)


def _of_box(m: Machine, base: Box, contents: Contents, name: str, positional: Positional) -> Abstract:
    if contents.type is dict:
        return _of_dict(m, base, contents, name, positional)
    if name in ("index", "count"):
        return _of_items(m, contents.items, name, positional)
    items = list(contents.items)
    result: Abstract = Const(None)
    match name, positional:
        case "append", [value]:
            items.append(value)
        case "extend", [values]:
            items += iterate.items(m, values, None)
        case "insert", [Const(value=int() as at), value]:
            items.insert(at, value)
        case "pop", [] | [Const()]:
            if not items:
                m.fail(IndexError("pop from empty list"), "AD109", "pop from an empty list")
            result = items.pop(*(value.value for value in positional))  # type: ignore[union-attr, arg-type]
        case "reverse", []:
            items.reverse()
        case "clear", []:
            items.clear()
        case "copy", []:
            return Box(Storage(contents))
        case _:
            m.refuse("AD106", f"the method {name} of a list is not known here")
    if base.storage.frozen:
        m.refuse("AD201", base.storage.frozen)
    m.state.write(base.storage, Contents(list, tuple(items)), m.builder.place)
    return result


def _of_dict(m: Machine, base: Box, contents: Contents, name: str, positional: Positional) -> Abstract:
    pairs = tuple(zip(map(Const, contents.keys), contents.items))
    match name, positional:
        case "keys", []:
            return Tuple(tuple(key for key, _ in pairs))
        case "values", []:
            return Tuple(contents.items)
        case "items", []:
            return Tuple(tuple(Tuple(pair) for pair in pairs))
        case "copy", []:
            return Box(Storage(contents))
        case "get", [Const(value=key), *default]:
            if key in contents.keys:
                return contents.items[contents.keys.index(key)]
            return default[0] if default else Const(None)
        case "update", [Box(storage=other)]:
            if base.storage.frozen:
                m.refuse("AD201", base.storage.frozen)
            added = m.content(other)
            assert isinstance(added, Contents)
            found = dict(zip(contents.keys, contents.items)) | dict(zip(added.keys, added.items))
            m.state.write(base.storage, Contents(dict, tuple(found.values()), tuple(found)), m.builder.place)
            return Const(None)
    m.refuse("AD106", f"the method {name} of a dict is not known here")

"""Methods of arrays, numbers, lists, dicts, tuples and strings, by name."""

from __future__ import annotations

import collections
import operator
from collections.abc import Callable

import numpy as np

from ast_ad import kinds
from ast_ad.frontend.calls import effects, library, mutators
from ast_ad.frontend.calls.array_methods import LEFT_OUT, METHODS
from ast_ad.frontend.expressions import (
    alternatives,
    dicts,
    lists,
    operators,
    queues,
    rows,
    sets,
    special,
    subscripts,
    viewed,
)
from ast_ad.frontend.machine import live
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import (
    Abstract,
    Box,
    Contents,
    Either,
    Maybe,
    Method,
    Ref,
    Rows,
    Shape,
    Storage,
    Tuple,
    Views,
)
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Const, kind_of
from ast_ad.kinds import Array, List, Number, Opaque

Positional = list[Abstract]
Keywords = dict[str, Abstract]
_OF_SETS = {
    "union",
    "intersection",
    "difference",
    "symmetric_difference",
    "issubset",
    "issuperset",
    "isdisjoint",
    "copy",
}
# Methods that take one tuple or several arguments in its place.
_AT_RUN_TIME = ("remove", "insert", "pop", "extend")
_SPREAD = {"reshape", "transpose"}


def call(m: Machine, method: Method, positional: Positional, keywords: Keywords) -> Abstract:
    """``base.name(...)``."""
    base, name = m.resolve(method.base), method.name
    if name == "__getitem__" and len(positional) == 1 and not special.is_instance(m, base):
        return subscripts.item(m, base, positional[0])
    match base:
        case Box(storage=storage) if isinstance(contents := m.content(storage), Contents):
            return _of_box(m, base, contents, name, positional, keywords)
        case Tuple():
            return _of_tuple(m, base, name, positional, keywords)
        case Shape():
            return _of_items(m, tuple(iterate.items(m, base, None)), name, positional)
        case Const(value=owner):
            return _of_constant(m, base, owner, name, positional, keywords)
        case Maybe(value=inner):
            return call(m, Method(inner, name), positional, keywords)
        case Either():
            return alternatives.on_each_way(
                m, [base], lambda bases: call(m, Method(bases[0], name), positional, keywords)
            )
    kind = m.kind(base)
    match kind:
        case Array() if isinstance(base, Ref):
            return _of_array(m, base, name, positional, keywords)
        case List() if isinstance(base, Ref):
            return lists.method(m, base, name, positional, keywords)
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
    if name == "astype" and "dtype" in keywords and not positional:
        # The function of this name takes it by position only.
        positional = [keywords.pop("dtype")]
    if name == "compress" and positional:
        return library.call(m, function, [positional[0], base, *positional[1:]], keywords)
    if name == "nonzero":
        return library.positions(m, base)
    if (
        name in ("conj", "conjugate")
        and not positional
        and not keywords
        and not kinds.is_complex(kind_of(m.atom(base)))
    ):
        # The method gives a real array itself; the function copies it.
        return base
    if name in _SPREAD and len(positional) > 1:
        positional = [Tuple(tuple(positional))]
    return library.call(m, function, [base, *_with_both_bounds(name, positional, keywords)], keywords)


def _with_both_bounds(name: str, positional: Positional, keywords: Keywords) -> Positional:
    """The method clip takes one bound alone, and its bounds by place and by name: the function takes either way, and both."""
    if name != "clip":
        return positional
    bounds = dict(zip(("min", "max"), positional))
    bounds |= {word: keywords.pop(word) for word in ("min", "max") if word in keywords and word not in bounds}
    return [bounds.get("min", Const(None)), bounds.get("max", Const(None)), *positional[2:]]


def _of_number(
    m: Machine, base: Abstract, kind: Number, name: str, positional: Positional, keywords: Keywords
) -> Abstract:
    if name == "conjugate":
        return library.call(m, np.conj, [base], {}) if kind.type is complex else base
    if name == "item" and kind.dtype is not None:
        return library.call(m, {float: float, int: int, bool: bool, complex: complex}[kind.type], [base], {})
    if (
        name == "astype"
        and kind.dtype is not None
        and len(positional) == 1
        and isinstance(given := positional[0], Const)
    ):
        return library.call(m, np.dtype(given.value).type, [base], {})  # type: ignore[call-overload]
    function = METHODS.get(name) if kind.dtype is not None else getattr(kind.type, name, None)
    if function is None:
        m.refuse("AD106", f"a {kind} has no method {name}", "use a function of numpy or math")
    if kind.dtype is not None:
        positional = _with_both_bounds(name, positional, keywords)
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
        return (
            folded
            or _parts_of_text(m, owner, name, positional)
            or library.apply(m, function, [base, *positional], keywords)
        )
    if isinstance(owner, property) and len(positional) == 1:
        from ast_ad.frontend.statements import class_bodies

        return class_bodies.of_property(m, owner, name, positional[0])
    if isinstance(owner, tuple) and (known := operators.fold(getattr(tuple, name), (base, *positional))) is not None:
        return known
    if isinstance(owner, frozenset) and name in _OF_SETS:
        others = [{dicts.key_of(m, item) for item in iterate.items(m, value, None)} for value in positional]
        return Const(getattr(owner, name)(*others))
    return library.call(m, getattr(owner, name), positional, keywords)


def _parts_of_text(m: Machine, text: str, name: str, positional: Positional) -> Abstract | None:
    """What a constant text is taken apart into, or put together from."""
    if name == "join" and len(positional) == 1:
        words = iterate.fixed(m, positional[0]) or []
        known = [word.value for word in words if isinstance(word, Const) and isinstance(word.value, str)]
        return Const(text.join(known)) if words and len(known) == len(words) else None
    given = [value.value for value in positional if isinstance(value, Const)]
    if name not in ("split", "rsplit", "splitlines", "partition", "rpartition") or len(given) < len(positional):
        return None
    parts = tuple(map(Const, getattr(text, name)(*given)))
    return Tuple(parts) if name.endswith("partition") else Box(Storage(Contents(list, parts)))


def _of_tuple(m: Machine, base: Tuple, name: str, positional: Positional, keywords: Keywords) -> Abstract:
    fields = dict(zip(base.names, base.items))
    if name == "_asdict":
        return Box(Storage(Contents(dict, base.items, base.names)))
    if name == "_replace":
        if keywords.keys() - fields.keys():
            m.refuse("AD107", f"{base.type.__name__} has no field {min(keywords.keys() - fields.keys())}")
        return Tuple(tuple((fields | keywords).values()), base.type, base.names)
    return _of_items(m, base.items, name, positional)


def _of_items(m: Machine, items: tuple[Abstract, ...], name: str, positional: Positional) -> Abstract:
    if name in ("index", "count") and all(isinstance(item, Const) for item in (*items, *positional)):
        known = [item.value for item in items if isinstance(item, Const)]
        try:
            return Const(getattr(known, name)(*(value.value for value in positional if isinstance(value, Const))))
        except ValueError as error:
            m.fail(error, "AD110")
    if name in ("index", "count") and len(positional) == 1 and items:
        function = operator.indexOf if name == "index" else operator.countOf
        return m.builder.apply(function, m.atom(subscripts.uniform(m, items)), m.atom(positional[0]))
    hint = "call it on a list: list(...)" if hasattr(list, name) else "see what tuples have"
    m.refuse("AD106", f"the method {name} of a tuple is not known here", hint)


def _of_box(
    m: Machine, base: Box, contents: Contents, name: str, positional: Positional, keywords: Keywords
) -> Abstract:
    if contents.type is dict:
        return dicts.method(m, base, name, positional, keywords)
    if contents.type is Rows:
        return rows.method(m, base, name, positional, keywords)
    if contents.type is Views:
        copied = viewed.of_items(m, base, base.storage.listed) if name == "copy" else None
        return copied or call(m, Method(viewed.settled(m, base), name), positional, keywords)
    if contents.type is set:
        return sets.method(m, base, name, positional)
    if name == "extend":
        positional = [iterate.opened(m, value) for value in positional]
    if name in ("index", "count"):
        return _of_items(m, contents.items, name, positional)
    if name in queues.METHODS and base.storage.listed.type is collections.deque:
        return queues.method(m, base, list(contents.items), name, positional)
    removed = name == "remove" and not all(isinstance(item, Const) for item in contents.items)
    if removed or (name in _AT_RUN_TIME and not all(map(_is_known(m), positional[:1]))):
        if not contents.items:
            return lists.of_empty(m, base, name, positional)
        return lists.method(m, lists.unboxed(m, base), name, positional, keywords)
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
            try:
                result = items.pop(*(value.value for value in positional))  # type: ignore[union-attr, arg-type]
            except (IndexError, TypeError) as error:
                m.fail(error, "AD109")
        case "remove", [Const(value=unwanted)] if all(isinstance(item, Const) for item in items):
            try:
                del items[[item.value for item in items].index(unwanted)]  # type: ignore[union-attr]
            except ValueError as error:
                m.fail(error, "AD110")
        case "sort", []:
            from ast_ad.frontend.calls import ordering

            sorted_ = ordering.ordered(m, base, keywords)
            assert isinstance(sorted_, Box | Ref)
            lists.require_writable(m, base)
            m.state.write(base.storage, m.content(sorted_.storage), m.builder.place)
            if isinstance(sorted_, Ref):
                m.holds(base.storage, items)
            return result
        case "reverse", []:
            items.reverse()
        case "clear", []:
            items.clear()
        case "copy", []:
            return Box(Storage(contents, listed=base.storage.listed))
        case _:
            m.refuse("AD106", f"the method {name} of a list is not known here")
    if base.storage.frozen:
        m.refuse("AD201", base.storage.frozen)
    m.state.write(base.storage, Contents(list, tuple(queues.kept(base, items))), m.builder.place)
    return result


def _is_known(m: Machine) -> Callable[[Abstract], bool]:
    """Whether an argument of a list's method is a position, or a sequence, that is known while compiling."""
    return lambda value: isinstance(value, Const) or iterate.fixed(m, value) is not None

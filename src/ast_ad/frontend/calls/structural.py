"""Builtins that work on structure, and so run while compiling."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import TypeVar

from ast_ad.frontend.calls import effects, python_builtins
from ast_ad.frontend.expressions import comprehensions, operators, truth, viewed
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import (
    TUPLE,
    Abstract,
    Backwards,
    Box,
    Closure,
    Contents,
    Grid,
    Iterator,
    Lazy,
    Once,
    Range,
    Ref,
    Slice,
    Storage,
    Tuple,
    Zip,
)
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Atom, Const, kind_of
from ast_ad.kinds import Array, Number

Positional = list[Abstract]
Keywords = dict[str, Abstract]
Handler = Callable[[Machine, Positional, Keywords], Abstract | None]
Some = TypeVar("Some", bound=Handler)
_MOST_AXES = 64  # of an array of NumPy's
_HANDLERS: dict[object, Handler] = {}
_NAMED: dict[str, dict[str, Handler]] = {}


def find(function: object) -> Handler | None:
    """What runs in the place of a builtin. A handler may give None: then the call is an ordinary one."""
    try:
        return _HANDLERS.get(function) or _NAMED.get(getattr(function, "__name__", ""), {}).get(_library(function))
    except TypeError:
        return None


def _library(function: object) -> str:
    return str(getattr(function, "__module__", "")).partition(".")[0]


def handles(*functions: object) -> Callable[[Some], Some]:
    def register(handler: Some) -> Some:
        _HANDLERS.update(dict.fromkeys(functions, handler))
        return handler

    return register


def handles_named(library: str, name: str) -> Callable[[Some], Some]:
    """For a function of a library that is not loaded unless the program uses it."""

    def register(handler: Some) -> Some:
        _NAMED.setdefault(name, {})[library] = handler
        return handler

    return register


def arguments(m: Machine, name: str, values: Sequence[object], least: int, most: int) -> None:
    """Refuse a call with another number of arguments."""
    if not least <= len(values) <= most:
        m.refuse("AD107", f"{name} is called with {len(values)} arguments")


@handles(range)
def _range(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "range", positional, 1, 3)
    atoms: list[Atom] = [m.atom(value, "the bound of the range") for value in positional]
    start, stop, step = (Const(0), *atoms, Const(1)) if len(atoms) == 1 else (*atoms, Const(1))[:3]
    for atom in (start, stop, step):
        kind = kind_of(atom)
        if isinstance(kind, Number) and kind.type is not int and kind.type is not bool:
            m.refuse("AD108", f"a range of {kind.type.__name__} values", "convert with int(...)")
    return Range(start, stop, step)


@handles(enumerate)
def _enumerate(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "enumerate", positional, 1, 2)
    start = positional[1] if len(positional) == 2 else keywords.get("start", Const(0))
    return Zip((_part(m, positional[0]),), m.atom(start))


@handles(zip)
def _zip(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    if any(positional.count(value) > 1 and _is_iterator(m, value) for value in positional):
        return _taking_turns(m, positional)
    parts = tuple(each(m, positional, _part))
    if "strict" in keywords:
        _require_alike(m, parts, truth.truth(m, keywords["strict"]))
    return Zip(parts)


def _is_iterator(m: Machine, value: Abstract) -> bool:
    contents = m.content(value.storage) if isinstance(value, Box) else None
    return isinstance(contents, Contents) and contents.type is Iterator


def _taking_turns(m: Machine, values: Sequence[Abstract]) -> Abstract:
    """``zip(it, it)``: an iterator that is given twice gives its next item to each."""
    sources = {value: iter(iterate.items(m, value, None)) for value in dict.fromkeys(values)}
    return Once(tuple(map(Tuple, zip(*(sources[value] for value in values)))))


def _require_alike(m: Machine, parts: Sequence[Abstract], strict: Atom) -> None:
    """Raise as ``zip(..., strict=True)`` does, before the first round."""
    if not parts or strict == Const(False):
        return
    lengths = [m.atom(iterate.length(m, part)) for part in parts]
    for k, length in enumerate(lengths[1:], 2):
        message = f"zip() argument {k} is not as long as argument 1"
        alike = operators.apply(m, operator.eq, lengths[0], length)
        unlike = m.negation(m.atom(alike))
        wrong = truth.choose(m, strict, lambda unlike=unlike: unlike, lambda: Const(False))  # type: ignore[misc]
        m.require(m.negation(m.atom(wrong)), ValueError, message)


def _part(m: Machine, value: Abstract) -> Abstract:
    """What zip and enumerate run over: a simple generator makes its items when they are asked for."""
    value = iterate.opened(m, value)
    return value if isinstance(value, Lazy) and comprehensions.is_simple(value) else listed(m, value)


def each(m: Machine, values: Sequence[Abstract], function: Callable[[Machine, Abstract], Abstract]) -> list[Abstract]:
    """What a function makes of each of several values, the others being held."""
    found = list(values)
    for k in range(len(found)):
        if isinstance(found[k], Lazy | Box):
            with m.hold(*found) as held:
                made = function(m, found[k])
                found = held()
            found[k] = made
    return found


@handles(reversed)
def _reversed(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "reversed", positional, 1, 1)
    return Backwards(listed(m, positional[0]))


@handles(len)
def _len(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "len", positional, 1, 1)
    return iterate.length(m, positional[0])


@handles(print)
def _print(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    return effects.call(m, print, positional, keywords)


def listed(m: Machine, value: Abstract) -> Abstract:
    """What a generator yields, as a list."""
    value = iterate.opened(m, value)
    return comprehensions.collect(m, value) if isinstance(value, Lazy) else value


def as_sequence(m: Machine, value: Abstract) -> Abstract:
    """What is iterated over, as something that can be sliced."""
    value = listed(m, value)
    if isinstance(value, Range | Zip | Backwards) and iterate.fixed(m, value) is None:
        return helper(m, python_builtins.gathered, value)
    found = iterate.fixed(m, value)
    return value if found is None or isinstance(value, Tuple) else Tuple(tuple(found))


def helper(m: Machine, function: Callable[..., object], *arguments: Abstract, **keywords: Abstract) -> Abstract:
    """The call of a function of ours that is lowered like the user's, at the place of the call."""
    from ast_ad.frontend.calls import inline

    assert isinstance(function, FunctionType)
    source = m.shared.inlined(function)
    return inline.call(m, Closure(m.shared.code(source.node, source), None), list(arguments), keywords)


def inlined(body: FunctionType) -> Handler:
    """The handler of a function of ours that is lowered at the place of each call."""

    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        return helper(m, body, *positional, **keywords)

    return handler


@handles(iter)
def _iter(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "iter", positional, 1, 1)
    values = listed(m, positional[0])
    items = iterate.fixed(m, values)
    if items is None:
        return helper(m, python_builtins.iterated, values)
    return Box(Storage(Contents(Iterator, tuple(items))))


@handles(next)
def _next(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "next", positional, 1, 2)
    box = positional[0]
    if isinstance(box, Lazy | Zip | Backwards | Grid):
        return helper(m, python_builtins.first if len(positional) == 1 else python_builtins.first_or, *positional)
    contents = m.content(box.storage) if isinstance(box, Box) else None
    if not isinstance(box, Box) or not isinstance(contents, Contents) or contents.type is not Iterator or contents.keys:
        m.refuse("AD110", "next of something that is no iterator over known items", "loop over it, or use an index")
    if not contents.items:
        if len(positional) == 2:
            return positional[1]
        m.fail(StopIteration(), "AD109", "this iterator has no item left")
    m.state.write(box.storage, Contents(Iterator, contents.items[1:]), m.builder.place)
    return contents.items[0]


@handles(list)
def _list(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    if not positional:
        return Box(Storage(Contents(list, ())))
    return as_list(m, positional[0])


def as_list(m: Machine, value: Abstract) -> Abstract:
    """``list(value)``."""
    values = listed(m, value)
    if (views := viewed.of_items(m, values)) is not None:
        return views
    if not iterate.is_counted(m, values):
        return comprehensions.listed(m, values)
    return Box(Storage(Contents(list, tuple(iterate.items(m, values, None)))))


@handles(tuple)
def _tuple(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    if not positional:
        return Tuple(())
    if isinstance(made := positional[0], Lazy):
        known = list[Abstract]()
        if m.succeeds(lambda: known.extend(comprehensions.known(m, made))):
            return Tuple(tuple(known))
    values = listed(m, positional[0])
    if iterate.is_counted(m, values) or _is_short(m, values):
        return Tuple(tuple(iterate.items(m, values, None)))
    if (views := viewed.of_items(m, values, TUPLE)) is not None:
        return views
    found = comprehensions.listed(m, values)
    if not isinstance(found, Ref):
        m.refuse("AD110", "a tuple of tuples whose number only the run tells", "make a list of them: list(...)")
    found.storage.listed = TUPLE
    return found


def _is_short(m: Machine, value: Abstract) -> bool:
    """Whether an array is known to have so few rows that a tuple of them may be an index: as many as there may be axes."""
    kind = m.kind(value) if isinstance(value, Ref) else None
    length = kind.dims[0] if isinstance(kind, Array) and kind.dims else None
    return isinstance(length, int) and length <= _MOST_AXES


@handles(slice)
def _slice(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "slice", positional, 1, 3)
    atoms = [m.or_none(value) for value in positional]
    start, stop, step = (Const(None), *atoms, Const(None)) if len(atoms) == 1 else (*atoms, Const(None))[:3]
    return Slice((start, stop, step))

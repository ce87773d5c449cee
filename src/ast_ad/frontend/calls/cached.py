"""Calls of functions that keep what they have returned: ``functools.cache`` and ``lru_cache``.

They are looked through, which is right if nobody could tell: the function does nothing but compute, from what is the same
at every call, and what it has returned is written by nobody.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator

import gast

from ast_ad.frontend.calls.structural import Keywords, Positional, handles
from ast_ad.frontend.calls.surroundings import Seen
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Closure, Partial
from ast_ad.frontend.machine.state import State
from ast_ad.ir import Call, Const, For, If, Op, Raise, Try, While, callees, has_effect, walk

_COPY = "compute it without the cache"


@handles(functools.cache, functools.lru_cache)
def _cache(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    """The decorator: of a function, or with its options, which change nothing that is seen."""
    if positional and (not isinstance(positional[0], Const) or callable(positional[0].value)):
        return Partial(Const(kept), (positional[0],), ())
    return Const(functools.cache)


def kept(function: Callable[..., object], *args: object) -> object:
    return function(*args)


def is_cached(value: Abstract) -> bool:
    return isinstance(value, Partial) and value.function == Const(kept)


@handles(kept)
def _call_kept(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    from ast_ad.frontend.calls import calls

    function, *given = positional
    return call(m, function, given, lambda: calls.call(m, function, given, keywords))


def call(m: Machine, function: Abstract, given: Positional, run: Callable[[], Abstract]) -> Abstract:
    """The call of a cached function, which ``run`` lowers."""
    name = function.code.name if isinstance(function, Closure) else getattr(function.value, "__name__", "")  # type: ignore[union-attr]
    _require_as_before(m, function, name, given)
    before, written, made = m.state.copy(), len(m.state.log), len(m.builder.ops)
    result = run()
    old = Seen(before)
    old.visit(tuple(before.names.values()))
    if any(map(_does_something, m.builder.ops[made:])) or any(
        entry in old.storages or entry in before.names for entry in m.state.log[written:]
    ):
        m.refuse("AD402", f"the cached function {name} does more than compute its value", _COPY)
    _freeze(m.state, result, old, f"what the cached function {name} returned is written, and its cache keeps it")
    return result


def _does_something(op: Op) -> bool:
    """Whether the cache is seen at an op. What raises is not kept: it does so again."""
    if isinstance(op.prim, If | For | While | Try):
        return any(_does_something(inner) for block in op.blocks for inner in block.ops)
    if isinstance(op.prim, Call):
        inside = (inner for func in callees(op.prim.func) for inner in walk(func.block))
        return any(_does_something(inner) for inner in inside if not inner.blocks and not isinstance(inner.prim, Call))
    return not isinstance(op.prim, Raise) and has_effect(op)


def _freeze(state: State, result: Abstract, old: Seen, why: str) -> None:
    found = Seen(state)
    found.visit(result)
    for storage in found.storages:
        if storage not in old.storages:
            storage.frozen = storage.frozen or why


def _require_as_before(m: Machine, function: Abstract, name: str, given: Positional) -> None:
    """What a cached function reads is what it was when it was called first."""
    found = Seen(m.state)
    values = dict(_read(m, function, found))
    found.visit(tuple(given))
    values |= {storage: m.state.content(storage) for storage in found.storages}
    known = m.shared.kept.setdefault(function, {})
    if any(known.get(each, value) != value for each, value in values.items()):
        m.refuse("AD402", f"the cached function {name} reads what has changed since it was called", _COPY)
    known |= values


def _read(m: Machine, function: Abstract, found: Seen) -> Iterator[tuple[object, object]]:
    """The names around a function that it reads, with their values; ``found`` gets the memory that they lead to."""
    waiting, met = [function], set()
    while waiting:
        closure = waiting.pop()
        if not isinstance(closure, Closure) or (closure.code, closure.frame) in met:
            continue
        met.add((closure.code, closure.frame))
        for name in {node.id: None for node in gast.walk(closure.code.node) if isinstance(node, gast.Name)}:
            frame = closure.frame if name not in closure.code.assigned else None
            while frame is not None and name not in frame.code.assigned:
                frame = frame.parent
            value = m.state.names.get((frame, name)) if frame is not None else None
            if value is not None:
                yield (frame, name), value
                found.visit(value if not isinstance(value, Closure) else value.defaults)
                waiting.append(value)

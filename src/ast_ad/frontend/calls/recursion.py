"""Recursive functions: one closed Func for each description of the arguments, called where the function is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ast_ad.errors import Refused
from ast_ad.frontend.calls import specialise, surroundings
from ast_ad.frontend.calls.specialise import Entry, Function, Special, Specialising, weak
from ast_ad.frontend.calls.surroundings import Again, Length, Location
from ast_ad.frontend.machine.detach import detached
from ast_ad.frontend.machine.machine import Machine, Unreachable
from ast_ad.frontend.machine.objects import Abstract, Box, Closure, Code, Contents, Ref, Stale, Storage
from ast_ad.frontend.machine.running import require_not_run_over
from ast_ad.frontend.machine.skeleton import Taker
from ast_ad.ir import Call, Func, kind_of
from ast_ad.kinds import List

# So many calls are lowered into their callers, before one that was met this often gets a Func of its own.
_MOST_INLINED, _OFTEN = 1000, 8
# So many descriptions of the arguments may lead from one to the next.
_MOST_FORMS = 8


class Restart(Exception):
    """A function turned out to be recursive, or to be called too often: lower everything again, knowing that."""


def count(m: Machine, code: Code) -> None:
    """Note that a function is lowered into its caller: where calls double at every level, that has to end."""
    inlinings = m.shared.inlinings
    inlinings[code] += 1
    if inlinings.total() <= _MOST_INLINED:
        return
    for outer, frame, _ in m.calls[1:]:
        if frame is None and inlinings[outer] >= _OFTEN and outer not in m.shared.inline_only:
            m.shared.outlined.add(outer)
            raise Restart


def _identifier(name: str) -> str:
    return name if name.isidentifier() else "f"


def describe(m: Machine, names: Mapping[str, Abstract]) -> object:
    """What a function is specialised on: the structure, kinds and aliases of its arguments."""
    mark = len(m.builder.ops)
    taker = Taker(m)
    skeleton = taker.take(tuple(names.items()))
    del m.builder.ops[mark:]
    return skeleton, tuple(weak(kind_of(atom)) for atom in taker.flat.atoms)


def outlined(m: Machine, closure: Closure, names: dict[str, Abstract]) -> Abstract:
    """The call of a function that is called too often to be lowered anew each time; where that cannot be, it is."""
    try:
        return call(m, closure, names)
    except Refused:
        m.shared.outlined.discard(closure.code)
        m.shared.inline_only.add(closure.code)
        raise Restart from None


def call(m: Machine, closure: Closure, names: dict[str, Abstract]) -> Abstract:
    """The call of a recursive function."""
    function, problems = (closure.code, closure.frame), len(m.shared.problems)
    while True:
        try:
            return _call(m, closure, names)
        except Again as again:
            if again.function != function or _begun(m, function):
                raise
            del m.shared.problems[problems:]


def _begun(m: Machine, function: Function) -> list[Special]:
    """What is being lowered of a function around what is lowered now."""
    return [special for special in m.shared.specials.values() if special.function == function and not special.done]


def _call(m: Machine, closure: Closure, names: dict[str, Abstract]) -> Abstract:
    function = closure.code, closure.frame
    lengths = _lengths(m, function, names)
    given = specialise.entry(m, closure, {name: m.resolve(value) for name, value in names.items()})
    key = (*function, given.description)
    special = m.shared.specials.get(key)
    if special is None or (special.done and special.changes and not given.given <= special.given):
        if len(_begun(m, function)) > _MOST_FORMS:
            m.refuse("AD111", f"{closure.code.name} meets other structures from call to call", "use lists of numbers")
        special = Special(Func(_identifier(closure.code.name), place=m.place), function, lengths, given=given.given)
        m.shared.specials[key] = special
        try:
            Specialising(m, closure, given, special).run()
        finally:
            # One that was refused has no body; what one captures may be another value at the next call.
            if not special.done or closure.frame is not None or special.captures or given.outer:
                m.shared.specials.pop(key, None)
    special.given |= given.given
    return _emit(m, special, given)


def _lengths(m: Machine, function: Function, names: dict[str, Abstract]) -> dict[Location, Length]:
    """The lists that a function gets and writes, with their lengths: those that grow from call to call have none."""
    outer = m.shared.outer.get(function, ())
    roots: dict[object, object] = dict(names) | {each: surroundings.held(m.state, each) for each in outer}
    lists = m.shared.growing.setdefault(function, {})
    surroundings.widen(m, roots, lists)
    lengths = surroundings.lengths(m, roots)
    for special in _begun(m, function):
        grown = surroundings.grown(special.lengths, lengths)
        if more := {at: kind for at, kind in grown.items() if lists.get(at) != kind}:
            lists.update(more)
            raise Again(function)
    return lengths


def _emit(m: Machine, special: Special, given: Entry) -> Abstract:
    special.asked = True
    if special.result is None:
        raise Unreachable
    refs = given.flat.refs
    for ref in refs:
        m.content(ref.storage)
    for storage in special.reads:
        m.content(storage)
    results = m.builder.emit(Call(special.func), (*given.flat.atoms, *special.captures), special.kinds)
    _require_apart(m, [refs[each] for each, _ in special.changes if isinstance(each, int)], refs)
    storages: dict[int, Storage] = {}
    parts = special.result, tuple(content for _, content in special.changes)
    value, contents = specialise.apart(parts, results, storages, refs)
    with m.hold(value) as held:
        for (each, _), content in zip(special.changes, contents):
            if isinstance(each, int):
                _write(m, refs[each], content)
            elif isinstance(each, Storage):
                _write(m, Ref(each), content)
            else:
                m.state.names[each] = content
                m.state.log.append(each)
        (value,) = held()
    for pair in special.links:
        ends = [end if isinstance(end, Storage) else (refs[end] if end >= 0 else storages[-1 - end]) for end in pair]
        one, *others = (end if isinstance(end, Storage) else end.storage for end in ends)
        if others:
            m.state.link(one, *others)
        else:
            m.state.links |= {frozenset((one,))}
    return value


def _write(m: Machine, target: Ref | Box, content: object) -> None:
    """What a call has left in memory."""
    from ast_ad.frontend.statements import writes

    storage = target.storage
    if isinstance(content, Stale):
        m.state.heap[storage] = content
        m.state.log.append(storage)
        storage.touch(m.place)
        return
    before = m.content(storage)
    if storage.frozen:
        m.refuse("AD201", storage.frozen, "write into a copy and return it")
    if isinstance(target, Ref) and target.path:
        writes.write(m, target, content)  # type: ignore[arg-type]
    elif isinstance(before, Contents):
        require_not_run_over(m.state, Box(storage), m.place)
        m.state.grow(storage, content, m.builder.place)  # type: ignore[arg-type]
    else:
        if isinstance(kind_of(before), List):
            require_not_run_over(m.state, Ref(storage), m.place)
            with detached(m, Ref(storage)):
                # What is known of the items is not known any more: they are written like the list itself.
                pass
        m.state.write(storage, content, m.builder.place)  # type: ignore[arg-type]


def _require_apart(m: Machine, written: Sequence[Ref | Box], refs: Sequence[Ref | Box]) -> None:
    for ref in written:
        if any(other is not ref and other.storage is ref.storage for other in refs):
            m.refuse(
                "AD206", "a recursive function writes into one of two views of an array", "pass a copy of one of them"
            )

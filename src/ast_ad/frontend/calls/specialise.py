"""A recursive function specialised: its closed Func, lowered until what it is found to do is what its calls were told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from ast_ad import kinds
from ast_ad.errors import Refused
from ast_ad.frontend.calls import packing, surroundings
from ast_ad.frontend.calls.surroundings import Again, Length, Location, Outer, Seen
from ast_ad.frontend.machine.machine import Machine, Unreachable
from ast_ad.frontend.machine.objects import Abstract, Box, Closure, Code, Frame, Layout, Ref, Storage
from ast_ad.frontend.machine.skeleton import Flat, Taker, put_together
from ast_ad.frontend.machine.state import State
from ast_ad.ir import Atom, Block, Const, Func, Value, captured, kind_of
from ast_ad.kinds import ANY, Array, Kind, List
from ast_ad.optimise.rewrite import fresh, substitute
from ast_ad.tree import LEAF, Node

_MOST_ROUNDS = 12
# After so many rounds a tuple that is nested in itself is taken for one value, and after so many more the next one.
_NESTED, _MORE = 4, 4
Function = tuple[Code, Frame | None]
# One end of a link: an argument by its number, an array of the result by its number from the end, or memory around.
End = int | Storage


@dataclass(slots=True)
class Special:
    """A function specialised on the description of its arguments. ``result`` is None until a round has found one.

    ``changes`` are the arguments that it writes, by number, and what it writes around it, each with what is there
    afterwards; ``reads`` is the memory around it that it reads only. ``given`` says which arguments may share memory,
    with one another or with what is around the function; ``links`` what may do so afterwards.
    """

    func: Func
    function: Function
    lengths: dict[Location, Length]
    result: object = None
    changes: tuple[tuple[int | Outer, object], ...] = ()
    kinds: list[Kind] = field(default_factory=list)
    captures: tuple[Value, ...] = ()
    reads: tuple[Storage, ...] = ()
    given: frozenset[frozenset[End]] = frozenset()
    links: frozenset[frozenset[End]] = frozenset()
    packed: tuple[tuple[packing.Path, Layout], ...] = ()
    asked: bool = False
    done: bool = False

    @property
    def summary(self) -> object:
        inside = tuple((layout.skeleton, layout.kinds) for _, layout in self.packed)
        return self.result, self.changes, tuple(self.kinds), self.captures, self.reads, self.given, self.links, inside


def weak(kind: Kind) -> Kind:
    """The kind without what a recursion changes from call to call: the lengths of arrays."""
    match kind:
        case Array(dims=dims) if dims is not None:
            return replace(kind, dims=(ANY,) * len(dims), contiguous=False)
        case List(item=item):
            return List(weak(item), kind.optional)
    return kind


@dataclass(slots=True)
class Entry:
    """What a function is called with: its arguments, and what it writes around it (``outer``), taken apart."""

    names: dict[str, Abstract]
    outer: tuple[Outer, ...]
    around: Seen
    flat: Flat
    given: frozenset[frozenset[End]]

    @property
    def description(self) -> object:
        return self.flat.skeleton, tuple(weak(kind_of(atom)) for atom in self.flat.atoms)


def entry(m: Machine, closure: Closure, names: dict[str, Abstract]) -> Entry:
    """A call as it is before it; the ops that read views are emitted."""
    outer = tuple(m.shared.outer.get((closure.code, closure.frame), ()))
    around = surroundings.seen(m, closure, names, outer)
    taker = Taker(m)
    # What is written is known by its place in memory, in the arguments as well.
    taker.around = {each for each in outer if isinstance(each, Storage)}
    arguments = taker.take(tuple(names.items()))
    taker.around |= around.storages.keys()
    taker.flat.skeleton = arguments, taker.take(tuple(surroundings.held(m.state, each) for each in outer))
    return Entry(names, outer, around, taker.flat, frozenset(_given(m.state, taker.flat, around)))


def _given(state: State, flat: Flat, around: Seen) -> Iterator[frozenset[End]]:
    """Which arguments may share memory, and with what."""
    for k, ref in enumerate(flat.refs):
        linked = {ref.storage, *state.linked(ref.storage)}
        ends: list[End] = [n for n, other in enumerate(flat.refs[:k]) if other.storage in linked]
        ends += [storage for storage in around.storages if storage in linked]
        if frozenset((ref.storage,)) in state.links:
            ends.append(k)
        for end in ends:
            yield frozenset((k, end))


def apart(
    skeleton: object, atoms: Sequence[Atom], storages: dict[int, Storage], refs: Sequence[Ref | Box] = ()
) -> tuple[Any, tuple[Any, ...]]:
    """A skeleton of two put together: arguments or a result, and what is around."""
    made = put_together(skeleton, atoms, storages, refs)
    assert isinstance(made, tuple)
    return made


class Specialising:
    """Lowers a recursive function until what it is found to return is what its calls of itself were told."""

    def __init__(self, m: Machine, closure: Closure, given: Entry, special: Special) -> None:
        self.m = m
        self.closure = closure
        self.entry = given
        self.special = special
        self.nested: list[list[packing.Path]] = []

    def run(self) -> None:
        shared = self.m.shared
        ways: list[list[packing.Path]] | None = None
        for number in range(_MOST_ROUNDS):
            if number in (_NESTED, _NESTED + _MORE) and (ways := self.nested if ways is None else ways):
                # Tuples in tuples of their own form, and so on: those that settle as one value each.
                self.special.packed, self.special.result = (
                    tuple((path, self.layout(path)) for path in ways.pop(0)),
                    None,
                )
            before = self.special.summary
            known, problems = set(shared.specials), len(shared.problems)
            self.special.asked = False
            block = self.round()
            if self.special.result is None:
                self.give_up(known)
                return
            if before == self.special.summary or not self.special.asked:
                self.finish(block)
                return
            del shared.problems[problems:]
            for key in shared.specials.keys() - known:
                del shared.specials[key]
        self.m.refuse("AD111", f"the kinds of what {self.closure.code.name} returns do not settle")

    def layout(self, path: packing.Path) -> Layout:
        """That of the tuples at a path of the result: one and the same however often the function is lowered anew."""
        key = self.special.function, self.entry.description, path
        return self.m.shared.layouts.setdefault(key, Layout())

    def give_up(self, known: set[object]) -> None:
        """No way through the function is known to end: perhaps as another one, which it calls, is not known yet."""
        specials = self.m.shared.specials
        if not any(s.asked and s.result is None for s in specials.values() if s is not self.special):
            self.m.refuse("AD111", f"{self.closure.code.name} never returns")
        for key in [key for key, special in specials.items() if special is self.special or key not in known]:
            del specials[key]

    def finish(self, block: Block) -> None:
        func = self.special.func
        func.block = block
        self.special.done = True
        count = len(block.results)
        func.output = LEAF if count == 1 else Node(tuple, (LEAF,) * count)

    def round(self) -> Block:
        from ast_ad.frontend.calls import inline

        outer = self.m
        frame = Frame(self.closure.code, self.closure.frame, outer.shared.number())
        m = Machine(frame, outer.shared)
        m.state = State(dict(outer.state.names), dict(outer.state.heap), outer.state.links, outer.state.apart)
        params, storages, names = self.parameters(m)
        # The caller still has the arguments where the function binds its names anew, on one way perhaps.
        caller = Frame(self.closure.code, None, outer.shared.number())
        m.state.names.update({(caller, name): value for name, value in names.items()})
        before, problems = m.state.copy(), len(outer.shared.problems)
        try:
            value = inline.run(m, frame, names)
        except Refused:
            self.tell_apart(m, storages)
            raise
        except Unreachable:
            return Block(tuple(params), tuple(m.builder.ops), ())
        finally:
            if len(outer.shared.problems) > problems:
                self.tell_apart(m, storages)
        self.nested = packing.nested(value)
        for path, layout in self.special.packed:
            value = packing.packed(m, value, path, layout)
        self.require_known(m, before)
        taker = Taker(m, {storage: number for number, storage in storages.items()})
        taker.around = set(self.entry.around.storages)
        result = taker.take(value)
        written = [n for n, s in storages.items() if m.state.content(s) != s.initial]
        targets: list[int | Outer] = [*written, *self.entry.outer]
        contents = [
            m.state.content(storages[each]) if isinstance(each, int) else surroundings.held(m.state, each)
            for each in targets
        ]
        changes = tuple((each, taker.take(content)) for each, content in zip(targets, contents))
        atoms = taker.flat.atoms
        ops = (*m.prologue.ops, *m.builder.ops)
        captures = captured(Block(tuple(params), ops, tuple(atoms)))
        self.settle(result, changes, [weak(kind_of(atom)) for atom in atoms], captures)
        self.special.links = frozenset(self.links(m, before, taker.flat, storages))
        inner = {value: fresh(value) for value in captures}
        return substitute(Block((*params, *inner.values()), ops, tuple(atoms)), inner)

    def parameters(self, m: Machine) -> tuple[list[Value], dict[int, Storage], dict[str, Abstract]]:
        """Fresh parameters in the place of the arguments and of what is written around the function."""
        flat = self.entry.flat
        params = [Value(weak(kind_of(atom)), getattr(atom, "hint", ""), m.builder.place) for atom in flat.atoms]
        storages: dict[int, Storage] = {}
        pairs, contents = apart(flat.skeleton, params, storages)
        names: dict[str, Abstract] = dict(pairs)
        own = set(storages.values())
        for name, value in names.items():
            if not isinstance(value, Ref) or value.storage in own:
                _call_it(value, name)
        for each, content in zip(self.entry.outer, contents):
            if isinstance(each, Storage):
                m.state.heap[each] = content
                _call_it(content, each.name)
            else:
                m.state.names[each] = content
                if not isinstance(content, Ref) or content.storage in own:
                    _call_it(content, each[1])
        for pair in self.special.given:
            ends = [end if isinstance(end, Storage) else storages[end] for end in pair]
            if len(ends) == 1:
                m.state.links |= {frozenset(ends)}
            else:
                m.state.link(*ends)
        return params, storages, names

    def tell_apart(self, m: Machine, storages: Mapping[int, Storage]) -> None:
        """What is refused may be about memory that is known as an argument and by a name around the function: if one
        of these is written, the argument is known by its place in memory.
        """
        log = set(m.state.log)
        found = []
        for pair in self.special.given:
            around = [end for end in pair if isinstance(end, Storage)]
            if around and any((end if isinstance(end, Storage) else storages[end]) in log for end in pair):
                found += [end for end in around if end not in self.entry.outer]
        self.again(found)

    def again(self, found: list[Outer] | list[Storage]) -> None:
        if found:
            known = self.m.shared.outer.setdefault(self.special.function, [])
            known += [each for each in dict.fromkeys(found) if each not in known]
            raise Again(self.special.function)

    def require_known(self, m: Machine, before: State) -> None:
        """What the function changes around it is known, or will be."""
        shared = {end for pair in self.special.given for end in pair if isinstance(end, Storage)}
        found = [
            each
            for each in surroundings.changed(before, m.state, self.entry.around)
            # What is stale only as an argument was written is so for the caller too.
            if each not in self.entry.outer and not (each in shared and each not in m.state.log)
        ]
        self.again(found)
        known = set(self.entry.outer)
        if any(m.state.names.get(cell) != value for cell, value in before.names.items() if cell not in known):
            name = self.closure.code.name
            self.m.refuse("AD204", f"the recursive function {name} changes names around it", "return them instead")

    def links(self, m: Machine, before: State, flat: Flat, storages: Mapping[int, Storage]) -> Iterator[frozenset[End]]:
        """What may share memory afterwards that did not do so before."""
        ends: dict[Storage, set[End]] = {storage: {storage} for storage in self.entry.around.storages}
        for number, storage in storages.items():
            ends.setdefault(storage, set()).add(number)
        for number, ref in enumerate(flat.refs):
            ends.setdefault(ref.storage, set()).add(-1 - number)
        for each in ends.values():
            made = [end for end in each if isinstance(end, int) and end < 0]
            yield from (frozenset((a, b)) for a in made for b in each if a != b)
        for pair in m.state.links - before.links:
            one, *others = pair
            for a in ends.get(one, ()):
                yield from (frozenset((a, b)) for b in (ends.get(others[0], ()) if others else (a,)))

    def settle(
        self,
        result: object,
        changes: tuple[tuple[int | Outer, object], ...],
        found: list[Kind],
        captures: tuple[Value, ...],
    ) -> None:
        special = self.special
        # A result of another structure than before has learnt what the other ways return.
        alike = special.result == result and special.changes == changes
        old = special.kinds if alike else found
        joined = [kinds.join(a, b) for a, b in zip(old, found)]
        if None in joined:
            self.m.refuse("AD111", f"{self.closure.code.name} returns values of different kinds")
        special.result, special.changes = result, changes
        special.kinds = [kind for kind in joined if kind is not None]
        special.captures = captures
        read = set(captures)
        special.reads = tuple(
            storage
            for storage in self.entry.around.storages
            if storage not in self.entry.outer and read & set(_values(self.m.state.content(storage)))
        )


def _values(part: object) -> Iterator[Value]:
    """The values in what memory holds, less what is behind other memory."""
    if isinstance(part, Value):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _values(item)
    elif is_dataclass(part) and not isinstance(part, Storage | Const | Code | Frame | type):
        for each in fields(part):
            yield from _values(getattr(part, each.name))


def _call_it(value: object, name: str) -> None:
    """Parameters are called after what they are in the function."""
    if isinstance(value, Value):
        value.hint = name
    elif isinstance(value, Ref) and not value.path and isinstance(value.storage.initial, Value):
        value.storage.initial.hint = value.storage.name = name

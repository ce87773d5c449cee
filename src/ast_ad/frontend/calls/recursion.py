"""Recursive functions: one closed Func for each description of the arguments, called where the function is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ast_ad import kinds
from ast_ad.errors import Refused
from ast_ad.frontend.machine.machine import Machine, Unreachable
from ast_ad.frontend.machine.objects import Abstract, Box, Closure, Code, Contents, Frame, Ref, Storage
from ast_ad.frontend.machine.signature import reached
from ast_ad.frontend.machine.skeleton import Flat, Taker, put_together
from ast_ad.frontend.machine.state import State
from ast_ad.ir import Atom, Block, Call, Func, Op, Value, captured, kind_of
from ast_ad.kinds import ANY, Array, Kind, List
from ast_ad.tree import LEAF, Node

_MOST_ROUNDS = 10


# So many calls are lowered into their callers, before one that was met this often gets a Func of its own.
_MOST_INLINED, _OFTEN = 1000, 8


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


@dataclass(slots=True)
class Special:
    """A function specialised on the description of its arguments. ``result`` is None until a round has found one.

    ``links`` says which arrays of the result may share memory, and with what: an argument by its number, another array of
    the result by its number from the end, or an array around the function.
    """

    func: Func
    result: object = None
    kinds: list[Kind] = field(default_factory=list)
    written: list[int] = field(default_factory=list)
    captures: tuple[Value, ...] = ()
    links: frozenset[tuple[int, int | Storage]] = frozenset()
    asked: bool = False
    done: bool = False

    @property
    def summary(self) -> object:
        return self.result, tuple(self.kinds), tuple(self.written), self.captures, self.links


def _identifier(name: str) -> str:
    return name if name.isidentifier() else "f"


def weak(kind: Kind) -> Kind:
    """The kind without what a recursion changes from call to call: the lengths of arrays."""
    match kind:
        case Array(dims=dims) if dims is not None:
            return replace(kind, dims=(ANY,) * len(dims), contiguous=False)
        case List(item=item):
            return List(weak(item), kind.optional)
    return kind


def describe(m: Machine, names: Mapping[str, Abstract]) -> object:
    """What a function is specialised on: the structure, kinds and aliases of its arguments."""
    return _describe(m, names)[0]


def _describe(m: Machine, names: Mapping[str, Abstract]) -> tuple[object, Flat]:
    mark = len(m.builder.ops)
    taker = Taker(m)
    taker.flat.skeleton = taker.take(tuple(names.items()))
    del m.builder.ops[mark:]
    return (taker.flat.skeleton, tuple(weak(kind_of(atom)) for atom in taker.flat.atoms)), taker.flat


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
    description, _ = _describe(m, names)
    key = (closure.code, closure.frame, description)
    special = m.shared.specials.get(key)
    if special is None:
        special = m.shared.specials[key] = Special(Func(_identifier(closure.code.name), place=m.place))
        try:
            _Specialising(m, closure, names, special).run()
        finally:
            # One that was refused has no body; what one inside a function captures may be another value at the next call.
            if not special.done or closure.frame is not None:
                m.shared.specials.pop(key, None)
    return _emit(m, special, names)


def _emit(m: Machine, special: Special, names: dict[str, Abstract]) -> Abstract:
    special.asked = True
    if special.result is None:
        raise Unreachable
    taker = Taker(m)
    taker.take(tuple(names.items()))
    flat = taker.flat
    for ref in flat.refs:
        m.content(ref.storage)
    results = m.builder.emit(Call(special.func), (*flat.atoms, *special.captures), special.kinds)
    count = len(special.kinds) - len(special.written)
    written = [flat.refs[number] for number in special.written]
    _require_apart(m, written, flat.refs)
    for ref, new in zip(written, results[count:]):
        assert isinstance(ref, Ref)
        from ast_ad.frontend.statements import writes

        if ref.path:
            writes.write(m, ref, new)
        else:
            writes.require_writable(m, ref)
            m.state.write(ref.storage, new, m.builder.place)
    storages: dict[int, Storage] = {}
    value = put_together(special.result, results, storages, flat.refs)
    for number, other in special.links:
        if isinstance(other, int):
            other = flat.refs[other].storage if other >= 0 else storages[-1 - other]
        m.state.link(storages[number], other)
    return value  # type: ignore[return-value]


def _require_apart(m: Machine, written: Sequence[Ref | Box], refs: Sequence[Ref | Box]) -> None:
    for ref in written:
        if any(other is not ref and other.storage is ref.storage for other in refs):
            m.refuse(
                "AD206", "a recursive function writes into one of two views of an array", "pass a copy of one of them"
            )


class _Specialising:
    """Lowers a recursive function until what it is found to return is what its calls of itself were told."""

    def __init__(self, m: Machine, closure: Closure, names: dict[str, Abstract], special: Special) -> None:
        self.m = m
        self.closure = closure
        self.names = names
        self.special = special

    def run(self) -> None:
        shared = self.m.shared
        for _ in range(_MOST_ROUNDS):
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
        before = m.state.copy()
        try:
            value = inline.run(m, frame, names)
        except Unreachable:
            return Block(tuple(params), tuple(m.builder.ops), ())
        self.require_local(m, before, frame, set(storages.values()))
        taker = Taker(m, {storage: number for number, storage in storages.items()})
        skeleton = taker.take(value)
        written = [
            n
            for n, s in storages.items()
            if m.state.content(s) is not s.initial and not isinstance(s.initial, Contents)
        ]
        results = [*taker.flat.atoms, *(m.array(Ref(storages[n])) for n in written)]
        ops = (*m.prologue.ops, *m.builder.ops)
        captures = captured(Block(tuple(params), ops, tuple(results)))
        self.settle(skeleton, [weak(kind_of(atom)) for atom in results], written, captures)
        self.special.links = frozenset(self.links(m, taker.flat.refs, storages))
        inner = {value: Value(value.kind, value.hint, value.place) for value in captures}
        return renamed(Block((*params, *inner.values()), ops, tuple(results)), inner)

    def links(
        self, m: Machine, refs: Sequence[Ref | Box], storages: Mapping[int, Storage]
    ) -> Iterator[tuple[int, int | Storage]]:
        """What the arrays of the result may share memory with."""
        numbers: dict[Storage, int] = {storage: number for number, storage in storages.items()}
        numbers |= {ref.storage: -1 - number for number, ref in enumerate(refs)}
        for number, ref in enumerate(refs):
            for other in m.state.linked(ref.storage):
                yield number, numbers.get(other, other)

    def parameters(self, m: Machine) -> tuple[list[Value], dict[int, Storage], dict[str, Abstract]]:
        """Fresh parameters in the place of the arguments."""
        mark = len(self.m.builder.ops)
        taker = Taker(self.m)
        skeleton = taker.take(tuple(self.names.items()))
        del self.m.builder.ops[mark:]
        params = [Value(weak(kind_of(atom)), getattr(atom, "hint", ""), m.builder.place) for atom in taker.flat.atoms]
        storages: dict[int, Storage] = {}
        pairs = put_together(skeleton, params, storages)
        names: dict[str, Abstract] = dict(pairs)  # type: ignore[call-overload]
        for name, value in names.items():
            if isinstance(value, Value):
                value.hint = name
            elif isinstance(value, Ref) and isinstance(value.storage.initial, Value):
                value.storage.initial.hint = value.storage.name = name
        return params, storages, names

    def settle(self, skeleton: object, found: list[Kind], written: list[int], captures: tuple[Value, ...]) -> None:
        special = self.special
        # A result of another structure than before has learnt what the other ways return.
        alike = special.result == skeleton and special.written == written
        old = special.kinds if alike else found
        joined = [kinds.join(a, b) for a, b in zip(old, found)]
        if None in joined:
            self.m.refuse("AD111", f"{self.closure.code.name} returns values of different kinds")
        special.result, special.kinds, special.written = (
            skeleton,
            [kind for kind in joined if kind is not None],
            written,
        )
        special.captures = captures

    def require_local(self, m: Machine, before: State, frame: Frame, own: set[Storage]) -> None:
        """A recursive function may write into its array arguments, and into nothing else outside."""
        name = self.closure.code.name
        changed = [s for s in reached(before) - own if m.state.content(s) != before.content(s)]
        changed += [
            s for s in m.state.heap if s in own and isinstance(s.initial, Contents) and m.state.content(s) != s.initial
        ]
        if any(m.state.names.get(cell) != value for cell, value in before.names.items()) or changed:
            self.m.refuse(
                "AD204", f"the recursive function {name} changes names or objects around it", "return them instead"
            )


def renamed(block: Block, values: Mapping[Value, Value]) -> Block:
    """The block with other values in the place of some."""

    def change(atom: Atom) -> Atom:
        return values.get(atom, atom) if isinstance(atom, Value) else atom

    if not values:
        return block
    ops = tuple(
        Op(op.prim, tuple(map(change, op.args)), op.results, tuple(renamed(b, values) for b in op.blocks), op.place)
        for op in block.ops
    )
    return Block(block.params, ops, tuple(map(change, block.results)))

"""Loops: their bodies are lowered until what they carry is stable."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ast_ad import ir, kinds
from ast_ad.build import Builder
from ast_ad.frontend.expressions import operators
from ast_ad.frontend.machine import exits
from ast_ad.frontend.machine.machine import Machine, Reported, Unreachable
from ast_ad.frontend.machine.merge import Force, Merge, Side
from ast_ad.frontend.machine.objects import Closure, Poison, Stale, Tuple
from ast_ad.frontend.machine.signature import signature, substitute
from ast_ad.frontend.machine.state import Cell, State
from ast_ad.frontend.machine.structured import Location
from ast_ad.ir import UNDEF, Atom, Block, Const, Op, Value

_MOST_ROUNDS = 25


@dataclass(frozen=True, slots=True)
class For:
    range: tuple[Atom, Atom, Atom]
    backward: bool
    index: str


@dataclass(frozen=True, slots=True)
class While:
    test: Callable[[], Atom]


@dataclass(slots=True)
class Trip:
    """One lowering of a loop's body."""

    state: State
    builder: Builder
    more: Atom
    index: Value | None = None
    test: Block | None = None
    params: Mapping[Value, Value] | None = None


def lower_loop(m: Machine, loop: For | While, body: Callable[..., None], force: Force) -> None:
    """Emit a loop; afterwards the machine's state is the one behind it.

    Where the first trip makes an array of a number, that trip is lowered apart; in a loop that counts otherwise than by
    one, number and array are told apart in every trip.
    """
    start, outer, mark, problems = m.state, m.builder, len(m.builder.ops), len(m.shared.problems)
    entry = start.copy()
    try:
        _settle(m, loop, body, force)
    except _Peel:
        del outer.ops[mark:], m.shared.problems[problems:]
        m.state, m.builder = entry, outer
        if isinstance(loop, For) and (loop.backward or loop.range[2] != Const(1)):
            _settle(m, loop, body, Force({}, force.names, force.storages), peel=False)
        else:
            _peeled(m, loop, body, force)


class _Peel(Exception):
    """The body reads what has another kind in the first trip than in the others."""


def _settle(m: Machine, loop: For | While, body: Callable[..., None], force: Force, peel: bool = True) -> None:
    start, outer = m.state, m.builder
    place, mark = outer.place, len(outer.ops)
    head = Merge(Side(start, outer), Side(start, outer), place, force, alternatives=not peel)
    hoped = force.names - start.names.keys()
    for _ in range(_MOST_ROUNDS):
        problems, unbound, unjoined = len(m.shared.problems), m.shared.unbound, len(m.shared.unjoined)
        number = m.shared.counter
        m.shared.unbound = set()
        with m.shared.hoping(hoped - head.state.names.keys()):
            trip = _trip(m, loop, body, head, place)
        m.state, m.builder = start, outer
        read = m.shared.unbound
        m.shared.unbound = unbound | read
        if peel and any(part in m.shared.unjoined[unjoined:] for part in _unjoined(head.state) - _unjoined(start)):
            raise _Peel
        del outer.ops[mark:]
        params = [slot.value for slot in head.slots] + ([trip.index] if trip.index else [])
        side = Side.of(trip.state, trip.builder, params)
        tail = Merge(Side(start, outer), side, place, force, alternatives=not peel)
        vain = (hoped & read) - tail.state.names.keys()
        if not vain and _stable(m, head, tail, read) and not _kept_from_before(m, trip, head, tail):
            _emit(m, loop, trip, head, tail)
            return
        reported = m.shared.problems[problems:]
        del m.shared.problems[problems:]
        force.kinds.update({slot.location: slot.value.kind for slot in tail.slots})
        hoped, head = hoped - vain, tail
        for cell in _of_one_trip(start, head.state, read, number):
            del head.state.names[cell]
        # What was reported is reported again, if it is still so.
        for cell in [cell for cell, value in head.state.names.items() if value == Poison() and cell not in start.names]:
            del head.state.names[cell]
    if reported:
        m.shared.problems += reported
        raise Reported
    m.refuse("AD306", "the kinds of the values that this loop carries do not settle")


def _of_one_trip(start: State, state: State, read: set[Cell], number: int) -> list[Cell]:
    """The frames that a trip has made, and the functions in them, unless they are read before the next trip makes its own."""
    return [
        cell
        for cell, value in state.names.items()
        if cell[0].number > number
        or (
            isinstance(value, Closure)
            and value.frame is not None
            and value.frame.number > number
            and cell not in start.names
            and cell not in read
        )
    ]


def _unjoined(state: State) -> set[Poison | Stale]:
    values = [*state.names.values(), *state.heap.values()]
    values += [item for value in values if isinstance(value, Tuple) for item in value.items]
    return {value for value in values if isinstance(value, Poison | Stale) and value.message}


def _peeled(m: Machine, loop: For | While, body: Callable[..., None], force: Force) -> None:
    """``if there is a trip: the first; the loop over the others``. Without a trip there is no array: that raises."""

    def others() -> None:
        rest: For | While = loop
        if isinstance(loop, For):
            rest = For((m.atom(operators.apply(m, operator.add, start, step)), stop, step), False, loop.index)
        _settle(m, rest, body, Force({}, force.names, force.storages), peel=False)

    def first() -> None:
        exits.head(m)
        body(start) if plain else body(None)
        more = m.state.names.pop((m.frame, exits.more(m)), exits.NO)
        m.set("$left", exits.NO)
        if not isinstance(more, Value | Const):
            return
        m.branch(more, others, lambda: None)

    def none() -> None:
        m.throw(TypeError("the loop makes no trip, so that a number stays a number that becomes an array in it"))

    if isinstance(loop, While):
        plain, test = False, loop.test()
    else:
        plain, (start, stop, step) = True, loop.range
        test = m.atom(operators.apply(m, operator.lt, start, stop))
    m.branch(test, first, none)
    if m.state.dead:
        raise Unreachable


def _trip(m: Machine, loop: For | While, body: Callable[..., None], head: Merge, place: ir.Place | None) -> Trip:
    """Lower test and body once, from the state at the loop's head."""
    m.state, m.builder = head.state.copy(), Builder(place)
    exits.head(m)
    index = Value(kinds.INT, loop.index, place) if isinstance(loop, For) else None
    test, params, guard = None, None, None
    if isinstance(loop, While):
        before = m.state.copy()
        guard = loop.test()
        if (before.names, before.heap) == (m.state.names, m.state.heap):
            test = m.builder.block([slot.value for slot in head.slots], (guard,))
            params = {slot.value: Value(slot.value.kind, slot.value.hint, place) for slot in head.slots}
            m.learn(before, guard, True)
            m.state, m.builder, guard = substitute(before, params), Builder(place), None
        else:
            # A test that binds names belongs to the body: while True: if not test: leave.
            fresh = [Value(slot.value.kind, slot.value.hint, place) for slot in head.slots]
            test = Block(tuple(fresh), (), (Const(True),))
    try:
        if guard is None:
            body(index)
        else:
            m.branch(guard, lambda: body(index), lambda: _stop(m))
    except Unreachable:
        m.state.dead = True
    more = m.state.names.pop((m.frame, exits.more(m)), exits.NO)
    m.set("$left", exits.NO)
    if not isinstance(more, Value | Const):
        # On every way something was raised.
        more = exits.NO
    return Trip(m.state, m.builder, more, index, test, params)


def _stop(m: Machine) -> None:
    m.set(exits.more(m), exits.NO)


def _stable(m: Machine, head: Merge, tail: Merge, read: set[Cell]) -> bool:
    """Whether the body was lowered from what it ends with. A name unbound at the head may get bound if nobody asked."""
    ignored = {(m.frame, name) for name in exits.names(m)}
    cells = [cell for cell in head.state.names if cell not in ignored]
    if any(cell in read for cell in tail.state.names if cell not in head.state.names and cell not in ignored):
        return False
    return signature(head.state, head.slots, cells) == signature(tail.state, tail.slots, cells)


def _kept_from_before(m: Machine, trip: Trip, head: Merge, tail: Merge) -> bool:
    """Whether a trip may leave a name as an earlier trip has bound it, though the body was lowered without the name."""
    ignored = {(m.frame, name) for name in exits.names(m)}
    binding = {result: op for op in ir.walk(trip.builder.block()) for result in op.results}
    for slot in tail.slots:
        cell = slot.location[0]
        known = cell in head.state.names or cell in ignored or cell[0] in trip.state.gone  # type: ignore[index]
        if not known and _may_be_undefined(slot.atoms[1], binding):
            return True
    return False


def _may_be_undefined(atom: Atom, binding: Mapping[Value, Op]) -> bool:
    """Whether there is a way of control on which an atom has no value."""
    op = binding.get(atom) if isinstance(atom, Value) else None
    if op is None or not op.blocks:
        return atom == UNDEF
    k = op.results.index(atom)
    if isinstance(op.prim, ir.If):
        return any(_may_be_undefined(block.results[k], binding) for block in op.blocks)
    if isinstance(op.prim, ir.Try):
        return k > 0 and any(_may_be_undefined(block.results[k - 1], binding) for block in op.blocks[1:])
    inits = op.args[3:] if isinstance(op.prim, ir.For) else op.args
    return k > 0 and (_may_be_undefined(inits[k - 1], binding) or _may_be_undefined(op.blocks[-1].results[k], binding))


def _emit(m: Machine, loop: For | While, trip: Trip, head: Merge, tail: Merge) -> None:
    outer = m.builder
    renamed = trip.params or {}
    at_head: dict[Location, Value] = {slot.location: renamed.get(slot.value, slot.value) for slot in head.slots}
    params = [
        at_head.get(slot.location) or Value(slot.value.kind, slot.value.hint, slot.value.place) for slot in tail.slots
    ]
    body = trip.builder.block(
        [*([trip.index] if trip.index else []), *params], [trip.more, *(s.atoms[1] for s in tail.slots)]
    )
    results = (Value(kinds.INT, "", outer.place), *(slot.value for slot in tail.slots))
    inits = [slot.atoms[0] for slot in tail.slots]
    if isinstance(loop, For):
        op = Op(ir.For(loop.backward), (*loop.range, *inits), results, (body,), outer.place)
    else:
        assert trip.test is not None
        tested = {slot.location: param for slot, param in zip(head.slots, trip.test.params)}
        known = [tested.get(s.location) or Value(s.value.kind, s.value.hint, s.value.place) for s in tail.slots]
        test = Block(tuple(known), trip.test.ops, trip.test.results)
        op = Op(ir.While(), tuple(inits), results, (test, body), outer.place)
    outer.ops.append(op)
    m.state = tail.state

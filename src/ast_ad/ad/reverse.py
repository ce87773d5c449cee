"""Reverse mode, op by op: the last op first, each turning the bars of its results into bars of its arguments.

What is built here mentions values of the forward sweep freely, also those that loops and branches own: `tape.py` brings
them into scope. For that, every reversed region is remembered with the region that it reverses.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ast_ad import runtime
from ast_ad.ad.bars import Bars
from ast_ad.ad.exits import Guarded, guarded
from ast_ad.ad.guards import passes_on
from ast_ad.analysis.activity import Mask, carried, has_dot
from ast_ad.build import Builder, index_size
from ast_ad.ir import (
    Acc,
    Apply,
    Atom,
    Block,
    Call,
    Const,
    For,
    Func,
    If,
    Index,
    Load,
    NewTape,
    Op,
    Pack,
    Path,
    Pop,
    Push,
    Store,
    Try,
    Unpack,
    Value,
    While,
    captured,
    kind_of,
    walk,
)
from ast_ad.kinds import INT, Array, List, Saved, Tape, differentiable, dims_of
from ast_ad.rules import infer
from ast_ad.rules.broadcasting import same_dims, unbroadcast, zeros
from ast_ad.rules.differentiate import is_diagonal, pull_back
from ast_ad.rules.indexing import may_repeat, new_axes
from ast_ad.tree import build as make_tree
from ast_ad.tree import make

Side = tuple[Builder, Bars]
PairOf = Callable[[Func, Mask, Mask], tuple[Func, Func]]


@dataclass(slots=True)
class Reversal:
    """What the reversal tells about the forward sweep: which op reverses which, which are replaced, which loops have guards.

    ``split``: how many ops of a reversed `try` reverse what follows its body.
    """

    reversed: dict[Op, Op] = field(default_factory=dict)
    replaced: dict[Op, Op] = field(default_factory=dict)
    guarded: dict[Op, Guarded] = field(default_factory=dict)
    split: dict[Op, int] = field(default_factory=dict)


class Reverse:
    """The reversal of one function's blocks. ``pair`` gives the halves of the adjoint of a function that is called; where
    packs may be left ``unopened`` there are no bars of what is in them.
    """

    def __init__(self, active: frozenset[Value], pair: PairOf, unopened: bool) -> None:
        self.active = active
        self.pair = pair
        self.unopened = unopened
        self.found = Reversal()

    def is_active(self, atom: Atom) -> bool:
        return atom in self.active

    def block(self, block: Block, bars: Bars, build: Builder) -> None:
        for op in block.ops:
            if isinstance(op.prim, NewTape | Unpack):
                self.open_tapes(op, bars, build)
        for op in reversed(block.ops):
            build.place = op.place
            self.op(op, bars, build)

    def open_tapes(self, op: Op, bars: Bars, build: Builder) -> None:
        """The bar of a tape is a tape: what the block pops from, its reversal pushes to. It exists from the start."""
        for value in op.results:
            if isinstance(value.kind, Tape) and self.is_active(value):
                bars.set(value, build.tape(value.kind.item))

    def op(self, op: Op, bars: Bars, build: Builder) -> None:
        match op.prim:
            case Apply():
                self.apply(op, bars, build)
            case If():
                self.branch(op, bars, build)
            case Try():
                self.attempt(op, bars, build)
            case For() | While():
                self.loop(op, bars, build)
            case Call():
                self.call(op, bars, build)
            case Load(path=path):
                self.load(op, path, bars, build)
            case Store(path=path):
                self.store(op, path, bars, build)
            case Acc(path=path):
                self.acc(op, path, bars, build)
            case Push() | Pop() | Pack() | Unpack():
                self.tape(op, bars, build)

    def apply(self, op: Op, bars: Bars, build: Builder) -> None:
        result_bars = tuple(map(bars.take, op.results))
        wanted = frozenset(k for k, arg in enumerate(op.args) if self.is_active(arg))
        if wanted and any(bar is not None for bar in result_bars):
            whole = all(bar is not None and bars.is_whole(bar, w) for bar, w in zip(result_bars, op.results))
            kept = whole and is_diagonal(op)
            for k, contribution in sorted(pull_back(build, op, result_bars, wanted, whole).items()):
                bars.add(build, op.args[k], contribution, kept and isinstance(kind_of(contribution), Array), read=True)

    def load(self, op: Op, path: Path, bars: Bars, build: Builder) -> None:
        bar = bars.get(op.result)
        if bar is None or not self.is_active(op.args[0]):
            return
        base, *index = op.args
        axes = new_axes(kind_of(base), path, index)
        if axes and dims_of(kind_of(bar)) != ():
            whole = bars.is_whole(bar, op.result)
            squeezed = build.apply(np.squeeze, bars.settled(build, op.result), axes[0] if len(axes) == 1 else axes)
            bars.add(build, base, squeezed, whole)
        elif axes:
            bars.add(build, base, bar)
        else:
            bars.set(_value(base), build.acc(bars.settled(build, _value(base)), bar, path, index), whole=True)
        bars.take(op.result)

    def store(self, op: Op, path: Path, bars: Bars, build: Builder) -> None:
        base, stored, *index = op.args
        if bars.get(op.result) is None:
            return
        bar = bars.settled(build, op.result)
        bars.take(op.result)
        if self.is_active(stored):
            found = build.load(bar, path, index)
            if may_repeat(path, index):
                found = _last_writes(build, found, bar, path, index)
            bars.add(build, stored, unbroadcast(build, found, stored))
        if self.is_active(base):
            nothing = _nothing(build, base, stored, path, index)
            # The base may have been read again after the write: its bar is added to.
            bars.add(build, base, build.store(bar, nothing, path, index), whole=True)

    def acc(self, op: Op, path: Path, bars: Bars, build: Builder) -> None:
        base, added, *index = op.args
        bar = bars.get(op.result)
        if bar is None:
            return
        bar = bars.settled(build, op.result)
        bars.take(op.result)
        if self.is_active(added):
            found = build.load(bar, path, index) if path else bar
            bars.add(build, added, unbroadcast(build, found, added))
        bars.add(build, base, bar, whole=True)

    def tape(self, op: Op, bars: Bars, build: Builder) -> None:
        match op.prim:
            case Push() if self.is_active(op.args[0]):
                bar = build.pop(_value(bars.get(op.args[0])))
                bars.add(build, op.args[1], bar, whole=True)
            case Pop() if self.is_active(op.args[0]):
                bar_tape = _value(bars.get(op.args[0]))
                build.push(bar_tape, bars.settled(build, op.result))
                bars.take(op.result)
            case Pack(partly=partly) if bars.get(op.result) is not None:
                # Constants among them have a bar in the pack as well: whoever made it knew the kinds alone.
                items = [atom for atom in op.args if has_dot(atom, partly)]
                unpacked = _unpacked(build, _value(bars.take(op.result)), items, op.prim, self.unopened)
                for atom, bar in zip(items, unpacked, strict=True):
                    if isinstance(atom, Value) and isinstance(atom.kind, Tape):
                        bars.set(atom, bar)
                    else:
                        bars.add(build, atom, bar, whole=True)
            case Unpack(partly=partly) if self.is_active(op.args[0]):
                packed = [bars.settled(build, value) for value in op.results if differentiable(value.kind)]
                bars.add(build, op.args[0], build.emit(Pack(partly), packed, (Saved(),))[0], whole=True)

    def branch(self, op: Op, bars: Bars, build: Builder) -> None:
        result_bars = [bars.take(result) for result in op.results]
        ways = [(block, bars.where(op.args[0], outcome)) for block, outcome in zip(op.blocks, (True, False))]
        sides = [self.way(block, op.results, result_bars, own, op) for block, own in ways]
        self.meet(op, op.args, sides, bars, build)

    def way(
        self, block: Block, results: Sequence[Value], result_bars: Sequence[Atom | None], bars: Bars, op: Op
    ) -> Side:
        """Reverse one way of control, from the bars of what it yields."""
        inner, own = Builder(op.place), bars.copy()
        for atom, result, bar in zip(block.results, results, result_bars, strict=True):
            if bar is not None:
                own.add(inner, atom, bar, bars.is_whole(bar, result))
        self.block(block, own, inner)
        return inner, own

    def attempt(self, op: Op, bars: Bars, build: Builder) -> None:
        """The reversal of a `try` is an `if`: nothing in it raises that its primal had caught."""
        caught, *results = op.results
        caught.hint = caught.hint or "caught"
        result_bars = list(map(bars.take, results))
        body, orelse, handler = op.blocks
        handled = self.way(handler, results, result_bars, bars, op)
        inner, own = self.way(orelse, results, result_bars, bars, op)
        split = len(inner.ops)
        for param, kept in zip(orelse.params, body.results, strict=True):
            bar = own.take(param)
            if bar is not None:
                own.add(inner, kept, bar, own.is_whole(bar, param))
        self.block(body, own, inner)
        # Where a handler raises, nobody comes here through it.
        test = Const(False) if passes_on(op) else caught
        made = self.meet(op, (test,), [handled, (inner, own)], bars, build)
        if made is not None:
            self.found.split[made] = split

    def meet(self, op: Op, test: tuple[Atom, ...], sides: Sequence[Side], bars: Bars, build: Builder) -> Op | None:
        """The `if` that reverses an op of two ways; None where nothing is to be done."""
        outside = set(captured(*op.blocks))
        changed = [v for v in dict.fromkeys(v for _, own in sides for v in own.changed(bars)) if v in outside]
        blocks = [inner.block((), [own.settled(inner, value) for value in changed]) for inner, own in sides]
        if not changed and not any(block.ops for block in blocks):
            return None
        results = tuple(bars.bind(value) for value in changed)
        made = Op(If(), test, results, tuple(blocks), op.place)
        self.reverses(made, op, build)
        return made

    def reverses(self, reverse: Op, forward: Op, build: Builder) -> None:
        build.ops.append(reverse)
        self.found.reversed[reverse] = forward

    def loop(self, op: Op, bars: Bars, build: Builder) -> None:
        inits, _, finals = carried(op)
        guards = guarded(op, self.is_active)
        body = op.blocks[-1] if guards is None else guards.trip
        nexts = body.results[1:]
        params = body.params[len(body.params) - len(inits) :]
        positions = [k for k in range(len(inits)) if self.is_active(params[k]) or self.is_active(finals[k])]
        outside = [value for value in captured(body) if self.is_active(value) and not isinstance(value.kind, Tape)]
        if not positions and not outside and not self.moves_tapes(body):
            return
        starts = [bars.settled(build, finals[k]) for k in positions]
        starts += [bars.settled(build, value) for value in outside]
        for k in positions:
            bars.take(finals[k])
        if guards is not None:
            self.found.guarded[op] = guards
        bounds = backwards(op, body.results[0], op.results[0] if guards is None else guards.completed, build)

        own, inner = bars.copy(), Builder(op.place)
        bound = [own.fresh(params[k]) for k in positions]
        # What was captured is added to: its bar goes in with what it has, and comes out with more. A trip may yield it.
        captures = [own.bind(value) for value in outside]
        for k, following in zip(positions, bound):
            own.add(inner, nexts[k], following, whole=True)
        bound += captures
        self.block(body, own, inner)
        results = [own.settled(inner, value) for value in (*(params[k] for k in positions), *outside)]
        index = Value(INT, body.params[0].hint if isinstance(op.prim, For) else "", op.place)
        block = inner.block((index, *bound), (Const(True), *results))

        after = [bars.fresh(params[k]) for k in positions]
        collected = [bars.bind(value) for value in outside]
        final = (Value(INT), *after, *collected)
        self.reverses(Op(bounds.prim, (*bounds.range, *starts), final, (block,), op.place), op, build)
        for k, bar in zip(positions, after):
            bars.add(build, inits[k], bar, whole=True)

    def moves_tapes(self, body: Block) -> bool:
        return any(isinstance(op.prim, Push | Pop) and self.is_active(op.args[0]) for op in walk(body))

    def call(self, op: Op, bars: Bars, build: Builder) -> None:
        assert isinstance(op.prim, Call)
        seeded = [result for result in op.results if self.is_active(result) and _has_bar(bars, result)]
        wanted = [arg for arg in op.args if self.is_active(arg)]
        if not seeded or not wanted:
            return
        mask, chosen = tuple(map(self.is_active, op.args)), tuple(result in seeded for result in op.results)
        forward, reverse = self.pair(op.prim.func, mask, chosen)
        saved = Value(Saved(), "saved", op.place)
        self.found.replaced[op] = Op(Call(forward), op.args, (*op.results, saved), (), op.place)
        seeds = [bars.settled(build, result) for result in seeded]
        for result in seeded:
            bars.take(result)
        contributions = build.emit(Call(reverse), (saved, *seeds), [kind_of(arg) for arg in wanted])
        for arg, contribution in zip(wanted, contributions, strict=True):
            bars.add(build, arg, contribution, whole=True)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The loop that makes the trips of another one in the opposite order."""

    prim: For
    range: tuple[Atom, Atom, Atom]


def backwards(op: Op, more: Atom, trips: Value, build: Builder) -> Bounds:
    """The reversal of a loop's range. Without exits it is the same range; with exits, the trips that count."""
    trips.hint = trips.hint or "trips"
    if isinstance(op.prim, While):
        return Bounds(For(backward=True), (Const(0), trips, Const(1)))
    assert isinstance(op.prim, For)
    start, stop, step = op.args[:3]
    if more == Const(True) and trips is op.results[0]:
        return Bounds(For(backward=not op.prim.backward), (start, stop, step))
    if not op.prim.backward:
        return Bounds(For(backward=True), (start, _advance(build, start, step, trips), step))
    every = build.apply(len, build.apply(range, start, stop, step))
    return Bounds(For(), (_advance(build, start, step, build.apply(operator.sub, every, trips)), stop, step))


def _advance(build: Builder, start: Atom, step: Atom, trips: Atom) -> Atom:
    """``start + step * trips``, without the parts that are trivial."""
    way = trips if step == Const(1) else build.apply(operator.mul, step, trips)
    return way if start == Const(0) else build.apply(operator.add, start, way)


def _has_bar(bars: Bars, value: Value) -> bool:
    """Whether a result has a bar. Zeros can be made for numbers and arrays; a pack that no reversal reads has none."""
    return bars.get(value) is not None or not isinstance(value.kind, Saved)


def _nothing(build: Builder, base: Atom, stored: Atom, path: Path, index: Sequence[Atom]) -> Atom:
    """The bar of what was overwritten. An item of a list may have had another form than the one that took its place."""
    whole = kind_of(base)
    if not isinstance(whole, List):
        return Const(0.0)
    before = infer.load(whole, path, index)
    alike = isinstance(before, Array) and same_dims(before, kind_of(stored))
    if whole.optional or alike or not isinstance(before, Array | List):
        return zeros(build, stored)
    return zeros(build, build.load(base, path, index))


def _last_writes(build: Builder, found: Value, bar: Atom, path: Path, index: Sequence[Atom]) -> Value:
    """What was found at an index that names a place twice belongs to the last value written there alone."""
    *way, last = path
    atoms = iter(index)
    before = [next(atoms) for step in way for _ in range(index_size(step))]
    target = build.load(bar, tuple(way), before) if way else bar
    assert isinstance(last, Index)
    key = [make_tree(item, atoms, make) for item in last.items]
    return build.apply(runtime.last_writes, found, target, *key)


def _value(atom: Atom | None) -> Value:
    assert isinstance(atom, Value)
    return atom


def _unpacked(build: Builder, packed: Value, items: Sequence[Atom], prim: Pack, unopened: bool) -> Sequence[Value]:
    """The bars in a pack of bars; of one that nobody has opened there is none, and theirs are zeros."""
    found = [Saved() if item == Const(None) else kind_of(item) for item in items]
    unpack = Unpack(prim.partly)
    if not prim.partly and not unopened:
        return build.emit(unpack, (packed,), found)

    def nothing(inner: Builder) -> Sequence[Atom]:
        return [item if item == Const(None) else zeros(inner, item) for item in items]

    empty = build.apply(operator.is_, packed, None)
    return build.choice(empty, nothing, lambda inner: inner.emit(unpack, (packed,), found), found)

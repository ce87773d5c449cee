"""Builders: the one way to make ops. The kind of every result is worked out here, so no pass states kinds by hand."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence

from ast_ad import runtime
from ast_ad.ir import (
    Acc,
    Apply,
    Atom,
    Block,
    Const,
    If,
    Index,
    Load,
    NewTape,
    Op,
    Path,
    Place,
    Pop,
    Prim,
    Push,
    Store,
    Undef,
    Value,
    View,
    kind_of,
)
from ast_ad.kinds import Kind, List, Number, Tape
from ast_ad.rules import infer
from ast_ad.tree import LEAF, Form, Node, Tree, leaves, plain

Way = Callable[["Builder"], Sequence[Atom]]


def flatten(argument: object) -> tuple[Tree, list[Atom]]:
    """Take a Python argument apart: tuples, lists and slices that hold atoms become trees, everything else a constant."""
    match argument:
        case Value() | Const() | Undef():
            return LEAF, [argument]
        case slice():
            parts: Sequence[object] = (argument.start, argument.stop, argument.step)
        case tuple() | list() if _holds_atoms(argument):
            parts = argument
        case _:
            return LEAF, [Const(argument)]
    flat = [flatten(part) for part in parts]
    return Node(type(argument), tuple(tree for tree, _ in flat)), [atom for _, atoms in flat for atom in atoms]


def _holds_atoms(argument: Sequence[object]) -> bool:
    return any(
        isinstance(item, Value | Const | Undef) or (isinstance(item, tuple | list) and _holds_atoms(item))
        for item in argument
    )


def index_size(step: Index | View) -> int:
    """How many index atoms a step of a path has."""
    return sum(map(leaves, step.items)) if isinstance(step, Index) else sum(map(leaves, step.form.trees)) - 1


def is_slice(step: Index | View, index: Sequence[Atom]) -> bool:
    """Whether a step is one slice."""
    if not isinstance(step, Index) or len(step.items) != 1:
        return False
    (item,) = step.items
    if isinstance(item, Node):
        return item.type is slice
    return isinstance(index[0], Const) and isinstance(index[0].value, slice)


class Builder:
    """Collects the ops of one block, in order. ``place`` is given to every op made while it is set."""

    def __init__(self, place: Place | None = None) -> None:
        self.ops: list[Op] = []
        self.place = place

    def emit(
        self,
        prim: Prim,
        args: Sequence[Atom],
        result_kinds: Sequence[Kind] = (),
        blocks: Sequence[Block] = (),
        hint: str = "",
    ) -> tuple[Value, ...]:
        """Append an op with fresh results of the kinds given."""
        results = tuple(Value(kind, hint, self.place) for kind in result_kinds)
        self.ops.append(Op(prim, tuple(args), results, tuple(blocks), self.place))
        return results

    def apply(
        self, function: Callable[..., object], *args: object, hint: str = "", effect: bool = False, **keywords: object
    ) -> Value:
        """Append the call of a function that gives one result. Arguments are atoms, Python constants, or structures of both."""
        (result,) = self.applies(function, *args, hint=hint, effect=effect, **keywords)
        return result

    def applies(
        self, function: Callable[..., object], *args: object, hint: str = "", effect: bool = False, **keywords: object
    ) -> tuple[Value, ...]:
        """Append the call of a function that gives a tuple, whose items become the results."""
        flat = [flatten(argument) for argument in (*args, *keywords.values())]
        trees = [tree for tree, _ in flat]
        atoms = [atom for _, atoms in flat for atom in atoms]
        form = Form(tuple(trees[: len(args)]), tuple(zip(keywords, trees[len(args) :])))
        prim = Apply(function, None if form == plain(len(atoms)) else form, effect)
        return self.emit(prim, atoms, infer.apply(prim, atoms), hint=hint)

    def load(self, u: Atom, path: Path, index: Sequence[Atom] = (), hint: str = "") -> Value:
        """``u[path]``; the slice of a list is a new list."""
        for n, step in enumerate(path):
            before = sum(map(index_size, path[:n]))
            if is_slice(step, index[before:]) and isinstance(infer.load(kind_of(u), path[:n], index[:before]), List):
                base = self.load(u, path[:n], index[:before]) if n else u
                after = before + index_size(step)
                key = index[before] if after == before + 1 else slice(*index[before:after])
                piece = self.apply(operator.getitem, base, key, hint=hint)
                return self.load(piece, path[n + 1 :], index[after:], hint) if path[n + 1 :] else piece
        (result,) = self.emit(Load(path), (u, *index), (infer.load(kind_of(u), path, index),), hint=hint)
        return result

    def store(self, u: Atom, v: Atom, path: Path, index: Sequence[Atom] = (), hint: str = "") -> Value:
        """u with ``u[path] = v``. What lies in an item of a list is changed in a version of that item."""
        if isinstance(kind_of(u), List) and len(path) > 1:
            inner, first, rest = self._item(u, path, index)
            return self.store(u, self.store(inner, v, path[1:], rest), path[:1], first, hint)
        (result,) = self.emit(Store(path), (u, v, *index), (kind_of(u),), hint=hint)
        return result

    def acc(self, u: Atom, v: Atom, path: Path = (), index: Sequence[Atom] = (), hint: str = "") -> Value:
        """u with ``u[path] += v``; lists are added item by item."""
        if isinstance(kind_of(u), List):
            if not path:
                return self.apply(runtime.add_items, u, v, hint=hint)
            if len(path) > 1 or not isinstance(infer.load(kind_of(u), path, index), Number):
                inner, first, rest = self._item(u, path, index)
                return self.store(u, self.acc(inner, v, path[1:], rest), path[:1], first, hint)
        (result,) = self.emit(Acc(path), (u, v, *index), (kind_of(u),), hint=hint)
        return result

    def _item(self, u: Atom, path: Path, index: Sequence[Atom]) -> tuple[Value, Sequence[Atom], Sequence[Atom]]:
        """The item of a list to which the first step of a path leads, the index of that step, and the other indices."""
        size = index_size(path[0])
        return self.load(u, path[:1], index[:size]), index[:size], index[size:]

    def tape(self, item: Kind, hint: str = "") -> Value:
        (result,) = self.emit(NewTape(), (), (Tape(item),), hint=hint)
        return result

    def choice(
        self, test: Atom, then: Way, other: Way, result_kinds: Sequence[Kind], hint: str = ""
    ) -> tuple[Value, ...]:
        """An ``if`` that gives values: each way is built in a block of its own."""
        blocks = []
        for way in (then, other):
            inner = Builder(self.place)
            blocks.append(inner.block((), way(inner)))
        return self.emit(If(), (test,), result_kinds, blocks, hint)

    def push(self, tape: Value, v: Atom) -> None:
        self.emit(Push(), (tape, v))

    def pop(self, tape: Value, hint: str = "") -> Value:
        assert isinstance(tape.kind, Tape)
        (result,) = self.emit(Pop(), (tape,), (tape.kind.item,), hint=hint)
        return result

    def block(self, params: Sequence[Value] = (), results: Sequence[Atom] = ()) -> Block:
        """The block of everything built so far."""
        return Block(tuple(params), tuple(self.ops), tuple(results))

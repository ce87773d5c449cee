"""Statements: the gast nodes for blocks and the ops in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import gast
import numpy as np

from ast_ad.ad.names import is_derivative
from ast_ad.analysis.writing import appends, writes
from ast_ad.emit.attempts import Attempts, leaves
from ast_ad.emit.conditions import asked, branch, negated
from ast_ad.emit.fold import Fold
from ast_ad.emit.marks import Mark
from ast_ad.emit.moves import Move, sequential
from ast_ad.emit.nodes import Blank, Comment
from ast_ad.emit.quotes import Notes
from ast_ad.emit.spelling import Spelling, without_slices
from ast_ad.emit.storing import Stored
from ast_ad.emit.syntax import assign, attribute, call, name, target
from ast_ad.ir import (
    Acc,
    Apply,
    Atom,
    Block,
    Const,
    For,
    If,
    Index,
    NewTape,
    Op,
    Push,
    Raise,
    Store,
    Try,
    Undef,
    Unpack,
    Value,
    While,
    kind_of,
)
from ast_ad.kinds import Array, Number
from ast_ad.rules.indexing import may_repeat

Statements = list[gast.stmt]
Pairs = Sequence[tuple[Value, Atom]]
Give = Callable[[Sequence[Atom]], gast.Return]


class Writer:
    """Writes the blocks of one function."""

    def __init__(self, fold: Fold, spelling: Spelling, fresh_sums: frozenset[Op], stored: Stored, notes: Notes) -> None:
        self.fold, self.spell, self.fresh_sums, self.stored, self.notes = fold, spelling, fresh_sums, stored, notes
        self.names = spelling.names
        self.attempts = Attempts(self)

    def block(self, block: Block) -> Statements:
        out: Statements = []
        self.notes.begin_block()
        for op in self.fold.statements(block):
            new = self.op(op, bool(out))
            for statement in new:
                if not hasattr(statement, "place"):
                    statement.place = op.place
            if new and not op.blocks:
                self.notes.quote(new[0])
            out += new
            if leaves(out):
                break
        return out

    def read(self, value: Value) -> bool:
        return bool(self.fold.reads.get(value))

    def op(self, op: Op, after_others: bool) -> Statements:
        match op.prim:
            case Apply(function=Mark(text=text)):
                self.notes.reversing = True
                return [Blank(), Comment(text)] if after_others else []
            case If():
                return self.branch(op)
            case For():
                return self.for_loop(op)
            case While():
                return self.while_loop(op)
            case Try():
                return self.attempts.statements(op)
            case Store():
                return [*self.rebound(op), *self.store(op)]
            case Acc() if op not in self.fresh_sums:
                return [*self.rebound(op), *self.accumulate(op)]
            case Apply() if writes(op, self.fresh_sums):
                return [*self.rebound(op), gast.Expr(self.resized(op))]
            case NewTape():
                return [assign(target(self.names[op.result]), gast.List([], gast.Load()))]
            case Push():
                return [gast.Expr(call(attribute(self.spell.atom(op.args[0]), "append"), self.spell.atom(op.args[1])))]
            case Raise():
                return [self.attempts.raised(op)]
        return self.plain(op)

    def plain(self, op: Op) -> Statements:
        node = self.spell.atom(op.args[0]) if isinstance(op.prim, Unpack) else self.spell.op(op)
        if not any(map(self.read, op.results)):
            return [gast.Expr(node)]
        names = [self.names[result] if self.read(result) else "_" for result in op.results]
        if len(names) > 1 or isinstance(op.prim, Unpack):
            return [assign(gast.Tuple([target(each) for each in names], gast.Store()), node)]
        return [] if _is_name(node, names[0]) else [self.assigned(op.result, node)]

    def assigned(self, value: Value, node: gast.expr) -> gast.stmt:
        """``x_bar += y`` for our own sums of numbers; what the user wrote is kept as it was written."""
        word = self.names[value]
        ours = is_derivative(word) or value.place is None
        if ours and isinstance(value.kind, Number) and isinstance(node, gast.BinOp):
            if isinstance(node.op, gast.Add | gast.Sub) and _is_name(node.left, word):
                return gast.AugAssign(target(word), node.op, node.right)
        return assign(target(word), node)

    # Writes

    def rebound(self, op: Op) -> Statements:
        """A write happens under the name of its result."""
        base = self.spell.atom(op.args[0])
        word = self.names[op.result]
        return [] if _is_name(base, word) else [assign(target(word), base)]

    def store(self, op: Op) -> Statements:
        assert isinstance(op.prim, Store)
        place = self.spell.place(op.result, op.prim.path, op.args[2:], stored=True)
        return [assign(place, self.spell.atom(op.args[1]))]

    def accumulate(self, op: Op) -> Statements:
        assert isinstance(op.prim, Acc)
        path, index = op.prim.path, op.args[2:]
        node, sign = self.spell.atom(op.args[1]), gast.Add()
        if path and isinstance(kind_of(op.args[0]), Array) and may_repeat(path, op.args[2:]):
            return [gast.Expr(self.scattered(op, node))]
        if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
            node, sign = node.operand, gast.Sub()
        left = self.spell.place(op.result, path, index, stored=True) if path else target(self.names[op.result])
        return [gast.AugAssign(left, sign, node)]

    def resized(self, op: Op) -> gast.expr:
        """A list gets one item more, or one less, at its end."""
        items = gast.Name(self.names[op.result], gast.Load(), None, None)
        return (
            call(attribute(items, "append"), self.spell.atom(op.args[1]))
            if appends(op)
            else call(attribute(items, "pop"))
        )

    def scattered(self, op: Op, node: gast.expr) -> gast.expr:
        """``np.add.at``: an index that occurs twice counts twice."""
        assert isinstance(op.prim, Acc)
        last = op.prim.path[-1]
        place = self.spell.place(op.result, op.prim.path, op.args[2:])
        assert isinstance(place, gast.Subscript) and isinstance(last, Index)
        at = attribute(self.spell.symbols.function(np.add), "at")
        return call(at, place.value, without_slices(place.slice), node)

    # Moves

    def moves(self, pairs: Iterable[tuple[Value, Atom]]) -> Statements:
        moves = []
        for value, atom in pairs:
            if not self.read(value) and not self.stored.kept(value):
                continue
            if isinstance(atom, Undef) and not self.stored(value):
                continue
            node = self.spell.atom(atom)
            if not _is_name(node, self.names[value]):
                reads = frozenset(self.names[leaf] for leaf in self.fold.leaves((atom,)))
                folded = self.fold.folded.get(atom) if isinstance(atom, Value) else None
                moves.append(Move(self.names[value], node, reads, None if folded is None else folded.place))
        return [self.augmented(self.notes.quote(statement)) for statement in sequential(moves)]

    def augmented(self, statement: gast.stmt) -> gast.stmt:
        left, right = statement.targets[0], statement.value
        ours = isinstance(left, gast.Name) and (is_derivative(left.id) or statement.place is None)
        if ours and isinstance(right, gast.BinOp) and isinstance(right.op, gast.Add | gast.Sub):
            if _is_name(right.left, left.id) and left.id in self.numbers:
                return _in_place_of(statement, gast.AugAssign(left, right.op, right.right))
        return statement

    @property
    def numbers(self) -> set[str]:
        """The names that stand for numbers only: ``+=`` rebinds them and writes into nothing."""
        if not hasattr(self, "_numbers"):
            arrays = {word for value, word in self.names.items() if not isinstance(value.kind, Number)}
            self._numbers = set(self.names.values()) - arrays
        return self._numbers

    # Control

    def branch(self, op: Op, more: int | None = None) -> Statements:
        """An ``if``. ``more``: the result that tells whether the loop around goes on; where it does not, ``break``."""
        test = self.spell.atom(op.args[0])
        sides = []
        for block in op.blocks:
            pairs = [(r, a) for k, (r, a) in enumerate(zip(op.results, block.results)) if k != more]
            sides.append(self.leaving(block, Const(True) if more is None else block.results[more], pairs))
        then, other = sides
        if not then and not other:
            return []
        if leaves(then):
            return [branch(test, then), *other]
        if leaves(other):
            return [branch(negated(test), other), *then]
        if not then:
            return [branch(negated(test), other)]
        return [branch(test, then, other)]

    def returning(self, block: Block, give: Give, guarded: bool = False) -> Statements:
        """The statements of a function's block, and its ``return``. Where an `if` at the end of it is a guard, each way
        returns for itself, so that a run of guards prints flat. ``guarded``: this block is a way of such an `if`.
        """
        last = self.last_branch(block)
        if last is None or not (guarded or any(not self.fold.statements(side) for side in last.blocks)):
            body, end = self.block(block), give(block.results)
            if leaves(body):
                return body
            return [*body, end] if self.notes.traced else _merged(body, end)
        before = Block(block.params, tuple(op for op in block.ops if op is not last), ())
        begun, sides = self.block(before), []
        for side in last.blocks:
            yielded: dict[Atom, Atom] = dict(zip(last.results, side.results))
            results = tuple(yielded.get(atom, atom) for atom in block.results)
            sides.append(self.returning(Block((), side.ops, results), give, guarded=True))
        then, other = sides
        test = self.spell.atom(last.args[0])
        if len(then) > _SHORT and not self.fold.statements(last.blocks[1]):
            return [*begun, branch(negated(test), other), *then]
        return [*begun, branch(test, then), *other]

    def last_branch(self, block: Block) -> Op | None:
        """The `if` at the end of a block, if its results go into the results of the block and nowhere else."""
        statements = self.fold.statements(block)
        last = statements[-1] if statements else None
        if last is None or not isinstance(last.prim, If):
            return None
        direct = all(len(self.fold.reads.get(r, ())) == block.results.count(r) for r in last.results)
        return last if direct else None

    def leaving(self, block: Block, more: Atom, pairs: Pairs) -> Statements:
        """The statements of a block, with what it hands on, after which the loop around goes on or not."""
        if isinstance(more, Const):
            written = self.block(block)
            # Behind a raise there is nothing to hand on.
            written += [] if leaves(written) else [*self.moves(pairs), *([] if more.value else [gast.Break()])]
            return written
        inner = self.last_branch(block)
        if inner is not None and more in inner.results and not self.moves(pairs):
            before = Block(block.params, tuple(op for op in block.ops if op is not inner), ())
            return [*self.block(before), *self.branch(inner, inner.results.index(more))]
        written, moves = self.block(block), self.moves(pairs)
        reads = {self.names[leaf] for leaf in self.fold.leaves((more,))}
        leave = asked(negated(self.spell.atom(more)))
        if reads & {self.names[value] for value, _ in pairs}:
            return [*written, gast.If(leave, [*moves, gast.Break()], []), *moves]
        return [*written, *moves, gast.If(leave, [gast.Break()], [])]

    def body(self, op: Op) -> Statements:
        """The body of a loop, up to and with what it carries on."""
        block = op.blocks[-1]
        params = block.params[len(block.params) - len(op.results) + 1 :]
        return self.leaving(block, block.results[0], list(zip(params, block.results[1:])))

    def for_loop(self, op: Op) -> Statements:
        assert isinstance(op.prim, For)
        body_block = op.blocks[0]
        index, *params = body_block.params
        before = self.moves(zip(params, op.args[3:]))
        iterable = call(name("range"), *self.bounds(op.args[:3]))
        count, counting = self.counter(op)
        word = self.names[index] if self.read(index) else "_"
        body = [*counting, *self.body(op)] or [gast.Pass()]
        source = call(name("reversed"), iterable) if op.prim.backward else iterable
        loop = gast.For(target(word), source, body, [], None)
        return [*before, *count, loop, *self.moves(zip(op.results[1:], params))]

    def bounds(self, atoms: Sequence[Atom]) -> list[gast.expr]:
        start, stop, step = atoms
        if step != Const(1):
            return self.spell.atoms(atoms)
        return self.spell.atoms([stop] if start == Const(0) else [start, stop])

    def counter(self, op: Op) -> tuple[Statements, Statements]:
        """How the trips are counted, where someone asks for their number."""
        if not self.read(op.results[0]):
            return [], []
        word = self.names[op.results[0]]
        one = gast.AugAssign(target(word), gast.Add(), gast.Constant(1, None))
        return [assign(target(word), gast.Constant(0, None))], [one]

    def while_loop(self, op: Op) -> Statements:
        test, body_block = op.blocks
        params = body_block.params
        before = self.moves(zip(params, op.args))
        count, counting = self.counter(op)
        heading = self.block(test)
        condition = asked(self.spell.atom(test.results[0]))
        body = [*counting, *self.body(op)]
        if heading:
            body = [*heading, gast.If(asked(negated(condition)), [gast.Break()], []), *body]
            condition = gast.Constant(True, None)
        loop = gast.While(condition, body or [gast.Pass()], [])
        return [*before, *count, loop, *self.moves(zip(op.results[1:], params))]


# A way of at most so many statements stands where the user has it, also where the other one only returns.
_SHORT = 3


def _merged(body: Statements, give: gast.Return) -> Statements:
    """The statements before a ``return`` and the return, which takes up the last assignment if that is of its value."""
    last = body[-1] if body else None
    if isinstance(last, gast.Assign) and isinstance(give.value, gast.Name) and _is_name(last.targets[0], give.value.id):
        return [*body[:-1], _in_place_of(last, gast.Return(last.value))]
    return [*body, give]


def _is_name(node: gast.expr, word: str) -> bool:
    return isinstance(node, gast.Name) and node.id == word


def _in_place_of(old: gast.stmt, new: gast.stmt) -> gast.stmt:
    """A statement with the place and the note of the one that it replaces."""
    for word in ("place", "note"):
        if hasattr(old, word):
            setattr(new, word, getattr(old, word))
    return new

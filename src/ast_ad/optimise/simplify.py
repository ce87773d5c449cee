"""Simplification: constants are computed, branches that are decided are taken, and algebra that is exact is done."""

from __future__ import annotations

import operator
from collections.abc import Sequence

from ast_ad.ir import (
    Acc,
    Apply,
    Atom,
    Block,
    Const,
    For,
    If,
    Load,
    Op,
    Raise,
    Store,
    Try,
    Undef,
    Value,
    While,
    bound,
    kind_of,
)
from ast_ad.kinds import BOOL, Number, is_signed
from ast_ad.optimise.algebra import Sources, odd, simpler_form
from ast_ad.optimise.rewrite import atoms
from ast_ad.rules.indexing import may_repeat

_FOLDED = {
    operator.add, operator.sub, operator.mul, operator.floordiv, operator.mod, operator.neg, operator.pow, operator.truediv,
    operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge, operator.not_, operator.is_, operator.is_not,
    abs, min, max, len, float, int, bool,
}  # fmt: skip


def simplify(block: Block) -> Block:
    """The block with what is known before it runs worked out."""
    return _Simplify().block(block)


class _Simplify:
    def __init__(self) -> None:
        self.mapping: dict[Value, Atom] = {}
        self.source = Sources()

    def block(self, block: Block) -> Block:
        ops: list[Op] = []
        self.ops(block.ops, ops)
        return Block(block.params, tuple(ops), atoms(block.results, self.mapping))

    def ops(self, old: Sequence[Op], out: list[Op]) -> None:
        for op in old:
            new = Op(op.prim, atoms(op.args, self.mapping), op.results, op.blocks, op.place)
            match op.prim:
                case If():
                    self.branch(new, out)
                case Try():
                    self.attempt(new, out)
                case For() | While():
                    self.loop(new, out)
                case _:
                    self.simple(new, out)

    def replace(self, values: Sequence[Value], by: Sequence[Atom]) -> None:
        for value, atom in zip(values, by, strict=True):
            self.mapping[value] = atom
            if isinstance(atom, Value) and not atom.hint:
                atom.hint = value.hint

    def keep(self, op: Op, out: list[Op]) -> None:
        self.source.update(dict.fromkeys(op.results, op))
        out.append(op)

    def simple(self, op: Op, out: list[Op]) -> None:
        if isinstance(op.prim, Apply) and not op.prim.effect and len(op.results) == 1:
            plain = op.prim.form is None
            simpler = (self.folded(op) if plain else None) or simpler_form(self.source, op) or self.signed(op, out)
            if isinstance(simpler, Op):
                self.simple(simpler, out)
                return
            if simpler is not None:
                self.replace(op.results, (simpler,))
                return
        elif isinstance(op.prim, Acc) and not op.prim.path and isinstance(kind_of(op.args[0]), Number):
            self.simple(Op(Apply(operator.add), op.args, op.results, (), op.place), out)
            return
        elif isinstance(op.prim, Acc) and self.is_zeroed(op):
            # What is added to a place that has just been set to zero is put there.
            zeroed = self.source[op.args[0]]  # type: ignore[index]
            self.simple(Op(Store(op.prim.path), (zeroed.args[0], *op.args[1:]), op.results, (), op.place), out)
            return
        elif op.prim == Load(()) or (isinstance(op.prim, Store) and self.is_there(op)):
            self.replace(op.results, op.args[:1])
            return
        self.keep(op, out)

    def is_zeroed(self, op: Op) -> bool:
        """Whether an op adds to the place, and no other, that the write before it has set to zero."""
        assert isinstance(op.prim, Acc)
        before = self.source.made(op.args[0])
        alike = before is not None and before.prim == Store(op.prim.path) and before.args[2:] == op.args[2:]
        return alike and before.args[1] == Const(0.0) and not may_repeat(op.prim.path, op.args[2:])  # type: ignore[union-attr]

    def is_there(self, op: Op) -> bool:
        """Whether an op stores what it finds there."""
        assert isinstance(op.prim, Store)
        found = self.source.made(op.args[1])
        return found is not None and found.prim == Load(op.prim.path) and found.args == (op.args[0], *op.args[2:])

    def folded(self, op: Op) -> Const | None:
        """The value of an operator on constants. What raises is left to raise when it runs."""
        assert isinstance(op.prim, Apply)
        function = op.prim.function
        if function not in _FOLDED or not all(isinstance(arg, Const) for arg in op.args):
            return None
        given = [arg.value for arg in op.args if isinstance(arg, Const)]
        if not all(isinstance(value, bool | int | float | None) for value in given):
            return None
        try:
            return Const(function(*given))
        except (ArithmeticError, TypeError, ValueError):
            return None

    def signed(self, op: Op, out: list[Op]) -> Op | None:
        """What is linear in a negated argument is negated as a whole, which a sum can take up."""
        assert isinstance(op.prim, Apply)
        for k, arg in enumerate(op.args[: odd(op.prim)] if is_signed(op.result.kind) else ()):
            factor = self.source.negated(arg)
            if factor is not None:
                product = Value(op.result.kind, "", op.place)
                self.simple(Op(op.prim, (*op.args[:k], factor, *op.args[k + 1 :]), (product,), (), op.place), out)
                return Op(Apply(operator.neg), (self.mapping.get(product, product),), op.results, (), op.place)
        return None

    # Control

    def branch(self, op: Op, out: list[Op]) -> None:
        if isinstance(op.args[0], Const):
            chosen = op.blocks[0] if op.args[0].value else op.blocks[1]
            self.ops(chosen.ops, out)
            self.replace(op.results, atoms(chosen.results, self.mapping))
            return
        results, blocks = self.ways(op.results, _decided(op.args[0], tuple(map(self.block, op.blocks))))
        if self.decisions(op.args[0], results, blocks, out):
            return
        self.keep(Op(op.prim, op.args, results, blocks, op.place), out)

    def ways(self, results: Sequence[Value], blocks: Sequence[Block]) -> tuple[tuple[Value, ...], tuple[Block, ...]]:
        """The results of ways of control, and the ways, without those that are the same whichever is taken."""
        inside = {value for block in blocks for value in bound(block)}
        kept = []
        for k, result in enumerate(results):
            first, second = (block.results[k] for block in blocks)
            if first == second and first not in inside:
                self.replace((result,), (first,))
            else:
                kept.append(k)
        left = tuple(Block(b.params, b.ops, tuple(b.results[k] for k in kept)) for b in blocks)
        return tuple(results[k] for k in kept), left

    def attempt(self, op: Op, out: list[Op]) -> None:
        body, orelse, handler = op.blocks
        if op.prim == Try() and not body.params and _only_passes_on(handler):
            self.ops(body.ops, out)
            self.replace(orelse.params, atoms(body.results, self.mapping))
            self.ops(orelse.ops, out)
            self.replace(op.results, (Const(False), *atoms(orelse.results, self.mapping)))
            return
        body = self.block(body)
        inside, passed = set(bound(body)), []
        for k, (param, atom) in enumerate(zip(orelse.params, body.results)):
            if atom in inside:
                passed.append(k)
            else:
                self.mapping[param] = atom
        if not body.ops and op.prim == Try():
            # Nothing raises in it.
            self.ops(orelse.ops, out)
            self.replace(op.results, (Const(False), *atoms(orelse.results, self.mapping)))
            return
        body = Block(body.params, body.ops, tuple(body.results[k] for k in passed))
        orelse = Block(tuple(orelse.params[k] for k in passed), orelse.ops, orelse.results)
        results, ways = self.ways(op.results[1:], (self.block(orelse), self.block(handler)))
        self.keep(Op(op.prim, op.args, (op.results[0], *results), (body, *ways), op.place), out)

    def decisions(self, test: Atom, results: Sequence[Value], blocks: Sequence[Block], out: list[Op]) -> bool:
        """``True if test else False`` is the test, and the other way round its negation, where nothing else is decided."""
        yielded = list(zip(blocks[0].results, blocks[1].results))
        decided = all(set(pair) == {Const(True), Const(False)} for pair in yielded)
        if kind_of(test) != BOOL or not decided or any(block.ops for block in blocks):
            return False
        for result, (first, _) in zip(results, yielded):
            if first == Const(True):
                self.replace((result,), (test,))
            else:
                self.simple(Op(Apply(operator.not_), (test,), (result,)), out)
        return True

    def loop(self, op: Op, out: list[Op]) -> None:
        skip = 3 if isinstance(op.prim, For) else 0
        if skip and all(isinstance(bound_, Const) for bound_ in op.args[:3]):
            start, stop, step = (arg.value for arg in op.args[:3] if isinstance(arg, Const))
            if not range(start, stop, step):  # type: ignore[call-overload]
                self.replace(op.results, (Const(0), *op.args[3:]))
                return
        body = op.blocks[-1]
        own = 1 if skip else 0
        for k, init in enumerate(op.args[skip:]):
            following = body.results[1 + k]
            if following is body.params[own + k] and not isinstance(init, Undef):
                # A value that every trip hands on as it got it.
                for block in op.blocks:
                    self.mapping[block.params[own + k]] = init
        blocks = tuple(map(self.block, op.blocks))
        kept = [k for k, param in enumerate(body.params[own:]) if param not in self.mapping]
        invariant = [k for k, param in enumerate(body.params[own:]) if param in self.mapping]
        self.replace([op.results[1 + k] for k in invariant], [op.args[skip + k] for k in invariant])
        self.keep(_with_carried(op, blocks, kept), out)


def _decided(test: Atom, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The ways of an `if`, which yield a constant where they would yield its test."""
    if kind_of(test) != BOOL:
        return blocks
    return tuple(
        Block(b.params, b.ops, tuple(Const(known) if atom is test else atom for atom in b.results))
        for b, known in zip(blocks, (True, False))
    )


def _only_passes_on(handler: Block) -> bool:
    """Whether a handler raises what it is given, and nothing else."""
    return len(handler.ops) == 1 and isinstance(handler.ops[0].prim, Raise) and handler.ops[0].args == handler.params


def _with_carried(op: Op, blocks: Sequence[Block], kept: Sequence[int]) -> Op:
    """A loop that carries only the positions ``kept``."""
    skip, own = (3, 1) if isinstance(op.prim, For) else (0, 0)
    new = []
    for block in blocks:
        params = (*block.params[:own], *(block.params[own + k] for k in kept))
        is_body = block is blocks[-1]
        results = (block.results[0], *(block.results[1 + k] for k in kept)) if is_body else block.results
        new.append(Block(params, block.ops, results))
    args = (*op.args[:skip], *(op.args[skip + k] for k in kept))
    return Op(op.prim, args, (op.results[0], *(op.results[1 + k] for k in kept)), tuple(new), op.place)

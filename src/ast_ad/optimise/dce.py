"""Dead code: what no result and no effect asks for goes, loops and their carried values included.

A tape lives if anything popped from it is needed, or if it is handed on. Then all its pushes and pops live with it, since
each pop must find what was pushed for it. In the body of a `try` everything lives that may raise: it decides about the way.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable

from ast_ad.ir import (
    Acc,
    Apply,
    Atom,
    Block,
    Call,
    Const,
    For,
    If,
    Load,
    NewTape,
    Op,
    Pop,
    Push,
    Raise,
    Store,
    Try,
    Value,
    While,
    has_effect,
    kind_of,
    walk,
)
from ast_ad.kinds import FLOAT

# What does not raise for Python floats. (NumPy's do under np.errstate.)
_HARMLESS = {operator.neg, operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne, operator.not_}
_HARMLESS |= {operator.add, operator.sub, operator.mul}


def dce(block: Block) -> Block:
    """The block without what nothing depends on."""
    return _Sweep(block).block(block)


class _Sweep:
    def __init__(self, block: Block) -> None:
        self.needed: set[Value] = set()
        self.guarded = {
            inner for op in walk(block) if isinstance(op.prim, Try) for inner in walk(op.blocks[0]) if _may_raise(inner)
        }
        self.need(block.results)
        self.grown = True
        while self.grown:
            self.grown = False
            self.mark(block)

    def need(self, atoms: Iterable[Atom]) -> None:
        for atom in atoms:
            if isinstance(atom, Value) and atom not in self.needed:
                self.needed.add(atom)
                self.grown = True

    def any(self, values: Iterable[Value]) -> bool:
        return any(value in self.needed for value in values)

    def lives(self, op: Op) -> bool:
        if op in self.guarded:
            return True
        match op.prim:
            case Apply(effect=effect):
                return effect or self.any(op.results)
            case NewTape():
                return self.any(op.results)
            case Push() | Pop():
                return op.args[0] in self.needed or self.any(op.results)
            case Raise():
                return True
            case Call():
                return self.any(op.results) or has_effect(op)
            case Try():
                return self.any(op.results) or has_effect(op)
            case If() | For() | While():
                return self.any(op.results) or any(self.lives(inner) for block in op.blocks for inner in block.ops)
        return self.any(op.results)

    def mark(self, block: Block) -> None:
        for op in reversed(block.ops):
            if self.lives(op):
                self.mark_op(op)

    def mark_op(self, op: Op) -> None:
        match op.prim:
            case If():
                self.need(op.args)
                for block in op.blocks:
                    self.need(atom for result, atom in zip(op.results, block.results) if result in self.needed)
                    self.mark(block)
            case Try():
                body, orelse, handler = op.blocks
                self.need(op.args)
                for block in (orelse, handler):
                    self.need(atom for result, atom in zip(op.results[1:], block.results) if result in self.needed)
                    self.mark(block)
                self.need(atom for param, atom in zip(orelse.params, body.results) if param in self.needed)
                self.mark(body)
            case For() | While():
                body = op.blocks[-1]
                self.need(op.args[:3] if isinstance(op.prim, For) else op.blocks[0].results)
                self.need(body.results[:1])
                for k in self.carried(op):
                    self.need((_inits(op)[k], body.results[1 + k], *(_params(op, b)[k] for b in op.blocks)))
                for block in op.blocks:
                    self.mark(block)
            case _:
                self.need(op.args)

    def carried(self, op: Op) -> list[int]:
        """The positions of carried values that are needed."""
        return [
            k
            for k, final in enumerate(op.results[1:])
            if final in self.needed or any(_params(op, block)[k] in self.needed for block in op.blocks)
        ]

    def block(self, block: Block) -> Block:
        return Block(block.params, tuple(self.rebuilt(op) for op in block.ops if self.lives(op)), block.results)

    def rebuilt(self, op: Op) -> Op:
        match op.prim:
            case If():
                kept = [k for k, result in enumerate(op.results) if result in self.needed]
                blocks = tuple(Block((), self.block(b).ops, tuple(b.results[k] for k in kept)) for b in op.blocks)
                return Op(op.prim, op.args, tuple(op.results[k] for k in kept), blocks, op.place)
            case Try():
                return self.attempt(op)
            case For() | While():
                return self.loop(op)
        return op

    def attempt(self, op: Op) -> Op:
        body, orelse, handler = op.blocks
        passed = [k for k, param in enumerate(orelse.params) if param in self.needed]
        kept = [k for k, result in enumerate(op.results[1:]) if result in self.needed]
        blocks = (
            Block(body.params, self.block(body).ops, tuple(body.results[k] for k in passed)),
            Block(
                tuple(orelse.params[k] for k in passed),
                self.block(orelse).ops,
                tuple(orelse.results[k] for k in kept),
            ),
            Block(handler.params, self.block(handler).ops, tuple(handler.results[k] for k in kept)),
        )
        return Op(op.prim, op.args, (op.results[0], *(op.results[1 + k] for k in kept)), blocks, op.place)

    def loop(self, op: Op) -> Op:
        kept = self.carried(op)
        own = 1 if isinstance(op.prim, For) else 0
        skip = 3 if isinstance(op.prim, For) else 0
        blocks = []
        for block in op.blocks:
            inner, params = self.block(block), _params(op, block)
            is_body = block is op.blocks[-1]
            results = (block.results[0], *(block.results[1 + k] for k in kept)) if is_body else block.results
            blocks.append(Block((*block.params[:own], *(params[k] for k in kept)), inner.ops, results))
        args = (*op.args[:skip], *(op.args[skip + k] for k in kept))
        return Op(op.prim, args, (op.results[0], *(op.results[1 + k] for k in kept)), tuple(blocks), op.place)


def _may_raise(op: Op) -> bool:
    if isinstance(op.prim, Apply) and op.prim.function in _HARMLESS:
        return not all(isinstance(arg, Const) or kind_of(arg) == FLOAT for arg in op.args)
    return isinstance(op.prim, Apply | Load | Store | Acc | Call)


def _inits(op: Op) -> tuple[Atom, ...]:
    return op.args[3:] if isinstance(op.prim, For) else op.args


def _params(op: Op, block: Block) -> tuple[Value, ...]:
    return block.params[1:] if isinstance(op.prim, For) else block.params

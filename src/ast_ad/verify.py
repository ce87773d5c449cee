"""What every pass must leave true of the IR. A verifier that fails names the function and the op."""

from __future__ import annotations

from ast_ad.dump import dump
from ast_ad.ir import (
    Acc,
    Apply,
    Atom,
    Block,
    Call,
    For,
    Func,
    If,
    Index,
    Load,
    Op,
    Path,
    Pop,
    Push,
    Store,
    Try,
    Value,
    While,
    callees,
    values,
)
from ast_ad.kinds import Tape
from ast_ad.tree import leaves


class InvalidIR(AssertionError):
    """The IR breaks a rule of its own: a bug in the pass that ran last."""


def verify(func: Func) -> None:
    """Raise InvalidIR unless scopes, arities and blocks are as ir.py says."""
    for callee in callees(func):
        _Verifier(callee).run()


class _Verifier:
    def __init__(self, func: Func) -> None:
        self.func = func
        self.bound: set[Value] = set()

    def run(self) -> None:
        expected = sum(leaves(parameter.tree) for parameter in self.func.inputs)
        if self.func.inputs and expected != len(self.func.params):
            self.fail(f"inputs have {expected} leaves for {len(self.func.params)} params")
        if leaves(self.func.output) != len(self.func.results):
            self.fail(f"output has {leaves(self.func.output)} leaves for {len(self.func.results)} results")
        self.block(self.func.block, frozenset())

    def fail(self, message: str, op: Op | None = None) -> None:
        where = "" if op is None else f" in {op.prim} -> {[r.hint for r in op.results]}"
        raise InvalidIR(f"{self.func.name}: {message}{where}\n{dump(self.func)}")

    def block(self, block: Block, outer: frozenset[Value]) -> None:
        scope = set(outer)
        self.bind(block.params, scope, None)
        for op in block.ops:
            self.uses(op.args, scope, op)
            self.shape(op)
            for inner in op.blocks:
                self.block(inner, frozenset(scope))
            self.bind(op.results, scope, op)
        self.uses(block.results, scope, None)

    def bind(self, bound: tuple[Value, ...], scope: set[Value], op: Op | None) -> None:
        for value in bound:
            if value in self.bound:
                self.fail(f"{value.hint or 'a value'} is bound twice", op)
            self.bound.add(value)
            scope.add(value)

    def uses(self, atoms: tuple[Atom, ...], scope: set[Value], op: Op | None) -> None:
        for value in values(atoms):
            if value not in scope:
                self.fail(f"{value.hint or 'a value'} ({value.kind}) is used out of scope", op)

    def shape(self, op: Op) -> None:
        problem = _shape(op)
        if problem is not None:
            self.fail(problem, op)


def _shape(op: Op) -> str | None:
    """What is wrong with the arity of an op, if anything."""
    args, results = len(op.args), len(op.results)
    match op.prim:
        case If():
            fits = (
                args == 1 and len(op.blocks) == 2 and all(not b.params and len(b.results) == results for b in op.blocks)
            )
        case For():
            (body,) = op.blocks
            fits = args >= 3 and len(body.params) == len(body.results) == results == args - 2
        case While():
            test, body = op.blocks
            fits = len(test.params) == len(body.params) == args and len(test.results) == 1
            fits = fits and len(body.results) == results == args + 1
        case Try(context=context):
            body, orelse, handler = op.blocks
            fits = (
                args == 1
                and len(body.params) == context
                and len(body.results) == len(orelse.params)
                and len(handler.params) == 1
            )
            fits = fits and len(orelse.results) == len(handler.results) == results - 1
        case Call(func=func):
            fits = args == len(func.params) and results == len(func.results)
        case Load(path=path):
            fits = results == 1 and args == 1 + _path_leaves(path)
        case Store(path=path) | Acc(path=path):
            fits = results == 1 and args == 2 + _path_leaves(path)
        case Apply(form=form):
            fits = form is None or sum(map(leaves, form.trees)) == args
        case Push():
            fits = args == 2 and results == 0 and isinstance(op.args[0], Value) and isinstance(op.args[0].kind, Tape)
        case Pop():
            fits = args == 1 and results == 1 and isinstance(op.args[0], Value) and isinstance(op.args[0].kind, Tape)
        case _:
            fits = not op.blocks
    return None if fits else f"wrong number of arguments, results or blocks ({args} -> {results})"


def _path_leaves(path: Path) -> int:
    return sum(
        sum(map(leaves, step.items)) if isinstance(step, Index) else sum(map(leaves, step.form.trees)) - 1
        for step in path
    )

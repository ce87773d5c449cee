"""Statements for exceptions: try, with, raise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from ast_ad.emit.syntax import assign, target
from ast_ad.ir import Atom, Const, Op, Try, Value

if TYPE_CHECKING:
    from ast_ad.emit.statements import Statements, Writer


def leaves(body: Statements) -> bool:
    """Whether control does not go on behind these statements."""
    return bool(body) and isinstance(body[-1], gast.Break | gast.Raise)


def _tested(test: gast.expr, name: str) -> gast.expr | None:
    """The class in ``isinstance(name, class)``."""
    if not isinstance(test, gast.Call) or not isinstance(test.func, gast.Name) or test.func.id != "isinstance":
        return None
    value, chosen = test.args
    return chosen if isinstance(value, gast.Name) and value.id == name else None


def _clause(chosen: gast.expr, name: str, body: Statements) -> gast.ExceptHandler:
    read = any(isinstance(node, gast.Name) and node.id == name for statement in body for node in gast.walk(statement))
    return gast.ExceptHandler(chosen, target(name) if read else None, body or [gast.Pass()])


class Attempts:
    """Writes for a Writer what has to do with exceptions. ``handled`` are those of the except clauses around."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.handled: list[Value] = []

    def statements(self, op: Op) -> Statements:
        body, orelse, handler = op.blocks
        caught, *results = op.results
        assert isinstance(op.prim, Try)
        if op.prim.context:
            return self.context(op)
        counting = self.writer.read(caught)
        tried = [*self.writer.block(body), *self.writer.moves(zip(orelse.params, body.results))]
        completed = [*self.writer.block(orelse), *self.writer.moves(zip(results, orelse.results))]
        self.handled.append(handler.params[0])
        otherwise = self.writer.block(handler)
        otherwise += [] if leaves(otherwise) else self.writer.moves(zip(results, handler.results))
        self.handled.pop()
        if counting:
            otherwise[:0] = [assign(target(self.writer.names[caught]), gast.Constant(True, None))]
        (error,) = handler.params
        before = [assign(target(self.writer.names[caught]), gast.Constant(False, None))] if counting else []
        clauses = self.clauses(op.args[0], error, otherwise)
        return [*before, gast.Try(tried or [gast.Pass()], clauses, completed, [])]

    def clauses(self, classes: Atom, error: Value, body: Statements) -> list[gast.ExceptHandler]:
        """The except clauses: one for each class that the body tells from the others by a test at its start."""
        name = self.writer.names[error] if self.writer.read(error) else ""
        first = body[0] if len(body) == 1 else None
        chosen = _tested(first.test, name) if isinstance(first, gast.If) else None
        if chosen is not None and isinstance(first, gast.If) and isinstance(classes, Const):
            caught = classes.value if isinstance(classes.value, tuple) else (classes.value,)
            left = [each for each in caught if self.spelt(Const(each)) != gast.dump(chosen)]
            if len(left) == len(caught) - 1:
                rest = Const(left[0] if len(left) == 1 else tuple(left))
                return [_clause(chosen, name, first.body), *(self.clauses(rest, error, first.orelse) if left else [])]
        return [_clause(self.writer.spell.atom(classes), name, body)]

    def spelt(self, atom: Atom) -> str:
        return str(gast.dump(self.writer.spell.atom(atom)))

    def context(self, op: Op) -> Statements:
        """``with manager as entered``. Its results are bound behind it, where no exception leads."""
        body, orelse, _ = op.blocks
        tried = [*self.writer.block(body), *self.writer.moves(zip(orelse.params, body.results))]
        after = [*self.writer.block(orelse), *self.writer.moves(zip(op.results[1:], orelse.results))]
        (entered,) = body.params
        word = target(self.writer.names[entered]) if self.writer.read(entered) else None
        item = gast.withitem(self.writer.spell.atom(op.args[0]), word)
        return [gast.With([item], tried or [gast.Pass()], None), *after]

    def raised(self, op: Op) -> gast.stmt:
        if self.handled and op.args == (self.handled[-1],):
            return gast.Raise(None, None)
        return gast.Raise(*self.writer.spell.atoms(op.args), *([None] if len(op.args) == 1 else []))

"""Moves: the assignments by which values pass into blocks and out of them, all of one place at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import gast

from ast_ad.emit.syntax import assign, target
from ast_ad.ir import Place


@dataclass(frozen=True, slots=True)
class Move:
    """``name = expression``, which reads the names ``reads``."""

    name: str
    expression: gast.expr
    reads: frozenset[str]
    place: Place | None = None


def sequential(moves: Sequence[Move]) -> list[gast.stmt]:
    """Statements that make the moves as if all at once: one after the other where the order allows it, else as a tuple."""
    pending = list(moves)
    done: list[gast.stmt] = []
    while pending:
        free = next((m for m in pending if not any(m.name in other.reads for other in pending if other is not m)), None)
        if free is None:
            left = gast.Tuple([target(m.name) for m in pending], gast.Store())
            return [*done, assign(left, gast.Tuple([m.expression for m in pending], gast.Load()))]
        statement = assign(target(free.name), free.expression)
        statement.place = free.place
        done.append(statement)
        pending.remove(free)
    return done

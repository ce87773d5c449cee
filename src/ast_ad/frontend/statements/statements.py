"""Statements, one after the other; what leaves early decides what runs of the rest."""

from __future__ import annotations

from collections.abc import Sequence

import gast

from ast_ad.errors import Refused
from ast_ad.frontend.machine.machine import STATEMENTS, Machine, Reported, Unreachable, statement
from ast_ad.frontend.machine.objects import Poison
from ast_ad.frontend.reading import scopes
from ast_ad.ir import Atom, Const

# Statements that take the rest of their list along: the rest may move into a branch.
CONTROL = {"If", "For", "While", "Try", "With", "Match"}


def run(m: Machine, nodes: Sequence[gast.stmt]) -> None:
    """Lower a list of statements. If one may leave, what follows stands once, where control goes on."""
    for k, node in enumerate(nodes):
        rest = nodes[k + 1 :]
        moved = execute(m, node, rest)
        if moved or m.state.dead:
            return
        if m.get("$left") != Const(False):
            go_on(m, rest)
            return


def go_on(m: Machine, rest: Sequence[gast.stmt]) -> None:
    """Lower what follows statements that may have left."""
    left = m.get("$left")
    assert isinstance(left, Atom)

    def stay() -> None:
        m.set("$left", Const(False))
        run(m, rest)

    if rest:
        m.branch(left, lambda: m.set("$left", Const(True)), stay)


def execute(m: Machine, node: gast.stmt, rest: Sequence[gast.stmt]) -> bool:
    """Lower one statement. After a problem, what it should have bound is poisoned, to find further problems."""
    state, builder, frame, number = m.state, m.builder, m.frame, m.shared.counter
    loops = frame.loops
    if id(node) in m.marks:
        m.marks[id(node)] = len(m.state.log)
    try:
        with m.at(node):
            return bool(_handle(m, node, rest))
    except Unreachable:
        m.state, m.builder, m.frame, frame.loops = state, builder, frame, loops
        m.state.dead = True
    except (Refused, Reported) as problem:
        m.state, m.builder, m.frame, frame.loops = state, builder, frame, loops
        m.state.forget(number)
        if isinstance(problem, Refused) and not (m.doomed and problem.code == "AD601" and _is_silent(m, node)):
            m.shared.problems.append(problem)
        for name in scopes.bound_names([node]):
            m.set(name, Poison())
        if isinstance(node, gast.Return):
            m.set("$value", Poison())
            m.set("$left", Const(True))
    return False


_CHANGING = "add append appendleft clear discard extend insert pop popleft remove reverse setdefault update".split()


def _is_silent(m: Machine, node: gast.stmt) -> bool:
    """Whether nobody sees what a statement does on the way to an exception: that it binds a name.

    Nor what it writes, if no try block of the program is around.
    """
    calls = [part for part in gast.walk(node) if isinstance(part, gast.Call)]
    if not m.trying and all(isinstance(c.func, gast.Attribute) and c.func.attr in _CHANGING for c in calls):
        return True
    target = node.targets[0] if isinstance(node, gast.Assign) else getattr(node, "target", None)
    return isinstance(target, gast.Name) and not calls


def _handle(m: Machine, node: gast.stmt, rest: Sequence[gast.stmt]) -> bool | None:
    name = type(node).__name__
    handler = STATEMENTS.get(name)
    if handler is None:
        # Not a statement that is known: its name as an expression gives the words of the error.
        m.evaluate(node)
        return None
    if name in CONTROL:
        return handler(m, node, rest)
    handler(m, node)
    return None


@statement("Pass")
def _pass(m: Machine, node: gast.Pass) -> None:
    pass


@statement("Expr")
def _expression_statement(m: Machine, node: gast.Expr) -> None:
    if not isinstance(node.value, gast.Constant):
        m.unread = m.frame.code.source.place(node.value)
        m.evaluate(node.value)

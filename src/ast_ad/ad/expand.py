"""Calls of functions that are defined by others, replaced by their definitions where a derivative goes through them."""

from __future__ import annotations

from collections.abc import Sequence

from ast_ad.analysis.activity import Useful, Varied
from ast_ad.build import Builder
from ast_ad.ir import Apply, Atom, Block, Func, Op, Value, callees, walk
from ast_ad.optimise.rewrite import atoms, substitute_op
from ast_ad.rules import table
from ast_ad.rules.invocation import Invocation


def expand(func: Func, wrt: Sequence[bool]) -> None:
    """Expand the calls that carry a derivative from the parameters in ``wrt``, in a function and all that it calls.

    Definitions may use functions that are defined themselves, so this goes on until none is left.
    """
    while any(map(definition, _applied(func))):
        varied, useful = Varied(), Useful()
        varied.solve(func, tuple(wrt))
        useful.solve(func, (True,) * len(func.results))
        active = _union(varied) & _union(useful)
        if not any(definition(op) and active.intersection(op.results) for op in _applied(func)):
            return
        for callee in callees(func):
            callee.block = _block(callee.block, active, {})


def _union(analysis: Varied | Useful) -> frozenset[Value]:
    return frozenset().union(*analysis.sets.values())


def _applied(func: Func) -> list[Op]:
    return [op for callee in callees(func) for op in walk(callee.block) if isinstance(op.prim, Apply)]


def definition(op: Op) -> table.Defined | None:
    """The definition of the function that an op calls."""
    rule = table.find(op.prim.function) if isinstance(op.prim, Apply) else None
    return rule if isinstance(rule, table.Defined) else None


def _block(block: Block, active: frozenset[Value], known: dict[Value, Atom]) -> Block:
    """The block with definitions in place; ``known`` says what has become of the results of the calls."""
    build = Builder()
    for op in block.ops:
        defined = definition(op)
        if defined is not None and active.intersection(op.results):
            build.place = op.place
            found = Invocation.of(build, substitute_op(op, known)).expanded(defined.body)
            for result, atom in zip(op.results, found, strict=True):
                known[result] = atom
                if isinstance(atom, Value) and not atom.hint:
                    atom.hint = result.hint
        else:
            blocks = tuple(_block(inner, active, known) for inner in op.blocks)
            build.ops.append(Op(op.prim, atoms(op.args, known), op.results, blocks, op.place))
    return build.block(block.params, atoms(block.results, known))

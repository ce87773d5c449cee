"""Calls of functions that are defined by others, replaced by their definitions where a derivative goes through them."""

from __future__ import annotations

from collections.abc import Sequence

from ast_ad.analysis.activity import Useful, Varied
from ast_ad.build import Builder
from ast_ad.errors import NoRule
from ast_ad.ir import Apply, Atom, Block, Func, Op, Value, bound, callees, walk
from ast_ad.optimise.rewrite import atoms
from ast_ad.rules import conversion, table
from ast_ad.rules.invocation import Invocation, name_of

# For each value the functions whose definitions led to it, the outermost one first.
Led = dict[Value, tuple[object, ...]]
# So often a definition may lead to another call of its function.
_MOST = 8


def expand(func: Func, wrt: Sequence[bool]) -> None:
    """Expand the calls that carry a derivative from the parameters in ``wrt``, in a function and all that it calls.

    Definitions may use functions that are defined themselves, so this goes on until none is left.
    """
    led: Led = {}
    while any(map(definition, _applied(func))):
        varied, useful = Varied(), Useful()
        varied.solve(func, tuple(wrt))
        useful.solve(func, (True,) * len(func.results))
        active = _union(varied) & _union(useful)
        before = [callee.block for callee in callees(func)]
        for callee in callees(func):
            callee.block = _Expansion(active, led).block(callee.block)
        if before == [callee.block for callee in callees(func)]:
            return


def _union(analysis: Varied | Useful) -> frozenset[Value]:
    return frozenset().union(*analysis.sets.values())


def _applied(func: Func) -> list[Op]:
    return [op for callee in callees(func) for op in walk(callee.block) if isinstance(op.prim, Apply)]


def definition(op: Op) -> table.Defined | None:
    """The definition of a call, or of the function that it calls."""
    rule = table.find(op.prim.function) if isinstance(op.prim, Apply) else None
    return conversion.definition(op) or (rule if isinstance(rule, table.Defined) else None)


def expansion(build: Builder, op: Op) -> tuple[Atom, ...] | None:
    """The results of a call, built by its definition; None for a call that has none."""
    defined = definition(op)
    return None if defined is None else Invocation.of(build, op).expanded(defined.body)


class _Expansion:
    """``known`` says what has become of the results of the calls."""

    def __init__(self, active: frozenset[Value], led: Led) -> None:
        self.active = active
        self.led = led
        self.known: dict[Value, Atom] = {}

    def block(self, block: Block) -> Block:
        """The block with definitions in place; the block itself where there are none."""
        build = Builder()
        for op in block.ops:
            blocks = tuple(map(self.block, op.blocks))
            args = atoms(op.args, self.known)
            new = op if args == op.args and blocks == op.blocks else Op(op.prim, args, op.results, blocks, op.place)
            found = self.expanded(build, new) if self.active.intersection(op.results) else None
            if found is None:
                build.ops.append(new)
        results = atoms(block.results, self.known)
        same = tuple(build.ops) == block.ops and results == block.results
        return block if same else build.block(block.params, results)

    def expanded(self, build: Builder, op: Op) -> tuple[Atom, ...] | None:
        inner = Builder(op.place)
        found = expansion(inner, op)
        if found is not None:
            build.ops += inner.ops
            self.led.update(dict.fromkeys(bound(inner.block()), self.way(op)))
        for result, atom in zip(op.results, found or ()):
            self.known[result] = atom
            if isinstance(atom, Value) and not atom.hint:
                atom.hint = result.hint
        return found

    def way(self, op: Op) -> tuple[object, ...]:
        """The functions whose definitions led to what the one of this call says."""
        assert isinstance(op.prim, Apply)
        function = op.prim.function
        before = self.led.get(op.results[0], ())
        # One that declines some calls may lead to such a call of itself.
        if before.count(function) == _MOST:
            name = name_of(function)
            message = f"the definition of {name} leads to calls of {name} without end"
            raise NoRule("AD401", message, op.place, "let it return NotImplemented for calls that have another rule")
        return *before, function

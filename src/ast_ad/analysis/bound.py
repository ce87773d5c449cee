"""Where values are bound: a value that one way of control leaves undefined is there on the other ways only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ast_ad.ir import UNDEF, Atom, Block, For, If, Op, Pop, Push, Try, Undef, Unpack, Value, While
from ast_ad.kinds import List

Facts = Mapping[Atom, bool]


class Binding:
    """What is known of the values that control flow hands on. Facts are the outcomes of tests on the way to some point."""

    def __init__(self, block: Block) -> None:
        self.branches: dict[Value, tuple[Op, int]] = {}
        self.sources: dict[Value, Sequence[Atom]] = {}
        self._pushed: dict[Atom, list[Atom]] = defaultdict(list)
        self._block(block)

    def _block(self, block: Block) -> None:
        for op in block.ops:
            match op.prim:
                case If():
                    for k, result in enumerate(op.results):
                        self.branches[result] = op, k
                case Try():
                    for k, result in enumerate(op.results[1:]):
                        self.sources[result] = op.blocks[1].results[k], op.blocks[2].results[k]
                    self.sources.update((p, (atom,)) for p, atom in zip(op.blocks[1].params, op.blocks[0].results))
                case For() | While():
                    self._loop(op)
                case Push():
                    self._pushed[op.args[0]].append(op.args[1])
                case Unpack():
                    # Packed on a way that may not have bound it; without its length there is no list of zeros.
                    self.sources.update((r, (UNDEF,)) for r in op.results if isinstance(r.kind, List))
                case Pop():
                    self.sources[op.result] = self._pushed[op.args[0]]
            for inner in op.blocks:
                self._block(inner)

    def _loop(self, op: Op) -> None:
        body = op.blocks[-1]
        own = len(op.results) - 1
        ways = zip(op.args[len(op.args) - own :], body.results[1:])
        for k, atoms in enumerate(ways):
            for block in op.blocks:
                self.sources[block.params[len(block.params) - own + k]] = atoms
            self.sources[op.results[1 + k]] = atoms

    def follow(self, atom: Atom, facts: Facts) -> Atom:
        """What the value is where the facts hold: the branch that was taken gave it."""
        while isinstance(atom, Value) and atom in self.branches:
            op, k = self.branches[atom]
            if op.args[0] not in facts:
                break
            atom = op.blocks[0 if facts[op.args[0]] else 1].results[k]
        return atom

    def may_lack(self, atom: Atom, facts: Facts) -> bool:
        """Whether the value is undefined on some way that agrees with the facts."""
        pending, seen = [atom], set()
        while pending:
            found = self.follow(pending.pop(), facts)
            if isinstance(found, Undef):
                return True
            if not isinstance(found, Value) or found in seen:
                continue
            seen.add(found)
            if found in self.branches:
                op, k = self.branches[found]
                pending += [block.results[k] for block in op.blocks]
            pending += self.sources.get(found, ())
        return False

"""Values that share one name: what a loop carries, what an `if` gives, what is written in place."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from ast_ad.analysis.writing import writes
from ast_ad.emit.fold import Fold
from ast_ad.emit.lives import Lives
from ast_ad.ir import Atom, For, Func, If, Op, Try, Value, While, walk
from ast_ad.tree import Leaf, leaves

_PART = re.compile(r"_\d+(?=$|_dot$)")


class Classes:
    """A partition of the named values. Two classes become one where a move is saved by it and their ranges do not meet.

    ``named``: what has two names of the user's stays apart.
    """

    def __init__(self, func: Func, fold: Fold, lives: Lives, named: bool = False) -> None:
        self.parent: dict[Value, Value] = {}
        self.masks = lives.masks
        self.pinned = parameter_names(func)
        for a, b in _writes(func):
            self._join(a, b, fold)
        for a, b in _moves(func):
            if not (named and _differ(a, b, self.pinned)):
                self._join(a, b, fold)

    def find(self, value: Value) -> Value:
        root = value
        while self.parent.get(root, root) is not root:
            root = self.parent[root]
        while self.parent.get(value, value) is not root:
            self.parent[value], value = root, self.parent[value]
        return root

    def mask(self, value: Value) -> int:
        return self.masks[self.find(value)]

    def _join(self, a: Atom, b: Atom, fold: Fold) -> None:
        if isinstance(a, Value) and isinstance(b, Value) and a not in fold.folded and b not in fold.folded:
            self._merge(a, b)

    def _merge(self, a: Value, b: Value) -> None:
        p, q = self.find(a), self.find(b)
        if p is q or self.masks[p] & self.masks[q] or (p in self.pinned and q in self.pinned):
            return
        if q in self.pinned:
            p, q = q, p
        self.parent[q] = p
        self.masks[p] |= self.masks[q]


def parameter_names(func: Func) -> dict[Value, str]:
    """The values that are parameters as they stand. Those that are parts of one are taken from it under any name."""
    names: dict[Value, str] = {}
    position = 0
    for parameter in func.inputs:
        if isinstance(parameter.tree, Leaf):
            names[func.params[position]] = parameter.name
        position += leaves(parameter.tree)
    return names


def _differ(a: Atom, b: Atom, parameters: Container[Atom]) -> bool:
    """Whether the user has two names for two values. What a bar is called matters only where it is a seed: else it is the
    one before, under whatever name.
    """
    bars = a in parameters or b in parameters
    hints = {atom.hint for atom in (a, b) if isinstance(atom, Value)}
    # A part of a structure, such as x_0, has the name of the whole.
    own = {_PART.sub("", h) for h in hints if h and not h.startswith("_") and (bars or not h.endswith("bar"))}
    return len(own) > 1


def _writes(func: Func) -> Iterator[tuple[Atom, Atom]]:
    return ((op.args[0], op.result) for op in walk(func.block) if writes(op))


def _moves(func: Func) -> Iterator[tuple[Atom, Atom]]:
    """Pairs that want one name, the most wanted first."""
    ops = list(walk(func.block))
    for op in ops:
        if isinstance(op.prim, For | While):
            yield from _carried(op)
    for op in ops:
        if isinstance(op.prim, If):
            for block in op.blocks:
                yield from zip(op.results, block.results)
        elif isinstance(op.prim, Try):
            body, orelse, handler = op.blocks
            yield from zip(orelse.params, body.results)
            yield from zip(op.results[1:], orelse.results)
            yield from zip(op.results[1:], handler.results)


def _carried(op: Op) -> Iterator[tuple[Atom, Atom]]:
    skip = 3 if isinstance(op.prim, For) else 0
    own = 1 if isinstance(op.prim, For) else 0
    body = op.blocks[-1]
    for k, final in enumerate(op.results[1:]):
        param = body.params[own + k]
        if isinstance(op.prim, While):
            yield op.blocks[0].params[k], param
        yield param, final
        yield param, body.results[1 + k]
        yield param, op.args[skip + k]

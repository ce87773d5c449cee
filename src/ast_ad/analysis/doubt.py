"""Doubt: which values may be NumPy scalars although their kind is that of a Python number.

The kind of an operation's result is found out and can be trusted as far as those of its arguments can. Where ways of
control meet, a Python number and a NumPy scalar have the kind of the number: so the bar of a float that a loop adds
elements of an array to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ast_ad.analysis.activity import carried
from ast_ad.ir import (
    Acc,
    Atom,
    Block,
    Call,
    For,
    If,
    Pack,
    Pop,
    Push,
    Store,
    Try,
    Undef,
    Unpack,
    Value,
    While,
    kind_of,
)
from ast_ad.kinds import Kind, List, Number


def is_python(kind: Kind) -> bool:
    """Whether a kind is that of Python's numbers, or of lists of them."""
    while isinstance(kind, List):
        kind = kind.item
    return isinstance(kind, Number) and kind.dtype is None


def doubtful(block: Block) -> frozenset[Value]:
    """The values of a function's block that may be something else than the Python numbers that their kinds say."""
    found = _Doubt()
    size = -1
    while len(found.values) > size:
        size = len(found.values)
        found.block(block)
    return frozenset(found.values)


class _Doubt:
    def __init__(self) -> None:
        self.values: set[Value] = set()
        self.pushed: dict[Atom, list[Atom]] = {}

    def of(self, atom: Atom) -> bool:
        """Whether a value may be no Python number, by its kind or by where it comes from."""
        return not isinstance(atom, Undef) and (atom in self.values or not is_python(kind_of(atom)))

    def add(self, results: Iterable[Value], condition: bool = True) -> None:
        if condition:
            self.values.update(result for result in results if is_python(result.kind))

    def meet(self, results: Iterable[Value], *ways: Sequence[Atom]) -> None:
        for result, *atoms in zip(results, *ways, strict=True):
            self.add((result,), any(map(self.of, atoms)))

    def block(self, block: Block) -> None:
        for op in block.ops:
            for inner in op.blocks:
                self.block(inner)
            match op.prim:
                case If():
                    self.meet(op.results, *(inner.results for inner in op.blocks))
                case For() | While():
                    inits, following, finals = carried(op)
                    self.meet(finals, inits, following)
                    for inner in op.blocks:
                        self.meet(inner.params[len(inner.params) - len(inits) :], inits, following)
                case Try():
                    body, orelse, handler = op.blocks
                    self.meet(orelse.params, body.results)
                    self.meet(op.results[1:], orelse.results, handler.results)
                case Push():
                    self.pushed.setdefault(op.args[0], []).append(op.args[1])
                case Pop():
                    self.add(op.results, any(map(self.of, self.pushed.get(op.args[0], op.args[:1]))))
                case Store() | Acc():
                    self.add(op.results, any(map(self.of, op.args[:2])))
                case Call() | Pack() | Unpack():
                    self.add(op.results)
                case _:
                    self.add(op.results, any(arg in self.values for arg in op.args))

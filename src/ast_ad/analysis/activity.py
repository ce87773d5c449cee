"""Activity: which values depend differentiably on the inputs (varied), and on which the outputs depend so (useful).

Both are least fixed points over the whole call graph. Loops and recursion come out right because nothing is assumed but
what has been found so far, and passes are repeated until nothing is added.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from ast_ad.errors import NoRule
from ast_ad.ir import (
    Acc,
    Apply,
    Atom,
    Block,
    Call,
    Const,
    For,
    Func,
    If,
    Load,
    Op,
    Pack,
    Pop,
    Push,
    Store,
    Try,
    Unpack,
    Value,
    While,
    kind_of,
    walk,
)
from ast_ad.kinds import Opaque, Saved, Tape, differentiable
from ast_ad.rules import table

Mask = tuple[bool, ...]


class _FixedPoint:
    """Sets of values, one for each (function, mask), that grow until they are stable."""

    def __init__(self) -> None:
        self.sets: dict[tuple[Func, Mask], set[Value]] = {}
        self.grown = False

    def solve(self, func: Func, mask: Mask) -> frozenset[Value]:
        self.enter(func, mask)
        self.grown = True
        while self.grown:
            self.grown = False
            for key in list(self.sets):
                self.current = self.sets[key]
                self.visit(*key)
        return frozenset(self.sets[func, mask])

    def enter(self, func: Func, mask: Mask) -> set[Value]:
        if (func, mask) not in self.sets:
            self.sets[func, mask] = set()
            self.grown = True
        return self.sets[func, mask]

    def visit(self, func: Func, mask: Mask) -> None:
        raise NotImplementedError

    def has(self, atom: Atom) -> bool:
        return atom in self.current

    def any(self, atoms: Sequence[Atom]) -> bool:
        return any(atom in self.current for atom in atoms)

    def add(self, atom: Atom) -> None:
        if isinstance(atom, Value) and differentiable(atom.kind) and atom not in self.current:
            self.current.add(atom)
            self.grown = True

    def add_all(self, atoms: Sequence[Atom]) -> None:
        for atom in atoms:
            self.add(atom)

    def add_where(self, condition: bool, atoms: Sequence[Atom]) -> None:
        if condition:
            self.add_all(atoms)


class Varied(_FixedPoint):
    """Forward: the values that depend on the parameters that the mask names."""

    def visit(self, func: Func, mask: Mask) -> None:
        self.add_all([param for param, active in zip(func.params, mask, strict=True) if active])
        self.block(func.block)

    def results(self, func: Func, mask: Mask) -> Mask:
        """Which results of a function vary with the parameters of the mask."""
        found = self.sets.get((func, mask)) or self.enter(func, mask)
        return tuple(result in found for result in func.results)

    @cached_property
    def has_packs_without_dots(self) -> bool:
        """Whether a pack that does not vary comes where one that does is expected, and brings no dots; final once solved."""
        return any(
            isinstance(atom, Value) and isinstance(atom.kind, Saved) and atom not in found
            for (func, _), found in self.sets.items()
            for op in walk(func.block)
            for made, atom in _joined(op)
            if made in found
        )

    def block(self, block: Block) -> None:
        for op in block.ops:
            self.op(op)

    def op(self, op: Op) -> None:
        match op.prim:
            case Apply():
                self.add_where(self.any(op.args) and passes_derivatives(op), op.results)
            case Load() | Pop() | Unpack():
                self.add_where(self.has(op.args[0]), op.results)
            case Store() | Acc():
                self.add_where(self.any(op.args[:2]), op.results)
            case Pack():
                self.add_where(self.any(op.args), op.results)
                # What is unpacked counts as varied as a whole: each tape in it has a tape of dots.
                self.add_where(self.any(op.results), _tapes(op.args))
            case Push():
                self.add_where(self.has(op.args[1]), op.args[:1])
            case Call(func=func):
                varied = self.results(func, tuple(map(self.has, op.args)))
                self.add_all([result for result, is_varied in zip(op.results, varied) if is_varied])
            case If():
                for block in op.blocks:
                    self.block(block)
                    for result, atom in zip(op.results, block.results, strict=True):
                        self.add_where(self.has(atom), (result,))
            case Try():
                self.attempt(op)
            case For() | While():
                self.loop(op)

    def attempt(self, op: Op) -> None:
        body, orelse, handler = op.blocks
        self.block(body)
        for param, kept in zip(orelse.params, body.results, strict=True):
            self.add_where(self.has(kept), (param,))
        for block in (orelse, handler):
            self.block(block)
            for result, atom in zip(op.results[1:], block.results, strict=True):
                self.add_where(self.has(atom), (result,))

    def loop(self, op: Op) -> None:
        for block in op.blocks:
            self.block(block)
        inits, nexts, finals = carried(op)
        for block in op.blocks:
            params = block.params[len(block.params) - len(inits) :]
            for init, following, param in zip(inits, nexts, params, strict=True):
                self.add_where(self.any((init, following)), (param,))
        for init, following, final in zip(inits, nexts, finals, strict=True):
            self.add_where(self.any((init, following)), (final,))


class Useful(_FixedPoint):
    """Backward: the values on which the results that the mask names depend."""

    def visit(self, func: Func, mask: Mask) -> None:
        self.add_all([result for result, wanted in zip(func.results, mask, strict=True) if wanted])
        self.block(func.block)

    def params(self, func: Func, mask: Mask) -> Mask:
        """Which parameters matter to the results of the mask."""
        found = self.sets.get((func, mask)) or self.enter(func, mask)
        return tuple(param in found for param in func.params)

    def block(self, block: Block) -> None:
        for op in reversed(block.ops):
            self.op(op)

    def op(self, op: Op) -> None:
        match op.prim:
            case Apply():
                self.add_where(self.any(op.results) and not zero_rule(op), op.args)
            case Load() | Pop():
                self.add_where(self.any(op.results), op.args[:1])
            case Store() | Acc():
                self.add_where(self.any(op.results), op.args[:2])
            case Pack():
                self.add_where(self.any(op.results), op.args)
            case Unpack():
                self.add_where(self.any(op.results), op.args)
                # Where one item has a bar all have: the bar of a tape is what the pops from it push to.
                self.add_where(self.has(op.args[0]), op.results)
            case Push():
                self.add_where(self.has(op.args[0]), op.args[1:])
            case Call(func=func):
                useful = self.params(func, tuple(map(self.has, op.results)))
                self.add_all([arg for arg, is_useful in zip(op.args, useful) if is_useful])
            case If():
                for block in op.blocks:
                    for result, atom in zip(op.results, block.results, strict=True):
                        self.add_where(self.has(result), (atom,))
                    self.block(block)
            case Try():
                self.attempt(op)
            case For() | While():
                self.loop(op)

    def attempt(self, op: Op) -> None:
        body, orelse, handler = op.blocks
        for block in (handler, orelse):
            for result, atom in zip(op.results[1:], block.results, strict=True):
                self.add_where(self.has(result), (atom,))
            self.block(block)
        for param, kept in zip(orelse.params, body.results, strict=True):
            self.add_where(self.has(param), (kept,))
        self.block(body)

    def loop(self, op: Op) -> None:
        inits, nexts, finals = carried(op)
        body = op.blocks[-1]
        params = body.params[len(body.params) - len(inits) :]
        for init, following, final, param in zip(inits, nexts, finals, params, strict=True):
            self.add_where(self.any((final, param)), (init, following, final))
        self.block(body)


def _tapes(atoms: Sequence[Atom]) -> tuple[Value, ...]:
    return tuple(atom for atom in atoms if isinstance(atom, Value) and isinstance(atom.kind, Tape))


def _joined(op: Op) -> list[tuple[Value, Atom]]:
    """What an op makes, with each of the atoms that it may be or hold."""
    match op.prim:
        case Pack():
            return [(op.result, atom) for atom in op.args]
        case If():
            return [pair for block in op.blocks for pair in zip(op.results, block.results)]
        case Try():
            return [pair for block in op.blocks[1:] for pair in zip(op.results[1:], block.results)]
        case For() | While():
            inits, nexts, finals = carried(op)
            return [*zip(finals, inits), *zip(finals, nexts)]
    return []


def carried(op: Op) -> tuple[tuple[Atom, ...], tuple[Atom, ...], tuple[Value, ...]]:
    """The initial, next and final values of what a loop carries."""
    inits = op.args[3:] if isinstance(op.prim, For) else op.args
    return inits, op.blocks[-1].results[1:], op.results[1:]


def passes_derivatives(op: Op) -> bool:
    """Whether a varied argument makes the results varied. What is in no table is refused, never taken constant."""
    assert isinstance(op.prim, Apply)
    function = op.prim.function
    rule = table.find(function)
    if rule is not None and not rule.is_zero and all(map(is_unknown, op.results)):
        name = getattr(function, "__name__", repr(function))
        message = f"what {name} returns for these arguments is not known, and so is its derivative"
        raise NoRule("AD402", message, op.place, "convert arguments to arrays of known rank beforehand")
    if rule is not None:
        return not rule.is_zero
    computes, reason = table.computes(function), table.reason(function)
    drawn = bool(reason) and not computes
    if drawn or any(differentiable(result.kind) or (is_unknown(result) and computes) for result in op.results):
        name = getattr(function, "__name__", repr(function))
        # Why it is not followed, the place says.
        why = f": {reason}" if reason not in ("", table.FOLLOWED) else ""
        hint = "hold it constant with ast_ad.stop_gradient" if drawn else "state one with ast_ad.custom(...)"
        raise NoRule("AD401", f"no derivative is known for {name}{why}", op.place, hint)
    return False


def is_unknown(result: Value) -> bool:
    """Whether nothing is known about a result, so that it may well carry a derivative."""
    return isinstance(result.kind, Opaque) and result.kind.type in (object, tuple, list)


def zero_rule(op: Op) -> bool:
    """Whether a primitive is known to have no derivative."""
    assert isinstance(op.prim, Apply)
    rule = table.find(op.prim.function)
    return rule is not None and rule.is_zero


def active(func: Func, wrt: Sequence[bool], outputs: Sequence[bool]) -> frozenset[Value]:
    """The values that carry a derivative from the parameters in ``wrt`` to the results in ``outputs``."""
    return Varied().solve(func, tuple(wrt)) & Useful().solve(func, tuple(outputs))


def has_dot(atom: Atom, partly: bool) -> bool:
    """Whether what is packed has a dot and a bar: None stands for the bar of a pack that nobody has opened."""
    return differentiable(kind_of(atom)) or (partly and atom == Const(None))

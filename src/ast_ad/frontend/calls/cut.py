"""Cutting a call out of the program around it: a closed Func of some arguments, to be differentiated on its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ast_ad import optimise
from ast_ad.build import Builder
from ast_ad.emit.marks import Mark
from ast_ad.frontend.arguments import Fixed
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Ref, Storage, Tuple
from ast_ad.frontend.machine.signature import reached
from ast_ad.frontend.machine.skeleton import Taker, put_together
from ast_ad.frontend.machine.state import State
from ast_ad.ir import Apply, Atom, Block, Const, Func, Parameter, Value, callees, captured, kind_of
from ast_ad.kinds import Array, Number, differentiable
from ast_ad.optimise.rewrite import clone, fresh, substitute
from ast_ad.tree import LEAF, Leaf, Node, Tree, flat

CONSTANT = Node(Fixed, ())


@dataclass(frozen=True, slots=True)
class Opened:
    """An argument whose leaves with a derivative have become parameters; ``atoms`` are what is passed for them."""

    value: Abstract
    tree: Tree
    params: tuple[Value, ...]
    atoms: tuple[Atom, ...]

    def rebuilt(self, m: Machine, bars: Iterator[Atom]) -> Abstract:
        """Bars in the structure of the argument; None where it has no derivative."""
        return _rebuilt(m, self.tree, bars)


def opened(m: Machine, value: Abstract) -> Opened:
    params: list[Value] = []
    atoms: list[Atom] = []

    def visit(part: Abstract) -> tuple[Abstract, Tree]:
        if isinstance(part, Tuple):
            pairs = [visit(item) for item in part.items]
            inner = Node(part.type, tuple(tree for _, tree in pairs), part.names)
            return replace(part, items=tuple(item for item, _ in pairs)), inner
        if isinstance(part, Box) and isinstance(contents := m.content(part.storage), Contents):
            pairs = [visit(item) for item in contents.items]
            made = replace(contents, items=tuple(item for item, _ in pairs))
            inner = Node(contents.type, tuple(tree for _, tree in pairs), contents.keys)
            return Box(Storage(made, part.storage.name)), inner
        kind = m.kind(part)
        if kind is None or not differentiable(kind):
            return part, CONSTANT
        atom = m.atom(part)
        param = Value(kind, getattr(atom, "hint", ""), m.builder.place)
        params.append(param)
        atoms.append(atom)
        return m.own(param, param.hint), LEAF

    made, tree = visit(value)
    return Opened(made, tree, tuple(params), tuple(atoms))


def _rebuilt(m: Machine, tree: Tree, bars: Iterator[Atom]) -> Abstract:
    if isinstance(tree, Leaf):
        return m.own(next(bars))
    if tree.type is Fixed:
        return Const(None)
    items = tuple(_rebuilt(m, item, bars) for item in tree.items)
    if issubclass(tree.type, tuple):
        return Tuple(items, tree.type, tree.names)
    return Box(Storage(Contents(tree.type, items, tree.names)))


def leaves(m: Machine, value: Abstract) -> list[Atom]:
    """The numbers and arrays in a value, in order; what is None is left out."""
    if isinstance(value, Tuple):
        return [atom for item in value.items for atom in leaves(m, item)]
    if isinstance(value, Box) and isinstance(contents := m.content(value.storage), Contents):
        return [atom for item in contents.items for atom in leaves(m, item)]
    return [] if value == Const(None) else [m.atom(value)]


@dataclass(frozen=True, slots=True)
class Cut:
    """The Func, what is passed for its parameters, and the value that it gives, as a skeleton over its results."""

    func: Func
    atoms: tuple[Atom, ...]
    mask: tuple[bool, ...]
    skeleton: object
    value: Abstract

    def given(self, atoms: Sequence[Atom]) -> Abstract:
        """The value of the function, from its results."""
        return put_together(self.skeleton, atoms, {})  # type: ignore[return-value]


def cut(m: Machine, arguments: Sequence[Opened], run: Callable[[], Abstract]) -> Cut:
    """The Func of a call. What it reads around it becomes further parameters; it must change nothing there."""
    start, outer = m.state, m.builder
    m.state, m.builder = start.copy(), Builder(outer.place)
    try:
        value = run()
        _require_pure(m, start)
        taker = Taker(m)
        skeleton = taker.take(value)
        results = tuple(taker.flat.atoms)
        ops = tuple(m.builder.ops)
        # In terms of the results, as the state in which it was found is gone.
        value = put_together(skeleton, [Value(kind_of(atom)) for atom in results], {})  # type: ignore[assignment]
    finally:
        m.state, m.builder = start, outer
    params = [param for argument in arguments for param in argument.params]
    captures = captured(Block(tuple(params), ops, results))
    inner = {capture: fresh(capture) for capture in captures}
    block = substitute(Block((*params, *inner.values()), ops, results), inner)
    func = Func("inner", block, tuple(Parameter(f"p{k}") for k in range(len(block.params))), flat(len(results)))
    if any(not callee.block.ops and not callee.block.results for callee in callees(func)[1:]):
        m.refuse("AD111", "a derivative of a recursive function is taken inside of it", "take it outside")
    mask = (True,) * len(params) + (False,) * len(captures)
    atoms = tuple(atom for argument in arguments for atom in argument.atoms)
    return Cut(optimise.run(func, optimise.PRIMAL), (*atoms, *captures), mask, skeleton, value)


def _require_pure(m: Machine, before: State) -> None:
    changed = any(m.state.content(storage) != before.content(storage) for storage in reached(before))
    if changed or any(m.state.names.get(cell) != value for cell, value in before.names.items()):
        m.refuse(
            "AD204",
            "the function whose derivative is taken here changes names or objects around it",
            "return them instead",
        )


def number_of(m: Machine, made: Cut, value: Abstract) -> int:
    """The position among the results of the one real number that is differentiated."""
    if not isinstance(value, Value | Const | Ref):
        m.refuse("AD304", "the function whose gradient is taken returns a structure", "return one number, or take vjp")
    kind = m.kind(value)
    if isinstance(kind, Array) and kind.dims != ():
        m.refuse("AD304", "the function whose gradient is taken returns an array", "return one number, or take jacrev")
    if kind is None or not isinstance(kind, Number | Array) or not differentiable(kind):
        m.refuse("AD305", "the function whose gradient is taken returns no float", "return a float")
    if isinstance(kind, Number) and kind.type is complex:
        m.refuse("AD304", "the function whose gradient is taken returns a complex number", "return a real number")
    # The number stands first: alone, or before what has_aux adds.
    return 0


def emit(m: Machine, func: Func, atoms: Sequence[Atom]) -> tuple[Atom, ...]:
    """The ops of a Func for these arguments; its results."""
    known = dict(zip(func.params, atoms, strict=True))
    ops = tuple(op for op in func.block.ops if not (isinstance(op.prim, Apply) and isinstance(op.prim.function, Mark)))
    copied = clone(Block((), ops, func.block.results), known)
    m.builder.ops.extend(copied.ops)
    return copied.results

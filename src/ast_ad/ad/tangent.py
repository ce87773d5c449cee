"""Forward mode: every varied value gets a dot, computed right beside it."""

from __future__ import annotations

import operator
from collections.abc import Sequence

from ast_ad import tree
from ast_ad.ad.expand import expand, expansion
from ast_ad.ad.guards import passes_on
from ast_ad.ad.names import dot, fitting
from ast_ad.ad.replay import require_silent, silenced, without_context
from ast_ad.ad.signature import companions
from ast_ad.ad.zeros import zero_where_bound
from ast_ad.analysis.activity import Mask, Varied, has_dot
from ast_ad.analysis.bound import Binding
from ast_ad.build import Builder
from ast_ad.ir import (
    UNDEF,
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
    NewTape,
    Op,
    Pack,
    Path,
    Pop,
    Prim,
    Push,
    Store,
    Try,
    Undef,
    Unpack,
    Value,
    While,
    bound,
    kind_of,
    walk,
)
from ast_ad.kinds import List, Number, Saved, Tape, differentiable
from ast_ad.optimise.rewrite import clone
from ast_ad.rules.broadcasting import full, zeros
from ast_ad.rules.differentiate import keeps_shapes, push_forward
from ast_ad.tree import Node


def tangent(func: Func, wrt: Sequence[bool]) -> Func:
    """A function of the parameters and then the dots of those in ``wrt``; it returns (y, y_dot).

    ``y_dot`` has the structure of ``y``; results that carry no derivative have None there.
    """
    mask = tuple(chosen and differentiable(p.kind) for chosen, p in zip(wrt, func.params, strict=True))
    expand(func, mask)
    parameters, flat = companions(func, mask, dot)
    analysis = Varied()
    analysis.solve(func, mask)
    forward = _Tangent(func, analysis, mask, {})
    dots = {param: value for param, value, chosen in zip(func.params, flat, mask) if value is not None and chosen}
    build, results = forward.body(dots)
    out = tuple(forward.dot_or_zero(build, atom) for atom in func.results)
    params = (*func.params, *(value for value in flat if value is not None))
    block = build.block(params, (*results, *out))
    names = ", ".join(p.name for p in parameters)
    along = names if len(parameters) == 1 else f"({names})"
    summary = fitting(
        f"(y, y_dot): {func.name} and its derivative along {along}.",
        f"(y, y_dot): the function and its derivative along {along}.",
        "(y, y_dot): the function and its derivative along the dots of its arguments.",
    )
    output = Node(tuple, (func.output, func.output))
    return Func(f"{func.name}_dot", block, (*func.inputs, *parameters), output, summary, func.place)


class _Tangent:
    """The tangent of one function for one set of varied parameters."""

    def __init__(self, func: Func, analysis: Varied, mask: Mask, callees: dict[tuple[Func, Mask], Func]) -> None:
        self.func = func
        self.analysis = analysis
        self.varied = analysis.enter(func, mask)
        self.callees = callees
        self.dots: dict[Value, Atom] = {}
        self.whole: set[Atom] = set()
        self.binding = Binding(func.block)
        self.facts: dict[Atom, bool] = {}

    def body(self, dots: dict[Value, Value]) -> tuple[Builder, tuple[Atom, ...]]:
        self.dots.update(dots)
        build = Builder()
        self.ops(self.func.block, build)
        return build, self.func.results

    def ops(self, block: Block, build: Builder) -> None:
        for op in block.ops:
            build.place = op.place
            self.op(op, build)

    def new_dot(self, value: Value) -> Value:
        """A dot that a region binds (a block parameter or the result of control flow), made of whole dots."""
        fresh = self.given_dot(value)
        self.whole.add(fresh)
        return fresh

    def given_dot(self, value: Value) -> Value:
        """A dot that the caller gives, as small as it likes."""
        fresh = Value(value.kind, dot(value.hint), value.place)
        self.dots[value] = fresh
        return fresh

    def set_dot(self, value: Value, atom: Atom) -> None:
        if isinstance(atom, Value) and not atom.hint:
            atom.hint = dot(value.hint)
        self.dots[value] = atom

    def is_varied(self, atom: Atom) -> bool:
        return atom in self.varied

    def dot_or_zero(self, build: Builder, atom: Atom, target: Value | None = None) -> Atom:
        """The dot of an atom, of the atom's own shape; zeros where it does not vary, None where it has no derivative.

        ``target`` is what the atom is about to become: a float variable that was set to the int 0 has the dot 0.0.
        """
        if isinstance(atom, Undef):
            return UNDEF
        if not differentiable(kind_of(atom)):
            if target is not None and isinstance(target.kind, List):
                item = 0.0 if isinstance(target.kind.item, Number) else None
                return build.apply(operator.mul, [item], build.apply(len, atom))
            return Const(None) if target is None or isinstance(target.kind, Saved) else Const(0.0)
        found = self.dots.get(atom) if isinstance(atom, Value) else None
        if found is not None:
            return found if found in self.whole else full(build, found, atom)
        if not isinstance(atom, Value):
            return zeros(build, atom)
        return zero_where_bound(build, atom, self.binding, self.facts, dot(atom.hint))

    def op(self, op: Op, build: Builder) -> None:
        match op.prim:
            case If():
                self.branch(op, build)
            case Try() if passes_on(op):
                self.within(op, build)
            case Try():
                self.attempt(op, build)
            case For() | While():
                self.loop(op, build)
            case Call():
                self.call(op, build)
            case _:
                build.ops.append(op)
                self.simple(op, build)

    def simple(self, op: Op, build: Builder) -> None:
        match op.prim:
            # A definition that is still there is of no use to the results: its dot is not missed.
            case Apply() if any(map(self.is_varied, op.results)) and expansion(Builder(), op) is None:
                dots = {k: self.dots[a] for k, a in enumerate(op.args) if isinstance(a, Value) and a in self.dots}
                whole = keeps_shapes(op) and all(
                    d in self.whole or isinstance(kind_of(d), Number) for d in dots.values()
                )
                for result, result_dot in zip(op.results, push_forward(build, op, dots), strict=True):
                    if result_dot is not None:
                        self.set_dot(result, result_dot)
                        self.whole |= {result_dot} if whole else set()
            # Of several results a rule may say that some have no dot.
            case Load(path=path) if op.args[0] in self.dots:
                base_dot = self.dots[_value(op.args[0])]
                self.set_dot(op.result, build.load(base_dot, path, op.args[1:]))
                self.whole |= {self.dots[op.result]} if base_dot in self.whole else set()
            case Store(path=path) | Acc(path=path) if self.is_varied(op.result):
                self.write(op, path, build)
            case NewTape() if self.is_varied(op.result):
                assert isinstance(op.result.kind, Tape)
                self.set_dot(op.result, build.tape(op.result.kind.item))
            case Push() if self.is_varied(op.args[0]):
                build.push(_value(self.dots[_value(op.args[0])]), self.dot_or_zero(build, op.args[1]))
            case Pop() if self.is_varied(op.result):
                popped = build.pop(_value(self.dots[_value(op.args[0])]))
                self.set_dot(op.result, popped)
                self.whole.add(popped)
            case Pack() | Unpack():
                self.pack(op, build)

    def write(self, op: Op, path: Path, build: Builder) -> None:
        base, stored, *index = op.args
        base_dot = self.dot_or_zero(build, base)
        if isinstance(op.prim, Store):
            stored_dot = self.dots.get(stored) if isinstance(stored, Value) else None
            if stored_dot is None:
                stored_dot = zeros(build, stored) if isinstance(kind_of(base), List) else Const(0.0)
            self.set_dot(op.result, build.store(base_dot, stored_dot, path, index))
        elif stored in self.dots:
            self.set_dot(op.result, build.acc(base_dot, self.dots[_value(stored)], path, index))
        else:
            self.set_dot(op.result, base_dot)
        self.whole.add(self.dots[op.result])

    def pack(self, op: Op, build: Builder) -> None:
        """The dot of a pack is the pack of the dots of everything in it that can vary."""
        if isinstance(op.prim, Pack) and self.is_varied(op.result):
            items = [self.dot_or_zero(build, atom) for atom in op.args if has_dot(atom, op.prim.partly)]
            self.set_dot(op.result, build.emit(op.prim, items, (op.result.kind,))[0])
        elif isinstance(op.prim, Unpack) and self.is_varied(op.args[0]):
            packed = [value for value in op.results if differentiable(value.kind)]
            dots = self.unpacked_dots(op.prim, self.dots[_value(op.args[0])], packed, build)
            for value, item_dot in zip(packed, dots, strict=True):
                self.set_dot(value, item_dot)
                self.whole.add(item_dot)

    def unpacked_dots(self, prim: Prim, packed: Atom, values: Sequence[Value], build: Builder) -> Sequence[Value]:
        found = [value.kind for value in values]
        if not self.analysis.has_packs_without_dots:
            return build.emit(prim, (packed,), found)
        return build.choice(
            build.apply(operator.is_, packed, None),
            lambda inner: [zeros(inner, value) for value in values],
            lambda inner: inner.emit(prim, (packed,), found),
            found,
        )

    def branch(self, op: Op, build: Builder) -> None:
        doubled = [result for result in op.results if self.is_varied(result)]
        positions = [k for k, result in enumerate(op.results) if self.is_varied(result)]
        blocks, facts = [], self.facts
        for outcome, block in zip((True, False), op.blocks):
            inner, self.facts = Builder(op.place), {**facts, op.args[0]: outcome}
            self.ops(block, inner)
            dots = [self.dot_or_zero(inner, block.results[k], op.results[k]) for k in positions]
            blocks.append(inner.block((), (*block.results, *dots)))
        self.facts = facts
        results = (*op.results, *map(self.new_dot, doubled))
        build.ops.append(Op(op.prim, op.args, results, tuple(blocks), op.place))

    def attempt(self, op: Op, build: Builder) -> None:
        """No dot is computed in the body of a `try`: what it raises is none of the user's business.

        The dots of what the body computed follow where it has completed. The values are handed on; what control flow
        inside the body computed is computed again.
        """
        body, orelse, handler = op.blocks
        positions = [k for k, result in enumerate(op.results) if self.is_varied(result)]
        inner = Builder(op.place)
        kept = self.replay(body, inner)
        for param, atom in zip(orelse.params, body.results, strict=True):
            if self.is_varied(param):
                self.dots[param] = self.dot_or_zero(inner, atom, param)
        self.ops(orelse, inner)
        caught = Builder(op.place)
        self.ops(handler, caught)
        ways = []
        for block, builder in ((orelse, inner), (handler, caught)):
            dots = [self.dot_or_zero(builder, block.results[k - 1], op.results[k]) for k in positions]
            params = (*orelse.params, *kept) if block is orelse else handler.params
            ways.append(builder.block(params, (*block.results, *dots)))
        tried = clone(Block(body.params, body.ops, (*body.results, *kept)))
        results = (*op.results, *(self.new_dot(op.results[k]) for k in positions))
        build.ops.append(Op(op.prim, op.args, results, (tried, *ways), op.place))

    def within(self, op: Op, build: Builder) -> None:
        """The dots of what a context computes are computed in it: no exception leads out of it but to the caller."""
        body, orelse, handler = op.blocks
        positions = [k for k, result in enumerate(op.results) if self.is_varied(result)]
        passed = [k for k, param in enumerate(orelse.params) if self.is_varied(param)]
        inner = Builder(op.place)
        self.ops(body, inner)
        dots = [self.dot_or_zero(inner, body.results[k], orelse.params[k]) for k in passed]
        ways = [inner.block(body.params, (*body.results, *dots))]
        params = {orelse: (*orelse.params, *(self.new_dot(orelse.params[k]) for k in passed)), handler: handler.params}
        for block in (orelse, handler):
            inner = Builder(op.place)
            self.ops(block, inner)
            dots = [self.dot_or_zero(inner, block.results[k - 1], op.results[k]) for k in positions]
            ways.append(inner.block(params[block], (*block.results, *dots)))
        results = (*op.results, *(self.new_dot(op.results[k]) for k in positions))
        build.ops.append(Op(op.prim, op.args, results, tuple(ways), op.place))

    def replay(self, body: Block, build: Builder) -> list[Value]:
        """Build the dots of a body that has run. Gives the values that it has to hand on for that."""
        kept = list(body.params)
        for op in body.ops:
            build.place = op.place
            if isinstance(op.prim, NewTape | Push | Pop):
                self.op(op, build)
            elif self.is_region(op):
                quiet = silenced(op)
                require_silent(quiet)
                self.op(without_context(quiet), build)
            else:
                kept += op.results
                self.simple(op, build)
        return kept

    def is_region(self, op: Op) -> bool:
        """Whether dots are computed inside an op."""
        if isinstance(op.prim, Call):
            return any(map(self.is_varied, op.args))
        inside = [inner for block in op.blocks for inner in walk(block)]
        return any(
            isinstance(inner.prim, Push | Pop) or any(map(self.is_varied, inner.results)) for inner in inside
        ) or any(self.is_varied(value) for block in op.blocks for value in bound(block))

    def loop(self, op: Op, build: Builder) -> None:
        own = 1 if isinstance(op.prim, For) else 0
        inits = op.args[3:] if own else op.args
        positions = [k for k, final in enumerate(op.results[1:]) if self.is_varied(final)]
        init_dots = [self.dot_or_zero(build, inits[k], op.results[1 + k]) for k in positions]
        blocks = []
        for block in op.blocks:
            params = (*block.params, *(self.new_dot(block.params[own + k]) for k in positions))
            inner = Builder(op.place)
            self.ops(block, inner)
            is_test = block is not op.blocks[-1]
            nexts = [] if is_test else [(block.results[1 + k], op.results[1 + k]) for k in positions]
            dots = [self.dot_or_zero(inner, following, final) for following, final in nexts]
            blocks.append(inner.block(params, (*block.results, *dots)))
        results = (*op.results, *(self.new_dot(op.results[1 + k]) for k in positions))
        build.ops.append(Op(op.prim, (*op.args, *init_dots), results, tuple(blocks), op.place))

    def call(self, op: Op, build: Builder) -> None:
        assert isinstance(op.prim, Call)
        mask = tuple(map(self.is_varied, op.args))
        if not any(mask):
            build.ops.append(op)
            return
        callee, varied = self.callee(op.prim.func, mask)
        dots = [self.dot_or_zero(build, arg) for arg, chosen in zip(op.args, mask) if chosen]
        doubled = [self.new_dot(result) for result, chosen in zip(op.results, varied) if chosen]
        build.ops.append(Op(Call(callee), (*op.args, *dots), (*op.results, *doubled), (), op.place))

    def callee(self, func: Func, mask: Mask) -> tuple[Func, Mask]:
        """The tangent of a function that is called: one more param, and one more result, for each varied one."""
        varied = self.analysis.results(func, mask)
        if (func, mask) not in self.callees:
            result = Func(f"{func.name}_dot", place=func.place)
            self.callees[func, mask] = result
            forward = _Tangent(func, self.analysis, mask, self.callees)
            params = [param for param, chosen in zip(func.params, mask) if chosen]
            dots = {param: forward.given_dot(param) for param in params}
            build, values = forward.body(dots)
            out = [forward.dot_or_zero(build, atom) for atom, chosen in zip(values, varied) if chosen]
            result.block = build.block((*func.params, *dots.values()), (*values, *out))
            result.output = tree.flat(len(result.results))
        return self.callees[func, mask], varied


def _value(atom: Atom) -> Value:
    assert isinstance(atom, Value)
    return atom

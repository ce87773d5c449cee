"""Bars: what is known so far of the adjoint of each active value, at one point of a reverse sweep."""

from __future__ import annotations

import operator
from collections.abc import Iterator

from ast_ad import runtime
from ast_ad.ad.names import bar
from ast_ad.ad.zeros import zero_where_bound
from ast_ad.analysis.bound import Binding, Facts
from ast_ad.build import Builder
from ast_ad.ir import UNDEF, Apply, Atom, Const, Undef, Value, kind_of, zero_like
from ast_ad.kinds import Array, Kind, List, Number, Saved, Tape
from ast_ad.rules.broadcasting import as_real, fits, full


class Bars:
    """A map from values to the atoms of their bars. A value without an entry has the bar zero.

    A bar may be *lazy*: of a shape that broadcasts to the value's, as the scalar bar of what is summed. Those known to
    have the value's own shape are ``whole``: any contribution can be added to them in place. One atom may be the bar of
    two values, whole for the one and lazy for the other. The packs that were left ``unopened`` have the bar None.
    """

    def __init__(self, active: frozenset[Value], binding: Binding, known: dict[Value, Atom] | None = None) -> None:
        self.active = active
        self.binding = binding
        self.known = dict(known or {})
        self.whole: set[tuple[Atom, Value]] = set()
        self.unopened: set[Value] = set()
        self.facts: Facts = {}

    def copy(self) -> Bars:
        copied = Bars(self.active, self.binding, self.known)
        copied.whole, copied.unopened, copied.facts = self.whole, self.unopened, self.facts
        return copied

    def where(self, test: Atom, outcome: bool) -> Bars:
        """The bars on a way of control."""
        copied = self.copy()
        copied.facts = {**self.facts, test: outcome}
        return copied

    def get(self, atom: Atom) -> Atom | None:
        return self.known.get(atom) if isinstance(atom, Value) else None

    def take(self, atom: Atom) -> Atom | None:
        """The bar, which is used up: the op that bound the value is being reversed."""
        return self.known.pop(atom, None) if isinstance(atom, Value) else None

    def set(self, value: Value, atom: Atom, whole: bool = False) -> None:
        if isinstance(atom, Value) and not atom.hint:
            atom.hint = bar(value.hint)
        if whole:
            self.whole.add((atom, value))
        self.known[value] = atom

    def fresh(self, value: Value) -> Value:
        """A bar that a region binds: a block parameter or the result of control flow."""
        bound = Value(value.kind, bar(value.hint), value.place)
        self.whole.add((bound, value))
        return bound

    def bind(self, value: Value) -> Value:
        """A fresh bar that becomes the bar of the value."""
        bound = self.fresh(value)
        self.known[value] = bound
        return bound

    def changed(self, since: Bars) -> Iterator[Value]:
        """The values whose bars differ from an earlier state."""
        return (value for value, atom in self.known.items() if since.known.get(value) is not atom)

    def add(self, build: Builder, atom: Atom, contribution: Atom, whole: bool = False, read: bool = False) -> None:
        """Add to the bar of an atom; constants and inactive values have none. ``whole``: the contribution is. ``read``: it
        comes from what was computed with the value, which is bound there.
        """
        if not isinstance(atom, Value) or atom not in self.active:
            return
        # What was handed on may have become complex where it went.
        contribution = as_real(build, contribution, atom)
        old = self.known.get(atom)
        if old is None or old == Const(None):
            self.set(atom, contribution, whole)
        elif isinstance(atom.kind, Saved):
            self.set(atom, build.emit(Apply(runtime.add_packs), (old, contribution), (atom.kind,))[0], whole=True)
        elif whole and not read and zero_like(atom.kind) is None and self.binding.may_lack(atom, self.facts):
            self.set(atom, self.sum_where_bound(build, atom, old, contribution), whole=True)
        else:
            has_shape = isinstance(atom.kind, List) or (isinstance(atom.kind, Array) and self.is_whole(old, atom))
            self.set(atom, self.sum(build, atom, old, contribution), whole=has_shape)

    def sum(self, build: Builder, value: Value, old: Atom, contribution: Atom) -> Value:
        """The sum of two bars of a value; the first is written into if it has the value's shape."""
        if isinstance(value.kind, List):
            return build.apply(runtime.add_items, old, contribution)
        if isinstance(value.kind, Array) and self.is_whole(old, value):
            return build.acc(old, contribution)
        return build.apply(operator.add, old, contribution)

    def sum_where_bound(self, build: Builder, value: Value, old: Atom, contribution: Atom) -> Value:
        """The sum of two bars of a value that was handed on, undefined where it is."""
        test = build.apply(operator.is_not, value, None)
        return build.choice(
            test, lambda inner: [self.sum(inner, value, old, contribution)], lambda _: [UNDEF], (value.kind,)
        )[0]

    def is_whole(self, atom: Atom, like: Value) -> bool:
        return (atom, like) in self.whole or _same_shape(kind_of(atom), like.kind)

    def settled(self, build: Builder, value: Value) -> Atom:
        """The bar of the value's own shape, zeros where nothing was added; undefined where the value is."""
        old, made = self.known.get(value), self.binding.follow(value, self.facts)
        if old is None and isinstance(value.kind, Saved):
            atom: Atom = Const(None)
            self.unopened |= {value} if isinstance(made, Value) else set()
        elif isinstance(made, Undef) and zero_like(value.kind) is None:
            atom = UNDEF
        elif old is None:
            atom = zero_where_bound(build, value, self.binding, self.facts, bar(value.hint))
        else:
            atom = old if self.is_whole(old, value) else full(build, old, value)
        self.set(value, atom, whole=True)
        return atom


def _same_shape(a: Kind, b: Kind) -> bool:
    if isinstance(b, Tape | Saved):
        return True
    if isinstance(a, Number) or isinstance(b, Number):
        return isinstance(a, Number) and isinstance(b, Number)
    return isinstance(a, Array) and fits(a, b)

"""Pullbacks: the reverse half of an adjoint, with what its forward half has saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from ast_ad.dispatch import convert, plan, slots
from ast_ad.dispatch.core import Core, passed
from ast_ad.dispatch.slots import Slot
from ast_ad.dispatch.specialisation import Companion, Specialisation
from ast_ad.frontend.arguments import Argument, every_leaf
from ast_ad.tree import Tree


@dataclass(frozen=True, slots=True, eq=False)
class Pair(Specialisation):
    """The forward half, and with it the reverse half. ``order``: which of its bars each of argnums has."""

    reverse: Specialisation | None = None
    order: tuple[int | None, ...] = ()


class PairCore(Core):
    """Compiles both halves of an adjoint; the rest is as for any derivative."""

    def every_slot(self, arguments: Mapping[str, Argument]) -> tuple[Slot, ...]:
        return slots.resolve(self.plan.argnums, self.primal_name, self.parameters, self.hidden, arguments)

    def slots(self, arguments: Mapping[str, Argument]) -> tuple[Slot, ...]:
        """Those that have a derivative; the bars of the others are None."""
        return tuple(s for s in self.every_slot(arguments) if slots.has_derivative(s, arguments[s.name]))

    def compile(self, arguments: Mapping[str, Argument]) -> Specialisation:
        lowered = self.lowered(arguments)
        given = arguments
        arguments = self.conforming(given, lowered.func)
        wanted = self.slots(arguments)
        forward, reverse = plan.halves(lowered.func, wanted, arguments)
        seed = Companion(reverse.inputs[1], tuple(v.kind for v in reverse.params[1:]))
        exact = passed(arguments, given)
        targets = [kind for slot in wanted for kind in slots.part(slot, exact[slot.name])[1]]
        back = replace(
            self.loaded(reverse, lowered),
            companions=(seed,),
            finish=convert.results(reverse, targets),
        )
        ahead = self.loaded(
            forward,
            lowered,
            slots=wanted,
            finish=convert.results(forward, [*lowered.targets, None]),
            writes=lowered.writes,
        )
        order = tuple(wanted.index(slot) if slot in wanted else None for slot in self.every_slot(arguments))
        return Pair(**{f.name: getattr(ahead, f.name) for f in fields(ahead)}, reverse=back, order=order)


class Pullback:
    """Maps a seed to the bars of the arguments. It may be called as often as is wanted."""

    def __init__(self, found: Pair, y: Any, saved: Any) -> None:
        self._found = found
        self._y = y
        self._saved = saved

    def __call__(self, y_bar: Any) -> tuple[Any, ...]:
        """The bars, one for each of argnums; None for an argument without derivative."""
        assert self._found.reverse is not None
        reverse = self._found.reverse
        (seed,) = reverse.companions
        output: Tree = self._found.primal.output
        name = seed.parameter.name
        given = convert.conform(y_bar, seed.parameter.tree, seed.kinds, name)
        for p, q in zip(every_leaf(seed.parameter.tree, given), every_leaf(output, self._y)):
            convert.same_shape(p, q, name)
        bars = reverse.run([_owned(self._saved), given])
        bars = bars if reverse.finish is None else reverse.finish(bars)
        return tuple(None if k is None else bars[k] for k in self._found.order)


def _owned(saved: Any) -> Any:
    """What was saved, with tapes of its own: the reverse half takes from them until they are empty."""
    if isinstance(saved, tuple):
        return tuple(map(_owned, saved))
    return list(map(_owned, saved)) if isinstance(saved, list) else saved


def kept(value: Any) -> Any:
    """An argument as it is now, whatever its owner writes into it later."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(map(kept, value))
    if type(value) is list:
        return list(map(kept, value))
    return {name: kept(part) for name, part in value.items()} if type(value) is dict else value

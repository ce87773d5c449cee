"""Arguments that are written must not share memory with others: the derivative knows each by its own name only."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ast_ad.errors import KindError, Refused
from ast_ad.frontend.arguments import Fixed, every_leaf, parts
from ast_ad.ir import Parameter, Place
from ast_ad.tree import Leaf, Tree


@dataclass(frozen=True, slots=True)
class Writes:
    """What a user's function writes into: some of its ``among`` flat parameters; ``objects``: also what is around them.

    ``owners`` are the parameters of which something is written, with the place where that is done first.
    """

    positions: frozenset[int]
    objects: bool
    among: int
    owners: Mapping[str, Place | None]

    def require_passed(self, parameters: Sequence[Parameter], values: Sequence[Any]) -> None:
        """Refuse a write into a default, which lives on from call to call."""
        for p, value in zip(parameters, values):
            if p.name in self.owners and value is p.default:
                message = f"the default of {p.name} is written, which lives on outside the function"
                hint = f"pass {p.name}, or let None be its default and make it inside"
                raise Refused("AD201", message, self.owners[p.name], hint)

    def require_separate(self, parameters: Sequence[Parameter], values: Sequence[Any], function: str) -> None:
        """Refuse arguments of which one is written and shares memory with another."""
        given = list(zip(parameters, values))
        named = [(p.name, leaf) for p, value in given for leaf in every_leaf(p.tree, value)][: self.among]
        for (k, (name, a)), (m, (other, b)) in itertools.combinations(enumerate(named), 2):
            if (k in self.positions or m in self.positions) and _share(a, b):
                written = name if k in self.positions else other
                message = f"{function} writes into {written}, and {name} and {other} share memory"
                raise KindError("AD206", message, hint=f"pass a copy of one: {other}.copy()")
        for k, (name, value) in enumerate(named):
            if k in self.positions and _repeats(value):
                message = f"{function} writes into {name}, of which two items share memory"
                raise KindError("AD206", message, hint=f"pass a copy of one, or copy.deepcopy of the items of {name}")
        seen: dict[int, str] = {}
        for p, value in given if self.objects else ():
            for found in _objects(p.tree, value):
                if id(found) in seen:
                    message = f"{function} changes the objects it is given, and {seen[id(found)]} and {p.name} hold one"
                    raise KindError("AD206", message, hint=f"pass a copy: copy.deepcopy({p.name})")
                seen[id(found)] = p.name


def _objects(tree: Tree, value: Any) -> Iterator[object]:
    """The objects, lists and dicts that a value is made of."""
    if not isinstance(tree, Leaf) and tree.type is not Fixed:
        if not isinstance(value, tuple):
            yield value
        for item, part in zip(tree.items, parts(tree, value)):
            yield from _objects(item, part)


def _share(a: Any, b: Any) -> bool:
    if isinstance(a, list) and a is b:
        return True
    return any(_overlap(p, q) for p in _arrays(a) for q in _arrays(b))


def _repeats(value: Any) -> bool:
    """Whether two of the lists and arrays in a list share memory."""
    if not isinstance(value, list):
        return False
    lists = [item for item in value if isinstance(item, list)]
    if len(set(map(id, lists))) < len(lists) or any(map(_repeats, lists)):
        return True
    return any(_overlap(p, q) for p, q in itertools.combinations(_arrays(value), 2))


def _arrays(value: Any) -> Iterator[np.ndarray[Any, Any]]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _arrays(item)


def _overlap(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> bool:
    if not np.may_share_memory(a, b):
        return False
    try:
        return np.shares_memory(a, b, max_work=1000)  # type: ignore[arg-type]
    except np.exceptions.TooHardError:
        return True

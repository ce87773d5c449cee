"""Trees: how flat atoms are arranged in a call, an index, an argument or a result.

The IR works on flat atoms only. ``np.concatenate([a, b], axis=0)`` is a primitive with the atoms ``a, b, 0`` and a form that
says how they stood in the call; ``x[i, 1:n]`` is a load with the atoms ``i, 1, n, None``.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Leaf:
    """The place of one atom."""


@dataclass(frozen=True, slots=True)
class Node:
    """A tuple, list, slice (three items), dict (``names`` are its keys) or a class built from named fields."""

    type: type
    items: tuple[Tree, ...]
    names: tuple[Any, ...] = ()


Tree = Leaf | Node
LEAF = Leaf()


@dataclass(frozen=True, slots=True)
class Form:
    """How the atoms of a call stand in its parentheses. Leaves are counted from left to right."""

    positional: tuple[Tree, ...]
    keywords: tuple[tuple[str, Tree], ...] = ()

    @property
    def trees(self) -> tuple[Tree, ...]:
        return self.positional + tuple(tree for _, tree in self.keywords)


def plain(count: int) -> Form:
    """The form of ``f(a, b, c)``."""
    return Form((LEAF,) * count)


def part_name(owner: str, key: object, position: int) -> str:
    """What a part of a structure may be called in a program: its own name if it has one."""
    named = isinstance(key, str) and key.isidentifier() and not keyword.iskeyword(key)
    return str(key) if named else f"{owner}_{position}"


def flat(count: int) -> Tree:
    """One leaf bare, or a tuple of leaves: what a function returns that returns its flat results."""
    return LEAF if count == 1 else Node(tuple, (LEAF,) * count)


def leaves(tree: Tree) -> int:
    """The number of atoms in a tree."""
    return 1 if isinstance(tree, Leaf) else sum(map(leaves, tree.items))


def build(tree: Tree, atoms: Iterator[object], node: Callable[[Node, list[object]], object]) -> object:
    """Put atoms back into a tree; ``node`` makes the inner nodes."""
    if isinstance(tree, Leaf):
        return next(atoms)
    return node(tree, [build(item, atoms, node) for item in tree.items])


def make(node: Node, items: Sequence[object]) -> object:
    """The Python object that a node describes."""
    if node.type is slice:
        return slice(*items)
    if node.type is dict:
        return dict(zip(node.names, items))
    if node.names:
        return node.type(**dict(zip(node.names, items)))
    return node.type(items)


def arrange(form: Form, atoms: Sequence[object]) -> tuple[list[object], dict[str, object]]:
    """The positional and keyword arguments of a call, as Python objects."""
    flat = iter(atoms)
    positional = [build(tree, flat, make) for tree in form.positional]
    return positional, {name: build(tree, flat, make) for name, tree in form.keywords}

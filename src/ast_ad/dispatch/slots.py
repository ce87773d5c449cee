"""Slots: the arguments that a derivative is taken with respect to, from what the user gave as ``argnums``."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ast_ad import kinds
from ast_ad.dispatch.parameters import Parameters
from ast_ad.errors import KindError
from ast_ad.frontend.arguments import Argument, Fixed
from ast_ad.ir import Func
from ast_ad.kinds import Kind, differentiable
from ast_ad.tree import Leaf, Node, Tree, leaves

ArgNum = int | str
ArgNums = ArgNum | Sequence[ArgNum] | None


@dataclass(frozen=True, slots=True)
class Slot:
    """A parameter, or one item of ``*args`` or ``**kwargs``."""

    name: str
    item: int | None = None

    def __str__(self) -> str:
        return self.name if self.item is None else f"{self.name}[{self.item}]"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a slot's leaves are: for each leaf of its tree, the position among the flat parameters (None for constants)."""

    tree: Tree
    flat: tuple[int | None, ...]


def frozen(argnums: ArgNums, called: str = "argnums") -> ArgNums:
    """The argnums as something that can be a key, or an error if they are nothing of the kind."""
    if argnums is None or isinstance(argnums, str):
        return argnums
    if _is_one(argnums):
        return operator.index(argnums)  # type: ignore[arg-type]
    try:
        several = list(argnums)  # type: ignore[arg-type]
    except TypeError:
        several = []
    if (not several and argnums != ()) or not all(map(_is_one, several)):
        hint = f"{called} is the position or the name of a parameter, or a sequence of these"
        raise KindError("AD301", f"{called} is {argnums!r}", hint=hint)
    return tuple(num if isinstance(num, str) else operator.index(num) for num in several)


def _is_one(argnum: object) -> bool:
    return isinstance(argnum, str) or (hasattr(argnum, "__index__") and not isinstance(argnum, bool))


def several(argnums: ArgNums) -> tuple[ArgNum, ...] | None:
    """The argnums one by one; None stands for all."""
    if argnums is None:
        return None
    return (argnums,) if isinstance(argnums, int | str) else tuple(argnums)


def resolve(
    argnums: ArgNums, name: str, parameters: Parameters, hidden: int, arguments: Mapping[str, Argument]
) -> tuple[Slot, ...]:
    """The slots that argnums name. ``hidden`` leading parameters are bound by a method or a partial and not counted."""
    if argnums is None:
        return tuple(Slot(word) for word in parameters.names[hidden:] if may_vary(arguments[word]))
    slots = tuple(
        _by_name(num, name, parameters, arguments)
        if isinstance(num, str)
        else _by_position(int(num), name, parameters, hidden, arguments)
        for num in several(argnums) or ()
    )
    if len(set(slots)) < len(slots):
        raise KindError("AD301", f"argnums={argnums!r} names a parameter of {name} twice", hint="name each once")
    return slots


def _by_name(word: str, name: str, parameters: Parameters, arguments: Mapping[str, Argument]) -> Slot:
    if word in parameters.index:
        return Slot(word)
    if parameters.others is not None:
        tree = arguments[parameters.others].tree
        if isinstance(tree, Node) and word in tree.names:
            return Slot(parameters.others, tree.names.index(word))
    raise KindError("AD301", f"{name} has no parameter {word!r}", hint=_parameters_are(name, parameters))


def _by_position(
    position: int, name: str, parameters: Parameters, hidden: int, arguments: Mapping[str, Argument]
) -> Slot:
    seen = [Slot(word) for word in parameters.positional]
    if parameters.rest is not None:
        tree = arguments[parameters.rest].tree
        seen += [Slot(parameters.rest, k) for k in range(len(tree.items) if isinstance(tree, Node) else 0)]
    else:
        # Those that can only be named count as well: `f(*, x)` has a first parameter.
        known = {*parameters.positional, parameters.others}
        seen += [Slot(word) for word in parameters.names if word not in known]
    seen = seen[hidden:]
    if not -len(seen) <= position < len(seen):
        message = f"argnums={position} is out of range: {name} has {len(seen)} parameter{'s' * (len(seen) != 1)}"
        raise KindError("AD301", message, hint=_parameters_are(name, parameters))
    return seen[position]


def _parameters_are(name: str, parameters: Parameters) -> str:
    return f"the signature is {name}{parameters.signature}"


def may_vary(argument: Argument) -> bool:
    return any(not isinstance(kind, Fixed) and differentiable(kind) for kind in argument.kinds)


def has_derivative(slot: Slot, argument: Argument) -> bool:
    return any(not isinstance(kind, Fixed) and differentiable(kind) for kind in part(slot, argument)[1])


def require_derivative(slot: Slot, name: str, argument: Argument) -> None:
    """Refuse a slot in which there is nothing to differentiate."""
    if has_derivative(slot, argument):
        return
    tree, leaf_kinds = part(slot, argument)
    if isinstance(tree, Leaf):
        (kind,) = leaf_kinds
        base = kind
        while isinstance(base, kinds.List):
            base = base.item
        if isinstance(base, kinds.Number | kinds.Array):
            hint = (
                "pass a float (3.0 for 3)"
                if isinstance(kind, kinds.Number)
                else "make it a float array: x.astype(float)"
            )
            raise KindError(
                "AD303", f"{name}: the argument {slot} is {_shown(kind)}, which has no derivative", hint=hint
            )
        raise KindError(
            "AD302", f"{name}: the argument {slot} is {_shown(kind)}", hint="choose another parameter with argnums"
        )
    raise KindError(
        "AD303", f"{name}: the argument {slot} holds no float", hint="choose another parameter with argnums"
    )


def require_complex(slot: Slot, name: str, argument: Argument) -> None:
    """Refuse a slot of a holomorphic function that is not complex."""
    for kind in part(slot, argument)[1]:
        if not isinstance(kind, Fixed) and differentiable(kind) and not kinds.is_complex(kind):
            message = f"{name}: the argument {slot} is {_shown(kind)}, and holomorphic=True is for complex ones"
            raise KindError("AD303", message, hint="pass a complex value, or leave holomorphic=True out")


def _shown(kind: object) -> str:
    return f"the constant {kind}" if isinstance(kind, Fixed) else f"of the kind {kind}"


def part(slot: Slot, argument: Argument) -> tuple[Tree, tuple[Kind | Fixed, ...]]:
    if slot.item is None:
        return argument.tree, argument.kinds
    assert isinstance(argument.tree, Node)
    start = sum(map(leaves, argument.tree.items[: slot.item]))
    tree = argument.tree.items[slot.item]
    return tree, argument.kinds[start : start + leaves(tree)]


def place(slot: Slot, func: Func, argument: Argument) -> Place:
    """Where the leaves of a slot are among the flat parameters of a Func."""
    position = 0
    for parameter in func.inputs:
        if parameter.name == slot.name:
            break
        position += leaves(parameter.tree)
    else:
        raise KindError("AD301", f"{func.name} has no parameter {slot.name!r}")
    skipped = 0
    if slot.item is not None:
        assert isinstance(argument.tree, Node)
        skipped = sum(map(leaves, argument.tree.items[: slot.item]))
    tree, _ = part(slot, argument)
    flat: list[int | None] = []
    for kind in argument.kinds[: skipped + leaves(tree)]:
        flat.append(None if isinstance(kind, Fixed) else position)
        position += not isinstance(kind, Fixed)
    return Place(tree, tuple(flat[skipped:]))

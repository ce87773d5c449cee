"""The kinds of a function's parameters where there is no call to tell them.

In this order: what the user states, the annotation, the default, the use. A parameter that nothing settles is a float.
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
from collections.abc import Iterator, Mapping
from inspect import Parameter, Signature
from types import FunctionType, MappingProxyType
from typing import Any

import gast
import numpy as np

from ast_ad.errors import KindError, Refused, together
from ast_ad.frontend.arguments import Argument, describe, is_written
from ast_ad.frontend.reading import constants, hints
from ast_ad.frontend.reading.source import Source
from ast_ad.frontend.reading.usage import Use, instance, uses
from ast_ad.kinds import FLOAT, INT, MANY, Array
from ast_ad.tree import LEAF, Node

_NOTHING: Mapping[str, Argument] = MappingProxyType({})


def guess(
    source: Source, types: Mapping[str, Argument] = _NOTHING, values: Mapping[str, Argument] = _NOTHING
) -> dict[str, Argument]:
    """An Argument for each parameter. ``types`` and ``values`` are what the user states."""
    known, problems = attempt(source, types, values)
    if problems:
        raise together(problems)
    return known


def attempt(
    source: Source, types: Mapping[str, Argument], values: Mapping[str, Argument]
) -> tuple[dict[str, Argument], list[Refused]]:
    """An Argument for each parameter of which enough is known, and what is to be said about the others."""
    use = uses(source)
    found = instance(source)
    stated = {**({} if found is None else {found[0]: _instance(*found, use)}), **types, **values}
    known: dict[str, Argument] = {}
    problems: list[Refused] = []
    for node, default, kind in _parameters(source.node.args):
        try:
            argument = stated.get(node.id) or _settled(source, node, default, kind)
        except Refused as problem:
            problems.append(problem)
        else:
            known[node.id] = argument or _used(use.get(node.id, Use()))
    return known, problems


def _instance(name: str, cls: type, use: Mapping[str, Use]) -> Argument | None:
    """An instance that has what a method reads of it; None for a class that is not all written in Python."""
    if not is_written(cls) or issubclass(cls, enum.Enum):
        return None
    fields = [each.name for each in dataclasses.fields(cls)] if dataclasses.is_dataclass(cls) else []
    read = {field: Use() for field in fields}
    read |= {other.partition(".")[2]: used for other, used in use.items() if other.startswith(f"{name}.")}
    parts = [_used(used) for used in read.values()]
    tree = Node(cls, tuple(part.tree for part in parts), tuple(read))
    return Argument(tree, tuple(kind for part in parts for kind in part.kinds))


def signature(source: Source) -> Signature:
    """The signature, as inspect would give it; defaults are their text."""
    return Signature(
        [
            Parameter(node.id, kind, default=Parameter.empty if default is None else source.place(default))
            for node, default, kind in _parameters(source.node.args)
        ]
    )


def _parameters(arguments: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Each parameter in order: its name, its default, its kind for inspect."""
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(plain) - len(arguments.defaults)) + list(arguments.defaults)
    early = len(arguments.posonlyargs)
    for position, (node, default) in enumerate(zip(plain, defaults)):
        yield node, default, Parameter.POSITIONAL_ONLY if position < early else Parameter.POSITIONAL_OR_KEYWORD
    if arguments.vararg:
        yield arguments.vararg, None, Parameter.VAR_POSITIONAL
    for node, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        yield node, default, Parameter.KEYWORD_ONLY
    if arguments.kwarg:
        yield arguments.kwarg, None, Parameter.VAR_KEYWORD


def _settled(source: Source, node: Any, default: Any, kind: Any) -> Argument | None:
    if kind is Parameter.VAR_POSITIONAL:
        count = 1 + max((key for key in _keys(source, node.id) if isinstance(key, int)), default=-1)
        return describe((0.0,) * count)
    if kind is Parameter.VAR_KEYWORD:
        return describe({key: 0.0 for key in _keys(source, node.id) if isinstance(key, str)})
    # Who leaves out what may be None, or is a text, passes this very default.
    found = None if default is None else _default(source, node, default)
    if found is not None and found.fixed:
        return found
    stated = None if node.annotation is None else hints.argument(source, node, needed=found is None)
    if stated is not None or default is None:
        return stated
    if found is None:
        message = f"the default of {node.id!r} is not known without running the file"
        hint = f"state its kind: --types {node.id}=float, or its value: --set {node.id}=..."
        raise Refused("AD307", message, source.place(default), hint)
    return found


def _keys(source: Source, name: str) -> Iterator[Any]:
    """The constants that a function finds the items of an argument by."""
    for statement in source.node.body:
        for node in gast.walk(statement):
            match node:
                case gast.Subscript(value=gast.Name(id=owner), slice=gast.Constant(value=key)) if owner == name:
                    yield key


def _default(source: Source, node: Any, default: Any) -> Argument | None:
    """The default of a parameter; None for one that only the run tells."""
    if source.function is not None:
        return _live_default(source.function, node.id)
    try:
        return describe(constants.default(default, source.namespace.lookup))
    except constants.NotConstant:
        return None


def _live_default(function: FunctionType, name: str) -> Argument:
    """The default of a parameter of a function that lives; what has no derivative stands for itself."""
    value = inspect.signature(function, follow_wrapped=False).parameters[name].default
    try:
        return describe(value)
    except KindError:
        return describe(value, static=True, name=name)


def _used(use: Use) -> Argument:
    if use.array:
        dims = None if use.rank is None else (MANY,) * use.rank
        return Argument(LEAF, (Array(np.dtype(float), dims),))
    return Argument(LEAF, (INT if use.integer else FLOAT,))

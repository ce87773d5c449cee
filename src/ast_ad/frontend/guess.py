"""The kinds of a function's parameters where there is no call to tell them.

In this order: what the user states, the annotation, the default, the use. A parameter that nothing settles is a float.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import FunctionType, ModuleType
from typing import Any

import gast
import numpy as np

from ast_ad.errors import KindError, Refused
from ast_ad.frontend import notation
from ast_ad.frontend.arguments import Argument, Fixed, describe
from ast_ad.frontend.find import find
from ast_ad.frontend.source import Source
from ast_ad.frontend.usage import Use, uses
from ast_ad.kinds import FLOAT, INT, MANY, Array
from ast_ad.tree import LEAF


def guess(source: Source, types: Mapping[str, Argument], values: Mapping[str, Argument]) -> dict[str, Argument]:
    """An Argument for each parameter. ``types`` and ``values`` are what the user states."""
    parameters = {name.id: (name, default) for name, default in _parameters(source.node.args)}
    use = Usage().of(source)
    return {
        name: values.get(name) or types.get(name) or _settled(source, node, default) or _used(use[name])
        for name, (node, default) in parameters.items()
    }


def _parameters(arguments: Any) -> Iterator[tuple[Any, Any]]:
    """Each named parameter with its default."""
    plain = [*arguments.posonlyargs, *arguments.args]
    yield from zip(plain, [None] * (len(plain) - len(arguments.defaults)) + list(arguments.defaults))
    yield from zip(arguments.kwonlyargs, arguments.kw_defaults)


def _settled(source: Source, node: Any, default: Any) -> Argument | None:
    if node.annotation is not None:
        stated = notation.argument(node.annotation)
        if stated is not None:
            return stated
    if default is None:
        return None
    try:
        return describe(gast.literal_eval(default))
    except (ValueError, TypeError, SyntaxError):
        place = source.place(default)
        hint = f"state its kind: --types {node.id}=float, or its value: --set {node.id}=..."
        raise Refused("AD307", f"the default of {node.id!r} is not known without running the file", place, hint) from None


def _used(use: Use) -> Argument:
    if use.array:
        known = use.indices if use.settled else 0
        return Argument(LEAF, (Array(np.dtype(float), (MANY,) * known if known else None),))
    return Argument(LEAF, (INT if use.integer else FLOAT,))

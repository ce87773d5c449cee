"""How a derivative's parameters follow from the primal's: dots and seeds have the structure of what they belong to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ast_ad.ad.names import unique
from ast_ad.ir import NO_DEFAULT, Func, Parameter, Passed, Value
from ast_ad.tree import leaves


def companions(
    func: Func, mask: Sequence[bool], name: Callable[[str], str]
) -> tuple[tuple[Parameter, ...], tuple[Value | None, ...]]:
    """A companion for each parameter that has a leaf in the mask.

    Returns their Parameters, and for each flat parameter its companion or None. In a structure every leaf has one, so
    that the structures are equal; those outside the mask are not read.
    """
    taken = {parameter.name for parameter in func.inputs}
    passed = last(func)
    parameters: list[Parameter] = []
    flat: list[Value | None] = []
    position = 0
    for parameter in func.inputs:
        size = leaves(parameter.tree)
        own = func.params[position : position + size]
        if any(mask[position : position + size]):
            companion = unique(name(parameter.name), taken)
            taken.add(companion)
            parameters.append(Parameter(companion, parameter.tree, passed=passed))
            flat += [Value(value.kind, companion if size == 1 else name(value.hint), value.place) for value in own]
        else:
            flat += [None] * size
        position += size
    return tuple(parameters), tuple(flat)


def last(func: Func) -> Passed:
    """How an argument is passed whose parameter is added at the end: by name after defaults and after ``*args``."""
    late = any(p.passed not in ("plain", "position") or p.default is not NO_DEFAULT for p in func.inputs)
    return "name" if late else "plain"

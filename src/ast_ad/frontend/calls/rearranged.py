"""Draws of elements and of orders of elements: their places are drawn, and read from the array.

NumPy draws the same places, whatever the elements are. The functions at the end are programs, lowered in the place of the call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ast_ad.frontend.calls import effects
from ast_ad.frontend.calls.structural import Handler, Keywords, Positional, handles, helper
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents
from ast_ad.ir import Const
from ast_ad.kinds import NONE, Array, List, differentiable


def call(
    m: Machine, name: str, generator: Abstract, positional: Sequence[Abstract], keywords: Keywords
) -> Abstract | None:
    """The call of a generator's method with an array or a list; None for all other calls."""
    program: Callable[..., Any] | None = _PROGRAMS.get(name)
    first = positional[0] if positional else keywords.get("x", keywords.get("a"))
    if program is None or first is None or not _has_elements(m, first):
        return None
    if program is permuted and not differentiable(m.kind(first) or NONE):
        # These are the places.
        return None
    if name == "shuffle" and not isinstance(m.kind(first), Array):
        program = shuffle_list
    return helper(m, program, generator, *positional, **keywords)


def _has_elements(m: Machine, value: Abstract) -> bool:
    if isinstance(value, Box):
        contents = m.content(value.storage)
        return not isinstance(contents, Contents) or contents.type is list
    kind = m.kind(value)
    return (isinstance(kind, Array) and kind.dims != ()) or isinstance(kind, List)


def choice(rng: Any, a: Any, *args: Any, axis: int = 0, **words: Any) -> Any:
    elements = np.asarray(a)
    return np.take(elements, rng.choice(np.size(elements, axis), *args, **words), axis)


def permutation(rng: Any, x: Any, axis: int = 0) -> Any:
    elements = np.asarray(x)
    return np.take(elements, rng.permutation(np.size(elements, axis)), axis)


def permuted(rng: Any, x: Any, axis: int | None = None) -> Any:
    elements = np.asarray(x)
    if axis is None:
        return np.reshape(np.ravel(elements)[rng.permuted(np.arange(np.size(elements)))], np.shape(elements))
    along = np.expand_dims(
        np.arange(np.size(elements, axis)), tuple(range(1, np.ndim(elements) - axis % np.ndim(elements)))
    )
    return np.take_along_axis(elements, rng.permuted(np.zeros(np.shape(elements), int) + along, axis=axis), axis)


def shuffle(rng: Any, x: Any, axis: int = 0) -> None:
    x[...] = np.take(x, rng.permutation(np.size(x, axis)), axis)


def shuffle_list(rng: Any, x: Any) -> None:
    items = [x[k] for k in rng.permutation(len(x))]
    for k in range(len(x)):
        x[k] = items[k]


_PROGRAMS = {f.__name__: f for f in (choice, permutation, permuted, shuffle)}
METHODS = tuple(
    getattr(owner, name)
    for owner in (np.random.Generator, np.random.RandomState)
    for name in _PROGRAMS
    if hasattr(owner, name)
)


def _of_the_module(name: str) -> Handler:
    def run(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
        made = call(m, name, Const(np.random), positional, keywords)
        return effects.call(m, getattr(np.random, name), positional, keywords) if made is None else made

    return run


for _name in _PROGRAMS:
    if hasattr(np.random, _name):
        handles(getattr(np.random, _name))(_of_the_module(_name))

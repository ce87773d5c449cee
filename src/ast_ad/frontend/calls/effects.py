"""Calls that do something besides giving a value: clocks, logs, warnings, files, random numbers, context managers.

They run once, in the forward sweep, in the user's order. What they give has no derivative.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import logging
import random
import sys
import time
import types
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ast_ad.frontend.calls import library, mutators, outputs, rearranged
from ast_ad.frontend.machine import live
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Maybe
from ast_ad.ir import Apply, Atom, Const
from ast_ad.kinds import FLOAT, INT, Kind, Opaque
from ast_ad.rules import infer, table
from ast_ad.tree import Form, plain

Function = Callable[..., Any]
_CLOCKS: dict[object, Kind] = {
    time.time: FLOAT, time.perf_counter: FLOAT, time.monotonic: FLOAT, time.process_time: FLOAT, time.thread_time: FLOAT,
    time.time_ns: INT, time.perf_counter_ns: INT, time.monotonic_ns: INT, time.process_time_ns: INT,
}  # fmt: skip
_MADE: dict[object, type] = {
    np.random.default_rng: np.random.Generator,
    open: io.TextIOWrapper,
    print: types.NoneType,
    logging.getLogger: logging.Logger,
    warnings.warn: types.NoneType,
}


def is_effect(function: object) -> bool:
    """Whether a callable is run for what it does."""
    if not callable(function) or table.find(function) is not None:
        return False
    if _is_known(function) or is_manager(function, of_user=False):
        return True
    owner = getattr(function, "__self__", None)
    if owner is not None and not isinstance(owner, types.ModuleType):
        return live.is_stateful(owner if isinstance(owner, type) else type(owner))
    if isinstance(function, type):
        return live.is_stateful(function) or (
            hasattr(function, "__enter__") and function.__module__.startswith("numpy")
        )
    module = str(getattr(function, "__module__", None) or "")
    return module.partition(".")[0] in live.EFFECTS or module.startswith("numpy.random")


def _is_known(function: object) -> bool:
    try:
        return function in _MADE
    except TypeError:
        return False


def is_manager(function: object, of_user: bool = True) -> bool:
    """Whether a function was made by ``contextlib.contextmanager``, from a generator of the user's or of a library."""
    inner = getattr(function, "__wrapped__", None)
    code = getattr(function, "__code__", None)
    made = inspect.isgeneratorfunction(inner) and code is not None and code.co_filename == contextlib.__file__
    first = str(getattr(inner, "__module__", "")).partition(".")[0]
    return made and of_user != (first in live.LIBRARIES or first in sys.stdlib_module_names)


def call(m: Machine, function: Function, positional: Sequence[Abstract], keywords: dict[str, Abstract]) -> Abstract:
    """The call of such a function."""
    from ast_ad.frontend.calls import texts

    positional = [texts.shown(m, value) for value in positional]
    form, atoms = _arguments(m, positional, keywords)
    owner = getattr(function, "__self__", None)
    if isinstance(owner, live.RANDOM):
        private = getattr(_private(type(owner)), getattr(function, "__name__", ""), None)
        return emit(m, function, form, atoms, _drawn(m, private, positional, keywords))
    return emit(m, function, form, atoms, _kinds(function))


def method(
    m: Machine, cls: type, name: str, base: Abstract, positional: Sequence[Abstract], keywords: dict[str, Abstract]
) -> Abstract:
    """The call of a method of an object that does things."""
    from ast_ad.frontend.calls import texts

    function = getattr(cls, name, None)
    if not callable(function):
        m.refuse("AD106", f"a {cls.__name__} has no method {name}")
    drawn = issubclass(cls, np.random.Generator | np.random.RandomState)
    if name == "shuffle" and issubclass(cls, random.Random):
        mutators.shuffle(m, list(positional), keywords)

    def run(values: Sequence[Abstract], named: dict[str, Abstract]) -> Abstract:
        made = rearranged.call(m, name, base, values[1:], named) if drawn else None
        return _run(m, cls, function, values, named) if made is None else made

    given = [base, *(texts.shown(m, value) for value in positional)]
    return outputs.call(m, function, outputs.taken(function, given, keywords), given, keywords, run)


def _run(
    m: Machine, cls: type, function: Function, positional: Sequence[Abstract], keywords: dict[str, Abstract]
) -> Abstract:
    form, atoms = _arguments(m, positional, keywords)
    private = getattr(_private(cls), function.__name__, None)
    return emit(m, function, form, atoms, _drawn(m, private, positional[1:], keywords))


def _drawn(m: Machine, private: Any, positional: Sequence[Abstract], keywords: dict[str, Abstract]) -> Sequence[Kind]:
    """The kinds of what a method of a generator gives; None is a method that it has not."""
    if private is None:
        return (Opaque(),)
    if private.__name__ == "choice":
        # The probabilities say nothing of it, and no sample of them would add up to 1.
        positional = positional[:3]
        keywords = {name: value for name, value in keywords.items() if name != "p"}
    form, atoms = _arguments(m, positional, keywords)
    return infer.apply(Apply(private, form), atoms)


def _arguments(m: Machine, positional: Sequence[Abstract], keywords: dict[str, Abstract]) -> tuple[Form, list[Atom]]:
    """How the arguments stand in the call."""
    given = (*positional, *keywords.values())
    parts = [library.flatten(m, m.or_none(value) if isinstance(value, Maybe) else value) for value in given]
    trees = [tree for tree, _ in parts]
    form = Form(tuple(trees[: len(positional)]), tuple(zip(keywords, trees[len(positional) :])))
    return form, [atom for _, atoms in parts for atom in atoms]


def emit(m: Machine, function: Function, form: Form, atoms: Sequence[Any], found: Sequence[Kind]) -> Abstract:
    prim = Apply(function, None if form == plain(len(atoms)) else form, True)
    (result,) = m.builder.emit(prim, atoms, found[:1])
    return Const(None) if result.kind == Opaque(types.NoneType) else m.own(result)


def _kinds(function: Function) -> Sequence[Kind]:
    if function in _CLOCKS:
        return (_CLOCKS[function],)
    if function in _MADE:
        return (Opaque(_MADE[function]),)
    if isinstance(function, type):
        return (Opaque(function),)
    return (Opaque(),)


def _private(cls: type) -> object:
    """A generator of random numbers of our own, to see what a method returns."""
    if issubclass(cls, np.random.Generator):
        return np.random.default_rng(0)
    if issubclass(cls, np.random.RandomState):
        return np.random.RandomState(0)
    return random.Random(0) if issubclass(cls, random.Random) else None

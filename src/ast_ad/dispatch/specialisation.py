"""Specialisations: the generated function for arguments of certain kinds, ready to be called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import numpy as np

from ast_ad.dispatch import convert
from ast_ad.dispatch.convert import Convert
from ast_ad.dispatch.memory import Writes
from ast_ad.dispatch.slots import Slot
from ast_ad.emit.python import Text
from ast_ad.errors import KindError
from ast_ad.ir import NO_DEFAULT, Func, Parameter
from ast_ad.kinds import Array, Kind, Number
from ast_ad.tree import leaves


@dataclass(frozen=True, slots=True)
class Companion:
    """A seed or a dot as a parameter of generated code, with the kinds of its leaves."""

    parameter: Parameter
    kinds: tuple[Kind, ...]

    def conform(self, value: object) -> Any:
        """What was passed, as the generated code expects it."""
        name = self.parameter.name
        if value is None or value is NO_DEFAULT:
            hint = "a seed has the shape of the result, a tangent the shape of its argument"
            raise KindError("AD308", f"the argument {name} is missing", hint=hint)
        return convert.conform(value, self.parameter.tree, self.kinds, name)

    def default(self, gradient: bool) -> object:
        """What it is where the caller gives none; a gradient's seed is 1, of rank 0 as the result is."""
        if self.parameter.default is NO_DEFAULT and gradient:
            (kind,) = self.kinds
            if isinstance(kind, Number):
                return kind.type(1)
            assert isinstance(kind, Array)
            return np.ones((), kind.dtype)
        return self.parameter.default


def companions(func: Func, own: int) -> tuple[Companion, ...]:
    """The parameters that a derivative has besides the first ``own``, which are those of its primal."""
    position = sum(leaves(parameter.tree) for parameter in func.inputs[:own])
    found = []
    for parameter in func.inputs[own:]:
        size = leaves(parameter.tree)
        found.append(Companion(parameter, tuple(v.kind for v in func.params[position : position + size])))
        position += size
    return tuple(found)


def set_defaults(function: FunctionType, found: Sequence[Companion]) -> None:
    """Seeds that are left out are of the types of those that are passed: Python's numbers raise where NumPy's do not."""
    typed = {c.parameter.name: c.conform(c.parameter.default) for c in found if c.parameter.default is not NO_DEFAULT}
    defaults = function.__defaults__ or ()
    code = function.__code__
    names = code.co_varnames[code.co_argcount - len(defaults) : code.co_argcount]
    function.__defaults__ = tuple(typed.get(name, default) for name, default in zip(names, defaults)) or None
    words = function.__kwdefaults__
    if words:
        words |= {name: value for name, value in typed.items() if name in words}


@dataclass(frozen=True, slots=True, eq=False)
class Specialisation:
    """A generated function, the text that it comes from, and what its callers must know."""

    function: FunctionType
    func: Func
    primal: Func
    text: Text
    unchanged: Callable[[], bool]
    slots: tuple[Slot, ...] = ()
    companions: tuple[Companion, ...] = ()
    finish: Convert | None = None
    writes: Writes | None = None
    keywords: tuple[str | None, ...] | None = None
    inputs: tuple[tuple[int, Companion | None], ...] | None = None

    @property
    def dotted(self) -> tuple[str, ...]:
        """The parameters that the dots of a tangent belong to, in the order of the dots."""
        chosen = {slot.name for slot in self.slots}
        return tuple(parameter.name for parameter in self.primal.inputs if parameter.name in chosen)

    def given(self, values: Sequence[Any]) -> Sequence[Any]:
        """The inputs of the primal, from the values of the parameters."""
        if self.inputs is None:
            return values
        return [values[k] if c is None else c.conform(values[k]) for k, c in self.inputs]

    def run(self, values: Sequence[object]) -> Any:
        """Call the function with a value for each parameter, seeds and dots last."""
        try:
            if self.keywords is None:
                return self.function(*values)
            positional, named = arranged(self.keywords, values)
            return self.function(*positional, **named)
        except Exception as error:
            self.annotate(error)
            raise

    def annotate(self, error: BaseException) -> None:
        """Add a note that names the user's line which was being executed or reversed."""
        file = self.function.__code__.co_filename
        trace, line = error.__traceback__, None
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == file:
                line = trace.tb_lineno
            trace = trace.tb_next
        place = None if line is None else self.text.lines.get(line)
        if place is not None:
            error.add_note(f'in {self.func.name}, from "{place.file}", line {place.line}: {place.statement}')


def calling_convention(func: Func) -> tuple[str | None, ...] | None:
    """For each input None, its name if it is passed by name, `*` or `**`; None as a whole if all are positional."""
    marks = tuple(p.name if p.passed == "name" else p.passed if p.passed in ("*", "**") else None for p in func.inputs)
    return marks if any(marks) else None


def arranged(marks: Sequence[str | None], values: Sequence[Any]) -> tuple[list[object], Mapping[str, object]]:
    positional: list[object] = []
    named: dict[str, object] = {}
    for mark, value in zip(marks, values):
        if mark is None:
            positional.append(value)
        elif mark == "*":
            positional += value
        elif mark == "**":
            named |= value
        else:
            named[mark] = value
    return positional, named

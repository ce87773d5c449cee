"""Statements that report: f-strings, assert, raise."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import gast

from ast_ad.frontend.calls import library, texts
from ast_ad.frontend.expressions import operators, truth
from ast_ad.frontend.machine.machine import Machine, Unreachable, expression, statement
from ast_ad.frontend.machine.objects import Abstract
from ast_ad.ir import Const, Raise

# Constants of which a text is known while compiling.
_WRITTEN = (int, float, bool, str, type(None))
_CONVERSIONS: dict[str, Callable[..., object]] = {"r": repr, "s": str, "a": ascii}


@expression("JoinedStr")
def _formatted(m: Machine, node: gast.JoinedStr) -> Abstract:
    """An f-string is the call of str.format."""
    template, values = "", []
    for part in node.values:
        if isinstance(part, gast.Constant):
            template += _escaped(str(part.value))
            continue
        spec = "" if part.format_spec is None else _spec(part.format_spec)
        value = m.evaluate(part.value)
        values.append(texts.formatted(m, value, part.conversion, spec))
        conversion = "" if part.conversion in (-1, None) else f"!{chr(part.conversion)}"
        if values[-1] is not value:
            conversion = spec = ""
            if isinstance(text := values[-1], Const):
                template += _escaped(str(text.value))
                values.pop()
                continue
        if spec is None:
            values[-1] = _formatted_at_run_time(m, values[-1], part.conversion, part.format_spec)
            conversion = spec = ""
        template += f"{{{conversion}{':' if spec else ''}{spec}}}"
    if not values:
        return Const(template.replace("{{", "{").replace("}}", "}"))
    operands = Const(template), *values
    known = all(isinstance(value, Const) and type(value.value) in _WRITTEN for value in values)
    return (operators.fold(str.format, operands) if known else None) or library.apply(m, str.format, operands, {})


def _escaped(text: str) -> str:
    """A text as a part of a template."""
    return text.replace("{", "{{").replace("}", "}}")


def _formatted_at_run_time(m: Machine, value: Abstract, conversion: int, spec: gast.JoinedStr) -> Abstract:
    """``format(value, spec)`` for a specification that is computed."""
    with m.hold(value) as held:
        written = m.evaluate(spec)
        (value,) = held()
    if conversion not in (-1, None):
        value = library.apply(m, _CONVERSIONS[chr(conversion)], [value], {})
    return library.apply(m, format, [value, written], {})


def _spec(node: gast.JoinedStr) -> str | None:
    """The specification of a format; None for one that is computed."""
    if not all(isinstance(part, gast.Constant) for part in node.values):
        return None
    return "".join(str(part.value) for part in node.values)


@statement("Raise")
def _raise(m: Machine, node: gast.Raise) -> None:
    if node.exc is None:
        if not m.handling:
            m.refuse("AD103", "raise without an exception stands in no except clause")
        throw(m, m.handling[-1])
    raised = _exception(m, m.evaluate(node.exc))
    if node.cause is None:
        throw(m, raised)
    with m.hold(raised) as held:
        cause = _exception(m, m.evaluate(node.cause))
        throw(m, held()[0], cause)


def _exception(m: Machine, raised: Abstract) -> Abstract:
    """The exception itself, where its class is named."""
    if isinstance(raised, Const) and isinstance(raised.value, type) and issubclass(raised.value, BaseException):
        return library.apply(m, raised.value, [], {})
    return raised


def throw(m: Machine, exception: Abstract, *cause: Abstract) -> NoReturn:
    m.builder.emit(Raise(), [m.atom(each, "what is raised") for each in (exception, *cause)])
    raise Unreachable


@statement("Assert")
def _assert(m: Machine, node: gast.Assert) -> None:
    def fail() -> None:
        message = [] if node.msg is None else [texts.shown(m, m.evaluate(node.msg))]
        throw(m, library.apply(m, AssertionError, message, {}))

    m.branch(truth.test(m, node.test), lambda: None, fail)
    if m.state.dead:
        raise Unreachable

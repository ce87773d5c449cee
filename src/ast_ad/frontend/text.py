"""Statements that report: f-strings, assert, raise."""

from __future__ import annotations

from typing import NoReturn

import gast

from ast_ad.frontend import library, truth
from ast_ad.frontend.machine import Machine, Unreachable, expression, statement
from ast_ad.frontend.objects import Abstract
from ast_ad.ir import Const, Raise


@expression("JoinedStr")
def _formatted(m: Machine, node: gast.JoinedStr) -> Abstract:
    """An f-string is the call of str.format."""
    template, values = "", []
    for part in node.values:
        if isinstance(part, gast.Constant):
            template += str(part.value).replace("{", "{{").replace("}", "}}")
            continue
        values.append(m.evaluate(part.value))
        conversion = "" if part.conversion in (-1, None) else f"!{chr(part.conversion)}"
        spec = "" if part.format_spec is None else _spec(m, part.format_spec)
        template += f"{{{conversion}{':' if spec else ''}{spec}}}"
    if not values:
        return Const(template.replace("{{", "{").replace("}}", "}"))
    return library.apply(m, str.format, [Const(template), *values], {})


def _spec(m: Machine, node: gast.JoinedStr) -> str:
    if not all(isinstance(part, gast.Constant) for part in node.values):
        m.refuse("AD104", "the format has to be a constant", node=node)
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
        message = [] if node.msg is None else [m.evaluate(node.msg)]
        throw(m, library.apply(m, AssertionError, message, {}))

    m.branch(truth.test(m, node.test), lambda: None, fail)
    if m.state.dead:
        raise Unreachable

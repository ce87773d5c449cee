"""Calls of the user's functions: lowered into the caller, unless they are recursive."""

from __future__ import annotations

from collections.abc import Callable

import gast

from ast_ad.frontend.calls import recursion
from ast_ad.frontend.expressions import dicts
from ast_ad.frontend.machine import capture, exits, live
from ast_ad.frontend.machine.machine import Machine, Unreachable, expression, statement
from ast_ad.frontend.machine.objects import (
    Abstract,
    Box,
    Closure,
    Code,
    Contents,
    Frame,
    Lazy,
    LiveRead,
    Rest,
    Storage,
    Tuple,
)
from ast_ad.frontend.reading import constants, scopes
from ast_ad.frontend.statements import assign, statements
from ast_ad.ir import Const, Value

_DEEPEST = 80
# A function that calls itself with other structures so often is recursive: perhaps a list grows from call to call.
_MOST_FORMS = 20


def call(m: Machine, closure: Closure, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract:
    """The result of a function whose text is known."""
    with closure.code.source.at(m.place):
        return _call(m, closure, positional, keywords)


def _call(m: Machine, closure: Closure, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract:
    names = bind(m, closure, positional, keywords)
    if closure.code in m.shared.recursive:
        return recursion.call(m, closure, names)
    if closure.code in m.shared.outlined:
        return recursion.outlined(m, closure, names)
    description = recursion.describe(m, names)
    if (closure.code, closure.frame, description) in m.calls:
        m.shared.recursive.add(closure.code)
        raise recursion.Restart
    if sum(code is closure.code for code, _, _ in m.calls) > _MOST_FORMS:
        m.shared.recursive.add(closure.code)
        raise recursion.Restart
    if len(m.calls) > _DEEPEST:
        m.refuse(
            "AD111",
            f"the calls of {closure.code.name} are nested too deeply",
            "let one way return without a further call, or write a loop",
        )
    recursion.count(m, closure.code)
    m.calls.append((closure.code, closure.frame, description))
    try:
        return run(m, Frame(closure.code, closure.frame, m.shared.number()), names)
    finally:
        m.calls.pop()


def run(m: Machine, frame: Frame, names: dict[str, Abstract], behind: Callable[[], None] = lambda: None) -> Abstract:
    """Lower the body of a function; the result is what it returns. Raises Unreachable if it surely raises.

    ``behind`` looks at the names of its frame before they are forgotten.
    """
    caller, here, place = m.frame, m.place, m.builder.place
    if frame not in m.yields:
        _require_plain(m, frame.code)
    m.frame, m.place = frame, frame.code.source.place(frame.code.node)
    try:
        for name, value in names.items():
            assign.call_it(value, name)
            m.set(name, value)
        exits.enter(m)
        body(m, frame.code)
        value = m.state.names.get((frame, "$value"), Const(None))
        behind()
    finally:
        m.frame, m.place, m.builder.place = caller, here, place
    m.state.gone -= {frame}
    if not isinstance(value, Lazy) and not (frame.code.nested and capture.is_captured(m, frame, value)):
        m.state.drop(frame)
    return value


def _require_plain(m: Machine, code: Code) -> None:
    if isinstance(code.node, gast.AsyncFunctionDef):
        m.refuse("AD103", f"{code.name} is async", "differentiate the function that computes, and await around it")
    if code.generator:
        m.refuse("AD103", f"{code.name} is a generator", "collect the values in a list or an array and return that")


def body(m: Machine, code: Code) -> None:
    """Lower a function's statements, and its return of None where it ends without one."""
    if isinstance(code.node, gast.Lambda):
        exits.give(m, m.evaluate(code.node.body))
        return
    statements.run(m, code.node.body)
    if m.state.dead:
        raise Unreachable
    left = m.get("$left")
    assert isinstance(left, Value | Const)
    m.branch(left, lambda: None, lambda: m.set("$value", Const(None)))


def bind(
    m: Machine, closure: Closure, positional: list[Abstract], keywords: dict[str, Abstract]
) -> dict[str, Abstract]:
    """The values of the parameters, as Python binds them."""
    code, args = closure.code, closure.code.node.args
    rest: Abstract | None = None
    if positional and isinstance(positional[-1], Rest):
        rest, positional = positional[-1].values, positional[:-1]
    places = [name.id for name in (*args.posonlyargs, *args.args)]
    bound = dict(zip(places, positional))
    extra = positional[len(places) :]
    if extra and not args.vararg:
        m.refuse("AD107", f"{code.name} takes {len(places)} positional arguments, {len(positional)} are given")
    by_name = {name.id for name in (*args.args, *args.kwonlyargs)}
    others: dict[str, Abstract] = {}
    for name, value in keywords.items():
        if name in bound and name in by_name:
            m.refuse("AD107", f"the argument {name} of {code.name} is given twice")
        (bound if name in by_name else others)[name] = value
    if others and not args.kwarg:
        m.refuse("AD107", f"{code.name} has no parameter {min(others)}")
    defaults = _defaults(m, closure)
    for name in [*places, *(name.id for name in args.kwonlyargs)]:
        if name not in bound:
            if name not in defaults and name in default_nodes(args):
                m.refuse(
                    "AD107", f"the default of {name} in {code.name} is not known without running the file", "pass it"
                )
            if name not in defaults:
                m.refuse("AD107", f"the argument {name} of {code.name} is missing")
            bound[name] = defaults[name]
    if args.vararg:
        bound[args.vararg.id] = Tuple(tuple(extra)) if rest is None else rest
    if args.kwarg:
        bound[args.kwarg.id] = Box(Storage(Contents(dict, tuple(others.values()), tuple(others))))
    return bound


def _defaults(m: Machine, closure: Closure) -> dict[str, Abstract]:
    code = closure.code
    function = code.source.function
    if code.node is not code.source.node:
        return dict(closure.defaults)
    nodes = default_nodes(code.node.args)
    if function is None:
        return {name: value for name, node in nodes.items() if (value := _literal(node)) is not None}
    namespace = live.Attributes(function)
    found: dict[str, Abstract] = {}
    positional = function.__defaults__ or ()
    names = [name.id for name in (*code.node.args.posonlyargs, *code.node.args.args)][-len(positional) or None :]
    for k, name in enumerate(names if positional else ()):
        found[name] = _default(m, positional[k], LiveRead(namespace, "__defaults__", (("item", k),)))
    for name, value in (function.__kwdefaults__ or {}).items():
        found[name] = _default(m, value, LiveRead(namespace, "__kwdefaults__", (("item", name),)))
    return found


def _literal(node: gast.expr) -> Const | None:
    """A number, a string or a tuple of them; None for what may be changed between calls, or has to be computed."""
    try:
        value = gast.literal_eval(node)
        hash(value)
    except (ValueError, TypeError):
        return None
    return Const(value)


def _default(m: Machine, value: object, read: LiveRead) -> Abstract:
    """A default: numbers are constants of the function, as Python evaluates them once."""
    if constants.is_plain(value):
        return dicts.as_key(value)
    return live.abstract(m, value, read)


def default_nodes(args: gast.arguments) -> dict[str, gast.expr]:
    """The expressions of the defaults, by parameter."""
    names = [name.id for name in (*args.posonlyargs, *args.args)]
    found = dict(zip(names[len(names) - len(args.defaults) :], args.defaults))
    found |= {name.id: node for name, node in zip(args.kwonlyargs, args.kw_defaults) if node is not None}
    return found


@statement("FunctionDef")
def _function(m: Machine, node: gast.FunctionDef) -> None:
    from ast_ad.frontend.calls import calls

    decorators = m.evaluate_all(node.decorator_list)
    value: Abstract = _closure(m, node)
    for decorator in reversed(decorators):
        value = calls.call(m, decorator, [value], {})
    assign.name(m, node.name, value)


@expression("Lambda")
def _lambda(m: Machine, node: gast.Lambda) -> Abstract:
    return _closure(m, node)


def _closure(m: Machine, node: gast.FunctionDef | gast.Lambda) -> Closure:
    nodes = default_nodes(node.args)
    values = m.evaluate_all(list(nodes.values()))
    code = m.shared.code(node, m.frame.code.source)
    return Closure(code, scopes.enclosing(m.frame), tuple(zip(nodes, values)))


@statement("Nonlocal", "Global")
def _declaration(m: Machine, node: gast.Nonlocal) -> None:
    """Scopes are read from the syntax."""

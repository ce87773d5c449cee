"""Calls: which kind of callable it is, and what its arguments are."""

from __future__ import annotations

import functools
import sys
import types
import typing
from dataclasses import replace
from typing import Any

import gast
import numpy as np

from ast_ad.errors import Refused
from ast_ad.frontend.calls import (
    construct,
    effects,
    frozen,
    inline,
    library,
    methods,
    printed,
    starred,
    structural,
    vectorized,
)
from ast_ad.frontend.expressions import alternatives, rows, special, truth
from ast_ad.frontend.machine import classes, live, words
from ast_ad.frontend.machine.machine import Machine, expression
from ast_ad.frontend.machine.objects import (
    Abstract,
    Bound,
    Box,
    Closure,
    Contents,
    Derived,
    Either,
    Maybe,
    Method,
    Partial,
    Pullback,
    Tuple,
)
from ast_ad.frontend.reading.find import DISPATCHED, unwrap
from ast_ad.frontend.reading.source import Source
from ast_ad.ir import Atom, Const, kind_of
from ast_ad.kinds import Array, List, Number
from ast_ad.rules import table


@expression("Call")
def _call(m: Machine, node: gast.Call) -> Abstract:
    function = m.evaluate(node.func)
    nodes = [arg.value if isinstance(arg, gast.Starred) else arg for arg in node.args]
    with m.hold(function) as held:
        values = m.evaluate_all([*nodes, *(keyword.value for keyword in node.keywords)])
        (function,) = held()
    keywords: dict[str, Abstract] = {}
    for keyword, value in zip(node.keywords, values[len(nodes) :]):
        given = {keyword.arg: value} if keyword.arg is not None else _double_starred(m, value)
        if repeated := given.keys() & keywords.keys():
            m.refuse("AD107", f"the keyword {min(repeated)} is given twice")
        keywords |= given
    positional = values[: len(nodes)]
    if len(nodes) == 1 and function == Const(zip) and isinstance(node.args[0], gast.Starred) and not keywords:
        if (columns := rows.transposed(m, positional[0])) is not None:
            return columns
    return call(m, function, starred.positional(m, function, node.args, positional, keywords), keywords)


def _double_starred(m: Machine, value: Abstract) -> dict[str, Abstract]:
    contents = m.content(value.storage) if isinstance(value, Box) else None
    if not isinstance(contents, Contents) or contents.type is not dict:
        hint = "give each argument by its name: f(a=..., b=...)"
        m.refuse("AD110", "what stands after ** is not a dict whose keys are known", hint)
    return dict(zip(map(str, contents.keys), contents.items))


def call(m: Machine, function: Abstract, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract:
    """The result of a call."""
    match function:
        case Closure():
            return inline.call(m, function, positional, keywords)
        case Const(value=value) if hasattr(value, "__ast_ad__"):
            from ast_ad.frontend.calls import nested

            return nested.call_object(m, value, positional, keywords)
        case Bound(function=Const(value=value), first=first) if hasattr(value, "__ast_ad__"):
            from ast_ad.frontend.calls import nested

            derived = nested.of_object(m, value)
            return nested.call(m, replace(derived, function=Bound(derived.function, first)), positional, keywords)
        case Bound(function=inner, first=first):
            return call(m, inner, [first, *positional], keywords)
        case Partial(function=inner, positional=given, keywords=named):
            return call(m, inner, [*given, *positional], dict(named) | keywords)
        case Either(test=test):
            return _either(m, function, test, positional, keywords)
        case Derived():
            from ast_ad.frontend.calls import nested

            return nested.call(m, function, positional, keywords)
        case Pullback():
            from ast_ad.frontend.calls import nested

            return nested.pull(m, function, positional)
        case Method():
            return methods.call(m, function, positional, keywords)
        case Maybe(value=inner):
            return call(m, inner, positional, keywords)
        case Box() | Tuple() if special.is_instance(m, function):
            if (method := special.find(m, function, "__call__")) is not None:
                return call(m, method, [function, *positional], keywords)
        case Const(value=value) if _is_users(value):
            return _constant(m, value, positional, keywords)
        case Const(value=value):
            return alternatives.on_each_way(
                m,
                [*positional, *keywords.values()],
                lambda given: _constant(
                    m, value, given[: len(positional)], dict(zip(keywords, given[len(positional) :]))
                ),
            )
    kind = kind_of(m.atom(function, "what is called"))
    if isinstance(kind, Number | Array | List):
        m.fail(
            TypeError(f"{kind} is not callable"), "AD310", f"{words.describe(function)} is called", "pass a function"
        )
    m.refuse("AD310", "what is called here is not known while compiling")


def _is_to_be_read(function: types.FunctionType) -> bool:
    """Whether a function of a library is followed in its own text. One of NumPy's without a derivative stays a call."""
    stays = isinstance(function, DISPATCHED) and table.reason(function) not in ("", table.FOLLOWED)
    return not stays and live.is_readable(unwrap(function))


def _read(
    m: Machine, function: types.FunctionType, positional: list[Abstract], keywords: dict[str, Abstract]
) -> Abstract:
    """A function of a library without a rule, by its text. Where that is not understood, it is a rule that is missing."""
    found: list[Abstract] = []
    arguments = (*positional, *keywords.values())
    # What has no derivative for a reason stays a call, which is refused where something in it varies. Where a library calls
    # it, its text may do: for the arguments that it gets there.
    has_none = table.reason(function) not in ("", table.FOLLOWED)
    stays = has_none and not m.place.inside
    if table.computes(function) and (stays or library.cannot_vary(m, arguments)):
        return library.call(m, function, positional, keywords)

    def read() -> None:
        source = m.shared.source(unwrap(function))
        closure = Closure(m.shared.code(source.node, source), None)
        found.append(inline.call(m, closure, list(positional), dict(keywords)))

    first = m.problem_in(read)
    if first is None:
        return found[0]
    if table.computes(function):
        m.builder.place = replace(m.place, inside=_why(first))
        return library.call(m, function, positional, keywords)
    # What is refused may be what the user has passed.
    if _is_standard(function) or (first.place is not None and not first.place.inside):
        raise first
    library.refuse(m, function, table.reason(function) if has_none else _why(first))


def _why(problem: Refused) -> str:
    """Why the text of a library's function is not understood."""
    if problem.code == "AD401":
        where = f" ({problem.place.inside})" if problem.place is not None else ""
        return problem.message.partition(": ")[2] or f"it calls {problem.message.split()[3]}{where}"
    return problem.message


def _either(
    m: Machine, function: Either, test: Atom, positional: list[Abstract], keywords: dict[str, Abstract]
) -> Abstract:
    names = list(keywords)
    with m.hold(function.first, function.second, *positional, *keywords.values()) as held:

        def way(k: int) -> Abstract:
            now = held()
            others = now[2:]
            return call(m, now[k], others[: len(positional)], dict(zip(names, others[len(positional) :])))

        return truth.choose(m, test, lambda: way(0), lambda: way(1))


def _constant(m: Machine, function: object, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract:
    if isinstance(function, Source):
        return _by_text(m, function, positional, keywords)
    if isinstance(function, np.vectorize):
        return call(m, vectorized.of_vectorize(function), positional, keywords)
    if not callable(function):
        m.refuse("AD310", f"{type(function).__name__} is no function", "give its class a __call__, or call a method")
    if effects.is_manager(function):
        from ast_ad.frontend.statements import managers

        return managers.of_function(m, function, positional, keywords)  # type: ignore[arg-type]
    if effects.is_effect(function) and structural.find(function) is None:
        return effects.call(m, function, positional, keywords)
    said = special.builtin(m, function, positional)
    if said is not None:
        return said
    has_rule = table.find(function) is not None
    if not has_rule or not _is_users(function):
        handler = structural.find(function)
        made = None if handler is None else handler(m, positional, keywords)
        if made is not None:
            return made
    if not has_rule and getattr(function, "__objclass__", None) is np.ndarray and positional:
        return methods.call(m, Method(positional[0], str(getattr(function, "__name__", ""))), positional[1:], keywords)
    if not has_rule and (taken := frozen.frozen(m, function, positional, keywords)) is not None:
        return taken
    if has_rule:
        return library.call(m, function, positional, keywords)
    if isinstance(function, type):
        return construct.instance(m, function, positional, keywords)
    if construct.is_maker(function) and len(positional) == 2:
        return construct.of_items(m, *positional)
    if isinstance(owner := typing.get_origin(function), type) and not live.is_library(owner):
        return construct.instance(m, owner, positional, keywords)
    if is_dispatched(function) and positional:
        chosen = function.dispatch(classes.type_of(m, positional[0]))  # type: ignore[attr-defined]
        return call(m, Const(chosen), positional, keywords)
    if isinstance(function, functools._lru_cache_wrapper) and _is_users(function):
        from ast_ad.frontend.calls import cached

        inner = function.__wrapped__
        if hasattr(inner, "__ast_ad__"):
            return cached.call(m, Const(function), positional, lambda: call(m, Const(inner), positional, keywords))
        run = functools.partial(_by_text, m, _source(m, function), positional, keywords)
        return cached.call(m, Const(function), positional, run)
    if isinstance(function, types.FunctionType) and _is_standard(function):
        return _read(m, function, positional, keywords)
    if _is_users(function):
        return _by_text(m, _source(m, function), positional, keywords)
    if isinstance(function, types.FunctionType | DISPATCHED) and _is_to_be_read(function):
        return _read(m, function, positional, keywords)
    return library.call(m, function, positional, keywords)


def _by_text(m: Machine, source: Source, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract:
    """The call of a function whose text is known: the user's, or a helper in a printed module."""
    helper = printed.helper(source.node)
    if helper is not None and not any(isinstance(value, Box) for value in positional):
        return library.call(m, helper, positional, keywords)
    return inline.call(m, Closure(m.shared.code(source.node, source), None), positional, keywords)


def is_dispatched(function: object) -> bool:
    """Whether a function was made by ``functools.singledispatch``."""
    code = getattr(function, "__code__", None)
    return code is not None and code.co_filename == functools.__file__ and hasattr(function, "dispatch")


def _source(m: Machine, function: Any) -> Source:
    """The text of a function. If there is none, the place of the error is the call."""
    try:
        return m.shared.source(unwrap(function))
    except Refused as problem:
        m.refuse(problem.code, problem.message, problem.hint)


def _is_standard(function: types.FunctionType) -> bool:
    """Whether a function is one of Python's standard library."""
    return str(function.__module__ or "").partition(".")[0] in sys.stdlib_module_names


def _is_users(function: object) -> bool:
    """Whether a callable is written in Python, by the user: its text is lowered."""
    if isinstance(function, np.ufunc | type) or live.is_library(function):
        return False
    plain = types.FunctionType, functools._lru_cache_wrapper, types.MethodType
    return isinstance(function, plain) or hasattr(function, "py_func")

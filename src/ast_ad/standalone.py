"""Modules of derivatives that stand on their own: they need no other file, and state the kinds that they are for."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import gast
import numpy as np

from ast_ad import pipeline
from ast_ad.dispatch import plan, slots
from ast_ad.dispatch.parameters import Parameters
from ast_ad.dispatch.plan import Names, Plan
from ast_ad.emit import python
from ast_ad.emit.imports import arranged
from ast_ad.emit.printer import unparse
from ast_ad.errors import together
from ast_ad.frontend.arguments import Argument, Fixed
from ast_ad.frontend.machine.objects import LiveRead
from ast_ad.frontend.reading import notation, scopes
from ast_ad.frontend.reading.file import copies
from ast_ad.frontend.reading.guess import attempt, signature
from ast_ad.frontend.reading.source import Source
from ast_ad.frontend.reading.syntax import parse
from ast_ad.ir import Apply, Func, Parameter, callees, walk
from ast_ad.kinds import FLOAT, Number
from ast_ad.tree import LEAF, Leaf, Node, Tree, leaves

# Annotations that are expressions of Python's own types; all others are quoted.
_PLAIN = re.compile(r"((tuple|list)\[|(float|int|bool|complex|str|bytes|None)(?!\[)|, |\])+")
Mode = Literal["adjoint", "tangent", "ssa"]


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted of each function, and what is known of its parameters. ``wrt`` None: all that can vary."""

    mode: Mode
    wrt: tuple[str, ...] | None
    types: dict[str, Argument]
    values: dict[str, Argument]
    unroll: bool | int
    names: Names


def derive(source: Source, request: Request) -> Func | None:
    """The Func that is asked for; None if the function has no parameter with a derivative. Raises DiffError."""
    with pipeline.limited(source.qualname, source.place(source.node)):
        return _derive(source, request)


def guessed(source: Source, request: Request) -> Iterator[str]:
    """A line about the kinds that were taken for parameters of which nothing is said: they may be what is wrong."""
    known, problems = attempt(source, request.types, request.values)
    found = signature(source).parameters
    said = {*request.types, *request.values}
    said |= {node.id for node in scopes.parameters(source.node.args) if node.annotation is not None}
    said |= {name for name in found if found[name].default is not inspect.Parameter.empty}
    taken = [f"{name}={notation.written(known[name])}" for name in known if name not in said]
    if taken and not problems:
        kinds = ", ".join(taken)
        yield f"  note: {source.qualname} was read with {kinds}, from how they are used; state others with --types"


def _derive(source: Source, request: Request) -> Func | None:
    parameters = Parameters(signature(source))
    arguments, problems = attempt(source, request.types, request.values)
    if problems and request.mode != "ssa" and not any(map(slots.may_vary, arguments.values())):
        return None
    if problems:
        raise together(problems)
    wrt = None if request.wrt is None else tuple(name for name in request.wrt if name in parameters.index)
    wanted = slots.resolve(wrt, source.qualname, parameters, 0, arguments)
    for slot in wanted:
        slots.require_derivative(slot, source.qualname, arguments[slot.name])
    if not wanted and request.mode != "ssa":
        return None
    primal = pipeline.primal(source, arguments, request.unroll, request.names).func
    func = primal
    if request.mode == "tangent":
        func = plan.tangent(primal, wanted, arguments)
    elif request.mode == "adjoint":
        chosen = wrt if wrt is None or len(wrt) > 1 else wrt[0]
        func = plan.adjoint(Plan("adjoint", chosen), primal, wanted, arguments)
    func.inputs = tuple(_without_rest(func.inputs, parameters))
    return func


def _without_rest(inputs: Sequence[Parameter], parameters: Parameters) -> Iterator[Parameter]:
    """The inputs without ``*args`` and ``**kwargs`` that are taken to be empty: who passes more gets an error."""
    for each in inputs:
        if each.name in (parameters.rest, parameters.others) and not leaves(each.tree):
            continue
        late = parameters.rest is not None and each.name not in parameters.index
        yield replace(each, passed="name") if late else each


def module(funcs: Sequence[Func], names: Names) -> str:
    """The text of a module that holds the functions, with annotations that state the kinds of their parameters."""
    made = python.module(list(funcs), names)
    text, stated = _annotated(made.text, {name: func for func, name in made.names.items()})
    # What the annotations name is known to the module.
    numpy = ["import numpy as np"] if any("np." in kind for kind in stated) else []
    return _with_constants(text, [*numpy, *copies(_reads(funcs))])


def _reads(funcs: Iterable[Func]) -> Iterator[LiveRead]:
    for func in funcs:
        for callee in callees(func):
            for op in walk(callee.block):
                if isinstance(op.prim, Apply) and isinstance(op.prim.function, LiveRead):
                    yield op.prim.function


def _with_constants(text: str, constants: Sequence[str]) -> str:
    """Put imports and definitions that are not there yet at the head of a module."""
    lines = text.splitlines()
    new = [row for row in dict.fromkeys(constants) if row not in lines]
    body = ast.parse(text).body
    end = max((node.end_lineno or 0 for node in body if isinstance(node, ast.Import | ast.ImportFrom)), default=0)
    imports = [row for row in [*lines[:end], *new] if row.startswith(("import ", "from "))]
    values = [row for row in new if row not in imports]
    rest = "\n".join(lines[end:]).strip("\n")
    head = ["\n".join(part) for part in (arranged(imports), values) if part]
    return "\n\n".join([*head, f"\n{rest}" if head else rest]) + "\n"


def _annotated(text: str, of: Mapping[str, Func]) -> tuple[str, list[str]]:
    """Write the kinds into the headers of the functions; the second result is what was written."""
    lines = text.splitlines()
    stated: list[str] = []
    for node in reversed(parse(text).body):
        if isinstance(node, gast.FunctionDef) and node.name in of:
            stated += _annotate(node.args, of[node.name])
            header = gast.FunctionDef(node.name, node.args, [gast.Pass()], [], None, None, [])
            lines[node.lineno - 1 : node.body[0].lineno - 1] = unparse(header).text.splitlines()[:-1]
    return "\n".join(lines) + "\n", stated


def _annotate(arguments: Any, func: Func) -> Iterator[str]:
    flat = iter(func.params)
    stated = {parameter.name: _kinds(parameter, flat) for parameter in func.inputs}
    for name in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
        written = notation.written(stated[name.id]) if name.id in stated else None
        if written is not None:
            shown = written if _PLAIN.fullmatch(written) else f'"{written}"'
            name.annotation = gast.Name(shown, gast.Load(), None, None)
            yield shown


def _kinds(parameter: Parameter, flat: Iterator[Any]) -> Argument:
    """A parameter's tree with the kinds of its values, and with its constants."""
    found: list[Any] = []
    constants = iter(parameter.constants)

    def visit(part: Tree) -> Tree:
        if isinstance(part, Leaf) or part.type is Fixed:
            found.append(next(flat).kind if isinstance(part, Leaf) else Fixed(next(constants, None)))
            return LEAF
        return Node(part.type, tuple(map(visit, part.items)), part.names)

    tree = visit(parameter.tree)
    if parameter.default == 1.0 and found == [Number(float, np.dtype(float))]:
        # A seed that is a Python float where none is passed.
        found = [FLOAT]
    return Argument(tree, tuple(found))

"""The pipeline: from a user's function to the Func of its derivative, and from a Func to the function that runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import FunctionType

from ast_ad import optimise
from ast_ad.ad import adjoint as reverse
from ast_ad.ad import tangent as forward
from ast_ad.dump import dump
from ast_ad.emit import load, python, trace
from ast_ad.errors import Refused, within
from ast_ad.frontend import lower
from ast_ad.frontend.arguments import Argument
from ast_ad.frontend.lower import Primal
from ast_ad.frontend.reading.find import Source
from ast_ad.ir import Atom, Block, Func, Place, Value
from ast_ad.optimise.rewrite import substitute
from ast_ad.tree import Leaf, Node, Tree


@contextmanager
def limited(name: str, place: Place | None) -> Iterator[None]:
    """A function whose expressions, statements or calls stand inside each other beyond what Python can follow is refused."""
    try:
        yield
    except RecursionError:
        hint = "give names to the parts of long expressions, or raise the limit: sys.setrecursionlimit(...)"
        raise Refused("AD113", f"{name} is nested too deeply", place, hint) from None


def primal(
    source: Source,
    arguments: Mapping[str, Argument],
    unroll: bool | int = False,
    names: python.Policy = "source",
    outputs: lower.Outputs = "return",
) -> Primal:
    """The user's function for arguments of these kinds."""
    with within("lower", lambda: f"{source}"):
        made = lower.primal(source, dict(arguments), outputs)
    func = made.func
    if not func.name.isidentifier():
        func.name = "f"
    func = optimise.run(func, optimise.primal(unroll))
    return replace(made, func=trace.number(func) if names == "trace" else func)


def tangent(func: Func, wrt: Sequence[bool]) -> Func:
    """(y, y_dot), for the flat parameters in ``wrt``."""
    with within("tangent", lambda: dump(func)):
        made = forward.tangent(func, wrt)
    return finish(made)


def adjoint(func: Func, wrt: Sequence[bool], *, value: bool = False, outputs: Sequence[bool] | None = None) -> Func:
    """The bars of the flat parameters in ``wrt``. To be finished by the caller, who may not want all results."""
    with within("adjoint", lambda: dump(func)):
        return reverse.adjoint(func, wrt, value=value, outputs=outputs)


def pair(func: Func, wrt: Sequence[bool]) -> tuple[Func, Func]:
    """The two halves of the adjoint, to be finished as well."""
    with within("adjoint", lambda: dump(func)):
        return reverse.pair(func, wrt)


def finish(func: Func) -> Func:
    return optimise.run(func, optimise.DERIVATIVE)


def bind(func: Func, constants: Mapping[Value, Atom], inputs: int) -> Func:
    """A Func of its first ``inputs`` parameters; the flat parameters of the others have become constants."""
    block = substitute(func.block, constants)
    params = tuple(param for param in func.params if param not in constants)
    block = Block(params, block.ops, block.results)
    return Func(func.name, block, func.inputs[:inputs], func.output, func.summary, func.place)


def text(func: Func, names: python.Policy = "source") -> python.Text:
    """The module that holds the function, and those that it calls."""
    with within("emit", lambda: dump(func)):
        return python.module([_without_classes(func)], names)


def function(module: python.Text, live: FunctionType | None, values: Mapping[str, object]) -> FunctionType:
    """The last function of a module, among the globals of the primal; other names mean the values given."""
    with within("load", lambda: module.text):
        return load.load(module.text, list(module.names.values())[-1], live, {**values, **module.objects})


def _without_classes(func: Func) -> Func:
    """Objects are returned as dicts of their parts: what their classes are called in the text is not known."""
    output = _plain(func.output)
    if output == func.output:
        return func
    return Func(func.name, func.block, func.inputs, output, func.summary, func.place)


def _plain(tree: Tree) -> Tree:
    if isinstance(tree, Leaf):
        return tree
    plain = tree.type in (tuple, list, dict)
    return Node(tree.type if plain else dict, tuple(map(_plain, tree.items)), tree.names)

"""The pipeline: from a user's function to the Func of its derivative, and from a Func to the function that runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import FunctionType
from typing import TYPE_CHECKING

from ast_ad import optimise
from ast_ad.ad import adjoint as reverse
from ast_ad.ad import tangent as forward
from ast_ad.emit import load, python
from ast_ad.frontend import lower
from ast_ad.frontend.arguments import Argument
from ast_ad.frontend.find import Source
from ast_ad.ir import Atom, Block, Func, Value
from ast_ad.optimise.rewrite import substitute

if TYPE_CHECKING:
    from typing import Literal


def primal(source: Source, arguments: Mapping[str, Argument], unroll: bool | int = False) -> Func:
    """The user's function for arguments of these kinds."""
    func = lower.lower(source, dict(arguments))
    return optimise.run(func, optimise.primal(unroll))


def tangent(func: Func, wrt: Sequence[bool]) -> Func:
    """(y, y_dot), for the flat parameters in ``wrt``."""
    return finish(forward.tangent(func, wrt))


def adjoint(func: Func, wrt: Sequence[bool], *, value: bool = False, outputs: Sequence[bool] | None = None) -> Func:
    """The bars of the flat parameters in ``wrt``. To be finished by the caller, who may not want all results."""
    return reverse.adjoint(func, wrt, value=value, outputs=outputs)


def pair(func: Func, wrt: Sequence[bool]) -> tuple[Func, Func]:
    """The two halves of the adjoint, to be finished as well."""
    return reverse.pair(func, wrt)


def finish(func: Func) -> Func:
    return optimise.run(func, optimise.DERIVATIVE)


def bind(func: Func, constants: Mapping[Value, Atom], inputs: int) -> Func:
    """A Func of its first ``inputs`` parameters; the flat parameters of the others have become constants."""
    block = substitute(func.block, constants)
    params = tuple(param for param in func.params if param not in constants)
    block = Block(params, block.ops, block.results)
    return Func(func.name, block, func.inputs[:inputs], func.output, func.summary, func.place)


def text(func: Func, names: Literal["source", "trace"] = "source") -> python.Text:
    """The module that holds the function, and those that it calls."""
    return python.module([func], names)


def function(module: python.Text, name: str, live: FunctionType | None) -> FunctionType:
    """The function of a module, among the globals of the primal."""
    return load.load(module.text, name, live)

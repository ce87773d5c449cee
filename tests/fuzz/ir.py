"""The Funcs of a random program: valid after every pass, and the printed text computes what the interpreter does."""

from __future__ import annotations

from collections.abc import Sequence
from types import FunctionType
from typing import Any

import numpy as np

from ast_ad import optimise, pipeline
from ast_ad.ad import adjoint as reverse
from ast_ad.ad import tangent as forward
from ast_ad.frontend import lower
from ast_ad.frontend.arguments import describe
from ast_ad.frontend.reading.find import find
from ast_ad.interpret import run
from ast_ad.ir import Func
from ast_ad.kinds import differentiable
from ast_ad.verify import verify
from fuzz.modes import Arguments, compare, flat


def check_ir(function: FunctionType, arguments: Arguments, unroll: bool = False) -> None:
    """Raise AssertionError where a pass leaves invalid IR or the text means something else than the IR."""
    args = list(arguments())
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    primal = lower.lower(find(function), {name: describe(arg) for name, arg in zip(names, args)})
    verify(primal)
    agree(primal, args, function)
    optimise.run(primal, optimise.primal(unroll), check=True)
    agree(primal, args, function)
    mask = [differentiable(param.kind) for param in primal.params]
    dots = [np.cos(arg) for arg, wanted in zip(args, mask) if wanted]
    seeds = [np.cos(y) for y in run(primal, copies(args))]
    for derivative, more in ((forward.tangent(primal, mask), dots), (reverse.adjoint(primal, mask), seeds)):
        verify(derivative)
        plain = run(derivative, copies([*args, *more]))
        optimise.run(derivative, optimise.DERIVATIVE, check=True)
        compare(f"{derivative.name}, optimised", flat(run(derivative, copies([*args, *more]))), flat(plain), 1e-12)
        agree(derivative, [*args, *more], function)


def agree(func: Func, args: Sequence[Any], function: FunctionType) -> None:
    """The text, in both ways to name, and the interpreter give the same."""
    expected = flat(run(func, copies(args)))
    for policy in ("source", "trace"):
        text = pipeline.function(pipeline.text(func, policy), function, {})
        compare(f"the text of {func.name}", flat(text(*structured(func, copies(args)))), expected, 1e-12)


def structured(func: Func, flat_args: list[Any]) -> list[Any]:
    """The arguments as the text takes them: a seed for several results is a tuple."""
    count = len(func.inputs)
    return flat_args if len(flat_args) == count else [*flat_args[: count - 1], tuple(flat_args[count - 1 :])]


def copies(args: Sequence[Any]) -> list[Any]:
    return [np.copy(arg) if isinstance(arg, np.ndarray) else arg for arg in args]

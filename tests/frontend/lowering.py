"""Run a function through lowering, verification and the interpreter, and compare with Python."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from ast_ad import interpret, tree
from ast_ad.frontend.arguments import Argument, describe, flatten
from ast_ad.frontend.lower import lower
from ast_ad.frontend.reading.find import find
from ast_ad.ir import Func
from ast_ad.verify import verify


def described(
    function: Callable[..., Any], args: tuple[Any, ...], **keywords: Any
) -> tuple[dict[str, Argument], list[Any]]:
    bound = inspect.signature(function).bind(*args, **keywords)
    bound.apply_defaults()
    arguments = {name: describe(value, name=name) for name, value in bound.arguments.items()}
    flat = [leaf for name, value in bound.arguments.items() for leaf in flatten(arguments[name], value)]
    return arguments, flat


def lowered(function: Callable[..., Any], *args: Any, **keywords: Any) -> Func:
    func = lower(find(function), described(function, args, **keywords)[0])
    verify(func)
    return func


def structured(func: Func, *flat: Any) -> Any:
    """What a lowered function gives for flat arguments, in the structure that it says."""
    return tree.build(func.output, iter(interpret.run(func, copy.deepcopy(flat))), tree.make)


def interpreted(function: Callable[..., Any], *args: Any, **keywords: Any) -> Any:
    """What the lowered function gives, in the structure that it says."""
    arguments, flat = described(function, args, **keywords)
    func = lower(find(function), arguments)
    verify(func)
    return structured(func, *flat)


def check(function: Callable[..., Any], *args: Any, **keywords: Any) -> None:
    """The lowered function gives what the function gives, and leaves its arguments alone."""
    expected = function(*copy.deepcopy(args), **copy.deepcopy(keywords))
    same(interpreted(function, *args, **keywords), expected)


def same(got: Any, expected: Any) -> None:
    if isinstance(expected, tuple | list):
        assert len(got) == len(expected)
        for one, other in zip(got, expected):
            same(one, other)
    elif isinstance(expected, dict):
        assert got.keys() == expected.keys()
        for key in expected:
            same(got[key], expected[key])
    elif isinstance(expected, np.ndarray | float | complex | np.generic):
        assert np.shape(got) == np.shape(expected)
        assert np.allclose(got, expected, rtol=1e-12, atol=1e-12, equal_nan=True)
    else:
        assert got == expected

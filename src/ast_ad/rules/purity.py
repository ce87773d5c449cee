"""Which functions may be called on samples to see what they return."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np

from ast_ad.rules import table

Function = Callable[..., object]

_BUILTINS = frozenset(
    {abs, bool, complex, divmod, float, int, len, list, max, min, pow, range, round, sorted, sum, tuple}
)
_LIBRARIES = frozenset({"numpy", "math", "cmath", "_operator", "scipy", "ast_ad"})


def subject(function: Function) -> Function | None:
    """The function to call in place of one, so that nothing changes by calling it; None if there is none."""
    owner = getattr(function, "__self__", None)
    if isinstance(owner, np.random.Generator):
        return getattr(np.random.default_rng(0), function.__name__, None)
    if isinstance(owner, np.random.RandomState):
        return getattr(np.random.RandomState(0), function.__name__, None)
    if isinstance(owner, random.Random):
        return getattr(random.Random(0), function.__name__, None)
    if isinstance(function, np.ufunc) or isinstance(owner, np.ufunc) or function in _BUILTINS:
        return function
    home = getattr(function, "__objclass__", function)
    module = getattr(function, "__module__", None) or getattr(home, "__module__", None) or ""
    if module.partition(".")[0] in _LIBRARIES and not module.startswith("numpy.random"):
        return function
    return function if table.find(function) is not None else None

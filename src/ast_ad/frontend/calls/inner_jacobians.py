"""Jacobians inside a function: these are lowered as if the user had written them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ast_ad.api import jvp, vjp
from ast_ad.frontend.calls.inner_leaves import leaves

Function = Callable[..., Any]


def first(f: Function, *args: Any) -> Any:
    """The value of a function that returns a value and something more."""
    y, _ = f(*args)
    return y


def part(f: Function, k: int, *args: Any) -> Any:
    """One of the numbers and arrays in the structure that a function returns."""
    return leaves(f(*args))[k]


def of_parts(jacobians: tuple[Function, ...], *args: Any) -> Any:
    """The Jacobian of each of these parts."""
    return [jacobian(*args) for jacobian in jacobians]


def jacrev(f: Function, k: int, *args: Any) -> Any:
    """One pullback for each number in the result."""
    x = args[k]
    y, pull = vjp(f, *args, argnums=(k,))
    if np.ndim(y) == 0:
        return pull(1.0)[0]
    jacobian = np.zeros((np.size(y), np.size(x)), y.dtype)
    for i in range(np.size(y)):
        seed = np.zeros(np.size(y), y.dtype)
        seed[i] = 1.0
        jacobian[i] = np.reshape(pull(np.reshape(seed, np.shape(y)))[0], -1)
    return np.reshape(jacobian, np.shape(y) + np.shape(x))


def of_structure(f: Function, k: int, *args: Any) -> Any:
    """The Jacobians for the numbers and arrays in an argument, one after the other."""
    y, pull = vjp(f, *args, argnums=(k,))
    if np.ndim(y) == 0:
        return leaves(pull(1.0)[0])
    found = [np.zeros((np.size(y), np.size(x)), y.dtype) for x in leaves(args[k])]
    for i in range(np.size(y)):
        seed = np.zeros(np.size(y), y.dtype)
        seed[i] = 1.0
        for jacobian, bar in zip(found, leaves(pull(np.reshape(seed, np.shape(y)))[0])):
            jacobian[i] = np.reshape(bar, -1)
    return tuple(np.reshape(jacobian, np.shape(y) + np.shape(x)) for jacobian, x in zip(found, leaves(args[k])))


def jacfwd(f: Function, k: int, *args: Any) -> Any:
    """One tangent for each number in the argument."""
    x = args[k]
    before, after = (None,) * k, (None,) * (len(args) - k - 1)
    if np.ndim(x) == 0:
        return jvp(f, args, (*before, 1.0, *after))[1]
    y = f(*args)
    jacobian = np.zeros((np.size(y), np.size(x)), x.dtype)
    for i in range(np.size(x)):
        dot = np.zeros(np.size(x), x.dtype)
        dot[i] = 1.0
        jacobian[:, i] = np.reshape(jvp(f, args, (*before, np.reshape(dot, np.shape(x)), *after))[1], -1)
    return np.reshape(jacobian, np.shape(y) + np.shape(x))

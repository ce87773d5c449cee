"""Functions."""

from __future__ import annotations

import functools
import math
import operator
import zlib

import numpy as np

import ast_ad
from limitations import row

X = 0.7
V = np.array([0.5, 1.5, 2.5])


def _helper(x, /, y=2.0, *more, scale=1.0, **options):
    return x * y * scale + sum(more) + sum(options.values())


@row("calls: positional-only, keyword-only, defaults, `*args`, `**kwargs`", X)
def calls(x):
    return _helper(x) + _helper(x, x, x, 1.0, scale=x, extra=x * x)


@row("nested functions and closures", X)
def closures(x):
    def scaled(y):
        def inner(z):
            return z * x * y

        return inner

    return scaled(x)(x * x)


@row("functions passed and returned, `functools.partial`, `reduce`, `operator`", X)
def functions_as_values(x):
    twice = functools.partial(_apply, math.sin)
    total = functools.reduce(operator.mul, [x, x * x, 2.0])
    return twice(x) * total + list(map(lambda y: y * x, (1.0, x)))[1]


def _apply(function, x):
    return function(function(x))


@row("`functools.cache`, `lru_cache`, `wraps`, `numba.njit` on a helper", X)
def looked_through(x):
    return _cached(x) * x


@functools.cache
def _cached(x):
    return x * x


@row("`grad`, `jvp`, `vjp` of a function inside the function", X)
def nested_derivatives(x):
    slope = ast_ad.grad(lambda y: y**3 * x)(x)
    _, dot = ast_ad.jvp(lambda y: y * y, (x,), (x,))
    return slope * dot


@row("a derivative stated by the user", X)
def user_rule(x):
    return _cube(x) * x


def _cube(x):
    return float(np.float64(x) ** 3)


ast_ad.custom(_cube, tangent=lambda dots, x, w: dots[0] * 3.0 * x * x, adjoint=lambda d, x, w: (d * 3.0 * x * x,))


@row("a function of a library without a rule", V, refused="AD401")
def no_rule(v):
    return np.sum(np.intersect1d(v, v))  # here


@row("an opaque function: no rule, and no source to read", X, refused="AD401")
def opaque(x):
    return zlib.crc32(b"a", x)  # here


@row(
    "a function whose source cannot be found (made by `exec`)",
    X,
    refused="AD101",
    instead="write it in a file, or state its derivative",
)
def without_source(x):
    return _made(x)  # here


_space: dict = {}
exec("def _made(x):\n    return x * x", _space)
_made = _space["_made"]


@row("`min`, `max` with a `key`", X)
def with_key(x):
    return max([x, 0.25 * x], key=abs) * x


@row("one function or another, known at run time only", X)
def either_function(x):
    f = math.sin if x > 0.1 else math.cos
    return f(x) * [math.exp, lambda v: v * x][int(x > 0.1)](x)


@row("`grad`, `jvp`, `vjp`, `adjoint`, `tangent`, `jacobian`, `hessian` inside a function that is differentiated", X)
def inner_derivative(x):
    slope = ast_ad.adjoint(lambda y: y**2)(x, 3.0) + ast_ad.tangent(lambda y: y**2)(x, x)[1]
    return ast_ad.grad(lambda y: y**3 * x)(x) + ast_ad.hessian(lambda y: y**4)(x) + slope


@row("a function that is returned", X, refused="AD305")
def returns_function(x):  # here
    return lambda: x


@row("names that are misspelt or imported elsewhere", X, refused="AD105")
def unknown_name(x):
    return x * undefined_name  # here  # noqa: F821

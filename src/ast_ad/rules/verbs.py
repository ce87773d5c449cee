"""The five verbs that state derivatives, and `define`, which says that none is needed.

They serve the tables of this package and its users alike.

A *map* is run once, when a derivative is compiled, on symbolic values: what it says becomes the text of the
derivative. It gets the perturbation ``d``, the arguments of the call as the call has them, and the result as ``w``.
Arguments that the call writes as literals come as plain Python values.

Each returns the function, so that it may stand as a decorator: ``@zero``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ast_ad.rules.table import Bilinear, Custom, Defined, Diagonal, Linear, Map, Zero, find, register

F = TypeVar("F", bound=Callable[..., object])


def diagonal(
    function: F,
    *maps: Map | None,
    each: Map | None = None,
    transposes: tuple[Map | None, ...] | None = None,
) -> F:
    """State the derivative of an elementwise function: ``diagonal(np.sin, lambda d, x, w: d * np.cos(x))``.

    One map for each argument, called only where that argument is active; None for an argument without derivative.
    Broadcasting is not the map's business. ``each`` replaces the maps of a function of any number of arguments:
    ``lambda d, k, *xs, w: ...`` for argument k. ``transposes`` gives other maps to reverse mode; only complex functions
    that are not holomorphic need them.
    """
    register(function, Diagonal(maps, each, transposes))
    return function


def linear(function: F, *transposes: Map | None, once: bool = False) -> F:
    """State the transpose of a linear function: ``linear(np.reshape, lambda d, x, shape, w: np.reshape(d,
    np.shape(x)))``.

    One transpose for each argument in which the function is linear, None for the others; of an argument that is a
    list, the transpose gives a list. Forward mode applies the function itself. ``once``: every element of the argument
    is added once into the result, as in sums and permutations, so a bar that is the same number everywhere stays that
    number.
    """
    register(function, Linear(transposes, once))
    return function


def bilinear(function: F, left: Map, right: Map) -> F:
    """State the two transposes of a function that is linear in its first and in its second argument, as a product."""
    register(function, Bilinear((left, right)))
    return function


def zero(function: F) -> F:
    """State that a function has no derivative or that it is zero almost everywhere."""
    register(function, Zero())
    return function


def custom(
    function: F,
    *,
    tangent: Map | None = None,
    adjoint: Map | None = None,
    missing: bool = False,
) -> F:
    """State both modes by hand.

    ``tangent(dots, *args, w)`` gets a tuple with the dot of each argument, None where it has none, and gives the dot
    of the result. ``adjoint(bar, *args, w)`` gives a tuple with the bar of each argument, None where it has none. A call
    in which an argument varies whose dot the tangent does not look at, or for which the adjoint gives nothing, is refused. For
    a function that returns a tuple, ``w``, the bar and the dot that is given are tuples as well; the bar of a result on
    which nothing depends is zeros, or None with ``missing``.
    """
    register(function, Custom(tangent, adjoint, missing))
    return function


def define(function: F, body: Map) -> F:
    """Say that a function is a composition of others, which have derivatives: ``define(np.var, lambda x: ...)``.

    The body takes the arguments of the function and gives its result, a tuple if there are several. Like a map it is run
    on symbolic values. What it says takes the place of a call that is differentiated; other calls stay as they are.
    For a function that has a rule, the body may say that for some calls only: it returns NotImplemented for the others.
    """
    rule = find(function)
    register(function, Defined(body, rule.otherwise if isinstance(rule, Defined) else rule))
    return function

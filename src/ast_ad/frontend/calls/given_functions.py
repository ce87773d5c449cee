"""Functions of NumPy that are lowered as programs: those that are given a function, and some forms of others."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType

import numpy as np

from ast_ad.frontend.calls import bodies, library
from ast_ad.frontend.calls.structural import Keywords, Positional, arguments, handles, handles_named, helper, inlined
from ast_ad.frontend.expressions import subscripts
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Tuple
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Const, Value
from ast_ad.kinds import Array, Number

for function, body in (
    (np.apply_along_axis, bodies.apply_along_axis),
    (np.apply_over_axes, bodies.apply_over_axes),
    (np.fromiter, bodies.fromiter),
    (bodies.weighted, bodies.weighted),
    (bodies.weighted_powers, bodies.weighted_powers),
):
    assert isinstance(body, FunctionType)
    handles(function)(inlined(body))


@handles(np.piecewise)
def _piecewise(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    kind = m.kind(keywords.get("x", positional[0] if positional else Const(None)))
    one = isinstance(kind, Number) or (isinstance(kind, Array) and kind.ndim == 0)
    if len(positional) > 1 and not one:
        condition = m.kind(positional[1])
        if isinstance(condition, Array) and condition.ndim == 1:
            positional = [positional[0], Tuple((positional[1],)), *positional[2:]]
    return helper(m, bodies.piecewise_of_a_number if one else bodies.piecewise, *positional, **keywords)


@handles(np.diff)
def _diff(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    given = dict(zip(("a", "n", "axis", "prepend", "append"), positional)) | keywords
    return helper(m, bodies.differences, **given) if isinstance(given.get("n"), Value) else None


@handles(np.polyfit)
def _polyfit(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    """With more than the coefficients: of how many results and lengths no sample of equal numbers would tell."""
    given = dict(zip(("x", "y", "deg", "rcond", "full", "w", "cov"), positional)) | keywords
    full, cov = given.pop("full", Const(False)), given.pop("cov", Const(False))
    if full == Const(True):
        return helper(m, bodies.polyfit_in_full, **given)
    if isinstance(cov, Const) and cov.value:
        return helper(m, bodies.polyfit_with_covariance, **given, cov=cov)
    return None


@handles(np.fromfunction)
def _fromfunction(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    from ast_ad.frontend.calls import calls

    arguments(m, "np.fromfunction", positional, 2, 2)
    lengths = iterate.items(m, positional[1], None)
    dtype = keywords.pop("dtype", Const(float))
    keywords.pop("like", None)
    grid = library.call(m, np.indices, [positional[1]], {"dtype": dtype})
    grids = [subscripts.item(m, grid, Const(k)) for k in range(len(lengths))]
    return calls.call(m, positional[0], grids, keywords)


if hasattr(np, "unstack"):

    @handles(np.unstack)
    def _unstack(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        axis = keywords.get("axis", Const(0))
        first = positional[0] if axis == Const(0) else library.call(m, np.moveaxis, [positional[0], axis, Const(0)], {})
        return helper(m, bodies.rows, first)


# The nodes that SciPy's own text has computed once are those of a table that grows.
assert isinstance(bodies.fixed_quad, FunctionType)
handles_named("scipy", "fixed_quad")(inlined(bodies.fixed_quad))
FUNCTIONS: tuple[Callable[..., object], ...] = (
    np.piecewise,
    np.apply_along_axis,
    np.apply_over_axes,
    np.fromfunction,
)


@handles_named("scipy", "qr")
def _qr(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    """A factor that is given alone, in a tuple of one, is the second of the two."""
    names = dict(zip(("a", "overwrite_a", "lwork", "mode", "pivoting"), positional)) | keywords
    if names.get("mode") != Const("r") or names.get("pivoting", Const(False)) != Const(False):
        return None
    from scipy.linalg import qr

    both = library.call(m, qr, [names["a"]], {})
    assert isinstance(both, Tuple)
    return Tuple(both.items[1:])

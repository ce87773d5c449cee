"""Products: dot, matmul, inner, outer, tensordot, einsum."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ast_ad import runtime
from ast_ad.kinds import is_complex
from ast_ad.rules.axes import known_rank, rank
from ast_ad.rules.contractions import summed_axes
from ast_ad.rules.einsum import einsum_adjoint, einsum_tangent, from_sublists
from ast_ad.rules.symbolic import Symbol, Unsupported, sum_to
from ast_ad.rules.verbs import bilinear, custom, define


def _swapped(x: Any) -> Any:
    return np.transpose(x) if rank(x) == 2 else np.swapaxes(x, -1, -2)


def matmul_left(d: Any, x: Any, y: Any, w: Any) -> Any:
    """The bar of x in x @ y."""
    match rank(x), rank(y):
        case (None, _) | (_, None):
            return d.apply(runtime.matmul_left, d, x, y)
        case 1, 1:
            return d * y
        case 1, 2:
            return y @ d
        case 1, _:
            return sum_to(np.sum(y * d[..., None, :], axis=-1), x)
        case 2, 1:
            return np.outer(d, y)
        case _, 1:
            return d[..., None] * y
        case 2, 2:
            return d @ np.transpose(y)
        case _, _:
            return sum_to(d @ _swapped(y), x)


def matmul_right(d: Any, x: Any, y: Any, w: Any) -> Any:
    """The bar of y in x @ y."""
    match rank(x), rank(y):
        case (None, _) | (_, None):
            return d.apply(runtime.matmul_right, d, x, y)
        case 1, 1:
            return d * x
        case 2, 1:
            return np.transpose(x) @ d
        case _, 1:
            return sum_to(np.sum(x * d[..., None], axis=-2), y)
        case 1, 2:
            return np.outer(x, d)
        case 1, _:
            return x[:, None] * d[..., None, :]
        case 2, 2:
            return np.transpose(x) @ d
        case _, _:
            return sum_to(_swapped(x) @ d, y)


for matmul in (operator.matmul, np.matmul):
    bilinear(matmul, matmul_left, matmul_right)


def _state_helpers(product: Any, left: Any, right: Any) -> None:
    """Each helper is bilinear in the bar and the other factor; the three products are each other's transposes."""
    custom(
        left,
        tangent=lambda dots, d, x, y, w: _helper_tangent(left, dots, d, x, y, 2),
        adjoint=lambda m, d, x, y, w: (product(m, y), None, m.apply(right, d, m, y)),
    )
    custom(
        right,
        tangent=lambda dots, d, x, y, w: _helper_tangent(right, dots, d, x, y, 1),
        adjoint=lambda m, d, x, y, w: (product(x, m), m.apply(left, d, x, m), None),
    )


_state_helpers(operator.matmul, runtime.matmul_left, runtime.matmul_right)
_state_helpers(np.dot, runtime.dot_left, runtime.dot_right)


def _helper_tangent(helper: Any, dots: Any, d: Any, x: Any, y: Any, factor: int) -> Any:
    dots = list(dots)  # that of the argument of which the shape counts is seen, and has no part in it
    terms = []
    if dots[0] is not None:
        terms.append(dots[0].apply(helper, dots[0], x, y))
    if dots[factor] is not None:
        args = [d, x, y]
        args[factor] = dots[factor]
        terms.append(dots[factor].apply(helper, *args))
    return terms[0] if len(terms) == 1 else terms[0] + terms[1] if terms else None


def _dot_left(d: Any, x: Any, y: Any, w: Any) -> Any:
    a, b = rank(x), rank(y)
    if a is None or b is None:
        return d.apply(runtime.dot_left, d, x, y)
    if a == 0 or b == 0:
        return sum_to(d * y, x)
    if b <= 2:
        return matmul_left(d, x, y, w)
    return np.tensordot(d, y, (tuple(range(a - 1, a + b - 2)), (*range(b - 2), b - 1)))


def _dot_right(d: Any, x: Any, y: Any, w: Any) -> Any:
    a, b = rank(x), rank(y)
    if a is None or b is None:
        return d.apply(runtime.dot_right, d, x, y)
    if a == 0 or b == 0:
        return sum_to(d * x, y)
    if a <= 2 and b <= 2:
        return matmul_right(d, x, y, w)
    free = tuple(range(a - 1))
    found = np.tensordot(x, d, (free, free))
    return found if b == 1 else np.moveaxis(found, 0, -2)


bilinear(np.dot, _dot_left, _dot_right)


def _vdot_bar(d: Any, x: Any, y: Any) -> Any:
    """The bar of x: both factors are flattened, and the first is conjugated."""
    if any(isinstance(factor, Symbol) and is_complex(factor.kind) for factor in (x, y)):
        raise Unsupported("complex factors")
    return d * y if rank(x) == rank(y) == 1 else np.reshape(d * y, np.shape(x))


bilinear(np.vdot, lambda d, x, y, w: _vdot_bar(d, x, y), lambda d, x, y, w: _vdot_bar(d, y, x))


def _outer_left(d: Any, x: Any, y: Any, w: Any) -> Any:
    found = d @ (y if rank(y) == 1 else np.ravel(y))
    return found if rank(x) == 1 else np.reshape(found, np.shape(x))


def _outer_right(d: Any, x: Any, y: Any, w: Any) -> Any:
    found = (x if rank(x) == 1 else np.ravel(x)) @ d
    return found if rank(y) == 1 else np.reshape(found, np.shape(y))


bilinear(np.outer, _outer_left, _outer_right)


def _inner_left(d: Any, x: Any, y: Any, w: Any) -> Any:
    a, b = rank(x), rank(y)
    if a == 0 or b == 0 or (a == 1 and b == 1):
        return sum_to(d * y, x)
    a, b = known_rank(x), known_rank(y)
    return np.tensordot(d, y, (tuple(range(a - 1, a + b - 2)), tuple(range(b - 1))))


def _inner_right(d: Any, x: Any, y: Any, w: Any) -> Any:
    a, b = rank(x), rank(y)
    if a == 0 or b == 0 or (a == 1 and b == 1):
        return sum_to(d * x, y)
    a = known_rank(x)
    return np.tensordot(d, x, (tuple(range(a - 1)), tuple(range(a - 1))))


bilinear(np.inner, _inner_left, _inner_right)


def _axes(x: Any, y: Any, axes: Any) -> tuple[list[int], list[int]]:
    """The axes of each factor over which tensordot sums."""
    a, b = known_rank(x), known_rank(y)
    return summed_axes(a, b, axes)


def _tensordot_bar(d: Any, other: Any, summed: list[int], others_summed: list[int], ndim: int, first: bool) -> Any:
    """The bar of one factor: its free axes are the first or the last of the result's, its summed axes the other's."""
    free = [k for k in range(ndim) if k not in summed]
    others_free = [k for k in range(known_rank(other)) if k not in others_summed]
    at = tuple(range(len(free), len(free) + len(others_free))) if first else tuple(range(len(others_free)))
    found = np.tensordot(d, other, (at, tuple(others_free)))
    by_place = sorted(range(len(summed)), key=lambda n: others_summed[n])
    order = free + [summed[n] for n in by_place]
    back = tuple(order.index(k) for k in range(ndim))
    return found if back == tuple(range(ndim)) else np.transpose(found, back)


def tensordot_left(d: Any, x: Any, y: Any, axes: Any = 2, *, w: Any) -> Any:
    mine, other = _axes(x, y, axes)
    return _tensordot_bar(d, y, mine, other, x.ndim, True)


def tensordot_right(d: Any, x: Any, y: Any, axes: Any = 2, *, w: Any) -> Any:
    other, mine = _axes(x, y, axes)
    return _tensordot_bar(d, x, mine, other, y.ndim, False)


bilinear(np.tensordot, tensordot_left, tensordot_right)
custom(np.einsum, tangent=einsum_tangent, adjoint=einsum_adjoint)
define(np.einsum, from_sublists)

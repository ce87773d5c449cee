"""Broadcasting and its transpose, decided on kinds: most programs need no test at run time."""

from __future__ import annotations

import operator

import numpy as np

from ast_ad import runtime
from ast_ad.build import Builder
from ast_ad.ir import Apply, Atom, Const, kind_of, zero_like
from ast_ad.kinds import Array, Kind, List, Number, Saved, dims_of, is_complex, may_be_one, number_type, same


def same_dims(a: Kind, b: Kind) -> bool:
    """Whether two numbers or arrays surely have the same shape."""
    mine, other = dims_of(a), dims_of(b)
    if mine is None or other is None or len(mine) != len(other):
        return False
    return all(same(p, q) for p, q in zip(mine, other))


def fits(operand: Kind, result: Kind) -> bool:
    """Whether an operand that was broadcast to a result surely has the result's shape already.

    An axis that is not 1 is as long as the result's.
    """
    mine, wide = dims_of(operand), dims_of(result)
    if mine is None or wide is None or len(mine) != len(wide):
        return False
    return all(same(p, q) or not may_be_one(p) for p, q in zip(mine, wide))


def is_scalar(kind: Kind) -> bool:
    """Whether values of this kind have no axes."""
    return isinstance(kind, Number) or (isinstance(kind, Array) and kind.dims == ())


def unbroadcast(build: Builder, bar: Atom, like: Atom) -> Atom:
    """Sum the bar of a broadcast result down to the operand; a bar smaller than the operand is left as it is."""
    kind, wide = kind_of(like), kind_of(bar)
    if not isinstance(kind, Number | Array) or not isinstance(wide, Array) or fits(kind, wide):
        return bar
    if is_scalar(kind):
        return bar if is_scalar(wide) else total(build, bar)
    mine, dims = dims_of(kind), dims_of(wide)
    if mine is None or dims is None:
        return build.apply(runtime.unbroadcast, bar, build.apply(np.shape, like))
    lead = len(dims) - len(mine)
    pairs = list(zip(mine[max(-lead, 0) :], dims[max(lead, 0) :]))
    if any(may_be_one(p) and p != 1 and q != 1 and not same(p, q) for p, q in pairs):
        return build.apply(runtime.unbroadcast, bar, build.apply(np.shape, like))
    if lead > 0:
        bar = build.apply(np.sum, bar, axis=_axes(range(lead)))
    ones = [k for k, (p, q) in enumerate(pairs) if p == 1 and q != 1]
    if not ones:
        return bar
    shift = max(-lead, 0)
    return build.apply(np.sum, bar, axis=_axes([k + shift for k in ones]), keepdims=True)


def total(build: Builder, bar: Atom) -> Atom:
    """The sum of an array; of a product of two real vectors it is their inner product."""
    last = build.ops[-1] if build.ops else None
    if last is not None and last.results == (bar,) and last.prim == Apply(operator.mul):
        a, b = map(kind_of, last.args)
        if isinstance(a, Array) and isinstance(b, Array) and a.dtype == b.dtype and a.dtype.kind == "f":
            if a.ndim == 1 and same_dims(a, b):
                return build.apply(operator.matmul, *last.args)
    return build.apply(np.sum, bar)


def as_real(build: Builder, bar: Atom, like: Atom) -> Atom:
    """A real value has a real bar, whatever complex values it met."""
    if is_complex(kind_of(bar)) and not is_complex(kind_of(like)):
        return build.apply(np.real, bar)
    return bar


def _axes(axes: range | list[int]) -> int | tuple[int, ...]:
    return axes[0] if len(axes) == 1 else tuple(axes)


def full(build: Builder, bar: Atom, like: Atom) -> Atom:
    """A bar of the shape of ``like``, filled from one that broadcasts to it."""
    kind, small = kind_of(like), kind_of(bar)
    if isinstance(kind, Array) and isinstance(small, Array) and kind.dtype.kind == "c" != small.dtype.kind:
        # Complex numbers will be written into it.
        bar = build.apply(np.ndarray.astype, bar, kind.dtype.type)
        small = kind_of(bar)
    if not isinstance(kind, Array) or (isinstance(small, Array) and fits(small, kind)):
        return bar
    if is_scalar(small):
        filled = (
            build.apply(np.full_like, like, bar)
            if _holds(kind, small)
            else build.apply(np.full, build.apply(np.shape, like), bar)
        )
    else:
        zeros_there = zeros(build, like)
        filled = build.apply(operator.add, zeros_there, bar)
    return filled


def _holds(kind: Array, number: Kind) -> bool:
    """Whether an array of this dtype can hold the number as it is, up to precision."""
    order = (bool, int, float, complex)
    types = number_type(kind.dtype), number.type if isinstance(number, Number) else number_type(_dtype(number))
    return object not in types and order.index(types[0]) >= order.index(types[1])


def _dtype(kind: Kind) -> np.dtype:
    assert isinstance(kind, Array)
    return kind.dtype


def zeros(build: Builder, like: Atom) -> Atom:
    """The zero of a value's kind; for lists, a list of zeros, and None for what is packed."""
    kind = kind_of(like)
    constant = zero_like(kind)
    if constant is not None:
        return constant
    match kind:
        case Number():
            return Const(0.0)
        case Array(dtype=dtype) if dtype.kind in "fc":
            return build.apply(np.zeros_like, like)
        case Array():
            return build.apply(np.zeros, build.apply(np.shape, like))
        case List(item=item) if (number := zero_like(item)) is not None:
            return build.apply(operator.mul, [number], build.apply(len, like))
        case List():
            return build.apply(runtime.zero_items, like)
        case Saved():
            return Const(None)
    return build.apply(np.zeros_like, like)

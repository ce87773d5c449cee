"""Programs written directly in the IR, so that the two modes are tested without the front end."""

from __future__ import annotations

import operator as op
from collections.abc import Sequence

import numpy as np

from ast_ad import tree
from ast_ad.build import Builder
from ast_ad.ir import Atom, Call, Const, For, Func, If, Index, Parameter, Raise, Value, While
from ast_ad.kinds import FLOAT, INT, Array, Extent

VECTOR = Array(np.dtype(float), (Extent("u", 0, True),))
ELEMENT = (Index(),)


def func(name: str, params: Sequence[Value], build: Builder, *results: Atom) -> Func:
    inputs = tuple(Parameter(param.hint) for param in params)
    return Func(name, build.block(params, results), inputs, tree.flat(len(results)))


def distance() -> Func:
    x1, x2, build = Value(FLOAT, "x1"), Value(FLOAT, "x2"), Builder()
    total = build.apply(op.add, build.apply(op.pow, x1, 2), build.apply(op.pow, x2, 2))
    return func("distance", [x1, x2], build, build.apply(op.pow, total, 0.5))


def branch_in_loop() -> Func:
    """for i in range(n): y = y * x if y < 2.0 else y + sin(x)"""
    x, n, build = Value(FLOAT, "x"), Value(INT, "n"), Builder()
    i, y, inner, low, high = Value(INT, "i"), Value(FLOAT, "y"), Builder(), Builder(), Builder()
    test = inner.apply(op.lt, y, 2.0)
    ways = low.block((), (low.apply(op.mul, y, x),)), high.block((), (high.apply(op.add, y, high.apply(np.sin, x)),))
    (after,) = inner.emit(If(), (test,), (FLOAT,), ways, "y")
    body = inner.block((i, y), (Const(True), after))
    _, last = build.emit(For(), (Const(0), n, Const(1), Const(1.0)), (INT, FLOAT), (body,))
    return func("branch_in_loop", [x, n], build, last)


def swap() -> Func:
    """for _ in range(n): a, b = b, a + b * x"""
    x, n, build, inner = Value(FLOAT, "x"), Value(INT, "n"), Builder(), Builder()
    a, b = Value(FLOAT, "a"), Value(FLOAT, "b")
    following = inner.apply(op.add, a, inner.apply(op.mul, b, x))
    body = inner.block((Value(INT), a, b), (Const(True), b, following))
    _, p, q = build.emit(For(), (Const(0), n, Const(1), Const(1.0), x), (INT, FLOAT, FLOAT), (body,))
    return func("swap", [x, n], build, build.apply(op.mul, p, q))


def products_in_place() -> Func:
    """for i in range(1, len(u)): u[i] = u[i - 1] * u[i] * c; break unless i < 3"""
    u, c, build, inner = Value(VECTOR, "u"), Value(FLOAT, "c"), Builder(), Builder()
    i, v = Value(INT, "i"), Value(VECTOR, "u")
    before, here = inner.load(v, ELEMENT, [inner.apply(op.sub, i, 1)]), inner.load(v, ELEMENT, [i])
    after = inner.store(v, inner.apply(op.mul, inner.apply(op.mul, before, here), c), ELEMENT, [i])
    body = inner.block((i, v), (inner.apply(op.lt, i, 3), after))
    size = build.apply(np.size, u, 0)
    _, last = build.emit(For(), (Const(1), size, Const(1), u), (INT, VECTOR), (body,))
    return func("products_in_place", [u, c], build, build.apply(np.sum, build.apply(op.mul, last, last)))


def doubling() -> Func:
    """while y < 10.0: y = y * x + x, with a guard that raises"""
    x, build, inner, test = Value(FLOAT, "x"), Builder(), Builder(), Builder()
    bad, fine = Builder(), Builder()
    bad.emit(Raise(), (bad.apply(ValueError, "x must be positive"),))
    root = fine.apply(np.sqrt, x)
    ways = bad.block((), (Const(0.0),)), fine.block((), (root,))
    (start,) = build.emit(If(), (build.apply(op.lt, x, 0.0),), (FLOAT,), ways)
    y, z = Value(FLOAT, "y"), Value(FLOAT, "y")
    cond = test.block((z,), (test.apply(op.lt, z, 10.0),))
    body = inner.block((y,), (Const(True), inner.apply(op.add, inner.apply(op.mul, y, x), x)))
    _, last = build.emit(While(), (start,), (INT, FLOAT), (cond, body))
    return func("doubling", [x], build, last)


def power() -> Func:
    """Recursion by halves."""
    result, x, n, build = Func("power"), Value(FLOAT, "x"), Value(INT, "n"), Builder()
    done, more, odd, even = Builder(), Builder(), Builder(), Builder()
    (less,) = odd.emit(Call(result), (x, odd.apply(op.sub, n, 1)), (FLOAT,))
    (half,) = even.emit(Call(result), (x, even.apply(op.floordiv, n, 2)), (FLOAT,), hint="h")
    ways = odd.block((), (odd.apply(op.mul, x, less),)), even.block((), (even.apply(op.mul, half, half),))
    (y,) = more.emit(If(), (more.apply(op.eq, more.apply(op.mod, n, 2), 1),), (FLOAT,), ways)
    ends = done.block((), (Const(1.0),)), more.block((), (y,))
    results = build.emit(If(), (build.apply(op.eq, n, 0),), (FLOAT,), ends)
    result.block, result.inputs = build.block((x, n), results), (Parameter("x"), Parameter("n"))
    return result


def calls_in_loop() -> Func:
    """for i in range(n): y = 0.3 * power(y, i) + x"""
    x, n, build, inner = Value(FLOAT, "x"), Value(INT, "n"), Builder(), Builder()
    i, y = Value(INT, "i"), Value(FLOAT, "y")
    (w,) = inner.emit(Call(power()), (y, i), (FLOAT,))
    body = inner.block((i, y), (Const(True), inner.apply(op.add, inner.apply(op.mul, w, 0.3), x)))
    _, last = build.emit(For(), (Const(0), n, Const(1), x), (INT, FLOAT), (body,))
    return func("calls_in_loop", [x, n], build, last)


def last_writer() -> Func:
    """u[[1, 1]] = v: only the second element of v arrives."""
    u, v, build = Value(VECTOR, "u"), Value(VECTOR, "v"), Builder()
    path = (Index((tree.Node(list, (tree.LEAF, tree.LEAF)),)),)
    first = build.load(v, (Index((tree.Node(slice, (tree.LEAF,) * 3),)),), (Const(0), Const(2), Const(None)))
    stored = build.store(u, first, path, (Const(1), Const(1)))
    return func("last_writer", [u, v], build, build.apply(np.sum, build.apply(op.mul, stored, stored)))


PROGRAMS: tuple[tuple[Func, tuple[object, ...]], ...] = (
    (distance(), (3.0, 4.0)),
    (branch_in_loop(), (1.3, 5)),
    (branch_in_loop(), (1.3, 0)),
    (swap(), (0.7, 6)),
    (products_in_place(), (np.array([0.9, 1.2, 0.7, 1.4, 1.1]), 1.1)),
    (doubling(), (1.7,)),
    (power(), (1.1, 7)),
    (calls_in_loop(), (1.1, 4)),
    (last_writer(), (np.array([0.9, 1.2, 0.7]), np.array([0.3, 0.5, 0.8]))),
)

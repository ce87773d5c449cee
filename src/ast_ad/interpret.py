"""An interpreter of the IR: what a program means, said as plainly as possible.

It is the oracle for everything that transforms or prints programs. Nothing is ever overwritten: a store copies.
"""

from __future__ import annotations

import copy
import operator
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ast_ad import tree
from ast_ad.ir import (
    UNDEF,
    Acc,
    Apply,
    Atom,
    Block,
    Call,
    Const,
    For,
    Func,
    If,
    Index,
    Load,
    NewTape,
    Op,
    Pack,
    Path,
    Pop,
    Push,
    Raise,
    Store,
    Try,
    Unpack,
    Value,
    View,
    While,
)

Scope = dict[Value, object]


def run(func: Func, args: Sequence[object]) -> tuple[object, ...]:
    """The flat results of a function for flat arguments, which are left as they are."""
    if len(args) != len(func.params):
        raise TypeError(f"{func.name} takes {len(func.params)} flat arguments, not {len(args)}")
    return _block(func.block, args, {})


def _block(block: Block, args: Sequence[object], outer: Scope) -> tuple[object, ...]:
    scope = dict(outer)
    scope.update(zip(block.params, args, strict=True))
    for op in block.ops:
        scope.update(zip(op.results, _op(op, scope), strict=True))
    return tuple(_atom(atom, scope) for atom in block.results)


def _atom(atom: Atom, scope: Scope) -> object:
    match atom:
        case Value():
            return scope[atom]
        case Const(value=value):
            return value
    return UNDEF


def _op(op: Op, scope: Scope) -> Sequence[object]:
    args = [_atom(atom, scope) for atom in op.args]
    match op.prim:
        case Apply(function=function, form=form):
            if function in (operator.is_, operator.is_not):
                # What is undefined is None to those who ask.
                args = [None if arg is UNDEF else arg for arg in args]
            positional, keywords = tree.arrange(form or tree.plain(len(args)), args)
            value = function(*positional, **keywords)
            return _unpack(value, len(op.results))
        case If():
            return _block(op.blocks[0] if args[0] else op.blocks[1], (), scope)
        case For(backward=backward):
            return _for(op, args, backward, scope)
        case While():
            return _while(op, args, scope)
        case Try():
            return _try(op, args[0], scope)
        case Call(func=func):
            return run(func, args)
        case Load(path=path):
            return (_read(args[0], path, iter(args[1:])),)
        case Store(path=path):
            return (_written(args[0], path, args[1], args[2:], accumulate=False),)
        case Acc(path=path):
            return (_written(args[0], path, args[1], args[2:], accumulate=True),)
    return _tape(op, args)


def _tape(op: Op, args: list[object]) -> Sequence[object]:
    match op.prim:
        case NewTape():
            return ([],)
        case Push():
            args[0].append(args[1])  # type: ignore[attr-defined]
            return ()
        case Pop():
            return (args[0].pop(),)  # type: ignore[attr-defined]
        case Pack():
            return (tuple(args),)
        case Unpack():
            return args[0]  # type: ignore[return-value]
        case Raise():
            if len(args) == 2:
                raise args[0] from args[1]  # type: ignore[misc]
            raise args[0]  # type: ignore[misc]
    raise NotImplementedError(op.prim)


def _unpack(value: object, count: int) -> Sequence[object]:
    if count == 1:
        return (value,)
    return () if count == 0 else tuple(value)  # type: ignore[arg-type]


def _for(op: Op, args: list[object], backward: bool, scope: Scope) -> tuple[object, ...]:
    (body,) = op.blocks
    start, stop, step, *carried = args
    trips = 0
    indices = range(start, stop, step)  # type: ignore[call-overload]
    for i in reversed(indices) if backward else indices:
        more, *carried = _block(body, (i, *carried), scope)
        trips += 1
        if not more:
            break
    return (trips, *carried)


def _while(op: Op, args: list[object], scope: Scope) -> tuple[object, ...]:
    test, body = op.blocks
    carried = args
    trips = 0
    while _block(test, carried, scope)[0]:
        more, *carried = _block(body, carried, scope)
        trips += 1
        if not more:
            break
    return (trips, *carried)


def _try(op: Op, classes: object, scope: Scope) -> tuple[object, ...]:
    body, orelse, handler = op.blocks
    assert isinstance(op.prim, Try)
    if op.prim.context:
        with classes as entered:  # type: ignore[attr-defined]
            kept = _block(body, (entered,), scope)
        return (False, *_block(orelse, kept, scope))
    try:
        kept = _block(body, (), scope)
    except classes as error:  # type: ignore[misc]
        return (True, *_block(handler, (error,), scope))
    return (False, *_block(orelse, kept, scope))


def _key(index: Index, atoms: Iterator[object]) -> object:
    items = tuple(tree.build(item, atoms, tree.make) for item in index.items)
    return items[0] if len(items) == 1 else items


def _read(u: object, path: Path, atoms: Iterator[object]) -> object:
    for step in path:
        match step:
            case Index():
                u = u[_key(step, atoms)]  # type: ignore[index]
            case View(function=function, form=form):
                flat = iter([u, *(next(atoms) for _ in range(sum(map(tree.leaves, form.trees)) - 1))])
                positional, keywords = tree.arrange(form, list(flat))
                u = function(*positional, **keywords)
    return u


def _written(u: object, path: Path, v: object, index: Sequence[object], accumulate: bool) -> object:
    """A copy of u in which the place that the path names holds v, or v more than before."""
    result: Any = copy.deepcopy(u)
    if not path and accumulate:
        # An array stays one, of its dtype, also where it has no axes.
        result += v
        return result
    if not path:
        return copy.deepcopy(v)
    atoms = iter(index)
    *way, last = path
    target = _read(result, tuple(way), atoms)
    if isinstance(last, View):
        target, key = _read(target, (last,), atoms), ...
    else:
        key = _key(last, atoms)  # type: ignore[assignment]
    if not accumulate:
        target[key] = v  # type: ignore[index]
    elif isinstance(target, np.ndarray):
        np.add.at(target, key, v)  # type: ignore[arg-type]
    else:
        target[key] += v  # type: ignore[index]
    return result

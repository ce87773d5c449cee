"""What crosses the border of generated code: seeds and dots on the way in, bars on the way out.

Gradients follow the argument: a Python float has a Python float, a float32 array a float32 array.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ast_ad.analysis.doubt import doubtful, is_python
from ast_ad.errors import KindError
from ast_ad.frontend.arguments import Fixed, assemble, every_leaf, parts, unflatten
from ast_ad.ir import Atom, Func, Undef, Value, kind_of
from ast_ad.kinds import Array, Kind, List, Number, differentiable, dims_of
from ast_ad.tree import Leaf, Node, Tree, leaves

Convert = Callable[[Any], Any]
Target = Kind | Fixed | None


def results(func: Func, targets: Sequence[Target]) -> Convert | None:
    """What turns what a function returns into leaves of these kinds; None if nothing is to be done.

    Targets that are None stand for leaves that stay as they are, as those do that are known to be of their kinds.
    """
    unsure = doubtful(func.block)
    found = zip(func.results, targets, strict=True)
    return _bars(func.output, [None if _is_known(atom, kind, unsure) else kind for atom, kind in found])


def dots(func: Func, targets: Sequence[Target]) -> Convert | None:
    """The same for a tangent, which returns the value and its dot. Of a value without a target the dot has its kind."""
    count = len(targets)
    unsure = doubtful(func.block)
    late = [False] * count
    followed = list(targets)
    for k, (y, y_dot) in enumerate(zip(func.results[:count], func.results[count:], strict=True)):
        kind = kind_of(y)
        if targets[k] is None and differentiable(kind):
            if is_python(kind) and y not in unsure:
                followed[k] = kind
            else:
                late[k] = not _are_alike(kind, kind_of(y_dot))
    step = results(func, [*targets, *followed])
    if not any(late):
        return step
    (tree, _) = func.output.items if isinstance(func.output, Node) else ()

    def convert(found: Any) -> tuple[Any, Any]:
        y, y_dot = found if step is None else step(found)
        flat = zip(every_leaf(tree, y), every_leaf(tree, y_dot), late)
        return y, unflatten(tree, [like(p, q) if follows else q for p, q, follows in flat])

    return convert


def _are_alike(kind: Kind, other: Kind) -> bool:
    """Whether both are arrays of one dtype. What has no axes may be a NumPy scalar."""
    arrays = isinstance(kind, Array) and isinstance(other, Array) and kind.dtype == other.dtype
    return arrays and bool(dims_of(kind)) and bool(dims_of(other))


def like(value: Any, dot: Any) -> Any:
    """A dot of the type of its value, or with its dtype."""
    if isinstance(value, list):
        return list(map(like, value, dot))
    if isinstance(value, np.ndarray):
        fits = isinstance(dot, np.ndarray) and dot.dtype == value.dtype
        return dot if fits or value.dtype.kind not in "fc" else np.asarray(dot, value.dtype)
    fits = type(dot) is type(value) or not isinstance(value, float | complex | np.inexact)
    return dot if fits else type(value)(dot)


def _is_known(atom: Atom, wanted: Target, unsure: frozenset[Value]) -> bool:
    """Whether a result is made of Python numbers, and has to be."""
    plain = wanted is not None and not isinstance(wanted, Fixed) and is_python(wanted)
    return plain and not isinstance(atom, Undef) and kind_of(atom) == wanted and atom not in unsure


def _bars(tree: Tree, targets: Sequence[Target]) -> Convert | None:
    if isinstance(tree, Leaf):
        return _bar(targets[0])
    inner: list[Convert | None] = []
    start = 0
    for item in tree.items:
        inner.append(_bars(item, targets[start : start + leaves(item)]))
        start += leaves(item)
    if not any(inner) and tree.type in (tuple, list, dict):
        return None
    node = tree

    def convert(value: Any) -> object:
        # Printed text holds the parts of a class as a dict.
        found = value.values() if isinstance(value, dict) else parts(node, value)
        return assemble(node, [part if step is None else step(part) for step, part in zip(inner, found)])

    return convert


def _bar(kind: Target) -> Convert | None:
    match kind:
        case Number(type=t, dtype=None) if t in (float, complex):
            return t
        case Number(type=t, dtype=dtype) if dtype is not None and t in (float, complex):
            return dtype.type
        case Array(dtype=dtype) if dtype.kind in "fc":
            return lambda bar: bar if type(bar) is np.ndarray and bar.dtype == dtype else np.asarray(bar, dtype)
        case List(item=item):
            step = _bar(item)
            return None if step is None else lambda bar: list(map(step, bar))
    return None


def conform(value: Any, tree: Tree, wanted: Sequence[Kind], name: str) -> Any:
    """A seed or a dot with leaves of the kinds that the generated code was made for."""
    if isinstance(tree, Leaf):
        return _leaf(value, wanted[0], name)
    if tree.type is Fixed:
        return None
    try:
        found = list(parts(tree, value))
    except (TypeError, KeyError, AttributeError):
        found = []
    if len(found) != len(tree.items):
        raise KindError(
            "AD309", f"{name} has not the structure of its value", hint=f"pass a {tree.type.__name__} like it"
        )
    items = []
    start = 0
    for item, part in zip(tree.items, found):
        items.append(conform(part, item, wanted[start : start + leaves(item)], name))
        start += leaves(item)
    return assemble(tree, items)


def _leaf(value: Any, kind: Kind, name: str) -> Any:
    if not differentiable(kind):
        return value
    match kind:
        case Number(type=t, dtype=None):
            return value if type(value) is t else t(_single(value, t, name))
        case Number(type=t, dtype=dtype) if dtype is not None:
            return dtype.type(_single(value, t, name))
        case Array(dtype=dtype, dims=dims):
            array = _array(value, dtype, name)
            if dims is not None and array.ndim != len(dims):
                raise KindError("AD309", f"{name} has {array.ndim} axes, its value has {len(dims)}", hint=_LIKE)
            return array
        case List(item=item):
            if not isinstance(value, list | tuple):
                raise KindError("AD309", f"{name} is no list, its value is one", hint=_LIKE)
            return [_leaf(part, item, name) for part in value]
    return value


_LIKE = "a tangent has the shape of its argument, a seed the shape of the result"


def _array(value: Any, dtype: np.dtype[Any], name: str) -> np.ndarray[Any, Any]:
    array = np.asarray(value)
    if array.dtype.kind not in "biufc" or (array.dtype.kind == "c" and dtype.kind != "c"):
        raise KindError("AD309", f"{name} holds {array.dtype} values, its value holds {dtype}", hint=_LIKE)
    return array.astype(dtype, copy=False)


def _single(value: Any, wanted: type, name: str) -> Any:
    array = _array(value, np.dtype(wanted), name)
    if array.ndim != 0:
        raise KindError("AD309", f"{name} is an array, its value is one number", hint=_LIKE)
    return array[()]


def same_shape(tangent: Any, primal: Any, name: str) -> None:
    """Require that a dot, or a seed, has the shape of what it belongs to."""
    if isinstance(tangent, np.ndarray) and isinstance(primal, np.ndarray) and tangent.shape != primal.shape:
        message = f"{name} has the shape {tangent.shape}, its value has {primal.shape}"
        raise KindError("AD309", message, hint=_LIKE)
    if isinstance(tangent, list) and isinstance(primal, list):
        if len(tangent) != len(primal):
            raise KindError("AD309", f"{name} has {len(tangent)} items, its value has {len(primal)}", hint=_LIKE)
        for p, q in zip(tangent, primal):
            same_shape(p, q, name)

"""Kinds of results whose shape is an argument, or that of an argument, of the call."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence

import numpy as np

from ast_ad import runtime, tree
from ast_ad.ir import Atom, Const, Value, kind_of
from ast_ad.kinds import ANY, Array, Dim, Extent, Kind, List, Number, broadcast_dims
from ast_ad.rules.shape_kind import Shape
from ast_ad.tree import Form

Dims = tuple[Dim, ...]


def shaped(function: Callable[..., object], form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """The kind of the result of reshape and its like; None where a probe knows better."""
    if function in _LIKE:
        return _like(_LIKE[function], form, atoms)
    if function is operator.getitem:
        return _sliced(form, atoms)
    if function is np.broadcast_shapes:
        return _together(atoms)
    if function not in _SHAPED:
        return None
    positional, keywords = tree.arrange(form, atoms)
    first, *rest = [*positional, *keywords.values()]
    kind = kind_of(first) if isinstance(first, Value | Const) else None
    if function is runtime.last_writes:
        return kind
    if function is np.full:
        kind, rest = (
            (kind_of(rest[0]), [first])
            if len(rest) == 1 and not keywords and isinstance(rest[0], Value | Const)
            else (None, [])
        )
    dtype = kind.dtype if isinstance(kind, Array | Number) else None
    if dtype is None and isinstance(kind, Number) and kind.type is float:
        dtype = np.dtype(float)
    dims = _dims(rest[0]) if rest else None
    if dtype is None or dims is None:
        return None
    source = kind.dims if isinstance(kind, Array) else ()
    if function is np.reshape and source is not None and len(source) == 1:
        # One axis takes all that is there.
        if dims.count(ANY) == 1 and dims.count(1) == len(dims) - 1:
            dims = tuple(source[0] if dim == ANY else dim for dim in dims)
    if function is runtime.unbroadcast and not dims:
        return Number(float, dtype) if dtype.kind == "f" else Array(dtype)
    keeps_layout = function is np.full or (isinstance(kind, Array) and kind.contiguous and function is np.reshape)
    return Array(dtype, dims, keeps_layout and not keywords.keys() & {"order", "copy"} and len(rest) == 1)


_SHAPED = frozenset(
    {np.reshape, np.full, runtime.on_diagonal, np.broadcast_to, runtime.unbroadcast, runtime.last_writes}
)


# Functions of lists that give a list like one of their arguments.
_LIKE: dict[Callable[..., object], int] = {
    runtime.copy_items: 0,
    runtime.zero_items: 0,
    runtime.picked_items: 0,
    runtime.add_items: 0,
    runtime.add_packs: 0,
    runtime.spread_items: 1,
    runtime.folded_items: 1,
    runtime.placed_items: 1,
    operator.mul: 0,
}


def _like(position: int, form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """The kind of a list like the argument at this position; None where that is no list, or one that is written out."""
    positional, _ = tree.arrange(form, atoms)
    like = positional[position]
    kind = kind_of(like) if isinstance(like, Value | Const) else None
    return kind if isinstance(kind, List) else None


def _sliced(form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """The slice of a list is such a list; of everything else a probe knows more."""
    (base, key), _ = tree.arrange(form, atoms)
    kind = kind_of(base) if isinstance(base, Value | Const) else None
    fixed = isinstance(key, Const) and isinstance(key.value, slice)
    return kind if isinstance(kind, List) and (fixed or isinstance(key, slice)) else None


def _together(atoms: Sequence[Atom]) -> Kind | None:
    """The shape of what arrays of these shapes give when they are broadcast together."""
    shapes = [kind.dims for atom in atoms if isinstance(kind := kind_of(atom), Shape)]
    return Shape(dims=functools.reduce(broadcast_dims, shapes)) if shapes and len(shapes) == len(atoms) else None


def _dims(shape: object) -> Dims | None:
    """The dims that a shape in a call stands for."""
    if isinstance(shape, tuple | list):
        each = [_dim(item) for item in shape]
        return None if None in each else tuple(dim for dim in each if dim is not None)
    if isinstance(shape, Const) and isinstance(shape.value, tuple | list):
        return _dims(tuple(map(Const, shape.value)))
    if isinstance(shape, Value) and isinstance(shape.kind, Shape):
        return shape.kind.dims
    only = _dim(shape)
    return None if only is None else (only,)


def _dim(length: object) -> Dim | None:
    if isinstance(length, Const) and isinstance(length.value, int | np.integer):
        return int(length.value) if length.value >= 0 else ANY
    if isinstance(length, Value) and isinstance(length.kind, Number) and length.kind.type is int:
        return length.kind.length or Extent(length)
    return None

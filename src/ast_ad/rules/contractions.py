"""Kinds of products, whose axes are paired by what the call says."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ast_ad.ir import Atom, Const, kind_of
from ast_ad.kinds import Array, Dim, Kind, broadcast, broadcast_dims, scalar
from ast_ad.rules.subscripts import parsed
from ast_ad.tree import Form, Leaf

Dims = tuple[Dim, ...]


def contracted(function: Callable[..., object], form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """The kind of a contraction of arrays of known rank; None for what is no such call."""
    if function not in _CONTRACTIONS or not all(isinstance(tree, Leaf) for tree in form.trees):
        return None
    arrays = [kind for atom in atoms if isinstance(kind := kind_of(atom), Array) and kind.dims is not None]
    constants = [atom.value for atom in atoms if isinstance(atom, Const) and not isinstance(atom.value, np.ndarray)]
    names = [name for name, _ in form.keywords]
    if len(arrays) + len(constants) != len(atoms) or len(arrays) < 1 or set(names) - {"axes", "optimize"}:
        return None
    dims = [kind.dims or () for kind in arrays]
    result = _CONTRACTIONS[function](dims, constants)
    if result is None:
        return None
    dtype = np.result_type(*(kind.dtype for kind in arrays))
    if not result and function is not np.tensordot:
        return scalar(dtype)
    return Array(dtype, result, function in _PRODUCTS and len(result) <= 2)


def _matmul(dims: list[Dims], constants: list[Any]) -> Dims | None:
    if len(dims) != 2 or constants or not all(dims):
        return None
    a, b = dims
    batch = broadcast_dims(a[:-2], b[:-2])
    return (*batch, *a[-2:-1], *(b[-1:] if len(b) > 1 else ()))


def _dot(dims: list[Dims], constants: list[Any]) -> Dims | None:
    if len(dims) != 2 or constants or not all(dims):
        return None
    a, b = dims
    return a[:-1] + b[:-2] + (b[-1:] if len(b) > 1 else ())


def _tensordot(dims: list[Dims], constants: list[Any]) -> Dims | None:
    if len(dims) != 2 or len(constants) > 1:
        return None
    mine, other = summed_axes(len(dims[0]), len(dims[1]), constants[0] if constants else 2)
    left = tuple(dim for k, dim in enumerate(dims[0]) if k not in mine)
    return left + tuple(dim for k, dim in enumerate(dims[1]) if k not in other)


def summed_axes(a: int, b: int, axes: Any) -> tuple[list[int], list[int]]:
    """The axes of each factor, of a and b axes, over which tensordot sums."""
    if isinstance(axes, int):
        return list(range(a - axes, a)), list(range(axes))
    mine, other = ([each] if isinstance(each, int) else list(each) for each in axes)
    return [k % a for k in mine], [k % b for k in other]


def _einsum(dims: list[Dims], constants: list[Any]) -> Dims | None:
    if not constants or not isinstance(constants[0], str):
        return None
    terms, output = parsed(constants[0], [len(each) for each in dims])
    if len(terms) != len(dims) or any(len(term) != len(each) for term, each in zip(terms, dims)):
        return None
    found: dict[str, list[Dim]] = {}
    for term, each in zip(terms, dims):
        for letter, dim in zip(term, each):
            found.setdefault(letter, []).append(dim)
    return tuple(functools.reduce(broadcast, found[letter]) for letter in output)


_PRODUCTS = frozenset({operator.matmul, np.matmul, np.dot})
_CONTRACTIONS: dict[Callable[..., object], Callable[[list[Dims], list[Any]], Dims | None]] = {
    operator.matmul: _matmul,
    np.matmul: _matmul,
    np.dot: _dot,
    np.tensordot: _tensordot,
    np.einsum: _einsum,
}

"""The kind of ``u[i, 1:n, None, ..., mask]``."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from ast_ad import tree
from ast_ad.ir import Atom, Const, Index, Path, Value, kind_of
from ast_ad.kinds import ANY, INT, Array, Dim, Extent, Kind, List, Number, Opaque, broadcast_dims, scalar
from ast_ad.rules.lengths import length
from ast_ad.rules.shape_kind import Shape, named
from ast_ad.tree import Leaf, Tree, leaves


def indexed(kind: Kind, index: Index, atoms: Sequence[Atom]) -> Kind:
    """The kind of what an index picks from a value of this kind."""
    flat = iter(atoms)
    items = [_item(item, [next(flat) for _ in range(leaves(item))]) for item in index.items]
    match kind:
        case Array(dims=None):
            return Array(kind.dtype)
        case Array():
            return _from_array(kind, items)
        case List(item=item) if len(items) == 1:
            return kind if isinstance(items[0], Slice) else item
        case Shape() if len(items) == 1 and not isinstance(items[0], Slice):
            return _measured(kind.dims, items[0], atoms)
        case Opaque(type=t) if t is tuple and len(items) == 1:
            return Opaque(tuple) if isinstance(items[0], Slice) else INT
        case Number(dtype=dtype) if dtype is not None:
            return Array(dtype, (1,) * sum(isinstance(item, NewAxis) for item in items))
    return Opaque()


def _measured(dims: tuple[Dim, ...], item: Item, atoms: Sequence[Atom]) -> Number:
    """The kind of ``x.shape[k]``."""
    k = atoms[0].value if isinstance(item, Integer) and isinstance(atoms[0], Const) else None
    return length(dims[k]) if isinstance(k, int) and -len(dims) <= k < len(dims) else INT


@dataclass(frozen=True, slots=True)
class Slice:
    parts: tuple[Atom, Atom, Atom]


@dataclass(frozen=True, slots=True)
class NewAxis:
    pass


@dataclass(frozen=True, slots=True)
class Dots:
    pass


@dataclass(frozen=True, slots=True)
class Integer:
    pass


@dataclass(frozen=True, slots=True)
class Mask:
    ndim: int
    chosen: Dim = ANY


@dataclass(frozen=True, slots=True)
class Indices:
    dims: tuple[Dim, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    pass


Item = Slice | NewAxis | Dots | Integer | Mask | Indices | Unknown


def _item(item: Tree, atoms: Sequence[Atom]) -> Item:
    if not isinstance(item, Leaf):
        if item.type is slice:
            start, stop, step = atoms
            return Slice((start, stop, step))
        return _structure(item, atoms)
    (atom,) = atoms
    if isinstance(atom, Const):
        return _constant(atom.value)
    found = _dynamic(kind_of(atom))
    # One mask chooses as many elements wherever it is used.
    return Mask(found.ndim, Extent(("mask", atom))) if isinstance(found, Mask) else found


def _constant(value: object) -> Item:
    if value is None:
        return NewAxis()
    if value is Ellipsis:
        return Dots()
    if isinstance(value, slice):
        return Slice((Const(value.start), Const(value.stop), Const(value.step)))
    try:
        array = np.asarray(value)
    except ValueError:
        return Unknown()
    if array.dtype.kind == "b":
        return Mask(array.ndim, int(np.count_nonzero(array)))
    if array.size and array.dtype.kind not in "iu":
        return Unknown()
    return Integer() if array.ndim == 0 else Indices(array.shape)


def _dynamic(kind: Kind) -> Item:
    match kind:
        case Number(type=t) if t is int:
            return Integer()
        case Number(type=t) if t is bool:
            return Mask(0)
        case Array(dtype=dtype, dims=dims) if dims is not None and dtype.kind == "b":
            return Mask(len(dims))
        case Array(dtype=dtype, dims=dims) if dims is not None and dtype.kind in "iu":
            return Indices(dims) if dims else Integer()
        case List(item=Number(type=t)) if t is int:
            return Indices((ANY,))
        case List(item=Number(type=t)) if t is bool:
            return Mask(1)
    return Unknown()


def _structure(node: tree.Node, atoms: Sequence[Atom]) -> Item:
    """A list of numbers, or of lists of numbers, that holds values."""
    sample = tree.build(node, iter([0] * len(atoms)), tree.make)
    if not all(isinstance(kind := kind_of(atom), Number) and kind.type is int for atom in atoms):
        return Unknown()
    return Indices(np.array(sample).shape)


@dataclass(slots=True)
class _Result:
    """The dims of the result so far; where the index arrays stand, and whether apart."""

    dims: list[Dim] = field(default_factory=list)
    picked: tuple[Dim, ...] = ()
    at: int | None = None
    last: int = -1
    apart: bool = False
    arrays: bool = False

    def pick(self, n: int, dims: tuple[Dim, ...], is_array: bool) -> None:
        """The n-th item is an index array (or, among such, an integer)."""
        self.picked = broadcast_dims(self.picked, dims)
        self.arrays |= is_array
        if self.at is None:
            self.at = len(self.dims)
        elif n != self.last + 1:
            self.apart = True
        self.last = n

    def all_dims(self) -> tuple[Dim, ...]:
        if not self.arrays:
            return tuple(self.dims)
        at = 0 if self.apart or self.at is None else self.at
        return (*self.dims[:at], *self.picked, *self.dims[at:])


def _from_array(kind: Array, items: list[Item]) -> Kind:
    assert kind.dims is not None
    if any(isinstance(item, Unknown) for item in items):
        return Array(kind.dtype)
    expanded = _expand(items, len(kind.dims))
    axes: Iterator[Dim] = iter(kind.dims)
    result = _Result()
    for n, item in enumerate(expanded):
        match item:
            case Slice(parts=parts):
                result.dims.append(sliced(next(axes, ANY), *parts))
            case NewAxis():
                result.dims.append(1)
            case Integer():
                next(axes, None)
                result.pick(n, (), False)
            case Mask():
                for _ in range(item.ndim):
                    next(axes, None)
                result.pick(n, (item.chosen,), True)
            case Indices(dims=dims):
                next(axes, None)
                result.pick(n, dims, True)
    dims = result.all_dims()
    if not dims and not any(isinstance(item, Dots) for item in items):
        return scalar(kind.dtype)
    return Array(kind.dtype, named(dims), kind.contiguous and _keeps_contiguity(expanded))


def _expand(items: list[Item], ndim: int) -> list[Item]:
    """The index with a full slice for every axis that it leaves alone."""
    used = sum(item.ndim if isinstance(item, Mask) else isinstance(item, Slice | Integer | Indices) for item in items)
    at = next((n for n, item in enumerate(items) if isinstance(item, Dots)), len(items))
    rest: list[Item] = [FULL] * max(ndim - used, 0)
    return [*items[:at], *rest, *items[at + 1 :]]


_NONE = Const(None)
FULL = Slice((_NONE, _NONE, _NONE))


def _keeps_contiguity(items: list[Item]) -> bool:
    """Integers, then one slice of step 1, then whole axes."""
    n = next((n for n, item in enumerate(items) if not isinstance(item, Integer)), len(items))
    if n < len(items) and isinstance(first := items[n], Slice) and _literal(first.parts[2]) in (None, 1):
        n += 1
    return all(item == FULL for item in items[n:])


def _literal(atom: Atom) -> object:
    return atom.value if isinstance(atom, Const) else atom


def sliced(dim: Dim, start: Atom, stop: Atom, step: Atom) -> Dim:
    """The length of ``x[start:stop:step]`` for an axis of length dim."""
    a, b, c = map(_literal, (start, stop, step))
    if b is None and ((a in (None, 0) and c in (None, 1)) or (a is None and c == -1)):
        return dim
    fixed = all(part is None or isinstance(part, int) for part in (a, b, c))
    if isinstance(dim, int):
        if fixed:
            return len(range(*slice(a, b, c).indices(dim)))
    elif dim.symbol is None:
        return ANY
    elif fixed and c in (None, 1):
        found = _piece(dim, a or 0, b)  # type: ignore[arg-type]
        if found is not None:
            return found
    if not all(map(_hashable, (start, stop, step))):
        return ANY
    # Where both ends are counted from one side, a longer axis gives no less.
    one_side = fixed and isinstance(dim, Extent) and (None in (a, b) or (a < 0) == (b < 0))  # type: ignore[operator]
    least = len(range(*slice(a, b, c).indices(dim.least))) if one_side else 0  # type: ignore[union-attr]
    return Extent(("slice", dim, start, stop, step), 0, False, least)


def _piece(dim: Extent, first: int, last: int | None) -> Dim | None:
    """The length of ``x[first:last]`` where it is a number, or that of the axis less a number."""
    if first >= 0 and (last is None or last < 0):
        less = first - (last or 0)
        return Extent(dim.symbol, dim.less + less, dim.proper and less == 0, max(dim.least - less, 0))
    ends = first, first if last is None else last
    long_enough = all(end <= dim.least and -end <= dim.least for end in ends)
    if long_enough and (last is None or (first < 0) == (last < 0)):
        return max((last or 0) - first, 0)
    return None


def _hashable(atom: Atom) -> bool:
    return isinstance(atom, Value | Const) and isinstance(atom, Hashable)


def new_axes(kind: Kind, path: Path, index: Sequence[Atom]) -> tuple[int, ...] | None:
    """Where in ``u[path]`` the axes are that u has not, if that is all that the path does; else None."""
    if len(path) != 1 or not isinstance(path[0], Index) or not isinstance(kind, Array) or kind.dims is None:
        return None
    flat = iter(index)
    items = [_item(item, [next(flat) for _ in range(leaves(item))]) for item in path[0].items]
    if not all(isinstance(item, NewAxis | Dots) or item == FULL for item in items):
        return None
    return tuple(n for n, item in enumerate(_expand(items, len(kind.dims))) if isinstance(item, NewAxis))


def may_repeat(path: Path, index: Sequence[Atom]) -> bool:
    """Whether a path may name an element twice: through integer arrays or lists, or through what is not known."""
    atoms = iter(index)
    for step in path:
        if isinstance(step, Index):
            listed = any(isinstance(item, tree.Node) and item.type is not slice for item in step.items)
            own = list(islice(atoms, sum(map(leaves, step.items))))
            if listed or any(map(_may_name_twice, own)):
                return True
        else:
            # What a view takes besides its array is a shape, or an order of axes.
            list(islice(atoms, sum(map(leaves, step.form.trees)) - 1))
    return False


def _may_name_twice(atom: Atom) -> bool:
    if isinstance(atom, Const):
        plain = atom.value is None or atom.value is Ellipsis or isinstance(atom.value, slice)
        return not plain and isinstance(_constant(atom.value), Indices | Unknown)
    match kind_of(atom):
        case Number() | Array(dims=()):
            return False
        case Array(dtype=dtype):
            return dtype.kind != "b"
        case List(item=Number(type=t)):
            return t is not bool
    return True

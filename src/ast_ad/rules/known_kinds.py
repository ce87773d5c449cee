"""Kinds of results that a probe cannot find: where more lengths must agree than it can try.

A rule module that knows better than a probe adds a function of the call's form and atoms, which gives the kind, a tuple of
kinds for a function that returns a tuple, or None.
"""

from __future__ import annotations

import bisect
import operator
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ast_ad import tree
from ast_ad.ir import Atom, Const, Value, kind_of
from ast_ad.kinds import (
    ANY,
    BOOL,
    INT,
    Array,
    Dim,
    Kind,
    List,
    Number,
    Opaque,
    broadcast_dims,
    extent,
    may_be_one,
    number_type,
    scalar,
)
from ast_ad.tree import Form, plain

Kinds = Kind | tuple[Kind, ...]
KindOf = Callable[[Form, Sequence[Atom]], Kinds | None]


def known(function: Callable[..., object], form: Form, atoms: Sequence[Atom]) -> Kinds | None:
    """The kind of what a call gives, several for a tuple, for the functions of which it is known; else None."""
    found = KINDS.get(function)
    return None if found is None else found(form, atoms)


def _solved(form: Form, atoms: Sequence[Atom]) -> Kind | None:
    if form != plain(2):
        return None
    a, b = map(kind_of, atoms)
    if not isinstance(a, Array) or not isinstance(b, Array) or a.dims is None or b.dims is None:
        return None
    if len(a.dims) < 2 or not b.dims or not {a.dtype.kind, b.dtype.kind} <= set("fc"):
        return None
    dtype = np.result_type(a.dtype, b.dtype)
    if len(b.dims) == 1:
        return Array(dtype, (*a.dims[:-2], b.dims[0]))
    return Array(dtype, (*broadcast_dims(a.dims[:-2], b.dims[:-2]), *b.dims[-2:]))


def _squeezed(form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """An axis that may have length 1 or another leaves the rank open; one that is named is gone."""
    positional, keywords = tree.arrange(form, atoms)
    kind = kind_of(positional[0]) if positional and isinstance(positional[0], Value | Const) else None
    if not isinstance(kind, Array) or kind.dims is None:
        return None
    if len(positional) + len(keywords) == 1:
        unsure = any(dim != 1 and may_be_one(dim) for dim in kind.dims)
        return Array(kind.dtype) if unsure else None
    axis = positional[1] if len(positional) > 1 else keywords.get("axis")
    n = len(kind.dims)
    if not isinstance(axis, Const) or not isinstance(axis.value, int) or not -n <= axis.value < n:
        return None
    return replace(kind, dims=(*kind.dims[: axis.value], *kind.dims[axis.value % n + 1 :]))


def like(which: int, least: type[np.generic] | None = None) -> KindOf:
    """For functions that give an array of the shape of one argument, of the type of all, or at least of that one."""

    def kind(form: Form, atoms: Sequence[Atom]) -> Kind | None:
        positional, _ = tree.arrange(form, atoms)
        shaped = positional[which] if len(positional) > which else None
        found = kind_of(shaped) if isinstance(shaped, Value | Const) else None
        dtypes = [kind.dtype for atom in atoms if isinstance(kind := kind_of(atom), Array)]
        if not isinstance(found, Array) or any(dtype.kind not in "fc" for dtype in dtypes):
            return None
        return Array(np.result_type(*dtypes, *(() if least is None else (least,))), found.dims)

    return kind


def _transformed(function: Callable[..., np.ndarray], real: bool = False, halves: bool = False) -> KindOf:
    """A transform along one axis leaves the others as long as they are; that one is as long as the call says. ``real``: it
    takes real numbers, and gives half as many. ``halves``: one of the two sides is half as long.
    """

    def kind_of_call(form: Form, atoms: Sequence[Atom]) -> Kind | None:
        positional, keywords = tree.arrange(form, atoms)
        words = dict(zip(("a", "n", "axis", "norm"), positional)) | keywords
        kind, n, axis = kind_of(atoms[0]), words.get("n", Const(None)), words.get("axis", Const(-1))
        if not isinstance(kind, Array) or kind.dims is None or not isinstance(axis, Const):
            return None
        rank, taken = len(kind.dims), "f" if real else "fc"
        if kind.dtype.kind not in taken or not isinstance(axis.value, int) or not -rank <= axis.value < rank:
            return None
        dims = list(kind.dims)
        if n != Const(None) or halves:
            dims[axis.value] = ANY if real or n == Const(None) else _length(n)
        return Array(function(np.ones(2, kind.dtype)).dtype, tuple(dims))

    return kind_of_call


def _length(n: object) -> Dim:
    """The length of an axis that an integer gives."""
    kind = kind_of(n) if isinstance(n, Value | Const) else None
    if isinstance(n, Const) and type(n.value) is int:
        return extent(n.value)
    return kind.length if isinstance(kind, Number) and kind.length is not None else ANY


def _places(form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """A row for each place, with an index for each axis."""
    kind = kind_of(atoms[0]) if form == plain(1) else None
    return Array(np.dtype(np.intp), (ANY, len(kind.dims))) if isinstance(kind, Array) and kind.dims else None


def _empty(item: Callable[[Array], Kind]) -> KindOf:
    """The list of an array without elements, in which a probe would find nothing that tells its kind."""

    def found(form: Form, atoms: Sequence[Atom]) -> Kind | None:
        kind = kind_of(atoms[0]) if form == plain(1) else None
        return List(item(kind)) if isinstance(kind, Array) and kind.dims and 0 in kind.dims else None

    return found


def _row(kind: Array) -> Kind:
    assert kind.dims is not None
    return replace(kind, dims=kind.dims[1:]) if len(kind.dims) > 1 else scalar(kind.dtype)


def _python_row(kind: Array) -> Kind:
    row = _row(kind)
    return List(_python_row(row)) if isinstance(row, Array) else Number(number_type(kind.dtype))


def _of_tensors(form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """Tensors of unknown rank: a probe would try too few axes."""
    kinds = [kind for atom in atoms if isinstance(kind := kind_of(atom), Array)]
    unknown = any(kind.dims is None for kind in kinds)
    return Array(np.result_type(*(kind.dtype for kind in kinds))) if unknown else None


def _formatted(form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """``"%s" % x`` is a text whatever x is."""
    return Opaque(str) if isinstance(atoms[0], Const) and isinstance(atoms[0].value, str) else None


def _of_texts(kind: Kind) -> KindOf:
    """For functions of other things too: what they give for a text."""
    return lambda form, atoms: kind if any(kind_of(atom) == Opaque(str) for atom in atoms) else None


def _always(kind: Kind) -> KindOf:
    return lambda form, atoms: kind


_TEXTS: tuple[Callable[..., object], ...] = (
    str, repr, ascii, format, str.format, str.join, str.lower, str.upper, str.title, str.strip, str.lstrip, str.rstrip,
    str.replace, str.ljust, str.rjust, str.center, str.zfill,
)  # fmt: skip

KINDS: dict[Callable[..., object], KindOf] = {
    **dict.fromkeys(_TEXTS, _always(Opaque(str))),
    **dict.fromkeys((str.startswith, str.endswith, str.isdigit, str.isalpha), _always(BOOL)),
    **dict.fromkeys(
        (operator.indexOf, operator.countOf, str.find, str.count, str.index, bisect.bisect_left, bisect.bisect_right),
        _always(INT),
    ),
    operator.mod: _formatted,
    operator.contains: _always(BOOL),
    operator.add: _of_texts(Opaque(str)),
    operator.mul: _of_texts(Opaque(str)),
    len: _of_texts(INT),
    int: _of_texts(INT),
    np.squeeze: _squeezed,
    np.argwhere: _places,
    list: _empty(_row),
    np.ndarray.tolist: _empty(_python_row),
    np.linalg.solve: _solved,
    np.fft.fft: _transformed(np.fft.fft),
    np.fft.ifft: _transformed(np.fft.ifft),
    np.fft.rfft: _transformed(np.fft.rfft, real=True, halves=True),
    np.fft.irfft: _transformed(np.fft.irfft, halves=True),
    np.linalg.tensorinv: _of_tensors,
    np.linalg.tensorsolve: _of_tensors,
}

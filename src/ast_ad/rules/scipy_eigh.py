"""scipy.linalg: eigenvalues and eigenvectors of matrices that are their own adjoint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.linalg as sl

from ast_ad import tree
from ast_ad.ir import Atom, Const, Value
from ast_ad.kinds import Array, Dim, Extent, Kind
from ast_ad.rules import known_kinds
from ast_ad.rules.axes import rank
from ast_ad.rules.known_kinds import Kinds
from ast_ad.rules.matrices import H, T, columns, conj, diagonal_of, identity, over_gaps, real, rows, symmetric
from ast_ad.rules.scipy_calls import factors, known, only
from ast_ad.rules.table import take_sequences_as
from ast_ad.rules.verbs import custom, define
from ast_ad.tree import Form


class _Eigh:
    """A call of eigh: which problem it solves, and which of all values and vectors it gives.

    With c = inv(b), ``a @ b @ v = w v`` is ``a @ y = w c @ y`` for y = b @ v, and ``b @ a @ v = w v`` is ``a @ v = w c @ v``.
    """

    def __init__(self, a: Any, b: Any, words: dict[str, Any], w: Any) -> None:
        self.type = 1 if b is None else words.get("type", 1)
        known(type=self.type)
        self.only_values: bool = words.get("eigvals_only", False)
        known(eigvals_only=self.only_values)
        by_index, by_value = words.get("subset_by_index"), words.get("subset_by_value")
        self.part: slice | None = None
        self.b = b
        if not self.only_values and by_index is None and by_value is None:
            self.values, self.vectors = factors(w)
            return
        chosen = {name: words[name] for name in ("lower", "type") if name in words}
        self.values, self.vectors = factors(a.apply(sl.eigh, a, *(() if b is None else (b,)), **chosen))
        if by_index is not None:
            self.part = slice(by_index[0], by_index[1] + 1)
        elif by_value is not None:
            # The values above the lower bound, as many as were given: rounding may not move them over the upper one.
            first = np.searchsorted(self.values, by_value[0], "right")
            self.part = slice(first, first + np.size(w if self.only_values else factors(w)[0]))
        if self.part is not None and not self.only_values:
            # The signs of the vectors that were given.
            parts = [self.vectors[:, : self.part.start], factors(w)[1], self.vectors[:, self.part.stop :]]
            self.vectors = np.concatenate(parts, axis=1)

    def chosen(self, x: Any) -> Any:
        """Of values, or of columns, those that are asked for."""
        return x if self.part is None else x[..., self.part]

    def spread(self, x: Any, like: Any) -> Any:
        """The bar of what was asked for, as one of all values or vectors."""
        if self.part is None or x is None:
            return x
        before, after = like[..., : self.part.start], like[..., self.part.stop :]
        return np.concatenate([np.zeros_like(before), x, np.zeros_like(after)], axis=-1)

    @property
    def left(self) -> Any:
        """What has a between itself and its adjoint in the matrix of the values."""
        return self.b @ self.vectors if self.type == 2 else self.vectors

    @property
    def side(self) -> Any:
        """The same for b."""
        return self.vectors.apply(sl.solve, self.b, self.vectors) if self.type == 3 else self.vectors

    def of_b(self, x: Any) -> Any:
        return -x if self.type == 1 else x


def eigh_tangent(dots: Any, a: Any, b: Any = None, *, w: Any, **words: Any) -> Any:
    call = _Eigh(a, b, words, w)
    values, vectors = call.values, call.vectors
    turned: Any = 0.0 if dots[0] is None else H(call.left) @ symmetric(dots[0]) @ call.left
    inside: Any = None
    if len(dots) > 1 and dots[1] is not None:
        of_b = H(call.side) @ symmetric(dots[1]) @ call.side
        turned = turned + call.of_b(of_b * columns(values))
        inside = call.of_b(of_b * identity(of_b) / 2)
        inside = inside - of_b if call.type == 2 else inside
    values_dot = call.chosen(real(diagonal_of(turned)))
    if call.only_values:
        return values_dot
    gaps = over_gaps(turned, values)
    return values_dot, call.chosen(vectors @ (gaps if inside is None else gaps + inside))


def eigh_adjoint(d: Any, a: Any, b: Any = None, *, w: Any, **words: Any) -> Any:
    call = _Eigh(a, b, words, w)
    values, vectors = call.values, call.vectors
    of_values, of_vectors = (d, None) if call.only_values else d
    if of_values is None and of_vectors is None:
        return (None,)
    of_values, of_vectors = call.spread(of_values, values), call.spread(of_vectors, vectors)
    turned: Any = None if of_vectors is None else T(vectors) @ of_vectors
    inside: Any = None if turned is None else over_gaps(turned, values)
    if of_values is not None:
        on_diagonal = rows(of_values) * identity(vectors)
        inside = on_diagonal if inside is None else inside + on_diagonal
    bar_a = symmetric(conj(call.left) @ inside @ T(call.left))
    if b is None:
        return (bar_a,)
    of_b = call.of_b(inside * columns(values))
    if turned is not None:
        of_b = of_b + call.of_b(turned * identity(turned) / 2)
        of_b = of_b - turned if call.type == 2 else of_b
    return bar_a, symmetric(conj(call.side) @ of_b @ T(call.side))


_SUBSETS = ("subset_by_index", "subset_by_value")


def _by_value(form: Form, atoms: Sequence[Atom]) -> Kinds | None:
    """The kinds of values in a range, of which only the run tells how many there are, and of their vectors."""
    positional, keywords = tree.arrange(form, atoms)
    if isinstance(bounds := keywords.get("subset_by_value"), Const | None) and (bounds is None or bounds.value is None):
        return None
    matrices = [atom for atom in (*positional, keywords.get("b")) if isinstance(atom, Value)]
    only_values = keywords.get("eigvals_only", Const(False))
    if not isinstance(only_values, Const):
        return None
    found = values_and_vectors([each.kind for each in matrices])
    return found[0] if found is not None and only_values.value else found


def _values_by_value(form: Form, atoms: Sequence[Atom]) -> Kinds | None:
    found = _by_value(form, atoms)
    return found[0] if isinstance(found, tuple) else found


def values_and_vectors(matrices: Sequence[Kind], count: Dim | None = None) -> tuple[Kind, Kind] | None:
    """The kinds of so many eigenvalues of a matrix, or of a pair of one type, and of their vectors."""
    first = matrices[0] if matrices else None
    if not isinstance(first, Array) or first.dims is None or len(first.dims) != 2 or first.dtype.kind not in "fc":
        return None
    if any(not isinstance(each, Array) or each.dtype != first.dtype for each in matrices):
        return None
    count = Extent(object()) if count is None else count
    values = Array(first.dtype.type(0).real.dtype, (count,), contiguous=False)
    return values, Array(first.dtype, (first.dims[0], count), contiguous=False)


for function in (sl.eigh, sl.eigvalsh):
    take_sequences_as(function, *_SUBSETS)
known_kinds.KINDS[sl.eigh] = _by_value
known_kinds.KINDS[sl.eigvalsh] = _values_by_value
custom(sl.eigh, tangent=eigh_tangent, adjoint=eigh_adjoint, missing=True)
define(sl.eigvalsh, lambda a, b=None, *, lower=True, **words: _eigvalsh(a, b, lower, words))


def _eigvalsh(a: Any, b: Any, lower: Any, words: dict[str, Any]) -> Any:
    if b is None and rank(a) != 2:
        only("take all values of stacks", **{name: words.get(name) for name in _SUBSETS})
        known(lower=lower)
        return np.linalg.eigvalsh(a, "L" if lower else "U")
    return a.apply(sl.eigh, a, *(() if b is None else (b,)), lower=lower, eigvals_only=True, **words)

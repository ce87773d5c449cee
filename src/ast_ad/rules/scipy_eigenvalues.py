"""scipy.linalg: eigenvalues of any matrix, and those of symmetric ones with their vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg as sl

from ast_ad.rules.axes import rank
from ast_ad.rules.matrices import H, T, columns, conj, diagonal_of, identity, over_gaps, real, rows, symmetric
from ast_ad.rules.scipy_calls import factors, known, only
from ast_ad.rules.verbs import custom, define


def _eigvals(
    a: Any, b: Any = None, overwrite_a: Any = False, check_finite: Any = True, homogeneous_eigvals: Any = False
) -> Any:
    only("take numpy.linalg.eigvals of one matrix", b=b, homogeneous_eigvals=homogeneous_eigvals)
    return np.linalg.eigvals(a)


define(sl.eigvals, _eigvals)


class _Eigh:
    """A call of eigh: which problem it solves, and which of all values and vectors it gives.

    With c = inv(b), ``a @ b @ v = w v`` is ``a @ y = w c @ y`` for y = b @ v, and ``b @ a @ v = w v`` is ``a @ v = w c @ v``.
    """

    def __init__(self, a: Any, b: Any, words: dict[str, Any], w: Any) -> None:
        self.type = 1 if b is None else words.get("type", 1)
        known(type=self.type)
        only("take all values", subset_by_value=words.get("subset_by_value"))
        self.only_values: bool = words.get("eigvals_only", False)
        known(eigvals_only=self.only_values)
        self.subset: Any = words.get("subset_by_index")
        self.b = b
        if not self.only_values and self.subset is None:
            self.values, self.vectors = factors(w)
            return
        chosen = {name: words[name] for name in ("lower", "type") if name in words}
        self.values, self.vectors = factors(a.apply(sl.eigh, a, *(() if b is None else (b,)), **chosen))
        if not self.only_values:
            # The signs of the vectors that were given.
            first, stop = self.range()
            parts = [self.vectors[:, :first], factors(w)[1], self.vectors[:, stop:]]
            self.vectors = np.concatenate(parts, axis=1)

    def range(self) -> tuple[Any, Any]:
        low, high = self.subset
        return low, high + 1

    def chosen(self, x: Any) -> Any:
        """Of values, or of columns, those that are asked for."""
        return x if self.subset is None else x[..., slice(*self.range())]

    def spread(self, x: Any, like: Any) -> Any:
        """The bar of what was asked for, as one of all values or vectors."""
        if self.subset is None or x is None:
            return x
        first, stop = self.range()
        return np.concatenate([np.zeros_like(like[..., :first]), x, np.zeros_like(like[..., stop:])], axis=-1)

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


def _eigh_tangent(dots: Any, a: Any, b: Any = None, *, w: Any, **words: Any) -> Any:
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


def _eigh_adjoint(d: Any, a: Any, b: Any = None, *, w: Any, **words: Any) -> Any:
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


custom(sl.eigh, tangent=_eigh_tangent, adjoint=_eigh_adjoint, missing=True)
define(sl.eigvalsh, lambda a, b=None, *, lower=True, **words: _eigvalsh(a, b, lower, words))


def _eigvalsh(a: Any, b: Any, lower: Any, words: dict[str, Any]) -> Any:
    if b is None and rank(a) != 2:
        only("take all values of stacks", **{name: words.get(name) for name in ("subset_by_index", "subset_by_value")})
        known(lower=lower)
        return np.linalg.eigvalsh(a, "L" if lower else "U")
    return a.apply(sl.eigh, a, *(() if b is None else (b,)), lower=lower, eigvals_only=True, **words)

"""scipy.linalg: eigenvalues of matrices that are their own adjoint and given by bands."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import scipy.linalg as sl

from ast_ad import runtime, tree
from ast_ad.ir import Atom, Const, Value, kind_of
from ast_ad.kinds import Array
from ast_ad.rules import known_kinds
from ast_ad.rules.axes import given
from ast_ad.rules.known_kinds import Kinds
from ast_ad.rules.scipy_calls import known, require_axes
from ast_ad.rules.scipy_eigh import eigh_adjoint, eigh_tangent, values_and_vectors
from ast_ad.rules.symbolic import symbol_in
from ast_ad.rules.table import take_sequences_as
from ast_ad.rules.verbs import custom, define
from ast_ad.tree import Form

_BY_VALUE = ("v", "value", 1)
_BY_INDEX = ("i", "index", 2)


def _words(eigvals_only: Any, select: Any, select_range: Any) -> dict[str, Any]:
    """What eigh says in other words."""
    known(select=select)
    select = select.lower() if isinstance(select, str) else select
    words: dict[str, Any] = {"eigvals_only": eigvals_only}
    if select in _BY_VALUE:
        words["subset_by_value"] = (select_range[0], select_range[1])
    elif select in _BY_INDEX:
        words["subset_by_index"] = (select_range[0], select_range[1])
    return words


def _banded_tangent(
    dots: Any, a_band: Any, lower: Any = False, eigvals_only: Any = False, overwrite_a_band: Any = False,
    select: Any = "a", select_range: Any = None, *rest: Any, w: Any, **more: Any,
) -> Any:  # fmt: skip
    require_axes(2, a_band)
    full, e = (a_band.apply(runtime.hermitian_of_bands, each, lower) for each in (a_band, dots[0]))
    return eigh_tangent((e,), full, w=w, **_words(eigvals_only, select, select_range))


def _banded_adjoint(
    d: Any, a_band: Any, lower: Any = False, eigvals_only: Any = False, overwrite_a_band: Any = False,
    select: Any = "a", select_range: Any = None, *rest: Any, w: Any, **more: Any,
) -> Any:  # fmt: skip
    require_axes(2, a_band)
    full = a_band.apply(runtime.hermitian_of_bands, a_band, lower)
    (found,) = eigh_adjoint(d, full, w=w, **_words(eigvals_only, select, select_range))
    if found is None:
        return (None,)
    return (found.apply(runtime.bands_of_hermitian, found, np.size(a_band, 0), lower),)


def _tridiagonal(d: Any, e: Any) -> Any:
    """The matrix of a diagonal and of what stands on both sides of it; either may be missing."""
    terms = [] if d is None else [np.diag(d)]
    terms += [] if e is None else [np.diag(e, 1), np.diag(e, -1)]
    return sum(terms[1:], start=terms[0])


def _tridiagonal_tangent(
    dots: Any, d: Any, e: Any, eigvals_only: Any = False, select: Any = "a", select_range: Any = None, *rest: Any,
    w: Any, **more: Any,
) -> Any:  # fmt: skip
    full, along = _full(d, e), _tridiagonal(*dots[:2])
    return eigh_tangent((along,), full, w=w, **_words(eigvals_only, select, select_range))


def _tridiagonal_adjoint(
    bar: Any, d: Any, e: Any, eigvals_only: Any = False, select: Any = "a", select_range: Any = None, *rest: Any,
    w: Any, **more: Any,
) -> Any:  # fmt: skip
    (found,) = eigh_adjoint(bar, _full(d, e), w=w, **_words(eigvals_only, select, select_range))
    if found is None:
        return None, None
    return np.diagonal(found), np.diagonal(found, 1) + np.diagonal(found, -1)


def _full(d: Any, e: Any) -> Any:
    require_axes(1, d, e)
    symbol = symbol_in((d, e))
    return _tridiagonal(*(symbol.apply(np.asarray, each) for each in (d, e)))


def _eigvals_banded(
    a_band: Any, lower: Any = False, overwrite_a_band: Any = False, select: Any = "a", select_range: Any = None,
    check_finite: Any = True,
) -> Any:  # fmt: skip
    return a_band.apply(sl.eig_banded, a_band, lower, True, **given(select=select, select_range=select_range))


def _eigvalsh_tridiagonal(
    d: Any, e: Any, select: Any = "a", select_range: Any = None, check_finite: Any = True, tol: Any = 0.0,
    lapack_driver: Any = "auto",
) -> Any:  # fmt: skip
    words = given(select=select, select_range=select_range)
    return symbol_in((d, e)).apply(sl.eigh_tridiagonal, d, e, True, **words)


custom(sl.eig_banded, tangent=_banded_tangent, adjoint=_banded_adjoint, missing=True)
custom(sl.eigh_tridiagonal, tangent=_tridiagonal_tangent, adjoint=_tridiagonal_adjoint, missing=True)
define(sl.eigvals_banded, _eigvals_banded)
define(sl.eigvalsh_tridiagonal, _eigvalsh_tridiagonal)


def _kinds_of(function: Callable[..., object], matrices: int) -> known_kinds.KindOf:
    """The kinds of values and their vectors where a probe does not find them.

    Of values in a range only the run tells how many there are; and no probe would try diagonals of lengths that fit.
    ``matrices``: how many arguments make the matrix. The last axis of the first is as long as its own.
    """
    signature = inspect.signature(function)
    no_vectors = Const("eigvals_only" not in signature.parameters)

    def kinds(form: Form, atoms: Sequence[Atom]) -> Kinds | None:
        positional, keywords = tree.arrange(form, atoms)
        try:
            said = signature.bind(*positional, **keywords).arguments
        except TypeError:
            return None
        select, only_values = said.get("select", Const("a")), said.get("eigvals_only", no_vectors)
        if not isinstance(select, Const) or not isinstance(only_values, Const):
            return None
        if matrices == 1 and select.value not in _BY_VALUE:
            return None
        parts = [kind_of(atom) for atom in positional[:matrices] if isinstance(atom, Value | Const)]
        arrays = [(kind.dtype, kind.dims[-1]) for kind in parts if isinstance(kind, Array) and kind.dims]
        if len(arrays) < matrices:
            return None
        count = None if select.value in (*_BY_VALUE, *_BY_INDEX) else arrays[0][1]
        (_, n), dtype = arrays[0], np.result_type(*(dtype for dtype, _ in arrays))
        found = values_and_vectors([Array(dtype, (n, n))], count)
        return found[0] if found is not None and only_values.value else found

    return kinds


for function, matrices in (
    (sl.eig_banded, 1),
    (sl.eigvals_banded, 1),
    (sl.eigh_tridiagonal, 2),
    (sl.eigvalsh_tridiagonal, 2),
):
    known_kinds.KINDS[function] = _kinds_of(function, matrices)
    take_sequences_as(function, "select_range")

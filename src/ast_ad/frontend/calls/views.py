"""Library functions whose result shares memory with an argument."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np

from ast_ad.frontend.machine import live
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Ref, Step, Storage, Tuple
from ast_ad.ir import Atom, Const, Value, View
from ast_ad.kinds import Array, List
from ast_ad.rules import by_value
from ast_ad.rules.aliasing import is_fresh
from ast_ad.tree import LEAF, Form

Function = Callable[..., object]

_VIEWS: set[Function] = {
    np.transpose, np.swapaxes, np.moveaxis, np.rollaxis, np.expand_dims, np.squeeze, np.flip, np.fliplr, np.flipud,
    np.broadcast_to, np.diagonal, np.rot90, np.matrix_transpose, np.linalg.matrix_transpose, np.linalg.diagonal,
}  # fmt: skip
# Views of arrays of complex numbers.
_PARTS: set[Function] = {np.real, np.imag}
# Views of what is contiguous; of other arrays views or copies.
_BY_LAYOUT: dict[Function, int] = {np.ravel: 1, np.reshape: 2}  # and how many arguments stand before the order
# The argument itself where nothing has to be changed.
_AS_IS: set[Function] = {np.asarray, np.asanyarray, np.ascontiguousarray, np.atleast_1d, np.atleast_2d, np.atleast_3d}
_LEAST: dict[Function, int] = {np.atleast_1d: 1, np.atleast_2d: 2, np.atleast_3d: 3}
# Views or copies, as the arguments have it.
_PERHAPS: set[Function] = {
    *_BY_LAYOUT, *_AS_IS, np.split, np.array_split, np.hsplit, np.vsplit, np.dsplit, np.einsum, np.diag, np.trim_zeros,
    np.broadcast_arrays, np.real, np.imag, np.real_if_close, np.require, np.asarray_chkfinite, np.asfortranarray,
    np.linalg.matrix_power, np.histogram, np.histogram2d,
    np.histogram_bin_edges, np.lib.stride_tricks.sliding_window_view,
}  # fmt: skip


# Functions that give back their argument as it is for one value of another: its position, its name and that value.
_IDLE: dict[str, tuple[int, str, Abstract]] = {
    "numpy.diff": (1, "n", Const(0)),
    "numpy.polyder": (1, "m", Const(0)),
    "numpy.polyint": (1, "m", Const(0)),
    "scipy.fractional_matrix_power": (1, "t", Const(1)),
}
_ALONG_AXES = re.compile(r"i?(fft2|fftn|dctn|dstn)")


def without_work(
    m: Machine, function: Function, positional: Sequence[Abstract], keywords: dict[str, Abstract]
) -> Abstract | None:
    """What a call returns that has nothing to do: the argument itself, where it is an array. None for all other calls."""
    name = getattr(function, "__name__", "")
    key = f"{str(getattr(function, '__module__', '')).partition('.')[0]}.{name}"
    position, word, idle = _IDLE.get(key, (0, "", None))
    given = keywords.get(word, positional[position] if len(positional) > position > 0 else None)
    if isinstance(given, Value):
        m.refuse("AD402", f"{name} with a {word} that is a variable", f"give it as a constant, or static={word!r}")
    along = (
        live.is_library(function) and _ALONG_AXES.fullmatch(name) and Tuple(()) in (*positional[1:], *keywords.values())
    )
    # False is 0 here.
    same = isinstance(idle, Const) and isinstance(given, Const) and given.value == idle.value
    if not along and not same:
        return None
    if along or not isinstance(positional[0], Ref):
        m.refuse("AD402", f"{name} returns its argument itself here", "leave the call out, or copy: x.copy()")
    return positional[0]


def view(m: Machine, function: Function, base: Ref, form: Form, atoms: tuple[Atom, ...]) -> Abstract | None:
    """The call as a view of its first argument; None if it is an ordinary call. ``atoms`` are the other arguments."""
    kind = m.kind(base)
    if not isinstance(kind, Array) or not form.positional or form.positional[0] != LEAF:
        return None
    if kind.ndim and _is_itself(function, kind, form, atoms):
        return base
    if function in _AS_IS and len(form.trees) == 1 and kind.ndim:
        at_least = _LEAST.get(function, 1)
        if kind.ndim >= at_least and (function is not np.ascontiguousarray or kind.contiguous):
            return base
    if function is np.real and kind.dtype.kind in "fiub":
        return base
    if function in _PARTS and kind.dtype.kind == "c" and kind.ndim:
        return Ref(base.storage, (*base.path, Step(View(function, form), atoms)))
    by_layout = function in _BY_LAYOUT and kind.contiguous and _default_order(function, form)
    more_axes = function in _LEAST and len(form.trees) == 1 and kind.ndim
    if function in _VIEWS or by_layout or more_axes:
        return Ref(base.storage, (*base.path, Step(View(function, form), atoms)))
    return None


# The arguments after the array of functions that give it back as it is if it is of the dtype asked for.
_CONVERTERS: dict[Function, tuple[str, ...]] = {
    np.array: ("dtype",), np.asarray: ("dtype", "order"), np.asanyarray: ("dtype", "order"),
    np.ndarray.astype: ("dtype", "order", "casting", "subok", "copy"), np.asfortranarray: ("dtype",),
}  # fmt: skip
_COPYING: set[Function] = {np.array, np.ndarray.astype}
# What ``copy=`` is where no copy is made of what is as asked for.
_SHARING = (None, False, np._CopyMode.IF_NEEDED, np._CopyMode.NEVER)


def _is_itself(function: Function, kind: Array, form: Form, atoms: tuple[Atom, ...]) -> bool:
    """Whether a conversion has nothing to do, and makes no copy."""
    names = _CONVERTERS.get(function, ())
    words = [*names[: len(form.positional) - 1], *(word for word, _ in form.keywords)]
    if function not in _CONVERTERS or len(words) != len(atoms) or not all(isinstance(atom, Const) for atom in atoms):
        return False
    given = {word: atom.value for word, atom in zip(words, atoms) if isinstance(atom, Const)}
    copied = given.pop("copy", function in _COPYING) not in _SHARING
    dtype = given.pop("dtype", None)
    order = given.pop("order", "F" if function is np.asfortranarray else "K")
    lies_so = order in (None, "K", "A") or (order == "C" and kind.contiguous) or (kind.contiguous and kind.ndim == 1)
    same = dtype is None or np.dtype(dtype) == kind.dtype  # type: ignore[call-overload]
    return bool(same and lies_so and not copied and not given.keys() - {"casting", "subok"})


def _sums(arguments: list[Abstract]) -> bool:
    """Whether np.einsum makes new numbers: of several arrays, or of one over an axis of which it adds."""
    match arguments:
        case [Const(value=str() as text), _]:
            before, arrow, after = text.partition("->")
            return bool(arrow) and "..." not in text and bool(set(before) - set(after) - {" "})
    return len(arguments) > 2 and isinstance(arguments[0], Const)


def _is_converted(m: Machine, given: Abstract, result: Ref) -> bool:
    """Whether the numbers of an array are of another dtype afterwards."""
    kinds = m.kind(given), m.kind(result)
    return len({kind.dtype for kind in kinds if isinstance(kind, Array)}) == 2


def _default_order(function: Function, form: Form) -> bool:
    if len(form.positional) > _BY_LAYOUT[function]:
        return False
    return not any(name in ("order", "copy") for name, _ in form.keywords)


def may_share(m: Machine, function: Function, arguments: list[Abstract], result: Abstract, asked: bool = False) -> None:
    """Note that the arrays in a result may share memory with an argument of the call; ``asked``: of any function."""
    if isinstance(result, Ref) and is_fresh(function, m.kind(result)):  # type: ignore[arg-type]
        return
    if isinstance(result, Ref) and isinstance(kind := m.kind(result), List) and isinstance(kind.item, Array | List):
        m.holds(result.storage, arguments)
    if not asked and function not in _PERHAPS and function not in by_value.SHARED:
        return
    if function is np.einsum and _sums(arguments):
        return
    if function in _CONVERTERS and isinstance(result, Ref) and _is_converted(m, arguments[0], result):
        return
    for fresh in _storages([result]):
        for base in _storages(arguments):
            m.state.link(fresh, base)


def _storages(values: list[Abstract]) -> list[Storage]:
    found = []
    for value in values:
        if isinstance(value, Ref):
            found.append(value.storage)
        else:
            found += chain.from_iterable(
                _storages([item]) for item in getattr(value, "items", ()) if not callable(item)
            )
    return found

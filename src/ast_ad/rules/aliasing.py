"""Which library functions may return memory of their arguments. All others of the libraries return fresh memory."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ast_ad import runtime
from ast_ad.kinds import Kind, List, Number, Opaque
from ast_ad.rules import by_value

_VIEWS: tuple[str, ...] = (
    *("transpose", "swapaxes", "moveaxis", "rollaxis", "permute_dims", "matrix_transpose", "expand_dims", "squeeze"),
    *("flip", "fliplr", "flipud", "rot90", "broadcast_to", "broadcast_arrays", "diagonal", "diag", "ravel", "reshape"),
    *("asarray", "asanyarray", "ascontiguousarray", "asfortranarray", "asarray_chkfinite", "require", "astype"),
    *(
        "atleast_1d",
        "atleast_2d",
        "atleast_3d",
        "split",
        "array_split",
        "hsplit",
        "vsplit",
        "dsplit",
        "unstack",
        "einsum",
    ),
    *("real", "imag", "real_if_close", "trim_zeros", "meshgrid", "array", "resize", "unwrap"),
    *("histogram", "histogram2d", "histogram_bin_edges"),
)
# Views that NumPy gives out for reading only.
_WINDOWS = np.lib.stride_tricks.sliding_window_view
READ_ONLY = frozenset({_WINDOWS, np.broadcast_to, np.broadcast_arrays, np.diagonal, np.linalg.diagonal})
# matrix_power(a, 1) is a.
_OF_MATRICES = frozenset({np.linalg.matrix_transpose, np.linalg.diagonal, np.linalg.matrix_power, _WINDOWS})
MAY_SHARE = frozenset(getattr(np, name) for name in _VIEWS if hasattr(np, name)) | _OF_MATRICES | {runtime.unbroadcast}
# These make every item anew.
_DEEP = frozenset(
    {runtime.copy_items, runtime.zero_items, runtime.add_items, runtime.folded_items, runtime.scaled_items}
)
_LIBRARIES = frozenset({"numpy", "math", "cmath", "_operator", "operator", "scipy", "builtins"})


def may_share(function: Callable[..., object]) -> bool:
    """Whether what a library's function returns may be a view of an argument, or the argument."""
    return function in MAY_SHARE or function in by_value.SHARED


def is_fresh(function: Callable[..., object], result: Kind) -> bool:
    """Whether what a function returns surely shares no memory with its arguments. A list shares that of its items."""
    if isinstance(function, np.ufunc):
        return True
    module = getattr(function, "__module__", None) or ""
    known = module == "ast_ad.runtime" or module.partition(".")[0] in _LIBRARIES
    if function in (runtime.identity, runtime.stop_gradient) or not known:
        # What is read from outside the function is somebody else's, and so may be what a function of the user's returns.
        return False
    if isinstance(result, List) and function not in _DEEP:
        return isinstance(result.item, Number | Opaque)
    if module == "ast_ad.runtime":
        return function not in (runtime.unbroadcast, runtime.add_packs)
    return not may_share(function) and not _selects(function)


def _selects(function: Callable[..., object]) -> bool:
    """Functions that give back one of their arguments as it is."""
    return function in (max, min, getattr, list, tuple, reversed, zip, sorted)

"""Kinds of solutions of linear equations: more lengths must agree than a probe can try."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ast_ad.ir import Atom, kind_of
from ast_ad.kinds import Array, Kind, broadcast_dims
from ast_ad.tree import Form, plain


def solved(function: Callable[..., object], form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """The kind of solve(a, b), and of its like for tensors of unknown rank; None for what is no such call."""
    if function in (np.linalg.tensorinv, np.linalg.tensorsolve):
        kinds = [kind for atom in atoms if isinstance(kind := kind_of(atom), Array)]
        unknown = any(kind.dims is None for kind in kinds)
        return Array(np.result_type(*(kind.dtype for kind in kinds))) if unknown else None
    if function is not np.linalg.solve or form != plain(2):
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

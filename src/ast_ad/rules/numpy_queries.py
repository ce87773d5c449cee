"""Functions that tell something about arrays, or make indices and windows: nothing to differentiate."""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad.rules.symbolic import Symbol
from ast_ad.rules.verbs import define, linear, zero

_QUERIES = """
array2string array_repr array_str base_repr binary_repr format_float_positional format_float_scientific typename
mintypecode common_type min_scalar_type promote_types issubdtype isdtype iterable isfortran may_share_memory shares_memory
result_type can_cast broadcast_shapes einsum_path
diag_indices diag_indices_from tril_indices tril_indices_from triu_indices triu_indices_from mask_indices
ravel_multi_index unravel_index bartlett blackman hamming hanning bitwise_count packbits unpackbits
""".split()
for name in _QUERIES:
    if hasattr(np, name):
        zero(getattr(np, name))


def _taken_weights(d: Any, x: Any, weights: Any = None, minlength: Any = 0, *, w: Any) -> Any:
    return d[x]


linear(np.bincount, None, _taken_weights)


def _union(ar1: Any, ar2: Any) -> Any:
    symbol = ar1 if isinstance(ar1, Symbol) else ar2
    return np.unique(symbol.apply(np.append, ar1, ar2))


def _difference(ar1: Any, ar2: Any, assume_unique: Any = False) -> Any:
    """The elements of the first array that are not in the second."""
    symbol = ar1 if isinstance(ar1, Symbol) else ar2
    mine = symbol.apply(np.ravel if assume_unique else np.unique, ar1)
    return mine[~symbol.apply(np.isin, mine, ar2)]


def _of_one_only(ar1: Any, ar2: Any, assume_unique: Any = False) -> Any:
    """Of the elements of both in order, those that have no equal beside them."""
    symbol = ar1 if isinstance(ar1, Symbol) else ar2
    flat = np.ravel if assume_unique else np.unique
    both = np.sort(np.concatenate([symbol.apply(flat, ar1), symbol.apply(flat, ar2)]))
    changes = both[1:] != both[:-1]
    end = np.ones_like(both[:1], dtype=bool)
    return both[np.concatenate([end, changes]) & np.concatenate([changes, end])]


define(np.union1d, _union)
define(np.setdiff1d, _difference)
define(np.setxor1d, _of_one_only)

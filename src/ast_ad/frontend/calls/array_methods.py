"""The functions that the methods of arrays stand for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_SAME_NAME = """
all any argmax argmin argpartition argsort choose clip compress copy cumprod cumsum diagonal dot max mean min
nonzero prod ravel repeat reshape round searchsorted squeeze std sum swapaxes take trace transpose var
""".split()
METHODS: dict[str, Callable[..., object]] = {name: getattr(np, name) for name in _SAME_NAME if hasattr(np, name)}
METHODS |= {
    "astype": np.ndarray.astype,  # np.astype takes fewer arguments
    "conj": np.conj,
    "conjugate": np.conj,
    "flatten": np.ndarray.flatten,
    "tolist": np.ndarray.tolist,
    "item": np.ndarray.item,
}

_REASONS = {
    "it shows how the array lies in memory": "byteswap dump dumps getfield setfield setflags tobytes tofile view to_device",
    "it was removed in NumPy 2: use np.ptp": "ptp",
    "it was removed in NumPy 2: write x[i] = v": "itemset",
    "it changes the length of an array: make another one": "resize",
}
LEFT_OUT = {name: reason for reason, names in _REASONS.items() for name in names.split()}

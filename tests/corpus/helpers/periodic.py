"""A helper and a constant of names that another module has too."""

from __future__ import annotations

import numpy as np

SCALE = 0.5


def helper(x):
    return np.sin(SCALE * x) * x


def again(x, n):
    return x * x if n == 0 else helper(again(x, n - 1)) + SCALE

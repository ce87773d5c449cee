"""A helper and a constant of names that another module has too."""

from __future__ import annotations

SCALE = 2.0


def helper(x):
    return x / (1 + SCALE * x * x)


def again(x, n):
    return x if n == 0 else helper(again(x, n - 1)) * SCALE

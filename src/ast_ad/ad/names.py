"""Names of derivatives: x_dot is the tangent of x, x_bar its adjoint.

They stack: x_bar_dot is the tangent of an adjoint; a second of one kind is x_ddot, x_bbar.
"""

from __future__ import annotations


def dot(hint: str) -> str:
    return _derivative(hint, "dot", "ddot")


def bar(hint: str) -> str:
    return _derivative(hint, "bar", "bbar")


def is_derivative(hint: str) -> bool:
    return hint.endswith(("_bar", "_dot", "_bbar", "_ddot"))


def _derivative(hint: str, mark: str, second: str) -> str:
    stem, _, last = hint.rpartition("_")
    return f"{stem}_{second}" if last == mark else f"{hint}_{mark}"


# What a docstring of one line has room for.
_WIDE = 90


def fitting(*sentences: str) -> str:
    """The first of several ways to say something that fits on the line of a docstring, or the last."""
    return next((sentence for sentence in sentences if len(sentence) <= _WIDE), sentences[-1])


def unique(name: str, taken: set[str]) -> str:
    """The name itself, or the name with underscores at its end until no one has it."""
    while name in taken:
        name += "_"
    return name

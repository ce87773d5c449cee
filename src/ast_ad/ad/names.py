"""Names of derivatives: x_dot is the tangent of x, x_bar its adjoint.

They stack: x_bar_dot is the tangent of an adjoint; a second of one kind is x_ddot, x_bbar.
"""

from __future__ import annotations


def dot(hint: str) -> str:
    return _derivative(hint, "dot", "ddot")


def bar(hint: str) -> str:
    return _derivative(hint, "bar", "bbar")


def _derivative(hint: str, mark: str, second: str) -> str:
    stem, _, last = hint.rpartition("_")
    return f"{stem}_{second}" if last == mark else f"{hint}_{mark}"


def unique(name: str, taken: set[str]) -> str:
    """The name itself, or the name with underscores at its end until no one has it."""
    while name in taken:
        name += "_"
    return name

"""What calls of scipy.linalg say, as far as the rules look at it."""

from __future__ import annotations

from typing import Any

from ast_ad.rules.axes import rank
from ast_ad.rules.symbolic import Symbol, Undecided, Unsupported


def known(**given: Any) -> None:
    """Refuse flags that only the call knows."""
    for name, value in given.items():
        if isinstance(value, Symbol):
            raise Undecided(f"{name} that is a variable")


def only(what: str, **given: Any) -> None:
    """Refuse a call that says more than is known here."""
    if name := next((name for name, value in given.items() if value is not None and value is not False), None):
        raise Unsupported(f"{name}: {what}")


def require_axes(count: int, *arrays: Any) -> None:
    """Refuse what is known to be a stack of matrices."""
    if any((rank(each) or 0) > count for each in arrays):
        raise Unsupported("stacks of matrices: take each of them, in a loop")


def factors(w: Any) -> Any:
    """The results of a factorisation of one matrix: of stacks, SciPy gives a list."""
    if not isinstance(w, tuple):
        raise Unsupported("stacks of matrices: take numpy.linalg")
    return w

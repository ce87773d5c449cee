"""Source-to-source automatic differentiation: from a Python function to the Python source of its derivative."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ast_ad.api import (
        adjoint,
        grad,
        hessian,
        hvp,
        jacfwd,
        jacobian,
        jacrev,
        jvp,
        stop_gradient,
        tangent,
        value_and_grad,
        vjp,
    )
    from ast_ad.check import check_grads
    from ast_ad.derivative import Derivative
    from ast_ad.errors import DiffError, InternalError, KindError, NoRule, Problems, Refused, explain
    from ast_ad.rules.verbs import bilinear, custom, define, diagonal, linear, zero

__all__ = [
    "Derivative",
    "DiffError",
    "InternalError",
    "KindError",
    "NoRule",
    "Problems",
    "Refused",
    "adjoint",
    "bilinear",
    "check_grads",
    "custom",
    "define",
    "diagonal",
    "explain",
    "grad",
    "hessian",
    "hvp",
    "jacfwd",
    "jacobian",
    "jacrev",
    "jvp",
    "linear",
    "stop_gradient",
    "tangent",
    "value_and_grad",
    "vjp",
    "zero",
]

_HOMES = {
    "check": ("check_grads",),
    "derivative": ("Derivative",),
    "errors": ("DiffError", "InternalError", "KindError", "NoRule", "Problems", "Refused", "explain"),
    "rules.verbs": ("bilinear", "custom", "define", "diagonal", "linear", "zero"),
}
_home = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import the compiler when it is first used, not when a program that may use it starts."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(importlib.import_module(f"{__name__}.{_home.get(name, 'api')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

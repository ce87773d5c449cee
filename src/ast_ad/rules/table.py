"""The table of derivatives: for each function the one rule that serves both modes.

The rules for a library are loaded when a function of that library is first looked up.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Map = Callable[..., Any]
Maps = tuple[Map | None, ...]


@dataclass(frozen=True, slots=True)
class Diagonal:
    """Elementwise: ``maps[k]`` turns a perturbation of argument k into one of the result, in either mode.

    ``each`` serves the functions of any number of arguments and gets the position after the perturbation.
    ``transposes`` are the maps of reverse mode where they differ: for complex functions that are not holomorphic.
    """

    maps: Maps
    each: Map | None = None
    transposes: Maps | None = None
    is_zero: bool = False


@dataclass(frozen=True, slots=True)
class Linear:
    """Jointly linear in the arguments that have a transpose. ``once``: see verbs.linear."""

    transposes: Maps
    once: bool = False
    is_zero: bool = False


@dataclass(frozen=True, slots=True)
class Bilinear:
    """Linear in each of the first two arguments."""

    transposes: Maps
    is_zero: bool = False


@dataclass(frozen=True, slots=True)
class Zero:
    """No derivative: the result counts as constant."""

    is_zero: bool = True


@dataclass(frozen=True, slots=True)
class Custom:
    tangent: Map | None = None
    adjoint: Map | None = None
    is_zero: bool = False


@dataclass(frozen=True, slots=True)
class Defined:
    """A composition of other functions: ``body`` says which, and takes the place of a call that is differentiated.

    The body may decline a call with NotImplemented: then ``otherwise`` is the rule.
    """

    body: Map
    otherwise: Rule | None = None
    is_zero: bool = False


Rule = Diagonal | Linear | Bilinear | Zero | Custom | Defined

_NUMPY = (
    "numpy_elementwise",
    "numpy_reductions",
    "numpy_shapes",
    "numpy_linear",
    "numpy_creation",
)
_MODULES = {
    "": ("operators", "builtins", "elementary", "scalar", "lists", "helpers", *_NUMPY),
    "scipy": (),
}

_rules: dict[Callable[..., object], Rule] = {}
_on_lists: dict[Callable[..., object], Rule] = {}
_loaded: set[str] = set()


def register(function: Callable[..., object], rule: Rule) -> None:
    """State the rule of a function; a later statement replaces an earlier one."""
    _load("")
    _rules[function] = rule


def register_on_lists(function: Callable[..., object], rule: Rule) -> None:
    """State the rule that an operator or builtin has where an argument is a list, on which it means something else."""
    _on_lists[function] = rule


def find(function: Callable[..., object]) -> Rule | None:
    """The rule of a function, or None: nothing is known about its derivative."""
    _load("")
    try:
        rule = _rules.get(function)
    except TypeError:
        return None
    if rule is None:
        library = (getattr(function, "__module__", None) or "").partition(".")[0]
        if library in _MODULES and library not in _loaded:
            _load(library)
            rule = _rules.get(function)
    return rule


def stated(function: Callable[..., object]) -> Rule | None:
    """The rule for the calls that a definition leaves alone."""
    rule = find(function)
    return rule.otherwise if isinstance(rule, Defined) else rule


def find_on_lists(function: Callable[..., object]) -> Rule | None:
    """The rule of a function for a call in which an argument is a list."""
    return _on_lists.get(function) or stated(function)


def functions() -> dict[Callable[..., object], Rule]:
    """Every function in the table with its rule."""
    for library in _MODULES:
        _load(library)
    return dict(_rules)


def _load(library: str) -> None:
    if library in _loaded:
        return
    # Marked first: the modules register while they load.
    _loaded.add(library)
    for name in _MODULES[library]:
        importlib.import_module(f"ast_ad.rules.{name}")

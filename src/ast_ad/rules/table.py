"""The table of derivatives: for each function the one rule that serves both modes.

The rules for a library are loaded when a function of that library is first looked up.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

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
    """``missing``: the adjoint gets None for the bar of a result that has none, in place of zeros."""

    tangent: Map | None = None
    adjoint: Map | None = None
    missing: bool = False
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
    "numpy_linalg",
    "numpy_norms",
    "numpy_decompositions",
    "numpy_fft",
    "numpy_statistics",
    "numpy_missing",
    "numpy_order",
    "numpy_calculus",
    "numpy_histograms",
    "numpy_convolution",
    "numpy_polynomials",
    "numpy_joining",
    "numpy_padding",
    "numpy_queries",
    "numpy_random",
    "ufunc_methods",
    "numpy_left_out",
)
_SCIPY = {
    "special": (
        "scipy_special",
        "scipy_elliptic",
        "scipy_bessel",
        "scipy_integrals",
        "scipy_orthogonal",
        "scipy_legendre",
        "scipy_wave_functions",
        "scipy_incomplete",
        "scipy_distribution_functions",
        "scipy_parameters",
        "scipy_noncentral",
        "softmax",
    ),
    "linalg": (
        "scipy_linalg",
        "scipy_solving",
        "scipy_factors",
        "scipy_lu",
        "scipy_functions",
        "scipy_equations",
        "scipy_riccati",
        "scipy_eigenvalues",
        "scipy_eigh",
        "scipy_bands",
        "scipy_band_values",
        "scipy_matrices",
        "scipy_toeplitz",
    ),
    "fft": ("scipy_fft",),
    "signal": (
        "scipy_signal",
        "scipy_spectra",
        "scipy_filters",
        "scipy_smoothing",
        "scipy_frequencies",
        "scipy_splines",
        "scipy_systems",
        "scipy_signal_left_out",
    ),
    "stats": ("scipy_normal", "scipy_multivariate", "scipy_stats"),
    "integrate": ("scipy_integrate",),
    "optimize": ("scipy_optimize",),
}
_MODULES = {
    "": ("operators", "builtins", "elementary", "scalar", "complex_scalar", "lists", "helpers", *_NUMPY),
    "statistics": ("statistics_functions",),
    **{f"scipy.{name}": modules for name, modules in _SCIPY.items()},
}

# Said of functions that have no rule and need none: what they call has.
FOLLOWED = "its own text is followed"

_rules: dict[Callable[..., object], Rule] = {}
_on_lists: dict[Callable[..., object], Rule] = {}
_parameters: dict[Callable[..., object], tuple[str, ...]] = {}
_of_sequences: set[Callable[..., object]] = set()
_sequence_words: dict[Callable[..., object], tuple[str, ...]] = {}
_left_out: dict[Callable[..., object], str] = {}
_computing: set[Callable[..., object]] = set()
_loaded: set[str] = set()
_loading: set[str] = set()


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
        library = _library(function)
        # While modules load, one that imports others may be half there.
        if library in _MODULES and library not in _loaded and not _loading:
            _load(library)
            rule = _rules.get(function)
    return rule


def is_stated(function: Callable[..., object]) -> bool:
    """Whether a Python function has a rule. It loads none but those of the function's own library."""
    return function in _rules or (_library(function) in _MODULES and find(function) is not None)


def stated(function: Callable[..., object]) -> Rule | None:
    """The rule for the calls that a definition leaves alone."""
    rule = find(function)
    return rule.otherwise if isinstance(rule, Defined) else rule


def _library(function: Callable[..., object]) -> str:
    """The library whose rules may tell of a function. Those of SciPy's ufuncs do not say where they come from."""
    if isinstance(function, np.ufunc):
        return "scipy.special" if "scipy.special" in sys.modules else ""
    return ".".join((getattr(function, "__module__", None) or "").split(".")[:2])


def name_parameters(function: Callable[..., object], names: tuple[str, ...]) -> None:
    """Name the parameters of a function that takes them as ``*args``."""
    _parameters[function] = names


def parameters(function: Callable[..., object]) -> tuple[str, ...] | None:
    """The names that a rule gives to a function's parameters."""
    return _parameters.get(function)


def take_sequences(*functions: Callable[..., object]) -> None:
    """Say that functions take sequences of arrays, which stay what they are."""
    _of_sequences.update(functions)


def takes_sequences(function: Callable[..., object]) -> bool:
    """Whether lists and tuples among the arguments of a function are no arrays."""
    return function in _of_sequences


def take_sequences_as(function: Callable[..., object], *words: str) -> None:
    """Say that these arguments by keyword are sequences, which stay what they are."""
    _sequence_words[function] = words


def takes_sequence_as(function: Callable[..., object], word: str) -> bool:
    """Whether a list or tuple that is given by keyword is no array."""
    return word in _sequence_words.get(function, ())


def leave_out(function: Callable[..., object], reason: str, computes: bool = False) -> None:
    """Say why a function has no rule. ``computes``: it does nothing else, so it may be called where nothing varies."""
    _left_out[function] = reason
    if computes:
        _computing.add(function)


def left_out() -> dict[Callable[..., object], str]:
    """The functions that have no rule for a reason, and the reasons."""
    functions()
    return dict(_left_out)


def reason(function: Callable[..., object]) -> str:
    """Why a function has no rule; empty where nothing is known about it."""
    find(function)
    try:
        return _left_out.get(function, "")
    except TypeError:
        return ""


def computes(function: Callable[..., object]) -> bool:
    """Whether a function without a rule gives a value that its arguments determine, and does nothing else."""
    return bool(reason(function)) and function in _computing


def find_on_lists(function: Callable[..., object]) -> Rule | None:
    """The rule of a function for a call in which an argument is a list."""
    return _on_lists.get(function) or stated(function)


def functions() -> dict[Callable[..., object], Rule]:
    """Every function in the table with its rule; those of SciPy too where there is one."""
    for library in _MODULES:
        if not library.startswith("scipy.") or importlib.util.find_spec("scipy") is not None:
            _load(library)
    return dict(_rules)


def _load(library: str) -> None:
    if library in _loaded:
        return
    # Marked first: the modules register while they load.
    _loaded.add(library)
    _loading.add(library)
    try:
        for name in _MODULES[library]:
            importlib.import_module(f"ast_ad.rules.{name}")
    finally:
        _loading.discard(library)

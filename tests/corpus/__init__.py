"""Programs to differentiate, by feature. Each is an ordinary function with sample arguments; the harness does the rest.

A file holds the programs of one family of features; ``models/`` holds whole models. A new file is found by itself.
"""

from __future__ import annotations

import copy
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Program:
    """A function and the arguments at which its derivatives are compared."""

    function: Callable[..., Any]
    samples: tuple[Any, ...]
    keywords: Mapping[str, Any] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    wrt: tuple[str, ...] | None = None
    order: int = 2

    @property
    def name(self) -> str:
        module = self.function.__module__.removeprefix(f"{__name__}.").rpartition(".")[2]
        return f"{module}.{self.function.__name__}"

    @property
    def is_small(self) -> bool:
        """Whether it is no whole model."""
        return ".models." not in self.function.__module__

    def arguments(self) -> tuple[list[Any], dict[str, Any]]:
        """Copies of the arguments, which a run may write into."""
        return copy.deepcopy((list(self.samples), dict(self.keywords)))

    @property
    def integers(self) -> tuple[str, ...]:
        """The parameters that are integers: those bound by value where loops are unrolled."""
        bound = inspect.signature(self.function).bind(*self.samples, **self.keywords)
        return tuple(name for name, value in bound.arguments.items() if type(value) is int)


_PROGRAMS: dict[str, Program] = {}


def program(
    *samples: Any,
    features: str,
    wrt: Sequence[str] | None = None,
    order: int = 2,
    keywords: Mapping[str, Any] | None = None,
) -> Callable[[Function], Function]:
    """Make a function part of the corpus, and return it as it is.

    ``samples`` are the arguments that it is called with, ``keywords`` those passed by name. Choose points at which it is
    smooth: no kink, tie or singularity within 0.01. It may return anything built of numbers and arrays.
    ``features`` are words from ``features.FEATURES``, the outermost first. ``wrt`` names the parameters to differentiate
    with respect to (all that hold a float, if left out). ``order`` is the highest order that is compared.

        @program(np.array([1.0, 2.0]), 3, features="loop in_place")
        def powers(x, n): ...
    """

    def register(function: Function) -> Function:
        entry = Program(
            function, samples, keywords or {}, tuple(features.split()), None if wrt is None else tuple(wrt), order
        )
        assert entry.name not in _PROGRAMS, f"two programs are called {entry.name}"
        _PROGRAMS[entry.name] = entry
        return function

    return register


def programs() -> dict[str, Program]:
    """All programs by name, which is that of the file and that of the function."""
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        importlib.import_module(module.name)
    return dict(sorted(_PROGRAMS.items()))

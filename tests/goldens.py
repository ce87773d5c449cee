"""The golden texts: what is written by hand, and what is printed, for the functions in ``golden/``."""

from __future__ import annotations

import copy
import importlib.util
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from ast_ad.api import adjoint, tangent

FOLDER = Path(__file__).parent / "golden"
PRINTED = FOLDER / "printed"
_MODES: dict[str, Callable[[Any], Any]] = {
    "_bar": adjoint,
    "_dot": tangent,
    "_bar_trace": lambda f: adjoint(f, names="trace"),
    "_bar_unrolled": lambda f: adjoint(f, static="n", unroll=True),
}


@dataclass
class Golden:
    """A function of a golden module, and a derivative of it that is written there: the functions that belong to it."""

    module: ModuleType
    function: Callable[..., Any]
    suffix: str

    @property
    def name(self) -> str:
        return f"{self.function.__name__}{self.suffix}"

    @property
    def path(self) -> Path:
        return PRINTED / f"{self.name}.txt"

    @property
    def args(self) -> tuple[Any, ...]:
        return copy.deepcopy(self.module.ARGS[self.function.__name__])

    @cached_property
    def derivative(self) -> Any:
        return _MODES[self.suffix](self.function)

    @property
    def by_hand(self) -> Callable[..., Any]:
        return getattr(self.module, self.name)

    @cached_property
    def written(self) -> str:
        """The source by hand, with the halves of a pair where it has one."""
        stem = self.function.__name__
        parts = [self.by_hand, *(getattr(self.module, stem + half, None) for half in ("_fwd", "_rev"))]
        return "\n".join(inspect.getsource(part) for part in parts if part is not None)

    def seeded(self, value: Any) -> tuple[Any, ...]:
        """The arguments, and ones as seeds or dots."""
        if self.suffix == "_dot":
            return (*self.args, *(1.0 for _ in self.args))
        return self.args if isinstance(value, float) else (*self.args, _ones(value))

    @cached_property
    def printed(self) -> str:
        args = self.seeded(self.function(*self.args))
        self.derivative(*args)
        return str(self.derivative.source)

    @staticmethod
    def lines(text: str) -> int:
        """The lines of the functions: no blanks, imports, comments on lines of their own or docstrings."""
        kept = [line.strip() for line in text.splitlines()]
        return sum(bool(line) and not line.startswith(("#", "import ", '"""')) for line in kept)


def _ones(value: Any) -> Any:
    return tuple(map(_ones, value)) if isinstance(value, tuple) else value * 0.0 + 1.0


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"golden_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GOLDENS = [
    Golden(module, getattr(module, name), suffix)
    for module in map(_load, sorted(FOLDER.glob("*.py")))
    for name in module.ARGS
    for suffix in _MODES
    if hasattr(module, name + suffix)
]

"""The state of a program that is being written: its lines, its scope, the loops around the statement to come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hypothesis import strategies as st

from fuzz.scope import Array, Scope, Variable, meet

T = TypeVar("T")


@dataclass
class Loop:
    """The scopes with which a loop is left early, and with which its next trip is begun."""

    left: list[Scope] = field(default_factory=list)
    continued: list[Scope] = field(default_factory=list)


@dataclass(frozen=True)
class Helper:
    """A function that the program may call. ``kinds``: of each parameter, a shape (() is a float), or "int"."""

    name: str
    kinds: tuple[Any, ...]
    result: Any
    writes: bool = False


@dataclass
class Writer:
    """``result`` is what the function returns: a tuple of shapes, () being a float; None for a function without a result.

    Of a function that ``writes`` into its arguments, these are results too.
    """

    draw: Callable[[Any], Any]
    helpers: list[Helper] = field(default_factory=list)
    result: tuple[Any, ...] | None = ((),)
    lines: list[str] = field(default_factory=list)
    scope: Scope = field(default_factory=dict)
    loops: list[Loop] = field(default_factory=list)
    guarded: list[tuple[str, Variable]] = field(default_factory=list)
    indent: int = 1
    depth: int = 0
    fresh: int = 0
    storages: int = 0
    dead: bool = False
    budget: int = 12
    writes: bool = False

    def pick(self, options: Sequence[T]) -> T:
        return options[self.draw(st.integers(0, len(options) - 1))]

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases; the simplest program has False."""
        return bool(self.draw(st.integers(0, 99)) >= 100 - percent)

    def line(self, text: str) -> None:
        self.lines.append("    " * self.indent + text)

    def name(self, letter: str) -> str:
        self.fresh += 1
        return f"{letter}{self.fresh}"

    def storage(self) -> frozenset[int]:
        self.storages += 1
        return frozenset([self.storages])

    def bind(self, variable: Variable) -> None:
        self.scope.pop(variable.name, None)
        self.scope[variable.name] = variable

    def new_array(self, name: str, shape: tuple[int, ...]) -> None:
        self.bind(Array(name, shape, self.storage()))

    @contextmanager
    def block(self) -> Iterator[None]:
        """Lines one step further in. The scope is left as the block leaves it."""
        self.indent += 1
        self.depth += 1
        start = len(self.lines)
        yield
        if len(self.lines) == start:
            self.line("pass")
        self.indent -= 1
        self.depth -= 1

    def join(self, ways: Sequence[Scope]) -> None:
        """Go on where several ways meet; with none of them, what follows is never reached."""
        self.dead = not ways
        if ways:
            self.scope = meet(ways)

    @property
    def factor(self) -> str:
        """What a repeated addition is damped with."""
        return "0.2 * " if self.loops else ""

"""Many random programs: what became of them, and the smallest text for each way to fail."""

from __future__ import annotations

import signal
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ast_ad.errors import DiffError, InternalError, Problems
from fuzz import modes
from fuzz.programs import Program
from fuzz.reduce import reduced


@dataclass
class Campaign:
    """``failures``: for each signature the reduced program. ``refusals``: by code and message, with one program each."""

    programs: int = 0
    unresolved: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    refused: dict[str, Program] = field(default_factory=dict)
    failures: dict[str, Program] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)
    patience: float = 60.0

    def run(self, program: Program) -> None:
        self.programs += 1
        outcome, option = judged(program)
        if outcome is None:
            return
        if outcome == "unresolved":
            self.unresolved += 1
        elif outcome.startswith("AD"):
            self.refusals[outcome] += 1
            self.refused.setdefault(outcome, program)
        else:
            self.failed[outcome] += 1
            if outcome not in self.failures:
                fails = lambda candidate: judged(candidate, option)[0] == outcome  # noqa: E731
                self.failures[outcome] = reduced(program, fails, self.patience)


class Stuck(BaseException):
    """A program or a compilation that does not end."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise Stuck

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def judged(program: Program, options: Any = modes.OPTIONS) -> tuple[str | None, Any]:
    """What is wrong with the derivatives of a program, and the options under which it is; None if nothing is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            function, arguments = program.load()
            with within(2.0):
                function(*arguments())
        except (Exception, Stuck) as error:
            return f"no program: {type(error).__name__}: {str(error)[:40]}", ()
        for option in options:
            try:
                with within(20.0):
                    modes.check(function, arguments, (option,))
            except modes.Unresolved:
                return "unresolved", ()
            except DiffError as error:
                if not isinstance(error, InternalError):
                    return refusal(error), ()
                return signature(error), (option,)
            except Stuck as error:
                # Nested loops written out are long.
                return ("unresolved", ()) if option["unroll"] else (signature(error), (option,))
            except Exception as error:
                return signature(error), (option,)
    return None, ()


def refusal(error: DiffError) -> str:
    first = error.problems[0] if isinstance(error, Problems) else error
    return f"{first.code}: {first.message}"


def signature(error: BaseException) -> str:
    """What tells failures apart: the kind of exception and where in the package it comes from, or the mode that is wrong."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/ast_ad/" in f.filename]
    if isinstance(error, AssertionError) and not frames:
        return f"wrong: {str(error).partition(' {')[0]}"
    where = f"{frames[-1].filename.rpartition('/ast_ad/')[2]}:{frames[-1].name}" if frames else "generated code"
    return f"{type(error).__name__}: {str(error).splitlines()[0][:40] if str(error) else ''} in {where}"

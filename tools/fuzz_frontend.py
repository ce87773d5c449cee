"""Lower and differentiate code that nobody wrote for this compiler: every function of the standard library, NumPy, SciPy and
scikit-learn that can be imported. Each gives IR that verifies, or one of our own errors; never another exception, never a hang.

    python tools/fuzz_frontend.py [PACKAGE ...] [--seconds N] [--adjoint] [--most N] [--log FILE]

The summary says how many were accepted, and how many were refused by which code. Exit status 1 if anything else happened.
"""

from __future__ import annotations

import argparse
import ast
import collections
import importlib
import inspect
import json
import os
import pkgutil
import re
import signal
import sys
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import FrameType, FunctionType, ModuleType

from ast_ad import standalone
from ast_ad.errors import DiffError, InternalError, Problems
from ast_ad.frontend.reading.find import find
from ast_ad.kinds import differentiable
from ast_ad.verify import verify

PACKAGES = ("numpy", "scipy", "sklearn")
# These act when they are imported, or belong to no one's programs.
_LEFT_OUT = {
    "antigravity",
    "this",
    "idlelib",
    "turtledemo",
    "lib2to3",
    "test",
    "tests",
    "__main__",
    "conftest",
    "pytest",
    "distutils",
    "f2py",
}


# What the command line makes of a function, asked for nothing but that.
_PRIMAL, _ADJOINT = (standalone.Request(mode, None, {}, {}, False, "source") for mode in ("ssa", "adjoint"))


class Hang(BaseException):
    """A function took too long."""


@dataclass(frozen=True)
class Outcome:
    """``code``: "accepted", the first code of a refusal, or what went wrong; ``refusals`` are all codes and messages."""

    code: str
    refusals: tuple[tuple[str, str], ...] = field(default=())

    @property
    def ours(self) -> bool:
        return self.code == "accepted" or self.code.startswith("AD")


def modules(names: list[str]) -> Iterator[ModuleType]:
    for name in names:
        for path in [name, *_inside(name)]:
            if _LEFT_OUT.isdisjoint(path.split(".")):
                try:
                    yield importlib.import_module(path)
                except BaseException:  # Whatever a module does when it is imported, it is not the subject here.
                    continue


def _inside(name: str) -> Iterator[str]:
    try:
        paths = getattr(importlib.import_module(name), "__path__", ())
    except BaseException:
        return
    for found in pkgutil.walk_packages(paths, f"{name}.", onerror=lambda _: None):
        yield found.name


def functions(module: ModuleType) -> Iterator[FunctionType]:
    """The functions that a module defines, those of its classes included, without their decorators."""
    for item in list(vars(module).values()):
        if inspect.isclass(item) and item.__module__ == module.__name__:
            for member in list(vars(item).values()):
                function = getattr(member, "__func__", member)
                if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                    yield inspect.unwrap(function)
        elif isinstance(item, FunctionType) and item.__module__ == module.__name__:
            yield inspect.unwrap(item)


def outcome(function: FunctionType, adjoint: bool) -> Outcome:
    """What becomes of a function."""
    try:
        source = find(function)
        func = standalone.derive(source, _PRIMAL)
        assert func is not None
        verify(func)
        varies = any(differentiable(param.kind) for param in func.params)
        if adjoint and varies and any(differentiable(getattr(result, "kind", None)) for result in func.results):
            bar = standalone.derive(source, _ADJOINT)
            if bar is not None:
                verify(bar)
                ast.parse(standalone.module([bar], "source"))
    except InternalError as error:
        return Outcome(f"INTERNAL {error}".splitlines()[0])
    except DiffError as error:
        problems = error.problems if isinstance(error, Problems) else (error,)
        return Outcome(error.code, tuple(dict.fromkeys((problem.code, problem.message) for problem in problems)))
    except Hang:
        return Outcome("HANG")
    except Exception as error:  # The subject of this search.
        place = traceback.extract_tb(error.__traceback__)[-1]
        return Outcome(f"{type(error).__name__} at {place.filename.rpartition('/')[2]}:{place.lineno}: {error}"[:150])
    return Outcome("accepted")


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise Hang


def _timed(function: FunctionType, adjoint: bool, seconds: float) -> Outcome:
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return outcome(function, adjoint)
    except Hang:
        return Outcome("HANG")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)


def report(found: dict[str, Outcome], most: int) -> None:
    """The outcomes by kind, and the refusals that stand before most functions."""
    counts = collections.Counter(one.code if one.ours else "something else" for one in found.values())
    print(f"{len(found)} functions")
    for code, count in counts.most_common():
        print(f"{count:7} {100 * count / len(found):5.1f}%  {code}")
    messages = collections.Counter(
        f"{code}: {_plain(message)}" for one in found.values() for code, message in one.refusals
    )
    for text, count in messages.most_common(most):
        print(f"{count:7}  {text}")


def _plain(message: str) -> str:
    """A message without the parts that differ from function to function."""
    message = re.sub(r" \(and \d+ more\)", "", message)
    return message if "derivative of" in message else re.sub(r"'[^']*'", "'...'", message)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("packages", nargs="*", default=[*sorted(sys.stdlib_module_names), *PACKAGES])
    parser.add_argument("--seconds", type=float, default=20.0, help="a function that takes more CPU time hangs (20)")
    parser.add_argument("--adjoint", action="store_true", help="differentiate what was accepted, print and parse it")
    parser.add_argument("--most", type=int, default=0, help="show so many of the most frequent refusals")
    parser.add_argument("--log", help="write what became of each function to this file, one JSON object a line")
    options = parser.parse_args()
    # Modules that read the command line when they are imported find nothing there.
    del sys.argv[1:]
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGPROF, _interrupt)
    found: dict[str, Outcome] = {}
    with open(options.log or os.devnull, "w") as log:
        for module in modules(options.packages):
            for function in functions(module):
                name = f"{module.__name__}.{function.__qualname__}"
                if name in found:
                    continue
                found[name] = _timed(function, options.adjoint, options.seconds)
                print(json.dumps([name, found[name].code, found[name].refusals]), file=log, flush=True)
                if not found[name].ours:
                    print(f"{name}: {found[name].code}", flush=True)
    report(found, options.most)
    return 0 if all(one.ours for one in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

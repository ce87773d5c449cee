"""Lower and differentiate code that nobody wrote for this compiler: every function of the standard library, NumPy, SciPy and
scikit-learn that can be imported. Each gives IR that verifies, or one of our own errors; never another exception, never a hang.

    python tools/fuzz_frontend.py [PACKAGE ...] [--seconds N] [--adjoint]

The summary says how many were accepted, and how many were refused by which code. Exit status 1 if anything else happened.
"""

from __future__ import annotations

import argparse
import collections
import importlib
import inspect
import pkgutil
import signal
import sys
import traceback
import warnings
from collections.abc import Iterator
from types import FrameType, FunctionType, ModuleType

from ast_ad import pipeline
from ast_ad.errors import DiffError, InternalError, KindError
from ast_ad.frontend.reading.find import find
from ast_ad.frontend.reading.guess import guess
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
}


class Hang(BaseException):
    """A function took too long."""


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
    """The functions that a module defines, those of its classes included."""
    for item in list(vars(module).values()):
        if inspect.isclass(item) and item.__module__ == module.__name__:
            for member in vars(item).values():
                function = getattr(member, "__func__", member)
                if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                    yield function
        elif isinstance(item, FunctionType) and item.__module__ == module.__name__:
            yield item


def outcome(function: FunctionType, adjoint: bool) -> str:
    """What became of a function: accepted, the code of a refusal, or what went wrong."""
    try:
        source = find(function)
        func = pipeline.primal(source, guess(source)).func
        verify(func)
        wanted = [differentiable(param.kind) for param in func.params]
        if adjoint and any(wanted) and any(differentiable(getattr(r, "kind", None)) for r in func.results):
            bar = pipeline.finish(pipeline.adjoint(func, wanted))
            verify(bar)
            compile(pipeline.text(bar).text, "<adjoint>", "exec")
    except InternalError as error:
        return f"INTERNAL {error}".splitlines()[0]
    except (DiffError, KindError) as error:
        return getattr(error, "code", None) or type(error).__name__
    except Hang:
        return "HANG"
    except Exception as error:  # The subject of this search.
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {place.filename.rpartition('/')[2]}:{place.lineno}: {error}"[:150]
    return "accepted"


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise Hang


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("packages", nargs="*", default=[*sorted(sys.stdlib_module_names), *PACKAGES])
    parser.add_argument("--seconds", type=float, default=20.0, help="a function that takes longer hangs (20)")
    parser.add_argument("--adjoint", action="store_true", help="differentiate what was accepted, print and compile it")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, _interrupt)
    counts: collections.Counter[str] = collections.Counter()
    wrong: list[str] = []
    for module in modules(options.packages):
        for function in functions(module):
            signal.setitimer(signal.ITIMER_REAL, options.seconds)
            try:
                found = outcome(function, options.adjoint)
            except Hang:
                found = "HANG"
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0.0)
            ours = found == "accepted" or found.startswith("AD") or found == "Problems"
            counts[found if ours else "something else"] += 1
            if not ours:
                wrong.append(f"{module.__name__}.{function.__qualname__}: {found}")
                print(wrong[-1], flush=True)
    total = sum(counts.values())
    print(f"{total} functions")
    for code, count in counts.most_common():
        print(f"{count:7} {100 * count / max(total, 1):5.1f}%  {code}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""Write docs/functions.md: every function in the table of derivatives, with what is known about it.

python tools/function_table.py            write the page
python tools/function_table.py --check    fail if the page is not what would be written
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from types import FunctionType

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "rules")]

from complex_samples import complexified  # noqa: E402
from rule_samples import SAMPLES  # noqa: E402

import ast_ad.frontend.lower  # noqa: E402, F401  (the front end as a whole)
from ast_ad.emit.symbols import find  # noqa: E402
from ast_ad.frontend.calls import given_functions  # noqa: E402
from ast_ad.frontend.calls.array_methods import LEFT_OUT, METHODS  # noqa: E402
from ast_ad.frontend.machine import live  # noqa: E402
from ast_ad.rules import table  # noqa: E402

PAGE = ROOT / "docs" / "functions.md"
HEAD = """# Functions

Every function of `numpy`, `scipy`, `math` and `operator` that a program may call, and how it is differentiated. Written by
`tools/function_table.py` from the table of derivatives itself.

Made with {versions}; other versions have a few functions more or less.

* **elementwise**: one map serves both modes. **linear**: forward mode applies the function itself, reverse mode its
  transpose. **bilinear**: linear in each of two factors. **stated**: both modes are stated. **defined**: a composition of
  other functions, which takes its place where a derivative goes through it. **zero**: the derivative is zero or there is none.
* Forward and reverse mode are both there for every function that is not zero, at any order.
* **complex**: complex arguments are taken, and the derivative is tested for them.
"""
NAMES = {
    table.Diagonal: "elementwise",
    table.Linear: "linear",
    table.Bilinear: "bilinear",
    table.Custom: "stated",
    table.Zero: "zero",
}


def is_users(function: Callable[..., object]) -> bool:
    return isinstance(function, FunctionType) and not live.is_library(function)


def versions() -> str:
    return f"Python 3.{sys.version_info.minor}, NumPy {np.__version__[:3]}, SciPy {metadata.version('scipy')[:4]}"


def kind(rule: table.Rule) -> str:
    if isinstance(rule, table.Defined):
        return "defined" if rule.otherwise is None else f"{NAMES[type(rule.otherwise)]}, some calls defined"
    return NAMES[type(rule)]


def is_complex(function: Callable[..., object]) -> bool:
    return any(complexified(function, sample) is not None for sample in SAMPLES.get(function, [])[:5])


def place(function: Callable[..., object]) -> tuple[str, str]:
    """The module of a function, and the name under which it is found there."""
    owner = getattr(function, "__self__", None)
    name = getattr(function, "__name__", "")
    if isinstance(owner, np.ufunc):
        return "ufunc methods", f"{place(owner)[1]}.{name}"
    if owner is not None and (getattr(type(owner), "__module__", "") or "").startswith("scipy.stats"):
        return f"scipy.stats.{owner.name}" if hasattr(owner, "name") else "scipy.stats", name
    if getattr(function, "__objclass__", None) is np.ndarray:
        return "ndarray", name
    if (getattr(function, "__module__", None) or "").startswith("numpy.random"):
        return "numpy.random", str(getattr(function, "__qualname__", name))
    found = find(function)
    if found is not None:
        return found
    return (getattr(function, "__module__", None) or "").lstrip("_"), name


def sections() -> dict[str, dict[str, tuple[str, str, str]]]:
    """For each module the functions, with kind, complex and notes."""
    found: dict[str, dict[str, tuple[str, str, str]]] = {}
    for function, rule in table.functions().items():
        module, name = place(function)
        if is_users(function) or module.startswith("ast_ad") or not name or not module:
            continue
        mark = "yes" if not rule.is_zero and is_complex(function) else ""
        found.setdefault(module, {})[name] = (kind(rule), mark, "")
    for function in given_functions.FUNCTIONS:
        found["numpy"][function.__name__] = ("lowered", "", "the function that it is given is differentiated in line")
    for function, reason in table.left_out().items():
        module, name = place(function)
        found.setdefault(module, {})[name] = ("none", "", reason)
    return found


def methods() -> Iterator[str]:
    yield "\n## Methods of arrays\n"
    yield "They are the functions of the same name: " + ", ".join(f"`{name}`" for name in sorted(METHODS)) + ".\n"
    yield "Without a derivative: " + "; ".join(f"`{name}` ({LEFT_OUT[name]})" for name in sorted(LEFT_OUT)) + "."


def page() -> str:
    lines = [HEAD.replace("{versions}", versions())]
    for module, functions in sorted(sections().items()):
        lines += [f"\n## {module}\n", "| function | derivative | complex | notes |", "|---|---|---|---|"]
        for name, (what, mark, note) in sorted(functions.items()):
            lines.append(re.sub(r" +\|", " |", f"| `{name}` | {what} | {mark} | {note} |"))
    return "\n".join([*lines, *methods()]) + "\n"


def main() -> int:
    if "--check" in sys.argv:
        return int(PAGE.read_text() != page())
    PAGE.write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())

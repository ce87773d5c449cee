"""Write docs/functions.md: every function in the table of derivatives, with what is known about it.

python tools/function_table.py            write the page
python tools/function_table.py --check    fail if the page is not what would be written
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Hashable, Iterator
from importlib import metadata
from pathlib import Path
from types import FunctionType, ModuleType

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "rules")]

from complex_samples import complexified  # noqa: E402
from keyword_samples import REFUSED  # noqa: E402
from rule_check import Case, Sample, random_like  # noqa: E402
from rule_samples import SAMPLES  # noqa: E402

import ast_ad.frontend.lower  # noqa: E402, F401  (the front end as a whole)
from ast_ad.emit.symbols import find  # noqa: E402
from ast_ad.errors import NoRule  # noqa: E402
from ast_ad.frontend.calls import given_functions, rearranged, ufunc_loops  # noqa: E402
from ast_ad.frontend.calls.array_methods import LEFT_OUT, METHODS  # noqa: E402
from ast_ad.frontend.machine import live  # noqa: E402
from ast_ad.kinds import differentiable  # noqa: E402
from ast_ad.rules import invocation, table  # noqa: E402
from ast_ad.rules.scipy_special import NoClosedForm  # noqa: E402

PAGE = ROOT / "docs" / "functions.md"
HEAD = """# Functions

Every function of `numpy`, `scipy`, `math` and `operator` that a program may call, and how it is differentiated. Written by
`tools/function_table.py` from the table of derivatives itself.

Made with {versions}; other versions have a few functions more or less.

* **elementwise**: one map serves both modes. **linear**: forward mode applies the function itself, reverse mode its
  transpose. **bilinear**: linear in each of two factors. **stated**: both modes are stated. **defined**: a composition of
  other functions, which takes its place where a derivative goes through it. **zero**: the derivative is zero or there is none.
  **followed**: the text of the function is differentiated in the place of the call. **none**: there is no derivative;
  functions of SciPy that have none may be called where nothing in their arguments varies.
* **forward**, **reverse**: the mode is there, at any order; both are for every function that has a derivative.
* **complex**: complex arguments are taken, and the derivative is tested for them.
* **notes**: what is refused, and for functions without a derivative why they have none. What is said of "a variable" is about
  values that the derivative goes through, or that only the run tells.
"""
# What is no function of the table, and yet may be called or indexed.
LOWERED = {
    "unstack": "the rows of the array with the axis first",
    "vectorize": "the function is differentiated in line",
    "r_": "`np.r_[x, y]` joins arrays",
    "c_": "`np.c_[x, y]` joins columns",
    "ndindex": "a loop over the indices of an array",
    "ndenumerate": "a loop over the indices and the elements of an array",
}
ALIASED = "numpy numpy.linalg numpy.fft scipy.special scipy.linalg scipy.fft scipy.signal math".split()
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
    """Whether both modes are there for complex arguments."""
    made = [complexified(function, sample) for sample in SAMPLES.get(function, [])[:5]]
    return any(sample is not None and not refusal(function, sample) for sample in made)


def refusal(function: Callable[..., object], sample: Sample) -> str:
    """What the error says if a call is refused; else nothing."""
    rng = np.random.default_rng(0)
    try:
        with np.errstate(all="ignore"):
            case = Case(function, sample)
            case.tangent(case.direction(rng), case.values)
            results = case.value(case.values)
            useful = [value for value, w in zip(results, case.results, strict=True) if differentiable(w.kind)]
            case.adjoint([random_like(value, rng) for value in useful], case.values)
    except NoRule as error:
        return str(error.message).partition(" is known for ")[2] or str(error.message)
    return ""


def notes(function: Callable[..., object], rule: table.Rule) -> str:
    """What is refused."""
    found = [f"not for {refusal(function, sample)}" for each, sample in REFUSED if each == function]
    if isinstance(rule, table.Diagonal):
        found += [f"not by {name}: {why}" for name, why in refused_arguments(function, rule)]
    return "; ".join(dict.fromkeys(found)).replace("|", "or")


def refused_arguments(function: Callable[..., object], rule: table.Diagonal) -> Iterator[tuple[str, str]]:
    """The arguments by which there is no derivative, and what the map says of them."""
    names = invocation.parameter_names(function)
    for k, each in enumerate(rule.maps):
        if isinstance(each, NoClosedForm):
            yield names[k] if k < len(names) else f"argument {k + 1}", each.why


def place(function: Callable[..., object]) -> tuple[str, str]:
    """The module of a function, and the name under which it is found there."""
    owner = getattr(function, "__self__", None)
    name = getattr(function, "__name__", "")
    if isinstance(function, ModuleType):
        return name.rpartition(".")[0], name.rpartition(".")[2]
    if isinstance(owner, np.ufunc):
        return "ufunc methods", f"{place(owner)[1]}.{name}"
    if owner is not None and (getattr(type(owner), "__module__", "") or "").startswith("scipy.stats"):
        family = next(word for word, each in vars(importlib.import_module("scipy.stats")).items() if each is owner)
        return f"scipy.stats.{family}", name
    if getattr(function, "__objclass__", None) is np.ndarray:
        return "ndarray", name
    if (getattr(function, "__module__", None) or "").startswith("numpy.random"):
        return "numpy.random", str(getattr(function, "__qualname__", name))
    found = find(function)
    if found is not None:
        return found[0].lstrip("_"), found[1]
    return (getattr(function, "__module__", None) or "").lstrip("_"), name


Row = tuple[str, str, str, str, str]


def sections() -> dict[str, dict[str, Row]]:
    """For each module the functions, with their rows."""
    found: dict[str, dict[str, Row]] = {}
    places: dict[Callable[..., object], tuple[str, str]] = {}
    for function, rule in table.functions().items():
        module, name = place(function)
        if is_users(function) or module.startswith("ast_ad") or not name or not module:
            continue
        places[function] = module, name
        there = "zero" if rule.is_zero else "yes"
        mark = "yes" if not rule.is_zero and is_complex(function) else ""
        found.setdefault(module, {})[name] = (kind(rule), there, there, mark, notes(function, rule))
    for function in given_functions.FUNCTIONS:
        note = "the function that it is given is differentiated in line"
        found["numpy"][function.__name__] = ("lowered", "yes", "yes", "", note)
    for name, note in LOWERED.items():
        if hasattr(np, name):
            found["numpy"][name] = ("lowered", "yes", "yes", "yes", note)
    for function, reason in table.left_out().items():
        module, name = place(function)
        followed = reason == table.FOLLOWED
        there = "yes" if followed else "no"
        found.setdefault(module, {})[name] = ("followed" if followed else "none", there, there, "", reason)
        places[function] = module, name
    for method in ufunc_loops.METHODS:
        module, name = place(method)
        found[module][name] = ("lowered", "yes", "yes", "", "a loop along the axis")
    for method in rearranged.METHODS:
        module, name = place(method)
        found[module][name] = ("lowered", "yes", "yes", "", "the places are drawn, and the elements read there")
    for module, rows in list(found.items()):
        home, _, name = module.rpartition(".")
        if home == "scipy.stats" and all(row[0] == "none" for row in rows.values()):
            found.setdefault(home, {})[name] = next(iter(found.pop(module).values()))
    for module in ALIASED:
        for name, function in vars(importlib.import_module(module)).items():
            known = name in getattr(importlib.import_module(module), "__all__", ()) and isinstance(function, Hashable)
            if known and function in places and name not in found.get(module, {}):
                home, other = places[function]
                row = found[home][other]
                there = other if home == module else f"{home}.{other}"
                found.setdefault(module, {})[name] = (*row[:4], f"another name of `{there}`")
    return found


def methods() -> Iterator[str]:
    yield "\n## Methods of arrays\n"
    yield "They are the functions of the same name: " + ", ".join(f"`{name}`" for name in sorted(METHODS)) + ".\n"
    yield "Without a derivative: " + "; ".join(f"`{name}` ({LEFT_OUT[name]})" for name in sorted(LEFT_OUT)) + "."


def page() -> str:
    lines = [HEAD.replace("{versions}", versions())]
    for module, functions in sorted(sections().items()):
        lines += [
            f"\n## {module}\n",
            "| function | derivative | forward | reverse | complex | notes |",
            "|---|---|---|---|---|---|",
        ]
        for name, row in sorted(functions.items()):
            lines.append(re.sub(r" +\|", " |", f"| `{name}` | {' | '.join(row)} |"))
    return "\n".join([*lines, *methods()]) + "\n"


def main() -> int:
    if "--check" in sys.argv:
        return int(PAGE.read_text() != page())
    PAGE.write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Guards: what a specialisation found in globals, closures and classes, compared at every call.

The test is generated code, for it runs at every call: one `is` for each name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

from ast_ad.errors import KindError
from ast_ad.frontend.arguments import Argument, Fixed, describe
from ast_ad.frontend.machine.objects import LiveRead
from ast_ad.frontend.reading.namespace import Live
from ast_ad.kinds import Number
from ast_ad.tree import Leaf

Guards = Mapping[LiveRead, object]


def compile_test(guards: Guards, functions: tuple[FunctionType, ...] = ()) -> Callable[[], bool]:
    """A function that tells whether everything is still as it was found, and the code of ``functions`` too."""
    scope: dict[str, Any] = {"_same": _same}
    tests = [_test(f"{k}", live, expected, scope) for k, (live, expected) in enumerate(guards.items())]
    found = [value for expected in guards.values() if isinstance(value := _fixed(expected), FunctionType)]
    for k, function in enumerate(dict.fromkeys((*functions, *found))):
        scope |= {f"f{k}": function, f"k{k}": function.__code__, f"d{k}": function.__defaults__}
        tests.append(f"f{k}.__code__ is k{k} and f{k}.__defaults__ is d{k}")
    # A name that is gone is a name that means something else now.
    lines = ["def unchanged():", " try:", f"  return {' and '.join(tests) or 'True'}"]
    lines += [" except (KeyError, AttributeError, ValueError, LookupError, TypeError):", "  return False"]
    exec("\n".join(lines), scope)
    test: Callable[[], bool] = scope["unchanged"]
    return test


def _fixed(expected: object) -> object:
    if not isinstance(expected, Argument):
        return expected
    kind = expected.kinds[0] if isinstance(expected.tree, Leaf) else None
    return kind.value if isinstance(kind, Fixed) else None


def _test(mark: str, live: LiveRead, expected: object, scope: dict[str, Any]) -> str:
    where = live.namespace
    if isinstance(where, Live) and live.name not in where._cells and live.name not in where._globals:
        # A builtin: it stays what it is until the module defines the name.
        scope[f"g{mark}"] = where._globals
        return f"{live.name!r} not in g{mark}"
    read = _read(mark, live, scope)
    if not isinstance(expected, Argument):
        scope[f"v{mark}"] = expected
        if type(expected) in (bool, int):
            scope[f"t{mark}"] = type(expected)
            return f"(type({read}) is t{mark} and {read} == v{mark})"
        return f"{read} is v{mark}"
    scope[f"e{mark}"] = expected
    kind = expected.kinds[0] if isinstance(expected.tree, Leaf) else None
    if isinstance(kind, Fixed):
        scope[f"v{mark}"] = kind.value
        return f"({read} is v{mark} or _same({read}, e{mark}))"
    if isinstance(kind, Number) and kind.dtype is None:
        scope[f"t{mark}"] = kind.type
        return f"type({read}) is t{mark}"
    return f"_same({read}, e{mark})"


def _read(mark: str, live: LiveRead, scope: dict[str, Any]) -> str:
    """The expression that reads a name where it was found."""
    where, name = live.namespace, live.name
    if isinstance(where, Live) and not live.path:
        if name in where._cells:
            scope[f"c{mark}"] = where._cells[name]
            return f"c{mark}.cell_contents"
        if name in where._globals:
            scope[f"g{mark}"] = where._globals
            return f"g{mark}[{name!r}]"
    scope[f"r{mark}"] = live
    return f"r{mark}()"


def _same(value: object, expected: Argument) -> bool:
    try:
        return describe(value).exact == expected.exact
    except KindError:
        return False

"""Find every function and lambda of the standard library: python tools/find_stdlib.py [MODULE ...]"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
import sysconfig
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import CellType, CodeType, FunctionType

from ast_ad.errors import DiffError
from ast_ad.frontend.reading.find import find

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def functions(file: Path) -> Iterator[FunctionType]:
    """Every function in a file, nested ones too, without running it: cells are empty."""
    text = file.read_bytes()
    # Class bodies, comprehensions, bounds of type variables and annotations have codes of their own.
    known = {getattr(node, "name", "<lambda>") for node in ast.walk(ast.parse(text)) if isinstance(node, DEFINITIONS)}
    stack = [compile(text, str(file), "exec", dont_inherit=True)]
    while stack:
        current = stack.pop()
        stack.extend(item for item in current.co_consts if isinstance(item, CodeType))
        if current.co_flags & inspect.CO_NEWLOCALS and current.co_name in known:
            yield make(current, str(file))


def make(code: CodeType, file: str) -> FunctionType:
    return FunctionType(code, {"__file__": file}, None, None, tuple(CellType() for _ in code.co_freevars))


def main(names: list[str]) -> int:
    warnings.simplefilter("ignore")
    root = Path(sysconfig.get_paths()["stdlib"])
    files = [Path(str(importlib.import_module(name).__file__)) for name in names] or sorted(root.rglob("*.py"))
    total = lost = 0
    for file in files:
        if "site-packages" in file.parts or "lib2to3" in file.parts:
            continue
        try:
            everything = list(functions(file))
        except (SyntaxError, ValueError):
            continue
        for function in everything:
            total += 1
            try:
                found = find(function)
                assert found.node.name == function.__code__.co_name
            except (DiffError, AssertionError) as error:
                lost += 1
                print(f"{file}:{function.__code__.co_firstlineno}: {function.__code__.co_name}: {error}")
    print(f"{total} functions and lambdas, {lost} not found")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

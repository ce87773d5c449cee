"""From the text of a module to the function in it.

The text is compiled inside a factory, so that what it imports and defines are variables of the factory: they neither
appear among the user's globals nor can these hide them. The factory is then bound to the globals and the closure of the
primal, so that every other name means what it means there, now and later. The lines are handed to ``linecache``:
tracebacks, ``pdb`` and ``inspect.getsource`` show them.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import itertools
import linecache
import weakref
from collections.abc import Mapping
from types import CodeType, FunctionType

_numbers = itertools.count(1)


def load(
    text: str, name: str, primal: FunctionType | None = None, extra: Mapping[str, object] | None = None
) -> FunctionType:
    """The function ``name`` of a generated module.

    ``extra`` gives values to names that the text uses and does not bind. A builtin's name means the builtin, whatever
    the user's module calls so, unless ``extra`` says otherwise.
    """
    file = f"<ast_ad {name} #{next(_numbers)}>"
    space: dict[str, object] = {"__name__": "ast_ad_generated"} if primal is None else primal.__globals__
    given = {word: getattr(builtins, word) for word in space if hasattr(builtins, word) and not word.startswith("__")}
    given |= extra or {}
    cells = {} if primal is None else dict(zip(primal.__code__.co_freevars, primal.__closure__ or ()))
    code = _factory(text, name, file, tuple(cells), tuple(given))
    factory = FunctionType(code, space, name, None, tuple(cells[word] for word in code.co_freevars))
    function = factory(*given.values())
    assert isinstance(function, FunctionType)
    function.__qualname__ = name
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    # The lines live as long as the code whose tracebacks show them.
    weakref.finalize(function.__code__, linecache.cache.pop, file, None).atexit = False
    return function


def _factory(text: str, name: str, file: str, free: tuple[str, ...], given: tuple[str, ...]) -> CodeType:
    """The code of ``def factory(*given): <text>; return <name>``, to which the names ``free`` come by a closure."""
    body = ast.parse(text, file).body
    flags = 0
    if any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in body):
        # Such an import stands at the head of a module or nowhere.
        flags = __future__.annotations.compiler_flag
        body = [node for node in body if not (isinstance(node, ast.ImportFrom) and node.module == "__future__")]
    module = ast.parse("def closure():\n def factory():\n  return")
    closure = module.body[0]
    assert isinstance(closure, ast.FunctionDef)
    factory = closure.body[0]
    assert isinstance(factory, ast.FunctionDef)
    closure.args.args = [ast.arg(word) for word in free]
    factory.args.args = [ast.arg(word) for word in given]
    factory.body = [*body, ast.Return(ast.Name(name, ast.Load()))]
    ast.fix_missing_locations(module)
    return _inner(_inner(compile(module, file, "exec", flags, dont_inherit=True), "closure"), "factory")


def _inner(code: CodeType, name: str) -> CodeType:
    return next(item for item in code.co_consts if isinstance(item, CodeType) and item.co_name == name)

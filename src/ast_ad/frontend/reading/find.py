"""From a function to its text.

The whole file is parsed, and the node is the one whose compiled code is the function's. ``inspect.getsource`` is no
help: it guesses where a lambda ends, loses the indentation of strings, and believes a file that was edited since it was
imported.
"""

from __future__ import annotations
import __future__

import ast
import functools
import inspect
import linecache
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import CodeType, FunctionType, MethodType
from typing import Any

import gast
import numpy as np

from ast_ad.errors import KindError, Refused
from ast_ad.frontend.reading.namespace import Live
from ast_ad.frontend.reading.source import Source
from ast_ad.frontend.reading.syntax import to_gast
from ast_ad.ir import Const, Place

__all__ = ["Source", "find", "function_node", "unwrap"]

Span = tuple[int, int, int, int]
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
# Functions of NumPy that ask the classes of their arguments first whether they do it themselves.
DISPATCHED: type[Any] = type(np.sum)
_FUTURE = functools.reduce(
    int.__or__, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)
_found: dict[int, tuple[weakref.ref[CodeType], _Text]] = {}


@dataclass(frozen=True)
class _Text:
    node: Any
    file: str
    lines: Sequence[str]


def find(function: object) -> Source:
    """The source of a function, lambda or method. Raises Refused (AD101) where there is none."""
    plain = unwrap(function)
    code = plain.__code__
    known = _found.get(id(code))
    # Codes compare equal across files, so they are told apart by identity.
    if known is not None and known[0]() is code:
        found = known[1]
    else:
        found = _search(plain)
        key = id(code)
        _found[key] = weakref.ref(code, lambda _: _found.pop(key, None)), found
    return Source(found.node, found.file, found.lines, Live(plain), plain, plain.__qualname__)


def unwrap(function: object) -> FunctionType:
    """The Python function inside a method, a cache, or a dispatcher of numba or NumPy.

    A function made by ``functools.wraps`` is itself: what it does around the function that it wraps counts.
    """
    while not isinstance(function, FunctionType):
        if isinstance(function, MethodType | staticmethod | classmethod):
            function = function.__func__
        elif hasattr(function, "py_func"):
            function = function.py_func
        elif isinstance(function, functools._lru_cache_wrapper | DISPATCHED):
            function = function.__wrapped__
        else:
            name = getattr(function, "__name__", type(function).__name__)
            raise KindError("AD310", f"{name!r} is not a Python function", None, "pass a function written in Python")
    return function


def _search(function: FunctionType) -> _Text:
    code = function.__code__
    file, lines = _lines(function)
    tree = _parse(file, "".join(lines))
    around = [node for node in tree.body if _first_line(node) <= code.co_firstlineno <= (node.end_lineno or 0)]
    candidates: list[Definition] = [node for statement in around for node in _definitions(statement, code)]
    if len(candidates) > 1:
        candidates = _closest(candidates, code)
        if len(candidates) != 1:
            raise _missing(code, "several functions begin on its line", "give each a line of its own")
    if not candidates or not _is_compiled_from(tree, around, code):
        raise _missing(code, f"{file} has changed since it was imported", "import it again")
    return _Text(function_node(to_gast(candidates[0])), file, lines)


def _missing(code: CodeType, why: str, hint: str) -> Refused:
    place = Place(code.co_filename, code.co_firstlineno, 0, code.co_firstlineno, 0, "")
    return Refused("AD101", f"the source of {code.co_name!r} cannot be found: {why}", place, hint)


def _lines(function: FunctionType) -> tuple[str, list[str]]:
    """The file of a function and its lines, from wherever Python itself would show them in a traceback."""
    code = function.__code__
    own = function.__globals__.get("__file__")
    # Modules that are frozen into the interpreter have their text in the library.
    frozen = code.co_filename.startswith("<frozen ") and isinstance(own, str)
    file = own if frozen and isinstance(own, str) else code.co_filename
    linecache.checkcache(file)
    lines = linecache.getlines(file, function.__globals__)
    if not lines:
        try:
            lines = inspect.findsource(code)[0]
        except (OSError, TypeError, IndexError):
            hint = "put the function into a file or a notebook cell"
            raise _missing(code, f"{file} has no text that Python kept", hint) from None
    return file, list(lines)


@functools.lru_cache(maxsize=32)
def _parse(file: str, text: str) -> ast.Module:
    try:
        return ast.parse(text, file)
    except SyntaxError as error:
        place = Place(file, error.lineno or 1, (error.offset or 1) - 1, error.lineno or 1, error.offset or 1)
        raise Refused("AD102", f"{file} is no valid Python now: {error.msg}", place, "import it again") from None


def _first_line(node: Any) -> int:
    above: int = min((decorator.lineno for decorator in getattr(node, "decorator_list", ())), default=node.lineno)
    return above


def _definitions(statement: ast.stmt, code: CodeType) -> Iterator[Definition]:
    """The functions or lambdas in a statement that begin on the code's line and have its name."""
    for node in ast.walk(statement):
        if isinstance(node, Definition):
            name = "<lambda>" if isinstance(node, ast.Lambda) else node.name
            if name == code.co_name and _first_line(node) == code.co_firstlineno:
                yield node


def _closest(candidates: list[Definition], code: CodeType) -> list[Definition]:
    """Of several functions on one line: the innermost one whose body holds every position of the code."""
    used = [
        (line, column, end_line or line, end_column)
        for line, end_line, column, end_column in code.co_positions()
        # An instruction without a place of its own stands at column 0 or nowhere.
        if line is not None and column is not None and end_column is not None and (column, end_column) != (0, 0)
    ]
    if not used:
        return _constant(candidates, code)
    holding = [node for node in candidates if all(_holds(_span(node), span) for span in used)]
    return [node for node in holding if all(_holds(_span(other), _span(node)) for other in holding)]


def _constant(candidates: list[Definition], code: CodeType) -> list[Definition]:
    """Of several functions on one line: one like ``lambda: 0``, for which Python 3.12 records no positions."""
    parameters = list(code.co_varnames[: code.co_argcount])
    alike: list[Definition] = [
        node
        for node in candidates
        if isinstance(node.body, ast.Constant)
        and any(Const(node.body.value) == Const(value) for value in code.co_consts)
        and [arg.arg for arg in (*node.args.posonlyargs, *node.args.args)] == parameters
    ]
    # Where several are the same to the letter, any will do.
    return alike[:1] if len({ast.dump(node) for node in alike}) == 1 else alike


def _span(node: Definition) -> Span:
    first, last = (node.body, node.body) if isinstance(node, ast.Lambda) else (node.body[0], node.body[-1])
    return first.lineno, first.col_offset, last.end_lineno or 0, last.end_col_offset or 0


def _holds(outer: Span, inner: Span) -> bool:
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]


def _is_compiled_from(tree: ast.Module, statements: list[ast.stmt], code: CodeType) -> bool:
    """Whether compiling the text gives this code."""
    names = code.co_names + code.co_varnames
    if code.co_filename.startswith("<ast_ad ") or any(name.startswith("@py") for name in names):
        # Our own text is compiled inside a factory, and pytest rewrites assertions.
        return True
    # A few statements compile faster than a file. Imports belong to them: calls of their names differ.
    for body in ([*_imports(tree.body), *statements], tree.body):
        flags = code.co_flags & _FUTURE
        compiled = compile(ast.Module(body, []), code.co_filename, "exec", flags, dont_inherit=True)
        if any(_same(other, code) for other in _codes(compiled)):
            return True
    return False


def _imports(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        if isinstance(statement, ast.Import) or (
            isinstance(statement, ast.ImportFrom) and statement.module != "__future__"
        ):
            yield statement
        elif not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for name in ("body", "orelse", "finalbody", "handlers"):
                yield from _imports(list(getattr(statement, name, ())))


def _same(a: CodeType, b: CodeType) -> bool:
    """Whether two codes are equal. A code with a NaN among its constants is not equal to itself, but prints alike."""
    if a == b or (a.co_name, a.co_firstlineno) != (b.co_name, b.co_firstlineno):
        return a == b
    if (a.co_code, a.co_names, a.co_varnames) != (b.co_code, b.co_names, b.co_varnames):
        return False
    pairs = list(zip(a.co_consts, b.co_consts, strict=True)) if len(a.co_consts) == len(b.co_consts) else [(0, 1)]
    return all(
        _same(p, q) if isinstance(p, CodeType) and isinstance(q, CodeType) else repr(p) == repr(q) for p, q in pairs
    )


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for item in code.co_consts:
        if isinstance(item, CodeType):
            yield from _codes(item)


def function_node(node: Any, name: str = "<lambda>") -> Any:
    """The gast.FunctionDef of a gast definition, without its decorators; a lambda, whose body becomes a return, gets a name."""
    if isinstance(node, gast.Lambda):
        returned = gast.copy_location(gast.Return(node.body), node.body)
        result = gast.FunctionDef(name, node.args, [returned], [], None, None, [])
    else:
        result = type(node)(node.name, node.args, node.body, [], node.returns, node.type_comment, node.type_params)
    return gast.copy_location(result, node)

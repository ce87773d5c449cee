"""Finding the text of functions, as they are met in files, notebooks and test suites."""

from __future__ import annotations

import functools
import importlib.util
import linecache
import math
import os
import statistics
import textwrap
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import gast
import pytest

from ast_ad.emit.load import load
from ast_ad.errors import DiffError, KindError, Refused
from ast_ad.frontend.reading.find import Source, find
from ast_ad.frontend.reading.syntax import parse


def body(source: Source) -> str:
    return source.place(source.node.body[-1]).statement


def module(path: Path, text: str, name: str = "user") -> ModuleType:
    path.write_text(textwrap.dedent(text))
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    result = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(result)
    return result


def nested(code: CodeType) -> Iterator[CodeType]:
    for item in code.co_consts:
        if isinstance(item, CodeType):
            yield item
            yield from nested(item)


@pytest.mark.parametrize("name", ["statistics", "functools", "textwrap", "dataclasses", "fractions"])
def test_standard_library(name: str) -> None:
    file = importlib.util.find_spec(name).origin  # type: ignore[union-attr]
    assert file is not None
    count = 0
    for code in nested(compile(Path(file).read_text(encoding="utf-8"), file, "exec", dont_inherit=True)):
        # From Python 3.14 on annotations are compiled into functions that have no text of their own.
        if code.co_flags & 2 and (code.co_name == "<lambda>" or not code.co_name.startswith(("<", "__annotate__"))):
            function = FunctionType(
                code, {"__file__": file}, None, None, tuple(types.CellType() for _ in code.co_freevars)
            )
            node = find(function).node
            assert node.name == code.co_name
            names = [arg.id for arg in [*node.args.posonlyargs, *node.args.args]]
            assert names == list(code.co_varnames[: code.co_argcount])
            count += 1
    assert count > 10


def test_functions_that_python_froze() -> None:
    assert find(os.path.join).node.name == "join"
    assert find(statistics.fmean).file == statistics.__file__


def test_lambdas_on_one_line(tmp_path: Path) -> None:
    user = module(
        tmp_path / "user.py",
        """
        f, g = lambda x: x + 1, lambda x: x + 2
        h = lambda x: lambda y: x * y; k = [lambda: 0, (lambda a=lambda: 1: a())]
        """,
    )
    assert body(find(user.f)) == "x + 1" and body(find(user.g)) == "x + 2"
    assert body(find(user.h)) == "lambda y: x * y" and body(find(user.h(1))) == "x * y"
    assert body(find(user.k[0])) == "0" and body(find(user.k[1])) == "a()"
    node = find(user.g).node
    assert isinstance(node, gast.FunctionDef) and isinstance(node.body[0], gast.Return)
    assert (node.lineno, node.col_offset) == (2, 24)


def test_what_stands_around_a_function_is_looked_through(tmp_path: Path) -> None:
    user = module(
        tmp_path / "user.py",
        """
        import functools

        def twice(function):
            @functools.wraps(function)
            def wrapper(x):
                return 2 * function(x)
            return wrapper

        @functools.lru_cache(maxsize=3)
        def cached(x):
            return x

        @twice
        def doubled(x):
            return x

        class A:
            def method(self, x):
                return self.a * x

            @staticmethod
            def static(x):
                return x * x

        class Dispatcher:
            def __init__(self, py_func):
                self.py_func = py_func

        @Dispatcher
        def compiled(x):
            return x ** 3
        """,
    )
    assert body(find(user.cached)) == "return x"
    assert find(user.cached).node.decorator_list == [] and find(user.cached).place(find(user.cached).node).line == 11
    assert body(find(user.doubled)) == "return 2 * function(x)"
    assert find(user.doubled).namespace.lookup("function")(3) == 3  # type: ignore[operator]
    assert body(find(user.A().method)) == body(find(user.A.method)) == "return self.a * x"
    assert body(find(user.A.__dict__["static"])) == "return x * x"
    assert body(find(user.compiled)) == "return x ** 3"


def test_strings_at_the_margin_and_wide_characters(tmp_path: Path) -> None:
    user = module(tmp_path / "user.py", 'def f(ä):\n    s = """\nmargin"""\n    return "ö", ä * 2  # why\n')
    source = find(user.f)
    place = source.place(source.node.body[1].value.elts[1])
    assert (place.line, place.column, place.end_column, place.statement) == (4, 16, 21, 'return "ö", ä * 2')


def test_statements_are_quoted_on_one_line(tmp_path: Path) -> None:
    user = module(
        tmp_path / "user.py",
        """
        def f(x, n=3):
            y = (x +  # the first
                 1)
            a = 1; b = 2  # two
            if x > 0:  # positive
                y = f(x,

                      n)
            elif (x <
                  1):
                pass
            for i in range(n): y += \\
                i
            while y: y -= 1
            with open(x) as a, b: pass
            try:
                pass
            finally:
                pass
            return y
        """,
    )
    source = find(user.f)
    quoted = [source.place(node).statement for node in gast.walk(source.node) if isinstance(node, gast.stmt)]
    assert sorted(quoted) == sorted(
        [
            "def f(x, n=3):",
            "y = (x + 1)",
            "a = 1",
            "b = 2",
            "if x > 0:",
            "y = f(x, n)",
            "elif (x < 1):",
            "pass",
            "for i in range(n):",
        ]
        + ["y += i", "while y:", "y -= 1", "with open(x) as a, b:", "pass", "try:", "pass", "pass", "return y"]
    )
    name = next(node for node in gast.walk(source.node) if isinstance(node, gast.Constant) and node.value == 2)
    assert source.place(name).statement == "b = 2"


def test_names_are_read_live(tmp_path: Path) -> None:
    user = module(
        tmp_path / "user.py",
        """
        import math
        a = 1.0
        def outer():
            def inner(x):
                return a * b * x * math.pi * abs(x) * nowhere
            def change(): nonlocal b; b = 3.0
            early = inner
            b = 2.0
            return inner, change
        """,
    )
    inner, change = user.outer()
    names = find(inner).namespace
    assert [names.lookup(name) for name in ("a", "b", "math", "abs")] == [1.0, 2.0, math, abs]
    change()
    vars(user)["a"] = 5.0
    assert [names.lookup(name) for name in ("a", "b")] == [5.0, 3.0]
    with pytest.raises(KeyError):
        names.lookup("nowhere")


def test_an_empty_cell_is_an_unknown_name() -> None:
    def outer() -> Callable[[], object]:
        def inner() -> object:
            return later

        found = find(inner).namespace
        with pytest.raises(KeyError):
            found.lookup("later")
        later = 1
        assert found.lookup("later") == 1
        return inner

    outer()


def test_asserts_that_pytest_rewrote() -> None:
    def f(x: float) -> float:
        assert x > 0, "positive"
        return x

    assert body(find(f)) == "return x"


def test_notebook_cells() -> None:
    text = "from __future__ import annotations\ndef f(x: float):\n    return x * 2\n"
    linecache.cache["<cell 1>"] = (len(text), None, text.splitlines(keepends=True), "<cell 1>")
    space: dict[str, Any] = {}
    exec(compile(text, "<cell 1>", "exec"), space)  # noqa: S102
    assert body(find(space["f"])) == "return x * 2"
    del linecache.cache["<cell 1>"]


def test_generated_functions() -> None:
    f = load("import math\n\n\ndef f(x):\n    return math.sin(x)\n", "f")
    assert body(find(f)) == "return math.sin(x)"
    assert find(f).namespace.lookup("math") is math


def test_a_file_edited_since_import_is_refused(tmp_path: Path) -> None:
    text = "def f(x):\n    return x\n\ndef g(x):\n    return x\n"
    user = module(tmp_path / "user.py", text)
    (tmp_path / "user.py").write_text(text.replace("return x", "return x + 1", 1))
    assert body(find(user.g)) == "return x"
    for edited in (text.replace("return x", "return x + 1"), "\n" + text, "", "def f(:"):
        (tmp_path / "user.py").write_text(edited)
        linecache.clearcache()
        with pytest.raises(Refused) as caught:
            find(FunctionType(user.f.__code__.replace(), user.__dict__))
        assert caught.value.code in ("AD101", "AD102")


def test_what_has_no_source() -> None:
    space: dict[str, Any] = {}
    exec("def f(x): return x", space)  # noqa: S102
    with pytest.raises(Refused) as caught:
        find(space["f"])
    assert caught.value.code == "AD101" and caught.value.hint
    for value in (math.sin, 3, functools.partial(int, base=2), len):
        with pytest.raises(KindError) as wrong:
            find(value)
        assert wrong.value.code == "AD310" and isinstance(wrong.value, DiffError)


def test_one_node_for_one_code() -> None:
    def outer() -> FunctionType:
        return lambda x: x  # type: ignore[return-value]

    assert find(outer()).node is find(outer()).node


def test_sums_of_many_terms() -> None:
    source = "y = " + " + ".join(["x"] * 600)
    tree = parse(source)
    assert (tree.body[0].value.col_offset, tree.body[0].value.end_col_offset) == (4, len(source))


def test_a_constant_that_is_nan(tmp_path: Path) -> None:
    user = module(tmp_path / "user.py", "def f(x):\n    return lambda: x * (1e309 * 0)\n")
    assert body(find(user.f)) == "return lambda: x * (1e309 * 0)"
    assert body(find(user.f(1.0))) == "x * (1e309 * 0)"

"""The printer: what it writes reads back as the same program, and looks as a person would have written it."""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from types import ModuleType

import astunparse
import gast
import pytest

from ast_ad.emit.printer import WIDTH, Blank, Comment, Printer, unparse
from ast_ad.frontend.reading.syntax import parse


def printed(source: str) -> str:
    return unparse(gast.parse(textwrap.dedent(source))).text


def noted(source: str, notes: dict[int, str]) -> str:
    tree = gast.parse(textwrap.dedent(source))
    for node in gast.walk(tree):
        if isinstance(node, gast.stmt) and node.lineno in notes:
            node.note = notes[node.lineno]
    return unparse(tree).text


def test_astunparse_is_the_base_class() -> None:
    assert issubclass(Printer, astunparse.Unparser)


@pytest.mark.parametrize("module", [ast, inspect, textwrap, astunparse.unparser], ids=lambda module: module.__name__)
def test_modules_read_back(module: ModuleType) -> None:
    source = inspect.getsource(module)
    assert ast.unparse(ast.parse(printed(source))) == ast.unparse(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "return a, b",
        "a, b = b, a + b",
        "return",
        "x[i, 1:n] = y[..., None]",
        "x[i] += y[i, j]",
        "for i, a in enumerate(x):\n    pass\nelse:\n    y = 1",
        "if a:\n    x = 1\nelif b:\n    x = 2\nelif c:\n    x = 3\nelse:\n    x = 4",
        "try:\n    x = 1\nexcept ValueError as e:\n    raise\nfinally:\n    pass",
        "y = x ** -0.5 + (-x) ** 2 - (-1.0) ** n",
        "match x:\n    case [1, *rest]:\n        y = 1",
        "with a as b, c:\n    pass",
        "x: float = 1.0",
        "assert x > 0, f'{x!r} is {y:.3f}'",
        "y = (x := 3) + lambda_()",
        "y = a if b else c",
        "while not (a and b) or c < d <= e:\n    break",
    ],
)
def test_statements_are_written_as_by_hand(source: str) -> None:
    body = textwrap.indent(source, "    ")
    assert printed(f"def f():\n{body}\n") == f"def f():\n{body}\n"


def test_signature() -> None:
    header = "def f(a, b: float, /, c=1.0, *args, y_bar=1.0, **rest) -> float:\n    pass\n"
    assert printed(header) == header
    assert (
        printed("def f(a: float = 1, *, b: int = 2):\n    pass\n") == "def f(a: float = 1, *, b: int = 2):\n    pass\n"
    )
    assert printed("def f(a, *, y_bar=1.0):\n    pass\n") == "def f(a, *, y_bar=1.0):\n    pass\n"


def test_docstrings_and_gaps() -> None:
    source = '''
    import numpy as np
    def f(x):
        """x, squared."""
        def g():
            return x
        return g() * x
    def h(x):
        "a\\\\b"
    y = 1
    '''
    assert printed(source) == (
        'import numpy as np\n\n\ndef f(x):\n    """x, squared."""\n\n'
        "    def g():\n        return x\n\n    return g() * x\n\n\n"
        "def h(x):\n    'a\\\\b'\n\n\ny = 1\n"
    )


def test_comments_and_blank_lines() -> None:
    f = gast.parse("def f(x):\n    y = x\n    return y").body[0]
    f.body = [Comment("forward sweep"), f.body[0], Blank(), Comment("reverse sweep"), f.body[1]]
    result = unparse([gast.parse("z = 1").body[0], Comment("the function"), f])
    assert result.text == (
        "z = 1\n\n\n# the function\ndef f(x):\n    # forward sweep\n    y = x\n\n    # reverse sweep\n    return y\n"
    )
    assert result.lines[5] is f and result.lines[7] is f.body[1] and result.lines[10] is f.body[4]
    assert 2 not in result.lines


def test_notes_stand_in_one_column() -> None:
    text = noted("def f(x):\n    a = 1\n    b = a * x\n    return b", {2: "a = 1", 3: "b = a * x"})
    assert text == "def f(x):\n    a = 1      # a = 1\n    b = a * x  # b = a * x\n    return b\n"


def test_long_notes_stay_within_the_width() -> None:
    name = "x" * 70
    text = noted(f"def f():\n    {name} = 1\n    a = 2\n    y = {'z' * 88}\n", {2: "n" * 60, 3: "m" * 80, 4: "k" * 30})
    assert max(map(len, text.splitlines())) <= WIDTH
    assert f"    # {'k' * 30}\n    y = " in text
    assert ast.dump(ast.parse(text)) == ast.dump(
        ast.parse(f"def f():\n    {name} = 1\n    a = 2\n    y = {'z' * 88}\n")
    )


def test_deep_expressions() -> None:
    total = "y = " + " + ".join(f"x{i} * z" for i in range(500))
    nested = "y = " + "f(" * 90 + "x" + ")" * 90
    right = "y = " + "a ** (b - " * 60 + "c" + ")" * 60
    for source in (total, nested, right):
        text = unparse(parse(source)).text
        # The compiler is made for such depths; ast.dump and ast.unparse are not.
        assert compile(text, "", "exec").co_code == compile(source, "", "exec").co_code
        assert source is not total or text.count("(") == 1


@pytest.mark.parametrize(
    "source",
    [
        "return " + ", ".join(f"some_long_name_{i} * other" for i in range(9)),
        "y = " + " + ".join(f"alpha{i} * np.sin(x[{i}])" for i in range(30)),
        "y = " + " - ".join(f"(alpha{i} - (np.sin(x[{i}]) if t else not u))" for i in range(30)),
        "y = np.concatenate([" + ", ".join(f"alpha{i} * np.sin(x[{i}])" for i in range(30)) + "], axis=0, **options)",
        "y = " + " and ".join(f"(alpha{i} or beta{i})" for i in range(30)),
        "y = " + " * ".join(f"(alpha{i} << beta{i})" for i in range(30)),
        "y = " + "a" * 60 + " if " + "b" * 60 + " else " + "c" * 60,
        "def g(" + ", ".join(f"parameter_{i}=None" for i in range(20)) + ", /, *args, k=1, **w):\n        pass",
    ],
)
def test_long_lines_are_broken(source: str) -> None:
    source = f"def f():\n    {source}\n"
    text = printed(source)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(source))


@pytest.mark.parametrize(
    "value",
    [-1, -1.5, -0.0, math.inf, -math.inf, 1 - 2j, -1 + 2j, complex(-0.0, 2.0), complex(0.0, -2.0), -3j, 10**400, -True],
)
def test_constants_keep_value_and_sign(value: complex) -> None:
    tree = gast.parse("y = x ** 2")
    tree.body[0].value.left = gast.Constant(value, None)
    text = unparse(tree).text
    assert repr(eval(text.split("=")[1].rsplit("**", 1)[0])) == repr(value)

"""Text from gast: statements by astunparse, expressions by ast.unparse, comments and notes by this module."""

from __future__ import annotations

import ast
import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gast
from astunparse import Unparser

from ast_ad.emit.expression import bare, broken, text
from ast_ad.emit.nodes import Blank, Comment, ToAst
from ast_ad.emit.notes import Line, align

WIDTH = 100
# Where a tuple may stand without its parentheses.
_BARE = (gast.Assign, gast.Return, gast.For)
_DEFINITIONS = (gast.FunctionDef, gast.AsyncFunctionDef, gast.ClassDef)

__all__ = ["Blank", "Comment", "Printed", "unparse"]


@dataclass(frozen=True, slots=True)
class Printed:
    """A text, and which of its lines (counted from 1) come from which statement."""

    text: str
    lines: dict[int, Any]


def unparse(nodes: Any) -> Printed:
    """Print a statement, a module, or a sequence of statements.

    A statement's attribute ``note`` becomes a comment at the right of its first line.
    """
    body = nodes.body if isinstance(nodes, gast.Module) else [nodes] if isinstance(nodes, ast.AST) else list(nodes)
    printer = Printer(body)
    lines = align(printer.lines, WIDTH)
    return Printed(
        "".join(line.text.rstrip() + "\n" for line in lines),
        {number: line.node for number, line in enumerate(lines, 1) if line.node is not None},
    )


class Printer(Unparser):  # type: ignore[misc]
    """astunparse's printer of statements, made to work on gast and to know which line comes from which statement."""

    def __init__(self, body: Sequence[Any]) -> None:
        self.lines: list[Line] = []
        self.statement: Any = None
        super().__init__(list(body), io.StringIO())

    def fill(self, text: str = "") -> None:
        self.lines.append(Line("    " * self._indent + text, self.statement))

    def write(self, text: str) -> None:
        self.lines[-1].text += text

    def dispatch(self, tree: Any) -> None:
        if isinstance(tree, list):
            self._body(tree)
        elif isinstance(tree, gast.expr):
            self._expression(tree)
        elif isinstance(tree, gast.stmt):
            self._one(tree)
        else:
            super().dispatch(tree)

    def _body(self, body: list[Any]) -> None:
        gap = 1 if self._indent else 2
        for position, (before, tree) in enumerate(zip([None, *body], body)):
            apart = isinstance(before, _DEFINITIONS) or _opens_definition(body, position)
            if apart and before is not None and not isinstance(before, Comment):
                self._blank_lines(gap)
            self.dispatch(tree)

    def _blank_lines(self, wanted: int) -> None:
        while self.lines and not self.lines[-1].text.strip():
            self.lines.pop()
        self.lines.extend(Line("") for _ in range(wanted))

    def _one(self, tree: Any) -> None:
        outer, self.statement = self.statement, tree
        first = len(self.lines)
        method = getattr(self, "_" + type(tree).__name__, None)
        if method is not None:
            method(tree)
        else:
            # What astunparse does not know is left to ast.unparse, with the blocks inside it.
            for row in ast.unparse(ToAst().visit(tree)).splitlines():
                self.fill(row)
        if first < len(self.lines):
            self.lines[first].note = getattr(tree, "note", "") or ""
        self.statement = outer

    def _expression(self, tree: Any) -> None:
        whole = bare(tree) if isinstance(self.statement, _BARE) else text(tree)
        before = len(self.lines[-1].text)
        if before + len(whole) + 1 <= WIDTH or before < 4 * self._indent:
            self.write(whole)
        else:
            self._rows(broken(tree, before, 4 * self._indent, WIDTH, after=1))

    def _rows(self, rows: list[str]) -> None:
        self.write(rows[0])
        self.lines.extend(Line(row, self.statement) for row in rows[1:])

    def _Comment(self, tree: Comment) -> None:
        self.fill(f"# {tree.text}")

    def _Blank(self, tree: Blank) -> None:
        self.lines.append(Line(""))

    def _Expr(self, tree: Any) -> None:
        self.fill()
        match tree.value:
            case gast.Constant(value=str(doc)):
                self.write(_docstring(doc))
            case value:
                self.dispatch(value)

    def _AnnAssign(self, tree: Any) -> None:
        target = text(tree.target)
        value = "" if tree.value is None else " = "
        if isinstance(tree.target, gast.Name) and not tree.simple:
            target = f"({target})"
        self.fill(f"{target}: {text(tree.annotation)}{value}")
        if value:
            self.dispatch(tree.value)

    def _FunctionDef(self, tree: Any) -> None:
        self._define("def", tree)

    def _AsyncFunctionDef(self, tree: Any) -> None:
        self._define("async def", tree)

    def _define(self, word: str, tree: Any) -> None:
        self._decorate(tree)
        self.fill(f"{word} {tree.name}")
        closing = f") -> {text(tree.returns)}" if getattr(tree, "returns", None) else ")"
        whole = f"({', '.join(_parameters(tree.args))}{closing}"
        if len(self.lines[-1].text) + len(whole) + 1 <= WIDTH:
            self.write(whole)
        else:
            inner = " " * 4 * (self._indent + 1)
            self._rows(
                [
                    "(",
                    *(f"{inner}{parameter}," for parameter in _parameters(tree.args)),
                    " " * 4 * self._indent + closing,
                ]
            )
        self._block(tree)

    def _ClassDef(self, tree: Any) -> None:
        self._decorate(tree)
        bases = [
            *map(text, tree.bases),
            *((f"{word.arg}=" if word.arg else "**") + text(word.value) for word in tree.keywords),
        ]
        self.fill(f"class {tree.name}" + (f"({', '.join(bases)})" if bases else ""))
        self._block(tree)

    def _decorate(self, tree: Any) -> None:
        for decorator in tree.decorator_list:
            self.fill(f"@{text(decorator)}")

    def _block(self, tree: Any) -> None:
        self.enter()
        self.dispatch(tree.body)
        self.leave()

    def _If(self, tree: Any) -> None:
        word = "if "
        while True:
            self.fill(word)
            self.dispatch(tree.test)
            self.enter()
            self.dispatch(tree.body)
            self.leave()
            if len(tree.orelse) != 1 or not isinstance(tree.orelse[0], gast.If):
                break
            tree = self.statement = tree.orelse[0]
            word = "elif "
        if tree.orelse:
            self.fill("else")
            self.enter()
            self.dispatch(tree.orelse)
            self.leave()

    def _ExceptHandler(self, tree: Any) -> None:
        self.fill("except")
        if tree.type is not None:
            self.write(f" {text(tree.type)}")
        if tree.name is not None:
            self.write(f" as {tree.name.id}")
        self.enter()
        self.dispatch(tree.body)
        self.leave()


def _opens_definition(body: list[Any], position: int) -> bool:
    """Whether the statement at a position is a definition, or a comment that stands right above one."""
    for following in itertools.islice(body, position, None):
        if not isinstance(following, Comment):
            return isinstance(following, _DEFINITIONS)
    return False


def _parameters(arguments: Any) -> Iterator[str]:
    """Each parameter of a signature, with its default; the marks ``/`` and ``*`` count as parameters."""
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(plain) - len(arguments.defaults)) + list(arguments.defaults)
    for position, (name, default) in enumerate(zip(plain, defaults), 1):
        yield _parameter(name, default)
        if position == len(arguments.posonlyargs):
            yield "/"
    if arguments.vararg or arguments.kwonlyargs:
        yield f"*{_parameter(arguments.vararg, None) if arguments.vararg else ''}"
    for name, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        yield _parameter(name, default)
    if arguments.kwarg:
        yield f"**{_parameter(arguments.kwarg, None)}"


def _parameter(name: Any, default: Any) -> str:
    annotation = f": {text(name.annotation)}" if name.annotation is not None else ""
    equals = "" if default is None else f" = {text(default)}" if annotation else f"={text(default)}"
    return f"{name.id}{annotation}{equals}"


def _docstring(doc: str) -> str:
    if "\\" in doc or '"""' in doc or doc.endswith('"') or not doc.replace("\n", "").isprintable():
        return repr(doc)
    return f'"""{doc}"""'

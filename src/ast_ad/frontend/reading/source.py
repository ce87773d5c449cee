"""Source: the text of a user's function, and where each node of it stands."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from types import FunctionType
from typing import Any

import gast

from ast_ad.emit.expression import text
from ast_ad.frontend.reading.namespace import Namespace
from ast_ad.ir import Place

# Where the header of a compound statement ends: at the end of this field.
_HEADER = {
    gast.If: "test",
    gast.While: "test",
    gast.For: "iter",
    gast.AsyncFor: "iter",
    gast.With: "items",
    gast.AsyncWith: "items",
    gast.Match: "subject",
}
_WORD = {gast.Try: "try:", gast.TryStar: "try:"}


def mangled(owner: str, name: str) -> str:
    """An attribute as it is called in the text of a class: ``__x`` in C is ``_C__x``."""
    if not name.startswith("__") or name.endswith("__") or not owner.strip("_"):
        return name
    return f"_{owner.lstrip('_')}{name}"


class Source:
    """A function as the user wrote it.

    ``node`` is a gast.FunctionDef; a lambda is shown as one whose body is a return. ``lines`` are those of the whole
    file, ``function`` is the live function, if there is one, and ``namespace`` knows what its free names mean.
    """

    # No dataclass, for those are taken apart where a program names them.
    def __init__(
        self,
        node: Any,
        file: str,
        lines: Sequence[str],
        namespace: Namespace,
        function: FunctionType | None = None,
        qualname: str = "",
    ) -> None:
        self.node = node
        self.file = file
        self.lines = lines
        self.namespace = namespace
        self.function = function
        self.qualname = qualname
        self._places: dict[object, Place] = {}
        self._statements: dict[int, list[Any]] = {}

    @property
    def owner(self) -> str:
        """The name of the innermost class around the function; empty if there is none."""
        for part in reversed(self.qualname.split(".<locals>.")):
            *classes, _ = part.split(".")
            if classes:
                return classes[-1]
        return ""

    def __repr__(self) -> str:
        return f"<source of {self.qualname} in {self.file}>"

    def at(self, place: Place) -> AbstractContextManager[None]:
        """Lower the text as what is called at a place of the user's."""
        return nullcontext()

    def place(self, node: Any) -> Place:
        """The place of a node, with the statement that it is in, on one line."""
        while not hasattr(node, "end_lineno"):
            node = _located(node, self.node)
        key = node.lineno, node.col_offset, node.end_lineno, node.end_col_offset, isinstance(node, gast.stmt)
        place = self._places.get(key)
        if place is None:
            start, end = self._column(node.lineno, node.col_offset), self._column(node.end_lineno, node.end_col_offset)
            place = Place(self.file, node.lineno, start, node.end_lineno, end, self._statement(node))
            self._places[key] = place
        return place

    def _column(self, line: int, offset: int) -> int:
        """The column in characters; ast counts bytes."""
        row = self.lines[line - 1]
        return offset if row.isascii() else len(row.encode()[:offset].decode())

    def _statement(self, node: Any) -> str:
        if not self._statements:
            for statement in _statements(self.node):
                for line in range(statement.lineno, _header_end(statement)[0] + 1):
                    self._statements.setdefault(line, []).append(statement)
        around = self._statements.get(node.lineno, [])
        position = node.lineno, node.col_offset
        inside = [s for s in around if (s.lineno, s.col_offset) <= position <= _header_end(s)]
        return self._header(node if isinstance(node, gast.stmt) or not inside else inside[-1])

    def _header(self, node: Any) -> str:
        """A statement on one line: a simple one whole, of a compound one the header."""
        if isinstance(node, gast.FunctionDef):
            return f"def {node.name}({text(node.args)}):"
        if type(node) in _WORD:
            return _WORD[type(node)]
        end_line, end_offset = _header_end(node)
        if type(node) in _HEADER:
            end_line, end_offset = self._colon(end_line, end_offset)
        rows = [row.rstrip("\r\n") for row in self.lines[node.lineno - 1 : end_line]]
        rows[-1] = rows[-1].encode()[:end_offset].decode()
        rows[0] = rows[0].encode()[node.col_offset :].decode()
        return rows[0] if len(rows) == 1 else _joined(_without_comments(rows))

    def _colon(self, line: int, offset: int) -> tuple[int, int]:
        """The end of the colon that ends a header. Before it nothing but closing parentheses and comments can stand."""
        while True:
            code = self.lines[line - 1].encode()[offset:].split(b"#")[0]
            if b":" in code:
                return line, offset + code.index(b":") + 1
            line, offset = line + 1, 0


class Inlined(Source):
    """The text of a function that the user has not written, which stands for a call: all of it has the place of that call."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.node, source.file, source.lines, source.namespace, source.function, source.qualname)
        self._call: Place | None = None

    @contextmanager
    def at(self, place: Place) -> Iterator[None]:
        before, self._call = self._call, place
        try:
            yield
        finally:
            # What a generator makes of its items is made later, for the same call.
            self._call = before or place

    def place(self, node: Any) -> Place:
        return super().place(node) if self._call is None else self._call


class Followed(Inlined):
    """The text of a library's function. What is said of it tells where in it that is, too."""

    def place(self, node: Any) -> Place:
        call, here = self._call, Source.place(self, node)
        if call is None:
            return here
        name = self.qualname.rpartition(".<locals>.")[2]
        return replace(call, inside=f"in {name}, line {here.line}")


def _located(node: Any, default: Any) -> Any:
    """A node that has a place, for one that has none of its own (a keyword's operator, a comprehension's clause)."""
    for child in gast.iter_child_nodes(node):
        return child
    return default


def _statements(node: Any) -> Iterator[Any]:
    """A function's statements, outer ones before those inside them."""
    yield node
    for child in gast.walk(node):
        if isinstance(child, gast.stmt) and child is not node:
            yield child


def _header_end(node: Any) -> tuple[int, int]:
    if type(node) in _HEADER:
        last = getattr(node, _HEADER[type(node)])
        if isinstance(last, list):
            last = last[-1].optional_vars or last[-1].context_expr
        return last.end_lineno, last.end_col_offset
    if isinstance(getattr(node, "body", None), list):
        return max(node.lineno, node.body[0].lineno - 1), 1 << 30
    return node.end_lineno, node.end_col_offset


def _without_comments(rows: list[str]) -> Iterator[str]:
    """The parts of a statement that spans lines, without comments and continuation marks."""
    kept = list(rows)
    # Parentheses around the statement let the tokenizer see the lines as one, however they are continued.
    for token in tokenize.generate_tokens(io.StringIO("(" + "\n".join(rows) + "\n)\n").readline):
        if token.type == tokenize.COMMENT:
            line, column = token.start
            kept[line - 1] = kept[line - 1][: column - (line == 1)]
    for row in kept:
        part = row.strip().removesuffix("\\").rstrip()
        if part:
            yield part


def _joined(parts: Iterator[str]) -> str:
    result = next(parts, "")
    for part in parts:
        close = result.endswith(("(", "[", "{")) or part.startswith((")", "]", "}"))
        result += part if close else f" {part}"
    return result

"""How long a program is: its function and what it uses of the same file, without blank lines, comments and docstrings."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

Definition = ast.FunctionDef | ast.ClassDef


def lines_of(function: Callable[..., object]) -> int:
    """The lines of code of a function and of the functions and classes of its file that it uses, directly or not."""
    text = Path(function.__code__.co_filename).read_text()
    found = {node.name: node for node in ast.parse(text).body if isinstance(node, Definition)}
    used, open_ = set(), [function.__name__]
    while open_:
        name = open_.pop()
        used.add(name)
        open_ += {n.id for n in ast.walk(found[name]) if isinstance(n, ast.Name)} & found.keys() - used
    source = text.splitlines()
    return len({line for name in used for line in _code(found[name]) if not _is_empty(source[line - 1])})


def _code(node: Definition) -> Iterator[int]:
    """The lines of a definition, from its ``def`` on: what makes it a program of the corpus stands in its decorator."""
    texts = {
        line
        for part in ast.walk(node)
        if isinstance(part, Definition) and ast.get_docstring(part) is not None
        for line in range(part.body[0].lineno, part.body[0].end_lineno + 1)
    }
    return (line for line in range(node.lineno, node.end_lineno + 1) if line not in texts)


def _is_empty(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")

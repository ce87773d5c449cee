"""What the annotation of a parameter says, where there is no call to tell: a kind, nothing, or that only a value would do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

import gast

from ast_ad.errors import Refused
from ast_ad.frontend.arguments import Argument, Fixed
from ast_ad.frontend.reading import notation
from ast_ad.frontend.reading.bindings import Binding, Bindings
from ast_ad.frontend.reading.source import Source
from ast_ad.frontend.reading.syntax import parse
from ast_ad.kinds import BOOL, COMPLEX, FLOAT, INT
from ast_ad.tree import LEAF

_NOTHING = frozenset({"Any", "object", "TypeVar"})
# What is no number and decides what a program does.
_TEXTS = frozenset({"str", "bytes", "Literal", "LiteralString"})
_OBJECTS = frozenset({"Callable", "type", "dtype", "DTypeLike"})
_WRAPPERS = frozenset({"Annotated", "Final"})
_NUMBERS = (COMPLEX, FLOAT, INT, BOOL)


def argument(source: Source, parameter: Any, needed: bool) -> Argument | None:
    """The argument that is described; None where nothing is said.

    Where the annotation is ``needed``, one that does not tell a kind is refused (AD307).
    """
    return _Reader(source, parameter, needed).argument(parameter.annotation)


class _Reader:
    def __init__(self, source: Source, parameter: Any, needed: bool) -> None:
        self.source, self.parameter, self.needed = source, parameter, needed
        self.aliases: set[str] = set()

    def argument(self, node: Any) -> Argument | None:
        if isinstance(node, gast.Constant) and isinstance(node.value, str):
            return self.argument(_parsed(node.value))
        options = list(_options(node))
        if len(options) > 1:
            # None is passed by leaving an argument out, which its default decides.
            return self.union([option for option in options if not _is_none(option)])
        word = notation.last(node.value if isinstance(node, gast.Subscript) else node)
        if _is_none(node):
            return Argument(LEAF, (Fixed(None),))
        if isinstance(node, gast.Subscript) and word in _WRAPPERS:
            return self.argument(node.slice.elts[0] if isinstance(node.slice, gast.Tuple) else node.slice)
        if word in _NOTHING:
            return None
        return notation.argument(node) or self.named(node, word)

    def union(self, options: list[Any]) -> Argument | None:
        """Of numbers the kind that holds them all; of numbers and arrays the use tells."""
        found = [self.argument(option) for option in options]
        if len(found) == 1:
            return found[0]
        kinds = [what.kinds[0] for what in found if what is not None and what.tree is LEAF]
        if len(kinds) == len(found) and all(kind in _NUMBERS for kind in kinds):
            return Argument(LEAF, (next(kind for kind in _NUMBERS if kind in kinds),))
        return None

    def named(self, node: Any, word: str) -> Argument | None:
        """What a name means that is no kind: another annotation, or something of which only a value would do."""
        bindings = getattr(self.source.namespace, "bindings", None)
        if isinstance(node, gast.Name) and isinstance(bindings, Bindings) and word not in self.aliases:
            self.aliases.add(word)
            bound = bindings.names.get(word, [None])[-1]
            if isinstance(bound, Binding) and not isinstance(bound.value, gast.stmt):
                return self.argument(bound.value.func if isinstance(bound.value, gast.Call) else bound.value)
        name = self.parameter.id
        elsewhere = "take the derivative in Python, with ast_ad.adjoint"
        if word in _TEXTS | _OBJECTS and self.needed:
            hint = f"state it: --set {name}='...'" if word in _TEXTS else elsewhere
            self.refuse(f"{name!r} is no number, and its value decides what is computed", hint)
        if self.source.function is None and self.needed:
            hint = f"state its kind: --types {name}=float, or {elsewhere}"
            self.refuse(f"what the annotation of {name!r} means is not known without running the file", hint)
        return None

    def refuse(self, message: str, hint: str) -> NoReturn:
        own = hint if self.source.function is None else "call the derivative first: the arguments tell"
        raise Refused("AD307", message, self.source.place(self.parameter.annotation), own)


def _parsed(text: str) -> Any:
    try:
        return parse(f"({text})").body[0].value
    except (SyntaxError, IndexError, AttributeError):
        return gast.Name(text, gast.Load(), None, None)


def _options(node: Any) -> Iterator[Any]:
    """The members of a union; what is none is the only one."""
    if isinstance(node, gast.BinOp) and isinstance(node.op, gast.BitOr):
        yield from (*_options(node.left), *_options(node.right))
        return
    word = notation.last(node.value) if isinstance(node, gast.Subscript) else ""
    if word == "Union":
        for item in node.slice.elts if isinstance(node.slice, gast.Tuple) else [node.slice]:
            yield from _options(item)
        return
    if word == "Optional":
        yield from (*_options(node.slice), gast.Constant(None, None))
        return
    yield node


def _is_none(node: Any) -> bool:
    return isinstance(node, gast.Constant) and node.value is None

"""From Funcs to the text of a module: imports, the helpers that it needs, and the functions, callees first."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import CodeType, FunctionType
from typing import Literal

import gast

from ast_ad import runtime
from ast_ad.analysis.sharing import Sharing
from ast_ad.emit.coalesce import Classes
from ast_ad.emit.constants import required
from ast_ad.emit.duplicates import merged
from ast_ad.emit.fold import Fold
from ast_ad.emit.imports import arranged
from ast_ad.emit.lives import Lives
from ast_ad.emit.marks import Mark
from ast_ad.emit.naming import assign as assign_names
from ast_ad.emit.newest import newest
from ast_ad.emit.nodes import Blank, Comment
from ast_ad.emit.ownership import own
from ast_ad.emit.packs import sunk
from ast_ad.emit.printer import unparse
from ast_ad.emit.quotes import Notes
from ast_ad.emit.signature import arguments, returned, unpacked
from ast_ad.emit.spelling import Spelling
from ast_ad.emit.stacks import late_drops, popped
from ast_ad.emit.statements import Writer
from ast_ad.emit.storing import Stored
from ast_ad.emit.symbols import Symbols, find
from ast_ad.frontend.machine.objects import LiveRead
from ast_ad.ir import (
    Apply,
    Atom,
    Const,
    Func,
    Place,
    Value,
    View,
    bound,
    callees,
    walk,
)
from ast_ad.optimise.dce import dce
from ast_ad.tree import Leaf

Policy = Literal["source", "trace"]


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a module, the names of its functions, the user's places of its lines, and the objects that it names and no
    module exports.
    """

    text: str
    names: Mapping[Func, str]
    lines: Mapping[int, Place]
    objects: Mapping[str, object] = field(default_factory=dict)


def module(funcs: Sequence[Func], names: Policy = "source") -> Text:
    """A complete module with the functions and all that they call."""
    return _Module(funcs, names).text()


class _Module:
    def __init__(self, funcs: Sequence[Func], policy: Policy) -> None:
        self.policy = policy
        self.wanted = list(funcs)
        self.funcs = list(dict.fromkeys(callee for func in funcs for callee in reversed(callees(func))))
        hidden = {p.name for func in self.funcs for p in func.inputs}
        hidden |= {value.hint for func in self.funcs for value in bound(func.block)}
        self.symbols = Symbols(frozenset(hidden))
        self.names = _function_names(self.funcs, self.wanted, hidden)
        self.helpers: dict[Callable[..., object], None] = {}

    def text(self) -> Text:
        bodies, renamed = merged(
            [self.function(func) for func in self.funcs], {self.names[func] for func in self.wanted}
        )
        nodes: list[gast.stmt] = [*self.imports(), *self.printed_helpers(), *bodies]
        printed = unparse(nodes)
        lines = {n: node.place for n, node in printed.lines.items() if getattr(node, "place", None) is not None}
        names = {func: renamed.get(word, word) for func, word in self.names.items()}
        return Text(printed.text, names, lines, self.symbols.objects)

    def imports(self) -> list[gast.stmt]:
        paths = dict(self.symbols.imports)
        words = {word for helper in _with_callees(self.helpers) for word in _words(helper.__code__)}
        for path, alias in (("numpy", "np"), ("math", "math")):
            if alias in words:
                paths.setdefault(path, alias)
        rows = [f"import {path}" if alias == path else f"import {path} as {alias}" for path, alias in paths.items()]
        return [gast.parse(row).body[0] if row else Blank() for row in arranged(rows)]

    def printed_helpers(self) -> list[gast.stmt]:
        return [gast.parse(plain_source(helper)).body[0] for helper in _with_callees(self.helpers)]

    def function(self, func: Func) -> gast.FunctionDef:
        owned = popped(own(replace(func, block=late_drops(newest(dce(sunk(func.block)))))))
        body_func, fresh_sums = owned.func, owned.fresh_sums
        traced = self.policy == "trace"
        fold = Fold(body_func, Sharing(body_func, fresh_sums), fresh_sums, hinted=not traced)
        classes = Classes(body_func, fold, Lives(body_func, fold), named=not traced)
        structured = {p.name for p in func.inputs if not isinstance(p.tree, Leaf)}
        named = assign_names(body_func, fold, classes, {*self.reserved(body_func), *structured})
        spelling = Spelling(fold, named, self.names, self.symbols)
        writer = Writer(fold, spelling, fresh_sums, Stored(body_func, named), Notes(traced))

        def give(results: Sequence[Atom]) -> gast.Return:
            node = gast.Return(returned(func.output, spelling.atoms(results)))
            shown = [fold.folded[atom].place for atom in results if isinstance(atom, Value) and atom in fold.folded]
            node.place = next((place for place in reversed(shown) if place is not None), None)
            return node

        body = writer.returning(body_func.block, give)
        if any(isinstance(node, Comment) for node in body):
            body = [Comment("forward sweep"), *body]
        head = [*required(func, self.names[func], self.symbols), *unpacked(func, named, fold.reads)]
        self.helpers.update(spelling.helpers)
        doc = [gast.Expr(gast.Constant(func.summary, None))] if func.summary else []
        args = arguments(func, named, self.symbols)
        return gast.FunctionDef(self.names[func], args, [*doc, *head, *body], [], None, None, [])

    def reserved(self, func: Func) -> set[str]:
        """The names that the text of a function uses for modules, functions, builtins and globals."""
        used = {"range", "reversed", "len", "slice", "list", *self.names.values(), "np", "math"}
        for op in walk(func.block):
            targets = [op.prim.function] if isinstance(op.prim, Apply) else []
            targets += [step.function for step in getattr(op.prim, "path", ()) if isinstance(step, View)]
            targets += [atom.value for atom in op.args if isinstance(atom, Const) and callable(atom.value)]
            for function in targets:
                if isinstance(function, LiveRead):
                    used.add(function.name)
                elif not isinstance(function, Mark):
                    found = find(function)
                    used.add(found[1] if found and found[0] == "builtins" else getattr(function, "__name__", ""))
        return used


def _function_names(funcs: Sequence[Func], wanted: Sequence[Func], hidden: set[str]) -> dict[Func, str]:
    """A name for each function, in their order. Those that are asked for choose before those that they call."""
    names: dict[Func, str] = {}
    for func in dict.fromkeys((*wanted, *funcs)):
        name, number = func.name, 2
        while name in names.values() or name in hidden:
            name, number = f"{func.name}_{number}", number + 1
        names[func] = name
    return {func: names[func] for func in funcs}


def _with_callees(helpers: Iterable[Callable[..., object]]) -> list[FunctionType]:
    """Helpers, and before them those that they call."""
    found: dict[FunctionType, None] = {}
    for helper in helpers:
        assert isinstance(helper, FunctionType)
        names = [word for word in _words(helper.__code__) if word in vars(runtime) and word != helper.__name__]
        called = [vars(runtime)[word] for word in names if isinstance(vars(runtime)[word], FunctionType)]
        found.update(dict.fromkeys((*_with_callees(called), helper)))
    return list(found)


def _words(code: CodeType) -> Iterator[str]:
    """The names that a function reads from around it, in its comprehensions too."""
    yield from code.co_names
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _words(part)


def plain_source(helper: Callable[..., object]) -> str:
    """A helper as it stands in the text: without the annotations that only our own checks need."""
    node = gast.parse(inspect.getsource(helper)).body[0]
    node.returns = None
    for argument in (*node.args.args, *node.args.kwonlyargs, *filter(None, (node.args.vararg, node.args.kwarg))):
        argument.annotation = None
    return unparse([node]).text

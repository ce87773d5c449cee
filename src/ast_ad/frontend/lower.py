"""Lowering: from a function's syntax and the kinds of its arguments to the IR."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

import gast

from ast_ad.errors import Problems, Refused
from ast_ad.frontend import (  # noqa: F401  (the handlers of statements and expressions register themselves)
    assign,
    attempts,
    attributes,
    calls,
    comprehensions,
    control,
    exits,
    functional,
    inline,
    library,
    names,
    operators,
    recursion,
    scopes,
    subscripts,
    text,
    truth,
)
from ast_ad.frontend.arguments import Argument, Fixed, dynamic
from ast_ad.frontend.machine import Machine, Unreachable
from ast_ad.frontend.objects import (
    Abstract,
    Box,
    Closure,
    Contents,
    Frame,
    LiveRead,
    Maybe,
    Poison,
    Ref,
    Slice,
    Storage,
    Tuple,
)
from ast_ad.frontend.shared import Shared
from ast_ad.frontend.source import Source
from ast_ad.frontend.words import describe
from ast_ad.ir import NO_DEFAULT, UNDEF, Atom, Block, Call, Const, Func, Parameter, Value
from ast_ad.kinds import Array, Extent, Kind, List
from ast_ad.tree import LEAF, Leaf, Node, Tree, part_name

Guards = dict[LiveRead, object]


def lower(source: Source, arguments: dict[str, Argument]) -> Func:
    """The IR of a function for arguments as described, one for each parameter."""
    return lower_with_guards(source, arguments)[0]


def lower_with_guards(source: Source, arguments: dict[str, Argument]) -> tuple[Func, Guards]:
    """The IR, and what the names around the function have to stand for so that it stays valid."""
    shared = Shared()
    while True:
        try:
            return _Lowering(source, arguments, shared).run(), shared.guards
        except recursion.Restart:
            shared.problems.clear()
            shared.specials.clear()


class _Lowering:
    def __init__(self, source: Source, arguments: dict[str, Argument], shared: Shared) -> None:
        self.source = source
        self.arguments = arguments
        self.shared = shared
        if source.function is not None:
            shared.sources[id(source.function)] = source
        self.code = shared.code(source.node, source)
        self.m = Machine(Frame(self.code, None, shared.number()), shared)
        self.params: list[Value] = []

    def run(self) -> Func:
        m = self.m
        m.builder.place = self.source.place(self.source.node)
        inputs = [self.parameter(name.id) for name in scopes.parameters(self.source.node.args)]
        bound = {name.id: self.argument(name.id) for name in scopes.parameters(self.source.node.args)}
        func = Func(self.source.node.name, place=m.builder.place, inputs=tuple(inputs))
        tree, results = self.body(bound)
        if self.shared.problems:
            self.fail()
        func.output = tree
        func.block = Block(tuple(self.params), (*m.prologue.ops, *m.builder.ops), tuple(results))
        return _without_detour(func)

    def fail(self) -> None:
        problems = list({(p.code, p.message, p.place): p for p in self.shared.problems}.values())
        raise problems[0] if len(problems) == 1 else Problems(problems)

    def body(self, bound: dict[str, Abstract]) -> tuple[Tree, list[Atom]]:
        m = self.m
        try:
            if self.code in self.shared.recursive:
                value = recursion.call(m, Closure(self.code, None), bound)
            else:
                m.calls.append((self.code, None, recursion.describe(m, bound)))
                value = inline.run(m, m.frame, bound)
            if isinstance(value, Poison) and not value.message and self.shared.problems:
                self.fail()
            return self.output(self.present(value))
        except Unreachable:
            # The function raises whatever happens: what it would return is never seen.
            return LEAF, [UNDEF]
        except Refused as problem:
            if problem not in self.shared.problems and not isinstance(problem, Problems):
                self.shared.problems.append(problem)
            self.fail()
            raise

    def present(self, value: Abstract) -> Abstract:
        """A result that may be None, which has no derivative: then the generated function raises."""
        if not isinstance(value, Maybe):
            return value
        m = self.m

        def fail() -> None:
            text.throw(
                m,
                library.apply(
                    m, TypeError, [Const(f"{self.code.name} returns None here, which has no derivative")], {}
                ),
            )

        with m.hold(value.value) as held:
            m.branch(value.missing, fail, lambda: None)
            return held()[0]

    def parameter(self, name: str) -> Parameter:
        args = self.source.node.args
        keyword_only = any(other.id == name for other in args.kwonlyargs)
        positional_only = any(other.id == name for other in args.posonlyargs)
        return Parameter(name, dynamic(self.arguments[name]), self.default(name), keyword_only, positional_only)

    def default(self, name: str) -> object:
        args, function = self.source.node.args, self.source.function
        node = inline.default_nodes(args).get(name)
        if node is None:
            return NO_DEFAULT
        if function is None:
            try:
                return ast.literal_eval(gast.gast_to_ast(node))
            except ValueError:
                return NO_DEFAULT
        if function.__kwdefaults__ and name in function.__kwdefaults__:
            return function.__kwdefaults__[name]
        positional = [other.id for other in (*args.posonlyargs, *args.args)]
        return (function.__defaults__ or ())[positional.index(name) - len(positional)]

    def argument(self, name: str) -> Abstract:
        argument = self.arguments[name]
        return self.structure(argument.tree, iter(argument.kinds), name, name)

    def structure(self, tree: Tree, leaves: Iterator[Kind | Fixed], name: str, hint: str) -> Abstract:
        if isinstance(tree, Leaf):
            return self.leaf(next(leaves), name, hint)
        items = tuple(
            self.structure(item, leaves, f"{name}[{k}]", part_name(hint, tree.names[k] if tree.names else None, k))
            for k, item in enumerate(tree.items)
        )
        if tree.type is slice:
            parts = tuple(self.m.atom(item) for item in items)
            return Slice((parts[0], parts[1], parts[2]))
        if issubclass(tree.type, tuple):
            return Tuple(items, tree.type, tree.names)
        return Box(Storage(Contents(tree.type, items, tree.names), name))

    def leaf(self, kind: Kind | Fixed, name: str, hint: str) -> Abstract:
        if isinstance(kind, Fixed):
            return Const(kind.value)
        value = Value(_named(kind, name), str(hint), self.m.builder.place)
        self.params.append(value)
        return Ref(Storage(value, str(hint))) if isinstance(kind, Array | List) else value

    def output(self, value: Abstract) -> tuple[Tree, list[Atom]]:
        """The function's result as a tree of atoms."""
        match value:
            case Tuple(items=items, type=cls, names=keys):
                return self.outputs(cls, items, keys)
            case Box(storage=storage) if isinstance(contents := self.m.content(storage), Contents):
                return self.outputs(contents.type, contents.items, tuple(map(str, contents.keys)))
            case Closure(code=code):
                self.m.refuse("AD305", f"the function {code.name} is returned", "call it, and return what it gives")
            case Maybe(value=inner):
                self.m.refuse("AD306", f"what is returned is None on one way and {describe(inner)} on another")
            case Poison():
                self.m.refuse(value.code or "AD306", f"what is returned {value.message}", value.hint)
        return LEAF, [self.m.atom(value, "what is returned")]

    def outputs(self, cls: type, items: tuple[Abstract, ...], keys: tuple[str, ...]) -> tuple[Tree, list[Atom]]:
        parts = [self.output(item) for item in items]
        return Node(cls, tuple(tree for tree, _ in parts), keys), [atom for _, atoms in parts for atom in atoms]


def _named(kind: Kind, name: str) -> Kind:
    """A parameter's array has lengths of its own: two arrays made from it are known to fit."""
    if not isinstance(kind, Array) or kind.dims is None:
        return kind
    dims = tuple(
        dim if isinstance(dim, int) else Extent((name, k), proper=dim.proper) for k, dim in enumerate(kind.dims)
    )
    return replace(kind, dims=dims)


def _without_detour(func: Func) -> Func:
    """A recursive function as a whole is the Func that its calls call, if it takes and gives the same."""
    if len(func.block.ops) != 1 or not isinstance(prim := func.block.ops[0].prim, Call):
        return func
    op = func.block.ops[0]
    if op.args != func.params or func.results != op.results:
        return func
    prim.func.inputs, prim.func.output, prim.func.name = func.inputs, func.output, func.name
    return prim.func

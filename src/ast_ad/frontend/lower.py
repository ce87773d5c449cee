"""Lowering: from a function's syntax and the kinds of its arguments to the IR."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import gast

from ast_ad.errors import Problems, Refused, together
from ast_ad.frontend.arguments import Argument, Fixed, dynamic
from ast_ad.frontend.calls import (  # noqa: F401  (the handlers register themselves)
    array_api,
    array_facts,
    cached,
    calls,
    copies,
    dictionaries,
    einsum_views,
    functional,
    given_functions,
    heaps,
    inline,
    instances,
    iterators,
    library,
    operator_functions,
    questions,
    recursion,
    reflection,
    splitting,
    texts,
    ufunc_at,
    ufunc_loops,
    unsupported,
)
from ast_ad.frontend.expressions import (  # noqa: F401  (the handlers register themselves)
    attributes,
    comprehensions,
    names,
    operators,
    subscripts,
    truth,
)
from ast_ad.frontend.machine.machine import Machine, Unreachable
from ast_ad.frontend.machine.objects import (
    LIST,
    Abstract,
    Box,
    Closure,
    Contents,
    Frame,
    LiveRead,
    Maybe,
    Origin,
    Packed,
    Poison,
    Ref,
    Rows,
    Slice,
    Storage,
    Tuple,
    Views,
)
from ast_ad.frontend.machine.shared import Shared
from ast_ad.frontend.machine.words import describe
from ast_ad.frontend.reading import constants, scopes
from ast_ad.frontend.reading.source import Source
from ast_ad.frontend.statements import (  # noqa: F401  (the handlers register themselves)
    assign,
    attempts,
    class_bodies,
    contexts,
    control,
    matching,
    reports,
)
from ast_ad.ir import NO_DEFAULT, Atom, Block, Call, Const, Func, Parameter, Passed, Place, Value
from ast_ad.kinds import Array, Extent, Kind, List
from ast_ad.tree import LEAF, Leaf, Node, Tree, part_name

Guards = dict[LiveRead, object]
# What a function returns ("return"), or arguments as it leaves them, by name; several make a tuple.
Outputs = str | tuple[str, ...]


def lower(source: Source, arguments: dict[str, Argument], outputs: Outputs = "return") -> Func:
    """The IR of a function for arguments as described, one for each parameter."""
    return primal(source, arguments, outputs).func


@dataclass(frozen=True, slots=True)
class Primal:
    """A function's IR, what the names around it have to stand for, and the flat parameters that it writes into.

    None among these stands for the objects, lists and dicts of an argument. ``written`` are the arguments of which something
    is written, with the place where that is done first.
    """

    func: Func
    guards: Guards
    writes: frozenset[int | None]
    written: Mapping[str, Place | None]


def primal(source: Source, arguments: dict[str, Argument], outputs: Outputs = "return") -> Primal:
    """The IR of a function and what its callers must know of it."""
    shared = Shared()
    while True:
        try:
            lowering = _Lowering(source, arguments, shared, outputs)
            func = lowering.run()
            origins = [origin for origin in lowering.origins if origin.written]
            writes = frozenset(origin.position for origin in origins)
            return Primal(func, shared.guards, writes, {o.argument: o.place for o in reversed(origins)})
        except recursion.Restart:
            shared.problems.clear()
            shared.specials.clear()
            shared.outer.clear()
            shared.growing.clear()
            shared.kept.clear()
            shared.inlinings.clear()
            shared.trips = 0


class _Lowering:
    def __init__(self, source: Source, arguments: dict[str, Argument], shared: Shared, outputs: Outputs) -> None:
        self.source = source
        self.arguments = arguments
        self.shared = shared
        self.outputs = outputs
        if source.function is not None:
            shared.sources[id(source.function)] = source
        self.code = shared.code(source.node, source)
        self.caller = Frame(self.code, None, shared.number())
        self.m = Machine(Frame(self.code, None, shared.number()), shared)
        self.params: list[Value] = []
        self.origins: list[Origin] = []

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
        raise together(problems)

    def body(self, bound: dict[str, Abstract]) -> tuple[Tree, list[Atom]]:
        m = self.m
        try:
            self.keep(bound)
            if self.code in self.shared.recursive:
                value = recursion.call(m, Closure(self.code, None), bound)
            else:
                m.calls.append((self.code, None, recursion.describe(m, bound)))
                value = inline.run(m, m.frame, bound)
            if isinstance(value, Poison) and not value.message and self.shared.problems:
                self.fail()
            return self.chosen(value)
        except Unreachable:
            # The function raises whatever happens: what it would return is never seen.
            return LEAF, [Const(0.0)]
        except Refused as problem:
            if problem not in self.shared.problems and not isinstance(problem, Problems):
                self.shared.problems.append(problem)
            self.fail()
            raise

    def keep(self, bound: dict[str, Abstract]) -> None:
        """Remember the arguments that are outputs as the caller does, whatever their names mean in the function later."""
        for name in self.outputs if isinstance(self.outputs, tuple) else (self.outputs,):
            if name == "return":
                continue
            if not isinstance(bound[name], Ref | Box | Tuple):
                self.m.refuse("AD301", f"outputs names {name}, which no function can write into", "return it")
            self.m.state.names[self.caller, name] = bound[name]

    def chosen(self, value: Abstract) -> tuple[Tree, list[Atom]]:
        """The outputs that are asked for, of a function that has returned a value."""
        wanted = self.outputs if isinstance(self.outputs, tuple) else (self.outputs,)
        returned = self.present(value) if "return" in wanted else Const(None)
        found = [returned if name == "return" else self.m.state.names[self.caller, name] for name in wanted]
        return self.structured(tuple, tuple(found), ()) if isinstance(self.outputs, tuple) else self.output(found[0])

    def present(self, value: Abstract) -> Abstract:
        """A result without what may be None in it, which has no derivative: then the generated function raises."""
        m = self.m
        message = Const(f"{self.code.name} returns None here, which has no derivative")

        def fail() -> None:
            reports.throw(m, library.apply(m, TypeError, [message], {}))

        while (found := _perhaps_missing(value)) is not None:
            with m.hold(value) as held:
                m.branch(found.missing, fail, lambda: None)
                value = _present(held()[0])
        return value

    def parameter(self, name: str) -> Parameter:
        args = self.source.node.args
        ways: dict[Passed, list[gast.Name]] = {
            "position": args.posonlyargs,
            "name": args.kwonlyargs,
            "*": [args.vararg] if args.vararg else [],
            "**": [args.kwarg] if args.kwarg else [],
        }
        passed: Passed = next((way for way, those in ways.items() if any(p.id == name for p in those)), "plain")
        argument = self.arguments[name]
        constants = tuple(kind.value for kind in argument.kinds if isinstance(kind, Fixed))
        return Parameter(name, dynamic(argument), self.default(name), passed, constants)

    def default(self, name: str) -> object:
        args, function = self.source.node.args, self.source.function
        argument = self.arguments[name]
        if function is None and argument.fixed:
            # What was set is what the text is for.
            return argument.kinds[0].value  # type: ignore[union-attr]
        node = inline.default_nodes(args).get(name)
        if node is None:
            return NO_DEFAULT
        if function is None:
            return self.written_default(node)
        if function.__kwdefaults__ and name in function.__kwdefaults__:
            return function.__kwdefaults__[name]
        positional = [other.id for other in (*args.posonlyargs, *args.args)]
        return (function.__defaults__ or ())[positional.index(name) - len(positional)]

    def written_default(self, node: object) -> object:
        try:
            return constants.default(node, self.source.namespace.lookup)
        except constants.NotConstant:
            return NO_DEFAULT

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
        return Box(Storage(Contents(tree.type, items, tree.names), name, origins=self.origin(None, name)))

    def leaf(self, kind: Kind | Fixed, name: str, hint: str) -> Abstract:
        if isinstance(kind, Fixed):
            return Const(kind.value)
        value = Value(_named(kind, name), str(hint), self.m.builder.place)
        self.params.append(value)
        if not isinstance(kind, Array | List):
            return value
        return Ref(Storage(value, str(hint), origins=self.origin(len(self.params) - 1, name)))

    def origin(self, position: int | None, name: str) -> frozenset[Origin]:
        self.origins.append(Origin(position, name.partition("[")[0]))
        return frozenset(self.origins[-1:])

    def output(self, value: Abstract) -> tuple[Tree, list[Atom]]:
        """The function's result as a tree of atoms."""
        match value:
            case Box(storage=storage) if storage.listed != LIST:
                self.m.refuse("AD305", f"a {storage.listed.type.__name__} is returned", "return list(...) of it")
            case Tuple(type=cls) if cls in self.shared.own_classes:
                self.m.refuse(
                    "AD305", f"an instance of {cls.__name__}, a class inside the function, is returned", _OUTSIDE
                )
            case Tuple(items=items, type=cls, names=keys):
                return self.structured(cls, items, keys)
            case Box(storage=storage) if (
                isinstance(contents := self.m.content(storage), Contents) and contents.type is not Views
            ):
                if contents.type is Rows:
                    self.m.refuse(
                        "AD305", "a list of tuples is returned whose length only the run tells", "return lists"
                    )
                if contents.type is set:
                    self.m.refuse("AD305", "a set is returned", "return a list: sorted(...)")
                if contents.type in self.shared.own_classes:
                    return self.output(Tuple((), contents.type))
                return self.structured(contents.type, contents.items, self.keys(contents))
            case Ref() if value.listed != LIST:
                what = value.listed.type.__name__
                self.m.refuse(
                    "AD305", f"a {what} is returned whose length only the run tells", "return list(...) of it"
                )
            case Ref() if isinstance(kind := self.m.kind(value), List) and kind.optional:
                self.m.refuse("AD305", "a list is returned that may hold None", "return what is in it")
            case Packed():
                self.m.refuse("AD305", "a tuple of tuples is returned whose depth only the run tells", "return arrays")
            case Closure(code=code):
                self.m.refuse("AD305", f"the function {code.name} is returned", "call it, and return what it gives")
            case Maybe(value=inner):
                self.m.refuse("AD306", f"what is returned is None on one way and {describe(inner)} on another")
            case Poison():
                self.m.refuse(value.code or "AD306", f"what is returned {value.message}", value.hint)
        return LEAF, [self.m.atom(value, "what is returned")]

    def keys(self, contents: Contents) -> tuple[object, ...]:
        """What the parts of a dict or an object are found by."""
        if not all(map(_is_literal, contents.keys)):
            self.m.refuse("AD305", "a dict is returned whose keys are no literals", "use numbers or strings as keys")
        return contents.keys

    def structured(self, cls: type, items: tuple[Abstract, ...], keys: tuple[object, ...]) -> tuple[Tree, list[Atom]]:
        parts = [self.output(item) for item in items]
        return Node(cls, tuple(tree for tree, _ in parts), keys), [atom for _, atoms in parts for atom in atoms]


def _is_literal(key: object) -> bool:
    """Whether a text can say what this is."""
    return all(map(_is_literal, key)) if type(key) is tuple else type(key) in (str, int, float, bool, type(None))


def _perhaps_missing(value: Abstract) -> Maybe | None:
    """The first of what may be None in a result."""
    if isinstance(value, Tuple):
        return next(filter(None, map(_perhaps_missing, value.items)), None)
    return value if isinstance(value, Maybe) else None


def _present(value: Abstract) -> Abstract:
    """A result in which the first of what may be None is not."""
    if isinstance(value, Tuple):
        items = list(value.items)
        k = next(k for k, item in enumerate(items) if _perhaps_missing(item))
        return replace(value, items=(*items[:k], _present(items[k]), *items[k + 1 :]))
    assert isinstance(value, Maybe)
    return value.value


_OUTSIDE = "define the class at the top of the module"


def _named(kind: Kind, name: str) -> Kind:
    """A parameter's array has lengths of its own: two arrays made from it are known to fit."""
    if not isinstance(kind, Array) or kind.dims is None:
        return kind
    dims = tuple(
        dim if isinstance(dim, int) else Extent((name, k), 0, dim.proper, dim.least) for k, dim in enumerate(kind.dims)
    )
    return replace(kind, dims=dims)


def _without_detour(func: Func) -> Func:
    """A recursive function as a whole is the Func that its calls call, if it takes and gives the same, one by one."""
    if any(not isinstance(p.tree, Leaf) or p.passed == "name" for p in func.inputs):
        return func
    if len(func.block.ops) != 1 or not isinstance(prim := func.block.ops[0].prim, Call):
        return func
    op = func.block.ops[0]
    if op.args != func.params or func.results != op.results:
        return func
    prim.func.inputs, prim.func.output, prim.func.name = func.inputs, func.output, func.name
    return prim.func

"""Names of other places: what a helper of another module or closure reads is given to the generated function by its value.

The text of a derivative stands where its primal stands, so the names around the primal mean there what they should. A name
from elsewhere, or one that a parameter hides, is bound when the text is loaded; a guard sees when it comes to mean something
else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import FunctionType

from ast_ad.frontend.machine.objects import LiveRead
from ast_ad.frontend.reading.namespace import Live
from ast_ad.ir import Apply, Block, Call, Func, Op, callees


@dataclass(frozen=True, slots=True)
class _Alias:
    """One name of a namespace, under whatever name."""

    namespace: object
    name: str

    def lookup(self, _: str) -> object:
        return LiveRead(self.namespace, self.name)()


@dataclass(frozen=True, slots=True)
class Given:
    """A Func whose foreign names are renamed where they must be, the values of these, and where they were read."""

    func: Func
    values: Mapping[str, object]
    reads: Mapping[LiveRead, object]


def localise(func: Func, primal: FunctionType) -> Given:
    """Give names from elsewhere to a function whose text is to stand where the primal stands."""
    home = Live(primal)
    taken = {parameter.name for callee in callees(func) for parameter in callee.inputs}
    found = dict.fromkeys(live for callee in callees(func) for live in _reads(callee.block))
    foreign = [live for live in found if live.name in taken or not _is_at_home(live, home)]
    if not foreign:
        return Given(func, {}, {})
    taken |= {live.name for live in found if live not in foreign}
    names: dict[tuple[object, str], str] = {}
    for live in foreign:
        if (live.namespace, live.name) not in names:
            names[live.namespace, live.name] = _free(_called(live), taken | {*names.values()})
    renamed = {
        live: replace(live, namespace=_Alias(live.namespace, live.name), name=names[live.namespace, live.name])
        for live in foreign
    }
    reads = {LiveRead(namespace, name): LiveRead(namespace, name)() for namespace, name in names}
    values = {names[live.namespace, live.name]: value for live, value in reads.items()}
    return Given(_Renaming(renamed).func(func), values, reads)


def _reads(block: Block) -> list[LiveRead]:
    found = []
    for op in block.ops:
        if isinstance(op.prim, Apply) and isinstance(op.prim.function, LiveRead):
            found.append(op.prim.function)
        for inner in op.blocks:
            found += _reads(inner)
    return found


def _is_at_home(live: LiveRead, home: Live) -> bool:
    """Whether the name means the same in the closure and the globals of the primal."""
    where = live.namespace
    if not isinstance(where, Live):
        return False
    if live.name in where._cells:
        return home._cells.get(live.name) is where._cells[live.name]
    return live.name not in home._cells and home._globals is where._globals


def _called(live: LiveRead) -> str:
    """A name for it: what a class or a function has is called after that too."""
    owner = getattr(live.namespace, "owner", None)
    if not isinstance(owner, type | FunctionType):
        return live.name
    return f"{owner.__name__.strip('<>')}_{live.name.strip('_')}"


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


class _Renaming:
    """Copies Funcs with other LiveReads in them."""

    def __init__(self, renamed: Mapping[LiveRead, LiveRead]) -> None:
        self.renamed = renamed
        self.done: dict[Func, Func] = {}

    def func(self, func: Func) -> Func:
        if func not in self.done:
            made = self.done[func] = Func(
                func.name, Block((), (), ()), func.inputs, func.output, func.summary, func.place
            )
            made.block = self.block(func.block)
        return self.done[func]

    def block(self, block: Block) -> Block:
        return Block(block.params, tuple(map(self.op, block.ops)), block.results)

    def op(self, op: Op) -> Op:
        prim = op.prim
        if isinstance(prim, Apply) and isinstance(prim.function, LiveRead) and prim.function in self.renamed:
            prim = replace(prim, function=self.renamed[prim.function])
        elif isinstance(prim, Call):
            prim = Call(self.func(prim.func))
        return Op(prim, op.args, op.results, tuple(map(self.block, op.blocks)), op.place)

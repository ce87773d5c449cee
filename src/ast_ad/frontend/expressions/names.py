"""Names and constants."""

from __future__ import annotations

import importlib

import gast

from ast_ad.frontend.expressions import attributes, dicts
from ast_ad.frontend.machine import live
from ast_ad.frontend.machine.machine import Machine, expression, statement
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Frame, Poison, Storage, Tuple
from ast_ad.ir import Const, Undef


@expression("Constant")
def _constant(m: Machine, node: gast.Constant) -> Abstract:
    return Const(node.value)


@expression("Name")
def _name(m: Machine, node: gast.Name) -> Abstract:
    frame: Frame | None = m.frame
    while frame is not None:
        own = node.id in frame.code.assigned
        if own and not (isinstance(frame.code.node, gast.ClassDef) and (frame, node.id) not in m.state.names):
            return _local(m, frame, node.id)
        frame = frame.parent
    try:
        return live.read(m, m.frame.code.source.namespace, node.id)
    except KeyError:
        m.refuse("AD105", f"the name {node.id} is not known", "is it misspelt, or imported inside a function?")


def _local(m: Machine, frame: Frame, name: str) -> Abstract:
    value = m.state.names.get((frame, name))
    if value is None:
        m.shared.unbound.add((frame, name))
        m.refuse("AD105", f"{name} is read before it is bound")
    if isinstance(value, Poison | Undef):
        m.refuse_poison(value, name)
    return value


@statement("Import")
def _import(m: Machine, node: gast.Import) -> None:
    for alias in node.names:
        module = _module(m, alias.name)
        m.set(
            alias.asname or alias.name.partition(".")[0],
            Const(module if alias.asname else _module(m, alias.name.partition(".")[0])),
        )


@statement("ImportFrom")
def _import_from(m: Machine, node: gast.ImportFrom) -> None:
    if node.level or node.module is None:
        m.refuse("AD103", "a relative import inside a function is not supported", "import at the top of the module")
    module = _module(m, node.module)
    for alias in node.names:
        m.set(alias.asname or alias.name, attributes.attribute(m, Const(module), alias.name))


def _module(m: Machine, name: str) -> object:
    """A library's module. Others would have to be run to be known."""
    if name.partition(".")[0] not in live.LIBRARIES:
        m.refuse("AD103", f"{name} is imported inside a function", "import at the top of the module")
    return importlib.import_module(name)


@expression("Tuple")
def _tuple(m: Machine, node: gast.Tuple) -> Abstract:
    return Tuple(tuple(_spread(m, node.elts)))


@expression("List")
def _list(m: Machine, node: gast.List) -> Abstract:
    return Box(Storage(Contents(list, tuple(_spread(m, node.elts)))))


@expression("Dict")
def _dict(m: Machine, node: gast.Dict) -> Abstract:
    keys = [None if key is None else m.evaluate(key) for key in node.keys]
    values = m.evaluate_all(node.values)
    found: dicts.Fields = {}
    for key, value in zip(keys, values):
        if key is not None:
            found[dicts.key_of(m, key)] = value
            continue
        fields = dicts.fields_of(m, value)
        if fields is None:
            m.refuse("AD110", "what stands after ** is not a dict whose keys are known", "give the items one by one")
        found |= fields
    return dicts.made(found)


@expression("Set")
def _set(m: Machine, node: gast.Set) -> Abstract:
    """A set of constants, in the order in which Python runs over it."""
    return dicts.key_set(m, Tuple(tuple(_spread(m, node.elts))))


def _spread(m: Machine, nodes: list[gast.expr]) -> list[Abstract]:
    """Items of a display, starred ones spread out."""
    from ast_ad.frontend.statements import iterate

    values = m.evaluate_all([node.value if isinstance(node, gast.Starred) else node for node in nodes])
    spread: list[Abstract] = []
    for node, value in zip(nodes, values):
        spread += iterate.items(m, value, None) if isinstance(node, gast.Starred) else [value]
    return spread

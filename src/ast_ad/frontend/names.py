"""Names and constants."""

from __future__ import annotations

import importlib

import gast

from ast_ad.frontend import attributes, live
from ast_ad.frontend.machine import Machine, expression, statement
from ast_ad.frontend.objects import Abstract, Box, Contents, Frame, Poison, Storage, Tuple
from ast_ad.ir import Const, Undef


@expression("Constant")
def _constant(m: Machine, node: gast.Constant) -> Abstract:
    return Const(node.value)


@expression("Name")
def _name(m: Machine, node: gast.Name) -> Abstract:
    frame: Frame | None = m.frame
    while frame is not None:
        if node.id in frame.code.assigned:
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


@expression("Set")
def _set(m: Machine, node: gast.Set) -> Abstract:
    """A set of constants, in the order in which Python runs over it."""
    values = _spread(m, node.elts)
    if not all(isinstance(value, Const) for value in values):
        m.refuse("AD104", "the items of a set have to be known while compiling", "use a tuple or a list")
    return Const(frozenset({value.value for value in values if isinstance(value, Const)}))


@expression("Dict")
def _dict(m: Machine, node: gast.Dict) -> Abstract:
    keys = [None if key is None else m.evaluate(key) for key in node.keys]
    values = m.evaluate_all(node.values)
    found: dict[object, Abstract] = {}
    for key, value in zip(keys, values):
        if key is None:
            contents = m.content(value.storage) if isinstance(value, Box) else None
            if not isinstance(contents, Contents) or contents.type is not dict:
                m.refuse("AD110", "what stands after ** is not a dict whose keys are known")
            found.update(zip(contents.keys, contents.items))
        elif isinstance(key, Const):
            found[key.value] = value
        else:
            m.refuse("AD110", "the keys of a dict have to be known while compiling", "use an array or a list")
    return Box(Storage(Contents(dict, tuple(found.values()), tuple(found))))


def _spread(m: Machine, nodes: list[gast.expr]) -> list[Abstract]:
    """Items of a display, starred ones spread out."""
    from ast_ad.frontend import iterate

    values = m.evaluate_all([node.value if isinstance(node, gast.Starred) else node for node in nodes])
    spread: list[Abstract] = []
    for node, value in zip(nodes, values):
        spread += iterate.items(m, value, None) if isinstance(node, gast.Starred) else [value]
    return spread

"""Names and constants."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType

import gast

from ast_ad.frontend.expressions import attributes, dicts
from ast_ad.frontend.machine import live
from ast_ad.frontend.machine.machine import Machine, expression, statement
from ast_ad.frontend.machine.objects import (
    Abstract,
    Backwards,
    Box,
    Contents,
    Frame,
    Grid,
    Lazy,
    Once,
    Poison,
    Storage,
    Tuple,
    Zip,
)
from ast_ad.ir import Const, Undef

ITERATORS = (Zip, Backwards, Grid, Lazy, Once)
_USED = Poison("AD110", "is an iterator that may have been run over before", "make a list of it: list(...)")


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
    if isinstance(value, ITERATORS):
        # What is read here may be run over, which uses it up.
        m.state.names[frame, name] = _USED
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
    name = "." * node.level + (node.module or "")
    if node.level:
        name = _absolute(m, name)
    module = _module(m, name)
    for alias in node.names:
        if isinstance(found := sys.modules.get(f"{name}.{alias.name}"), ModuleType) and not hasattr(module, alias.name):
            m.set(alias.asname or alias.name, Const(found))
        else:
            m.set(alias.asname or alias.name, attributes.attribute(m, Const(module), alias.name))


def _absolute(m: Machine, name: str) -> str:
    """The module that a relative import means."""
    try:
        package = m.frame.code.source.namespace.lookup("__package__")
        return importlib.util.resolve_name(name, str(package or ""))
    except (KeyError, ImportError):
        m.refuse("AD103", f"in which package {name} is to be found is not known", "import at the top of the module")


def _module(m: Machine, name: str) -> object:
    """A module that is loaded already, or a library's. Others would have to be run to be known."""
    if name not in sys.modules and name.partition(".")[0] not in live.LIBRARIES | live.EFFECTS:
        m.refuse("AD103", f"{name} is imported inside a function", "import at the top of the module")
    try:
        return importlib.import_module(name)
    except ImportError as error:
        m.fail(error, "AD105")


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

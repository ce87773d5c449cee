"""Names and constants."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType

import gast

from ast_ad.frontend.expressions import attributes, dicts, sets
from ast_ad.frontend.machine import live
from ast_ad.frontend.machine.machine import Machine, expression, statement
from ast_ad.frontend.machine.objects import (
    TUPLE,
    Abstract,
    Backwards,
    Box,
    Contents,
    Frame,
    Grid,
    Lazy,
    Once,
    Poison,
    Ref,
    Storage,
    Tuple,
    Zip,
)
from ast_ad.frontend.statements import assign
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
        if (frame, name) in m.shared.hoped:
            m.throw(UnboundLocalError(f"{name} is read before it is bound"))
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
        module, first = _module(m, alias.name), alias.name.partition(".")[0]
        assign.name(m, alias.asname or first, Const(module if alias.asname else sys.modules[first]))


@statement("ImportFrom")
def _import_from(m: Machine, node: gast.ImportFrom) -> None:
    name = "." * (node.level or 0) + (node.module or "")
    if node.level:
        name = _absolute(m, name)
    module = _module(m, name)
    for alias in node.names:
        if alias.name == "*":
            m.refuse("AD103", "what import * binds is not known while compiling", "name what is imported")
        if not hasattr(module, alias.name) and hasattr(module, "__path__"):
            value: Abstract = Const(_module(m, f"{name}.{alias.name}"))
        else:
            value = attributes.attribute(m, Const(module), alias.name)
        assign.name(m, alias.asname or alias.name, value)


def _absolute(m: Machine, name: str) -> str:
    """The module that a relative import means."""
    try:
        package = m.frame.code.source.namespace.lookup("__package__")
        return importlib.util.resolve_name(name, str(package or ""))
    except (KeyError, ImportError):
        m.refuse("AD103", f"in which package {name} is to be found is not known", "import at the top of the module")


def _module(m: Machine, name: str) -> ModuleType:
    """A module, imported now. Where no function runs, only the text of a file is read, those of the user are left alone."""
    known = live.LIBRARIES | live.EFFECTS | sys.stdlib_module_names
    if m.frame.code.source.function is None and name not in sys.modules and name.partition(".")[0] not in known:
        m.refuse("AD103", f"{name} is imported inside a function", "import at the top of the module")
    try:
        return importlib.import_module(name)
    except ImportError as error:
        m.fail(error, "AD105")


@expression("Tuple")
def _tuple(m: Machine, node: gast.Tuple) -> Abstract:
    found = _spread(m, node.elts)
    if isinstance(found, Ref | Box):
        found.storage.listed = TUPLE
        return found
    return Tuple(tuple(found))


@expression("List")
def _list(m: Machine, node: gast.List) -> Abstract:
    found = _spread(m, node.elts)
    return found if isinstance(found, Ref | Box) else Box(Storage(Contents(list, tuple(found))))


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
    found = _spread(m, node.elts)
    return sets.of_items(m, found if isinstance(found, Ref | Box) else Tuple(tuple(found)))


def _spread(m: Machine, nodes: list[gast.expr]) -> list[Abstract] | Ref | Box:
    """Items of a display, starred ones spread out: a list as one value, if only the run tells how many they are."""
    from ast_ad.frontend.calls import structural
    from ast_ad.frontend.expressions import lists, viewed
    from ast_ad.frontend.statements import iterate

    values = m.evaluate_all([node.value if isinstance(node, gast.Starred) else node for node in nodes])
    values = [structural.listed(m, value) if isinstance(n, gast.Starred) else value for n, value in zip(nodes, values)]
    if len(nodes) == 1 and isinstance(nodes[0], gast.Starred) and (views := viewed.of_items(m, values[0])) is not None:
        return views
    values = [viewed.taken(m, value) if isinstance(n, gast.Starred) else value for n, value in zip(nodes, values)]
    pairs = list(zip(nodes, values))
    if any(isinstance(n, gast.Starred) and isinstance(v, Ref) and iterate.fixed(m, v) is None for n, v in pairs):
        return lists.spread(m, [(isinstance(node, gast.Starred), value) for node, value in pairs])
    spread: list[Abstract] = []
    for node, value in pairs:
        spread += iterate.items(m, value, None) if isinstance(node, gast.Starred) else [value]
    return spread

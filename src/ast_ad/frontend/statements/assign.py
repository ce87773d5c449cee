"""Assignments: what a target does with a value."""

from __future__ import annotations

import operator
from collections.abc import Sequence

import gast

from ast_ad.frontend.expressions import attributes, operators, subscripts
from ast_ad.frontend.machine.machine import Machine, expression, statement
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Frame, Ref, Slice, Storage
from ast_ad.frontend.reading import scopes
from ast_ad.frontend.statements import iterate, writes
from ast_ad.ir import Const, Value
from ast_ad.kinds import Array


@statement("Assign")
def _assign(m: Machine, node: gast.Assign) -> None:
    value = m.evaluate(node.value)
    if len(node.targets) == 1:
        bind(m, node.targets[0], value)
        return
    for target in node.targets:
        with m.hold(value) as held:
            bind(m, target, value)
            (value,) = held()


@statement("AnnAssign")
def _annotated(m: Machine, node: gast.AnnAssign) -> None:
    if node.value is not None:
        bind(m, node.target, m.evaluate(node.value))


@expression("NamedExpr")
def _walrus(m: Machine, node: gast.NamedExpr) -> Abstract:
    value = m.evaluate(node.value)
    frame = m.frame
    while isinstance(frame.code.node, scopes.COMPREHENSIONS) and frame.parent is not None:
        frame = frame.parent
    name(m, node.target.id, value, frame)
    return value


@statement("AugAssign")
def _augmented(m: Machine, node: gast.AugAssign) -> None:
    op = type(node.op).__name__
    target = node.target
    if isinstance(target, gast.Name):
        old = m.evaluate(gast.copy_location(gast.Name(target.id, gast.Load(), None, None), target))
        with m.hold(old) as held:
            value = m.evaluate(node.value)
            (old,) = held()
        bind(m, target, writes.in_place(m, old, op, value))
    elif isinstance(target, gast.Subscript):
        _augment_item(m, node, op)
    else:
        assert isinstance(target, gast.Attribute)
        base = m.evaluate(target.value)
        with m.hold(base) as held:
            old = attributes.attribute(m, base, attributes.private(m, target.attr))
            value = m.evaluate(node.value)
            (base,) = held()
        attributes.put(m, base, attributes.private(m, target.attr), writes.in_place(m, old, op, value))


def _augment_item(m: Machine, node: gast.AugAssign, op: str) -> None:
    """``base[key] op= value``: what is no view is read before the value is computed, which may change it."""
    target = node.target
    base, key = m.evaluate_all([target.value, target.slice])
    if not any(isinstance(part, gast.Call) for part in gast.walk(node.value)):
        with m.hold(base, key) as held:
            value = m.evaluate(node.value)
            base, key = held()
        writes.update(m, base, key, op, value)
        return
    old = subscripts.item(m, base, key)
    with m.hold(base, key, old) as held:
        mark = len(m.state.log)
        value = m.evaluate(node.value)
        base, key, old = held()
    written = any(isinstance(entry, Storage) for entry in m.state.log[mark:])
    if written and isinstance(old, Value | Const):
        writes.put(m, base, key, operators.binary(m, operators.OPERATORS[op], old, value))
    elif written and isinstance(old, Ref) and not (isinstance(base, Ref) and base.storage is old.storage):
        writes.put(m, base, key, writes.in_place(m, old, op, value))
    else:
        writes.update(m, base, key, op, value)


@statement("Delete")
def _delete(m: Machine, node: gast.Delete) -> None:
    for target in node.targets:
        with m.at(target):
            _delete_one(m, target)


def _delete_one(m: Machine, target: gast.expr) -> None:
    match target:
        case gast.Name():
            cell = owner(m, target.id, m.frame), target.id
            m.state.names.pop(cell, None)
            m.state.log.append(cell)
        case gast.Tuple() | gast.List():
            for part in target.elts:
                _delete_one(m, part)
        case gast.Subscript():
            base, key = m.evaluate_all([target.value, target.slice])
            writes.delete(m, base, key)
        case gast.Attribute():
            attributes.delete(m, m.evaluate(target.value), attributes.private(m, target.attr))
        case _:
            m.refuse("AD204", "this cannot be deleted", "delete names, items and attributes one by one")


def bind(m: Machine, target: gast.expr, value: Abstract) -> None:
    """``target = value`` for a target of any form."""
    match target:
        case gast.Name():
            name(m, target.id, value)
        case gast.Tuple() | gast.List():
            _unpack(m, target.elts, value)
        case gast.Subscript():
            with m.hold(value) as held:
                base, key = m.evaluate_all([target.value, target.slice])
                (value,) = held()
            with m.at(target):
                writes.put(m, base, key, value)
        case gast.Attribute():
            with m.hold(value) as held:
                base = m.evaluate(target.value)
                (value,) = held()
            with m.at(target):
                attributes.put(m, base, attributes.private(m, target.attr), value)
        case _:
            m.refuse("AD103", f"{type(target).__name__} cannot be assigned to", node=target)


def name(m: Machine, name: str, value: Abstract, frame: Frame | None = None) -> None:
    """Bind a name, which is the value's from now on if it had none."""
    call_it(value, name)
    cell = owner(m, name, frame or m.frame), name
    m.state.names[cell] = value
    m.state.log.append(cell)


def owner(m: Machine, name: str, frame: Frame) -> Frame:
    """The frame to which a name belongs that a function binds."""
    code = frame.code
    if name in code.globals:
        m.refuse("AD201", f"the global {name} is written", "return the value instead")
    if name not in code.nonlocals:
        return frame
    around = frame.parent
    while around is not None and name not in around.code.assigned:
        around = around.parent
    if around is None:
        message = f"{name} is written, a name around the function that is differentiated"
        m.refuse("AD201", message, "return the value instead")
    return around


def call_it(value: Abstract, name: str) -> None:
    match value:
        case Value(hint=""):
            value.hint = name
        case Ref(storage=Storage(name="") as storage, path=()):
            storage.name = name
            if isinstance(storage.initial, Value) and not storage.initial.hint:
                storage.initial.hint = name
        case Box(storage=Storage(name="") as storage):
            storage.name = name


def _unpack_long(m: Machine, targets: Sequence[gast.expr], star: int, value: Ref | Box) -> None:
    """``first, *rest = values`` where only the run tells how many there are."""
    from ast_ad.frontend.calls import structural

    none, after = Const(None), len(targets) - star - 1
    stop = Const(-after) if after else none
    values = [subscripts.item(m, value, Const(k)) for k in range(star)]
    rest = subscripts.item(m, value, Slice((Const(star), stop, none)))
    if isinstance(m.kind(value), Array) or isinstance(value, Box):
        _require_items(m, value, len(targets) - 1)
        # The items are views of an array.
        rest = structural.as_list(m, rest)
    values += [rest, *(subscripts.item(m, value, Const(k - after)) for k in range(after))]
    for item, target in zip(iterate.each(m, values), targets):
        bind(m, target.value if isinstance(target, gast.Starred) else target, item)


def _require_items(m: Machine, value: Ref | Box, count: int) -> None:
    """Python raises where an array has fewer items than there are names for them."""
    length = iterate.bound(m, value)
    message = f"not enough values to unpack (expected at least {count}, got {{}})"
    m.require(m.builder.apply(operator.ge, length, count), ValueError, message, length)


def _unpack(m: Machine, targets: Sequence[gast.expr], value: Abstract) -> None:
    starred = [k for k, target in enumerate(targets) if isinstance(target, gast.Starred)]
    if starred and isinstance(value, Ref | Box) and iterate.fixed(m, value) is None:
        _unpack_long(m, targets, starred[0], value)
        return
    items = iterate.items(m, value, None if starred else len(targets))
    if starred:
        (k,) = starred
        after = len(targets) - k - 1
        if len(items) < len(targets) - 1:
            message = f"not enough values to unpack (expected at least {len(targets) - 1}, got {len(items)})"
            m.fail(ValueError(message), "AD109")
        middle = Box(Storage(Contents(list, tuple(items[k : len(items) - after]))))
        items = [*items[:k], middle, *items[len(items) - after :]]
        targets = [target.value if isinstance(target, gast.Starred) else target for target in targets]
    elif len(items) != len(targets):
        few = f"not enough values to unpack (expected {len(targets)}, got {len(items)})"
        many = f"too many values to unpack (expected {len(targets)})"
        m.fail(ValueError(few if len(items) < len(targets) else many), "AD109")
    for item, target in zip(iterate.each(m, items), targets):
        bind(m, target, item)

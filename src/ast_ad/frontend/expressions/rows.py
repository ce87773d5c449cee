"""Lists of tuples whose length only the run tells: a list for each column, from which the tuples are made when they are read."""

from __future__ import annotations

from dataclasses import replace

from ast_ad.frontend.expressions import subscripts
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Method, Rows, Slice, Storage, Tuple
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Const

# Methods that take a row last, and those that take none.
_GIVEN = ("append", "appendleft", "insert")
_TAKING = ("pop", "popleft")
_WHOLE = ("clear", "reverse", "rotate")


def contents_of(m: Machine, value: Abstract) -> Contents | None:
    """The columns of a value that is such a list."""
    contents = m.content(value.storage) if isinstance(value, Box) else None
    return contents if isinstance(contents, Contents) and contents.type is Rows else None


def columns(m: Machine, contents: Contents) -> list[Abstract]:
    return [m.resolve(column) for column in contents.items]


def item(m: Machine, contents: Contents, key: Abstract) -> Abstract:
    """One row, or a slice of them."""
    found = tuple(subscripts.item(m, column, key) for column in columns(m, contents))
    if isinstance(subscripts.constant(key), Slice) or isinstance(key, Slice):
        return Box(Storage(replace(contents, items=found)))
    return _row(contents, found)


def _row(contents: Contents, items: tuple[Abstract, ...]) -> Tuple:
    (form,) = contents.keys
    assert isinstance(form, Tuple)
    return replace(form, items=items)


def parts(m: Machine, contents: Contents, value: Abstract) -> tuple[Abstract, ...]:
    """The items of what is put into such a list, one for each column."""
    (form,) = contents.keys
    assert isinstance(form, Tuple)
    same = isinstance(value, Tuple) and (value.type, value.names) == (form.type, form.names)
    if not isinstance(value, Tuple) or not same or len(value.items) != len(contents.items):
        m.refuse("AD204", "a list of tuples gets an item of another form", "use two lists")
    return value.items


def put(m: Machine, contents: Contents, key: Abstract, value: Abstract) -> None:
    """``rows[key] = value``."""
    from ast_ad.frontend.statements import writes

    for column, part in zip(columns(m, contents), parts(m, contents, value)):
        writes.put(m, column, key, part)


def delete(m: Machine, contents: Contents, key: Abstract) -> None:
    """``del rows[key]``."""
    from ast_ad.frontend.statements import writes

    for column in columns(m, contents):
        writes.delete(m, column, key)


def method(m: Machine, base: Box, name: str, positional: list[Abstract]) -> Abstract:
    """``rows.name(...)``."""
    from ast_ad.frontend.calls import methods

    contents = contents_of(m, base)
    assert contents is not None

    def each(given: list[list[Abstract]]) -> tuple[Abstract, ...]:
        own = columns(m, contents)
        return tuple(methods.call(m, Method(column, name), args, {}) for column, args in zip(own, given))

    if name in _GIVEN and positional:
        *before, row = positional
        each([[*before, part] for part in parts(m, contents, row)])
    elif name in _TAKING:
        return _row(contents, each([positional] * len(contents.items)))
    elif name in _WHOLE:
        each([positional] * len(contents.items))
    elif name == "copy":
        return Box(Storage(replace(contents, items=each([[]] * len(contents.items))), listed=base.storage.listed))
    elif name == "extend" and (others := contents_of(m, positional[0])) is not None:
        each([[column] for column in columns(m, others)])
    elif name == "extend":
        for row in iterate.items(m, positional[0], None):
            method(m, base, "append", [row])
    else:
        m.refuse("AD106", f"the method {name} of a list of tuples is not known here", "use a list for each part")
    return Const(None)


def transposed(m: Machine, contents: Contents) -> tuple[Abstract, ...]:
    """What ``zip(*rows)`` gives: the columns, as tuples."""
    from ast_ad.frontend.calls import structural

    made = structural.find(tuple)
    assert made is not None
    found = [made(m, [column], {}) for column in columns(m, contents)]
    return tuple(column for column in found if column is not None)


def joined(m: Machine, left: Abstract, right: Abstract) -> Abstract | None:
    """``rows + others``."""
    known = contents_of(m, left)
    if known is None:
        return None
    assert isinstance(left, Box)
    made = method(m, left, "copy", [])
    assert isinstance(made, Box)
    method(m, made, "extend", [right])
    return made

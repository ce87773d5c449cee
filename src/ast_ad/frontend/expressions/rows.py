"""Lists of tuples whose length only the run tells: a list for each column, from which the tuples are made when they are read."""

from __future__ import annotations

from dataclasses import replace

from ast_ad.frontend.expressions import lists, subscripts
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Lazy, Method, Ref, Rows, Slice, Storage, Tuple
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Const
from ast_ad.kinds import Array, List

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


def method(
    m: Machine, base: Box, name: str, positional: list[Abstract], keywords: dict[str, Abstract] | None = None
) -> Abstract:
    """``rows.name(...)``."""
    from ast_ad.frontend.calls import methods, ordering

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
    elif name == "sort":
        in_order = contents_of(m, ordering.ordered(m, base, keywords or {}))
        assert in_order is not None
        for column, found in zip(columns(m, contents), columns(m, in_order)):
            assert isinstance(column, Ref)
            lists.become(m, column, m.atom(found))
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


def transposed(m: Machine, values: Abstract) -> Abstract | None:
    """What ``zip(*values)`` gives where the number of its rows is not known; None where the call says that itself."""
    from ast_ad.frontend.calls import python_builtins, structural

    if (contents := contents_of(m, values)) is not None:
        made = structural.find(tuple)
        assert made is not None
        found = [made(m, [column], {}) for column in columns(m, contents)]
        return Tuple(tuple(column for column in found if column is not None))
    if isinstance(values, Lazy) and iterate.fixed(m, values) is None:
        values = structural.listed(m, values)
    kind = m.kind(values) if isinstance(values, Ref) else None
    if isinstance(kind, Array) and kind.dims is not None and len(kind.dims) > 1 and not isinstance(kind.dims[0], int):
        return structural.helper(m, python_builtins.columns_of_array, values)
    if isinstance(kind, List) and isinstance(kind.item, List | Array):
        return structural.helper(m, python_builtins.columns_of_lists, values)
    return None


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

"""np.vectorize: what its function is called with, and how what it gives is put together.

The functions at the end are programs, which are lowered in the place of the call.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

from ast_ad.frontend.calls import library, number_types
from ast_ad.frontend.calls.structural import Keywords, Positional, arguments, handles, helper, inlined
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Maybe, Partial, Tuple
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Atom, Const
from ast_ad.kinds import Array, Dim, same

_NAMES = ("pyfunc", "otypes", "doc", "excluded", "cache", "signature")


@handles(np.vectorize)
def _vectorize(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "np.vectorize", positional, 0, len(_NAMES))
    given = dict(zip(_NAMES, positional)) | keywords
    if "pyfunc" not in given:
        return Partial(Const(np.vectorize), (), tuple(keywords.items()))
    said = {name: _constant(m, given[name]) for name in ("otypes", "excluded", "signature") if name in given}
    try:
        return _made(given["pyfunc"], np.vectorize(abs, **said))
    except (TypeError, ValueError) as error:
        m.fail(error, "AD107")


@handles(np.frompyfunc)
def _frompyfunc(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    """As np.vectorize: arrays of Python objects would hold the numbers that arrays of numbers hold."""
    arguments(m, "np.frompyfunc", positional, 3, 3)
    if keywords:
        m.refuse("AD402", "np.frompyfunc with an identity", "leave it out")
    return _made(positional[0], np.vectorize(abs))


def of_vectorize(made: np.vectorize) -> Abstract:
    """What np.vectorize made outside of the function."""
    return _made(Const(made.pyfunc), made)


def _made(function: Abstract, made: np.vectorize) -> Abstract:
    return Partial(Const(_called), (function, Const(made)), ())


def _constant(m: Machine, value: Abstract) -> Any:
    """A type, a text, or several of them."""
    if isinstance(value, Const):
        return value.value
    contents = m.content(value.storage) if isinstance(value, Box) else None
    if isinstance(contents, Contents) and contents.type is set:
        return set(contents.keys)
    items = iterate.fixed(m, value)
    if items is None or not all(isinstance(item, Const) for item in items):
        m.refuse("AD402", "an argument of np.vectorize that is not known while compiling")
    return [item.value for item in items if isinstance(item, Const)]


def _called(*_: Any) -> Any:
    """Stands for what np.vectorize makes: behind the function and the object come the arguments of the call."""


def _placed(*_: Any) -> Any:
    """Stands for the function that is called with items: some of its arguments are the same for all of them."""


@handles(_called)
def _call(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    function, said, *given = positional
    made = said.value if isinstance(said, Const) else None
    assert isinstance(made, np.vectorize)
    excluded: set[int | str] = made.excluded or set()
    places = [k for k in range(len(given)) if k not in excluded]
    words = [name for name in keywords if name not in excluded]
    if len(places) < len(given) or keywords:
        rest = [given[k] for k in range(len(given)) if k in excluded]
        names = tuple(name for name in keywords if name in excluded)
        layout = Const((len(given), tuple(places), tuple(words), names))
        function = Partial(Const(_placed), (function, layout, *rest, *(keywords[name] for name in names)), ())
    columns = [*(given[k] for k in places), *(keywords[name] for name in words)]
    types = _types(made)
    if not columns:
        return helper(m, of_nothing, function, types)
    if made.signature is None:
        return helper(m, of_items, function, types, *columns)
    return _by_parts(m, function, types, columns, made.signature)


def _by_parts(m: Machine, function: Abstract, types: Abstract, columns: list[Abstract], signature: str) -> Abstract:
    """The call with the parts that have the axes that the signature names; the others are broadcast."""
    before, _, behind = signature.partition("->")
    names, results = _axes(before), len(_axes(behind))
    if len(names) != len(columns):
        m.refuse("AD107", f"np.vectorize: the signature {signature} is not that of {len(columns)} arguments")
    columns = [library.call(m, np.asarray, [column], {}) for column in columns]
    _require_lengths(m, columns, names)
    cores = [Const(len(each)) for each in names]
    outer = [helper(m, outer_shape, column, core) for column, core in zip(columns, cores)]
    shape = outer[0] if len(outer) == 1 else helper(m, common_shape, *outer)
    rows = [helper(m, rows_of, column, shape, core) for column, core in zip(columns, cores)]
    return helper(m, of_rows, function, types, helper(m, empty, Const(results)), shape, *rows)


@handles(_placed)
def _call_placed(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    from ast_ad.frontend.calls import calls

    function, layout, *values = positional
    assert isinstance(layout, Const) and isinstance(layout.value, tuple)
    count, places, words, names = layout.value
    rest = values[: count - len(places) + len(names)]
    items = values[len(rest) :]
    varied, same = dict(zip(places, items)), iter(rest)
    arranged = [varied[k] if k in varied else next(same) for k in range(count)]
    return calls.call(m, function, arranged, dict(zip(names, same)) | dict(zip(words, items[len(places) :])))


def _types(made: np.vectorize) -> Abstract:
    """The types of the results, where they are said."""
    return Const(None) if made.otypes is None else Tuple(tuple(Const(np.dtype(char)) for char in made.otypes))


def _axes(side: str) -> list[list[str]]:
    """The names of the axes that each argument, or each result, has for the function."""
    found = re.findall(r"\(([^()]*)\)", side)
    return [[name.strip() for name in core.split(",") if name.strip()] for core in found]


def _require_lengths(m: Machine, columns: list[Abstract], names: list[list[str]]) -> None:
    """Raise what NumPy raises where axes of one name have different lengths."""
    found: dict[str, tuple[Atom, Dim]] = {}
    for column, core in zip(columns, names):
        array, kind = m.atom(column), m.kind(column)
        for axis, name in enumerate(core, -len(core)):
            if not isinstance(kind, Array) or kind.dims is None or len(kind.dims) < len(core):
                m.refuse("AD402", "np.vectorize of an array that has not surely the axes of its signature")
            here = m.builder.apply(np.size, array, axis)
            first, dim = found.setdefault(name, (here, kind.dims[axis]))
            if first is not here and not same(dim, kind.dims[axis]):
                message = f"inconsistent size for core dimension {name!r}: {{}} vs {{}}"
                m.require(m.builder.apply(operator.eq, here, first), ValueError, message, here, first)


def of_nothing(pyfunc: Callable[..., Any], types: Any) -> Any:
    """The call where nothing is an array."""
    return gathered([alike(pyfunc(), types)], types, ())


def of_items(pyfunc: Callable[..., Any], types: Any, *args: Any) -> Any:
    """The call with items."""
    if len(args) == 1:
        return gathered([alike(pyfunc(item), types) for item in np.ravel(args[0])], types, np.shape(args[0]))
    arrays = np.broadcast_arrays(*args)
    columns = [np.ravel(array) for array in arrays]
    return gathered([alike(pyfunc(*items), types) for items in zip(*columns)], types, np.shape(arrays[0]))


def of_rows(pyfunc: Callable[..., Any], types: Any, lists: Any, shape: Any, *rows: Any) -> Any:
    """The call with the parts of each argument. ``lists``: an empty one for each of several results."""
    if len(lists) > 1:
        for parts in zip(*rows):
            for found, item in zip(lists, alike(pyfunc(*parts), types)):
                found.append(item)
        return tuple(shaped(np.array(found), types, k, shape) for k, found in enumerate(lists))
    if len(rows) == 1:
        return gathered([alike(pyfunc(part), types) for part in rows[0]], types, shape)
    return gathered([alike(pyfunc(*parts), types) for parts in zip(*rows)], types, shape)


def alike(value: Any, types: Any) -> Any:
    """What the function gave; refused where its type is another on another way and no types are said."""
    return value


@handles(alike)
def _alike(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    value, types = positional
    for item in value.items if isinstance(value, Tuple) else (value,):
        if isinstance(item, Maybe):
            m.refuse("AD402", "np.vectorize of a function that gives None on some way", "give a number: np.nan")
        if types == Const(None) and len(dtypes := number_types.possible(item, m.builder.ops)) > 1:
            names = " or ".join(sorted(map(str, dtypes)))
            m.refuse(
                "AD402",
                f"np.vectorize gives all items the type of the first one, which is {names} as the run decides",
                "give every way the same type (0.0 for 0), or say np.vectorize(..., otypes=[float])",
            )
    return value


def empty(count: int) -> Any:
    return tuple([[] for _ in range(count)])


def outer_shape(array: Any, core: int) -> Any:
    return np.shape(array)[: np.ndim(array) - core]


def common_shape(*shapes: Any) -> Any:
    return np.shape(np.broadcast_arrays(*[np.zeros(shape, bool) for shape in shapes])[0])


def rows_of(array: Any, shape: Any, core: int) -> Any:
    """The parts of an array that have its last axes, one for each place of a shape."""
    inner = np.shape(array)[np.ndim(array) - core :]
    return np.reshape(np.broadcast_to(array, (*shape, *inner)), (-1, *inner))


def gathered(found: Any, types: Any, shape: Any) -> Any:
    """What the function gave, in arrays of that shape."""
    if isinstance(found[0], tuple):
        return tuple(shaped(np.array([each[k] for each in found]), types, k, shape) for k in range(len(found[0])))
    return shaped(np.array(found), types, 0, shape)


def shaped(column: Any, types: Any, k: int, shape: Any) -> Any:
    whole = np.reshape(column, (*shape, *np.shape(column)[1:]))
    return whole if types is None else whole.astype(types[k])


for body in (gathered, shaped):
    assert isinstance(body, FunctionType)
    handles(body)(inlined(body))

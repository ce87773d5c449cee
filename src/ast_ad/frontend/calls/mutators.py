"""Functions and methods of libraries that write into their first argument."""

from __future__ import annotations

import operator
import random
from collections.abc import Callable

import numpy as np

from ast_ad.frontend.calls import bodies, library
from ast_ad.frontend.calls.structural import handles, helper
from ast_ad.frontend.expressions import operators
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Ref, Step, Tuple
from ast_ad.frontend.statements import writes
from ast_ad.ir import Atom, Const, View
from ast_ad.kinds import Array, Number, dims_of, same
from ast_ad.rules.broadcasting import is_scalar, same_dims
from ast_ad.tree import plain

Positional = list[Abstract]
Keywords = dict[str, Abstract]
_NONE = Const(None)


def given(m: Machine, names: str, positional: Positional, keywords: Keywords, **defaults: Abstract) -> list[Abstract]:
    """The arguments in the order of the names; every one without a default has to be there."""
    words = names.split()
    given = dict(zip(words, positional)) | keywords
    if len(positional) > len(words) or not given.keys() <= set(words):
        m.refuse("AD107", "the arguments do not fit the function")
    if missing := [word for word in words if word not in given and word not in defaults]:
        m.refuse("AD107", f"the argument {missing[0]} is missing")
    return [given.get(word, defaults.get(word, _NONE)) for word in words]


def array_of(m: Machine, target: Abstract) -> tuple[Ref, Array]:
    kind = m.kind(target)
    if not isinstance(target, Ref) or not isinstance(kind, Array):
        m.refuse("AD201", "what is written is no array that is known here", "pass an array")
    return target, kind


def _value(m: Machine, value: Abstract) -> Abstract:
    return operators.as_array(m, value)


@handles(np.copyto)
def _copyto(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    target, source, _, where = given(m, "dst src casting where", positional, keywords, casting=_NONE, where=Const(True))
    ref, _ = array_of(m, target)
    chosen = _value(m, source)
    if where != Const(True):
        chosen = library.apply(m, np.where, [where, chosen, ref], {})
    writes.write(m, ref, m.atom(chosen))
    return _NONE


@handles(np.putmask)
def _putmask(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    target, mask, values = given(m, "a mask values", positional, keywords)
    ref, kind = array_of(m, target)
    values = _value(m, values)
    found = m.kind(values)
    if found is None or not (is_scalar(found) or same_dims(found, kind)):
        values = helper(m, bodies.repeated, values, ref)
    writes.write(m, ref, m.atom(library.apply(m, np.where, [mask, values, ref], {})))
    return _NONE


@handles(np.place)
def _place(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    target, mask, values = given(m, "arr mask vals", positional, keywords)
    ref, _ = array_of(m, target)
    mask, values = _mask(m, mask), _value(m, values)
    found = m.kind(values)
    if not (isinstance(found, Number) or (isinstance(found, Array) and found.dims in ((), (1,)))):
        values = helper(m, bodies.repeated_in, values, mask)
    writes.put(m, ref, mask, values)
    return _NONE


def _mask(m: Machine, mask: Abstract) -> Abstract:
    """A mask as one of booleans: numbers are no places here."""
    mask = _value(m, mask)
    kind = m.kind(mask)
    if isinstance(kind, Array) and kind.dtype == np.bool_:
        return mask
    return library.apply(m, np.not_equal, [mask, Const(0)], {})


@handles(np.put)
def _put(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    target, index, values, mode = given(m, "a ind v mode", positional, keywords, mode=Const("raise"))
    ref, kind = array_of(m, target)
    if mode not in (Const("raise"), Const("wrap"), Const("clip")):
        m.refuse("AD110", "the mode has to be known while compiling", "write mode='wrap' or mode='clip'")
    if mode != Const("raise"):
        inside = bodies.wrapped if mode == Const("wrap") else bodies.clipped
        index = helper(m, inside, _value(m, index), ref)
    values, index = _value(m, values), _value(m, index)
    found, places = m.kind(values), m.kind(index)
    if isinstance(places, Array) and places.dtype == np.bool_:
        # No mask here: the places 0 and 1.
        index = library.apply(m, np.ndarray.astype, [index, Const(int)], {})
    if isinstance(found, Array) and found.ndim != 0 and not (isinstance(places, Array) and same_dims(found, places)):
        values = helper(m, bodies.repeated, values, index)
    writes.put(m, ref if kind.ndim == 1 else in_one_row(ref), index, values)
    return _NONE


def in_one_row(ref: Ref) -> Ref:
    """A view of all elements in one row."""
    return Ref(ref.storage, (*ref.path, Step(View(np.ravel, plain(1)), ())))


def put_flat(m: Machine, ref: Ref, values: Abstract) -> None:
    """``x.flat = values``, which are repeated."""
    values = _value(m, values)
    found = m.kind(values)
    whole = values if found is not None and is_scalar(found) else helper(m, bodies.repeated, values, ref)
    writes.write(m, ref, m.atom(whole))


@handles(np.put_along_axis)
def _put_along_axis(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    target, indices, values, axis = given(m, "arr indices values axis", positional, keywords, axis=Const(-1))
    ref, kind = array_of(m, target)
    if axis == _NONE:
        if not kind.contiguous and kind.ndim != 1:
            hint = "name the places by their indices: x[i, j] = ..."
            m.refuse("AD202", "this array may not be contiguous, and NumPy does not write into what is not", hint)
        writes.put(m, ref if kind.ndim == 1 else in_one_row(ref), indices, values)
        return _NONE
    if kind.ndim is None or not isinstance(axis, Const) or not isinstance(axis.value, int):
        m.refuse("AD110", "the axis has to be known while compiling", "write the number of the axis")
    key = [_ramp(m, ref, k, kind.ndim) for k in range(kind.ndim)]
    key[axis.value] = indices
    writes.put(m, ref, Tuple(tuple(key)), values)
    return _NONE


def _ramp(m: Machine, ref: Ref, axis: int, ndim: int) -> Abstract:
    """0, 1, … along one of several axes."""
    ramp = m.builder.apply(np.arange, m.builder.apply(np.size, m.atom(ref), axis))
    shape = tuple(-1 if k == axis else 1 for k in range(ndim))
    return m.own(ramp if ndim == 1 else m.builder.apply(np.reshape, ramp, shape))


@handles(np.fill_diagonal)
def _fill_diagonal(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    target, value, wrap = given(m, "a val wrap", positional, keywords, wrap=Const(False))
    ref, kind = array_of(m, target)
    value = _value(m, value)
    found = m.kind(value)
    dims = None if found is None else dims_of(found)
    if kind.ndim == 2 and wrap == Const(True) and dims == ():
        helper(m, bodies.fill_diagonal_of_tall, ref, value)
        return _NONE
    if kind.dims is None or len(kind.dims) < 2 or wrap != Const(False) or dims is None or len(dims) > 1:
        m.refuse("AD402", "this form of fill_diagonal is not supported", "write x[k, k] = ... with k = np.arange(n)")
    sizes: list[Atom] = [m.builder.apply(np.size, m.atom(ref), axis) for axis in range(2)]
    alike = len(kind.dims) > 2 or same(*kind.dims)
    ramp = m.own(m.builder.apply(np.arange, sizes[0] if alike else m.builder.apply(min, *sizes)))
    writes.put(m, ref, Tuple((ramp,) * len(kind.dims)), value)
    return _NONE


@handles(np.nan_to_num)
def _nan_to_num(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    copied = keywords.pop("copy", positional[1] if len(positional) > 1 else Const(True))
    if copied == Const(True):
        return None
    if copied != Const(False):
        m.refuse("AD110", "whether nan_to_num makes a copy has to be known while compiling", "write copy=True")
    ref, _ = array_of(m, positional[0])
    replaced = library.call(m, np.nan_to_num, [ref, Const(True), *positional[2:]], keywords)
    writes.write(m, ref, m.atom(replaced))
    return ref


@handles(random.shuffle)
def shuffle(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    m.refuse("AD201", "shuffle writes into its argument", "permute it: x[:] = x[rng.permutation(len(x))]")


@handles(operator.setitem)
def _setitem(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    base, key, value = given(m, "a b c", positional, keywords)
    writes.put(m, base, key, value)
    return _NONE


def _in_place(op: str) -> Callable[[Machine, Positional, Keywords], Abstract]:
    def update(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        target, value = given(m, "a b", positional, keywords)
        return writes.in_place(m, target, op, value)

    return update


for _name, _operator in operators.OPERATORS.items():
    handles(getattr(operator, f"i{_operator.__name__.rstrip('_')}"))(_in_place(_name))


def method(m: Machine, base: Ref, name: str, positional: Positional, keywords: Keywords) -> Abstract | None:
    """The call of a method of an array that writes into it; None for all others."""
    match name:
        case "fill":
            (value,) = given(m, "value", positional, keywords)
            writes.write(m, base, m.atom(value))
        case "put":
            _put(m, [base, *positional], _renamed(keywords, indices="ind", values="v"))
        case "sort" | "partition":
            function = np.sort if name == "sort" else np.partition
            library.require_rule(m, function)
            writes.write(m, base, m.atom(library.apply(m, function, [base, *positional], keywords)))
        case "view":
            if positional or keywords:
                hint = "convert the numbers: x.astype(dtype)"
                m.refuse("AD201", "view with arguments reads the bytes of an array as other numbers", hint)
            return base
        case "resize":
            m.refuse("AD204", "resize changes the length of an array", "make another one: x = x[:n].copy()")
        case "setfield" | "setflags" | "itemset":
            m.refuse("AD201", f"{name} changes how an array lies in memory", "make another one with astype")
        case _:
            return None
    return _NONE


def _renamed(keywords: Keywords, **names: str) -> Keywords:
    return {names.get(word, word): value for word, value in keywords.items()}

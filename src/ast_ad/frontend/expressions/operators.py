"""Operators on abstract values: structure is joined at compile time, constants are folded, the rest becomes ops."""

from __future__ import annotations

import enum
import operator
import types
from collections.abc import Callable, Sequence

import gast
import numpy as np

from ast_ad.frontend.calls import library
from ast_ad.frontend.expressions import alternatives, dicts, lists, rows, sets, special, truth, viewed
from ast_ad.frontend.machine.machine import Machine, expression
from ast_ad.frontend.machine.objects import TUPLE, Abstract, Box, Contents, Ref, Shape, Storage, Tuple
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Apply, Atom, Const, kind_of
from ast_ad.kinds import Array, List, Number, Opaque
from ast_ad.tree import LEAF, Form, Node

OPERATORS: dict[str, Callable[..., object]] = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mult": operator.mul,
    "Div": operator.truediv,
    "FloorDiv": operator.floordiv,
    "Mod": operator.mod,
    "Pow": operator.pow,
    "MatMult": operator.matmul,
    "LShift": operator.lshift,
    "RShift": operator.rshift,
    "BitAnd": operator.and_,
    "BitOr": operator.or_,
    "BitXor": operator.xor,
}
_SAMPLES: dict[type, object] = {float: 1.5, int: 1, bool: True, complex: 1j, str: "a", type(None): None}
_UNARY: dict[str, Callable[..., object]] = {"USub": operator.neg, "UAdd": operator.pos, "Invert": operator.invert}
_ARRAY = "make an array of it: np.array(...)"
_ALL = {*OPERATORS.values(), *_UNARY.values(), operator.lt, operator.le, operator.gt, operator.ge}
# Constants of these types are known at once; a float is left to the text, where 2 * math.pi / 3 reads better.
_FOLDED = (int, bool, str, type(None), types.UnionType, types.GenericAlias, np.finfo, np.iinfo, np.dtype)


@expression("BinOp")
def _bin_op(m: Machine, node: gast.BinOp) -> Abstract:
    left, right = m.evaluate_all([node.left, node.right])
    return binary(m, OPERATORS[type(node.op).__name__], left, right)


@expression("UnaryOp")
def _unary_op(m: Machine, node: gast.UnaryOp) -> Abstract:
    if isinstance(node.op, gast.Not):
        return m.negation(truth.test(m, node.operand))
    operand = m.evaluate(node.operand)
    if isinstance(node.op, gast.USub) and isinstance(operand, Const) and type(operand.value) in (int, float, complex):
        return Const(-operand.value)  # type: ignore[operator]
    return unary(m, _UNARY[type(node.op).__name__], operand)


def unary(m: Machine, function: Callable[..., object], operand: Abstract) -> Abstract:
    if alternatives.are_two(operand):
        return alternatives.on_each_way(m, [operand], lambda values: unary(m, function, *values))
    found = special.unary(m, function, operand)
    return apply(m, function, operand) if found is None else found


def binary(m: Machine, function: Callable[..., object], left: Abstract, right: Abstract) -> Abstract:
    if function is operator.mod and isinstance(left, Const) and isinstance(left.value, str):
        return library.apply(m, operator.mod, [left, right], {})
    if alternatives.are_two(left) or alternatives.are_two(right):
        return alternatives.on_each_way(m, [left, right], lambda values: binary(m, function, *values))
    found = special.binary(m, function, left, right)
    if found is not None:
        return found
    left, right = viewed.taken(m, left), viewed.taken(m, right)
    left, right = _alike(left, right), _alike(right, left)
    left, right = _as_numpy_takes(m, function, left, right), _as_numpy_takes(m, function, right, left)
    joined = _joined(m, function, left, right) or dicts.joined(m, function, left, right)
    joined = joined or sets.joined(m, function, left, right)
    if joined is None and function is operator.add:
        joined = rows.joined(m, left, right)
    if joined is not None:
        return joined
    if isinstance(left, Box | Tuple) != isinstance(right, Box | Tuple) and List in map(
        type, map(m.kind, (left, right))
    ):
        # xs + [y], where the length of xs is not known.
        return _listed(left, right, library.apply(m, function, [left, right], {}))
    return _listed(left, right, apply(m, function, left, right))


def _as_numpy_takes(m: Machine, function: Callable[..., object], value: Abstract, other: Abstract) -> Abstract:
    """A list or a tuple beside an array is an array to NumPy, and beside one of its scalars, but where it is repeated."""
    kind = m.kind(other)
    if isinstance(kind, Number) and kind.dtype is not None and function is operator.mul:
        if kind.type is not int and is_sequence(m, value):
            m.fail(TypeError(f"can't multiply sequence by non-int of type '{kind.dtype}'"), "AD112", hint=_ARRAY)
        return value
    taken = isinstance(kind, Array) or (isinstance(kind, Number) and kind.dtype is not None)
    return as_array(m, value) if taken else value


def _alike(one: Abstract, other: Abstract) -> Abstract:
    """A tuple that joins one whose length only the run tells: both are lists to the machine."""
    grown = isinstance(other, Ref) and other.listed == TUPLE
    return Box(Storage(Contents(list, one.items))) if grown and isinstance(one, Tuple) else one


def _listed(left: Abstract, right: Abstract, found: Abstract) -> Abstract:
    """What is made of tuples is one."""
    if isinstance(found, Ref) and any(isinstance(each, Ref) and each.listed == TUPLE for each in (left, right)):
        found.storage.listed = TUPLE
    return found


def as_array(m: Machine, value: Abstract) -> Abstract:
    """A list or a tuple where NumPy takes an array."""
    return library.apply(m, np.array, [value], {}) if is_sequence(m, value) else value


def is_sequence(m: Machine, value: Abstract) -> bool:
    """Whether this is a list or a tuple, of known structure or not."""
    if isinstance(value, Const):
        return isinstance(value.value, list | tuple)
    return structure(m, value) is not None or (isinstance(value, Ref) and isinstance(m.kind(value), List))


def apply(m: Machine, function: Callable[..., object], *operands: Abstract) -> Abstract:
    """Call an operator, now if all is constant."""
    folded = fold(function, operands)
    if folded is not None:
        return folded
    atoms = [m.atom(operand, "the operand") for operand in operands]
    _require_defined(m, function, atoms)
    if function is operator.matmul and any(isinstance(kind_of(atom), Number) for atom in atoms):
        m.fail(ValueError("matmul: an operand is a number, which has no axes"), "AD112", hint="multiply with *")
    return m.own(m.builder.apply(function, *atoms), items=operands)


def _require_defined(m: Machine, function: Callable[..., object], atoms: Sequence[Atom]) -> None:
    """Python's own numbers, strings and None say themselves which operators they have."""
    kinds = [kind_of(atom) for atom in atoms]
    if function not in _ALL or not all(
        (isinstance(kind, Number) and kind.dtype is None) or kind in (Opaque(str), Opaque(type(None))) for kind in kinds
    ):
        return
    samples = [_SAMPLES[kind.type] for kind in kinds if isinstance(kind, Number | Opaque)]
    try:
        function(*samples)
    except TypeError as error:
        m.fail(error, "AD112", hint="check the types of what is combined here")
    except (ArithmeticError, ValueError):
        # That it is about the values of the samples says nothing of others.
        return


def fold(function: Callable[..., object], operands: tuple[Abstract, ...]) -> Const | None:
    """The value of a call of constants, unless it is a float or raises (which it then does at run time)."""
    if not all(isinstance(operand, Const) for operand in operands):
        return None
    try:
        value = function(*(operand.value for operand in operands))  # type: ignore[union-attr]
    except Exception:
        return None
    return Const(value) if type(value) in _FOLDED or isinstance(value, enum.Enum) else None


def _joined(m: Machine, function: Callable[..., object], left: Abstract, right: Abstract) -> Abstract | None:
    """Concatenation and repetition of tuples and lists whose structure is known."""
    one, other = (structure(m, operand) for operand in (left, right))
    if function is operator.mul and (one is None) != (other is None):
        known, count = (one, right) if one is not None else (other, left)
        if known is not None and isinstance(count, Const) and isinstance(count.value, int):
            if known[0] is tuple or len(known[1]) * count.value <= iterate.LONGEST:
                return _rebuild(known[0], known[1] * count.value)
        kind = m.kind(count)
        if known is not None and known[0] is list and isinstance(kind, Number) and kind.type is int:
            return _repeated(m, known[1], m.atom(count))
    if function is operator.add and one is not None and other is not None and one[0] is other[0]:
        return _rebuild(one[0], one[1] + other[1])
    return None


def _repeated(m: Machine, items: tuple[Abstract, ...], count: Atom) -> Abstract:
    """``[x] * n``; where x is an array or a list, all items are one and the same."""
    form = Form((Node(list, (LEAF,) * len(items)), LEAF))
    kind = kind_of(lists.made(m, items))
    made = m.builder.emit(Apply(operator.mul, form), [*(m.atom(item) for item in items), count], (kind,))[0]
    shared = any(isinstance(item, Ref | Box) for item in items)
    frozen = "the items of this list are all one and the same array or list, and one of them is written"
    return Ref(Storage(made, "", frozen if shared else ""))


def structure(m: Machine, value: Abstract) -> tuple[type, tuple[Abstract, ...]] | None:
    """The items of a tuple or list that is known."""
    match value:
        case Tuple(items=items):
            return tuple, items
        case Const(value=tuple() as constant):
            return tuple, tuple(map(Const, constant))
        case Shape(ndim=int()):
            return tuple, tuple(iterate.items(m, value, None))
        case Box(storage=storage):
            contents = m.content(storage)
            if isinstance(contents, Contents) and contents.type is list:
                return list, contents.items
    return None


def _rebuild(type: type, items: tuple[Abstract, ...]) -> Abstract:
    return Tuple(items) if type is tuple else Box(Storage(Contents(list, items)))

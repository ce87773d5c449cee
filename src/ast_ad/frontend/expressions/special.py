"""Special methods: what operators, builtins and subscripts mean for instances of the user's classes."""

from __future__ import annotations

import dataclasses
import operator
import types
from collections.abc import Callable

from ast_ad.frontend.machine import classes
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import PLAIN, Abstract, Box, Contents, Member, Tuple
from ast_ad.ir import Const

_BINARY = {
    function: (f"__{name}__", f"__r{name}__")
    for name, function in {
        "add": operator.add,
        "sub": operator.sub,
        "mul": operator.mul,
        "truediv": operator.truediv,
        "floordiv": operator.floordiv,
        "mod": operator.mod,
        "pow": operator.pow,
        "matmul": operator.matmul,
        "lshift": operator.lshift,
        "rshift": operator.rshift,
        "and": operator.and_,
        "or": operator.or_,
        "xor": operator.xor,
    }.items()
}
_COMPARED = {
    "Lt": ("__lt__", "__gt__"),
    "LtE": ("__le__", "__ge__"),
    "Gt": ("__gt__", "__lt__"),
    "GtE": ("__ge__", "__le__"),
    "Eq": ("__eq__", "__eq__"),
    "NotEq": ("__ne__", "__ne__"),
}
_UNARY = {operator.neg: "__neg__", operator.pos: "__pos__", operator.invert: "__invert__"}
# Builtins of one value that a class may give a meaning.
_BUILTINS: dict[object, str] = {
    abs: "__abs__", float: "__float__", int: "__int__", complex: "__complex__", round: "__round__", str: "__str__",
    repr: "__repr__", iter: "__iter__", reversed: "__reversed__",
}  # fmt: skip
_UNDEFINED = Const(NotImplemented)


def is_instance(m: Machine, value: Abstract) -> bool:
    """Whether a value is an instance of a class in which the user may have defined something."""
    if isinstance(value, Tuple):
        return value.type is not tuple
    contents = m.content(value.storage) if isinstance(value, Box) else None
    return isinstance(contents, Contents) and contents.type not in PLAIN


def find(m: Machine, value: Abstract, name: str) -> Abstract | None:
    """The method of this name that the user wrote; None where the class has it from Python or from ``dataclasses``."""
    if not is_instance(m, value):
        return None
    found = classes.member(m, classes.type_of(m, value), name)
    if isinstance(found, Member):
        return m.state.names[found.frame, found.name]
    if isinstance(found, types.FunctionType) and not classes.is_generated(found):
        return None if getattr(found, "__module__", None) in ("dataclasses", "typing", "collections") else Const(found)
    return None


def call(m: Machine, value: Abstract, name: str, *others: Abstract) -> Abstract | None:
    """``value.__name__(*others)``; None where the class does not define it, or declines."""
    from ast_ad.frontend.calls import calls

    method = find(m, value, name)
    if method is None:
        return None
    found = calls.call(m, method, [value, *others], {})
    return None if found == _UNDEFINED else found


def binary(m: Machine, function: Callable[..., object], left: Abstract, right: Abstract) -> Abstract | None:
    """An operator of two values of which one may be an instance; None where it has its ordinary meaning."""
    if not (is_instance(m, left) or is_instance(m, right)) or function not in _BINARY:
        return None
    return _either(m, _BINARY[function], left, right)


def _either(m: Machine, names: tuple[str, str], left: Abstract, right: Abstract) -> Abstract | None:
    comparison = names in _COMPARED.values()
    with m.hold(left, right) as held:
        ways = [(0, names[0]), (1, names[1])]
        if is_instance(m, left) and is_instance(m, right):
            own, other = classes.type_of(m, left), classes.type_of(m, right)
            if _comes_first(own, other, names[1], comparison):
                ways.reverse()
            elif own is other and not comparison:
                ways.pop()
        for k, name in ways:
            values = held()
            if (found := call(m, values[k], name, values[1 - k])) is not None:
                return found
    return None


def _comes_first(own: type, other: type, name: str, comparison: bool) -> bool:
    """Whether the right operand is asked first: its class is derived from the left one's, and says what the operator is."""
    if own is other or not issubclass(other, own):
        return False
    return comparison or classes.Members(other).lookup(name) is not classes.Members(own).lookup(name)


def compared(m: Machine, op: str, left: Abstract, right: Abstract) -> Abstract | None:
    """A comparison of two values of which one may be an instance."""
    if op not in _COMPARED or not (is_instance(m, left) or is_instance(m, right)):
        return None
    from ast_ad.frontend.expressions import truth

    found = _either(m, _COMPARED[op], left, right)
    if found is not None:
        return found
    if op == "NotEq":
        equal = compared(m, "Eq", left, right)
        return None if equal is None else m.negation(truth.truth(m, equal))
    if op != "Eq" and (columns := _both_ordered(m, left, right)) is not None:
        return truth.ordered(m, op, *columns)
    if op != "Eq" or isinstance(left, Tuple) or isinstance(right, Tuple):
        return None
    return _equal(m, left, right)


def _equal(m: Machine, left: Abstract, right: Abstract) -> Abstract:
    """Equality that no user wrote: of dataclasses field by field, of other instances identity."""
    from ast_ad.frontend.expressions import truth

    one, other = (m.content(each.storage) if isinstance(each, Box) else None for each in (left, right))
    if not isinstance(one, Contents) or not isinstance(other, Contents) or one.type is not other.type:
        return Const(False)
    if not dataclasses.is_dataclass(one.type) or not one.type.__dataclass_params__.eq:  # type: ignore[attr-defined]
        return Const(left == right)
    return truth.equal_items(m, _compared_fields(one), _compared_fields(other))


def _ordered_fields(m: Machine, value: Abstract) -> tuple[Abstract, ...] | None:
    """What an instance of a dataclass with ``order=True`` is compared by; None for other values."""
    contents = m.content(value.storage) if isinstance(value, Box) else None
    if not isinstance(contents, Contents) or not dataclasses.is_dataclass(contents.type):
        return None
    return _compared_fields(contents) if contents.type.__dataclass_params__.order else None  # type: ignore[attr-defined]


def _both_ordered(
    m: Machine, left: Abstract, right: Abstract
) -> tuple[tuple[Abstract, ...], tuple[Abstract, ...]] | None:
    one, other = _ordered_fields(m, left), _ordered_fields(m, right)
    alike = one is not None and other is not None and classes.type_of(m, left) is classes.type_of(m, right)
    return (one, other) if alike else None  # type: ignore[return-value]


def _compared_fields(contents: Contents) -> tuple[Abstract, ...]:
    held = dict(zip(contents.keys, contents.items))
    return tuple(held[field.name] for field in dataclasses.fields(contents.type) if field.compare)


def unary(m: Machine, function: Callable[..., object], value: Abstract) -> Abstract | None:
    return call(m, value, _UNARY[function]) if function in _UNARY else None


def builtin(m: Machine, function: object, positional: list[Abstract]) -> Abstract | None:
    """``abs(v)`` and its like where v is an instance whose class says what that is."""
    try:
        name = _BUILTINS.get(function)
    except TypeError:
        return None
    return call(m, positional[0], name, *positional[1:]) if name and positional else None


def in_place(m: Machine, op: str, target: Abstract, value: Abstract) -> Abstract | None:
    """``target op= value`` by the method for it."""
    names = {"Mult": "mul", "Div": "truediv", "BitAnd": "and", "BitOr": "or", "BitXor": "xor", "LShift": "lshift"}
    return call(m, target, f"__i{names.get(op, op.lower())}__", value)

"""Abstract values in the words of an error, and what of them cannot change at run time."""

from __future__ import annotations

import enum

from ast_ad import kinds
from ast_ad.frontend.machine.objects import (
    Backwards,
    Bound,
    Box,
    Closure,
    Derived,
    Either,
    Entries,
    Grid,
    Lazy,
    Method,
    Once,
    Packed,
    Partial,
    Poison,
    Ref,
    Rows,
    Tuple,
    Zip,
)
from ast_ad.ir import Const, Value, kind_of


def is_static(atom: object) -> bool:
    """Whether an atom is a constant that cannot become a value at run time: a function, a module, None, a dtype."""
    named = isinstance(atom, Const) and isinstance(atom.value, str | enum.Enum)
    return isinstance(atom, Const) and isinstance(kind_of(atom), kinds.Opaque) and not named


def is_none(half: object) -> bool:
    """Whether an atom is the constant None."""
    return isinstance(half, Const) and half.value is None


def is_function(half: object) -> bool:
    """Whether this is something that is there to be called."""
    if isinstance(half, Const):
        return callable(half.value) and not isinstance(half.value, type)
    return isinstance(half, Closure | Bound | Partial | Derived | Either)


def both_integers(x: object, y: object) -> bool:
    """Whether two atoms are integers of whatever value."""
    return all(
        isinstance(z, Value | Const) and isinstance(k := kind_of(z), kinds.Number) and k.type is int for z in (x, y)
    )


_ONE_KIND = "give it one kind on every way, or use it on each way apart"


def differ(a: object, b: object) -> Poison:
    """What comes of two values that cannot be one."""
    return Poison(
        "AD306",
        f"is {describe(a)} on one way and {describe(b)} on the other, which is known at run time only",
        _ONE_KIND,
    )


def of_class(cls: type) -> str:
    """An instance of a class in the words of an error."""
    name = "list of tuples" if cls is Rows else cls.__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def way_out(half: object) -> str:
    """What to do with a value that is no number, for the hint of an error."""
    match half:
        case Box() | Tuple():
            return "use what is in it: its items or attributes"
        case Closure() | Bound() | Partial() | Method() | Derived():
            return "call it, and use what it gives"
        case Lazy() | Once() | Zip() | Backwards() | Grid() | Entries():
            return "make a list of it: list(...)"
    return "use a number or an array"


def describe(half: object) -> str:
    """An abstract value in the words of an error."""
    match half:
        case Const(value=None):
            return "None"
        case Const(value=value) if isinstance(kind_of(half), kinds.Opaque):
            return f"{getattr(value, '__name__', repr(value))}"
        case Value() | Const():
            kind = kind_of(half)
            return f"a number ({kind})" if isinstance(kind, kinds.Number) else f"a value of type {kind}"
        case Ref():
            return "an array"
        case Tuple(items=items):
            return f"a tuple of {len(items)}"
        case Closure(code=code):
            return f"the function {code.name}"
        case Box():
            return "a list, dict or object"
        case Lazy():
            return "a generator"
        case Once() | Zip() | Backwards():
            return "an iterator"
        case Entries(part=part):
            return f"the {part} of a dict"
        case Method(name=name):
            return f"the method {name}"
        case Grid():
            return "an itertools.product"
        case Bound() | Partial():
            return "a function"
        case Packed():
            return "a tuple of tuples"
    return f"a {type(half).__name__.lower()}"

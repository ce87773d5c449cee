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

# What to write instead where an error does not say that itself.
WAYS_OUT = {
    "AD103": "write it with plain statements, or do it outside the function",
    "AD105": "assign it on every way that leads here",
    "AD106": "see what its class defines, or write a function that does the same",
    "AD107": "see the signature of what is called",
    "AD108": "loop over a range, an array, a list or a tuple",
    "AD109": "test how many there are before",
    "AD110": "let constants decide about it, or arguments that static= names",
    "AD111": "write the recursion as a loop, or let every way return values of one kind",
    "AD112": "convert one of them, as float(...) and np.array(...) do",
    "AD201": "write into a copy, and return that",
    "AD202": "make a copy first: x.copy()",
    "AD301": "give argnums as a literal",
    "AD305": "return numbers, arrays, or tuples, lists and dicts of them",
    "AD306": "give it one kind on every way, or use it on each way apart",
    "AD307": "say which one it is: a literal, or an argument that static= names",
    "AD310": "call a function that is named, or one of several chosen by if",
    "AD402": "write out what it does with functions that have a rule",
    "AD601": "take it out of the try block",
}


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
    if isinstance(half, Either):
        return is_function(half.first) and is_function(half.second)
    return isinstance(half, Closure | Bound | Partial | Derived)


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
        case Either():
            return "one of two functions" if is_function(half) else "one of two numbers or arrays"
    return f"a {type(half).__name__.lower()}"

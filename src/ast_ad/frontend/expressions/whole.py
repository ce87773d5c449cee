"""Where only integers mean something: indices, shapes, axes. Nothing can be differentiated with respect to them."""

from __future__ import annotations

from collections.abc import Callable

from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import TUPLE, Abstract, Box, Contents, Ref, Slice, Tuple
from ast_ad.ir import Const, Value, kind_of
from ast_ad.kinds import Array, Number
from ast_ad.rules import table
from ast_ad.rules.invocation import parameter_names
from ast_ad.rules.table import Diagonal

# Parameters of library functions that take such integers.
_NAMES = frozenset({"shape", "newshape", "axis", "axes", "num", "repeats", "reps", "N", "M"})


def require_whole(m: Machine, value: Abstract, what: str) -> None:
    """Refuse a float, or an array of floats; in a try block Python's own error counts."""
    if isinstance(value, Tuple | Slice):
        for part in value.items if isinstance(value, Tuple) else value.parts:
            require_whole(m, part, what)
        return
    contents = m.content(value.storage) if isinstance(value, Box) else None
    if isinstance(contents, Contents):
        require_whole(m, Tuple(contents.items), what)
        return
    kind = kind_of(value) if isinstance(value, Value | Const) else m.kind(value)
    real = isinstance(kind, Number) and kind.type in (float, complex)
    real = real or (isinstance(kind, Array) and kind.dtype.kind in "fc")
    if real and not m.trying:
        hint = "use an integer, as int(...) gives, or pass it as an argument of its own"
        m.refuse("AD303", f"a float is used as {what}, with respect to which nothing has a derivative", hint)


def require_whole_arguments(
    m: Machine, function: Callable[..., object], positional: list[Abstract], keywords: dict[str, Abstract]
) -> None:
    """The same for those arguments of a library function that say of what shape an array is."""
    if isinstance(table.find(function), Diagonal) or str(getattr(function, "__module__", "")).startswith("scipy.stats"):
        # To elementwise functions and to distributions they are numbers like others.
        return
    names = parameter_names(function)
    # Beside a denominator it is a numerator.
    whole = _NAMES - {"num"} if "den" in names else _NAMES
    for name, value in (*zip(names, positional), *keywords.items()):
        if name in whole:
            require_whole(m, value, f"the argument {name}")
        if name == "axis" and isinstance(value, Ref) and value.listed == TUPLE:
            m.refuse("AD110", "how many axes this tuple names is not known while compiling", "write them out: (0, 1)")

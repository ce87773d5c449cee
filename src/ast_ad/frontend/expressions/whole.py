"""Where only integers mean something: indices, shapes, axes. Nothing can be differentiated with respect to them."""

from __future__ import annotations

from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Contents, Slice, Tuple
from ast_ad.ir import Const, Value, kind_of
from ast_ad.kinds import Array, Number

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
    m: Machine, names: tuple[str, ...], positional: list[Abstract], keywords: dict[str, Abstract]
) -> None:
    """The same for those arguments of a library function that say of what shape an array is."""
    for name, value in (*zip(names, positional), *keywords.items()):
        if name in _NAMES:
            require_whole(m, value, f"the argument {name}")

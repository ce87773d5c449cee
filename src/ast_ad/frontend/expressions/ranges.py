"""Items and slices of a range."""

from __future__ import annotations

import operator

from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Range, Slice
from ast_ad.ir import Apply, Atom, Const
from ast_ad.kinds import INT

_NONE = Const(None)


def item(m: Machine, base: Range, key: Abstract) -> Abstract:
    """``range(...)[key]``."""
    parts = base.start, base.stop, base.step
    if not isinstance(key, Slice):
        numbers = m.builder.apply(range, *parts)
        return m.builder.emit(Apply(operator.getitem), (numbers, m.atom(key, "the index")), (INT,))[0]
    known = [part.value for part in (*parts, *key.parts) if isinstance(part, Const)]
    if len(known) == 6:
        cut = range(*known[:3])[slice(*known[3:])]  # type: ignore[call-overload]
        return Range(Const(cut.start), Const(cut.stop), Const(cut.step))
    if base.step == Const(1) and key.parts == (_NONE, _NONE, Const(-1)):
        return Range(_moved(m, base.stop, -1), _moved(m, base.start, -1), Const(-1))
    if base.step == Const(1) and key.parts[2] in (_NONE, Const(1)):
        start, stop = (_bound(m, base, part) for part in key.parts[:2])
        return Range(base.start if start is None else start, base.stop if stop is None else stop, base.step)
    m.refuse(
        "AD110", "this slice of a range is not followed", "write the range that is meant, or make a list: list(...)"
    )


def _bound(m: Machine, base: Range, part: Atom) -> Atom | None:
    """Where a slice begins or ends that is cut off at the ends of the range."""
    if part == _NONE:
        return None
    if not isinstance(part, Const) or not isinstance(part.value, int):
        m.refuse("AD110", "where this slice of a range ends is known at run time only", "write the range that is meant")
    moved = _moved(m, base.start if part.value >= 0 else base.stop, part.value)
    return m.builder.apply(min, moved, base.stop) if part.value >= 0 else m.builder.apply(max, moved, base.start)


def _moved(m: Machine, bound: Atom, by: int) -> Atom:
    if isinstance(bound, Const) and isinstance(bound.value, int):
        return Const(bound.value + by)
    return m.builder.apply(operator.add, bound, by) if by >= 0 else m.builder.apply(operator.sub, bound, -by)

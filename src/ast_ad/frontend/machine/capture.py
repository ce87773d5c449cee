"""Whether anything still knows the frame of a function that has returned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass

from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Closure, Code, Frame, Lazy, Pullback, Storage
from ast_ad.ir import Const, Index, Undef, Value, View


def is_captured(m: Machine, frame: Frame, value: Abstract) -> bool:
    """Whether a function that was made in a frame lives on: in what the frame returns, or in what others hold."""
    if m.shared.classes:
        # The methods of a class that was made in it know it.
        return True
    seen: set[Storage] = set()
    others = (held for (owner, _), held in m.state.names.items() if owner is not frame)
    return _knows(value, frame, seen, m.state.content) or any(
        _knows(other, frame, seen, m.state.content) for other in others
    )


def _knows(part: object, frame: Frame, seen: set[Storage], content: Callable[[Storage], object]) -> bool:
    match part:
        case Value() | Const() | Undef() | Index() | View() | Code() | None:
            return False
        case Lazy() | Pullback():
            return True
        case Closure(frame=inner, defaults=defaults):
            return _is_inside(inner, frame) or _knows(defaults, frame, seen, content)
        case Storage():
            if part in seen:
                return False
            seen.add(part)
            return _knows(content(part), frame, seen, content)
        case tuple():
            return any(_knows(item, frame, seen, content) for item in part)
    if is_dataclass(part) and not isinstance(part, type):
        return any(_knows(getattr(part, each.name), frame, seen, content) for each in fields(part))
    return False


def _is_inside(inner: Frame | None, frame: Frame) -> bool:
    while inner is not None:
        if inner is frame:
            return True
        inner = inner.parent
    return False

"""A number on one way and an array on the other: what is done with it is done on each way apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ast_ad.frontend.expressions import truth
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Either, Maybe
from ast_ad.frontend.machine.words import is_function
from ast_ad.ir import Const

NONE = Const(None)


def are_two(value: Abstract) -> bool:
    """Whether this is a number or an array, as only the run tells."""
    return _choice(value) is not None


def _choice(value: Abstract) -> Either | None:
    inner = value.value if isinstance(value, Maybe) else value
    return inner if isinstance(inner, Either) and not is_function(inner) else None


def _narrowed(value: Abstract, part: str) -> Abstract:
    """One of the two. What may be None as well still may be."""
    choice = _choice(value)
    assert choice is not None
    one: Abstract = getattr(choice, part)
    return replace(value, value=one) if isinstance(value, Maybe) else one


def do_on_each_way(m: Machine, values: Sequence[Abstract], act: Callable[[list[Abstract]], None]) -> None:
    def use(now: list[Abstract]) -> Abstract:
        act(now)
        return NONE

    on_each_way(m, values, use)


def on_each_way(m: Machine, values: Sequence[Abstract], use: Callable[[list[Abstract]], Abstract]) -> Abstract:
    """``use`` of the values, once for each of what they may be."""
    k = next((k for k, value in enumerate(values) if are_two(value)), None)
    if k is None:
        return use(list(values))
    choice = _choice(values[k])
    assert choice is not None
    with m.hold(*values) as held:

        def way(part: str) -> Abstract:
            now = held()
            with m.in_doubt():
                return on_each_way(m, [*now[:k], _narrowed(now[k], part), *now[k + 1 :]], use)

        return truth.choose(m, choice.test, lambda: way("first"), lambda: way("second"))

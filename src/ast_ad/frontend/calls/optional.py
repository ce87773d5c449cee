"""Arguments that may be None: a library function is called with what they are, or with None where it takes None."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ast_ad.frontend.calls import library
from ast_ad.frontend.expressions import truth
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Maybe, Poison
from ast_ad.ir import Const


def call(
    m: Machine, function: library.Function, positional: Sequence[Abstract], keywords: dict[str, Abstract], effect: bool
) -> Abstract | None:
    """The call on both ways, for the first argument that may be None; None if there is none, or no call with None."""
    arguments = [*positional, *keywords.values()]
    k = next((k for k, value in enumerate(arguments) if isinstance(value, Maybe)), None)
    if k is None:
        return None
    doubtful = arguments[k]
    assert isinstance(doubtful, Maybe)

    def given(argument: Abstract) -> Callable[[], Abstract]:
        now = [*arguments[:k], argument, *arguments[k + 1 :]]
        named = dict(zip(keywords, now[len(positional) :]))
        return lambda: library.call(m, function, now[: len(positional)], named, effect)

    with_none, without = given(Const(None)), given(doubtful.value)
    found: list[Abstract] = []
    if m.succeeds(lambda: found.append(truth.choose(m, doubtful.missing, with_none, without))):
        if not isinstance(found[0], Poison):
            return found[0]
    # None is not taken, or gives something else: reading the value raises where there is none.
    return without()

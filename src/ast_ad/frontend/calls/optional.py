"""Arguments that may be None: a library function is called with what they are, or with None where it takes None."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ast_ad.frontend.calls import library
from ast_ad.frontend.expressions import truth
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Maybe, Poison, Ref, Stale
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

    def on_both_ways() -> None:
        result = truth.choose(m, doubtful.missing, with_none, without)
        if isinstance(result, Poison) or (isinstance(result, Ref) and isinstance(m.content(result.storage), Stale)):
            m.refuse("AD306", "what comes of None is of another kind")
        found.append(result)

    # Where None is not taken, or gives something else, reading the value raises if there is none.
    return found[0] if m.succeeds(on_both_ways) else without()

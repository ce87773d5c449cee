"""Jacobians inside a function that is differentiated: the helpers of ``inner_jacobians`` are lowered in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import repeat, takewhile

from ast_ad.frontend.calls import calls, cut, inline, inner_jacobians, nested
from ast_ad.frontend.calls.inner_leaves import leaves
from ast_ad.frontend.calls.structural import Keywords, Positional, handles
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Box, Closure, Contents, Derived, Partial, Storage, Tuple
from ast_ad.frontend.reading.find import find
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Const
from ast_ad.kinds import Array, List, Number
from ast_ad.tree import Leaf, Tree
from ast_ad.tree import leaves as count_leaves


def call(m: Machine, derived: Derived, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract:
    names = nested.parameters(m, derived.function)[len(positional) :]
    # What is named and has a place is passed there: argnums may mean it.
    placed = [keywords[name] for name in takewhile(keywords.__contains__, names)]
    named = {name: value for name, value in keywords.items() if name not in names[: len(placed)]}
    positional = [*positional, *placed]
    places = nested.places_of(m, derived.function, derived.argnums, positional, {})
    with m.hold(derived.function, *positional, *named.values()) as held:

        def function() -> Abstract:
            whole = Partial(held()[0], (), tuple(zip(named, held()[1 + len(positional) :]))) if named else held()[0]
            return Partial(_helper(m, "first"), (whole,), ()) if derived.has_aux else whole

        def arguments() -> list[Abstract]:
            return held()[1 : 1 + len(positional)]

        result = _along(m, derived, places, function, arguments)
        if not derived.has_aux:
            return result
        with m.hold(result) as made:
            aux = _aux(m, held, len(positional), tuple(named))
            return Tuple((*made(), aux))


def _along(
    m: Machine,
    derived: Derived,
    places: Sequence[int | str],
    function: Callable[[], Abstract],
    arguments: Callable[[], list[Abstract]],
) -> Abstract:
    """The Jacobians of a function's result with respect to these arguments."""
    structure = _structure(m, function(), places, arguments())
    if structure is not None:
        wanted = tuple(places) if isinstance(derived.argnums, tuple) else places[0]
        parts = [
            Derived(Partial(_helper(m, "part"), (function(), Const(k)), ()), derived.mode, wanted)
            for k in range(count_leaves(structure))
        ]
        blocks = _lowered(m, "of_parts", [Tuple(tuple(parts)), *arguments()])
        empty = [_empty(m, arguments()[place]) for place in places]  # type: ignore[index]
        nothing = Tuple(tuple(empty)) if isinstance(wanted, tuple) else empty[0]
        return _filled(structure, iter(iterate.items(m, blocks, None)), nothing)
    rows: list[Abstract] = []
    for place in places:
        argument = arguments()[place]  # type: ignore[index]
        whole = isinstance(place, str) or isinstance(m.kind(argument), Number | Array)
        with m.hold(*rows) as before:
            row = _lowered(m, derived.mode if whole else "of_structure", [function(), Const(place), *arguments()])
            rows = before()
        rows.append(row if whole else _in_structure(m, arguments()[place], row))  # type: ignore[index]
    return Tuple(tuple(rows)) if isinstance(derived.argnums, tuple) else rows[0]


def _structure(m: Machine, function: Abstract, places: Sequence[int | str], arguments: list[Abstract]) -> Tree | None:
    """The structure of what a function returns; None for one number or array."""
    value = nested.cut_out(m, function, places, arguments, {})[1].value
    result = cut.opened(m, value)
    if any(isinstance(param.kind, List) for param in result.params):
        m.refuse(
            "AD304",
            "the function whose Jacobian is taken returns a list of unknown length",
            "return np.array(...) of it",
        )
    return None if isinstance(result.tree, Leaf) else result.tree


def _empty(m: Machine, argument: Abstract) -> Abstract:
    """The structure of an argument, with None in the place of each number and array."""
    return cut.opened(m, argument).rebuilt(m, repeat(Const(None)))


def _filled(tree: Tree, blocks: Iterator[Abstract], nothing: Abstract) -> Abstract:
    """What comes next in the place of each leaf, and ``nothing`` where that has no derivative."""
    if isinstance(tree, Leaf):
        return next(blocks)
    if tree.type is cut.CONSTANT.type:
        return nothing
    items = tuple(_filled(item, blocks, nothing) for item in tree.items)
    if issubclass(tree.type, tuple):
        return Tuple(items, tree.type, tree.names)
    return Box(Storage(Contents(tree.type, items, tree.names)))


def _lowered(m: Machine, name: str, arguments: list[Abstract]) -> Abstract:
    """A call of a helper. What is refused in its text is refused at the user's call."""
    found: list[Abstract] = []
    first = m.problem_in(lambda: found.append(inline.call(m, _helper(m, name), arguments, {})))
    if first is None:
        return found[0]
    if first.place is None or first.place.file == inner_jacobians.__file__:
        m.refuse(first.code, first.message, first.hint)
    raise first


def _helper(m: Machine, name: str) -> Closure:
    function = getattr(inner_jacobians, name)
    source = m.shared.sources.setdefault(id(function), find(function))
    return Closure(m.shared.code(source.node, source), None)


def _in_structure(m: Machine, argument: Abstract, blocks: Abstract) -> Abstract:
    """The blocks of a Jacobian in the structure of the argument."""
    found = iter([m.atom(block) for block in iterate.items(m, blocks, None)])
    return cut.opened(m, argument).rebuilt(m, found)


@handles(leaves)
def _leaves(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    return Tuple(tuple(cut.opened(m, positional[0]).atoms))


def _aux(m: Machine, held: Callable[[], list[Abstract]], count: int, names: Sequence[str]) -> Abstract:
    """What a function returns beside its value."""
    function, *values = held()
    result = calls.call(m, function, values[:count], dict(zip(names, values[count:])))
    return iterate.items(m, result, 2)[1]

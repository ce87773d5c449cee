"""Arrays of unknown rank: what a function returns for every rank that they may have."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from dataclasses import replace

from ast_ad.kinds import ANY, Array, Kind, List, Number, Opaque
from ast_ad.rules.samples import Described, Unknown
from ast_ad.rules.shape_kind import Shape

Kinds = tuple[Kind, ...]
MOST_AXES = 5


def has_no_rank(described: Described) -> bool:
    kind = described.kind if isinstance(described, Unknown) else None
    return (isinstance(kind, Array) and kind.dims is None) or kind == Opaque(tuple)


def of_every_rank(
    described: tuple[Described, ...], probe: Callable[[tuple[Described, ...]], Kinds | None]
) -> Kinds | None:
    """The kinds that cover the results for all ranks from 1 to 3; None if there are none."""
    unknown = [n for n, each in enumerate(described) if has_no_rank(each)]
    together = len(unknown) > 3
    # Lengths that split evenly, and if no call runs with those, axes of length 1.
    for length in (12, 1):
        found = []
        for ranks in itertools.product((1, 2, 3), repeat=1 if together else len(unknown)):
            if not together and sum(ranks) > MOST_AXES:
                # What pairs every element with every other would grow beyond all bounds.
                continue
            chosen = dict(zip(unknown, ranks * len(unknown) if together else ranks))
            ranked = tuple(
                _ranked(each, (length,) * chosen[n]) if n in chosen else each for n, each in enumerate(described)
            )
            kinds = probe(ranked)
            if kinds is not None:
                found.append(kinds)
        # What several arrays are for matrices may be a list for stacks of them.
        found = [kinds for kinds in found if len(kinds) == max(map(len, found))]
        if found:
            return (
                tuple(functools.reduce(_cover, each) for each in zip(*found))
                if len(set(map(len, found))) == 1
                else None
            )
    return None


def _ranked(described: Described, dims: tuple[int, ...]) -> Described:
    assert isinstance(described, Unknown)
    kind = described.kind
    return Unknown(replace(kind, dims=dims) if isinstance(kind, Array) else Shape(dims=dims))


def _cover(a: Kind, b: Kind) -> Kind:
    """The kind that covers what two ranks of an argument give."""
    if isinstance(a, Array) and isinstance(b, Array) and a.dtype == b.dtype:
        same_rank = a.dims is not None and b.dims is not None and len(a.dims) == len(b.dims)
        return Array(a.dtype, (ANY,) * len(a.dims or ()) if same_rank else None)
    if isinstance(a, List) and isinstance(b, List):
        item = _cover(a.item, b.item)
        return Opaque() if isinstance(item, Opaque) else List(item)
    if isinstance(a, Shape) and isinstance(b, Opaque):
        return Opaque(tuple)
    for array, number in ((a, b), (b, a)):
        if isinstance(array, Array) and isinstance(number, Number) and number.dtype == array.dtype:
            return Array(array.dtype)
    return a if a == b else Opaque()

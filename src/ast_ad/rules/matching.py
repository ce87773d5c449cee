"""Lengths read off the results of two calls on samples."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from ast_ad.kinds import ANY, Array, Dim, Kind, List, Opaque, join, of
from ast_ad.rules.samples import Guess, Numbered


def joined(a: Kind, b: Kind) -> Kind:
    """The kind of the items of a list, with Numbered dims."""
    if isinstance(a, Array) and isinstance(b, Array) and a.dtype == b.dtype:
        if a.dims is None or b.dims is None or len(a.dims) != len(b.dims):
            return Array(a.dtype)
        return Array(
            a.dtype, tuple(p if p == q else ANY for p, q in zip(a.dims, b.dims)), a.contiguous and b.contiguous
        )
    if isinstance(a, List) and isinstance(b, List):
        return List(joined(a.item, b.item))
    return Opaque() if isinstance(a, Array | List) or isinstance(b, Array | List) else join(a, b) or Opaque()


class Matcher:
    """Reads the lengths of a result off two calls."""

    def __init__(
        self,
        here: Guess,
        there: Guess,
        dims: list[Numbered],
        lengths: Sequence[Numbered],
        leader: dict[int, int],
        exact: bool,
    ) -> None:
        self.here, self.there, self.exact = here, there, exact
        self.known: dict[tuple[int, int], Any] = {}
        for length in lengths:
            self.known[here.length(length), there.length(length)] = length
        for dim in dims:
            merged = [other for other in dims if leader[other.number] == leader[dim.number]]
            # Lengths that had to be equal for the call to run are equal, unless one may have been broadcast.
            sure = len({other.number for other in merged}) == 1 or all(other.proper for other in merged)
            for less in (dim.less, dim.less + 1, dim.less + 2):
                key = here.lengths[dim.number] - less, there.lengths[dim.number] - less
                proper = any(other.proper for other in merged if other.less == less)
                least = max(dim.least + dim.less - less, 0)
                self.known.setdefault(key, Numbered(dim.number, less, proper, dim.named and sure, least))

    def kind(self, one: Any, two: Any) -> Kind:
        if isinstance(one, np.ndarray) and type(one) is np.ndarray:
            if not isinstance(two, np.ndarray) or two.ndim != one.ndim:
                return Array(one.dtype)
            return Array(
                one.dtype, self.match(one.shape, two.shape), bool(one.flags.c_contiguous and two.flags.c_contiguous)
            )
        if isinstance(one, list) and one and type(two) is list and len(two) > 0:
            items = [self.kind(a, b) for a, b in zip(one, two)]
            item = functools.reduce(joined, items)
            return Opaque(list) if isinstance(item, Opaque) else List(item)
        return of(one)

    def match(self, one: Sequence[int], two: Sequence[int]) -> tuple[Dim, ...]:
        if len(one) != len(two):
            return ()
        return tuple(map(self.length, one, two)) if self.exact else (ANY,) * len(one)

    def length(self, a: int, b: int) -> Any:
        return a if a == b else self.known.get((a, b), ANY)

"""Which lengths must be equal for a call to run.

What runs only if two lengths are equal proves them equal, for NumPy raises otherwise. So the ways to take lengths for
equal are tried in order, those that suppose least first.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

Leader = dict[int, int]
"""For each length, by number, the one that stands for it. A literal length n is written -n."""


def merges(numbers: Sequence[int], literals: Sequence[int], shapes: Sequence[tuple[int, ...]]) -> Iterator[Leader]:
    """Ways to take lengths for equal: none, one pair, two pairs, the axes of arrays of one rank side by side."""
    yield {n: n for n in numbers}
    pairs = [*itertools.combinations(numbers, 2), *((-length, n) for n in numbers for length in literals)]
    for pair in pairs:
        yield _merged(numbers, [pair])
    ranks = sorted({len(shape) for shape in shapes}, reverse=True)
    for ndim in ranks:
        alike = [shape for shape in shapes if len(shape) == ndim]
        for left_out in (*range(ndim), None):
            sides = [(alike[0][k], other[k]) for other in alike[1:] for k in range(ndim) if k != left_out]
            # An axis that may be 1 is known as such: no other length is.
            sides = [pair for pair in sides if -1 not in pair]
            if len(sides) > 1:
                yield _merged(numbers, sides)
    for two in itertools.islice(itertools.combinations(pairs, 2), 120):
        yield _merged(numbers, two)


def _merged(numbers: Sequence[int], pairs: Sequence[tuple[int, int]]) -> Leader:
    leader = {n: n for n in numbers}
    for a, b in pairs:
        low, high = sorted((leader.get(a, a), leader.get(b, b)))
        leader = {n: low if to == high else to for n, to in leader.items()}
    return leader

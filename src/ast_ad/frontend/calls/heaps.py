"""Heaps and sorted lists: what ``heapq`` and ``bisect`` do to a list, written in Python."""

from __future__ import annotations

import bisect
import heapq
from collections.abc import Callable
from typing import Any

from ast_ad.frontend.calls.structural import Keywords, Positional, handles, helper
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract


def lifted(heap: Any, place: Any, top: Any = 0) -> None:
    """Exchange an item with those above it as long as these are greater; it stays below or at ``top``."""
    item = heap[place]
    while place > top:
        above = (place - 1) // 2
        if not item < heap[above]:
            break
        heap[place] = heap[above]
        place = above
    heap[place] = item


def sunk(heap: Any, place: Any) -> None:
    """Let the smaller ones below an item move up to the last, and lift it from there."""
    item = heap[place]
    size = len(heap)
    top = place
    below = 2 * place + 1
    while below < size:
        if below + 1 < size and not heap[below] < heap[below + 1]:
            below = below + 1
        heap[place] = heap[below]
        place = below
        below = 2 * place + 1
    heap[place] = item
    lifted(heap, place, top)


def pushed(heap: Any, item: Any) -> None:
    heap.append(item)
    lifted(heap, len(heap) - 1)


def popped(heap: Any) -> Any:
    last = heap.pop()
    if len(heap) == 0:
        return last
    least = heap[0]
    heap[0] = last
    sunk(heap, 0)
    return least


def replaced(heap: Any, item: Any) -> Any:
    least = heap[0]
    heap[0] = item
    sunk(heap, 0)
    return least


def pushed_and_popped(heap: Any, item: Any) -> Any:
    if len(heap) > 0 and heap[0] < item:
        return replaced(heap, item)
    return item


def heaped(values: Any) -> None:
    for place in reversed(range(len(values) // 2)):
        sunk(values, place)


def inserted_left(values: Any, item: Any) -> None:
    values.insert(bisect.bisect_left(values, item), item)


def inserted_right(values: Any, item: Any) -> None:
    values.insert(bisect.bisect_right(values, item), item)


def largest(n: Any, iterable: Any, key: Any = None) -> Any:
    return sorted(iterable, key=key, reverse=True)[:n]


def smallest(n: Any, iterable: Any, key: Any = None) -> Any:
    return sorted(iterable, key=key)[:n]


def _handled(function: Callable[..., Any], body: Callable[..., Any]) -> None:
    @handles(function)
    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        return helper(m, body, *positional, **keywords)


_BODIES: dict[Callable[..., Any], Callable[..., Any]] = {
    heapq.heappush: pushed,
    heapq.heappop: popped,
    heapq.heapreplace: replaced,
    heapq.heappushpop: pushed_and_popped,
    heapq.heapify: heaped,
    heapq.nlargest: largest,
    heapq.nsmallest: smallest,
    bisect.insort_left: inserted_left,
    bisect.insort_right: inserted_right,
    # Those that these call.
    **{body: body for body in (lifted, sunk, replaced)},
}
for function, body in _BODIES.items():
    _handled(function, body)

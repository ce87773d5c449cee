"""Builtins that call a function for every item, written in Python: they are lowered as if the user had written them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Function = Callable[..., Any]


def gathered(values: Any) -> Any:
    found = []
    for value in values:
        found.append(value)  # noqa: PERF402  (what list() means is said here)
    return found


def iterated(values: Any) -> Any:
    return (value for value in values)


def first(values: Any) -> Any:
    for value in values:
        return value
    raise StopIteration


def first_or(values: Any, default: Any) -> Any:
    for value in values:
        return value
    return default


def mapped(function: Function, *columns: Any) -> Any:
    return (function(*row) for row in zip(*columns))


def filtered(function: Function, values: Any) -> Any:
    return (value for value in values if function(value))


def truthy(values: Any) -> Any:
    return (value for value in values if value)


def reduced(function: Function, values: Any) -> Any:
    total = values[0]
    for value in values[1:]:
        total = function(total, value)
    return total


def reduced_from(function: Function, values: Any, total: Any) -> Any:
    for value in values:
        total = function(total, value)
    return total


def accumulated(values: Any, function: Function) -> Any:
    total = values[0]
    totals = [total]
    for value in values[1:]:
        total = function(total, value)
        totals.append(total)
    return totals


def accumulated_from(values: Any, function: Function, total: Any) -> Any:
    totals = [total]
    for value in values:
        total = function(total, value)
        totals.append(total)
    return totals


def chained(columns: Any) -> Any:
    return [value for column in columns for value in column]


def taken(function: Function, values: Any) -> Any:
    found = []
    for value in values:
        if not function(value):
            break
        found.append(value)
    return found


def dropped(function: Function, values: Any) -> Any:
    found = []
    begun = False
    for value in values:
        begun = begun or not function(value)
        if begun:
            found.append(value)
    return found


def compressed(values: Any, selectors: Any) -> Any:
    return [value for value, selected in zip(values, selectors) if selected]


def pairs(values: Any) -> Any:
    n = len(values)
    return [(values[i], values[j]) for i in range(n) for j in range(i + 1, n)]


def pairs_with_itself(values: Any) -> Any:
    n = len(values)
    return [(values[i], values[j]) for i in range(n) for j in range(i, n)]


def triples(values: Any) -> Any:
    n = len(values)
    return [(values[i], values[j], values[k]) for i in range(n) for j in range(i + 1, n) for k in range(j + 1, n)]


def ordered_pairs(values: Any) -> Any:
    n = len(values)
    return [(values[i], values[j]) for i in range(n) for j in range(n) if i != j]


def ordered_triples(values: Any) -> Any:
    n = len(values)
    return [
        (values[i], values[j], values[k])
        for i in range(n)
        for j in range(n)
        if i != j
        for k in range(n)
        if k not in (i, j)
    ]


def cycled(values: Any) -> Any:
    return (values[k % len(values)] for k in range(2**62))


def columns_of_lists(rows: Any) -> Any:
    return [[row[k] for row in rows] for k in range(min([len(row) for row in rows]))]


def columns_of_array(rows: Any) -> Any:
    return [list(column) for column in rows.T]


def starred(function: Function, rows: Any) -> Any:
    return (function(*row) for row in rows)


def itself(value: Any) -> Any:
    return value


def greatest(values: Any, key: Function) -> Any:
    found = values[0]
    best = key(found)
    for value in values[1:]:
        this = key(value)
        if this > best:
            found, best = value, this
    return found


def least(values: Any, key: Function) -> Any:
    found = values[0]
    best = key(found)
    for value in values[1:]:
        this = key(value)
        if this < best:
            found, best = value, this
    return found

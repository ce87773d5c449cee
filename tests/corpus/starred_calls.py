"""Calls with starred arguments of which only the run tells how many there are, and tables that are turned."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from corpus import program

V = np.array([0.7, 1.3, 0.4])
TABLE = np.array([[1.0, 2.0, 0.5], [0.3, 0.8, 1.1]])


class Pair(NamedTuple):
    x: float
    y: float


def horner(*coefficients):
    total = 0.0
    for c in coefficients:
        total = total * 0.5 + c * c
    return total


def weighted(scale, first, *others, power=2):
    return scale * first**power + sum(others) * len(others)


def forwarded(*values):
    return horner(1.5, *values) * max(*values)


@program(V, features="call reduction")
def extremes(x):
    return max(*x) * min(*x) + max(0.1, *x)


@program(V, [0.3, 0.5, 0.8], features="call loop")
def all_the_rest(x, values):
    return horner(*x) * horner(*values) + weighted(2.0, *x) + weighted(*values, power=3) + forwarded(*x)


def rotated(*values):
    return horner(*values[1:], values[0]) + len(values)


@program(V, 0.3, features="call list")
def stars_between_others(x, y):
    first, *others = x
    total = horner(y, *x, y) + horner(*x, *[y, 2.0]) + horner(*(v * 2 for v in others), first)
    return total * rotated(*x) + weighted(*x[:1], *x[1:], power=y)


@program([0.3, 0.9], 0.4, features="structure call")
def made_of_items(values, x):
    p = Pair._make(values)
    p = p._replace(x=p.x * p.y)
    known = p._asdict()
    q = Pair._make([x, x * x])
    return known["x"] * known["y"] + Pair(*values).y * q.x * q.y


@program(TABLE, [[0.3, 0.5], [0.8, 1.5], [0.1, 0.2]], features="structure loop")
def turned(table, rows):
    total = sum(a * b for a, b in zip(*table))
    for column in zip(*rows):
        total += math.prod(column)
    columns = [list(column) for column in zip(*rows)]
    return total * columns[0][1] + columns[1][2]


@program(0.7, features="loop scalar")
def lengths_of_texts(x):
    text = f"{x:.3f}"
    for _ in range(len(text)):
        x = x * 1.1
    weights = {f"w{k}": x * k for k in range(3)}
    return sum(weights[f"w{k}"] * k for k in range(3)) * (2.0 if f"{1 + 1}" == "2" else 1.0)


@program(0.7, features="loop branch list")
def texts_decide(x):
    text = f" {x:.2f} ".strip().replace(".", ",").ljust(10)
    if text.startswith("0,7") and "," in text and text.find(",") == 1:
        x = x * x
    rows = ",".join(f"{v:.1f}" for v in [x, x * x]) + ";" * 2
    digits = int(str(round(x * 10)))
    if rows.endswith(";"):
        x = x * digits
    return x * float("2.5") * len(rows)

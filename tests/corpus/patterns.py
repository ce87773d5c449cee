"""match: values, alternatives, guards, sequences, mappings, classes, captures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from corpus import program


@dataclass
class Disc:
    radius: float


@dataclass
class Box:
    width: float
    height: float


class Point(NamedTuple):
    x: float
    y: float


def _area(shape):
    match shape:
        case Disc(radius=r):
            return math.pi * r * r
        case Box(w, h) if w == h:
            return w**2
        case Box(w, h):
            return w * h


@program(0.7, 1.3, features="loop structure branch call")
def areas(a, b):
    total = 0.0
    for shape in (Disc(a), Box(a, b), Box(b, b)):
        total += _area(shape) * a
    return total


@program(0.6, 4, features="loop branch scalar")
def by_number(x, n):
    y = x
    for k in range(n):
        match k % 4:
            case 0:
                y = math.sin(y) + x
            case 1 | 3:
                y = y * y
            case _ if y > 0.3:
                y = y * x
            case other:
                y = y + other
    return y


@program(np.array([0.5, 1.5, 2.5]), features="structure branch reduction")
def sequences(v):
    parts = [v[0], v[1] * v[2], v[2]]
    match parts:
        case [a]:
            y = a
        case [first, *middle, last]:
            y = first * last * len(middle) + middle[0] ** 2
    match (y, "scale", v):
        case (float() | np.float64() as value, "scale", np.ndarray() as array):
            return np.sum(array) * value
        case _:
            return y


@program(0.4, features="structure branch exit")
def options(x):
    settings = {"kind": "quadratic", "coefficients": (1.0, x, 3.0), "offset": x}
    match settings:
        case {"kind": "linear", "coefficients": (a, b)}:
            return a + b * x
        case {"kind": "quadratic", "coefficients": (a, b, c), **others}:
            return a + b * x + c * x * x + others["offset"] ** 2
    return 0.0


@program(0.9, features="structure branch loop exit")
def optional(x):
    best = None
    for p in (Point(x, 1.0), Point(1.0, x * x), Point(x * x, x)):
        match best:
            case None:
                best = p.x * p.y
            case value if value < p.x + p.y:
                best = value + p.x * p.y
    match best:
        case None:
            return x
        case value:
            return value * x


@program(2.0, features="branch exit while")
def state_machine(x):
    state, y, steps = "start", x, 0
    while True:
        match state:
            case "start":
                y = y * x
                state = "grow" if y > 1.0 else "stop"
            case "grow":
                y = y * 1.5 + x
                steps += 1
                if steps == 4:
                    state = "stop"
            case "stop":
                break
    return y

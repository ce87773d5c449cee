"""Functions chosen at run time, generators of known length, iterators, lists that are taken apart."""

from __future__ import annotations

import math

import numpy as np

from corpus import program


@program(0.7, features="structure")
def generated_tuple(x):
    parts = tuple((x * i for i in range(4)))
    powers = {k: x**k for k in range(1, 4)}
    return parts[1] * parts[3] + sum(powers.values()) * powers[2]


@program(0.7, features="branch scalar")
def function_by_test(x):
    f = math.sin if x > 0.5 else math.cos
    return f(x) * x


@program(0.7, features="branch call")
def lambda_by_branch(x):
    if x > 0.5:
        f = lambda v: v * v
    else:
        f = lambda v: v + x
    return f(x) * x


@program(0.7, 3, features="loop call structure scalar")
def functions_in_turn(x, n):
    fs = [math.sin, math.cos, lambda v: v * x]
    s = 0.0
    for i in range(n):
        s += fs[i](x) * (i + 1)
    return s


@program(0.7, 5, features="list structure")
def first_and_rest(x, n):
    values = [x * i + 1.0 for i in range(n)]
    first, *middle, last = values
    return first * last + sum((v * v for v in middle))


@program(np.array([0.3, 0.7, 0.2]), features="structure")
def first_of_array(x):
    first, *rest = x
    return first * sum(rest)


@program(0.7, features="structure")
def taken_in_turn(x):
    values = iter([x, 2.0, x * x])
    a = next(values)
    b = next(values)
    return a * b + next(iter((x, 1.0))) + next(iter({"k": x}.values()))


@program(0.7, features="branch list call")
def recursion_over_list(x):

    def horner(cs, i):
        if i == len(cs):
            return 0.0
        return cs[i] + x * horner(cs, i + 1)

    return horner([1.0, x, 3.0], 0)


@program(np.array([0.5, 0.7, 1.2]), features="call structure reduction")
def rotated(x):
    from_key = max(x, key=lambda v: v * v)
    order = sorted(range(3), key=lambda k: -x[k])
    return from_key * x[order[0]] + sum((v * k for k, v in enumerate(sorted(x))))

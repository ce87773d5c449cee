"""Control."""

from __future__ import annotations

import contextlib
import itertools
import math

import numpy as np

from limitations import row

X = 0.7
V = np.array([0.5, 1.5, 2.5])


@row("`if`, `elif`, `else`", X)
def branches(x):
    if x > 1.0:
        return x
    elif x > 0.5:
        y = x * x
    else:
        y = 0.0
    return y * x


@row("`while`, with `break`, `continue`, `else`", X)
def whiles(x):
    y, k = x, 0
    while k < 5:
        k += 1
        if k == 2:
            continue
        y = y * x + 1.0
        if y > 50.0:
            break
    else:
        y = y * 2.0
    return y


@row("`while True` with `break` or `return`", X)
def endless(x):
    y = x
    while True:
        y = y * 1.5
        if y > 3.0:
            return y * x


@row("`for` over `range`, with negative steps", X, 4)
def ranges(x, n):
    y = x
    for k in range(2 * n, -1, -2):
        y = y * x + k
    return y


@row("`for ... else`, `break` and `return` inside", V)
def searches(v):
    for value in v:
        if value > 9.0:
            break
    else:
        return v[0] * v[1]
    return value


@row("`for` over arrays of one, two and three axes", V)
def over_arrays(v):
    total = 0.0
    for plane in np.ones((2, 2, 3)) * v:
        for line in plane:
            for value in line:
                total += value * value
    return total


@row("`for` over lists, tuples, strings, sets of constants", X)
def over_sequences(x):
    total = 0.0
    for value in [x, x * x]:
        for factor in (1.0, 2.0):
            total += value * factor
    for letter in "abc":
        total += x if letter == "b" else 0.0
    for key in {1}:
        total += key * x
    return total


@row("`for` over `enumerate`, `zip`, `reversed`, `map`, `filter`", V)
def over_iterators(v):
    total = 0.0
    for k, (a, b) in enumerate(zip(v, reversed(v)), 1):
        total += k * a * b
    for value in map(math.sin, [v[0], v[1]]):
        total += value
    return total


@row("`for` over `dict.keys()`, `.values()`, `.items()`", X)
def over_dicts(x):
    total = 0.0
    values = {"a": x, "b": x * x}
    for key in values:
        total += values[key]
    for key, value in values.items():
        total += value * len(key)
    return total + sum(values.values()) * len(values.keys())


@row("`for` over `itertools.product`, `combinations`, `np.ndindex`", V)
def over_products(v):
    total = 0.0
    for i, j in itertools.product(range(2), range(3)):
        total += v[i] * v[j]
    for i, j in itertools.combinations(range(3), 2):
        total += v[i] - v[j] ** 2
    for i, j in np.ndindex(2, 2):
        total += v[i] * j
    return total


@row("`for` over `np.linspace`", X, 4)
def over_ramps(x, n):
    total = 0.0
    for t in np.linspace(0.0, 1.0, n):
        total += math.sin(t * x)
    return total


@row("nested loops over long texts, tuples or lists of objects: more than 5000 trips in all", X, refused="AD108")
def over_long_texts(x):
    total = 0.0
    for first in "ab" * 100:
        for second in "abc" * 10:  # here
            total += x if first == second else 1.0
    return total


@row("`np.nditer`", V, refused="AD108")
def over_nditer(v):
    total = 0.0
    for value in np.nditer(v):  # here
        total += value
    return total


@row("`next` of a generator, with a default and without", V)
def first_of_a_generator(v):
    large = next(k for k, a in enumerate(v) if a > 1.0)
    return v[large] * next((a for a in v if a > 5.0), v[0])


@row("`next` twice of one iterator over what only the run tells", V, refused="AD110")
def over_iter(v):
    source = iter(v)
    return next(source) * next(source)  # here


@row("the loop variable after the loop", X, 4)
def loop_variable(x, n):
    for k in range(n):
        y = x * k
    return y * k


@row("`try`, `except`, `else`, `finally`", X)
def tries(x):
    try:
        y = math.log(x - 1.0)
    except ValueError as error:
        print(error, end="\r")
        y = x * x
    else:
        y = y * 2.0
    finally:
        y = y * x
    return y


@row("`raise` alone in an `except` clause", X)
def raises_again(x):
    try:
        y = math.sqrt(x)
    except ValueError:
        raise
    return y


@row("a name assigned in a `try` body and read after its exception", X, refused="AD601")
def reads_after_exception(x):
    y = x
    try:
        y = x * x
        z = math.log(x - 1.0)
    except ValueError:
        z = y  # here
    return z


@row("a `NameError` that is caught", X, refused="AD103")
def unbound_caught(x):
    try:
        y = late * x
    except NameError:  # here
        y = x
    late = y
    return late


@row("an array written in a `try` body and read after its exception", V, refused="AD601", instead="write into a copy")
def array_after_exception(v):
    w = v.copy()
    try:
        w[0] = v[1] * 2.0
        z = math.log(v[0] - 1.0)
    except ValueError:
        z = 0.0
    return z + w[0]  # here


@row(
    "an exception class that is chosen at run time",
    X,
    refused="AD306",
    instead="write one `except` clause for each class",
)
def computed_class(x):
    kind = ValueError if x > 0.5 else KeyError
    try:
        y = math.log(x)
    except kind:  # here
        y = x
    return y


@row("what an exception carries: `error.args`", X, refused="AD106")
def exception_arguments(x):
    try:
        raise ValueError(x)
    except ValueError as error:
        return error.args[0] * x  # here


@row("`except*`", X, refused="AD103")
def groups(x):
    try:  # here
        y = x * x
    except* ValueError:
        y = x
    return y


@row("`with`: `np.errstate`, `warnings.catch_warnings`, `contextlib.suppress`, `nullcontext`", V)
def contexts(v):
    with np.errstate(divide="ignore"), contextlib.nullcontext(v[0]) as first:
        y = np.sum(np.log(v)) * first
    with contextlib.suppress(ValueError):
        y += math.log(v[0] - 1.0)
    return y


@contextlib.contextmanager
def stage(name):
    yield name


class Scaled:
    def __init__(self, factor):
        self.factor = factor

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.factor = 1.0


@row("`with`: managers of the user's, from classes and from generators", X)
def own_contexts(x):
    with stage("a"), Scaled(x) as scaled:
        y = x * scaled.factor
    return y * scaled.factor


@row("`print`, logging, `warnings.warn`: once, in the forward sweep", X)
def prints(x):
    print("x", x, end="\r")
    return x * x


@row("random numbers: drawn once, used again by the reverse sweep", X)
def draws(x):
    rng = np.random.default_rng(0)
    return x * rng.normal() + np.sum(rng.random(3)) * x * x


@row("random numbers whose place and scale depend on what is differentiated", X)
def active_draws(x):
    rng = np.random.default_rng(0)
    return rng.normal(x, 1.0 + x * x)


@row("random numbers whose shape parameter depends on what is differentiated", X, refused="AD401")
def active_shape(x):
    rng = np.random.default_rng(0)
    return rng.gamma(x)  # here


@row("in forward mode: a random number drawn in a loop in a `try` body", X, refused="AD602")
def effect_in_try(x):
    def inner(y):
        z = y
        rng = np.random.default_rng(0)
        try:
            for _ in range(2):
                z = z * y * rng.normal()  # here
        except ValueError:
            z = y * 2.0
        return z

    from ast_ad import jvp

    return jvp(inner, (x,), (1.0,))[1]


@row("recursion", X, 3)
def recursive(x, n):
    return x if n == 0 else recursive(x, n - 1) * x


@row("recursion without end", X, refused="AD111", instead="let one way return without a call of itself")
def bottomless(x):  # here
    return bottomless(x)


@row("a list of `itertools.product`, of a comprehension over it", V)
def lists_of_products(v):
    pairs = list(itertools.product(range(2), repeat=2))
    more = [v[i] * v[j] for i, j in itertools.product(range(2), (0, 2))]
    return sum(v[i] * v[j] for i, j in pairs) * more[1]

"""Statements and expressions."""

from __future__ import annotations

import functools
import math

import numpy as np

from limitations import row

X = 0.7
V = np.array([0.5, 1.5, 2.5])


@row("assignment: plain, chained, tuple, nested, starred", X)
def assignments(x):
    a = b = x * x
    (c, d), *e = (a, b * x), x, 2.0
    [f, g] = e
    return a * b + c * d + f * g


@row("augmented and annotated assignment", X)
def augmented(x):
    y: float = x
    y += x * x
    y **= 2
    z: float
    z = y / 3.0
    return z


@row("`:=`", X)
def walrus(x):
    return (y := x * x) * y + (y if (z := y + x) > 0.1 else z)


@row("`:=` inside a comprehension", V)
def walrus_in_comprehension(v):
    total = 0.0
    parts = [total := total + value * value for value in v]
    return total * parts[1]


@row("arithmetic, comparisons (chained), `and`, `or`, `not`, conditional expressions", X)
def operators(x):
    a = (x + 1.0) * 3.0 - x / 2.0 + (x**3 % 1.0) + -x + (+x)
    return a if 0.0 < x <= 1.0 and not x == 0.5 or x is None else x * a


@row("`//`, `%`, `divmod` (the derivative of the quotient is 0)", 2.3)
def floor_division(x):
    q, r = divmod(x * x, 2.0)
    return q * x + r * r + x // 0.4


@row("bit operations, shifts on integers", X)
def bits(x):
    n = (5 & 3) | (1 << 2) ^ 1
    return x * n + ~n


@row("`del` of a name", X)
def deletes(x):
    y = x * x
    z = y
    del y
    return z * x


@row("reading a name after `del`", X, refused="AD105", instead="assign the name again before it is read")
def reads_deleted(x):
    y = x * x
    del y
    return y  # here


@row("`del` of an item of a dict", X)
def deletes_item(x):
    d = {"a": x, "b": x * x}
    del d["a"]
    return sum(d.values())


@row("`del` of an item of a list", X)
def deletes_from_list(x):
    parts = [x, x * x, x**3]
    del parts[1]
    return parts[0] * parts[1]


@row("`del` of an attribute", X)
def deletes_attribute(x):
    holder = Holder(x)
    holder.other = x * x
    del holder.value
    return holder.other


class Holder:
    def __init__(self, value):
        self.value = value


@row("`assert`, with a message", X)
def asserts(x):
    assert x > 0.0, f"x is {x}"
    return math.sqrt(x)


@row("`raise`, `raise ... from`", X)
def raises(x):
    if x < 0.0:
        raise ValueError("negative") from KeyError("why")
    return x * x


@row("f-strings, `%` and `.format`", X)
def strings(x):
    name = f"{x:.3f} {x!r:>8} {'n'}" + "%s %.2f" % (x, x) + "{} {}".format(1, x)
    return x * x if len("abc") == 3 and name else x


@row('a format that is itself computed: `f"{x:{width}}"`', X)
def nested_format(x):
    width = 8
    print(f"{x:{width}.3f}", end="\r")
    return x * x


@row("`import` of numpy, math, scipy inside a function", X)
def imports(x):
    import math as m
    from math import sin

    return m.cos(x) * sin(x)


@row("`import` of other modules inside a function, the user's among them", X)
def imports_others(x):
    import json

    from limitations.a_statements import X as point

    return x * x * point * len(json.__name__)


@row("`import` of a module that is not there", X, refused="AD105", instead="install it")
def imports_what_is_not_there(x):
    import no_such_module_anywhere  # here

    return x * no_such_module_anywhere.scale


@row("`global` and `nonlocal` names that are read", X)
def reads_global(x):
    global SCALE
    y = x * SCALE

    def inner():
        nonlocal y
        return y * x

    return inner()


SCALE = 3.0


@row("a `global` name that is written", X, refused="AD201")
def writes_global(x):
    global SCALE
    SCALE = x  # here
    return x


@row("a `nonlocal` name that is written", X)
def writes_nonlocal(x):
    total = 0.0

    def add(value):
        nonlocal total
        total += value * x

    add(x)
    add(2.0)
    return total


@row("`pass`, docstrings, `...`, bare expressions, type comments", X)
def empty(x):
    """A docstring."""
    pass
    ...
    x + 1.0
    return x * x  # type: ignore


@row("decorators on the function itself (`functools.cache` and the like)", 2.0)
@functools.cache
def kept(x):
    return x * x


@row("a decorator on a function inside the function", X)
def decorated_inside(x):
    @stamped
    def inner(y):
        return y * y

    return inner(x)


def stamped(function):
    return function


@row("a class inside the function: methods, properties, inheritance, dataclasses, named tuples, enums", X)
def local_class(x):
    class Scale:
        factor = 2.0

        def __init__(self, y):
            self.y = y

        def value(self):
            return self.y * self.factor * self.y

    return Scale(x).value()


@row("`yield`: generators", X, refused="AD103")
def generates(x):  # here
    yield x * x


@row("a generator function that is called", X, refused="AD103")
def calls_generator(x):
    total = 0.0
    for value in pieces(x):  # here
        total += value
    return total


def pieces(x):
    yield x
    yield x * x


@row("`async def`, `await`", X, refused="AD103")
async def waits(x):  # here
    return x * x


@row("`async def` inside the function", X, refused="AD103")
def waits_inside(x):
    async def inner():  # here
        return x

    return x * x


@row("`exec`, `eval`, `compile`", X, refused="AD103")
def evaluates(x):
    return eval("x * x")  # here


@row("`locals`, `globals`, `vars`, `dir`", X, refused="AD103")
def reads_locals(x):
    return locals()["x"] * x  # here


@row("`match`", X)
def matches(x):
    match (x, "scale"):
        case (value, "scale") if value > 0.0:
            return value * value
        case _:
            return x
    return 0.0


@row("lambda expressions with defaults and closures", X)
def lambdas(x):
    scale = lambda y, factor=x * 2.0, *more, key=3.0: y * factor * key + x  # noqa: E731
    return scale(x) * scale(2.0, key=x)


@row("star expressions in calls, displays and subscripts", X)
def stars(x):
    parts = (x, x * x)
    more = [*parts, 3.0, *[x]]
    options = {**{"a": x}, "b": 2.0}
    return product(*more, **options) + product(*parts, 1.0, 2.0, a=x, b=x)


def product(p, q, r, s, *, a, b):
    return p * q * r * s * a * b


@row("complex, bytes, Ellipsis and None constants", X)
def constants(x):
    nothing, dots, raw = None, ..., b"raw"
    return abs(x + 2.0j) ** 2 * (nothing is None) * (dots is ...) * len(raw)

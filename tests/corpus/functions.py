"""Functions as values, closures, recursion, and the builtins that call functions."""

from __future__ import annotations

import functools
import itertools
import math
import operator

import numpy as np

from corpus import program

K = 2.0

ARR = np.array([1.0, 2.0])


def zip_longer(a, b):
    return itertools.zip_longest(a, b, fillvalue=3.0)


@program(0.7, features="call")
def acc_func(x):
    return (
        sum(itertools.accumulate([x, 2.0, x * x], operator.mul))
        + sum(itertools.accumulate([x, 2.0], lambda a, b: a * x + b, initial=1.0))
        + sum(itertools.chain.from_iterable([[x], [x * x]]))
    )


@program(0.7, features="branch structure")
def ops(x):
    f = operator.itemgetter(1)
    g = operator.attrgetter("real")
    h = operator.methodcaller("__add__", 1.0) if False else None
    return (
        operator.mul(x, operator.add(x, 2))
        + f((1.0, x))
        + g(x)
        + operator.neg(x)
        + operator.truediv(1, x)
        + operator.pow(x, 2)
        + operator.getitem([x, 2.0], 0)
    )


@program(0.7, features="call scalar")
def reduce_ops(x):
    return (
        functools.reduce(operator.mul, [x, x, 2.0])
        + functools.reduce(lambda a, b: a * x + b, (1.0, 2.0, x), 0.5)
        + math.prod([x, x, 3.0])
        + functools.reduce(lambda a, b: a + b, [x])
    )


@program(np.array([0.3, 0.7, 0.2]), features="call")
def reduce_array(x):
    return functools.reduce(lambda a, b: a * 0.5 + b * b, x)


@program(np.array([0.3, 0.7, 0.2]), features="call")
def reduce_init_array(x):
    return functools.reduce(lambda a, b: a * 0.5 + b * b, x, 1.0)


@program(0.7, 3, features="list call structure scalar")
def map_filter(x, n):
    s = sum(map(lambda v: v * v, [x, 2.0])) + sum(map(math.sin, (x, x * x)))
    s += sum(filter(lambda v: v > 0.5, [x, 0.1, 2.0]))
    s += sum(map(lambda v: v * x, range(n)))
    s += sum(map(operator.mul, (x, 1.0), (2.0, x)))
    xs = list(map(lambda i: x * i, range(n)))
    ys = [v for v in filter(lambda i: i % 2, range(n))]
    return s + sum(xs) + sum(ys) * x


@program(np.array([0.3, 0.7, 0.2]), features="branch list call scalar")
def map_array(x):
    return sum(map(math.sin, x)) + sum(filter(lambda v: v > 0.25, x)) + sum((1 for v in x if v > 0.25)) * x[0]


@program(0.7, features="loop list structure")
def zips(x):
    s = 0.0
    for a, b in zip([x, 1.0], [2.0, x], strict=True):
        s += a * b
    a, b = zip(*[(x, 1.0), (2.0, x)])
    s += a[1] * b[1]
    m = list(zip(*[[x, 2.0], [3.0, x]]))
    return s + m[0][1]


def starred(a, b, /, c, *rest, k=2.0, **others):
    return a * b + c * sum(rest) + k + others.get("z", 0.0)


@program(0.7, features="structure")
def star_call(x):
    args = [x, 2.0, x * x]
    kw = {"k": x, "z": x * 3}
    return starred(*args) + starred(*args, 1.0, x, **kw) + starred(x, 1, c=x) + starred(*(x, x), *[x], k=3)


@program(0.7, features="call structure")
def defaults(x):

    def f(a, b=x * 2, *, c=K):
        return a * b * c

    return f(x) + f(x, 1.0) + f(x, c=x)


@program(0.7, features="loop call")
def nonlocals(x):
    total = 0.0
    count = 0

    def add(v):
        nonlocal total, count
        total += v * x
        count += 1

    for i in range(3):
        add(i * x)
    add(x)
    return total * count


@program(0.7, features="list call structure")
def closure_factory(x):

    def power(n):

        def f(v):
            return v**n * x

        return f

    sq, cube = (power(2), power(3))
    fs = [power(i) for i in (1, 2)]
    table = {"sq": sq, "cube": cube}
    return sq(x) + cube(2.0) + sum((f(x) for f in fs)) + table["sq"](3.0)


@program(0.7, 3, features="loop call structure")
def closure_loop(x, n):
    s = 0.0
    for i in range(n):
        f = lambda v: v * i + x
        s += f(x)
    return s


@program(0.7, 3, features="call structure scalar")
def closure_compose(x, n):

    def compose(f, g):
        return lambda v: f(g(v))

    h = compose(math.sin, lambda v: v * x)
    h2 = compose(h, h)
    return h2(x)


def fact(n):
    return 1 if n <= 1 else n * fact(n - 1)


@program(0.7, features="structure")
def int_rec(x):
    return sum((x**k / fact(k) for k in range(5)))


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def ev(x, n):
    return x if n == 0 else od(x * x, n - 1) + 1


def od(x, n):
    return -x if n == 0 else ev(math.sin(x), n - 1)


@program(0.7, 4, features="structure")
def mutual(x, n):
    return ev(x, n)


def deco(f):

    @functools.wraps(f)
    def wrapper(*args, **kw):
        return 2 * f(*args, **kw)

    return wrapper


@deco
def decorated(x):
    return x * x


@functools.lru_cache(maxsize=None)
def cachedf(x):
    return x**3


@program(0.7, features="structure")
def decos(x):
    return decorated(x) + cachedf(x)


@program(0.7, features="call")
def local_deco(x):

    def twice(f):
        return lambda v: f(f(v))

    @twice
    def g(v):
        return v * x + 1

    return g(x)


@program(0.7, features="branch structure")
def partials(x):
    f = functools.partial(pow, 2.0) if False else functools.partial(starred, x, 2.0)
    g = functools.partial(f, k=x)
    return f(1.0) + g(x, 3.0)


class C:
    def __init__(self, k):
        self.k = k

    def m(self, x):
        return self.k * x


@program(0.7, features="list")
def bound_methods(x):
    c = C(x)
    f = c.m
    fs = [c.m, C(2.0).m]
    return f(2.0) + sum((g(x) for g in fs)) + C.m(c, 3.0) + sum(map(c.m, [1.0, x]))


@program(0.7, features="structure")
def global_read(x):
    return x * K + ARR[0] * x * x


@program(0.7, features="structure")
def star_unpack(x):
    a, (b, *c), d = (x, (1.0, x, 2.0), [x])
    [e, f] = c
    (g,) = d
    *h, i = [x, 2.0, x * x]
    return a + b * e + f * g + h[1] * i


@program(0.7, features="branch")
def walrus(x):
    if (y := (x * x)) > 0.1:
        return y + (z := (y * 2)) * z
    return x


@program(0.7, features="structure in_place")
def swap(x):
    a, b = (x, x * x)
    a, b = (b, a)
    xs = [a, b]
    xs[0], xs[1] = (xs[1], xs[0])
    return xs[0] * a + b


@program(0.7, features="call structure")
def lambda_default(x):
    return (lambda a, b=2.0, *c, d=1.0, **e: a * b + d + len(c) + len(e))(x, d=x)


@program(0.7, features="structure")
def any_all(x):
    return x * any([x > 1, x < 1]) + x * all([x > 0, x < 0.5])


@program(0.7, 3, features="branch structure")
def nested_gen(x, n):
    s = sum((x**i * j for i in range(n) for j in range(i) if (i + j) % 2))
    return s + sum((sum((x * j for j in range(i))) for i in range(n)))


@program(0.7, features="call structure reduction")
def min_max_key(x):
    return (
        max([x, -2.0, x * x], key=abs)
        + min((x, 2.0, -1.0), key=lambda v: v * v)
        + max([], default=x)
        + min(x, 1.0, 2.0)
    )


@program(np.array([0.3, -0.7, 0.2]), features="call structure reduction")
def min_max_key_arr(x):
    return max(x, key=abs) * 2 + min(x, key=lambda v: v * v)


@program(0.7, features="loop branch")
def enumerate_str(x):
    s = 0.0
    for i, c in enumerate("abc"):
        s += x**i * (2 if c == "b" else 1)
    return s


@program(0.7, features="branch")
def chained_cmp(x):
    return x if 0 < x < 1 else -x


@program(0.7, features="loop list call structure")
def functions_in_dict_attr(x):
    ops = {"add": operator.add, "mul": lambda a, b: a * b}
    r = x
    for name in ["add", "mul", "add"]:
        r = ops[name](r, x)
    return r

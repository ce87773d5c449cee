"""Calls of the user's functions, closures, recursion; containers, instances and what is read from outside."""

import functools
import math
from collections import namedtuple
from dataclasses import dataclass

import numpy as np
import pytest
from lowering import check, described, lowered

from ast_ad.errors import Refused
from ast_ad.frontend.lower import primal
from ast_ad.frontend.machine.objects import LiveRead
from ast_ad.frontend.reading.find import find
from ast_ad.ir import Call, walk

SCALE = 2.5
TABLE = np.array([1.0, 2.0, 4.0])
WEIGHTS = [0.5, 1.5, 2.5]
NETWORK = ((np.eye(2), 0.5), (np.ones((2, 2)), -1.0))
SETTINGS = {"rate": 0.1, "mode": "fast"}
Point = namedtuple("Point", "x y")


def helper(x, y=2.0, *rest, k=1, **others):
    if rest:
        return x + y * len(rest) + rest[0] * k
    return x * y + k + others.get("z", 0.0)


def uses_helper(x):
    return (
        helper(x) + helper(x, 3.0) + helper(x, x, x, 1.0, k=x) + helper(y=x, x=1.0, z=x) + helper(*[x, x], **{"k": 3})
    )


def early(x, n):
    for i in range(n):
        if x > i:
            return x * i
    return -x


def calls_early(x, n):
    y = early(x, n) + early(x * 0.1, n)
    while early(y, 2) > 1.0:
        y = y * 0.5
    return y


def write_into(a, i, v):
    a[i] = v
    return a


def calls_writer(x):
    y = x * 1.0
    z = write_into(y, 0, 5.0)
    z[1] = 6.0
    return y, x[0] + write_into(y, 2, 1.0)[2] + y[2]


def closures(x, n):
    k = 2.0

    def inner(y):
        return y * k + x

    def counter():
        nonlocal k
        k = k + 1.0
        return k

    a = inner(x)
    k = 5.0
    b = inner(x)
    c = counter() + counter()
    square = lambda t, s=k: t * t + s  # noqa: E731
    return a, b, c, square(x), square(x, 1.0), k


def apply_twice(f, x):
    return f(f(x))


def higher_order(x):
    fs = [np.sin, lambda t: t * 2, math.exp, functools.partial(helper, k=3)]
    for f in fs:
        x = apply_twice(f, x) * 0.1
    return x


def make_poly(coefficients):
    def poly(x):
        y = 0.0
        for c in coefficients:
            y = y * x + c
        return y

    return poly


def power(x, n):
    if n == 0:
        return 1.0
    if n % 2 == 1:
        return x * power(x, n - 1)
    h = power(x, n // 2)
    return h * h


def power_caller(x, n):
    return power(x, n) + power(x * 2, 3)


def is_even(x, n):
    return x if n == 0 else is_odd(x * 1.5, n - 1)


def is_odd(x, n):
    return -x if n == 0 else is_even(x + 1.0, n - 1)


def fill(a, lo, hi, v):
    if hi - lo == 1:
        a[lo] = v
        return v * v
    mid = (lo + hi) // 2
    return fill(a, lo, mid, v * 0.5) + fill(a, mid, hi, v + 1.0)


def recursion_with_arrays(x, v):
    a = x * 1.0
    s = fill(a, 0, len(a), v)
    return a, s


def tree_sum(x):
    if len(x) <= 1:
        return x[0]
    m = len(x) // 2
    return tree_sum(x[:m]) * 1.1 + tree_sum(x[m:])


def nested_recursion(x, n):
    def g(k):
        if k == 0:
            return x
        return g(k - 1) * x + k

    return g(n) + x


def structured_recursion(tree):
    if isinstance(tree, tuple):
        return structured_recursion(tree[0]) * structured_recursion(tree[1])
    return np.sin(tree)


def containers(x, n):
    xs = [x, x * 2]
    xs.append(x * 3)
    xs[0] += 1.0
    d = {"a": x, "b": xs}
    d["c"] = d["a"] + 1
    d["b"][1] = 0.5
    ys = [y * k for k, y in enumerate(xs) if k != 1]
    zs = {k: v for k, v in zip("pq", ys)}
    first, *middle, last = xs
    total = sum(xs) + sum(y * y for y in ys) + sum(math.sin(x * i) for i in range(n) if i % 2)
    for key, value in d.items():
        if key != "b":
            total += value
    (p, q), r = (x, n), [1]
    return xs, zs, total, first, middle, last, p + q + r[0], xs == ys, "a" in d, xs[-1:], (x, n)[::-1]


def dynamic_index(x, n):
    c = [x, 2.0, x * x]
    s = 0.0
    for i in range(3):
        s += c[i] * i
    return s + (1.0, x, 3.0)[n]


def list_argument(xs, n):
    s = 0.0
    for x in xs:
        s += x * n
    return s + xs[0] * xs[-1] + len(xs) + sum(xs)


def globals_read(x):
    return (
        x * SCALE
        + TABLE[1] * TABLE.sum()
        + sum(WEIGHTS) * x
        + SETTINGS["rate"] * (SETTINGS["mode"] == "fast")
        + math.pi
    )


def network(x):
    for w, b in NETWORK:
        x = np.tanh(w @ x + b)
    return x.sum()


@dataclass
class Body:
    mass: float
    position: np.ndarray

    def energy(self, g=9.81):
        return self.mass * g * self.position[1]

    def move(self, step):
        self.position = self.position + step
        self.mass *= 0.5
        return self

    @property
    def weight(self):
        return self.mass * 9.81


class Model:
    gain = 3.0

    def __init__(self, k):
        self.k = k
        self.calls = 0

    def __call__(self, x):
        return self.scaled(x) + self.k

    def scaled(self, x):
        return x * self.k * self.gain * self.twice(1.0)

    @staticmethod
    def twice(x):
        return 2 * x


MODEL = Model(1.5)


def instances(x, body):
    other = Body(x, position=np.array([1.0, 2.0]) * x)
    e = other.energy() + other.move(1.0).energy(2.0) + other.weight
    p = Point(x, y=2.0)
    return e + body.energy() + p.x * p.y + p[0], p


def model(self, x):
    return self.scaled(x) + self(x) + MODEL(x) + MODEL.scaled(x) + Model(x)(2.0)


@functools.cache
def cached(x):
    return x * x


def uses_cached(x):
    return cached(x) + functools.reduce(lambda a, b: a * b, [x, 2.0, x]) if False else cached(x)


@pytest.mark.parametrize(
    "program",
    [uses_helper, higher_order, globals_read, uses_cached, make_poly([1.0, 2, -3.0])],
    ids=lambda p: p.__name__,
)
def test_scalars(program):
    for x in (0.3, 2.0):
        check(program, x)


@pytest.mark.parametrize(
    "program",
    [calls_early, closures, power, power_caller, is_even, nested_recursion, containers],
    ids=lambda program: program.__name__,
)
def test_number_and_count(program):
    for n in (0, 1, 2, 5):
        check(program, 0.7, n)


def test_more():
    x = np.array([0.5, -1.0, 2.0, 3.0, 0.25])
    check(calls_writer, x)
    check(recursion_with_arrays, x, 0.5)
    check(tree_sum, x)
    check(structured_recursion, ((0.5, 1.5), (2.0, (0.1, 1.0))))
    check(list_argument, [1.0, 2.0, 3.0], 2)
    check(network, np.array([0.1, -0.4]))
    for n in (0, 1, 2):
        check(dynamic_index, 0.5, n)


def test_instances():
    check(instances, 0.5, Body(2.0, np.array([0.1, 0.7])))
    check(model, Model(0.25), 2.0)
    check(Model.scaled, Model(0.25), 2.0)


def test_recursion_is_one_function():
    func = lowered(power, 1.5, 5)
    calls = [op.prim.func for op in walk(func.block) if isinstance(op.prim, Call)]
    assert set(calls) == {func}
    assert [p.name for p in func.inputs] == ["x", "n"]


def yields(x):
    yield x


def unknown_function(x):
    return math.gamma(x) if False else np.intersect1d([x], [x])


def bad_arguments(x):
    return helper(x, y=1.0, x=2.0)


def writes_global(x):
    global SCALE
    SCALE = x
    return x


def writes_global_array(x):
    TABLE[0] = x
    return x


def endless(x):
    return endless(x * 0.5)


@pytest.mark.parametrize(
    ("program", "code"),
    [
        (yields, "AD103"),
        (unknown_function, "AD401"),
        (bad_arguments, "AD107"),
        (writes_global, "AD201"),
        (writes_global_array, "AD201"),
        (endless, "AD111"),
    ],
    ids=lambda p: getattr(p, "__name__", p),
)
def test_refusals(program, code):
    with pytest.raises(Refused) as caught:
        lowered(program, 1.0)
    assert caught.value.code == code


def growing_list(x, n):
    ys = []
    zs = [x]
    for i in range(n):
        ys.append(x * i)
        if i % 2:
            zs.append(ys[i - 1] + zs[-1])
    squares = [y * y for y in ys if y > 0.5]
    t = np.array([x * k for k in range(n)] + [1.0])
    s = 0.0
    for z in zs:
        s = s + z
    return s, sum(ys), len(ys), sum(squares), t.sum(), [k * x for k in range(n)], zs


def list_of_arrays(x, n):
    states = [x]
    for i in range(n):
        states.append(states[-1] * 0.5 + i)
    return states[-1], states[0] * len(states), states[n // 2][1]


def quantifiers(x, n):
    a = any(x * i > 3.0 for i in range(n))
    b = all(x * i < 3.0 for i in range(n) if i != 2)
    c = any([x > 1, n > 1]) and all((x > 0, n >= 0))
    d = max(x * (i - 2) ** 2 for i in range(n + 1)) + min([x, 2.0])
    return a, b, c, d, sum(x * i * j for i in range(n) for j in range(i))


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_growing(n):
    check(growing_list, 0.7, n)
    check(quantifiers, 0.7, n)
    check(list_of_arrays, np.array([1.0, 2.0]), n)


def appended_then_written(x, n):
    xs = []
    for i in range(n):
        x[0] = i
        xs.append(x)
    return xs[0]


def test_items_are_aliases():
    with pytest.raises(Refused) as caught:
        lowered(appended_then_written, np.ones(2), 3)
    assert caught.value.code == "AD202"


def walrus_in_comprehension(x):
    ys = [(t := x * k) for k in (1, 2)]
    return t + sum(ys)


def formats(x, A):
    text = "%s is %d" % ("n", 3) + f"{1 + 1}" + "{}".format("a")  # noqa: UP031
    same = A.shape == (2, 3) and A.shape + (1,) == (2, 3, 1) and x != None  # noqa: E711
    return x if same and text == "n is 32a" else -x


def test_small_things():
    check(walrus_in_comprehension, 0.5)
    check(formats, 0.5, np.ones((2, 3)))


def array_with_list(x):
    u = np.zeros((2, 3))
    u[:, 0] = x
    u[0, 1:] += [1.0, 2.0]
    u[1] = (x, 2.0, x)
    return u + [1.0, x, 3.0], hasattr(u, "shape"), hasattr(x, "nothing"), getattr(x, "nothing", 2.0)


def imports_inside(x):
    import itertools
    from math import exp

    s = exp(x)
    for i, j in itertools.product((1.0, 2.0), range(2)):
        s = s * i + j
    return functools.reduce(lambda a, b: a * b, [s, 2.0, x])


def test_more_small_things():
    check(array_with_list, 0.5)
    check(imports_inside, 0.5)


def test_guards():
    arguments, _ = described(globals_read, (1.0,))
    made = primal(find(globals_read), arguments)
    func, guards = made.func, made.guards
    assert {str(read) for read in guards} == {"SCALE", "TABLE", "sum", "WEIGHTS", "SETTINGS", "math"}
    reads = [op.prim.function for op in walk(func.block) if isinstance(getattr(op.prim, "function", None), LiveRead)]
    assert {str(read): read() for read in reads} == {
        "SCALE": 2.5,
        "TABLE": TABLE,
        "WEIGHTS": WEIGHTS,
        "SETTINGS['rate']": 0.1,
    }

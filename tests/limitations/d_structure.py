"""Containers and objects."""

from __future__ import annotations

import collections
import enum
import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from limitations import row

X = 0.7
V = np.array([0.5, 1.5, 2.5])


@row("tuples and lists: displays, slices, `+`, `*`, comparisons, `in`, `len`, `sorted` of constants", X)
def tuples_and_lists(x):
    a = (x, 2.0) + (x * x,)
    b = [x] * 2 + [*a]
    return a[-1] * b[1:][0] * len(b) + sum(b[::2]) * (2.0 in a)


@row("lists: `append`, `extend`, `insert`, `pop`, `reverse`, item assignment", X)
def list_methods(x):
    a = [x]
    a.append(x * x)
    a.extend((1.0, x))
    a.insert(0, 3.0)
    a[1] = a[2] * a.pop()
    a.reverse()
    return a[0] + a[-1] * a[-2]


@row("lists that grow in a loop", X, 4)
def growing_list(x, n):
    values = [x]
    for k in range(n):
        values.append(values[-1] * x + k)
    return values[-1] * values[1] + sum(values)


@row("a list of known items that changes in a loop over it", X)
def changed_in_a_loop(x):
    values = [x, 2 * x]
    total = 0.0
    for value in values:
        if len(values) < 4:
            values.append(value * x)
        total += value
    return total


@row("a list whose length only the run tells that changes in a loop over it", [1.0, 2.0], refused="AD204")
def changed_in_a_long_loop(values):
    total = 0.0
    for value in values:
        if len(values) < 4:
            values.append(value * value)  # here
        total += value
    return total


@row("iterators and generators that are named, run over once", V)
def named_iterators(v):
    scale = 2.0
    squares = (a * a * scale for a in v)
    scale = 3.0
    pairs = zip(squares, map(math.sin, v))
    return sum(a * b for a, b in pairs)


@row("iterators and generators that are run over twice", V, refused="AD110")
def named_iterators_twice(v):
    pairs = zip(v, v)
    total = sum(a * b for a, b in pairs)
    return total + sum(a for a, b in pairs)  # here


@row("arrays in a list that are exchanged", [V, 2 * V])
def exchanged(arrays):
    arrays[0], arrays[1] = arrays[1], arrays[0]
    return arrays[0] @ arrays[1] + arrays[0].sum()


@row("an array that a list may hold twice, written through the list", [V, 2 * V], refused="AD202")
def held_twice(arrays):
    arrays.append(arrays[0])
    arrays[-1][0] = 1.0  # here
    return arrays[0].sum()


@row("list, dict, generator comprehensions", V)
def comprehensions(v):
    squares = [a * a for a in v if a > 0.1]
    named = {name: value for name, value in zip("ab", (v[0], v[1]))}
    return sum(squares) + named["b"] * max(a * 2.0 for a in v)


@row("set comprehensions over what only the run tells", V, refused="AD110", instead="a list, or a set of constants")
def set_comprehension(v):
    return sum({a * a for a in v})  # here


@row("sets of constants, and of the keys of dicts", X)
def sets(x):
    d, e = {"a": x, "b": x * x}, {"b": 2.0, "c": x}
    both = d.keys() & e.keys()
    return sum(d[k] * e[k] for k in sorted(both)) + len({k[0] for k in ("aa", "ab")}) * x


@row("dicts: get, set, `.get`, `.items`, `.update`, `**`, keys of constants", X)
def dicts(x):
    d = {"a": x, **{"b": 2.0}}
    d["c"] = d["a"] * d.get("missing", 3.0)
    d.update({"b": x * x})
    return sum(value * len(key) for key, value in d.items())


@row("reading, and `d[k] += x`, where only the run tells which of the known keys it is", X, np.array([0, 1, 0]))
def keys_of_the_run(x, labels):
    d = {0: x, 1: x * x}
    for k in labels:
        d[k] += d[k] * x
    return d[0] * d[1]


@row("loops over constant ranges that make new keys, or lists of functions: they are written out", X)
def written_out(x):
    d = {0: x}
    for k in range(1, 4):
        d[k] = d[k - 1] * x
    return d[3]


@row("lists of tuples that grow in a loop, `zip(*rows)`", X, 4)
def growing_rows(x, n):
    rows = [(x, 1)]
    for k in range(n):
        rows.append((rows[-1][0] * x, k))
    values, counts = zip(*rows)
    return sum(a * k for a, k in rows) * values[1] * len(counts)


@row(
    "lists of objects or dicts that grow in a loop",
    X,
    4,
    refused="AD306",
    instead="a list for each attribute, or tuples",
)
def growing_objects(x, n):
    rows = []
    for k in range(n):
        rows.append({"a": x * k})  # here
    return rows[1]["a"]


@row("loops over objects with `__next__`", X, refused="AD108")
def own_iterator(x):
    total = 0.0
    for value in Counting(x):  # here
        total += value
    return total


class Counting:
    def __init__(self, y):
        self.y = y

    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration


@row("tuples that grow in a loop", X, 4)
def growing_tuple(x, n):
    t = ()
    for k in range(n):
        t += (x * k,)
    return t[2] * t[-1]


@row("returning a tuple that grew, a deque or a set", X, 4, refused="AD305", instead="return a list")
def growing_tuple_returned(x, n):  # here
    t = ()
    for k in range(n):
        t += (x * k,)
    return t


@row("dicts whose keys are known at run time only", X, 3, refused="AD110", instead="use a list or an array")
def run_time_keys(x, n):
    d = {}
    for k in range(n):
        d[k] = x * k  # here
    return d[1]


class Pair(NamedTuple):
    first: float
    second: float = 2.0


@dataclass
class Body:
    mass: float
    position: float = 1.0
    history: list = field(default_factory=list)

    @property
    def moment(self):
        return self.mass * self.position

    def move(self, by):
        self.position += by
        return self

    @staticmethod
    def of(mass):
        return Body(mass)

    @classmethod
    def heavy(cls, mass):
        return cls(mass * 10.0)

    def __call__(self, x):
        return self.moment * x


@row("namedtuples and dataclasses; attributes, properties, methods, `__call__`", X)
def objects(x):
    pair = Pair(x)
    body = Body.of(x).move(x * x)
    body.mass *= 2.0
    other = Body.heavy(pair.first)
    return body.moment * pair.second + body(x) + other.moment


class Plain:
    scale = 3.0

    def __init__(self, value):
        self.value = value


@row("classes of the user's; attributes of classes", X)
def classes(x):
    return Plain(x).value * Plain(x * x).value * Plain.scale


class Color(enum.Enum):
    RED = 1
    BLUE = 2


class Tripled:
    def __init__(self, x):
        self.x = x

    def __getattribute__(self, name):
        value = object.__getattribute__(self, name)
        return value * 3 if name == "x" else value


class Settings:
    rate = 2.0

    def __init__(self, x):
        self.x = x


@row("the attributes of an object as a dict: `x.__dict__`", X, refused="AD106")
def attributes_as_a_dict(x):
    return Settings(x).__dict__.get("rate", x)  # here


@row("attributes by name: `getattr`, `setattr`, `hasattr`", X)
def attributes_by_name(x):
    settings = Settings(x)
    for name, factor in (("a", 2.0), ("b", x)):
        setattr(settings, name, factor * x)
    return getattr(settings, "a") * getattr(settings, "b") * getattr(settings, "c", 3.0) * hasattr(settings, "rate")


class Doubling(type):
    def __call__(cls, *args):
        made = super().__call__(*args)
        made.x = made.x * 2
        return made


class Counted(metaclass=Doubling):
    def __init__(self, x):
        self.x = x


@row("a class with a `__getattribute__` of its own", X, refused="AD106")
def reads_by_itself(x):
    return Tripled(x).x ** 2  # here


@row("a metaclass with a `__call__` of its own", X, refused="AD103")
def made_by_a_metaclass(x):
    return Counted(x).x ** 2  # here


class Weight:
    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"Weight({self.value:.1f})"


@row("objects that are printed, formatted and turned into texts", X)
def shown_objects(x):
    weight = Weight(x)
    print(weight, [weight], end="")
    text = f"{weight} {weight!r}" + str((weight, 2))
    return weight.value * x * len(text)


@row("enums", X)
def enums(x):
    color = Color.RED if Color(1) is Color.RED else Color.BLUE
    return x * x if color is Color.RED else x


@row("`collections.deque`, `Counter`, `defaultdict`, `OrderedDict`", X)
def collections_of(x):
    last, counts = collections.deque([x, x * x], maxlen=2), collections.Counter("aab")
    last.append(x * 3.0)
    sums = collections.defaultdict(float)
    for key in counts:
        sums[key] += last[0] * counts[key]
    return sums["a"] * last.pop() + collections.OrderedDict(a=x)["a"]


@row("a deque whose `maxlen` only the run tells", X, 3, refused="AD110")
def deque_of_unknown_length(x, n):
    last = collections.deque([x], maxlen=n)  # here
    return last[0]


@row("arguments that are structures: gradients have the same structure", X)
def structured_arguments(x):
    from ast_ad import grad

    inner = grad(lambda p: p["a"] * p["b"][0] ** 2)({"a": x, "b": (x, 1.0)})
    return inner["a"] * inner["b"][0]


@row("`sorted` and `.sort` of values, with `key` and `reverse`", V)
def sorted_values(v):
    return sorted(v)[0] * sorted(v, key=lambda a: -a * a)[1]


@row("a list or a dict that has other items on one way than on the other", X, refused="AD306")
def different_items(x):
    d = {"a": x}
    if x > 0.5:
        d["b"] = x * x
    return d["a"]  # here


@row("a list made of None and filled later: `[None] * n`", X, 3)
def filled_later(x, n):
    known = [None] * n
    for k in range(n):
        known[k] = x * (k + 1)
    return known[0] * known[n - 1]


@row("a list that may hold None as the result", X, 3, refused="AD305")
def returned_with_none(x, n):  # here
    known = [None] * n
    known[0] = x
    return known


def grown(x, n):
    return (x, None) if n == 0 else (x * n, grown(x + 1.0, n - 1))


def summed(tree):
    value, rest = tree
    return value if rest is None else value * summed(rest)


@row("tuples nested to a depth that only the run tells, built by recursion", X, 3)
def recursive_tuples(x, n):
    return summed(grown(x, n))


@row("such a tuple used several times, and in a loop", X, 3)
def recursive_tuples_twice(x, n):
    tree = grown(x, n)
    total = summed(tree) + summed(tree)
    for k in range(n):
        total += tree[0] * k
    return total

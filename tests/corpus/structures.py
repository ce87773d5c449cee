"""Dicts, named tuples, dataclasses, instances and what they define."""

from __future__ import annotations

import dataclasses
import enum
import functools
import math
import operator
from collections import OrderedDict, namedtuple
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from corpus import program

NETWORK = {"l1": {"w": np.eye(2), "b": np.ones(2)}, "l2": {"w": np.ones((2, 2)), "b": np.zeros(2)}}

Point = namedtuple("Point", "x y")


class Vec(NamedTuple):
    x: float
    y: float = 1.0

    def dot(self, o):
        return self.x * o.x + self.y * o.y

    @property
    def norm2(self):
        return self.dot(self)

    def __add__(self, o):
        return Vec(self.x + o.x, self.y + o.y)


@dataclass
class P:
    pos: float
    vel: float
    mass: float = 2.0
    name: str = "p"
    hist: list = field(default_factory=list)

    def step(self, dt):
        self.pos += self.vel * dt
        self.vel -= math.sin(self.pos) * dt / self.mass
        self.hist.append(self.pos)

    @property
    def energy(self):
        return 0.5 * self.mass * self.vel**2 - math.cos(self.pos)


@dataclass(frozen=True)
class Q:
    a: float
    b: np.ndarray
    n: int = 3

    def value(self):
        return self.a * self.b.sum() * self.n


@dataclass
class Post:
    a: float
    b: float = 0.0

    def __post_init__(self):
        self.b = self.a * 2 + self.b


@dataclass
class Derived(Post):
    c: float = 3.0

    def total(self):
        return self.a + self.b * self.c


@dataclass(slots=True)
class Slotted:
    a: float
    b: float


@program({"w": np.array([0.3, 0.2]), "b": 0.5, "n": 3}, features="structure reduction")
def dict_arg(d):
    return np.tanh(d["w"] * d["b"]).sum() * d["n"]


@program(
    NETWORK,
    np.array([0.1, 0.7]),
    features="loop structure reduction linear",
)
def nested_dict(params, x):
    for name in params:
        layer = params[name]
        x = np.tanh(layer["w"] @ x + layer["b"])
    return x.sum()


@program(
    NETWORK,
    np.array([0.1, 0.7]),
    features="loop branch structure reduction linear",
)
def nested_dict_items(params, x):
    reg = 0.0
    for name, layer in params.items():
        for k, v in layer.items():
            reg += (v**2).sum() * (2 if k == "w" else 1)
        x = np.tanh(layer["w"] @ x + layer["b"])
    return x.sum() + 0.1 * reg


@program({"w": 0.5}, features="structure in_place")
def dict_return(d):
    out = dict(d)
    out["w2"] = d["w"] ** 2
    out.update(z=d["w"] * 3, q=1.0)
    out.update({"w": 2 * out["w"]})
    return out


@program(0.7, features="branch structure")
def dict_methods(x):
    d = {"a": x}
    d.setdefault("b", x * x)
    d.setdefault("a", 5.0)
    c = d.pop("a")
    e = d.get("zz", 3.0) + d.get("b")
    if "a" in d:
        e = e * 100
    if "b" in d and "q" not in d:
        e = e + x
    d |= {"k": x**3}
    f = {**d, "m": 1.0}
    g = d | {"b": 2.0}
    return c + e + sum(d.values()) + len(f) * f["k"] + g["b"] * x


@program(0.7, features="structure")
def dict_del(x):
    d = {"a": x, "b": x * x}
    del d["a"]
    return sum(d.values()) * len(d)


@program(0.7, features="structure")
def dict_popitem_clear(x):
    d = dict(a=x, b=2.0)
    k, v = d.popitem()
    s = d["a"]
    d.clear()
    return s * v + len(d)


@program(0.7, features="loop structure in_place")
def dict_int_keys(x):
    memo = {0: 1.0, 1: x}
    for i in (2, 3, 4):
        memo[i] = memo[i - 1] * x + memo[i - 2]
    return memo[4]


@program(0.7, features="loop structure in_place")
def dict_tuple_keys(x):
    d = {}
    for i in (0, 1):
        for j in (0, 1):
            d[i, j] = x * (i + 2 * j)
    return d[0, 1] * d[1, 1] + d[1, 0]


@program(0.7, features="loop structure in_place reduction")
def dict_aug(x):
    d = {"a": 0.0, "b": np.zeros(2)}
    for i in range(3):
        d["a"] += x * i
        d["b"][0] += d["a"]
        d["b"] += x
    return d["a"] * d["b"].sum()


@program(0.7, "tanh", features="call structure scalar")
def dict_dispatch(x, name):
    table = {"tanh": math.tanh, "square": lambda v: v * v}
    return table[name](x)


@program(0.7, features="branch structure")
def dict_comp(x):
    d = {k: x**k for k in (1, 2, 3)}
    e = {k: v * 2 for k, v in d.items() if k != 2}
    return sum(e.values()) + sum((k for k in e))


@program(0.7, features="loop structure")
def dict_sorted(x):
    d = {"b": x, "a": x * x, "c": 1.0}
    s = 0.0
    for i, k in enumerate(sorted(d)):
        s += d[k] * i
    for i, k in enumerate(sorted(d.keys(), reverse=True)):
        s += d[k] * i * x
    for (k, v), w in zip(sorted(d.items()), (1.0, 2.0, 3.0)):
        s += v * w
    return s


@program(0.7, features="loop branch structure")
def dict_keys_set(x):
    d = {"a": x, "b": x * x}
    e = {"b": 2.0, "c": 3.0}
    s = 0.0
    for k in sorted(d.keys() & e.keys()):
        s += d[k] * e[k]
    for k in sorted(set(d) | set(e)):
        s += d.get(k, 0.0) + e.get(k, 0.0)
    if d.keys() - e.keys() == {"a"}:
        s += x
    return s


@program(0.7, features="in_place")
def ordered(x):
    d = OrderedDict()
    d["a"] = x
    d["b"] = x * 2
    return sum(d.values())


@program(Point(0.3, 0.4), features="structure")
def nt_arg(q):
    r = q._replace(x=q.x * q.y)
    a, b = r
    return a * r.y + r[0] + b**2 + sum(r)


@program(Vec(0.3, 0.4), features="structure")
def vec_return(v):
    return Vec(v.x * v.y, v.x)


@program(P(0.3, 0.4), features="loop structure")
def dc_mut(q):
    for i in range(4):
        q.step(0.1)
    return q.energy + sum(q.hist)


@program(P(0.3, 0.4), features="structure")
def dc_return(q):
    r = replace(q, pos=q.pos * 2)
    return r


@program(Q(0.3, np.array([0.1, 0.2])), features="structure")
def dc_frozen(q):
    r = dataclasses.replace(q, a=q.a**2, n=2)
    return q.value() * r.value()


@program(0.3, features="structure")
def dc_post(x):
    d = Derived(x, c=x)
    e = Derived(x, 1.0)
    return d.total() * e.total()


@program(Derived(0.3), features="structure")
def dc_inherit_arg(d):
    return d.total()


@program(Slotted(0.3, 0.4), features="structure")
def dc_slots(s):
    s.a = s.a * s.b
    return s.a + s.b


@program(0.3, features="structure")
def dc_asdict(x):
    q = P(x, 2 * x)
    d = dataclasses.asdict(q)
    t = dataclasses.astuple(Slotted(x, 1.0))
    return d["pos"] * d["vel"] + t[0]


@program(0.3, features="loop structure")
def dc_fields(x):
    q = Slotted(x, 2 * x)
    s = 0.0
    for f in dataclasses.fields(q):
        s += getattr(q, f.name) ** 2
    return s


@program(0.3, features="branch structure")
def dc_eq(x):
    return x if Slotted(1.0, 2.0) == Slotted(1.0, 2.0) else -x


class Base:
    scale = 2.0

    def __init__(self, k):
        self.k = k

    def f(self, x):
        return self.k * x * self.scale

    def g(self, x):
        return self.f(x) + 1

    @classmethod
    def make(cls, k):
        return cls(k * 2)

    @staticmethod
    def sq(x):
        return x * x


class Child(Base):
    scale = 3.0

    def __init__(self, k, m):
        super().__init__(k)
        self.m = m

    def f(self, x):
        return super().f(x) + self.m

    @classmethod
    def make(cls, k):
        return cls(k, k)


@program(Child(0.3, 0.4), 0.7, features="structure")
def inherit(c, x):
    return c.g(x) + Child.make(x).g(2.0) + Base.make(x).f(x) + c.sq(x) + Base.sq(x)


@program(0.7, features="structure")
def inherit_make(x):
    return Child(x, 2 * x).g(x) + isinstance(Child(1.0, 1.0), Base)


class V2:
    def __init__(self, x, y):
        self.x, self.y = (x, y)

    def __add__(self, o):
        return V2(self.x + o.x, self.y + o.y)

    def __sub__(self, o):
        return V2(self.x - o.x, self.y - o.y)

    def __mul__(self, s):
        return V2(self.x * s, self.y * s)

    def __rmul__(self, s):
        return self * s

    def __neg__(self):
        return V2(-self.x, -self.y)

    def __truediv__(self, s):
        return V2(self.x / s, self.y / s)

    def __matmul__(self, o):
        return self.x * o.x + self.y * o.y

    def __getitem__(self, i):
        return (self.x, self.y)[i]

    def __setitem__(self, i, v):
        if i == 0:
            self.x = v
        else:
            self.y = v

    def __len__(self):
        return 2

    def __iter__(self):
        return iter((self.x, self.y))

    def __abs__(self):
        return math.sqrt(self @ self)

    def __pow__(self, n):
        return V2(self.x**n, self.y**n)

    def __iadd__(self, o):
        self.x += o.x
        self.y += o.y
        return self

    def __call__(self, t):
        return self.x + self.y * t

    def __eq__(self, o):
        return self.x == o.x and self.y == o.y

    def __lt__(self, o):
        return self.x < o.x

    def __bool__(self):
        return self.x != 0

    def __contains__(self, v):
        return v == self.x

    def __float__(self):
        return self.x


@program(V2(0.3, 0.4), features="structure linear")
def overload_sum(v):
    ws = [v, v * 2.0, V2(1.0, 1.0)]
    t = sum(ws, V2(0.0, 0.0))
    u = functools.reduce(operator.add, ws)
    return t @ u + sum((abs(w) for w in ws))


@program(V2(0.3, 0.4), features="structure")
def overload_ret(v):
    return v * 2.0


@program(0.7, 3, features="loop structure linear")
def objects_in_loop(x, n):
    v = V2(x, 1.0)
    for i in range(n):
        v = v * x + V2(0.1, i)
    return v @ v


class Prop:
    def __init__(self, r):
        self._r = r

    @property
    def r(self):
        return self._r

    @r.setter
    def r(self, v):
        self._r = v * 2

    @functools.cached_property
    def area(self):
        return math.pi * self._r**2


@program(0.7, features="structure")
def props(x):
    c = Prop(x)
    a = c.area
    c.r = x * x
    return c.r + a + c.area


class Color(enum.Enum):
    RED = 1
    BLUE = 2


@program(0.7, Color.RED, features="branch structure")
def enums(x, c):
    if c is Color.RED:
        return x * c.value
    return -x


class Node:
    def __init__(self, v, l=None, r=None):
        self.v, self.l, self.r = (v, l, r)


def tree_sum(t):
    if t is None:
        return 0.0
    return t.v**2 + tree_sum(t.l) * 0.5 + tree_sum(t.r)


@program(Node(0.3, Node(0.4), Node(0.1, None, Node(0.2))), features="structure")
def tree(t):
    return tree_sum(t)


@program((0.3, [1.0, 2.0], {"a": 0.5, "b": None, "c": 3, "d": "s"}), features="structure")
def mixed(arg):
    a, xs, d = arg
    return a * sum(xs) * d["a"] * d["c"]


class Layer:
    def __init__(self, w, b, act=np.tanh):
        self.w, self.b, self.act = (w, b, act)

    def __call__(self, x):
        return self.act(self.w @ x + self.b)


class MLP:
    def __init__(self, layers):
        self.layers = layers

    def __call__(self, x):
        for l in self.layers:
            x = l(x)
        return x

    def loss(self, x, y):
        return ((self(x) - y) ** 2).mean()


@program(
    MLP([Layer(np.eye(2), np.ones(2)), Layer(np.ones((1, 2)), np.zeros(1), np.sin)]),
    np.array([0.1, 0.2]),
    np.array([0.5]),
    features="structure",
)
def mlp(m, x, y):
    return m.loss(x, y)


@dataclass
class Parts:
    u: np.ndarray
    rows: list
    named: dict


@dataclass
class Whole:
    parts: Parts
    pair: tuple


@program(np.array([0.7, -0.4, 1.3]), features="structure in_place")
def copies_of_fields(x):
    p = Parts(x * 1.0, [x * 2.0], {"k": x * 3.0})
    d, t = dataclasses.asdict(p), dataclasses.astuple(p)
    d["u"][1], d["rows"][0][1], d["named"]["k"][0] = 2.0, 4.0, 7.0
    d["rows"].append(x)
    p.rows[0][2] = x[0] * 5
    return np.sum(p.u**3) + np.sum(p.rows[0] * t[1][0]) + len(p.rows) * d["named"]["k"][1] * np.sum(p.named["k"])


@program(np.array([0.7, -0.4, 1.3]), features="structure in_place")
def copies_of_fields_in_fields(x):
    whole = Whole(Parts(x * 1.0, [], {}), (Parts(x, [], {}), x))
    d = dataclasses.asdict(whole, dict_factory=lambda items: {k: v for k, v in items if k != "rows"})
    t = dataclasses.astuple(whole)
    d["parts"]["u"][1] = 100.0
    t[0][0][0] = 9.0
    return np.sum(whole.parts.u**3) * d["pair"][0]["u"][0] + len(d["parts"]) * np.sum(t[0][0] * x)


class Bounded:
    """A descriptor that keeps a value above a bound."""

    def __init__(self, least):
        self.least = least
        self.name = ""

    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return getattr(instance, self.name)

    def __set__(self, instance, value):
        setattr(instance, self.name, max(value, self.least))


class Doubled:
    """A descriptor that is hidden by what an instance holds."""

    def __init__(self, function):
        self.function = function

    def __get__(self, instance, owner=None):
        return self.function(instance) * 2


class Plant:
    gain = Bounded(0.1)
    delay = Bounded(0.01)

    def __init__(self, gain, delay):
        self.gain = gain
        self.delay = delay

    @Doubled
    def ratio(self):
        return self.gain / self.delay

    def power(self, n, scale=1.0):
        return scale * self.gain**n

    cubed = functools.partialmethod(power, 3, scale=2.0)


@program(0.7, 2.0, features="structure call")
def descriptors(gain, delay):
    plant = Plant(gain, delay)
    plant.gain *= 2
    total = plant.ratio * plant.cubed()
    plant.gain = plant.gain - 5.0
    plant.ratio = gain
    return total * plant.ratio + plant.gain * gain + plant.delay


class Permission(enum.IntFlag):
    READ = 1
    WRITE = 2
    RUN = 4


class Meter:
    def __init__(self, rate):
        self.rate = rate

    @functools.singledispatchmethod
    def cost(self, amount):
        return 1.0

    @cost.register
    def _(self, amount: int):
        return self.rate * amount

    @cost.register
    def _(self, amount: str):
        return self.rate**2 * len(amount)

    def __index__(self):
        return 1


@program(0.7, features="structure call branch")
def by_types_and_flags(x):
    meter = Meter(x)
    flags = Permission.READ | Permission.RUN
    total = meter.cost(3) + meter.cost("ab") + meter.cost([1])
    if flags & Permission.WRITE or Permission.RUN not in flags:
        total = 0.0
    return total * flags.value * [1.0, x, 2.0][meter]


@dataclass
class Reading:
    value: float
    unit: str = "m"
    raw: float = field(default=0.0, repr=False)


class Sensor:
    def __init__(self, readings):
        self.readings = readings

    def __repr__(self):
        return f"Sensor({self.readings})"

    def __str__(self):
        return "sensor"


@program(1.0, features="structure list call")
def objects_as_texts(x):
    readings = [Reading(round(x)), Reading(round(2 * x), "km")]
    sensor = Sensor(readings)
    text = f"{sensor} {sensor!r:>60}|{readings[0]}" + str(readings) + repr({"a": (sensor,)}) + "%s" % str(sensor)
    print(text, sensor, readings, end="")
    return x * x * len(text)


@program(0.7, features="list call")
def places_in_known_lists(x):
    values = [x, 2 * x, 3.0, x * x, 3.0]
    values.remove(3.0)
    n, k = values.index(3.0), values.count(x)
    return sum(values) * n + k * x


class Scaled:
    def __new__(cls, x, k=2.0):
        made = object.__new__(cls)
        made.k = k
        return made

    def __init__(self, x, k=2.0):
        self.x = x * k


class Marked(Scaled):
    def __new__(cls, *args, **named):
        made = super().__new__(cls, *args, **named)
        made.mark = 3.0
        return made


class Twice:
    def __new__(cls, x):
        return x * 2


class Gaussian(NamedTuple):
    height: float
    width: float = 1.0

    def __call__(self, x):
        return self.height * math.exp(-((x / self.width) ** 2))


@program(0.7, features="structure call")
def made_by_new(x):
    class Inner:
        def __new__(cls, value):
            made = super().__new__(cls)
            made.value = value * x
            return made

    return Scaled(x).x * Marked(x, k=x).mark * Marked(x).x + Twice(x) * Inner(x).value + Gaussian(x)(2.0 * x)

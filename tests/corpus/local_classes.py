"""Classes that a function defines, and values that are one of several names: enums chosen at run time."""

from __future__ import annotations

import abc
import enum
import functools
import math
from collections import namedtuple
from dataclasses import InitVar, dataclass, field, replace
from typing import ClassVar, NamedTuple

from corpus import program


class Mode(enum.Enum):
    GROW = 1
    SHRINK = 2


class Shared:
    weight = 2.0

    def __init__(self, a):
        self.a = a

    def gain(self):
        return self.a * self.weight

    def run(self):
        return self.gain() ** 2

    @classmethod
    def make(cls, z):
        return cls(z * z)


@program(0.7, features="structure call")
def class_over_a_closure(x):
    y = x * x

    class Scale:
        factor = 3.0

        def __init__(self, a):
            self.a = a

        def value(self, z):
            return self.a * z * y * self.factor

    return Scale(x).value(2.0) * Scale.factor


@program(0.7, features="structure call list")
def local_dataclass(x):
    @dataclass
    class Part:
        a: float
        b: float = 2.0
        seen: list = field(default_factory=lambda: [x])

        def total(self):
            return self.a * self.b + sum(self.seen)

    part = Part(x)
    part.seen.append(x * x)
    return part.total() * Part(1.0, x).total()


@program(0.7, features="structure")
def local_dataclass_with_fields_of_all_sorts(x):
    @dataclass(frozen=True)
    class Fixed:
        a: float
        k: ClassVar[int] = 3
        b: float = x * x

    @dataclass
    class Derived:
        a: float
        k: ClassVar[int] = 3
        scale: InitVar[float] = 1.0
        c: float = field(init=False)

        def __post_init__(self, scale):
            self.c = self.a * scale * self.k

    first = Fixed(x)
    second = replace(first, a=x * 2.0)
    return first.b * second.a * second.k * Derived(x, x).c


@program(0.7, features="structure call")
def local_inheritance(x):
    class Shape(abc.ABC):
        def __init__(self, size):
            self.size = size

        @abc.abstractmethod
        def area(self): ...

        def twice(self):
            return 2.0 * self.area()

    class Square(Shape):
        def area(self):
            return self.size**2

    class Disc(Shape):
        def __init__(self, size, scale):
            super().__init__(size * scale)

        def area(self):
            return math.pi * self.size**2

    class Own(Shared):
        def gain(self):
            return super().gain() + x

    shapes = [Square(x), Disc(x, 2.0)]
    return sum(shape.twice() for shape in shapes) + Own(x).run() * Own.make(2.0).run()


@program(0.7, features="structure call")
def local_properties(x):
    class Box:
        def __init__(self, a):
            self._a = a

        @property
        def a(self):
            return self._a * 2.0

        @a.setter
        def a(self, value):
            self._a = value * 3.0

        @staticmethod
        def square(z):
            return z * z

        @classmethod
        def make(cls, z):
            return cls(z + 1.0)

        @functools.cached_property
        def cube(self):
            return self._a**3

        def other(self):
            return self.__class__(self._a * 2.0)

    box = Box.make(x)
    box.a = box.a * x
    return Box.square(box.a) * box.cube + box.other().cube


@program(0.7, features="structure call loop")
def local_special_methods(x):
    class Vector:
        def __init__(self, a, b):
            self.a, self.b = a, b

        def __add__(self, other):
            return Vector(self.a + other.a, self.b + other.b)

        def __mul__(self, s):
            return Vector(self.a * s, self.b * s)

        __rmul__ = __mul__

        def __getitem__(self, i):
            return (self.a, self.b)[i]

        def __len__(self):
            return 2

        def __iter__(self):
            return iter((self.a, self.b))

        def __call__(self, z):
            return self.a * z + self.b

    v = Vector(x, x * x) + 2.0 * Vector(x, 1.0)
    return v[0] * v[1] * len(v) + sum(v) + v(x)


@program(0.7, 3, features="structure call loop in_place")
def local_object_in_a_loop(x, n):
    class Pendulum:
        __slots__ = ("angle", "speed")

        def __init__(self, angle, speed):
            self.angle, self.speed = angle, speed

        def step(self, h):
            return Pendulum(self.angle + h * self.speed, self.speed - h * math.sin(self.angle))

        def kick(self, h):
            self.speed += h * x

    p = Pendulum(x, 0.5)
    for _ in range(n):
        p.kick(0.1)
        p = p.step(0.1)
    return p.angle * p.speed


@program(0.7, features="structure call")
def local_named_tuples(x):
    class Pair(NamedTuple):
        p: float
        q: float = 2.0

        def product(self):
            return self.p * self.q

    Point = namedtuple("Point", "a b")
    pair, point = Pair(x), Point(x, x * x)
    return pair._replace(q=x * x).product() + pair.product() * point.a * point.b


@program(0.7, 4, features="loop branch structure")
def enum_chosen_at_run_time(x, n):
    class Phase(enum.Enum):
        FIRST = 1
        LAST = 2

    mode, phase, s = Mode.GROW, Phase.FIRST, x
    for k in range(n):
        if mode is Mode.GROW and s > 1.0:
            mode = Mode.SHRINK
        if k == 2:
            phase = Phase.LAST
        s = s * 0.5 * x if mode == Mode.SHRINK else s + x
        if phase is not Phase.FIRST:
            s = s * x
    return s


@program(0.7, 1.2, features="branch structure list")
def objects_in_an_order_of_the_run(x, y):
    @dataclass
    class Part:
        key: float
        load: float

    parts = sorted([Part(x, y), Part(0.1, x), Part(y, 2.0 * x)], key=lambda part: -part.key)
    return parts[0].load * parts[2].key + parts[1].load

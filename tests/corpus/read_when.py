"""What is read when: iterators and views that wait, lists whose items move, elements read before they are written."""

from __future__ import annotations

import math

import numpy as np

from corpus import program

V = np.array([0.5, -1.2, 2.1, 3.3, 0.25])
W = np.array([1.5, 0.7, -0.4, 0.9, 1.1])
ROWS = [[1.0, 2.0], [3.0, 4.0], [5.0, 0.5]]
KEPT = np.array([1.0, 2.0, 3.0, 4.0, 5.0])


# Iterators


@program(V, features="call list reduction")
def map_reads_late(x):
    y = x.copy()
    m = map(lambda v: v * y[0], x)
    y[0] = 10.0
    return sum(m)


@program(V, features="call list reduction")
def filter_reads_late(x):
    t = 0.3
    f = filter(lambda v: v > t, x)
    t = 1.0
    return sum(f)


def _total(values):
    k = 10.0
    return sum(values) * k


@program(V, features="call list reduction")
def generator_passed(x):
    k = 2.0
    return _total(v * k for v in x)


def _scaled(x):
    k = 3.0
    return (v * k for v in x)


@program(V, features="call list reduction")
def generator_returned(x):
    k = 2.0
    return sum(_scaled(x)) * k


@program(V, features="list reduction")
def generator_first_iterable(x):
    y = x * 2
    g = (v for v in y)
    y = x * 100
    return sum(g) + y[0]


@program(V, features="loop in_place list")
def generator_in_a_loop(x):
    y = x * 1.0
    s = 0.0
    for v in (t * y[0] for t in x):
        y[0] += v
        s += v
    return s


@program(V, features="loop in_place call")
def map_in_a_loop(x):
    y = x * 1.0
    s = 0.0
    for v in map(lambda t: t * y[0], x):
        y[0] += v
        s += v
    return s


@program(V, features="loop exit branch")
def generator_with_a_test(x):
    s = 0.0
    for v in (t * t for t in x if t > 0):
        if v > 5:
            break
        s += v
    else:
        s = 100.0
    return s * x[0]


@program(V, features="loop in_place list")
def generator_in_enumerate(x):
    y = x.copy()
    s = 0.0
    for i, v in enumerate(t * y[0] for t in x):
        y[0] = v
        s += v * i
    return s


@program(V, features="loop call list")
def generators_in_zip(x):
    s = 0.0
    for a, b in zip((t * 2 for t in x), map(math.sin, x)):
        s += a * b
    return s


@program(V, features="list call reduction")
def generator_over_a_filter(x):
    return sum(map(lambda t: t**2, filter(lambda t: t > 0, x))) + sum(v for v in filter(None, x))


# What a loop runs over, changed by its trips


@program(V, features="loop list branch")
def list_appended(x):
    xs = [x[0], x[1]]
    s = 0.0
    for v in xs:
        if len(xs) < 5:
            xs.append(v * 2)
        s += v
    return s


@program(V, features="loop list")
def list_item_replaced(x):
    xs = [x[0], x[1], x[2]]
    s = 0.0
    for i, v in enumerate(xs):
        xs[2] = v * 3
        s += v * (i + 1)
    return s


@program(V, features="loop list branch")
def list_item_deleted(x):
    xs = [x[0], x[1], x[2]]
    s = 0.0
    for v in xs:
        if len(xs) > 2:
            del xs[0]
        s += v
    return s


@program(V, features="loop list")
def list_replaced_in_zip(x):
    xs = [x[0], x[1], x[2]]
    s = 0.0
    for a, b in zip(xs, xs[1:]):
        xs[1] = a * 5
        s += a * b
    return s


@program({"a": 1.0, "b": 2.0}, features="structure reduction")
def view_of_a_dict(d):
    v = d.values()
    d["a"] = d["b"] * 5
    return sum(v) * d["a"] * len(d.keys() & {"a"}) + ("a" in d.keys()) * d["b"]


# Items of lists that names know, and that move


@program([V, W], features="list swap linear")
def arrays_swapped(bufs):
    bufs[0], bufs[1] = bufs[1], bufs[0]
    return bufs[0] @ np.arange(5.0) + bufs[1].sum() * 2


@program(ROWS, features="loop list swap")
def rows_rotated(m):
    for i in range(len(m) - 1):
        m[i], m[i + 1] = m[i + 1], m[i]
    return m[0][0] * m[1][1] + m[2][0]


@program([V, W], features="list linear")
def array_read_and_replaced(bufs):
    a = bufs[0]
    bufs[0] = a * 2
    return a @ bufs[0]


@program([V, W], features="list linear")
def array_read_and_popped(bufs):
    a = bufs[0]
    bufs.pop(0)
    return a @ bufs[0]


@program([V, W], features="list linear")
def array_read_and_inserted_before(bufs):
    a = bufs[0]
    bufs.insert(0, a * 3)
    return a @ bufs[2] + bufs[1].sum()


@program(ROWS, features="list")
def row_read_and_reversed(m):
    a = m[0]
    m.reverse()
    return a[0] * 5 + m[0][1]


@program([V, W], features="structure list linear")
def arrays_in_a_tuple(bufs):
    t = (bufs[0], bufs[1])
    bufs[0] = bufs[1] * 2
    return t[0] @ t[1] + bufs[0].sum()


@program([V, W], features="call list")
def array_in_a_closure(bufs):
    a = bufs[0]

    def total():
        return a.sum()

    bufs[0] = bufs[1]
    return total() + bufs[0][1]


@program(V, 3, features="list swap linear")
def collected_and_swapped(x, n):
    rows = [x * (k + 1) for k in range(n)]
    rows[0], rows[2] = rows[2], rows[0]
    return rows[0] @ rows[1] + rows[2][0] * 7


@program([V, W], features="list in_place view")
def item_changed_in_place(bufs):
    a = bufs[0]
    bufs[0] += bufs[1]
    return a @ bufs[1]


# Elements, positions, constants


@program(V, features="in_place call")
def element_read_before_the_sum(x):
    def bump():
        x[0] = 10.0
        return x[1]

    x[0] += bump()
    y = x[0] + bump()
    return y + x[0]


@program(V, features="index reduction")
def positions_of_one_axis(x):
    i = np.where(x > 0)[0]
    (j,) = np.nonzero(x > 0.3)
    k = (x > 1).nonzero()
    return x[i[1:]].sum() + x[j[0]] * x[j[1:]].sum() + x[k].sum() * len(i)


@program(V, features="linear in_place")
def global_times_one(x):
    c = KEPT * 1
    c[0] = x[0]
    assert KEPT[0] == 1.0
    return x @ c


@program(V, features="reduction in_place")
def real_and_complex_bars(x):
    f = np.fft.rfft(x)
    return np.abs(f).sum() + np.fft.irfft(f, 5)[0] + f.real[1]


@program(V, features="index reduction")
def random_draws(x, seed=3):
    rng = np.random.default_rng(seed)
    keep = rng.random(x.shape) < 0.7
    return (x * keep / 0.7).sum() * x[0]


class Tripled:
    """Its setter is behind ``object.__setattr__``."""

    def __init__(self, v):
        self._v = v

    @property
    def v(self):
        return self._v * 2

    @v.setter
    def v(self, new):
        self._v = new * 3

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)


@program(0.4, features="structure scalar")
def setter_behind_setattr(x):
    t = Tripled(x)
    t.v = t.v * x
    return t.v

"""Arrays and what is written into them."""

from __future__ import annotations

import numpy as np

from limitations import row

V = np.array([0.5, 1.5, 2.5])
M = np.array([[0.5, 1.5], [2.5, 3.5]])
TABLE = np.array([1.0, 2.0, 3.0])


@row("stores into elements, slices, masks; augmented stores", V)
def stores(v):
    w = v.copy()
    w[0] = v[1] * v[2]
    w[1:] *= 2.0
    w[w > 4.0] = v[0]
    w[-1] += v[1]
    return np.sum(w * w)


@row("aliases and views: a write through one name is seen through all", M)
def aliases(m):
    a = m.copy()
    b = a
    line, across = a[0], a.T
    b[0, 1] = m[1, 1] * 2.0
    line *= m[1]
    across[1] = m[0, 0]
    return np.sum(a * m)


@row(
    "lists of views, written: `list(A)`, `[A[:, j] for j in range(n)]`, `first, *rest = A`, the parts of `np.split`", M
)
def lists_of_views(m):
    a = m * 1.0
    rows = list(a)
    rows[0][:] = rows[1] * 2.0
    columns = [a[:, j] for j in range(len(a))]
    columns[1] *= columns[0]
    first, *rest = a
    rest[0] -= first
    left, _ = np.hsplit(a, [1])
    left *= 3.0
    return np.sum(a * m)


@row("views of parts, written: `z.real[0] = ...`, `z.imag *= 2`, `A.T.flat[3] = ...`", M)
def views_of_parts(m):
    z = m + 2.0j * m
    z.real[0] = m[1] ** 2
    z.imag *= 2.0
    z.T.flat[1] = m[0, 0]
    return np.sum(z * z).real


@row("overlapping reads and writes: `x[1:] = x[:-1] * x[1:]`", V)
def overlapping(v):
    x = v * 1.0
    x[1:] = x[:-1] * x[1:]
    return x[0] + x[1] * x[2]


@row("stores through index arrays, with repeats (the last one counts)", V)
def fancy_stores(v):
    x = np.zeros(4)
    x[[0, 2, 2]] = v
    return np.sum(x * x)


@row("`out=`, `np.copyto`, `fill`, `sort` in place, `np.add.at`", V)
def functions_that_write(v):
    x = np.empty(3)
    np.multiply(v, 2.0, out=x)
    x.fill(v[0] * 0.3)
    np.add.at(x, [0, 0, 1], v)
    np.copyto(x[1:], v[1:])
    x.sort()
    return x[0] * x[2]


@row("a function that writes into its arguments", V)
def writes_argument(v):
    _scale(v[1:], v[0])
    v[0] = v[1] * v[2]
    return np.sum(v * v)


def _scale(x, factor):
    x *= factor


@row("arrays in a list, a dict or an attribute that are written", V)
def arrays_in_containers(v):
    held = {"x": v * 1.0, "y": [v * 2.0]}
    held["x"][0] = v[1]
    held["y"][0][1:] = v[0]
    return np.sum(held["x"] * held["y"][0])


@row("an alias that was left open where ways met, read", V)
def open_alias_read(v):
    a, b = v * 1.0, v * 2.0
    c = a if v[0] > 0.0 else b
    return np.sum(c * a * b)


@row(
    "an alias that was left open where ways met, after a write through one of its names",
    V,
    refused="AD202",
    instead="`c = a.copy() if ... else b.copy()`",
)
def open_alias_written(v):
    a, b = v * 1.0, v * 2.0
    c = a if v[0] > 0.0 else b
    c[0] = v[1]  # here
    return np.sum(c * a)


@row(
    "a write through an item of a list of views that has got other items",
    M,
    refused="AD202",
    instead="`rows.append(x.copy())`, and `rows = [row.copy() for row in a]`",
)
def list_of_views_that_grew(m):
    a = m * 1.0
    rows = list(a)
    rows.append(m[0] * 2.0)
    rows[0][:] = 1.0  # here
    return np.sum(a)


@row("a write into a global array", V, refused="AD201", instead="write into a copy")
def writes_global_array(v):
    TABLE[0] = v[0]  # here
    return np.sum(TABLE * v)


@row("a write into what `np.broadcast_to` or `np.diagonal` gives", V, refused="AD201")
def writes_read_only(v):
    x = np.broadcast_to(v, (2, 3))
    x[0] = v[1]  # here
    return np.sum(x)


@row("floats written into an array of integers", V, refused="AD203", instead="`np.zeros(3)`, without `dtype=int`")
def writes_into_integers(v):
    x = np.zeros(3, dtype=int)
    x[0] = v[1]  # here
    return np.sum(x * v)


@row("an array of Python objects", V, refused="AD203", instead="give it a dtype of floats, or none")
def array_of_objects(v):
    x = np.array(v, dtype=object)  # here
    return x.sum() * v[0]


@row(
    "a write through a view that may be a copy (`reshape` of what is not contiguous)",
    M,
    refused="AD202",
    instead="make the copy explicit: `.reshape(-1).copy()`",
)
def perhaps_a_view(m):
    a = m.T * 1.0
    flat = a.T.reshape(-1)
    flat[0] = m[1, 1]  # here
    return np.sum(a * m)


@row("item assignment to a tuple", V, refused="AD201", instead="use a list")
def writes_temporary(v):
    parts = (v[0], v[1])
    parts[0] = v[2]  # here
    return parts[0]


@row("integer arrays as indices", V)
def integer_arrays(v):
    index = np.array([2, 0, 0])
    return np.sum(v[index] * v)


@row("a tuple as an index whose length is known: `M[tuple(p)] for p in np.argwhere(M > 0)`", M)
def tuples_as_indices(m):
    total = m[tuple(reversed(range(2)))]
    for place in np.argwhere(m > 1.0):
        total = total + m[tuple(place)] ** 2
    return total


@row("a tuple as an index whose length only the run tells", M, V, refused="AD110")
def tuple_of_unknown_length_as_index(m, v):
    place = np.flatnonzero(v > 1.0) - 1
    return m[tuple(place)] ** 2  # here


@row("a tuple of axes whose length only the run tells", M, 2, refused="AD110")
def tuple_of_unknown_length_as_axes(m, n):
    return np.sum(m, axis=tuple(range(n)))  # here


@row("a float as an index", V, refused="AD303")
def float_as_index(v):
    return v[v[0]] + v[1]  # here


@row("a float as a shape or an axis", V, refused="AD303")
def float_as_length(v):
    return np.sum(np.ones(v[0])) * v[1]  # here


@row("what is differentiated as an index", V, refused="AD303", instead="pass the index as an argument of its own")
def active_index(v, k=1.0):
    from ast_ad import grad

    return grad(lambda j: v[j])(2) * v[0]  # here


@row(
    "what is differentiated as a shape or a count",
    2.0,
    refused="AD108",
    instead="convert it with `int(...)`: it has no derivative then",
)
def active_count(x):
    total = 0.0
    for _ in range(x):  # here
        total += x
    return total


@row("`int(x)` of what is differentiated: a constant", 2.5)
def converted(x):
    total = 0.0
    for _ in range(int(x)):
        total += x * x
    return total

"""Lists, dicts and branches that hold arrays, which other names hold too."""

from __future__ import annotations

import copy

import numpy as np

from corpus import program

V = np.array([0.5, -1.0, 2.0, 3.0, 0.25])


M = np.arange(12.0).reshape(3, 4) * 0.3 - 1


F = np.asfortranarray(M)


@program(V, 3, features="loop in_place view list")
def list_item_alias(x, n):
    rows = []
    for i in range(n):
        rows.append(x * (i + 1.0))
    a = rows[1]
    a *= 2
    rows[1][0] = 3.0 * x[1]
    return a * rows[1]


@program(V, features="in_place list")
def list_literal_multiplied(x):
    rows = [x * 2] * 3
    rows[0][0] = 7.0 * x[1]
    return rows[1] * x


@program(V, 3, features="loop in_place view")
def list_append_copies(x, n):
    u = x * 2
    hist = []
    for i in range(n):
        u[0] += x[1]
        hist.append(u.copy())
        u *= 1.1
    return hist[0] * hist[-1] + u


@program(V, 3, features="loop in_place reduction")
def list_read_after_append(x, n):
    parts = []
    for i in range(n):
        parts.append(x[i : i + 2])
    s = 0.0
    for p in parts:
        s += (p * p).sum()
    return s * x.sum()


@program(M, features="loop list reduction linear")
def list_of_rows_sum(A):
    rows = [r for r in A]
    return sum(r @ r for r in rows) * A.sum()


@program(V, features="in_place")
def two_names_list(x):
    a = [x[0], x[1]]
    b = a
    b[0] = x[2] ** 2
    b.append(x[3])
    c = a + [x[4]]
    c[0] = 1.0
    return a[0] * a[2] * c[3]


@program(V, 3, features="loop in_place view")
def two_names_grown(x, n):
    a = []
    for i in range(n):
        a.append(x[i] ** 2)
    b = a
    b[0] = x[4]
    b.append(x[3])
    b += [x[2]]
    return a[0] * a[1] * a[-1] * len(a)


@program(V, features="loop in_place")
def histogram(x):
    s = [0] * 3
    for i in range(5):
        s[i % 3] += x[i] ** 2
    return s[0] * s[1] * s[2]


@program(V, 3, features="loop in_place")
def int_list_run_time(x, n):
    s = [0] * n
    for i in range(5):
        s[i % n] += x[i] ** 2
    return s[0] * s[1] * s[2]


@program(V, features="in_place view structure")
def dict_shared(x):
    d = {"a": x * 2}
    e = d
    f = dict(d)
    g = {**d}
    e["a"][0] = 3.0 * x[1]
    f["a"][1] = 2.0 * x[0]
    e["b"] = x[2]
    f["b"] = x[3]
    g["a"] = x
    return d["a"] * d["b"] * f["b"]


@program(V, features="in_place view")
def tuple_holds(x):
    u = x * 2
    t = (u, u[1:])
    u += 1.0
    t[1][0] *= x[0]
    return t[0] * x


@program(V, features="in_place structure")
def deep(x):
    d = {"a": x, "l": [x, x * 2]}
    e = copy.deepcopy(d)
    e["a"][0] = 3.0 * x[1]
    e["l"][1][2] = 4.0 * x[0]
    f = copy.copy(d)
    f["a"][1] = 5.0 * e["l"][0][0]
    f["l"] = 3
    return d["a"] * e["a"] * e["l"][1]


@program(F, features="view reshape")
def fortran_reshape_read(A):
    r = A.reshape(-1)
    return r * r


@program(F, features="in_place view reshape")
def fortran_reshape_write_unread(A):
    r = A.reshape(-1)
    r[0] = 5.0
    return r * r


@program(V, V + 1, 2, features="branch in_place")
def undecided_unread(a, b, n):
    if n > 1:
        z = a
    else:
        z = b
    z = z.copy()
    z *= 2
    return a * b * z


@program(V, V + 1, 2, features="branch in_place")
def undecided_dead(a, b, n):
    if n > 1:
        z = a
    else:
        z = b
    z *= 2
    return z * z


@program(M, 2, features="branch in_place view")
def row_by_condition(A, n):
    k = 0 if n > 1 else 1
    row = A[k]
    row *= 2
    return A


@program(M, 2, features="branch in_place view")
def row_by_branch(A, n):
    if n > 1:
        row = A[0]
    else:
        row = A[1]
    row *= A[2]
    return A


@program(V, 2, features="branch in_place")
def maybe_copy(x, n):
    y = x.copy() if n > 1 else x
    y[0] = 3.0
    return y * y


@program(V, features="in_place")
def view_method(x):
    y = x.view()
    y[0] = 3.0 * x[1]
    return x * x


@program(V, 1, features="in_place list")
def uniform_write(x, k):
    rows = [x * 1, x * 2]
    rows[k][0] = 5.0
    return rows[0] * rows[1]


@program(V, features="loop in_place list")
def uniform_write_loop(x):
    rows = [x * 1, x * 2]
    for i in range(2):
        rows[i][0] = 5.0 * i
    return rows[0] * rows[1]


@program(V, 1, features="list")
def uniform_read(x, k):
    rows = [x * 1, x * 2]
    return rows[k] * rows[0]


@program(V, 3, features="loop in_place")
def list_times_runtime(x, n):
    s = [0.0] * n
    t = [1] * n
    for i in range(n):
        s[i] = x[i] ** 2
        t[i] = i
    s[0] += s[1] * t[2]
    return s[0] * s[1] * s[2]


@program(V, 3, features="loop in_place")
def grow_concat(x, n):
    a = []
    for i in range(n):
        a.append(x[i])
    c = a + [x[4]]
    a += c
    a *= 2
    c[0] = 5.0 * x[0]
    return sum(v * v for v in a) * c[0] * len(a)


@program(V, V[::-1] * 0.5, 3, features="loop list in_place")
def items_of_a_known_list_written_in_a_loop(x, y, n):
    rows = [x * 1.0, y * 1.0]
    for _ in range(n):
        for i in range(2):
            rows[i] -= 0.1 * rows[1 - i] ** 2
            rows[i][0] *= x[i]
    return rows[0] * rows[1]


@program(V, 3, features="loop list in_place")
def item_kept_when_replaced(x, n):
    rows = []
    for i in range(n):
        rows.append(x * (i + 1.0))
    row = rows[1]
    rows[1] = x * 9.0
    return row * row * rows[1]


@program(V, 3, features="loop list in_place")
def item_kept_while_others_come_and_go(x, n):
    rows = []
    for i in range(n):
        rows.append(np.sin(x * (i + 1.0)))
    first, last = rows[0], rows[-1]
    rows.append(x * 9.0)
    rows.insert(0, x**3)
    second = rows[2]
    rows.pop(1)
    return first * last + second * rows[1] * rows[-1]


@program(V, 1, features="list in_place index")
def item_kept_at_a_position_of_the_run(x, k):
    rows = [x * 1.0, x * 2.0]
    row = rows[k]
    rows[k] = np.zeros_like(x)
    copied = row.copy()
    copied[0] = 0.0
    rows[k] = rows[k] + copied
    return rows[0] * rows[1] * row


@program(V, 3, features="loop list in_place")
def item_popped_that_has_a_name(x, n):
    rows = []
    for i in range(n):
        rows.append(np.sin(x * (i + 1.0)))
    first = rows[0]
    taken = rows.pop(0)
    taken *= 5.0
    last = rows[-1]
    other = rows.pop()
    other *= x
    return first * last * rows[0]


@program(V, V[::-1] * 0.5, 1, features="list in_place index")
def list_that_becomes_one_value_where_it_is_used(x, y, k):
    rows = [x * 1.0, y * 1.0]
    rows.append(rows[k])
    others = [x * 2.0, y * 3.0]
    others += [others[k]]
    more = [x * 2.0, y * 3.0]
    more.insert(0, more[k] * y)
    last = [x * 4.0, y * 5.0]
    total = sum(p @ q for p, q in zip(last, [last[k], x]))
    return rows[0] * rows[2] + others[2] * more[0] * total

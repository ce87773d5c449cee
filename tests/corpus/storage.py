"""Storage: names for the same memory, views, and writes of every form."""

from __future__ import annotations

import numpy as np

from corpus import program

V = np.array([0.5, -1.0, 2.0, 3.0, 0.25])


M = np.arange(12.0).reshape(3, 4) * 0.3 - 1


S = np.arange(9.0).reshape(3, 3) * 0.2 + 0.3


@program(V, features="in_place view reduction")
def alias(x):
    y = x
    y[0] = x[1] * 3.0
    return x[0] * y[0] + x.sum()


@program(V, features="in_place view reduction")
def view_mul(a):
    v = a[1:]
    v *= a[0] * 2
    return np.sum(a**2)


@program(M, features="loop in_place view reduction")
def row_set(A):
    for i in range(len(A)):
        row = A[i]
        row[:] = row * row[0] + i
    return np.sum(A * A)


@program(M, features="loop in_place reduction")
def row_iter(A):
    for row in A:
        row[...] = row * row.sum()
    return A


@program(M, features="loop in_place view reduction")
def row_iter_enum(A):
    for i, row in enumerate(A):
        row[1:] *= row[:-1]
        row /= i + 2.0
    return A.sum(axis=0)


@program(M, features="in_place view reshape")
def tview(A):
    B = A.T
    B[1] = B[0] * B[2]
    B[2:] += 1.5 * B[:2]
    return A


@program(M, features="in_place view reshape")
def reshape_view(A):
    r = A.reshape(-1)
    r[3:6] = r[:3] ** 2
    r[1] *= r[2]
    return A * A


@program(M, features="in_place view reshape")
def reshape2(A):
    r = A.reshape(2, 6)
    r[0] *= r[1]
    q = r.reshape(4, 3)
    q[:, 1] = q[:, 0] * q[:, 2]
    return A * A


@program(M, features="in_place view")
def ravel_view(A):
    r = A.ravel()
    r[::2] = r[1::2] * 3
    return A**2


@program(M, features="in_place view swap")
def flips(A):
    f = A[::-1]
    f[0] = f[1] * f[2]
    g = np.flip(A)
    g[0, 0] = g[1, 1] ** 2
    h = np.fliplr(A)
    h[:, 0] *= 2.0
    return A**2


@program(S, features="in_place view")
def rot(A):
    g = np.rot90(A)
    g[0] *= g[1]
    return A**2


@program(S, features="in_place")
def fill_diag(A):
    np.fill_diagonal(A, A[0] * 2)
    return A**2


@program(S, features="in_place linear")
def fill_diag_scalar(A):
    t = A[0, 1] * 3
    np.fill_diagonal(A, t)
    return A @ A


@program(V, features="in_place view")
def chain_alias(x):
    a = b = np.zeros(3)
    a[0] = x[0]
    b[1] = x[1] * a[0]
    return a * b


@program(V, M, features="in_place reduction")
def chained_slice(a, b):
    a[1:] = b[:, 0].sum() * a[1:]
    u = np.zeros(5)
    u[2:] = b[:, 1] = a[:3] * 2.0
    return u * u, b * b, a


@program(V, features="in_place view index")
def masks(x):
    y = x * 1.0
    y[y > 0.4] = x[2] * x[3]
    y[y < 0] += x[0] ** 2
    y[x > 0] *= x[1]
    return y * y


@program(V, features="in_place index")
def mask_vec(x):
    y = x**2
    m = x > 0.3
    y[m] = x[m] * x[0]
    y[~m] -= x[~m] ** 3
    return y


@program(M, features="in_place view index")
def mask2(A):
    A[A > 0] = 0.0
    A[A < -0.5] *= A[0, 0]
    return A * A


@program(V, features="in_place")
def overlap(x):
    x[1:] = x[:-1] * x[1:]
    return x * x


@program(V, features="in_place view")
def overlap2(x):
    x[1:] += x[:-1] * x[1:]
    x[:-1] -= x[1:] ** 2
    x[::2] *= x[1]
    return x * x


@program(V, features="in_place view")
def overlap_self(x):
    x[:-1] += x[1:]
    x[1:] *= x[:-1]
    x += x[::-1]
    return x * x


@program(V, features="in_place index")
def fancy_rep(x):
    u = x * 2
    u[[1, 1, 3]] = x[[0, 2, 4]] ** 2
    return u * u


@program(V, features="in_place view index")
def fancy_rep_aug(x):
    u = x * 2
    u[[1, 1, 3]] += x[[0, 2, 4]] ** 2
    u[[0, 0]] *= x[1]
    return u * u


@program(M, features="in_place index")
def fancy2d(A):
    A[[0, 1, 0], [1, 2, 1]] = A[2, :3] * A[1, :3]
    A[[2, 0]] = A[[0, 2]] * 2.0
    A[:, [0, 3]] -= A[:, [1, 2]] ** 2
    return A * A


@program(V, features="in_place")
def addat(x):
    u = x * 2
    np.add.at(u, [1, 1, 3], x[:3] ** 2)
    return u * u


@program(V, features="in_place")
def subat(x):
    u = x * 2
    np.subtract.at(u, [1, 1, 3], x[:3] ** 2)
    return u * u


@program(V, features="in_place")
def copyto(x):
    u = np.zeros(5)
    np.copyto(u, x**2)
    np.copyto(u[1:3], x[0])
    return u * x


@program(V, features="in_place")
def copyto_where(x):
    u = x * 3
    np.copyto(u, x**2, where=x > 0.3)
    return u * x


@program(V, features="in_place view")
def filled(x):
    u = np.empty(4)
    u.fill(x[0] * x[1])
    v = u[1:]
    v.fill(x[2])
    return u * u


@program(V, features="in_place call")
def put_(x):
    u = x * 1.0
    np.put(u, [0, 2], x[1:3] ** 2)
    u.put([1], x[3])
    return u * x


@program(M, features="in_place")
def putalong(A):
    i = np.argmax(A, axis=1)[:, None]
    np.put_along_axis(A, i, 99.0 * A[:, :1], axis=1)
    return A * A


@program(M, features="in_place index")
def putmask_(A):
    np.putmask(A, A > 0, A**2)
    return A * A


@program(V, features="in_place")
def out_kw(x):
    u = np.empty(5)
    np.sin(x, out=u)
    np.multiply(u, x, out=u)
    return u * x


@program(V, features="in_place")
def out_pos(x):
    u = np.empty(5)
    np.sin(x, u)
    np.multiply(u, x, u)
    return u * x


@program(V, features="in_place")
def out_ret(x):
    u = np.empty(5)
    w = np.sin(x, out=u)
    w[0] = x[1] ** 2
    return u * x


@program(M, V[:4], features="in_place reduction linear")
def out_more(A, v):
    u = np.empty(3)
    np.dot(A, v, out=u)
    np.matmul(A, v * 2, out=u)
    s = np.empty(4)
    np.sum(A, axis=0, out=s)
    np.cumsum(s, out=s)
    A.sum(axis=1, out=u)
    return u, s * s


@program(V, features="in_place")
def out_view(x):
    u = np.zeros(7)
    np.exp(x, out=u[1:6])
    np.add(u[:-2], u[2:], out=u[1:-1])
    return u * u


@program(V, features="in_place")
def out_where(x):
    u = x * 2
    np.sqrt(np.abs(x), out=u, where=x > 0.3)
    return u * x


@program(V, features="in_place")
def clip_out(x):
    u = np.empty(5)
    np.clip(x, -0.7, 1.5, out=u)
    x.clip(0.1, 0.6, out=u[:])
    return u * x


@program(V, features="in_place list")
def list_slice_assign(x):
    l = [x[0], x[1], x[2]]
    l[0:2] = [x[3], x[4] ** 2, 2.0]
    return l[0] * l[1] * l[2] * l[3]


@program(V, features="in_place list")
def list_slice_del(x):
    l = [x[0], x[1], x[2]]
    l[1:] = []
    l[len(l) :] = [x[3]]
    return l[0] * l[1]


@program(M, features="loop in_place list")
def views_in_list(A):
    rows = [A[0], A[1], A[2]]
    rows[0][:] = rows[1] * rows[2]
    for r in rows:
        r *= 2.0
    rows[1][0] = rows[2][1]
    return A * A


@program(M, features="in_place structure")
def views_in_tuple(A):
    t = (A[0], A[:, 1])
    t[1][:] = t[0][:3] ** 2
    t[0][0] += t[1][2]
    return A * A


@program(M, features="in_place view structure reshape")
def views_in_dict(A):
    d = {"a": A[0], "b": A.T[1]}
    d["b"][:] = d["a"][:3] ** 2
    d["a"] *= 2
    d["a"][0] = d["b"][1]
    return A * A


class Holder:
    def __init__(self, a):
        self.a = a
        self.v = a[1:]

    def bump(self, s):
        self.v *= s
        self.a[0] += s


@program(V, features="in_place")
def views_in_attr(x):
    b = Holder(x)
    b.bump(x[2])
    b.v[0] = b.a[0] ** 2
    b.a[2:] /= 2
    return x * b.a


@program(V, features="loop in_place call")
def closure_write(x):
    u = np.zeros(5)

    def put(i, v):
        u[i] = v
        x[i] *= 2

    for i in range(5):
        put(i, x[i] ** 2)
    return u * x


@program(V, features="in_place view call")
def closure_write2(x):
    def inner():
        x[1:] *= x[0]

    inner()
    inner()
    return x * x


def scaled(a, s):
    a *= s


def fillin(out, x):
    for i in range(len(x)):
        out[i] = x[i] ** 2


@program(V, features="call")
def callee_mutates(x):
    out = np.empty(5)
    fillin(out, x)
    scaled(out[1:3], x[0])
    scaled(x, 2.0)
    return out * x


def rec_fill(a, n):
    if n == 0:
        return
    a[n] = a[n - 1] * a[n]
    rec_fill(a, n - 1)


@program(V, features="recursion")
def rec_mutates(x):
    rec_fill(x, 4)
    return x * x


def qs(a, lo, hi):
    if lo < hi:
        p = a[hi]
        i = lo
        for j in range(lo, hi):
            if a[j] < p:
                a[i], a[j] = a[j], a[i]
                i += 1
        a[i], a[hi] = a[hi], a[i]
        qs(a, lo, i - 1)
        qs(a, i + 1, hi)


@program(V, features="in_place recursion")
def quicksort(x):
    y = x * 2
    qs(y, 0, 4)
    return y * np.array([0.0, 1.0, 2.0, 3.0, 4.0])


@program(V, features="in_place index swap")
def swap_fancy(x):
    x[[0, 1]] = x[[1, 0]]
    x[2], x[3] = x[3], x[2] * x[2]
    return x * np.array([0.0, 1.0, 2.0, 3.0, 4.0])


@program(M, features="in_place swap")
def swap_rows_wrong(A):
    A[0], A[1] = A[1], A[0]
    return A * np.array([0.0, 1.0, 2.0, 3.0])


@program(M, features="in_place view")
def swap_rows_copy(A):
    t = A[0].copy()
    A[0] = A[1]
    A[1] = t
    return A * np.array([0.0, 1.0, 2.0, 3.0])


@program(np.array([0.5, 1.5, 2.5]), 2, features="in_place loop")
def complex_over_real(v, n):
    x = v + 0j
    for _ in range(n):
        x[1:] = x[:-1] * 1j * v[1:]
    y = x.copy()
    y[0] += 1j * v[1]
    return np.abs(x.sum() * y[0])

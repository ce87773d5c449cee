"""Views of views, arrays that change places, and writes through what holds them."""

from __future__ import annotations

import copy
import operator
from dataclasses import dataclass

import numpy as np

from corpus import program

V = np.array([0.5, -1.0, 2.0, 3.0, 0.25])


M = np.arange(12.0).reshape(3, 4) * 0.3 - 1


S = np.arange(9.0).reshape(3, 3) * 0.2 + 0.3


T = np.arange(24.0).reshape(2, 3, 4) * 0.1 - 1.03


W = np.array([0.0, 1.0, 2.0, 3.0, 4.0])


@program(V, features="in_place view")
def inplace_all(x):
    y = x + 4.0
    z = y
    y += x
    y -= 2 * x[::-1]
    y *= x[0]
    y /= x + 5.0
    y **= 2
    y **= x + 2
    y //= 0.37
    y %= 7.3
    return z * x


@program(S, features="in_place linear")
def imatmul(A):
    B = A.copy()
    C = B
    B @= A
    B @= B
    return B * C


@program(V, features="in_place view")
def isub_elements(x):
    y = x * 2
    y[0] *= x[1]
    y[1] /= x[2]
    y[2] **= 2
    y[3] -= x[0] * y[1]
    y[4] %= 0.3
    y[-1] += y[-2]
    return y * x


@program(M, features="in_place view")
def islice(A):
    A[1:] *= A[:-1]
    A[:, ::2] /= A[:, 1::2] + 3
    A[0] **= 2
    A[..., -1] -= A[..., 0] * 2
    A[1, 1:3] += A[2, :2] * A[0, 0]
    return A


@program(T, features="in_place swap")
def three_d(A):
    A[0] = A[1] * A[0, 1]
    A[:, 1] += A[:, 2] ** 2
    A[1, :, ::2] *= 2.0
    B = A.transpose(2, 0, 1)
    B[0] = B[1] * B[2]
    C = np.swapaxes(A, 0, 1)
    C[0, 0] -= C[1, 1] * C[2, 0]
    D = np.moveaxis(A, -1, 0)
    D[3, 1] = D[0, 0] * 3
    return A * A


@program(T, features="in_place view swap")
def squeeze_views(A):
    b = A[:, None, 0, :]
    b[0] *= 3
    c = np.squeeze(b, 1)
    c[1] = c[0] * c[1]
    d = np.expand_dims(A, 0)
    d[0, 0] += d[0, 1] ** 2
    e = A[..., None]
    e[0, 0, 0, 0] = 7 * e[1, 1, 1, 0]
    return A * A


@program(M, features="in_place view swap")
def atleast(A):
    r = np.atleast_2d(A)
    r[0] *= r[1]
    v = A[0]
    w = np.atleast_2d(v)
    w[0, 1] = w[0, 2] ** 2
    return A * A


@program(M, features="in_place view")
def asarray_alias(A):
    B = np.asarray(A)
    B[0] *= B[1]
    C = np.array(A)
    C[0] = 100.0
    D = np.ascontiguousarray(A)
    D[1] += D[2]
    return A * A


@program(M, features="in_place view reshape")
def view_of_view(A):
    a = A[1:]
    b = a[:, 1:]
    c = b.T
    d = c[::-1]
    d[0] = d[1] * d[2]
    e = d.T[0]
    e *= 2
    return A * A


@program(M, 1, 2, features="in_place view")
def index_fixed_when_made(A, i, j):
    v = A[i]
    i = 0
    v[:] = v * A[i]
    w = A[:, j:]
    j = 0
    w *= A[1, j]
    return A * A


@program(V, features="in_place view")
def rebinding(x):
    y = x
    x = x * 2
    x[0] = 5.0 * y[1]
    y[1] = x[2] ** 2
    return x * y


@program(V, features="loop branch in_place view")
def rebinding_loop(x):
    y = x
    for i in range(3):
        y[i] = y[i] * y[i + 1]
        y = y[1:] if False else y
        z = y * 2
        z[0] = y[1]
        y[4] += z[0] * 0.1
    return x * x


@program(V, V + 2, features="loop in_place swap")
def swap_loop(a, b):
    for i in range(3):
        a[i] = b[i] * a[i + 1]
        a, b = b, a
        b += a * 0.1
    return a * b


@program(V, V + 2, V - 3, features="loop in_place swap")
def rotate3(a, b, c):
    for i in range(4):
        a, b, c = b, c, a
        a[1:] += c[:-1] * b[1:] * 0.1
    return a * b + c


@program(V, features="loop in_place view swap")
def double_buffer(x):
    u = x.copy()
    v = np.zeros_like(u)
    for _ in range(3):
        v[1:-1] = u[:-2] * u[2:] + u[1:-1]
        v[0] = u[0]
        v[-1] = u[-1] ** 2
        u, v = v, u
    return u


@program(V, features="in_place view swap")
def chained(x):
    a = np.zeros(5)
    b = np.zeros((5, 2))
    a[1:] = b[:4, 1] = x[1:] * x[0]
    a[0] = b[0] = x[2]
    b[1, 0] = a[2] = y = x[3] ** 2
    return a * y, b


@program(V, features="in_place swap")
def tuple_targets(x):
    y = x * 1.0
    y[0], y[1] = y[1] * x[0], y[0]
    y[2:4], y[4] = y[:2] * x[1], y[2] * 3
    (y[0], *rest) = y[2], y[3], y[4]
    return y * rest[1]


@program(V, features="loop in_place")
def aug_tuple(x):
    s = [0.0, 0.0]
    for i in range(5):
        s[i % 2] += x[i] ** 2
    return s[0] * s[1]


@program(V, features="in_place")
def local_zero_dim(x):
    s = np.zeros(())
    s[...] = x[0] * x[1]
    s += x[2] ** 2
    s[()] = s[()] * x[3]
    return s * s


@program(V, features="in_place view index")
def masked_read_write(x):
    m = x > 0
    y = x[m]
    y *= 2
    x[m] = y * x[0]
    x[~m] **= 2
    return x * x


@program(M, features="in_place index swap")
def mask_row(A):
    m = A[:, 0] > -0.5
    A[m] = A[m] * A[0]
    A[m, 1] = 3.0 * A[0, 2]
    A[m, 1:] += A[m, :-1] ** 2
    return A * A


@program(M, features="in_place view index")
def mask_cols(A):
    m = A[0] > -0.5
    A[:, m] *= A[:, :1]
    A[1:, m] = 2.0 * A[0, m]
    return A * A


@program(V, np.array([3, 1, 3]), features="in_place view reduction")
def runtime_repeat(x, k):
    y = x * 2
    y[k] = x[:3] ** 2
    y[k] += x[2:] * y[k]
    z = y[k]
    z[0] = 99.0
    return y * z.sum()


@program(M, np.array([[0, 1], [0, 1]]), features="in_place index")
def runtime_repeat2(A, k):
    A[k] = A[k] * 2 + A[2]
    A[k, 1] += 3.0
    return A * A


@program(V, features="in_place view index")
def fancy_negative(x):
    y = x * 1.0
    y[[-1, 0]] = x[[0, -1]] ** 2
    y[[4, -1]] += x[:2]
    np.add.at(y, [4, -1], x[:2])
    return y * y


@program(M, features="in_place view swap")
def rows_unpack(A):
    a, b, c = A
    a += b * c
    b[1:] = a[:-1]
    c[:] = 0.0
    return A * A


@program(M, features="loop in_place view call linear")
def dict_of_views(A):
    d = dict(a=A[0], b=A[1])
    for k, v in d.items():
        v *= A[2]
    d["c"] = d["a"]
    d["c"][0] = 0.5 * d["b"][1]
    for v in d.values():
        v += 1.0
    return A * A


@dataclass
class Oscillator:
    u: object
    t: float = 0.0

    def advance(self, h):
        self.u += h * self.t * self.u
        self.u[0] = self.t
        self.t += h


@program(V, 0.3, features="loop in_place")
def dataclass_state(x, h):
    s = Oscillator(x)
    for _ in range(3):
        s.advance(h)
    r = s
    r.u[1] *= 2
    r.t = r.t**2
    return x * s.t


@program(V, features="in_place")
def attr_alias(x):
    s = Oscillator(x * 2)
    q = Oscillator(s.u)
    q.u[0] = 3.0 * x[1]
    s.u = s.u * 2
    q.u[1] = 7.0 * x[2]
    return s.u * q.u


@program(V, features="loop in_place view call")
def closure_nonlocal(x):
    acc = np.zeros(5)
    total = 0.0

    def add(k):
        nonlocal total
        acc[k] += x[k] ** 2
        total += acc[k]
        x[k] = total

    for k in range(5):
        add(k)
    return acc * total * x


def split(a, k):
    return a[:k], a[k:]


@program(V, features="in_place swap")
def views_returned(x):
    l, r = split(x, 2)
    l *= 2
    r[:2] = l * r[1:]
    return x * x


def smooth(u, n):
    if n == 0:
        return u
    u[1:-1] = 0.5 * (u[:-2] + u[2:]) * u[1:-1]
    return smooth(u, n - 1)


@program(V, features="in_place")
def recursion_returns_view(x):
    y = smooth(x, 2)
    y[0] *= 3
    return x * y


def even(a, n):
    if n > 0:
        a[n] *= a[n - 1]
        odd(a, n - 1)


def odd(a, n):
    if n > 0:
        a[n] += a[n - 1] ** 2
        even(a, n - 1)


@program(V, features="in_place")
def mutual(x):
    even(x, 4)
    return x * x


def two(a, b, n):
    if n == 0:
        return
    a[n] = b[n - 1] * a[n]
    b[n] += a[n - 1]
    two(b, a, n - 1)


@program(V, V + 1, features="in_place")
def recursion_two(a, b):
    two(a, b, 3)
    return a * b


def fft_like(v):
    n = len(v)
    if n == 1:
        return
    e, o = v[::2].copy(), v[1::2].copy()
    fft_like(e)
    fft_like(o)
    v[: n // 2] = e + o * 0.5
    v[n // 2 :] = e * o


@program(np.array([0.5, -1.0, 2.0, 3.0]), features="recursion")
def rec_split(x):
    fft_like(x)
    return x * x


def half(v):
    n = len(v)
    if n > 1:
        half(v[: n // 2])
        half(v[n // 2 :])
        v[: n // 2] *= v[n // 2 :]


@program(np.array([0.5, -1.0, 2.0, 3.0]), features="recursion")
def rec_views(x):
    half(x)
    return x * x


@program(V, features="in_place view")
def operators_module(x):
    y = x * 2
    operator.setitem(y, 0, x[1] * 3)
    y = operator.iadd(y, x)
    z = operator.imul(y, 2.0)
    z[1] = x[2]
    return y * y


@program(V, features="loop in_place view reshape")
def flat_(x):
    A = x[:4].reshape(2, 2).copy()
    A.flat[0] = x[1] * 3
    A.flat[1:3] = x[:2] * A.flat[3]
    s = 0.0
    for v in A.flat:
        s += v**2
    return A * s


@program(M, features="loop branch in_place view")
def early_exit_writes(A):
    for i in range(3):
        for j in range(4):
            A[i, j] *= 2
            if A[i, j] > 1.03:
                return A * A
            A[i, j] += A[i, 0]
    return A


@program(V, 2, features="branch in_place view")
def cond_write(x, n):
    y = x
    if n > 1:
        y = y.copy()
    y[0] = 3.0 * x[1]
    return y * y


@program(V, features="in_place index")
def full_slice_self(x):
    x[:] = x[::-1] * x
    x[::-1] = x * 2
    x[...] = x[[4, 3, 2, 1, 0]] + x
    return x * x


@program(V, features="in_place index reduction")
def bool_where_aug(x):
    x[x < 1.0] -= x[x < 1.0].sum()
    x[np.abs(x) > 2.03] = 0.0
    return x * x


@program(V, features="in_place")
def while_write(x):
    i = 0
    while i < 4 and x[i] < 5.0:
        x[i + 1] += x[i] ** 2 * 0.1
        i += 1
    return x * x


@program(V, features="in_place view")
def empty_slices(x):
    x[3:3] = 7.0
    x[5:] *= 2
    y = x[:0]
    y += 1.0
    return x * x


@program(V, features="in_place view")
def scalar_alias(x):
    s = x[0]
    x[0] = 5.0 * x[1]
    t = x[0]
    x[0] *= 2
    return s * t * x[0]


@program(V, features="in_place swap")
def copy_forms(x):
    a, b, c, d, e = x[:], x.copy(), np.copy(x), np.array(x), copy.deepcopy(x)
    a[0] = 9.0 * x[1]
    b[1] = 8.0
    c[2] = 7.0
    d[3] = 6.0
    e[4] = 5.0
    f = +x
    f[0] = 1.0
    g = x.astype(float)
    g[1] = 2.0
    return x * b * c + d * e + f * g


@program(V, features="in_place view reshape")
def flatten_copy(x):
    A = x[:4].reshape(2, 2)
    f = A.flatten()
    f[0] = 3.0
    r = A.ravel()
    r[1] = 2.0 * x[2]
    return x, f


@program(V, True, features="branch in_place call")
def optional_out(x, c):
    def f(x, out=None):
        if out is None:
            out = np.empty(5)
        out[:] = x**2
        return out

    a = f(x)
    b = np.empty(5)
    d = f(x * 2, b)
    d[0] = 1.0
    return a * b


@program(np.array([0.7, -0.4, 1.3, 0.55]), features="view in_place")
def rows_by_unpacking(x):
    A = np.outer(x, x)
    first, *_, last = A
    first *= x[0]
    last[1] = 3 * x[2]
    A[0, 3] = x[1]
    return np.sum(A**2) + np.sum(first * last)


@program(np.array([0.7, -0.4, 1.3, 0.55]), features="reduction in_place")
def the_sum_of_one_array(x):
    a = x * 1.0
    s, t = sum([a]), sum([a[1:]])
    s[0] = 5 * x[1]
    a[1] = x[2]
    return np.sum(a * x) + np.sum(s * a) + np.sum(t * x[1:])


@program(np.array([0.7, -0.4, 1.3, 0.55]), features="view in_place")
def the_conjugate_of_a_real_array(x):
    z = x * 1.0
    w, copied = z.conj(), np.conj(z)
    w *= x[0]
    copied[1] = 7.0
    return np.sum(z) + np.sum(copied * z.conjugate())


@program(np.array([0.5, -1.0, 2.0]), features="in_place view")
def differences_of_order_0(x):
    """The array itself."""
    y = x * 1.0
    z = np.diff(y, n=0)
    z *= x
    return y


@program(np.array([0.7, -0.4, 1.3, 0.55]), features="in_place view")
def parts_of_complex_numbers(x):
    z, w = x * (1 + 2j), np.zeros(4, dtype=complex)
    z.imag = x**2
    z.real = 3 * x * z.imag
    w.real, rest = np.cos(x), w[1:]
    rest.imag = [1.0, 2.0, 3.0]
    return np.sum(z * z * w).real + np.sum(z).imag


@program(M, features="loop in_place view")
def rows_of_a_list(A):
    rows = list(A)
    for k in range(1, len(rows)):
        rows[k][1:] = rows[k][1:] * rows[k - 1][0]
    first, *others = A
    others[0] *= first
    last = rows[1:][::-1][0]
    last += rows[0]
    for n, row in enumerate(list(A)):
        row *= n + 2.0
    return A * np.sum(rows[0])


@program(M, 3, 1, features="loop in_place view")
def columns_of_a_comprehension(A, n, shift):
    columns = [A[:, j + shift] for j in range(n)]
    shift = 0
    columns[1][:] = columns[0] * A[0, shift]
    columns[-1] *= columns[0]
    p, q, r = [A[:, j] for j in range(n)]
    p += q * r
    pairs = [A[0, j : j + 2] for j in range(n)]
    for pair in pairs:
        pair[1] += pair[0] ** 2
    rows = [A[i] for i in range(n)]
    rows[0][:] = rows[1] * rows[2]
    A = A * 2.0
    return A * rows[0] * columns[0][0]


@program(M, 1, features="branch list in_place view")
def rows_that_go_on_as_a_list(A, k):
    rows = list(A)
    copied = rows[:]
    copied[1][:] = 5.0 * copied[0]
    columns = [A[:, j] for j in range(len(A))]
    if A[0, 0] < 0.0:
        rows.append(A[0] * 2.0)
        columns.append(A[:, 0] * 3.0)
    rows[k] = rows[-1] * rows[0]
    return [rows[k] * copied[1], columns[-1] * len(rows)]


@program(M, features="recursion in_place view")
def rows_given_to_functions(A):
    def scaled(rows, k):
        if k > 0:
            rows[k][:] = rows[k - 1] * rows[k][0]
            scaled(rows, k - 1)

    def halves(rows):
        return rows[0] if len(rows) == 1 else rows[0] + halves(rows[1:]) * 0.5

    scaled(list(A), 2)
    return A * halves(list(A))


@program(M, features="in_place view reshape")
def parts_of_a_split(A):
    left, right = np.hsplit(A, 2)
    left *= right
    top, *rest = np.split(A, [1, 2])
    rest[1] -= top * rest[0]
    for n, part in enumerate(np.array_split(A, 3, axis=-1)):
        part[0] = part[1] * (n + 2.0)
    return A * np.concatenate(np.vsplit(A, 3)[::-1])


@program(V, 2, features="loop in_place view")
def parts_of_so_many(x, n):
    for part in np.array_split(x, n):
        part *= part[0]
    halves = np.split(x[1:], n)
    halves[0][:] = halves[1] * x[0]
    first, second = np.array_split(x, n)
    first[1:] += second
    return x * np.mean(halves[-1])


@program(V, features="in_place view")
def views_of_the_parts_of_complex_numbers(x):
    z = x + 1j * x[::-1] ** 2
    real, imaginary = z.real, z.imag
    real[1:] *= imaginary[:-1]
    z[2:].imag[0] = x[0] * 3.0
    z.real *= 2.0
    z.imag += z.real * x
    np.copyto(z[::2].real, x[:3])
    np.sin(x, out=z.imag)
    kept = np.asarray(z, dtype=complex)
    kept[0] = z.imag[1] * 2.0
    table = np.array([z, z * 1j], copy=None)
    table.T.imag[0] = real[:2] ** 2
    return [z * z, table * imaginary]


@program(V, features="in_place view")
def conversions_that_change_nothing(x):
    y = np.asarray(x, dtype=float)
    y[0] = y[1] * 2.0
    w = x.astype(float, copy=False)
    w *= y[0]
    v = np.array(x, copy=None)
    v[2] -= x[1]
    single = x.astype(np.float32, copy=False)
    single[0] = 7.0
    return x * y * w * v


@program(M, features="in_place view reshape")
def elements_in_one_row(A):
    A.T.flat[3] = A[0, 0] * 7.0
    A[:, 1:3].flat[2:5] *= A[1, 1]
    np.put(A.T, [1, -2], A[0, :2] * 3.0)
    row = A[::2].T.flat
    row[0] += A[0, 1] ** 2
    A[1] *= 2.0
    A.flat[[4, 5]] = row[:2]
    return A * row[1]


@program(S, 3, features="loop in_place view linear")
def views_by_einsum(A, n):
    np.einsum("ii->i", A)[1:] *= 2.0
    diagonal = np.einsum("ii->i", A.T)
    for k in range(n):
        diagonal[k] = diagonal[k - 1] * 0.5 + A[k, 0]
    A[0] *= A[1]
    np.einsum("ij->ji", A)[1] -= diagonal
    inner = np.einsum("ii->i", A[1:, 1:])
    inner += A[0, 1:]
    return A * diagonal * np.einsum("ii", A)

"""Arrays: names, views, aliases and writes."""

import numpy as np
import pytest
from lowering import check, lowered

from ast_ad.errors import Refused
from ast_ad.ir import Acc, Load, Store, walk


def vector():
    return np.array([0.5, -1.0, 2.0, 3.0, 0.25])


def matrix():
    return np.arange(12.0).reshape(3, 4) * 0.3 - 1


def chained_products(x):
    for i in range(1, len(x)):
        x[i] += x[i - 1] * x[i]
    return x


def alias(x):
    y = x
    y[0] = x[1] * 3.0
    return x[0] + y[0]


def copy_is_no_alias(x):
    y = x.copy()
    y[0] = 100.0
    z = x + 0
    z[1] = 50.0
    return x, y, z


def shifted(x):
    x[1:] = x[:-1] * x[1:]
    return x


def rows(A):
    row = A[1]
    row[:] = row * 2
    row[0] = 7.0
    B = A[:, 1:]
    B[0, 0] -= 5.0
    return A, B, row


def transposed(A):
    B = A.T
    B[0] = 1.0
    B[1, 2] += 3.0
    B[2:].T[1] = A[0, 2:] * 2
    return A, B


def swap(A, B, n):
    for k in range(n):
        B[1:-1] = A[:-2] * A[2:]
        A, B = B, A
    return A, B


def swap_in_branch(A, B, c):
    if c > 0:
        A, B = B, A
    A[0] = 10.0
    return A, B


def one_of_two(A, B, c):
    z = A if c > 0 else B
    return z * 2, z[1]


def row_by_condition(A, c):
    row = A[0] if c > 0 else A[1]
    row[0] = 99.0
    return A


def augmented(x, y, s):
    z = x
    x += y
    x -= s
    x *= 2.0
    x /= 4
    s += 1.0
    s *= x[0]
    x **= 2
    return z, x, s


def number_plus_array(x):
    s = 0.0
    s += x
    s += x
    return s, x


def elements(A, i, j):
    A[i, j] = A[i - 1, j] * A[-1, -1]
    A[i][j] += 1.0
    t = A[i, j]
    A[i, j] = 0.0
    return t, A


def fancy(x):
    u = x.copy()
    u[[1, 1]] += 2.0
    u[np.array([0, 2])] = x[[3, 3]]
    m = u > 0.3
    u[m] = u[m] * 2
    v = u[::-1]
    v[0] = -1.0
    w = u[[0, 1]]
    w[0] = 1000.0
    return u, v, w, x[..., None], x[None, 1:3]


def shapes(A):
    n, m = A.shape
    B = np.zeros((m, n))
    C = np.zeros(A.shape)
    for i in range(n):
        for j in range(A.shape[1]):
            B[j, i] = A[i, j] * i
            C[i, j] += B[j, i] * j
    return B, C, A.ndim, A.size, len(A), A.shape


def iterate_rows(A):
    total = 0.0
    for row in A:
        for v in row:
            total += v * v
        row[0] = total
    return total, A


def pairs(x, y):
    s = 0.0
    for i, (a, b) in enumerate(zip(x, y)):
        s += a * b * i
    for i, a in enumerate(x, 1):
        y[i - 1] = a * i
    for a, b in zip(reversed(x), range(3)):
        s = s * 0.5 + a * b
    return s, y


def views(x):
    a = x.reshape(-1, 1)
    a[0] = 5.0
    b = np.flip(x)
    b[0] = 6.0
    c = x[None, :].swapaxes(0, 1)
    c[2, 0] = 8.0
    d = np.expand_dims(x, 1).squeeze()
    d[3] *= 2
    return x, a, b, c, d


def methods(A):
    return A.sum(), A.mean(axis=0), A.max(axis=1), A.dot(A.T), A.T @ A, A.ravel(), A.reshape(4, 3), A.reshape((2, 6))


def loop_rebinds(x, n):
    y = x
    for i in range(n):
        y = y * 0.5 + x
    return y


def loop_writes_or_rebinds(x, n):
    y = x * 1.0
    for i in range(n):
        if i % 2:
            y[0] = i
        else:
            y = y + 1.0
    return y


def scalar_result(x):
    return np.sum(x * x) + x[0] * x[-1]


def created_in_loop(x, n):
    s = 0.0
    for i in range(n):
        t = np.empty(3)
        t[0] = x[0] * i
        t[1:] = x[1:3]
        s = s + t.sum()
    return s


def min_max(x):
    lo = min(x[0], x[1], 0.0)
    hi = max(x[0], x[2])
    return lo * hi


@pytest.mark.parametrize(
    "program",
    [chained_products, alias, copy_is_no_alias, shifted, fancy, views, number_plus_array, scalar_result, min_max],
    ids=lambda program: program.__name__,
)
def test_vectors(program):
    check(program, vector())
    check(program, np.ones(5))


@pytest.mark.parametrize(
    "program", [rows, transposed, shapes, iterate_rows, methods], ids=lambda program: program.__name__
)
def test_matrices(program):
    check(program, matrix())


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_loops(n):
    check(swap, vector(), vector() * 2, n)
    check(loop_rebinds, vector(), n)
    check(loop_writes_or_rebinds, vector(), n)
    check(created_in_loop, vector(), n)


def test_branches_and_indices():
    for c in (-1, 1):
        check(swap_in_branch, vector(), vector() * 2, c)
        check(one_of_two, vector(), vector() * 2, c)
        check(row_by_condition, matrix(), c)
    check(augmented, vector(), vector() * 2, 0.5)
    check(elements, matrix(), 1, 2)
    check(pairs, vector(), vector() * 3)


def test_increments_are_accumulations():
    prims = [op.prim for op in walk(lowered(chained_products, vector()).block)]
    assert sum(isinstance(prim, Acc) for prim in prims) == 1
    assert not any(isinstance(prim, Store) for prim in prims)
    assert sum(isinstance(prim, Load) for prim in prims) == 2


def write_to_perhaps_alias(A, B, c):
    z = A if c > 0 else B
    z[0] = 1.0
    return A[0]


def write_to_perhaps_alias_unread(A, B, c):
    z = A if c > 0 else B
    z[0] = 1.0
    return z


def write_to_broadcast(x):
    y = np.broadcast_to(x, (3, 5))
    y[0] = 1.0
    return x


def float_into_integers(x):
    k = np.zeros(3, dtype=int)
    k[0] = x
    return k


def reshape_unknown(A):
    B = A.T.reshape(-1)
    B[0] = 1.0
    return A


def reshape_unknown_unread(A):
    B = A.T.reshape(-1)
    B[0] = 1.0
    return B


def test_perhaps_aliases():
    check(write_to_perhaps_alias_unread, vector(), vector(), 1)
    check(reshape_unknown_unread, matrix())


@pytest.mark.parametrize(
    ("program", "args", "code"),
    [
        (write_to_perhaps_alias, (vector(), vector(), 1), "AD202"),
        (write_to_broadcast, (vector(),), "AD201"),
        (float_into_integers, (1.5,), "AD203"),
        (reshape_unknown, (matrix(),), "AD202"),
    ],
    ids=lambda p: getattr(p, "__name__", ""),
)
def test_refusals(program, args, code):
    with pytest.raises(Refused) as caught:
        lowered(program, *args)
    assert caught.value.code == code


def horner(x, coefficients):
    y = 0.0
    for c in coefficients:
        y = y * x + c
    return y


def sum_rows(A):
    total = 0
    for row in A:
        total += row
        if total[0] > 100.0:
            return total * 2
    return total


def integers_become_floats(n):
    y = np.zeros(3, dtype=int)
    k = 0
    while k < n:
        y = y * 0.5 + k
        k = k + 1
    return y


def test_a_number_that_becomes_an_array():
    check(horner, vector(), [1.0, 2.0, 3.0])
    check(sum_rows, matrix())
    check(sum_rows, matrix() * 1000)
    for n in (1, 2, 5):
        check(integers_become_floats, n)

"""Numbers, arguments and results."""

from __future__ import annotations

import numpy as np

from limitations import row

X = 0.7
V = np.array([0.5, 1.5, 2.5])


@row("Python floats, NumPy scalars, arrays of float64", np.float64(0.7))
def floats(x):
    return x * x


@row("float32, kept through both sweeps", np.array([0.5, 1.5]))
def single(v):
    w = v.astype(np.float32)
    return np.sum(v * v) if w.dtype == np.float32 else 0.0


@row("integers and bools as constants; int to float promotion", X, 3)
def integers(x, n):
    flag = n > 2
    return x * n + x**n * flag + n // 2


@row("complex intermediate values", X)
def complex_values(x):
    z = np.exp(1j * x) * (x + 2.0j)
    return abs(z) ** 2 + z.real


@row("an integer argument under `grad`", 3, refused="AD303")
def integer_argument(n):
    return n * 2.0


@row("a string argument under `grad`", "a", refused="AD302")
def string_argument(s):
    return len(s) * 2.0


@row("a function that returns no number", X, refused="AD305")
def returns_text(x):
    return f"{x}"


@row("a function that returns None", X, refused="AD305")
def returns_nothing(x):
    x * 2.0


@row("several values, or an array, under `grad`", V, refused="AD304")
def returns_array(v):
    return v * v


@row("a complex result under `grad`", X, refused="AD304")
def returns_complex(x):
    return x * 1j


@row("`np.matrix` arguments", np.matrix([[1.0, 2.0]]), refused="AD302")
def matrix_argument(m):
    return m.sum()


@row("masked arrays as arguments", np.ma.array([1.0, 2.0], mask=[True, False]), refused="AD302")
def masked_argument(m):
    return m.sum()


@row("arrays of Python objects", np.array([1.0, None]), refused="AD302")
def object_argument(v):
    return v[0]


@row("`np.matrix` and masked arrays made inside", V, refused="AD302")
def matrix_inside(v):
    return np.matrix(v).sum()  # here


class Frame:
    """Stands for a pandas object: an array by its own account."""

    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.values)


@row("pandas objects and other arrays that are not NumPy's", Frame([1.0]), refused="AD302")
def frame_argument(frame):
    return frame.values[0]


@row("operators that Python does not have for the operands", X, refused="AD112")
def undefined_operator(x):
    return x + "a"  # here


@row("a value that is None on one way and a number on the other, used as a number", X)
def optional_number(x):
    best = None
    for k in range(3):
        if best is None or x * k > best:
            best = x * k
    return best * x


@row("a number on one way and an array on the other", V)
def number_or_array(v):
    y = 0.0
    if v[0] > 0.3:
        y = v * 2.0
    return np.sum(y * v)


@row("a number in some trips of a loop, and arrays of any length in others", X)
def number_then_array(x):
    y = x
    for k in range(3):
        y = np.ones(k + 1) * x if k % 2 else x
    return np.sum(y)

"""Scalar expressions: operators, elementary functions, and the ways in which Python writes them."""

from __future__ import annotations

import math
from math import exp, log

import numpy as np

from corpus import program

GRAVITY = 9.81
COEFFICIENTS = (0.5, -0.25, 0.125)


@program(3.0, 4.0, features="scalar", order=3)
def distance(x1, x2):
    return (x1**2 + x2**2) ** 0.5


@program(0.7, 1.3, features="scalar", order=3)
def elementary(x, y):
    a = math.sin(x) * math.cosh(y) + math.tan(x / 3) - math.atan2(y, x)
    b = math.exp(-x) * math.log1p(y) + math.hypot(x, y) - math.erf(x * y)
    return a / b + math.sqrt(a * a + b * b) + math.expm1(x) + math.asinh(y) + math.atanh(x / 2)


@program(1.7, 0.6, features="scalar", order=3)
def powers(x, y):
    return x**y + y**-x + x**3 - 2.0**y + x**0.5 * y**-2 + pow(x, y + 1) + x**0 + x**1


@program(7.3, 2.1, features="scalar")
def division(x, y):
    whole, part = divmod(x, y)
    return x // y + x % y + part * x / y + whole * x + math.fmod(x, y) * y


@program(-1.5, 2.5, features="scalar branch")
def kinks(x, y):
    return abs(x) * y + max(x, y, 0.5) * min(x, y) + math.fabs(x * y) + max(x * y, -10.0) + (x if x < y else y) ** 2


@program(1.2, 0.4, features="scalar branch")
def chained_comparison(x, y):
    z = x * y if 0 < x < 2 * y + 1 <= 5 else x + y
    if not (x < 0 or y < 0) and x != y:
        z = z * x
    return z * z


@program(0.8, features="scalar")
def walrus(x):
    return (y := math.sin(x)) * y + (z := y * x) ** 2 + z


@program(0.8, 1.1, features="scalar swap")
def starred(x, y):
    first, *rest = x, x * y, y, math.exp(x)
    *front, last = rest
    (a, b), c = front, last
    return first * a + b * c + sum(rest) * len(front)


@program(0.8, 1.5, features="scalar")
def global_constants(x, y):
    c0, c1, c2 = COEFFICIENTS
    return GRAVITY * x + c0 * y + c1 * y**2 + c2 * x * y**3 + math.pi * x * y + math.tau


@program(0.5, features="scalar", order=3)
def chained_assignment(x):
    a = b = c = x * x
    a = a * x
    b += a
    c *= b
    return a + b * c


@program(0.6, 1.9, features="scalar")
def augmented(x, y):
    z: float = x
    z += y
    z *= x
    z -= y / x
    z /= y
    z **= 2
    return z


@program(0.9, 1.4, features="scalar")
def own_names(d, w3):
    """Names that generated code might want for itself."""
    x_bar = d * w3
    y_bar = x_bar + d
    w3_bar = y_bar * w3
    d_dot = x_bar * w3_bar
    w0 = d_dot - d
    w0_tape = w0 * w3
    return w0_tape + d_dot * x_bar


@program(0.9, 1.4, features="scalar")
def np_as_a_variable(np, math):
    y = np * math
    y_bar = y + np
    return y_bar * exp(np) + log(y)


@program(0.4, features="scalar call")
def builtins_shadowed(x):
    sum = x * x
    len = sum + x
    max = lambda a, b: a * b
    return max(sum, len) + sum


@program(1.5, 2, features="scalar", wrt=("x",))
def int_and_float(x, n):
    k = n * 3 + 1
    y = float(n) * x + k / 2 + n**2 * x + x**n + (-x) ** n
    return y * int(3.7) + round(2.6) * x + (n > 1) * x


@program(2.0, 3.0, features="scalar", order=3)
def repeated_use(x, y):
    a = x * y
    b = a * a
    c = b * a + b
    return c * c - a


@program(1.3, 0.2, features="scalar")
def constants_only(x, y):
    a = 2.0
    b = a * 3
    c = x * 0 + b
    return c * y + a - -y + +x


@program(np.float32(1.25), np.float32(0.5), features="scalar")
def single_precision(x, y):
    return np.sin(x) * y + x / (1 + y * y)


@program(np.float64(1.25), 0.5, features="scalar")
def strong_and_weak(x, y):
    return np.exp(x * y) + x**y + y / x


@program(0.3, 0.5, features="scalar")
def complex_inside(x, y):
    z = complex(x, y)
    w = z * z + 1j * z
    return w.real * w.imag + abs(w) ** 2


@program(0.5, 1.5, features="scalar structure", order=1)
def several_results(x, y):
    return x * y, (math.sin(x), [y * y, x]), 3


@program(0.5, features="scalar", order=1)
def result_is_the_argument(x):
    return x, x


@program(0.7, 0.3, features="scalar", order=1)
def result_is_partly_constant(x, y):
    return 2.0, x * x


@program(1.1, features="scalar")
def positional_only_and_default(x, /, y=2.0, *, z=0.5):
    return x * y**2 * z


@program(1.1, 0.9, features="scalar", keywords={"c": 1.3, "b": 0.7})
def keywords(x, *rest, b, c=2.0):
    return x * rest[0] * b**2 + c * x


@program(1.1, 0.9, 0.8, features="scalar structure", keywords={"scale": 1.3})
def any_arguments(x, *rest, **options):
    y, z = rest
    return x * y * z * options["scale"]


@program(1.1, features="scalar")
def deleted_and_rebound(x):
    y = x * x
    z = y * x
    del y
    y = z + 1
    x = y * z
    return x + y


@program(0.7, 1.2, features="scalar")
def asserted(x, y):
    assert x < y, "x is below y"
    z = x / y
    assert z == z
    return math.asin(z) * math.acos(z / 2)

"""Kinds of numbers: float32 and scalars keep their types in both modes; complex numbers by the conventions of docs/numbers.md."""

import copy
import math

import numpy as np
import pytest

from ast_ad import grad, jacfwd, jacrev, jvp, value_and_grad, vjp
from ast_ad.errors import DiffError

X = np.array([0.5, -1.0, 2.0], np.float32)
Y = np.array([1.5, 0.25, 3.0])
Z = np.array([0.5 + 0.25j, -1.0 + 2.0j, 0.75 - 1.5j])


def weak(x):
    return x * 2.0 + math.pi


def loop(x):
    total = 0.0
    for value in x:
        total += value * value
    return total


def stored(x):
    y = np.zeros(3, dtype=np.float32)
    for i in range(3):
        y[i] = x[i] * x[i] * 0.5
    return y


def widened(x):
    return np.exp(x).astype(np.float64) * 2


def mean_and_norm(x):
    return np.mean(x) / 3 + np.sqrt(x @ x)


def pieces(x):
    return np.where(x > 0, x, 0.1 * x) + np.maximum(x, 0)


def product(x, y):
    return x * y


def added_in_place(x, y):
    x += y
    return x * 2


def partly_stored(x, y):
    z = x.copy()
    z[:2] = y[:2]
    z[2] += y[0]
    return z


def without_axes(x, y):
    s = np.zeros(())
    s += x[0]
    s += y[0] * x[1]
    s[...] = s * s
    return s


def sine(a):
    return np.sin(a) * 2


def type_of(value):
    return value.dtype if isinstance(value, np.ndarray) else type(value)


def ones(value):
    if isinstance(value, np.ndarray):
        return np.ones_like(value)
    return type(value)(1) if isinstance(value, float | np.floating) else None


@pytest.mark.parametrize(
    "function, args",
    [
        *((f, (X,)) for f in (weak, loop, stored, widened, mean_and_norm, pieces)),
        *((f, (X, Y)) for f in (product, added_in_place, partly_stored, without_axes)),
        *((product, (X, s)) for s in (2.0, np.float64(2.0), np.float32(2.0))),
        *((sine, (a,)) for a in (2.0, np.float64(2.0), np.float32(2.0), np.array(2.0), np.array(2.0, np.float32))),
    ],
)
def test_types_are_kept(function, args):
    expected = function(*copy.deepcopy(args))
    y, pullback = vjp(function, *args)
    bars = pullback(np.ones_like(y) if isinstance(y, np.ndarray) else type(y)(1))
    same, y_dot = jvp(function, args, tuple(map(ones, args)))
    assert type_of(y) == type_of(same) == type_of(y_dot) == type_of(expected)
    np.testing.assert_array_equal(y, expected)
    assert list(map(type_of, bars)) == list(map(type_of, args))


def counted(x, n, flag):
    return x * n / 2 + n // 2 + flag


def test_integers_and_booleans_are_constants():
    y, pullback = vjp(counted, 2.0, 3, True)
    assert (y, pullback(1.0)) == (5.0, (1.5, None, None))


def test_special_values():
    x = np.array([0.0, -0.0, np.inf, -np.inf, np.nan])
    y, pullback = vjp(lambda x: -x * 1.0, x)
    np.testing.assert_array_equal(y, -x)
    np.testing.assert_array_equal(np.signbit(y), np.signbit(-x))
    np.testing.assert_array_equal(pullback(np.ones(5))[0], -np.ones(5))


# Complex numbers: each row of the table in docs/numbers.md


def holomorphic(z):
    return np.sum(z * z * np.exp(z))


def modulus(z):
    return np.sum(np.abs(z) ** 2)


def real_part(z):
    return np.sum(z.real * 3.0)


def imaginary_part(z):
    return np.sum(z.imag * 3.0)


def conjugate(z):
    return np.conj(z)


def rotated(x):
    return np.exp(1j * x)


def power(x):
    return np.abs(np.exp(1j * x) * x + 2.0) ** 2


def test_the_gradient_of_a_real_function_is_conjugated():
    np.testing.assert_allclose(grad(modulus)(Z), 2 * np.conj(Z), rtol=1e-14)
    np.testing.assert_array_equal(grad(real_part)(Z), np.full(3, 3.0 + 0j))
    np.testing.assert_array_equal(grad(imaginary_part)(Z), np.full(3, -3.0j))


def test_the_gradient_of_a_holomorphic_function_is_its_derivative():
    expected = (2 * Z + Z * Z) * np.exp(Z)
    np.testing.assert_allclose(grad(holomorphic, holomorphic=True)(Z), expected, rtol=1e-14)
    y, found = value_and_grad(holomorphic, holomorphic=True)(Z)
    assert y == holomorphic(Z)
    np.testing.assert_allclose(found, expected, rtol=1e-14)


def test_a_pullback_is_the_transpose_without_conjugation():
    for function in (conjugate, lambda z: z * z, lambda z: np.abs(z)):
        y, pullback = vjp(function, Z)
        seed = np.array([1.0, -2.0, 0.5]) * (1.0 if y.dtype.kind == "f" else 1 - 2j)
        dot = np.array([0.25 - 1j, 1j, -2.0])
        _, y_dot = jvp(function, (Z,), (dot,))
        np.testing.assert_allclose(np.sum(pullback(seed)[0] * dot).real, np.sum(seed * y_dot).real, rtol=1e-13)


def test_bars_of_real_arguments_are_real():
    _, pullback = vjp(rotated, Y)
    (bar,) = pullback(np.full(3, 1.0 - 2.0j))
    assert bar.dtype == float
    np.testing.assert_allclose(bar, ((1 - 2j) * 1j * np.exp(1j * Y)).real, rtol=1e-14)
    y, pullback = vjp(power, Y)
    step = 1e-6
    slope = (power(Y + step) - power(Y - step)) / (2 * step)
    np.testing.assert_allclose(pullback(np.ones(3))[0], slope, rtol=1e-8)


def square(z):
    return z * z


@pytest.mark.parametrize("jacobian", [jacfwd, jacrev])
def test_jacobians_of_holomorphic_functions(jacobian):
    np.testing.assert_allclose(jacobian(square, holomorphic=True)(Z), np.diag(2 * Z), rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize(
    "call, code, words",
    [
        (lambda: grad(holomorphic)(Z), "AD304", "holomorphic=True"),
        (lambda: grad(modulus, holomorphic=True)(Z), "AD304", "leave holomorphic=True out"),
        (lambda: grad(loop, holomorphic=True)(Y), "AD303", "complex value"),
        (lambda: jacrev(square)(Z), "AD304", "holomorphic=True"),
        (lambda: jacfwd(square)(Z), "AD304", "holomorphic=True"),
        (lambda: grad(lambda n: n * 2.0)(3), "AD303", "3.0"),
    ],
)
def test_refused(call, code, words):
    with pytest.raises(DiffError) as caught:
        call()
    assert caught.value.code == code
    assert words in caught.value.hint


def test_a_numpy_number_becomes_one_of_another_dtype():
    def converted(x):
        y = np.float64(x)
        return y.astype(np.float64) * y.astype(float) + y.astype(int)

    assert grad(converted)(1.5) == 3.0

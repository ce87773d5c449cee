"""Functions that write into their arguments: what they write as outputs, and arguments that share memory."""

import copy

import numpy as np
import pytest

from ast_ad import adjoint, check_grads, grad, jvp, tangent, vjp
from ast_ad.errors import DiffError

V = np.array([0.5, -1.0, 2.0, 3.0, 0.25])


def scale(x, out):
    out[:] = 2.0 * x * x


def both(x, out):
    out *= x
    x[0] = out[1] ** 2
    return (x * out).sum()


def early(x, out, n):
    for i in range(5):
        if i == n:
            return
        out[i] = x[i] ** 2
    x = 3.0
    out = out + x


def by_recursion(x, out, n):
    if n > 0:
        by_recursion(x, out, n - 1)
        out[n] = out[n - 1] * x[n]


class Body:
    def __init__(self, x, v):
        self.x, self.v, self.energy = x, v, 0.0

    def step(self, dt):
        self.v = self.v - dt * self.x
        self.x += dt * self.v
        self.energy = self.v @ self.v


def replace(d, s):
    d["a"] = d["a"] * s
    d["b"][0] = s


def test_one_output_stands_bare():
    y, pullback = vjp(scale, V, np.empty(5), outputs="out")
    np.testing.assert_array_equal(y, 2 * V * V)
    x_bar, out_bar = pullback(np.ones(5))
    np.testing.assert_array_equal(x_bar, 4 * V)
    np.testing.assert_array_equal(out_bar, np.zeros(5))


def test_by_position():
    y, _ = vjp(scale, V, np.empty(5), outputs=1)
    np.testing.assert_array_equal(y, 2 * V * V)


def test_forward():
    y, y_dot = jvp(scale, (V, np.empty(5)), (V, None), outputs="out")
    np.testing.assert_array_equal(y, 2 * V * V)
    np.testing.assert_array_equal(y_dot, 4 * V * V)


@pytest.mark.parametrize("outputs", [("x",), ("out", "return", 0), ("return", "x", "out"), ("out", 0)])
def test_any_of_them_in_any_order(outputs):
    x, out = V.copy(), V + 1
    after = {"return": both(x, out), "x": x, 0: x, "out": out}
    y, _ = vjp(both, V, V + 1, outputs=outputs)
    assert isinstance(y, tuple)
    for found, name in zip(y, outputs, strict=True):
        np.testing.assert_array_equal(found, after[name])


@pytest.mark.parametrize("derivative", [adjoint, tangent])
def test_generated_functions(derivative):
    made = derivative(both, outputs=("x", "out", "return"))
    more = ((V * 3, V * 2, 1.0),) if derivative is adjoint else (V * 3, V * 2)
    check_grads(made, (V, V + 1, *more), order=1)


@pytest.mark.parametrize("n", [2, 7])
def test_what_the_caller_sees_whatever_the_names_mean_later(n):
    x, out = V.copy(), V + 1
    early(x, out, n)
    y, pullback = vjp(early, V, V + 1, n, outputs=("x", "out"))
    np.testing.assert_array_equal(y[1], out)
    bars = pullback((np.zeros(5), np.ones(5)))
    written = np.arange(5) < n
    np.testing.assert_array_equal(bars[0], np.where(written, 2 * V, 0.0))
    np.testing.assert_array_equal(bars[1], np.where(written, 0.0, 1.0))


def test_a_recursive_function():
    out = V + 1
    by_recursion(V, out, 4)
    y, pullback = vjp(by_recursion, V, V + 1, 4, outputs="out")
    np.testing.assert_array_equal(y, out)
    x_bar, out_bar, _ = pullback(np.array([0.0, 0.0, 0.0, 0.0, 1.0]))
    np.testing.assert_allclose(x_bar[1:], out[4] / V[1:], rtol=1e-14)
    np.testing.assert_allclose(out_bar, [np.prod(V[1:]), 0, 0, 0, 0], rtol=1e-14)


@pytest.mark.parametrize("bound", [False, True])
def test_an_object_that_a_method_changes(bound):
    body, after = Body(V.copy(), V * 2), Body(V.copy(), V * 2)
    after.step(0.1)
    y, pullback = vjp(body.step, 0.1, outputs="self") if bound else vjp(Body.step, body, 0.1, outputs="self")
    assert isinstance(y, Body)
    for name, value in vars(after).items():
        np.testing.assert_array_equal(getattr(y, name), value)
    np.testing.assert_array_equal(body.x, V)
    dt_bar = pullback(y)[-1]
    h = 1e-6
    one, two = (copy.deepcopy(body) for _ in range(2))
    one.step(0.1 + h), two.step(0.1 - h)
    slope = sum(np.sum(vars(y)[k] * (vars(one)[k] - vars(two)[k])) / (2 * h) for k in vars(y))
    assert abs(dt_bar - slope) < 1e-4 * abs(slope)


def test_a_dict():
    y, pullback = vjp(replace, {"a": 2.0, "b": V}, 3.0, outputs="d")
    assert y["a"] == 6.0
    d_bar, s_bar = pullback({"a": 1.0, "b": np.ones(5)})
    assert (d_bar["a"], s_bar) == (3.0, 3.0)
    np.testing.assert_array_equal(d_bar["b"], [0.0, 1.0, 1.0, 1.0, 1.0])


@pytest.mark.parametrize(
    "call, code, words",
    [
        (lambda: vjp(scale, V, V + 1), "AD305", "outputs='out'"),
        (lambda: grad(scale)(V, V + 1), "AD305", "outputs='out'"),
        (lambda: vjp(scale, V, V + 1, outputs="z"), "AD301", "scale(x, out)"),
        (lambda: vjp(scale, V, V + 1, outputs=1.5), "AD301", "position or the name"),
        (lambda: vjp(scale, V, V + 1, outputs=2), "AD301", "scale(x, out)"),
        (lambda: vjp(scale, V, V + 1, outputs=("x", 0)), "AD301", "once"),
        (lambda: vjp(early, V, V + 1, 3, outputs="n"), "AD301", "return it"),
        (lambda: vjp(adjoint(both), V, V + 1, 1.0, outputs="x"), "AD301", "function itself"),
    ],
)
def test_refused(call, code, words):
    with pytest.raises(DiffError) as caught:
        call()
    assert caught.value.code == code
    assert words in caught.value.hint


# Arguments that share memory


def doubled(x, y):
    x *= 2.0
    return y.sum()


def through_a_perhaps_view(x, y):
    flat = np.ravel(x.T)
    flat[0] = 2.0
    return y.sum()


def attribute(a, b):
    a.energy = a.energy * 2.0
    return b.energy * 1.0


def item(a, b):
    a["k"] = a["k"] * 2.0
    return b["k"] * 1.0


def fresh(x, y):
    x = x * 1.0
    x[0] = 3.0
    return (y * x).sum()


_matrix, _dict = np.ones((2, 3)), {"k": 1.0}


@pytest.mark.parametrize(
    "function, a, b",
    [
        (both, V, V),
        (both, V[1:4], V[2:]),
        (doubled, V, V),
        (through_a_perhaps_view, _matrix, _matrix),
        (attribute, Body(V, V), None),
        (item, _dict, _dict),
    ],
)
@pytest.mark.parametrize("mode", ["vjp", "jvp"])
def test_one_of_them_written(function, a, b, mode):
    b = a if b is None else b
    with pytest.raises(DiffError) as caught:
        vjp(function, a, b) if mode == "vjp" else jvp(function, (a, b), (copy.deepcopy(a), copy.deepcopy(b)))
    assert caught.value.code == "AD206"


def test_none_of_them_written():
    assert vjp(fresh, V, V)[0] == fresh(V, V)
    assert vjp(both, V[:2], V[2:4])[0] == both(V[:2].copy(), V[2:4].copy())


def test_derivatives_write_into_nothing():
    (first, _), _ = jvp(adjoint(both), (V, V + 1, 1.0), (V, V + 1, 1.0))
    np.testing.assert_array_equal(first, adjoint(both)(V, V + 1, 1.0)[0])

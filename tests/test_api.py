"""The functions that users call."""

from __future__ import annotations

import dataclasses
import functools
import importlib
import math
import pkgutil
import subprocess
import sys
from collections import namedtuple
from typing import Any

import numpy as np
import pytest

import ast_ad
from ast_ad.api import adjoint, grad, hessian, hvp, jacfwd, jacobian, jacrev, jvp, tangent, value_and_grad, vjp
from ast_ad.check import check_grads
from ast_ad.errors import DiffError, KindError, Refused
from ast_ad.rules.verbs import diagonal, zero

Pair = namedtuple("Pair", "a b")


@dataclasses.dataclass(frozen=True)
class Point:
    x: float
    y: float
    tag: str = "a"


def norm(x1: float, x2: float) -> float:
    return (x1**2 + x2**2) ** 0.5


def wave(x: Any) -> Any:
    return np.sin(x) * x


def energy(x: Any) -> Any:
    return np.sum(x * x * x)


X = np.array([0.5, -1.0, 2.0])


def test_grad() -> None:
    assert grad(norm)(3.0, 4.0) == pytest.approx(0.6)
    assert grad(norm, (1, 0))(3.0, 4.0) == pytest.approx((0.8, 0.6))
    assert grad(norm, [0])(3.0, x2=4.0) == pytest.approx((0.6,))
    assert grad(norm, -1)(3.0, 4.0) == grad(norm, "x2")(3.0, x2=4.0) == 0.8
    assert value_and_grad(norm, (0, 1))(3.0, 4.0) == (5.0, pytest.approx((0.6, 0.8)))


def test_gradients_follow_the_argument() -> None:
    assert type(grad(lambda x: np.sin(x))(1.0)) is float
    assert type(grad(lambda x: np.sin(x))(np.float32(1.0))) is np.float32
    for dtype in (np.float32, np.float64):
        found = grad(energy)(X.astype(dtype))
        assert (type(found), found.dtype, found.shape) == (np.ndarray, dtype, X.shape)
    assert type(grad(lambda x: x * 1.0)(np.array(2.0))) is np.ndarray
    unused = grad(lambda x, y: x * x, (0, 1))(3.0, X)
    assert unused[0] == 6.0
    assert unused[1].tolist() == [0.0, 0.0, 0.0]
    assert grad(lambda x: [x[0] * x[1]][0])([3.0, 4.0]) == [4.0, 3.0]


def test_floats_have_floats() -> None:
    def scaled(xs: Any, c: float) -> float:
        total = 0.0
        for x in xs:
            total += x * c
        return total

    def nested(x: Any, n: int) -> Any:
        return x if n == 0 else np.sin(nested(x, n - 1))

    def wave(x: Any) -> Any:
        return np.sin(x)

    found = [
        grad(scaled, 1)(X, 1.2),
        value_and_grad(scaled, 1)(X, 1.2)[1],
        vjp(scaled, X, 1.2)[1](1.0)[1],
        adjoint(scaled)(X, 1.2)[1],
        jacfwd(scaled, 1)(X, 1.2),
        jacrev(scaled, 1)(X, 1.2),
        grad(nested)(1.0, 3),
        vjp(nested, 1.0, 3)[1](1.0)[0],
        hessian(nested)(1.0, 3),
        hvp(wave, (1.0,), (1.0,)),
        hessian(wave)(1.0),
        jacfwd(wave)(1.0),
        jacfwd(lambda p: np.sin(p["a"]))({"a": 1.0})["a"],
        hvp(lambda xs: sum([np.sin(x) for x in xs]), ([1.0, 2.0],), ([1.0, 0.0],))[0],
    ]
    assert list(map(type, found)) == [float] * len(found)
    assert type(hessian(lambda x: np.sin(x) * np.float64(2.0))(np.float32(1.0))) is np.float32
    assert type(jacfwd(lambda x: np.exp(x), holomorphic=True)(1j)) is complex
    assert jacfwd(lambda x: x * 1j)(2.0) == 1j


def test_a_dot_follows_its_value() -> None:
    for function in (np.sin, math.sin, lambda x: np.sin(x) + 0.0, lambda x: [np.sin(x), x, x * np.float32(1.0)]):
        y, y_dot = jvp(lambda x, f=function: f(x), (1.0,), (1.0,))  # type: ignore[misc]
        assert (type(y), type(y_dot)) == (type(y_dot), type(y))
        assert not isinstance(y, list) or list(map(type, y)) == list(map(type, y_dot))


def test_structures() -> None:
    assert grad(lambda p: p["a"] * p["b"][0])({"a": 2.0, "b": (3.0, 1, "s", None)}) == {
        "a": 3.0,
        "b": (2.0, None, None, None),
    }
    assert grad(lambda p: p.x * p.x * p.y)(Point(3.0, 4.0)) == Point(24.0, 9.0, None)  # type: ignore[arg-type]
    assert grad(lambda p: p.a * p.b)(Pair(3.0, 4.0)) == Pair(4.0, 3.0)
    assert grad(lambda *xs: xs[0] * xs[1], 1)(3.0, 4.0) == 3.0
    assert grad(lambda **ks: ks["a"] * ks["b"], "b")(a=3.0, b=4.0) == 3.0


def test_aux() -> None:
    def f(x: float) -> Any:
        return x * x, {"twice": 2.0 * x, "name": "s"}

    assert grad(f, has_aux=True)(3.0) == (6.0, {"twice": 6.0, "name": "s"})
    assert value_and_grad(f, has_aux=True)(3.0) == ((9.0, {"twice": 6.0, "name": "s"}), 6.0)


def test_higher_orders_and_mixtures() -> None:
    f = math.sin
    assert grad(grad(grad(lambda x: f(x))))(1.0) == pytest.approx(-math.cos(1.0))
    assert jvp(grad(lambda x: math.sin(x)), (1.0,), (2.0,)) == pytest.approx((math.cos(1.0), -2.0 * math.sin(1.0)))
    assert grad(lambda x, v: tangent_of_cube(x, v))(2.0, 1.0) == pytest.approx(12.0)
    y_dot = tangent(adjoint(norm))(3.0, 4.0, 1.0, x1_dot=1.0, x2_dot=0.0, y_bar_dot=0.0)[1]
    assert y_dot == pytest.approx((0.128, -0.096))


cube_dot = tangent(lambda x: x**3)


def tangent_of_cube(x: float, v: float) -> Any:
    return 3 * x**2 * v


def test_jvp() -> None:
    assert jvp(norm, (3.0, 4.0), (1, None)) == pytest.approx((5.0, 0.6))
    y, y_dot = jvp(lambda x, n: x**n, (X, 2), (np.ones(3), None))
    assert y_dot.tolist() == (2 * X).tolist()
    with pytest.raises(KindError, match=r"AD309: x_dot has the shape \(2,\)"):
        jvp(wave, (X,), (np.ones(2),))
    with pytest.raises(KindError, match="AD308"):
        jvp(wave, X, X)
    with pytest.raises(KindError, match="AD308"):
        jvp(wave, (X,), ())


def test_vjp() -> None:
    y, pullback = vjp(norm, 3.0, 4.0)
    assert y == 5.0
    assert [pullback(1.0), pullback(2.0)] == [pytest.approx((0.6, 0.8)), pytest.approx((1.2, 1.6))]
    y, pullback = vjp(lambda x, n, s: x**n, X.copy(), 2, "a")
    assert pullback(np.ones(3))[0].tolist() == (2 * X).tolist()
    assert pullback(np.ones(3))[1:] == (None, None)
    assert vjp(norm, 3.0, 4.0, argnums=1)[1](1.0) == (0.8,)
    with pytest.raises(KindError, match="AD309: y_bar has the shape"):
        pullback(np.ones(2))


def test_a_pullback_keeps_what_it_reads() -> None:
    def f(x: Any) -> Any:
        for _ in range(3):
            x = x * x
        return x, np.sum(x)

    x = X.copy()
    y, pullback = vjp(f, x)
    seed = (np.ones(3), 1.0)
    first = pullback(seed)[0].copy()
    x[:] = 7.0
    assert pullback(seed)[0].tolist() == first.tolist() == pytest.approx((2 * 8 * X**7).tolist())
    with pytest.raises(KindError, match="AD309: y_bar has not the structure"):
        pullback(np.ones(3))


def test_jacobians() -> None:
    expected = np.diag(np.cos(X) * X + np.sin(X))
    for jac in (jacfwd, jacrev, jacobian):
        assert np.allclose(jac(wave)(X), expected)
        assert jac(norm, (0, 1))(3.0, 4.0) == pytest.approx((0.6, 0.8))
        blocks = jac(lambda p: (p["a"] * p["b"], p["a"]))({"a": 2.0, "b": X})
        assert np.allclose(blocks[0]["b"], 2.0 * np.eye(3))
        assert np.allclose(blocks[0]["a"], X)
        assert blocks[1]["a"] == 1.0
        assert blocks[1]["b"].tolist() == [0.0, 0.0, 0.0]
        value, aux = jac(lambda x: (x * x, 2 * x), has_aux=True)(X)
        assert np.allclose(value, np.diag(2 * X))
        assert np.allclose(aux, 2 * X)
        assert jac(energy)(X).shape == (3,)
        # A list of equal items has a block for each of them, as any structure has.
        assert np.allclose(jac(lambda p: p[0] * p[1][::-1])([X[:2], X[1:]])[1], [[0.0, X[0]], [X[1], 0.0]])
        assert jac(lambda p: [p[0] * p[1], 3 * p[2]])([1.0, 2.0, 3.0]) == [[2.0, 1.0, 0.0], [0.0, 0.0, 3.0]]
        nested = jac(lambda p: p["a"][0][1] * p["n"][1])({"a": [[2.0, 3.0]], "n": [1, 2]})
        assert nested == {"a": [[0.0, 2.0]], "n": [None, None]}


def test_hessians() -> None:
    assert np.allclose(hessian(energy)(X), np.diag(6 * X))
    assert hessian(norm)(3.0, 4.0) == pytest.approx(0.128)
    assert hessian(norm, (0, 1))(3.0, 4.0) == (pytest.approx((0.128, -0.096)), pytest.approx((-0.096, 0.072)))
    assert hvp(energy, (X,), (np.ones(3),)).tolist() == pytest.approx((6 * X).tolist())
    assert hvp(norm, (3.0, 4.0), (1.0, 0.0)) == pytest.approx((0.128, -0.096))


def test_check_grads() -> None:
    check_grads(norm, (3.0, 4.0))
    check_grads(wave, (X,))
    check_grads(energy, (X,), order=3)
    check_grads(lambda x, n=2: x**n, (2.0, 3))
    with pytest.raises(ValueError, match="modes"):
        check_grads(norm, (3.0, 4.0), modes=("forward",))


@pytest.mark.parametrize("mode", ["fwd", "rev"])
def test_check_grads_finds_what_is_wrong(mode: str) -> None:
    diagonal(half, lambda d, x, w: d * 0.6)
    with pytest.raises(AssertionError, match=f"{mode}: the derivative is .*, central differences give"):
        check_grads(lambda x: half(x), (2.0,), order=1, modes=(mode,))


def half(x: float) -> float:
    return x * 0.5


@pytest.mark.parametrize(
    ("call", "code", "message"),
    [
        (lambda: grad(norm, 2)(3.0, 4.0), "AD301", "argnums=2 is out of range: norm has 2 parameters"),
        (lambda: grad(norm, "z")(3.0, 4.0), "AD301", "norm has no parameter 'z'"),
        (lambda: grad(norm, (0, "x1"))(3.0, 4.0), "AD301", "twice"),
        (lambda: grad(norm, 1.5), "AD301", "argnums is 1.5"),
        (lambda: grad(norm, static="z")(3.0, 4.0), "AD301", "static names 'z'"),
        (lambda: grad(norm)(3, 4.0), "AD303", "the argument x1 is of the kind int"),
        (lambda: grad(energy)(np.arange(3)), "AD303", "the argument x is of the kind int64"),
        (lambda: grad(norm, 0)("a", 4.0), "AD302", "the argument x1 is the constant 'a'"),
        (lambda: grad(norm, static=0)(3.0, 4.0), "AD302", "the argument x1 is the constant 3.0"),
        (lambda: grad(energy)(np.matrix([1.0])), "AD302", "numpy.matrix"),
        (lambda: grad(lambda t: t[0] * 1.0)((1, 2)), "AD303", "holds no float"),
        (lambda: grad(wave)(X), "AD304", "an array of 1 axis"),
        (lambda: grad(lambda x: (x, x))(1.0), "AD304", "returns a tuple"),
        (lambda: grad(lambda x: x, has_aux=True)(1.0), "AD304", "does not return a pair"),
        (lambda: grad(lambda x: x * 1j)(1.0), "AD304", "one real number"),
        (lambda: grad(lambda x: x > 0)(1.0), "AD305", "no derivative"),
        (lambda: grad(lambda x: 3)(1.0), "AD305", "returns 3"),
        (lambda: adjoint(lambda n: n)(1), "AD303", "no argument has a derivative"),
        (lambda: grad(3.0), "AD310", "not a function"),
    ],
)
def test_each_mistake_has_its_own_error(call: Any, code: str, message: str) -> None:
    with pytest.raises(KindError, match=message) as caught:
        call()
    assert caught.value.code == code
    assert caught.value.hint


def test_a_missing_source_is_refused() -> None:
    scope: dict[str, Any] = {}
    exec("def f(x):\n    return x * x", scope)
    with pytest.raises(Refused) as caught:
        grad(scope["f"])(1.0)
    assert caught.value.code == "AD101"


def test_static_arguments_are_bound_by_value() -> None:
    def f(x: float, n: int, how: str = "up") -> float:
        y = 1.0
        for _ in range(n):
            y = y * x if how == "up" else y / x
        return y

    derivative = grad(f, static=("n", "how"), unroll=True)
    assert derivative(2.0, 3) == 12.0
    assert derivative(2.0, n=2, how="down") == -0.25
    assert "range" not in derivative.source


def test_importing_is_quick() -> None:
    code = "import numpy, time; t = time.perf_counter(); import ast_ad; print(time.perf_counter() - t)"
    times = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout) for _ in range(3)
    ]
    assert min(times) < 0.3


def test_no_module_hides_a_name_of_the_api() -> None:
    """A submodule that is imported becomes an attribute of the package."""
    for module in pkgutil.walk_packages(ast_ad.__path__, "ast_ad."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    assert all(callable(getattr(ast_ad, name)) for name in ast_ad.__all__)


def test_what_a_rule_raises_is_the_authors():
    def squared(x):
        return x * x

    def wrong(d, x, w):
        raise LookupError("no table")

    diagonal(squared, wrong)

    def program(x):
        return squared(x) * 2.0

    with pytest.raises(LookupError, match="no table") as caught:
        grad(program)(1.0)
    assert "in the rule of squared" in caught.value.__notes__[0]
    assert "return squared(x) * 2.0" in caught.value.__notes__[0]


def test_options_that_mean_nothing() -> None:
    for options in ({"names": "short"}, {"unroll": 0}, {"unroll": "x"}, {"unroll": None}):
        ((name, value),) = options.items()
        with pytest.raises(KindError, match=f"AD311: {name}={value!r}"):
            grad(lambda x: x, **options)


def test_rules_are_decorators() -> None:
    @zero
    def steps(x: float) -> float:
        return x * 3.0

    assert steps(2.0) == 6.0
    assert grad(lambda x: x + steps(x))(2.0) == 1.0
    assert diagonal(steps, lambda d, x, w: d * 4.0) is steps
    assert grad(lambda x: x + steps(x))(2.0) == 5.0


def test_errors_about_kinds_show_the_function() -> None:
    @functools.cache
    def several(x: Any) -> Any:
        return x, x

    for call in (lambda: grad(several)(1.0), lambda: grad(grad(several))(1.0), lambda: grad(several)(1)):
        with pytest.raises(KindError) as caught:
            call()
        place = caught.value.place
        assert place is not None
        assert place.line == several.__wrapped__.__code__.co_firstlineno + 1
        notes = caught.value.__notes__
        assert notes[0].startswith(f'  File "{__file__}", line {place.line}\n    def several(x: Any) -> Any:')
        assert notes[1].startswith("hint: ")
    with pytest.raises(KindError, match="AD305") as caught:
        grad(len)([1.0])
    assert caught.value.place is None


def test_the_item_of_a_numpy_number() -> None:
    assert grad(lambda x: x[()] * x)(np.float64(3.0)) == 6.0


def test_refusals_inside_of_what_stands_for_a_builtin() -> None:
    """The caret points at the user's call."""

    def total(x: Any) -> Any:
        return functools.reduce(lambda a, b: a + b, x, 0.0)

    with pytest.raises(DiffError) as caught:
        grad(total)(1.0)
    assert str(caught.value.text).strip().startswith("return functools.reduce(")


def test_jacobians_compose() -> None:
    def cube(x: Any) -> Any:
        return np.sum(x**3)

    diagonal = np.zeros((3, 3, 3))
    diagonal[range(3), range(3), range(3)] = 2 * np.cos(X) - X * np.sin(X)
    for outer, inner in ((jacfwd, jacrev), (jacrev, jacfwd)):
        assert np.allclose(outer(inner(wave))(X), diagonal)
    assert jacfwd(hessian(cube))(X).shape == (3, 3, 3)
    y, pullback = vjp(hessian(cube), X)
    assert np.allclose(y, np.diag(6 * X))
    assert np.allclose(pullback(np.eye(3))[0], 6.0)
    y, y_dot = jvp(hessian(cube), (X,), (X,))
    assert np.allclose(y_dot, np.diag(6 * X))
    assert grad(hessian(lambda x: x**3))(2.0) == hvp(jacfwd(lambda x: x**3), (2.0,), (0.5,)) * 2.0 == 6.0
    check_grads(jacrev(wave), (X,), order=1)


def test_jacobians_of_jacobians_take_what_the_function_takes() -> None:
    def power(x: Any, how: str, n: int = 3, *, by: Any = 2.0) -> Any:
        return by * x**n if how == "up" else x

    assert jacfwd(jacrev(power))(2.0, "up") == jacfwd(jacrev(power, static="how"))(2.0, "up", 3) == 24.0
    assert jacfwd(jacrev(power), "by")(2.0, "up", by=3.0) == 12.0
    assert jacfwd(jacrev(lambda a, b: a * b * b, "b"), "a")(X, b=X).shape == (3, 3, 3)
    assert hessian(lambda x: (x**3, {"x": x}), has_aux=True)(2.0) == (12.0, {"x": 2.0})
    assert jacfwd(jacrev(lambda x: (x**3, x), has_aux=True), has_aux=True)(2.0) == (12.0, 2.0)
    assert hessian(lambda z: z**3, holomorphic=True)(1j) == 6j
    traced = jacrev(wave, names="trace")
    assert "w1 = np.sin(w0)" in traced.source


@pytest.mark.parametrize(
    ("inner", "x", "code"),
    [
        (lambda x: adjoint(norm)(x, x, x, x)[0], 2.0, "AD308"),
        (lambda x: tangent(norm)(x, x, x)[1], 2.0, "AD308"),
        (lambda x: adjoint(norm)(x, x, X)[0], 2.0, "AD309"),
        (lambda x: adjoint(norm)(x, x, (x, x))[0], 2.0, "AD309"),
        (lambda x: adjoint(wave)(x), X, "AD308"),
        (lambda x: adjoint(scaled_wave)(x), 2.0, "AD402"),
    ],
)
def test_seeds_that_do_not_fit_inside_a_function(inner: Any, x: Any, code: str) -> None:
    with pytest.raises(Refused) as caught:
        jacfwd(inner)(x)
    assert caught.value.code == code
    assert caught.value.place is not None


def scaled_wave(x: Any, by: float = 2.0) -> Any:
    return np.sin(x) * by

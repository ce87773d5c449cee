"""The objects that grad returns: what they show of themselves, when they compile, what they recheck."""

from __future__ import annotations

import functools
import inspect
import math
import pickle
import pydoc
import threading
import time
from typing import Any

import numpy as np
import pytest

from ast_ad.api import adjoint, grad, hessian, jacfwd, tangent, value_and_grad
from ast_ad.derivative import Derivative
from ast_ad.dispatch import core
from ast_ad.errors import KindError


def norm(x1: float, x2: float) -> float:
    """The distance from the origin."""
    return float_root(x1**2 + x2**2)


def float_root(x: float) -> float:
    return x**0.5


def scaled(x: float, n: int = 2, *, by: float = 3.0) -> float:
    return by * x**n


@grad
def decorated(x: float) -> float:
    return x * x


@value_and_grad(argnums="y")
def with_options(x: float, y: float) -> float:
    return x * y


class Model:
    def __init__(self, w: float) -> None:
        self.w = w

    @grad
    def loss(self, x: float) -> float:
        return self.w * x * x

    @grad(argnums="x")
    def named(self, x: float) -> float:
        return self.w * x

    def plain(self, x: float) -> float:
        return self.w * x * x

    @hessian
    def second(self, x: float) -> float:
        return self.w * x**3

    @grad
    @grad
    def again(self, x: float) -> float:
        return self.w * x**3

    @jacfwd
    @grad
    @grad
    def third(self, x: float) -> float:
        return self.w * x**3

    @tangent
    @grad
    def along(self, x: float) -> float:
        return self.w * x**3

    def uses(self, x: float) -> Any:
        return self.second(x) + self.again(x)


def test_it_looks_like_a_function() -> None:
    f_bar = grad(norm)
    assert (f_bar.__name__, tangent(norm).__name__) == ("norm_bar", "norm_dot")
    assert f_bar.__doc__ == "The gradient of norm.\n\nThe distance from the origin."
    assert f_bar.primal is norm
    assert not hasattr(f_bar, "__wrapped__")
    assert "The distance from the origin" in pydoc.render_doc(f_bar)
    assert repr(f_bar) == "<norm_bar: the gradient of norm>"


@pytest.mark.parametrize(
    ("derivative", "signature"),
    [
        (grad(norm), "(x1, x2)"),
        (adjoint(norm), "(x1, x2, y_bar=1.0)"),
        (tangent(norm), "(x1, x2, x1_dot, x2_dot)"),
        (tangent(norm, 1), "(x1, x2, x2_dot)"),
        (adjoint(scaled), "(x, n=2, *, by=3.0, y_bar=1.0)"),
        (tangent(scaled, "x"), "(x, n=2, *, by=3.0, x_dot)"),
        (grad(functools.partial(norm, 1.0)), "(x2)"),
        (grad(functools.partial(norm, x2=1.0)), "(x1, *, x2=1.0)"),
        (Model(1.0).loss, "(x)"),
        (hessian(norm), "(x1, x2)"),
    ],
)
def test_signatures(derivative: Any, signature: str) -> None:
    found = inspect.signature(derivative)
    bare = [p.replace(annotation=inspect.Parameter.empty) for p in found.parameters.values()]
    assert str(inspect.Signature(bare)) == signature


def test_arguments_are_passed_as_to_the_primal() -> None:
    assert grad(scaled)(2.0) == 12.0
    assert grad(scaled)(2.0, 3, by=1.0) == grad(scaled)(by=1.0, n=3, x=2.0) == 12.0
    assert grad(scaled, "by")(x=2.0) == 4.0
    assert adjoint(scaled, "x")(2.0, y_bar=2.0) == 24.0
    assert tangent(scaled, "x")(2.0, x_dot=1.0) == (12.0, 12.0)
    assert tangent(norm)(3.0, 4.0, x2_dot=0.0, x1_dot=1.0) == tangent(norm)(3.0, 4.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: grad(norm)(1.0), "missing a required argument: 'x2'"),
        (lambda: grad(norm)(1.0, 2.0, 3.0), "too many positional arguments"),
        (lambda: grad(norm)(1.0, 2.0, z=1.0), "unexpected keyword argument 'z'"),
        (lambda: tangent(norm)(1.0, 2.0, 1.0), "AD308: the argument x2_dot is missing"),
        (lambda: tangent(norm)(1.0, 2.0, 1.0, 1.0, 1.0), "too many arguments"),
        (lambda: adjoint(norm)(1.0, 2.0, "a"), "AD309: y_bar"),
        (lambda: adjoint(norm)(1.0, 2.0, np.ones(2)), "AD309: y_bar is an array"),
        (lambda: adjoint(norm)(1.0, 2.0, 1j), "AD309: y_bar"),
    ],
)
def test_arguments_that_do_not_fit(call: Any, message: str) -> None:
    with pytest.raises(KindError, match=message):
        call()


def test_partials_and_methods() -> None:
    assert grad(functools.partial(norm, 3.0))(4.0) == 0.8
    assert grad(functools.partial(norm, x2=4.0))(3.0) == pytest.approx(0.6)
    model = Model(2.0)
    assert (model.loss(3.0), Model.loss(model, 3.0), model.named(5.0), grad(model.plain)(3.0)) == (
        12.0,
        12.0,
        2.0,
        12.0,
    )
    model.w = 3.0
    assert (model.loss(3.0), model.named(5.0)) == (18.0, 3.0)


def test_decorators() -> None:
    assert isinstance(decorated, Derivative)
    assert decorated(3.0) == 6.0
    assert with_options(3.0, 4.0) == (12.0, 3.0)


def test_several_decorators_on_a_method() -> None:
    model = Model(2.0)
    assert model.second(3.0) == model.again(3.0) == Model.second(model, 3.0) == Model.again(model, 3.0) == 36.0
    assert (model.third(3.0), model.along(3.0, x_dot=2.0)) == (12.0, (54.0, 72.0))
    assert grad(model.again)(3.0) == 12.0
    assert grad(model.uses)(3.0) == 24.0
    assert pickle.loads(pickle.dumps(model.again))(3.0) == 36.0


def test_each_kind_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    derivative = grad(lambda x: x * x + np.sum(x) * 0)
    compiled = _count(monkeypatch)
    for _ in range(3):
        assert derivative(3.0) == 6.0
        assert derivative(np.float32(3.0)).dtype == np.float32
        assert derivative([3.0][0]) == 6.0
    assert len(compiled) == 2


def test_the_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "KEPT", 2)
    derivative = grad(lambda x, n: x**n, static="n")
    compiled = _count(monkeypatch)
    for n in (1, 2, 1, 3, 1, 2):
        assert derivative(1.0, n) == n
    # 2 was used longest ago when 3 came.
    assert len(compiled) == 4


def _count(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    compiled: list[object] = []
    compile_one = core.Core.compile

    def counted(self: core.Core, arguments: Any) -> Any:
        compiled.append(arguments)
        return compile_one(self, arguments)

    monkeypatch.setattr(core.Core, "compile", counted)
    return compiled


def test_numbers_in_closures_are_read_live(monkeypatch: pytest.MonkeyPatch) -> None:
    c: Any = 2.0
    derivative = grad(lambda x: c * x)
    compiled = _count(monkeypatch)
    assert derivative(1.0) == 2.0
    c = 5.0
    assert derivative(1.0) == 5.0
    assert len(compiled) == 1
    c = np.array([1.0, 2.0])
    with pytest.raises(KindError, match="AD304"):
        derivative(1.0)


def test_a_helper_that_is_redefined_is_compiled_anew() -> None:
    def helper(x: float) -> float:
        return 2.0 * x

    def f(x: float) -> float:
        return helper(x) * x

    derivative = grad(f)
    assert derivative(3.0) == 12.0

    def helper(x: float) -> float:  # type: ignore[no-redef]
        return 3.0 * x

    assert derivative(3.0) == 18.0


def test_a_method_that_is_redefined_is_compiled_anew() -> None:
    class Model:
        def step(self, x: float) -> float:
            return x * x

        def __call__(self, x: float) -> float:
            return self.step(x) + self.rate

        @property
        def rate(self) -> float:
            return 1.0

    class Special(Model):
        pass

    model = Special()

    def f(x: float) -> float:
        return model(x) * x

    derivative = grad(f)
    assert derivative(2.0) == 13.0
    Model.step = lambda self, x: x * 5.0  # type: ignore[method-assign]
    assert derivative(2.0) == 21.0
    Special.rate = property(lambda self: 7.0)  # type: ignore[assignment, misc]
    assert derivative(2.0) == 27.0
    Special.__call__ = lambda self, x: x  # type: ignore[assignment, method-assign]
    assert derivative(2.0) == 4.0


def test_code_that_is_replaced_is_compiled_anew() -> None:
    def f(x: float) -> float:
        return 2.0 * x

    def g(x: float) -> float:
        return 3.0 * x

    derivative = grad(f)
    assert derivative(1.0) == 2.0
    f.__code__ = g.__code__
    assert derivative(1.0) == 3.0


def test_a_name_that_hides_a_builtin_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    derivative = grad(uses_abs)
    assert derivative(-3.0) == -1.0
    monkeypatch.setitem(globals(), "abs", float_root)
    assert derivative(4.0) == 0.25


def uses_abs(x: float) -> float:
    return abs(x)


def test_helpers_may_be_defined_later() -> None:
    def f(x: float) -> float:
        return later(x)

    derivative = grad(f)

    def later(x: float) -> float:
        return x**3

    assert derivative(2.0) == 12.0


def mean_over(x: Any, n: int) -> Any:
    return np.sum(x) / n


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_call_gives_the_same(dtype: type) -> None:
    derivative = grad(mean_over)
    x = np.ones(2, dtype)
    for n in (7, 0):
        with np.errstate(divide="ignore"):
            first, *others = [derivative(x, n) for _ in range(3)]
        assert first.dtype == dtype
        assert all(np.array_equal(first, other) for other in others)


def test_the_generated_function() -> None:
    function = adjoint(norm).specialise(3.0, 4.0)
    assert inspect.isfunction(function)
    assert function.__name__ == "norm_bar"
    assert function(3.0, 4.0, 5.0) == pytest.approx((3.0, 4.0))
    assert "def norm_bar(x1, x2, y_bar=1.0):" in inspect.getsource(function)


def test_the_text() -> None:
    derivative = grad(norm)
    guessed = derivative.source
    assert "def norm_bar(x1, x2, y_bar=1.0):" in guessed
    derivative(3.0, 4.0)
    assert derivative.source == guessed
    assert "w2 = w0 ** 2" in derivative.ssa
    assert "w0_bar" in grad(norm, names="trace").source


def test_the_text_is_that_of_the_last_call_in_this_thread() -> None:
    derivative = jacfwd(lambda x: x * 2.0)
    derivative(1.0)
    mine = derivative.source

    def other() -> None:
        derivative(np.ones(2))

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert derivative.source == mine


def test_pickles() -> None:
    for derivative in (
        grad(norm),
        adjoint(norm, "x2"),
        tangent(norm),
        grad(functools.partial(norm, 3.0)),
        hessian(scaled),
    ):
        copy = pickle.loads(pickle.dumps(derivative))
        assert inspect.signature(copy) == inspect.signature(derivative)
    assert pickle.loads(pickle.dumps(grad(norm, "x2")))(3.0, 4.0) == 0.8
    assert pickle.loads(pickle.dumps(decorated)) is decorated
    assert pickle.loads(pickle.dumps(Model(2.0).loss))(3.0) == 12.0


def test_threads_compile_at_once() -> None:
    derivative = grad(lambda x, n: x**n)
    errors: list[object] = []

    def work(n: int) -> None:
        for k in range(20):
            x = float(n) if k % 2 else np.float32(n)
            if not math.isclose(derivative(x, 2), 2.0 * n, rel_tol=1e-6):
                errors.append(n)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


def test_exceptions_name_the_users_line() -> None:
    def f(x: float) -> float:
        y = math.log(x)
        return y * y

    with pytest.raises(ValueError, match="math domain error|expected a positive input") as caught:
        grad(f)(-1.0)
    assert any("y = math.log(x)" in note and "test_derivative.py" in note for note in caught.value.__notes__)


def test_what_is_written_must_not_be_shared() -> None:
    def f(x: Any, y: Any) -> Any:
        x[0] = 2.0 * y[0]
        return np.sum(x * y)

    def g(x: Any, y: Any) -> Any:
        return np.sum(x * y)

    z = np.arange(4.0)
    with pytest.raises(KindError, match="AD206.*writes into x, and x and y share memory"):
        grad(f)(z, z[1:][::-1][:3])
    # Both are bound by value semantics where nothing is written.
    assert grad(g)(z, z) is not z
    a, b = np.ones(3), np.arange(3.0)
    assert grad(f)(a, b).tolist() == [0.0, 1.0, 2.0]
    assert a.tolist() == [1.0, 1.0, 1.0]


def test_plain_numbers_are_dispatched_in_about_a_microsecond() -> None:
    derivative = grad(norm)
    function = derivative.specialise(3.0, 4.0)
    derivative(3.0, 4.0)
    assert _fastest(lambda: derivative(3.0, 4.0)) - _fastest(lambda: function(3.0, 4.0)) < 5e-6


def _fastest(call: Any) -> float:
    best = 1.0
    for _ in range(20):
        start = time.perf_counter()
        for _ in range(50):
            call()
        best = min(best, (time.perf_counter() - start) / 50)
    return best


def test_defaults_that_are_replaced_are_followed() -> None:
    def scaled(x: float, factor: float = 2.0) -> float:
        return factor * x

    slope = grad(scaled)
    assert slope(1.0) == 2.0
    scaled.__defaults__ = (3.0,)
    assert slope(1.0) == 3.0

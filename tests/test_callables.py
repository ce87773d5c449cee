"""What may be differentiated besides plain functions: caches, wrappers, builtins, functions of NumPy, functions with rules."""

from __future__ import annotations

import functools
import math
import operator
import pickle
from typing import Any

import numpy as np
import pytest
from scipy import signal

from ast_ad.api import adjoint, grad, hessian, hvp, jacfwd, jacrev, jvp, tangent, vjp
from ast_ad.check import check_grads
from ast_ad.errors import KindError, Refused
from ast_ad.rules.verbs import diagonal

X = np.array([0.5, -1.0, 2.0])


@functools.lru_cache(maxsize=3)
def kept(x: Any, y: Any = 2.0) -> Any:
    return x * x * y


@grad
@functools.cache
def decorated(x: Any) -> Any:
    return x * x * x


def twice(function: Any) -> Any:
    @functools.wraps(function)
    def wrapper(*args: Any) -> Any:
        return 2.0 * function(*args)

    return wrapper


class Model:
    w = 2.0

    @grad
    @functools.cache
    def loss(self, x: Any) -> Any:
        return self.w * x * x

    @functools.cache
    def plain(self, x: Any) -> Any:
        return self.w * x * x


class Cached:
    w = 2.0

    @functools.cache
    def __call__(self, x: Any) -> Any:
        return self.w * x * x * x


class Differentiated:
    w = 2.0

    @grad
    def __call__(self, x: Any) -> Any:
        return self.w * x * x * x


def test_objects_that_are_called() -> None:
    assert grad(Cached())(3.0) == jacfwd(Cached())(3.0) == vjp(Cached(), 3.0)[1](1.0)[0] == 54.0
    assert grad(Differentiated())(3.0) == jacrev(Differentiated())(3.0) == 36.0


def test_caches() -> None:
    assert decorated(2.0) == 12.0
    assert "return y_bar * (x * x) + y_bar * x * 2 * x" in decorated.source
    assert grad(kept)(3.0) == jacfwd(kept)(3.0) == jacrev(kept)(3.0) == vjp(kept, 3.0)[1](1.0)[0] == 12.0
    assert jvp(kept, (3.0,), (1.0,)) == tangent(kept, "x")(3.0, x_dot=1.0) == (18.0, 12.0)
    assert adjoint(kept)(3.0) == (12.0, 9.0)
    assert "def kept_dot(x, y=2.0, *, x_dot, y_dot):" in tangent(kept).source
    assert grad(functools.cache(grad(kept)))(3.0) == hessian(kept)(3.0) == hvp(kept, (3.0,), (1.0,)) == 4.0
    assert grad(functools.partial(kept, y=3.0))(3.0) == grad(functools.cache(functools.partial(kept, y=3.0)))(3.0)
    assert Model().loss(3.0) == grad(Model().plain)(3.0) == grad(Model.plain, 1)(Model(), 3.0) == 12.0


def test_wrappers() -> None:
    square = twice(functools.cache(lambda x: x * x))
    assert grad(square)(3.0) == grad(functools.cache(square))(3.0) == 12.0
    compiled = pytest.importorskip("numba").njit(lambda x: x * x)
    assert grad(compiled)(3.0) == grad(functools.cache(compiled))(3.0) == 6.0


def test_functions_that_choose_by_the_type() -> None:
    @functools.singledispatch
    def size(x: Any, by: Any = 1.0) -> Any:
        return x * x * by

    size.register(np.ndarray, lambda x, by=3.0: np.sum(x * x) * by)
    assert (grad(size)(3.0), grad(size)(3.0, 2.0), grad(size)(3.0, by=2.0)) == (6.0, 12.0, 12.0)
    assert grad(size)(X).tolist() == (6.0 * X).tolist()
    assert grad(np.vectorize(lambda x, n=2: x * n))(3.0) == 2.0


def test_builtins_and_functions_of_numpy() -> None:
    assert grad(lambda x: grad(np.sin)(x))(1.0) == grad(grad(math.sin))(1.0) == -math.sin(1.0)
    assert grad(np.sin)(1.0) == vjp(np.sin, 1.0)[1](1.0)[0] == jvp(math.sin, (1.0,), (1.0,))[1] == math.cos(1.0)
    assert hessian(math.exp)(1.0) == math.exp(1.0)
    assert np.diag(jacfwd(np.sin)(X)).tolist() == np.diag(jacrev(np.sin)(X)).tolist() == np.cos(X).tolist()
    assert grad(np.sum)(X).tolist() == [1.0, 1.0, 1.0]
    assert jacfwd(np.sum)(np.ones((2, 2)), axis=0).shape == (2, 2, 2)
    assert grad(abs)(-2.0) == -1.0
    assert (grad(operator.mul)(2.0, 3.0), grad(pow, "exp")(2.0, 1.0), grad(np.hypot, 1)(3.0, 4.0)) == (
        3.0,
        2.0 * math.log(2.0),
        0.8,
    )
    assert grad(functools.partial(np.power, 2.0))(3.0) == pytest.approx(8.0 * math.log(2.0))
    assert jacfwd(functools.partial(np.clip, a_min=0.0, a_max=1.0))(X).tolist() == np.diag([1.0, 0.0, 0.0]).tolist()
    check_grads(np.sin, (1.0,))
    check_grads(np.dot, (X, X))


def test_their_text() -> None:
    expected = 'def sin_bar(x, /, y_bar=1.0):\n    """x_bar = y_bar * dsin/dx."""\n    return y_bar * {}.cos(x)\n'
    assert grad(math.sin).source == f"import math\n\n\n{expected.format('math')}"
    assert grad(np.sin).source == f"import numpy as np\n\n\n{expected.format('np')}"
    assert grad(np.sin).__name__ == "sin_bar"
    assert pickle.loads(pickle.dumps(grad(math.sin)))(0.0) == 1.0


def test_a_rule_says_more_than_the_text() -> None:
    def ruled(x: Any, by: Any = 2.0) -> Any:
        return x * by

    diagonal(ruled, lambda d, x, by, w: d * 100.0, None)
    assert grad(ruled)(3.0) == grad(ruled)(3.0, 1.0) == grad(lambda x: ruled(x, 1.0))(3.0) == 100.0


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: grad(max)(1.0), KindError, "AD310: 'max' does not say which parameters it has"),
        (lambda: grad(print)(1.0), KindError, "AD305: print returns None"),
        (lambda: grad([1.0].index)(1.0), Refused, "AD401: the derivative of list.index is not known"),
        (lambda: grad(np.frompyfunc(lambda x: x, 1, 1))(1.0), Refused, "AD401: .* does not show its function"),
        (
            lambda: grad(lambda x: np.sum(signal.spline_filter(np.outer(x, x))))(X),
            Refused,
            "AD401: no derivative is known for spline_filter",
        ),
    ],
)
def test_those_that_are_refused(call: Any, error: Any, words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        call()
    assert caught.value.hint

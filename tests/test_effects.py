"""Effects of the primal happen once, in order, in the forward sweep, at any order of derivative."""

from __future__ import annotations

import contextlib
import logging
import math
import os
import random
import time
import warnings

import numpy as np
import pytest

import ast_ad
from ast_ad import grad, hvp, jvp, value_and_grad, vjp

EVENTS: list[str] = []
LOG = logging.getLogger(__name__)


def printing(x):
    y = x * x
    print("y", y)
    for k in range(3):
        y = y + math.sin(y) * x
        print(f"{k}: {y:.6f}", end=";")
        if k == 1:
            print()
    return y


@contextlib.contextmanager
def stage(name):
    print("enter", name)
    yield len(name)
    print("leave", name)


class Watch:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        print("start", self.name)
        return self

    def __exit__(self, *what):
        print("stop", self.name, what[0] is None)


def in_contexts(x):
    s = x
    for k in range(3):
        with stage("loop"), Watch(k):
            if s > 3.0:
                break
            s = s * s
            print("inside", s)
    return s


def in_a_try(x):
    s = 0.0
    for k in range(3):
        try:
            print("try", k)
            y = math.log(x - k)
            print("log", y)
        except ValueError as error:
            print("failed:", type(error).__name__)
            y = x * k
        else:
            print("fine")
        finally:
            print("finally", k)
        s = s + y * y
    return s


def helper(y, level):
    print("level", level)
    if level == 0:
        return y
    return helper(y * y, level - 1) * y


def in_recursion(x):
    return helper(x, 3)


def logged(x):
    LOG.warning("x is %s", x)
    if x > 1.0:
        warnings.warn("large", stacklevel=1)
    start = time.perf_counter()
    y = x * x * x
    LOG.info("took %.1f", time.perf_counter() - start < 0.0)
    return y


def filed(x):
    with open(os.devnull, "w") as file:
        for k in range(2):
            x = x * x
            print(k, file=file)
            file.write(f"{x}")
    print("closed")
    return x


def optional(x):
    best = None
    for k in range(3):
        print("best", best)
        if best is None or x * k > best:
            best = x * k
    print("finally", best)
    return best * x


PROGRAMS = [
    (printing, 0.7),
    (in_contexts, 1.3),
    (in_a_try, 1.5),
    (in_recursion, 1.1),
    (logged, 1.2),
    (filed, 0.9),
    (optional, 0.5),
]
FORMS = {
    "grad": lambda f, x: grad(f)(x),
    "value_and_grad": lambda f, x: value_and_grad(f)(x),
    "jvp": lambda f, x: jvp(f, (x,), (1.0,)),
    "vjp": lambda f, x: vjp(f, x)[1](1.0),
    "grad of grad": lambda f, x: grad(grad(f))(x),
    "hvp": lambda f, x: hvp(f, (x,), (1.0,)),
    "tangent of tangent": lambda f, x: ast_ad.tangent(ast_ad.tangent(f))(x, 1.0, 1.0, 0.0),
    "third": lambda f, x: grad(grad(grad(f)))(x),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("function", "x"), PROGRAMS, ids=lambda p: getattr(p, "__name__", ""))
def test_effects_happen_once_and_in_order(function, x, form, capsys, caplog) -> None:
    caplog.set_level(logging.INFO)
    with warnings.catch_warnings(record=True) as expected_warnings:
        warnings.simplefilter("always")
        function(x)
    expected = capsys.readouterr().out, caplog.messages.copy()
    caplog.clear()
    with warnings.catch_warnings(record=True) as found_warnings:
        warnings.simplefilter("always")
        FORMS[form](function, x)
    assert (capsys.readouterr().out, caplog.messages) == expected
    assert [str(w.message) for w in found_warnings] == [str(w.message) for w in expected_warnings]


GENERATOR = np.random.default_rng(7)
PRIVATE = random.Random(3)


def noisy(x):
    s = x
    for _ in range(3):
        s = s + GENERATOR.normal() * s * x + PRIVATE.random() * x
    return s + np.random.rand() * random.gauss(0.0, 1.0) * x * x


def drawn_inside(x):
    own = np.random.default_rng(1)
    z = own.standard_normal(3) * x
    return np.sum(z * z) + own.uniform(0.0, 2.0) * x


def reseed() -> None:
    global GENERATOR
    GENERATOR = np.random.default_rng(7)
    PRIVATE.seed(3)
    random.seed(5)
    np.random.seed(5)


@pytest.mark.parametrize("function", [noisy, drawn_inside])
def test_random_numbers_are_drawn_once(function) -> None:
    """The derivative is that of the run whose numbers were drawn: differences with the same draws show it."""

    def run(form):
        reseed()
        return form()

    h = 1e-4
    slope = (run(lambda: function(0.8 + h)) - run(lambda: function(0.8 - h))) / (2 * h)
    curve = (run(lambda: function(0.8 + h)) - 2 * run(lambda: function(0.8)) + run(lambda: function(0.8 - h))) / h**2
    # Compiling draws nothing.
    for _ in range(2):
        value, found = run(lambda: value_and_grad(function)(0.8))
        assert value == run(lambda: function(0.8))
        assert found == pytest.approx(slope, rel=1e-7)
        assert run(lambda: jvp(function, (0.8,), (1.0,)))[1] == pytest.approx(slope, rel=1e-7)
        assert run(lambda: grad(grad(function))(0.8)) == pytest.approx(curve, abs=1e-5)


def active_draw(x):
    return GENERATOR.standard_gamma(x) * x


def test_the_parameters_of_a_distribution_carry_no_derivative_in_silence() -> None:
    with pytest.raises(ast_ad.errors.NoRule, match="AD401"):
        grad(active_draw)(1.0)


def printing_in_an_attempt(x, n):
    s = x
    try:
        for k in range(n):
            print(k, end=";")
            LOG.debug("k %s", k)
            s = s * x if s < 5.0 else s + math.sqrt(x)
    except ValueError:
        s = x
    return s


def test_forward_mode_prints_once_in_the_loops_of_a_try_block(capsys):
    wanted = 3 * 0.9**2
    assert jvp(printing_in_an_attempt, (0.9, 2), (1.0, None))[1] == pytest.approx(wanted)
    assert capsys.readouterr().out == "0;1;"
    assert grad(printing_in_an_attempt)(0.9, 2) == pytest.approx(wanted)
    assert capsys.readouterr().out == "0;1;"

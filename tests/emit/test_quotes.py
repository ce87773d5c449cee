"""Comments that quote a statement."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from ast_ad import adjoint, grad
from corpus.found_by_fuzzing import a_step_too_long_for_one_line


def test_a_step_that_is_broken_over_lines_is_quoted_on_one() -> None:
    derivative = adjoint(a_step_too_long_for_one_line, names="trace")
    assert np.isfinite(derivative(0.4, np.ones(30)))


def unrolled(x):
    for _ in range(3):
        x = x * math.sin(x)
    return x


def swing(x):
    return x * math.sin(x)


def called_twice(x):
    return swing(math.exp(swing(x)))


def over_items(x):
    for k in (1.0, 2.0, 3.0):
        x = math.exp(x * k) * x
    return x


def steps_of(text: str) -> list[tuple[str, str]]:
    """The bars that lines of the reverse sweep read, each with the step that its comment quotes."""
    _, _, reverse = text.partition("# reverse sweep")
    return re.findall(r"^ +w\d+_bar [-+]?= .*?(w\d+)_bar.*# (w\d+) = ", reverse, re.MULTILINE)


@pytest.mark.parametrize("program", [unrolled, called_twice, over_items])
def test_a_step_is_quoted_where_it_is_reversed(program) -> None:
    """The bar of what the step computes is what its reversal reads."""
    derivative = grad(program, unroll=True, names="trace")
    derivative(0.7)
    found = steps_of(derivative.source)
    assert len(found) > 3
    assert all(read == quoted for read, quoted in found), derivative.source


def square_of_a_square(x):
    y = x * x
    return math.sin(y)


def test_the_reversal_of_a_reversal_quotes_it() -> None:
    derivative = grad(grad(square_of_a_square, names="trace"), names="trace")
    derivative(0.7)
    quoted = re.findall(r"# (w\d+(?:_bar)?) = ", derivative.source.partition("# reverse sweep")[2])
    assert len(quoted) == len(set(quoted)), derivative.source


def power(x, n):
    if n == 0:
        return 1.0
    return x * power(x, n - 1)


@pytest.mark.parametrize("names", ["source", "trace"])
def test_a_definition_is_no_step(names: str) -> None:
    derivative = adjoint(power, "x", names=names)
    derivative(1.5, 3)
    assert "# def" not in derivative.source


def test_functions_that_are_called_are_traced() -> None:
    derivative = adjoint(power, "x", names="trace")
    derivative(1.5, 3)
    forward = derivative.source.partition("def power_fwd")[2]
    assert "w1 = " in forward or "w2, saved" in forward

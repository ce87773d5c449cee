"""Small habits of the hand: what a careful person would write, and what not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from ast_ad.api import adjoint, tangent


def text(program, *args) -> str:
    derivative = adjoint(program)
    derivative(*args)
    return derivative.source


def divides_twice(x, y):
    z = x / y
    return z / y


def difference(u):
    v = np.zeros(len(u))
    v[len(u) - 1] = u[len(u) - 1] ** 2
    v[0] = u[len(u) - 1] * u[0]
    return np.sum(v)


def rows(A, v):
    total = 0.0
    for row in A:
        total = total + np.tanh(row @ v)
    return total


def gates(z, c, n):
    return np.sum((z[:n] * z[n : 2 * n] + c) ** 2)


def path(x, n):
    y, seen = x, [x]
    for _ in range(n):
        y = y * np.sin(x)
        seen.append(y)
    return sum(seen)


def square(u):
    return np.sum(u * u)


def stencil(u, c):
    v = np.zeros(len(u) + 2)
    v[1:-1] = u
    return np.sum((v[2:] - 2.0 * v[1:-1] + v[:-2]) * c[1:])


def chosen(u, v):
    return np.sum(u[u > 0.5] * v[u > 0.5])


def negated(u, v):
    return np.sum(u) - np.sum((u @ v) * (u - v))


def turned(A, x):
    return np.sum(A.T @ (A @ x))


def outer_difference(x):
    return np.sum((x[:, None] - x[None, :]) ** 3)


def only_measured(u, n):
    total = 0.0
    for k in range(n):
        v = np.concatenate([u, u[: k + 1]])
        total = total + np.mean(v)
    return total


def steps(x, h, n):
    for _ in range(n):
        x = x + h / 2 * np.sin(x) + h / 2
    return x


def collected(x, n):
    rows = []
    for k in range(n):
        rows.append(x * k)
    return sum(rows)


def cleaned_up(x):
    try:
        y = np.log(x)
    finally:
        z = x * x
    return y * z


def clauses(x):
    try:
        if x > 4.0:
            raise ValueError
        y = x
    except KeyError:
        y = x * x
    except ValueError:
        y = x * 3.0
    return y


def both(i, j, u):
    while i < len(u) and j < 3:
        i, j = i + 1, j + 1
    return u[i - 1] * u[j - 1]


def accumulated(u):
    total = 1.0
    for k in range(len(u)):
        total = total * 0.5 + u[k] * u[k]
    return total


def centred(A):
    c = A - A.mean(axis=0, keepdims=True).reshape(1, -1)
    return np.sum(c**3 * A)


def a_function_of_many_words(first_argument, second_argument, third_argument, fourth_argument):
    return first_argument * second_argument * third_argument * fourth_argument


@pytest.mark.parametrize(
    ("program", "args", "absent"),
    [
        (square, (np.ones(3),), "+="),
        (stencil, (np.ones(9), np.ones(10)), "unbroadcast"),
        (chosen, (np.ones(3), np.ones(3)), "unbroadcast"),
        (negated, (np.ones(3), np.ones(3)), "+ -"),
        (negated, (np.ones(3), np.ones(3)), "np.sum(-"),
        (turned, (np.ones((2, 3)), np.ones(3)), ".T.T"),
        (outer_difference, (np.ones(4),), "keepdims"),
        (only_measured, (np.ones(4), 3), "append(v)"),
        (collected, (0.3, 3), "+ ["),
        (collected, (0.3, 3), "[:-1]"),
        (cleaned_up, (0.3,), "raise"),
        (clauses, (0.3,), "BaseException"),
        (divides_twice, (0.3, 0.7), "+ -"),
        (difference, (np.ones(3),), "= n - 1"),
        (rows, (np.ones((2, 3)), np.ones(3)), "for row in range"),
        (path, (0.3, 3), "seen_tape"),
        (both, (0, 0, np.ones(4)), "while True"),
        (accumulated, (np.ones(3),), "y_bar ="),
        (path, (0.3, 3), "list("),
        (gates, (np.ones(6), np.ones(3), 3), "np.zeros_like(w"),
    ],
)
def test_what_is_not_written(program, args, absent):
    assert absent not in text(program, *args)


def test_no_sum_with_a_negative_at_second_order():
    derivative = adjoint(adjoint(centred))
    derivative.specialise(np.ones((2, 3)))
    assert "+ -" not in derivative.source


def test_the_index_of_a_loop_over_an_array_is_not_called_as_its_rows():
    assert "for k in range" in text(rows, np.ones((2, 3)), np.ones(3))


def test_a_quotient_is_computed_once_a_trip():
    code = [line.partition("  #")[0] for line in text(steps, 0.3, 0.1, 3).partition("# reverse")[0].splitlines()]
    assert sum("h / 2" in line for line in code) == 1


def test_a_docstring_stays_on_its_line():
    for line in text(a_function_of_many_words, 1.0, 1.0, 1.0, 1.0).splitlines():
        assert len(line) <= 100


def test_clauses_stay_apart():
    derivative = tangent(clauses)
    derivative(5.0, 1.0)
    assert "except KeyError:" in derivative.source and "except ValueError:" in derivative.source


def nested(x, n):
    rows = [[x] * 2]
    for _ in range(n):
        rows.append([x * x] * 2)
    return rows[-1][0]


def test_helpers_have_the_imports_that_they_need_inside():
    """The text runs where nothing else is known."""
    namespace: dict = {}
    exec(text(nested, 0.3, 2), namespace)
    assert namespace["nested_bar"](0.3, 2) == pytest.approx(0.6)


def halves(x, n, both):
    """Called with one active argument and with two."""
    if n == 0:
        return x * both
    return halves(x * 0.5, n - 1, both) + np.sin(x)


def twice(x):
    return halves(x, 3, 2.0) + halves(2.0, 3, x) + halves(x, 3, x)


def test_functions_of_one_text_stand_once():
    printed = text(twice, 0.3)
    bodies = [part.partition("(")[2] for part in printed.split("\ndef ")]
    assert len(bodies) == len(set(bodies))
    assert printed.count("def ") > 2


@dataclass(frozen=True)
class Rate:
    size: float = 2.0


@dataclass
class Settings:
    scale: float
    betas: tuple = (0.9, (0.999,))
    rate: Rate = Rate()


class Unit:
    factors = (1.5, 2.5)


def weighted(x, table={"a": 1.5}, powers=(2.0, 3.0)):  # noqa: B006
    return x * table["a"] * powers[1]


def with_defaults(x):
    settings = Settings(x)
    return settings.betas[0] * settings.scale * settings.rate.size * settings.betas[1][0] * Unit().factors[
        1
    ] + weighted(x)


def test_defaults_are_called_after_what_has_them():
    found = text(with_defaults, 0.7)
    for part in ("0.9", "0.999", "Settings_rate.size", "Unit_factors[1]", "weighted_defaults[0]['a']", "3.0"):
        assert part in found, found
    assert "__" not in found

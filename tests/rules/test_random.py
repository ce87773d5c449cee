"""Draws of random numbers, by the parameters of their distributions: the same seed gives the same draws."""

from __future__ import annotations

import numpy as np
import pytest

from ast_ad import check_grads, grad
from ast_ad.errors import DiffError

X = np.array([0.3, 0.7, 1.4])


def normal(x):
    rng = np.random.default_rng(0)
    return np.sum(rng.normal(x, x + 1.0) ** 2) + rng.normal(x[0])


def by_name(x):
    rng = np.random.default_rng(0)
    return np.sum(rng.normal(scale=x[2], loc=x[0], size=(2, 3)) ** 2)


def broadcast(x):
    rng = np.random.default_rng(0)
    return np.sum(rng.normal(x, x[0], (2, 3)) ** 3)


def legacy(x):
    np.random.seed(0)
    return np.sum(np.random.normal(x, 2.0) ** 2) + np.sum(np.random.uniform(x[0], high=x[1], size=4) ** 2)


def state(x):
    rng = np.random.RandomState(3)
    return np.sum(rng.laplace(x[0], x[1], 4) ** 2)


def stretched(x):
    rng = np.random.default_rng(0)
    return np.sum(rng.exponential(x) ** 2) + np.sum(rng.rayleigh(x[0], 3) ** 2) + rng.gamma(2.0, x[1]) ** 2


def moved(x):
    rng = np.random.default_rng(0)
    return rng.logistic(x[0], x[1]) ** 2 + rng.gumbel(x[1], x[2]) ** 2 + rng.multivariate_normal(x, np.eye(3))[1] ** 2


def of_powers(x):
    rng = np.random.default_rng(0)
    return np.sum(rng.weibull(x) ** 2) + np.sum(rng.pareto(x + 3.0)) + rng.power(x[0]) + rng.lognormal(x[0], x[1])


def constant(x):
    rng = np.random.default_rng(0)
    return np.sum(x * rng.standard_normal(3)) + x[0] * rng.random() * rng.integers(1, 5)


def permuted(x):
    rng = np.random.default_rng(0)
    return np.sum(x[rng.permutation(len(x))] * np.arange(3))


PROGRAMS = [normal, by_name, broadcast, legacy, state, stretched, moved, of_powers, constant, permuted]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda f: f.__name__)
def test_draws(program):
    check_grads(program, (X,), order=2)


@pytest.mark.parametrize(
    ("program", "why"),
    [
        (lambda x: np.random.default_rng(0).gamma(x[0]), "moves or stretches|move or stretch"),
        (lambda x: np.random.default_rng(0).standard_gamma(x[0]), "standard distributions"),
        (lambda x: np.random.default_rng(0).permutation(x)[0], "draw the order"),
        (lambda x: np.random.default_rng(0).choice(x), "draw the places"),
    ],
)
def test_the_refusal_says_what_to_write(program, why):
    with pytest.raises(DiffError, match=why):
        grad(program)(X)


def test_the_draw_is_written_as_a_method():
    derivative = grad(by_name)
    derivative(X)
    assert "rng.normal(scale=x[2], loc=x[0], size=(2, 3))" in derivative.source

"""Draws of random numbers, by the parameters of their distributions: the same seed gives the same draws."""

from __future__ import annotations

import numpy as np
import pytest

from ast_ad import check_grads, grad
from ast_ad.errors import DiffError

X = np.array([0.3, 0.7, 1.4])
P = np.array([0.2, 0.5, 0.3])
W = np.array([1.0, 2.0, 4.0])


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


def shapes_of_distributions(x):
    np.random.seed(0)
    rng = np.random.default_rng(0)
    u = np.random.gamma(2.0, x[1], 3) * np.random.standard_gamma(1.5)
    return np.sum(u * rng.gamma(shape=2.5, scale=x[0], size=3))


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


def places(x):
    rng = np.random.default_rng(0)
    return x[rng.choice(3, p=P)] ** 2 + np.sum(x[rng.choice(3, 2, p=P)] ** 3) + rng.choice(3, p=P) * x[0]


def elements(x):
    rng = np.random.default_rng(0)
    table = x[:, None] * x
    return (
        rng.choice(x) ** 2
        + np.sum(rng.choice(x, 4, p=P) * np.arange(4))
        + np.sum(rng.choice(x, size=(2, 1), replace=False) ** 2)
        + np.sum(rng.choice(table, 2, axis=1) * np.arange(2))
        + rng.choice([x[0], x[1] * x[2]])
    )


def orders(x):
    rng = np.random.default_rng(0)
    table = x[:, None] * x
    total = np.sum(rng.permutation(x) * W) + np.sum(rng.permutation([x[0], x[1], x[2]]) * W)
    total = total + np.sum(rng.permutation(table, axis=1) * W * x)
    total = total + np.sum(rng.permuted(x) * W) + np.sum(rng.permuted(table) * W * x)
    rng.permuted(table, axis=0, out=table)
    return total + np.sum(rng.permuted(table, axis=1) * W) + np.sum(table * W)


def shuffled(x):
    rng = np.random.default_rng(0)
    y, table, items, index = x**2, x[:, None] * x, [x[0], x[1], x[2]], np.arange(3)
    for _ in range(3):
        rng.shuffle(y)
        y = y * x
    rng.shuffle(table, axis=1)
    rng.shuffle(table[1:])
    rng.shuffle(items)
    rng.shuffle(index)
    return np.sum(y * W) + np.sum(table * W) + items[0] * 2 + items[1] * 3 + np.sum(x[index] ** 2 * W)


def orders_of_the_module(x):
    np.random.seed(0)
    y = x * 1.0
    np.random.shuffle(y)
    total = np.sum(np.random.permutation(x) * y) + np.sum(np.random.choice(x, 2, False) * np.arange(2))
    return total + np.sum(x[np.random.permutation(3)] * W) + np.sum(x[np.random.choice(3, 2)])


PROGRAMS = [
    normal,
    by_name,
    broadcast,
    legacy,
    state,
    stretched,
    shapes_of_distributions,
    moved,
    of_powers,
    constant,
    permuted,
]
PROGRAMS += [places, elements, orders, shuffled, orders_of_the_module]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda f: f.__name__)
def test_draws(program):
    check_grads(program, (X,), order=2)


@pytest.mark.parametrize(
    ("program", "why"),
    [
        (lambda x: np.random.default_rng(0).gamma(x[0]), "moves or stretches|move or stretch"),
        (lambda x: np.random.default_rng(0).standard_gamma(x[0]), "until one is taken"),
        (lambda x: x[np.random.default_rng(0).choice(3, p=x / np.sum(x))], "by the probabilities"),
        (lambda x: np.sum(np.random.default_rng(0).choice(x, 2, p=x / np.sum(x))), "by the probabilities"),
        (lambda x: x[0] * np.random.default_rng(0).poisson(x[1]), "logpmf"),
        (lambda x: x[0] * np.random.binomial(5, x[1]), "logpmf"),
    ],
)
def test_the_refusal_says_what_to_write(program, why):
    with pytest.raises(DiffError, match=why):
        grad(program)(X)


def test_the_draw_is_written_as_a_method():
    derivative = grad(by_name)
    derivative(X)
    assert "rng.normal(scale=x[2], loc=x[0], size=(2, 3))" in derivative.source

"""Integers that are lengths: what is made with them fits, so that no text asks at run time what was broadcast."""

from __future__ import annotations

import operator

import numpy as np
import pytest
from rule_check import own_kind

from ast_ad.api import adjoint, grad
from ast_ad.build import Builder
from ast_ad.check import check_grads
from ast_ad.ir import Value
from ast_ad.kinds import INT, join, same
from ast_ad.rules.broadcasting import same_dims


def test_an_array_made_by_length_fits_the_array_measured():
    build = Builder()
    x = Value(own_kind(np.ones((2, 3))))
    n, m = build.apply(len, x), build.apply(np.size, x, 1)
    assert same_dims(build.apply(np.zeros, (n, m)).kind, x.kind)
    assert same_dims(build.apply(np.reshape, x, (n, m)).kind, x.kind)
    assert not same_dims(build.apply(np.zeros, (m, n)).kind, x.kind)
    shape = build.apply(np.shape, x)
    assert same_dims(build.apply(np.ones, shape).kind, x.kind)


def test_one_less_is_as_long_as_the_differences():
    build = Builder()
    x = Value(own_kind(np.ones(5)))
    less = build.apply(np.zeros, build.apply(operator.sub, build.apply(len, x), 1))
    assert same_dims(less.kind, build.apply(np.diff, x).kind)
    (dim,) = less.kind.dims
    assert not dim.proper


def test_lengths_that_differ_are_forgotten_where_they_meet():
    build = Builder()
    x, y = Value(own_kind(np.ones(5))), Value(own_kind(np.ones(4)))
    n, m = build.apply(len, x).kind, build.apply(len, y).kind
    assert join(n, n) == n
    assert join(n, m) == INT
    assert not same(n.length, m.length)


def filled(x):
    n = len(x)
    y = np.zeros(n)
    for i in range(n):
        y[i] = x[i] ** 2
    return np.sum(y * x)


def shrinking(x):
    """The length changes in the loop: 1 in the last trip, where a product is broadcast."""
    n, total = len(x), 0.0
    while n > 0:
        ones = np.ones(n) * x[0]
        total = total + np.sum(ones * x if n == len(x) or n == 1 else ones)
        n = n - 1
    return total


def layers(W, v):
    rows, columns = W.shape
    out = np.zeros(rows)
    out[:] = W[:, : columns - 1] @ v[: columns - 1]
    return np.sum(np.tanh(out) * W[:, 0])


@pytest.mark.parametrize(
    ("program", "args"),
    [(filled, (np.array([0.3, 0.5, 0.7]),)), (shrinking, (np.array([0.3, 0.5, 0.7]),)),
     (layers, (np.linspace(0.1, 0.6, 6).reshape(2, 3), np.array([0.2, 0.4, 0.3])))],
)  # fmt: skip
def test_derivatives(program, args):
    check_grads(program, args)


@pytest.mark.parametrize(("program", "args"), [(filled, (np.ones(3),)), (layers, (np.ones((2, 3)), np.ones(3)))])
def test_no_text_asks_what_was_broadcast(program, args):
    derivative = adjoint(program)
    derivative(*args)
    assert "unbroadcast" not in derivative.source


@pytest.mark.parametrize(
    "program",
    [
        lambda x: np.sum(np.average(x, axis=0, weights=x[:, 0] ** 2) ** 2),
        lambda x: np.sum(np.tile(x, 2) * np.repeat(x, 2, axis=1)),
        lambda x: np.sum(np.tile(x[0], (3, 2)) * np.tile(x[1], (3, 2))),
        lambda x: np.sum(np.pad(x, 1) * np.pad(x**2, 1)),
        lambda x: np.sum(np.pad(x, ((1, 2), (0, 3)), mode="edge") * np.pad(x**2, ((1, 2), (0, 3)), mode="edge")),
    ],
    ids=["average", "tile and repeat", "tile", "pad", "pad by edges"],
)
def test_lengths_of_what_is_stretched_are_known(program):
    derivative = grad(program)
    for shape in ((5, 6), (3, 1), (2, 3)):
        x = np.arange(1.0, 1.0 + np.prod(shape)).reshape(shape) / 10
        derivative(x)
        assert "unbroadcast" not in derivative.source
        check_grads(program, (x,), order=1)


def smoothed(x):
    u = np.fft.irfft(np.fft.rfft(x, axis=0), n=len(x), axis=0)
    return np.sum(u * x + np.real(np.fft.fft(x)) * x + np.real(np.fft.ifft(x, x.shape[1])) * u)


def test_lengths_of_transforms_are_known():
    x = np.arange(24.0).reshape(4, 6)
    derivative = grad(smoothed)
    derivative(x)
    assert "unbroadcast" not in derivative.source
    check_grads(smoothed, (x,), order=1)


def test_no_transform_is_made_for_its_length():
    derivative = adjoint(lambda x: np.fft.irfft2(np.fft.rfft2(x) ** 2, s=x.shape))
    derivative(np.ones((4, 6)), np.ones((4, 6)))
    assert derivative.source.count("np.fft.ifft(") == 1

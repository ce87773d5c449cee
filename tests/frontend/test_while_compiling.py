"""What happens while a function is compiled: nothing that anyone could see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize._lsq.common import print_header_nonlinear

from ast_ad.api import adjoint, grad
from ast_ad.errors import DiffError, NoRule, Refused


def heading(x):
    print_header_nonlinear()
    return x * x


def saved(x):
    np.savetxt("never.txt", [1.0])
    return x * x


def test_a_library_function_that_acts_is_not_called(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused, match="AD401"):
        adjoint(saved).specialise(1.0)
    assert not list(tmp_path.iterdir())


def test_what_a_library_function_prints_it_prints_when_it_runs(capsys):
    derivative = adjoint(heading)
    derivative.specialise(1.0)
    assert capsys.readouterr().out == ""
    assert derivative(3.0) == 6.0 and capsys.readouterr().out.count("Iteration") == 1


def test_what_only_computes_is_known():
    def scaled(x):
        return x * np.finfo(np.float64).eps ** abs(-0.5)

    assert grad(scaled)(1.0) == np.finfo(float).eps ** 0.5


def out_of_range(x):
    sizes = (1.0, 2.0)
    return x * sizes[3]


def of_nothing(x, shape=None):
    return x * shape[0]


def test_what_cannot_be_indexed_is_refused():
    with pytest.raises(DiffError, match="AD1"):
        grad(of_nothing)(1.0)
    with pytest.raises(IndexError, match="tuple index out of range"):
        grad(out_of_range)(1.0)


def summed(x, keepdims):
    return np.sum(np.sum(x, axis=0, keepdims=keepdims) ** 2)


def permuted(x, order):
    return np.sum(np.transpose(x, order) * np.arange(6.0).reshape(3, 2))


def test_what_decides_about_the_derivative_has_to_be_known():
    with pytest.raises((NoRule, Refused), match="a choice between rules"):
        grad(summed)(np.ones((2, 3)), True)
    found = grad(summed, static="keepdims")(np.ones((2, 3)), True)
    assert np.array_equal(found, np.full((2, 3), 4.0))
    assert np.array_equal(grad(permuted, static="order")(np.ones((2, 3)), (1, 0)), np.arange(6.0).reshape(3, 2).T)


def chosen(x, i):
    functions = [np.sin, np.cos, lambda t: t * t]
    return functions[i](x)


def test_an_index_out_of_range_of_functions_raises():
    assert grad(chosen)(1.5, -1) == 3.0
    assert grad(chosen)(1.5, 1) == -np.sin(1.5)
    for outside in (3, -4):
        with pytest.raises(IndexError):
            grad(chosen)(1.5, outside)

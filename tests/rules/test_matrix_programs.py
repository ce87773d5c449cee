"""Programs with matrices, differentiated as a user would, along symmetric directions."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg
import scipy.special
from programs_of_rules import of_matrices

from ast_ad import check_grads, grad
from ast_ad.errors import DiffError

A = np.array([[2.0, 0.5, 0.3], [0.5, 3.0, -0.4], [0.3, -0.4, 1.4]])


def of_half(program):
    """The program as a function of any matrix, which it sees symmetric."""

    def run(x):
        return program((x + x.T) / 2)

    return run


@pytest.mark.parametrize("program", of_matrices.PROGRAMS, ids=lambda f: f.__name__)
def test_programs(program):
    check_grads(of_half(program), (A,), order=1)


def test_the_norm_of_zero():
    assert np.array_equal(grad(lambda x: np.linalg.norm(x))(np.zeros(3)), np.zeros(3))
    assert np.array_equal(grad(lambda x: np.sum(np.linalg.norm(x, axis=1)))(np.eye(3)[:, :2]), np.eye(3)[:, :2])


def test_functions_of_equal_eigenvalues():
    np.testing.assert_allclose(grad(lambda a: np.sum(np.linalg.eigh(a)[0] ** 3))(2 * np.eye(3)), 12 * np.eye(3))

    def of_one_vector(a):
        return np.sum(np.linalg.eigh(a)[1][:, 0] ** 3)

    a = np.diag([1.0, 2.0, 2.0])
    a[1, 0] = a[0, 1] = 0.0
    found, near = grad(of_one_vector)(a), grad(of_one_vector)(a + np.diag([0.0, 0.0, 1e-7]))
    np.testing.assert_allclose(found, near, atol=1e-5)

    def same(a):
        values, vectors = np.linalg.eigh(a)
        return np.sum((vectors * values) @ vectors.T)

    # Its derivative exists, but not by way of the vectors.
    with np.errstate(divide="ignore", invalid="ignore"):
        assert not np.all(np.isfinite(grad(same)(2 * np.eye(3))))


def test_nothing_overflows():
    x = np.array([1000.0, 0.0, -1000.0])
    assert np.array_equal(grad(lambda x: scipy.special.logsumexp(x))(x), [1.0, 0.0, 0.0])
    assert np.array_equal(grad(lambda x: scipy.special.softmax(x)[1])(x), np.zeros(3))
    assert np.array_equal(grad(lambda x: np.sum(scipy.special.log_expit(x)))(x), [0.0, 0.5, 1.0])
    found = grad(lambda x: np.sum(scipy.special.log_ndtr(x)))(np.array([-1e3, 40.0]))
    np.testing.assert_allclose(found, [1e3 + 1e-3, 0.0], rtol=1e-8)


def test_gradients_by_symmetric_matrices_are_symmetric():
    programs = (
        lambda a: np.sum(np.linalg.cholesky(a)),
        lambda a: np.sum(np.linalg.eigh(a)[1][:, 0] ** 3),
        lambda a: np.sum(scipy.linalg.solve(a, np.arange(3.0), assume_a="pos")),
    )
    for program in programs:
        found = grad(program)(A)
        np.testing.assert_allclose(found, found.T, rtol=1e-12)


def test_arguments_are_not_overwritten():
    right = np.array([1.0, -2.0, 0.5])

    def solution(a, b):
        return np.sum(scipy.linalg.solve(a, b, overwrite_a=True, overwrite_b=True) ** 2)

    def factors(a, b):
        return np.sum(scipy.linalg.lu_factor(a, True)[0] @ b)

    for program in (solution, factors):
        a = np.asfortranarray(A)
        derivative = grad(program, argnums=(0, 1))
        derivative(a, right)
        assert "overwrite" not in derivative.source
        assert np.array_equal(a, A)
        check_grads(program, (A, right), order=1)


def test_views_of_what_is_written():
    def views(x):
        x = x.copy()
        y, z = np.linalg.matrix_transpose(x), np.linalg.diagonal(x)
        x[0, 0] = 5.0 * x[1, 1]
        y[0, 2] = x[1, 2] ** 2
        return np.sum(y**2) + np.sum(z**3) + x[2, 0]

    def perhaps(x):
        x = x.copy()
        y = np.linalg.matrix_power(x, 1)
        x[0, 0] = 5.0 * x[1, 1]
        return np.sum(y**2)

    check_grads(views, (A,), order=1)
    with pytest.raises(DiffError, match="AD202"):
        grad(perhaps)(A)


def test_singular_matrices_raise():
    assert np.linalg.det(np.ones((2, 2))) == 0.0
    with pytest.raises(np.linalg.LinAlgError):
        grad(lambda a: np.linalg.det(a))(np.ones((2, 2)))


def test_what_depends_on_the_completed_space_only():
    def projection(x):
        u, _, _ = np.linalg.svd(x)
        return np.sum((u[:, 1:] @ u[:, 1:].T) ** 3)

    check_grads(projection, (np.array([[1.0], [2.0], [0.5]]),), order=1)


STACKS = {
    "cholesky": lambda x: np.sum(scipy.linalg.cholesky(x @ np.swapaxes(x, 1, 2)) ** 3),
    "svd": lambda x: np.sum(scipy.linalg.svd(x)[1] ** 3),
    "qr": lambda x: np.sum(scipy.linalg.qr(x)[1] ** 3),
    "lu": lambda x: np.sum(scipy.linalg.lu(x)[1] ** 3),
    "lu_factor": lambda x: np.sum(scipy.linalg.lu_factor(x)[0] ** 3),
    "eigh": lambda x: np.sum(scipy.linalg.eigh(x + np.swapaxes(x, 1, 2))[0] ** 3),
    "solve": lambda x: np.sum(scipy.linalg.solve(x, np.ones((2, 3, 1))) ** 3),
}


@pytest.mark.parametrize("name", STACKS)
def test_stacks_of_matrices_are_right_or_refused(name):
    """It depends on the version of SciPy which functions take stacks."""
    stack = np.stack([A, A.T + np.diag([0.0, 1.0, 2.0])]) + np.arange(9.0).reshape(3, 3) / 10
    try:
        grad(STACKS[name])(stack)
    except DiffError:
        return
    check_grads(STACKS[name], (stack,), order=1)

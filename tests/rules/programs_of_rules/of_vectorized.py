"""Programs of one matrix: what np.vectorize makes, with its keywords."""

from __future__ import annotations

from types import FunctionType

import numpy as np

first_times_product = np.vectorize(lambda a, b: np.dot(a, b) * a[0], signature="(n),(n)->()")


@np.vectorize(signature="(n)->(n)")
def centred(a):
    return a - np.mean(a)


@np.vectorize(excluded={"p"})
def polynomial(x, p):
    total = 0.0
    for c in p:
        total = total * x + c
    return total


@np.vectorize
def pair(a, b):
    return a * b, a + b**2


def rows_to_numbers(A):
    return np.sum(first_times_product(A, A[0]) ** 2)


def rows_to_rows(A):
    return np.sum(centred(A) ** 3)


def several_results(A):
    p, q = pair(A, A[0])
    return np.sum(p * q)


def several_results_of_a_signature(A):
    c, d = np.vectorize(lambda a, b: (a @ b, a * b[0]), signature="(n),(n)->(),(n)")(A, A[1])
    return np.sum(c**2) + np.sum(d**3)


def rows_and_numbers(A):
    return np.sum(np.vectorize(lambda a, k: a * k, signature="(n),()->(n)")(A, A[:, 0]) ** 2)


def matrices_and_rows(A):
    return np.sum(np.vectorize(np.dot, signature="(n,m),(m)->(n)")(np.stack([A, A**2]), A[0]) ** 2)


def whole_matrix(A):
    return np.vectorize(lambda a: np.sum(a**2), signature="(n,m)->()")(A)[()]


def outer_of_broadcast_rows(A):
    return np.sum(np.vectorize(np.outer, signature="(n),(m)->(n,m)")(A[:, None], A[0]) ** 2)


def excluded_by_name(A):
    return np.sum(polynomial(A, p=A[0]) ** 2)


def excluded_by_place(A):
    return np.sum(np.vectorize(lambda a, b, c: a * b[0] * c, excluded=[1])(A, A[0], 2.0) ** 2)


def excluded_and_varied_by_name(A):
    return np.sum(np.vectorize(lambda a, b, c: a * b[0] * c, excluded=["b"])(A, b=A[0], c=A[1]) ** 2)


def of_an_integer_type(A):
    return np.sum(np.vectorize(lambda a: a * 20.0, otypes=[int])(A) * A)


PROGRAMS = [f for f in list(globals().values()) if type(f) is FunctionType]


def function_of_objects(A):
    product = np.frompyfunc(lambda a, b: a * b, 2, 1)
    return np.sum(product(A, A[0]) ** 2)


def function_of_objects_with_two_results(A):
    p, q = np.frompyfunc(lambda a: (a * a, np.sin(a)), 1, 2)(A)
    return np.sum(p * q)

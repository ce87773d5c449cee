"""Recursion: direct and mutual, on numbers, arrays and structures, with other features inside."""

from __future__ import annotations

import math

import numpy as np

from corpus import program


@program(1.2, 5, features="recursion branch")
def power_by_halves(x, n):
    if n == 0:
        return 1.0
    half = power_by_halves(x, n // 2)
    return half * half if n % 2 == 0 else half * half * x


@program(0.7, 4, features="recursion scalar")
def nested_sines(x, n):
    if n == 0:
        return x
    return math.sin(nested_sines(x, n - 1)) + x**2 * n


@program(np.array([0.4, 0.9, 1.3, 0.8]), features="recursion reduction view")
def sum_by_halves(x):
    if len(x) == 1:
        return x[0] ** 2
    middle = len(x) // 2
    return sum_by_halves(x[:middle]) * 0.5 + sum_by_halves(x[middle:]) * np.sum(x)


@program(0.9, 4, features="recursion branch")
def is_even_product(x, n):
    """Mutual recursion."""
    if n == 0:
        return x
    return x * odd_sum(x * 0.9, n - 1)


def odd_sum(x, n):
    if n == 0:
        return x * x
    return x + is_even_product(x, n - 1)


@program(np.array([0.5, 1.5, 2.5]), 3, features="recursion linear")
def matrix_chain(x, n):
    if n == 0:
        return x @ x
    A = np.outer(x, x) + np.eye(len(x))
    return matrix_chain(A @ x / 10.0, n - 1) + np.dot(x, x)


@program(np.array([[0.5, 1.5], [2.5, 0.3]]), 2, features="recursion reshape broadcast")
def turned(A, n):
    if n == 0:
        return np.sum(A * A)
    rows = np.concatenate([A, A.T], axis=0)
    small = rows.reshape(2, -1)[:, :2] / np.sum(A, axis=0, keepdims=True)
    return turned(small, n - 1) + np.sum(rows)


@program(0.5, 1.5, 3, features="recursion swap")
def exchanged(a, b, n):
    if n == 0:
        return a * a + b
    a, b = b, a + b * a
    return exchanged(a, b, n - 1) * a


@program(np.array([0.5, 1.5, 2.5]), 3, features="recursion index list")
def picked(x, n):
    if n == 0:
        return x[-1]
    parts = [v * n for v in x[::-1]]
    return picked(np.array(parts), n - 1) * x[[0, 2]].sum() / 10.0


@program(np.array([0.5, 1.5, 2.5]), 3, features="recursion loop in_place")
def smoothed(x, n):
    if n == 0:
        return x * 1.5
    y = x.copy()
    for i in range(1, len(y)):
        y[i] = 0.5 * (y[i] + y[i - 1])
        if y[i] > 100.0:
            break
    return smoothed(y, n - 1)


@program(0.8, 3, features="recursion while")
def iterated(x, n):
    y = x
    while y < 2.0:
        y = y * 1.5 + (iterated(x * 1.1, n - 1) if n > 0 else x)
    return y


@program({"w": 0.7, "next": {"w": 1.3, "next": {"w": 0.4, "next": None}}}, 1.1, features="recursion structure")
def chain_of_dicts(node, x):
    if node is None:
        return x
    return math.tanh(node["w"] * chain_of_dicts(node["next"], x)) + x


@program(1.2, 4, features="recursion call")
def through_a_helper(x, n):
    def step(f, v):
        return f(v, n - 1) * 0.5 + v

    return x * x if n == 0 else step(through_a_helper, x * 0.9)


@program(np.array([[0.5, 1.5], [0.8, 0.3]]), 5, features="recursion linear")
def matrix_power(a, n):
    if n == 1:
        return a
    half = matrix_power(a, n // 2)
    return half @ half if n % 2 == 0 else half @ half @ a


@program([0.7, 0.2, 0.9, 0.4], features="recursion list while")
def merge_sorted(values):
    if len(values) <= 1:
        return values
    middle = len(values) // 2
    left, right = merge_sorted(values[:middle]), merge_sorted(values[middle:])
    out, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if left[i] * 1.0 < right[j]:
            out.append(left[i])
            i += 1
        else:
            out.append(right[j] * 1.5)
            j += 1
    return out + left[i:] + right[j:]


def _transformed(z):
    n = len(z)
    if n == 1:
        return z
    even, odd = _transformed(z[::2]), _transformed(z[1::2])
    turned = np.exp(-2j * np.pi * np.arange(n // 2) / n) * odd
    return np.concatenate([even + turned, even - turned])


@program(np.array([0.5, 1.5, 2.5, 0.3]), features="recursion reshape index")
def fourier_by_halves(x):
    return np.abs(_transformed(x + 0j))[1] ** 2


def _picked(a, b, n):
    if n == 0:
        return a
    if n == 1:
        return b * 2.0
    return _picked(b, a, n - 1)


@program(np.array([0.5, 1.5, 2.5]), 4, features="recursion view")
def one_argument_or_another(v, n):
    a, b = v * 1.0, v * v
    return _picked(a, b, n).sum() * a[0] + _picked(a, b, n + 1)[1]


def _same(holder, n):
    return holder if n == 0 else _same(holder, n - 1)


@program(0.7, 3, features="recursion structure")
def holder_that_is_returned(x, n):
    holder, values = {"a": x}, [x, x * x]
    _same(holder, n)["a"] = 5.0 * x * x
    _same(values, n)[0] = 3.0 * x
    return holder["a"] * x + values[0] * values[1]


TREE = {"v": 1.0, "c": [{"v": 2.0, "c": []}, {"v": 3.0, "c": [{"v": 4.0, "c": []}]}]}


@program(0.7, features="recursion structure list")
def tree_of_dicts(x):
    def value(node, s):
        return math.sin(node["v"] * s) + sum([value(child, s * x) for child in node["c"]])

    return value(TREE, x)


def _grown(x, n):
    if n == 0:
        return (x, None, None)
    return (x * n, _grown(np.sin(x) * 2, n - 1), _grown(x + 1, n - 1))


def _weight(tree, scale):
    if tree is None:
        return 0.0
    value, left, right = tree
    return scale * np.sum(value * value) + _weight(left, scale * 0.5) + _weight(right, scale)


@program(np.array([1.3, 0.4]), 2, features="recursion structure branch")
def a_tree_of_tuples(x, n):
    """Built by one recursive function, summed up by another."""
    return _weight(_grown(x, n), x[0])


def _listed(x, n):
    rest = None
    if n > 1:
        rest = _listed(x * 1.5 + 0.1, n - 1)
    return x, rest


def _horner(cell, x):
    head, tail = cell
    if tail is None:
        return head
    return head + x * _horner(tail, x)


@program(0.7, 3, features="recursion structure branch scalar")
def a_list_of_pairs(x, n):
    """Each pair holds a number and the rest."""
    return _horner(_listed(x, n), x)


@program(np.array([1.3, 0.4]), 3, features="recursion structure branch while")
def down_the_left(x, n):
    """Only a part of each tuple is looked at."""
    tree, total = _grown(x, n), 0.0
    while tree is not None:
        value, tree, _ = tree
        total = total * 0.5 + value @ value
    return total + np.sum(_grown(x, 1)[0])


@program(np.array([1.3, 0.4]), 2, features="recursion structure loop branch")
def a_tree_in_a_loop(x, n):
    """One tree, looked at again and again: by itself, in a tuple, where there may be none, and captured."""
    tree = _grown(x, n)
    pair, perhaps = (tree, x), tree if n > 1 else None

    def down(k):
        return tree[0] * k + down(k - 1) if k > 0 else x

    total = _weight(tree, x[1]) + _weight(tree, 2.0) * x[0]
    for k in range(3):
        inner, y = pair
        total += np.sum(inner[0] * y) * k
        if perhaps is not None:
            total += np.sum(perhaps[0]) * total
    return total + np.sum(down(2) * perhaps[0])

"""What lives on outside a function is as it was after its derivative has been called, twice."""

import copy
from types import SimpleNamespace

import numpy as np
import pytest

from ast_ad import grad, value_and_grad, vjp
from ast_ad.errors import DiffError

U = [1.0, 2.0]
ROWS = [np.ones(2), np.ones(2)]
HOLDER = SimpleNamespace(items=[1.0, 2.0], by_name={"a": [3.0, 4.0]})
V = np.array([0.5, -1.0])


def of_a_global(v):
    return v[0] ** 2 * len(U + [1.0])


def of_a_global_and_a_number(v):
    return v[0] ** 2 * len(U + [v[1]])


def of_arrays(v):
    return v[0] ** 2 * len(ROWS + [v])


def of_an_attribute(v):
    return v[0] ** 2 * len(HOLDER.items + [1.0])


def of_an_item(v):
    return v[0] ** 2 * len(HOLDER.by_name["a"] + [1.0])


def of_a_default(v, items=[1.0, 2.0]):  # noqa: B006
    return v[0] ** 2 * len(items + [1.0])


def in_a_loop(v):
    items = U
    for _ in range(3):
        items = items + [v[0]]
    return sum(items)


def without_the_last(v):
    items = U
    items = items[:-1]
    return v[0] ** 2 * len(items)


def in_a_copy(v):
    items = U[:]
    items += [v[0]]
    items.append(v[1])
    return sum(items) * items[2]


FUNCTIONS = (
    of_a_global,
    of_a_global_and_a_number,
    of_arrays,
    of_an_attribute,
    of_an_item,
    of_a_default,
    in_a_loop,
    without_the_last,
    in_a_copy,
)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_lists_of_others_do_not_grow(function):
    outside = U, ROWS, HOLDER.items, HOLDER.by_name, function.__defaults__
    before = copy.deepcopy(outside)
    derivative = grad(function)
    first = derivative(V)
    np.testing.assert_array_equal(derivative(V), first)
    assert repr(outside) == repr(before)


def appends(v, items=[]):  # noqa: B006
    items.append(v[0])
    return np.sum(v) * len(items)


def counts(v, *, seen={}):  # noqa: B006
    seen["v"] = v[0]
    return np.sum(v) * len(seen)


def adds(v, total=np.zeros(2)):  # noqa: B008
    total += v
    return total @ v


@pytest.mark.parametrize(
    ("function", "statement", "own"),
    [(appends, "items.append(v[0])", []), (counts, 'seen["v"]', {}), (adds, "total += v", np.zeros(2))],
)
@pytest.mark.parametrize("derivative", [grad, value_and_grad, lambda f: lambda v, **own: vjp(f, v, *own.values())])
def test_defaults_are_not_written(function, statement, own, derivative):
    default = (function.__defaults__ or tuple(function.__kwdefaults__.values()))[0]
    before = copy.deepcopy(default)
    with pytest.raises(DiffError, match="the default of .* is written") as caught:
        derivative(function)(V)
    place = caught.value.place
    line = open(place.file).read().splitlines()[place.line - 1]
    assert line[place.column : place.end_column] == statement
    assert repr(default) == repr(before)
    if function is not counts:
        grad(function)(V, own)


def made(kind):
    n = 0

    def counting(v):
        nonlocal n
        n += 1
        return np.sum(v**2)

    def naming(v):
        nonlocal n
        return np.sum(v**2) * (n := 2)

    def deleting(v):
        nonlocal n
        del n
        return np.sum(v**2)

    def calling(v):
        def inner():
            nonlocal n
            n = 2

        inner()
        return np.sum(v**2)

    def reading(v):
        return np.sum(v**2) * (n + 1)

    return locals()[kind]


@pytest.mark.parametrize("kind", ["counting", "naming", "deleting", "calling"])
def test_names_around_the_function_are_not_written(kind):
    with pytest.raises(DiffError, match="n is written, a name around the function") as caught:
        grad(made(kind))(V)
    assert caught.value.code == "AD201"


def test_names_around_the_function_are_read():
    np.testing.assert_array_equal(grad(made("reading"))(V), 2 * V)

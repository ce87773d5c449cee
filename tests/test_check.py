"""check_grads: whatever is left out of a call keeps its default."""

from __future__ import annotations

from functools import partial, wraps

import numpy as np
import pytest

from ast_ad import check_grads


def with_defaults(x, y=2.0, *, k=3.0):
    return x * y**2 * k


def starred(first, *others, scale=1.5):
    return first * others[0] * np.sum(others[1]) * scale


def doubled(function):
    @wraps(function)
    def inner(*args, **keywords):
        return function(*args, **keywords) * 2.0

    return inner


@doubled
def decorated(x, n=3):
    return x**n


class Scale:
    def __init__(self):
        self.w = 2.0

    def __call__(self, x, *, z=1.5):
        return x * self.w * z * x


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (with_defaults, (1.0,)),
        (with_defaults, (1.0, 2.0)),
        (partial(with_defaults, k=1.5), (1.0,)),
        (starred, (1.0, 2.0, np.ones(3))),
        (decorated, (1.1,)),
        (Scale(), (1.1,)),
    ],
)
def test_defaults_stay(function, args):
    check_grads(function, args)


def test_a_wrong_derivative_is_found():
    from ast_ad import stop_gradient

    with pytest.raises(AssertionError, match="central differences"):
        check_grads(lambda x, *, k=2.0: x * stop_gradient(x) * k, (1.0,), order=1)

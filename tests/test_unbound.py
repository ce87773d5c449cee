"""A name that one way leaves unbound, or None: where it is needed, the derivative raises as the program does."""

import numpy as np
import pytest

from ast_ad import grad, jvp


def bound_to_what_was_there(x, missing):
    y = x * 2.0
    if not missing:
        p = y
    return p * x


def deleted(x, missing):
    p = x * 2.0
    if missing:
        del p
    return p * x


def made_none(x, missing):
    p = x * 2.0
    if missing:
        p = None
    return p * x


def bound_in_a_loop(x, missing):
    for k in range(0 if missing else 2):
        p = x * (k + 1.0)
    return p * x


@pytest.mark.parametrize("function", [bound_to_what_was_there, deleted, made_none, bound_in_a_loop])
def test_what_is_unbound_raises(function):
    with pytest.raises((UnboundLocalError, TypeError)):
        function(3.0, True)
    np.testing.assert_allclose(grad(function)(3.0, False), 12.0)
    for derivative in (grad(function), lambda x, missing: jvp(lambda x: function(x, missing), (x,), (1.0,))):
        with pytest.raises((UnboundLocalError, TypeError)):
            derivative(3.0, True)

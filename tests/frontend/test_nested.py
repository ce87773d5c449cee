"""What is refused of derivatives inside functions, and what happens once."""

import numpy as np
import pytest
from lowering import lowered

from ast_ad import errors, grad, jacobian, jvp, value_and_grad, vjp


def grows(x):
    seen = []

    def f(y):
        seen.append(y)
        return y * y

    return grad(f)(x) + len(seen)


def of_an_integer(x):
    return grad(lambda y: y * y)(3) * x


def of_an_array(x):
    return grad(lambda y: y * np.ones(2))(x).sum()


def of_nothing(x):
    return grad(lambda y: 2)(x)


def unknown_argument(x):
    return grad(lambda y: y * y, 1)(x)


def seed_of_another_kind(x):
    y, pull = vjp(lambda v: v * np.ones(2), x)
    return y.sum() + pull(1.0)[0]


def tangent_of_another_kind(x):
    return jvp(np.sum, (np.ones(2) * x,), (1.0,))[1]


def jacobian_of_a_list_that_grew(x):
    def f(y):
        found = []
        for k in range(int(x)):
            found.append(y * k)
        return found

    return jacobian(f)(x)


@pytest.mark.parametrize(
    ("program", "code"),
    [
        (jacobian_of_a_list_that_grew, "AD304"),
        (grows, "AD204"),
        (of_an_integer, "AD303"),
        (of_an_array, "AD304"),
        (of_nothing, "AD305"),
        (unknown_argument, "AD301"),
        (seed_of_another_kind, "AD309"),
        (tangent_of_another_kind, "AD309"),
    ],
    ids=lambda p: getattr(p, "__name__", p),
)
def test_refused(program, code):
    with pytest.raises(errors.Refused) as caught:
        lowered(program, 1.5)
    assert caught.value.code == code
    assert caught.value.hint
    assert caught.value.place is not None


def prints(x):
    def f(y):
        print("here")
        return y * y * x

    value, slope = value_and_grad(f)(x)
    return value * slope


def test_effects_happen_once(capsys):
    assert grad(prints)(2.0) == pytest.approx(5 * 2 * 2.0**4)
    assert capsys.readouterr().out == "here\n"

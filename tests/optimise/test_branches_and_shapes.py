"""Like branches are fused, and shapes are asked of what is there anyway."""

from __future__ import annotations

import numpy as np

from ast_ad.api import adjoint, tangent, vjp
from ast_ad.check import check_grads


def source(program, *args) -> str:
    derivative = adjoint(program)
    derivative(*args)
    return derivative.source


def guards(x):
    if x < 0.0:
        return -np.sin(x)
    if x < 1.0:
        return np.exp(x) * x
    return x**3


def read_between(x, n):
    """What the branch gives is read by the loop as well: it stays where it is."""
    if x > 0.0:
        scale = np.exp(x)
        y = scale * x
    else:
        scale = 1.0
        y = x
    for _ in range(n):
        y = y * scale
    return y


def printed(x):
    if x > 0.5:
        y = np.exp(x)
        print("large")
    else:
        y = x
    return y * y


def overwritten(u):
    u[1:] = u[:-1] * u[1:]
    return np.sum(u)


def overwritten_and_read(u):
    u[1:] = u[:-1] * u[1:]
    return np.sum(u) * u[2]


def measured(x):
    return np.mean((x - 1.0) ** 2)


def test_derivatives():
    for x in (-0.7, 0.3, 1.7):
        check_grads(guards, (x,))
        check_grads(lambda x: read_between(x, 3), (x,))
    for program in (overwritten, overwritten_and_read, measured):
        check_grads(program, (np.array([0.3, 0.7, 1.1]),))


def test_a_run_of_guards_is_one():
    text = source(guards, 0.3)
    assert text.count("if ") == 2 and "sweep" not in text


def test_what_is_read_between_stays():
    text = source(read_between, 0.3, 3)
    assert "sweep" in text and text.count("if ") == 2


def test_effects_stay_in_their_place(capsys):
    adjoint(printed)(0.7)
    assert capsys.readouterr().out == "large\n"


def test_a_pullback_is_not_fused():
    y, pullback = vjp(guards, 0.3)
    assert y == guards(0.3) and pullback(1.0) == pullback(1.0)


def test_no_write_for_a_shape():
    assert ".copy()\n    u[" not in source(overwritten, np.ones(3))
    assert "u = u.copy()" in source(overwritten_and_read, np.ones(3))


def test_no_square_for_a_size():
    assert "np.size(x)" in source(measured, np.ones(3))


def counted(x, n, mask):
    return -(n * x), -(mask * np.sin(x))


def test_what_has_no_opposite_keeps_its_sign():
    """The opposite of an unsigned integer is another one, and masks have none."""
    args = np.array([0.3, 0.7]), np.array([3, 200], np.uint8), np.array([True, False])
    value, _ = tangent(counted, 0)(*args, np.ones(2))
    np.testing.assert_allclose(value, counted(*args), rtol=1e-15)


def test_a_sign_stands_at_a_number():
    assert "-y_bar * " in source(lambda x: -np.sum(x * x), np.ones(3))

"""Both modes and their compositions on hand-written IR, run by the interpreter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from tests.ad.programs import PROGRAMS

from ast_ad.ad.adjoint import adjoint
from ast_ad.ad.tangent import tangent
from ast_ad.interpret import run
from ast_ad.ir import Func
from ast_ad.kinds import differentiable
from ast_ad.verify import verify


def _directions(args: Sequence[object], wrt: Sequence[bool]) -> list[object]:
    draw = np.random.default_rng(7)
    shapes = [np.shape(arg) for arg, chosen in zip(args, wrt) if chosen]
    return [draw.standard_normal(shape) if shape else float(draw.standard_normal()) for shape in shapes]


def _moved(args: Sequence[object], wrt: Sequence[bool], directions: Sequence[object], step: float) -> list[object]:
    along = iter(directions)
    return [arg + step * next(along) if chosen else arg for arg, chosen in zip(args, wrt)]  # type: ignore[operator]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program[0].name)
def test_modes_agree(program: tuple[Func, tuple[object, ...]]) -> None:
    func, args = program
    wrt = [differentiable(param.kind) for param in func.params]
    directions = _directions(args, wrt)
    backward, forward = adjoint(func, wrt), tangent(func, wrt)
    verify(backward)
    verify(forward)

    bars = run(backward, [*args, 1.0])
    value, dot = run(forward, [*args, *directions])
    assert value == pytest.approx(run(func, args)[0], rel=1e-15)
    inner = sum(np.sum(np.multiply(bar, d)) for bar, d in zip(bars, directions))
    assert dot == pytest.approx(inner, rel=1e-12)
    # Central differences: error h^2 from the truncation, eps / h from the rounding.
    step = 1e-6
    ends = [run(func, _moved(args, wrt, directions, s))[0] for s in (step, -step)]
    assert dot == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-6)  # type: ignore[operator]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program[0].name)
def test_second_orders_agree(program: tuple[Func, tuple[object, ...]]) -> None:
    func, args = program
    wrt = [differentiable(param.kind) for param in func.params]
    directions = _directions(args, wrt)
    count = len(directions)
    backward, forward = adjoint(func, wrt), tangent(func, wrt)
    forward_over_reverse = tangent(backward, [*wrt, False])
    reverse_over_forward = adjoint(forward, [*wrt, *[False] * count], outputs=[False, True])
    reverse_over_reverse = adjoint(backward, [*wrt, False])
    for second in (forward_over_reverse, reverse_over_forward, reverse_over_reverse):
        verify(second)

    products = [
        run(forward_over_reverse, [*args, 1.0, *directions])[count:],
        run(reverse_over_forward, [*args, *directions, 1.0]),
        run(reverse_over_reverse, [*args, 1.0, *directions]),
    ]
    for other in products[1:]:
        for p, q in zip(products[0], other, strict=True):
            np.testing.assert_allclose(p, q, rtol=1e-10, atol=1e-12)  # type: ignore[arg-type]

"""The examples run, and come to what they promise."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_distance(capsys):
    load("distance").main()
    out = capsys.readouterr().out
    assert "w5 = w4 ** 0.5" in out and "(5.0, 0.6" in out and "(0.6" in out


def test_minimise():
    valley, recognised = load("minimise").main()
    assert valley.fun < 1e-8 and recognised > 0.98


def test_heat():
    assert load("heat").main() == pytest.approx(0.23, abs=1e-6)


def test_newton():
    root_bar, found, exact = load("newton").main()
    assert root_bar == pytest.approx(0.5 / 2.0**0.5, rel=1e-12)
    assert found == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("problem", ["gmm_d2_K5.txt", "gmm_d10_K25.txt"])
def test_mixture(problem):
    folder = os.environ.get("AST_AD_DATA", "")
    path = Path(folder) / problem
    if not folder or not path.exists():
        pytest.skip("AST_AD_DATA names no folder with the Gaussian mixtures of the ADBench suite")
    slope, difference = load("mixture").main(path)
    assert slope == pytest.approx(difference, rel=1e-6)


def test_implicit():
    """Newton's method is not differentiated: the derivatives are those of the solution, by central differences."""
    module = load("implicit")
    value, slope, curvature = module.main()
    step = 1e-4
    above, below = (module.radius(0.3 + h) for h in (step, -step))
    assert slope == pytest.approx((above - below) / (2 * step), rel=1e-7)
    assert curvature == pytest.approx((above - 2 * value + below) / step**2, rel=1e-5)
    assert abs(module.residual(module.anomaly(0.3), 0.3)) < 1e-14

"""The table of kinks in docs/conventions.md: every row is a program."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest

from ast_ad import grad, jvp

PAGE = Path(__file__).parents[1] / "docs" / "conventions.md"


def rows():
    section = PAGE.read_text().split("## Kinks")[1].split("\n## ")[0]
    for line in section.splitlines():
        if line.startswith("| `"):
            expression, at, *results = (cell.strip().strip("`") for cell in line[1:-1].split(" |"))
            derivative, forward, jax = (values(cell, ":") for cell in results)
            yield expression, values(at, "="), derivative, forward or derivative, jax or derivative


def values(text: str, sign: str) -> dict[str, np.ndarray]:
    found = re.findall(rf"(\w){sign}? ?{sign}? \[([^]]*)\]", text)
    return {name: np.array([float(item) for item in items.split(",")]) for name, items in found}


ROWS = list(rows())


@pytest.fixture(scope="module")
def functions(tmp_path_factory):
    text = "import numpy as np\n\n\n"
    for k, (expression, at, *_) in enumerate(ROWS):
        text += f"def f{k}({', '.join(at)}):\n    return np.sum({expression})\n\n\n"
    path = tmp_path_factory.mktemp("kinks") / "kinks.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location("kinks", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_rows():
    assert len(ROWS) > 30
    assert all(given.keys() == at.keys() for _, at, *results in ROWS for given in results)


@pytest.mark.parametrize("k", range(len(ROWS)), ids=[f"{row[0]} {k}" for k, row in enumerate(ROWS)])
def test_kink(functions, k):
    _, at, derivative, forward, _ = ROWS[k]
    function = getattr(functions, f"f{k}")
    with np.errstate(all="ignore"):
        found = grad(function, tuple(at))(*at.values())
        along = [[slope(function, at, name, n) for n in range(len(x))] for name, x in at.items()]
    for bar, wanted in zip(found, derivative.values(), strict=True):
        np.testing.assert_allclose(bar, wanted, atol=1e-12)
    for dots, wanted in zip(along, forward.values(), strict=True):
        np.testing.assert_allclose(dots, wanted, atol=1e-12)


def slope(function, at, name, n):
    """The derivative by one element in forward mode, the other arguments held constant."""
    tangents = [np.eye(len(x))[n] if other == name else None for other, x in at.items()]
    return jvp(function, tuple(at.values()), tangents)[1]


@pytest.mark.parametrize("k", range(len(ROWS)), ids=[f"{row[0]} {k}" for k, row in enumerate(ROWS)])
def test_what_jax_gives(k):
    jax = pytest.importorskip("jax")
    expression, at, _, _, theirs = ROWS[k]
    function = eval(f"lambda {', '.join(at)}: jnp.sum({expression})", {"np": jax.numpy, "jnp": jax.numpy})
    found = jax.grad(function, argnums=tuple(range(len(at))))(*at.values())
    for bar, wanted in zip(found, theirs.values(), strict=True):
        np.testing.assert_allclose(bar, wanted, atol=1e-6)

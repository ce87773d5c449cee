"""The table of kinks in docs/conventions.md: every row is a program."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest

from ast_ad import grad

PAGE = Path(__file__).parents[1] / "docs" / "conventions.md"


def rows():
    section = PAGE.read_text().split("## Kinks")[1].split("\n## ")[0]
    for line in section.splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split(" | ")]
        if line.startswith("| `"):
            expression, at, derivative, jax = (*cells, "")[:4]
            yield expression, values(at, "="), values(derivative, ":"), values(jax.strip(" |`"), ":")


def values(text: str, sign: str) -> dict[str, np.ndarray]:
    found = re.findall(rf"(\w){sign}? ?{sign}? \[([^]]*)\]", text)
    return {name: np.array([float(item) for item in items.split(",")]) for name, items in found}


ROWS = list(rows())


@pytest.fixture(scope="module")
def functions(tmp_path_factory):
    text = "import numpy as np\n\n\n"
    for k, (expression, at, _, _) in enumerate(ROWS):
        text += f"def f{k}({', '.join(at)}):\n    return np.sum({expression})\n\n\n"
    path = tmp_path_factory.mktemp("kinks") / "kinks.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location("kinks", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_rows():
    assert len(ROWS) > 30
    assert all(derivative.keys() == at.keys() for _, at, derivative, _ in ROWS)


@pytest.mark.parametrize("k", range(len(ROWS)), ids=[f"{row[0]} {k}" for k, row in enumerate(ROWS)])
def test_kink(functions, k):
    _, at, derivative, _ = ROWS[k]
    with np.errstate(all="ignore"):
        found = grad(getattr(functions, f"f{k}"), tuple(at))(*at.values())
    for bar, wanted in zip(found, derivative.values(), strict=True):
        np.testing.assert_allclose(bar, wanted, atol=1e-12)


@pytest.mark.parametrize("k", range(len(ROWS)), ids=[f"{row[0]} {k}" for k, row in enumerate(ROWS)])
def test_what_jax_gives(k):
    jax = pytest.importorskip("jax")
    expression, at, derivative, theirs = ROWS[k]
    function = eval(f"lambda {', '.join(at)}: jnp.sum({expression})", {"np": jax.numpy, "jnp": jax.numpy})
    found = jax.grad(function, argnums=tuple(range(len(at))))(*at.values())
    for bar, wanted in zip(found, (theirs or derivative).values(), strict=True):
        np.testing.assert_allclose(bar, wanted, atol=1e-6)

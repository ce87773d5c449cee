"""Kinds of parameters where no call tells them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from ast_ad.errors import KindError, Refused
from ast_ad.frontend.reading import notation
from ast_ad.frontend.reading.file import read
from ast_ad.frontend.reading.find import find
from ast_ad.frontend.reading.guess import guess
from ast_ad.kinds import FLOAT


def kinds(tmp_path: Path, text: str, types: str = "", values: str = "") -> str:
    path = tmp_path / "a.py"
    path.write_text("import numpy as np\nimport math\n" + text)
    source = list(read(str(path)).values())[-1]
    found = guess(source, notation.parse_types(types), notation.parse_values(values))
    return ", ".join(f"{n}={a.kinds[0] if a.fixed else notation.written(a)}" for n, a in found.items())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(x, y): return x * y", "x=float, y=float"),
        ("def f(x, n):\n    for i in range(1, n - 1): x = x * x\n    return x", "x=float, n=int"),
        ("def f(x, i, j): return x[i + 1] * x[2:j]", "x=float[:], i=int, j=int"),
        ("def f(x): return np.sum(x[1:] - x[:-1] ** 2)", "x=float[...]"),
        ("def f(A, i, j): return A[i, j] + A[i][j - 1]", "A=float[:, :], i=int, j=int"),
        ("def f(A, x): return A @ x", "A=float[...], x=float[...]"),
        ("def f(A, x, i): return A[i] @ x", "A=float[...], x=float[...], i=int"),
        ("def f(A, i):\n    row = A[i]\n    return row[0] * row[1]", "A=float[:, :], i=int"),
        ("def f(x, i):\n    y = x[i]\n    return y * y", "x=float[:], i=int"),
        ("def f(x):\n    y = x\n    y[0] = 1.0\n    return y", "x=float[:]"),
        ("def f(A):\n    n, m = A.shape\n    return A.sum() / n / m", "A=float[:, :]"),
        ("def f(x): return np.sin(x) + math.exp(x) + np.where(x > 0, x, 0)", "x=float"),
        ("def f(x): return np.linalg.norm(x) + np.mean(x)", "x=float[...]"),
        (
            "def f(x, y, z):\n    for v in x: pass\n    return len(y) + max(z)",
            "x=float[...], y=float[...], z=float[...]",
        ),
        ("def f(x, n=3, tol=1e-6, flag=True): return x", "x=float, n=int, tol=float, flag=bool"),
        ("def f(x, name='a', *, y=None): return x", "x=float, name='a', y=None"),
        (
            "def f(x: float, n: int, A: np.ndarray, B: 'float32[:, 1]', c: complex): return x",
            "x=float, n=int, A=float[...], B=np.float32[:, 1], c=complex",
        ),
        (
            "def f(x: list[float], y: tuple[float, int], z: 'np.typing.NDArray[np.float32]'): return x",
            "x=list[float], y=tuple[float, int], z=np.float32[...]",
        ),
        (
            "def g(u, n):\n    for i in range(n): u[i] = 0\n    return u\ndef f(v, w, k): return g(v, n=k) * w",
            "v=float[:], w=float, k=int",
        ),
        ("def f(x, n): return x if n == 0 else x[0] * f(x, n - 1)", "x=float[:], n=float"),
        ("def f(n): return np.zeros((n, 3))", "n=int"),
        ("def f(x, n): return x if n % 2 == 0 else x % 1", "x=float, n=int"),
        ("def f(d): return d['a']", "d=float"),
        (
            "def f(x: 'float | None', y: Optional[np.ndarray], z: Union[int, float], w: None): return x",
            "x=float, y=float[...], z=float, w=None",
        ),
        ("def f(x: float | np.ndarray, y: Any, z: list): return x * y[0]", "x=float, y=float[:], z=list[float]"),
        ("def f(x: Sequence[float], y: Annotated[int, 'how many']): return x[0]", "x=list[float], y=int"),
        ("Vector = np.ndarray\nT = TypeVar('T')\ndef f(x: Vector, y: T): return x", "x=float[...], y=float"),
        ("def f(x: float = None, name: str = 'a', y: int | None = None): return x", "x=None, name='a', y=None"),
        (
            "G = 9.81\ndef f(x, g=G, h=2 * math.pi, where=(G, 1)): return x",
            "x=float, g=float, h=float, where=tuple[float, int]",
        ),
    ],
)
def test_kinds_from_the_text(tmp_path: Path, text: str, expected: str) -> None:
    assert kinds(tmp_path, text) == expected


def test_what_the_user_states_comes_first(tmp_path: Path) -> None:
    text = "def f(x: float, n=3, A=None): return x"
    assert kinds(tmp_path, text, "x=float32[:], A=float[:,:]", "n=5") == "x=np.float32[:], n=5, A=float[:, :]"


def test_a_default_that_is_not_known(tmp_path: Path) -> None:
    text = "def f(x=np.zeros(3)): return x"
    with pytest.raises(Refused, match="AD307"):
        kinds(tmp_path, text)
    assert kinds(tmp_path, text, "x=float[:]") == "x=float[:]"


@pytest.mark.parametrize(
    "kind", ["str", "Callable[[float], float]", "'str | bytes'", "Literal['a', 'b']", "Model", "dict"]
)
def test_annotations_of_what_is_no_number(tmp_path: Path, kind: str) -> None:
    text = f"class Model: pass\ndef f(x, what: {kind}): return x"
    with pytest.raises(Refused, match="AD307") as caught:
        kinds(tmp_path, text)
    assert caught.value.place is not None and caught.value.place.line == 4
    assert kinds(tmp_path, text, values="what='a'") == "x=float, what='a'"


@pytest.mark.parametrize("text", ["x", "x=3 4", "x=nonsense", "x=float[a]", "x=float, **y", "x=str"])
def test_types_that_are_not_understood(text: str) -> None:
    with pytest.raises(KindError):
        notation.parse_types(text)


def test_values_that_are_no_literals() -> None:
    with pytest.raises(KindError):
        notation.parse_values("n=f(3)")


SCALE = 2.0


class Model:
    order = 3

    def __init__(self, weights, bias):
        self.weights, self.bias = weights, bias

    @property
    def width(self):
        return self.columns + 1

    def linear(self, x):
        return self.weights @ x + self.bias

    def __call__(self, x, scale=SCALE):
        return np.sum(self.linear(x)) * scale * self.order + self.width

    def own(self, n):
        return self.own(n - 1) * self.rate if n else 1.0


@dataclass
class Line:
    slope: float
    height: float

    def at(self, x):
        return self.slope * x


def test_a_method_s_instance_has_what_is_read_of_it() -> None:
    found = guess(find(Model.__call__))
    assert found["self"].tree.type is Model
    assert dict(zip(found["self"].tree.names, map(str, found["self"].kinds))) == {
        "weights": "float64[...]",
        "bias": "float",
        "columns": "float",
    }
    assert found["scale"].kinds == (FLOAT,)
    assert guess(find(Model.__init__))["self"].tree.names == ()
    assert guess(find(Model.own))["self"].tree.names == ("rate",)
    assert guess(find(Line.at))["self"].tree.names == ("slope", "height")


def test_what_is_written_about_a_default_is_not_what_it_is() -> None:
    def f(x, eps=np.finfo(float).eps, kind=np.ndarray):
        return x * eps

    found = guess(find(f))
    assert str(found["eps"].kinds[0]) == "np.float64"
    assert found["kind"].fixed

"""How long compiling takes: a function of 50 lines, in each mode, as a share of the time that NumPy takes to import.

python tools/bench/compile_time.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ast_ad import adjoint, tangent
from ast_ad.frontend.reading.file import read

LINES = 50


def program() -> str:
    """A function of 50 lines: loops, branches, writes in place, calls of mathematics."""
    body = []
    for k in range((LINES - 4) // 8):
        body += [
            f"    a{k} = np.sin(y) * x[{k % 3}]",
            f"    for i{k} in range(n):",
            f"        if y > {k}.5:",
            f"            y = y * 0.5 + a{k}",
            "        else:",
            f"            y = y + np.exp(-a{k} * y)",
            f"        x[{k % 3}] = x[{k % 3}] * 0.9 + y",
            f"    y = y + np.sum(x * a{k})",
        ]
    return "\n".join(
        [
            "import numpy as np",
            "",
            "",
            "def model(x, n):",
            "    x = x.copy()",
            "    y = x[0]",
            *body,
            "    return y",
            "",
        ]
    )


def import_time(statement: str) -> float:
    """The shortest of five imports in a fresh interpreter, in seconds."""
    code = f"import time; t = time.perf_counter(); {statement}; print(time.perf_counter() - t)"
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(5)]
    return min(float(run.stdout) for run in runs)


def main() -> None:
    import numpy as np

    numpy_time = import_time("import numpy")
    own = import_time("import numpy, ast_ad, ast_ad.api") - numpy_time
    print(f"import of ast_ad beyond NumPy's: {own / numpy_time:.2f} of NumPy's own ({own:.3f} s)")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.py"
        path.write_text(program())
        sys.path.insert(0, folder)
        from model import model  # type: ignore[import-not-found]

        assert "model" in read(str(path))
        for name, mode in (("tangent", tangent), ("adjoint", adjoint)):
            times = []
            for _ in range(7):
                start = time.perf_counter()
                mode(model).specialise(np.ones(3), 4)
                times.append(time.perf_counter() - start)
            print(f"{name} of {LINES} lines: {statistics.median(times):.3f} s ({times[0]:.3f} s the first time)")


if __name__ == "__main__":
    main()

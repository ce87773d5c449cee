"""Write what the compiler prints for the golden texts into tests/golden/printed, and show how long it is.

python tools/golden.py [NAME ...]
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from goldens import GOLDENS, PRINTED


def main(names: list[str]) -> None:
    PRINTED.mkdir(exist_ok=True)
    for golden in GOLDENS:
        if not names or golden.name in names:
            print(f"{golden.lines(golden.printed):4} lines, {golden.lines(golden.written):4} by hand  {golden.name}")
            golden.path.write_text(golden.printed)


if __name__ == "__main__":
    main(sys.argv[1:])

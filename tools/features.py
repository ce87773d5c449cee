"""The matrix feature x feature of the corpus: in how many programs the feature of a row holds that of a column inside it.

python tools/features.py
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from corpus import programs
from corpus.features import FEATURES, nested_in


def main() -> None:
    found = programs().values()
    count = Counter(pair for program in found for pair in nested_in(program.function))
    width = max(map(len, FEATURES))
    print(" " * width, *(f"{name[:5]:>5}" for name in FEATURES))
    for outer in FEATURES:
        cells = [count[outer, inner] or "." for inner in FEATURES]
        print(f"{outer:{width}}", *(f"{cell:>5}" for cell in cells))
    print(f"\n{len(found)} programs")


if __name__ == "__main__":
    main()

"""The corpus in every mode: the product of which the test suite takes a part.

    python tools/corpus.py [--mode MODE ...] [--names trace|source] [--unroll] [NAME ...]

NAME is a part of a program's name (a file, a function or both). Without --mode all are run; the table has a row for each
program and a column for each mode: the seconds it took, or F where it failed.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
import traceback
import warnings
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("src", "tests")]

from corpus import Program, programs  # noqa: E402
from corpus.harness import CHECKS, Subject  # noqa: E402

NAMES = ("source", "trace")
UNROLL = (False, True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="*", help="a part of the name of a program")
    parser.add_argument(
        "--mode", action="append", choices=CHECKS, help="t: tangent, a: adjoint, ta: tangent of adjoint"
    )
    parser.add_argument("--names", choices=NAMES)
    parser.add_argument("--unroll", action=argparse.BooleanOptionalAction)
    parser.add_argument("-v", "--verbose", action="store_true", help="print tracebacks")
    given = parser.parse_args()

    chosen = {n: p for n, p in programs().items() if not given.name or any(part in n for part in given.name)}
    modes = given.mode or list(CHECKS)
    variants = list(
        itertools.product([given.names] if given.names else NAMES, UNROLL if given.unroll is None else [given.unroll])
    )
    width = max(map(len, chosen), default=0) + 16
    print(f"{'':{width}}", *(f"{mode[:6]:>6}" for mode in modes))
    failures = []
    for name, program in chosen.items():
        for names, unroll in variants:
            row = f"{name} {names}{' unroll' * unroll}"
            cells = [_cell(program, mode, names, unroll, row, failures) for mode in modes]
            print(f"{row:{width}}", *(f"{cell:>6}" for cell in cells), flush=True)
    for row, mode, error in failures:
        print(f"{row}, {mode}: {type(error).__name__}: {str(error).strip().splitlines()[0] if str(error) else ''}")
        if given.verbose:
            traceback.print_exception(error)
    print(f"{len(chosen)} programs, {len(failures)} failures")
    sys.exit(bool(failures))


def _cell(program: Program, mode: str, names: str, unroll: bool, row: str, failures: list[object]) -> str:
    """The seconds that a check took, or how it ended."""
    if mode.strip("at") == "" and len(mode) > program.order:
        return "-"
    start = time.perf_counter()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            CHECKS[mode](Subject.of(program, names=names, unroll=unroll))
    except Exception as error:
        failures.append((row, mode, error))
        return "F"
    return f"{time.perf_counter() - start:.2f}"


if __name__ == "__main__":
    main()

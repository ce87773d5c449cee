"""Write docs/limitations.md and docs/errors.md from the programs in tests/limitations and the codes in errors.py.

Every row is run. The command fails if one does not do what it says.
"""

from __future__ import annotations

import sys
import traceback
import warnings
from contextlib import redirect_stdout
from io import StringIO
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from ast_ad.errors import CODES  # noqa: E402
from limitations import Row, rows  # noqa: E402

LIMITATIONS = ROOT / "docs" / "limitations.md"
ERRORS = ROOT / "docs" / "errors.md"
_GROUPS = {
    "1": "The language",
    "2": "Storage",
    "3": "Kinds and arguments",
    "4": "Rules",
    "5": "Modes",
    "6": "Control",
    "9": "Internal",
}


def main() -> int:
    wrong = [row for row in rows() if not _is_right(row)]
    LIMITATIONS.parent.mkdir(exist_ok=True)
    LIMITATIONS.write_text("\n".join(limitations(len(wrong))) + "\n")
    ERRORS.write_text("\n".join(errors()) + "\n")
    print(f"{len(rows())} rows, {len(wrong)} wrong: {', '.join(row.construct for row in wrong) or 'none'}")
    return 1 if wrong else 0


def _is_right(row: Row) -> bool:
    try:
        with warnings.catch_warnings(), redirect_stdout(StringIO()):
            warnings.simplefilter("ignore")
            row.check()
    except Exception:
        # Whatever comes up, the row is wrong.
        traceback.print_exc(limit=1)
        return False
    return True


def limitations(wrong: int) -> list[str]:
    """The table of the language."""
    refused = [row for row in rows() if row.code]
    lines = [
        "# What of the language is supported",
        "",
        "Each row is a program in `tests/limitations/` that the tests run: what is supported is right, what is not is refused",
        "with the code that stands here, at the user's line. `python tools/limitations.py` writes this page.",
        "",
        f"Supported: {len(rows()) - len(refused)}. Refused: {len(refused)}. Wrong: {wrong}.",
    ]
    for section, part in groupby(rows(), key=lambda row: row.section):
        lines += [
            "",
            f"## {section}",
            "",
            "| construct | | message | what to write instead |",
            "| --- | --- | --- | --- |",
        ]
        lines += [line(row) for row in part]
    return lines


def line(row: Row) -> str:
    """A row of the table."""
    if not row.code:
        return f"| {_cell(row.construct)} | supported | | |"
    found = row.refusal()
    message, hint = ("", "") if found is None else (found.message, found.hint)
    return f"| {_cell(row.construct)} | refused | {row.code}: {_cell(message)} | {_cell(row.instead or hint)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def errors() -> list[str]:
    """The table of all codes, with a construct that shows each if a row of the other table does."""
    shown: dict[str, str] = {}
    for row in rows():
        if row.code:
            shown.setdefault(row.code, row.construct)
    lines = [
        "# Errors",
        "",
        "Every refusal has a code, the place in the user's file, and a hint. `Refused` is also a `SyntaxError`, so that Python",
        "draws the caret; `KindError`, about the arguments of a call, is also a `TypeError`; `Problems` holds all that was",
        "refused in one function. `InternalError` names the pass that failed and shows what it worked on: it is a bug of ours.",
    ]
    for group, codes in groupby(sorted(CODES), key=lambda code: code[2]):
        lines += ["", f"## {_GROUPS[group]}", "", "| code | meaning | for example |", "| --- | --- | --- |"]
        lines += [f"| {code} | {_cell(CODES[code])} | {_cell(shown.get(code, ''))} |" for code in codes]
    return lines


if __name__ == "__main__":
    sys.exit(main())

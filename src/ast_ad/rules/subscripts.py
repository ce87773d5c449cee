"""The subscripts of np.einsum, spelt out."""

from __future__ import annotations

import string
from collections.abc import Sequence


def parsed(subscripts: str, ranks: Sequence[int]) -> tuple[list[str], str]:
    """The subscripts of each operand and of the result, with letters for dots; ranks are those of the operands."""
    inputs, arrow, output = subscripts.replace(" ", "").partition("->")
    terms = inputs.split(",")
    if not arrow:
        letters = inputs.replace(",", "").replace("...", "")
        output = ("..." if "..." in inputs else "") + "".join(sorted(c for c in set(letters) if letters.count(c) == 1))
    if "..." not in subscripts:
        return terms, output
    # The last of the axes that the dots stand for are shared.
    fresh = "".join(letter for letter in string.ascii_letters if letter not in subscripts)
    counts = [ndim - len(term.replace("...", "")) if "..." in term else 0 for term, ndim in zip(terms, ranks)]
    most = max(counts)
    spelt = [term.replace("...", fresh[most - count : most]) for term, count in zip(terms, counts)]
    return spelt, output.replace("...", fresh[:most])

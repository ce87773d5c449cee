"""f-strings, from the template and the values of str.format."""

from __future__ import annotations

import string
from collections.abc import Sequence

import gast


def formatted(template: str, values: Sequence[gast.expr]) -> gast.expr | None:
    """``f"{x:.3f} and {y}"``; None for a template whose fields are numbered, named or nested."""
    parts: list[gast.expr] = []
    left = list(values)
    for words, field, spec, conversion in string.Formatter().parse(template):
        if words:
            parts.append(gast.Constant(words, None))
        if field is None:
            continue
        if field or "{" in (spec or "") or not left:
            return None
        form = gast.JoinedStr([gast.Constant(spec, None)]) if spec else None
        parts.append(gast.FormattedValue(left.pop(0), ord(conversion) if conversion else -1, form))
    return gast.JoinedStr(parts)

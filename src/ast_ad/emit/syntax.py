"""Short ways to make gast nodes."""

from __future__ import annotations

from collections.abc import Sequence

import gast


def name(word: str) -> gast.Name:
    return gast.Name(word, gast.Load(), None, None)


def target(word: str) -> gast.Name:
    return gast.Name(word, gast.Store(), None, None)


def attribute(base: gast.expr, word: str) -> gast.Attribute:
    return gast.Attribute(base, word, gast.Load())


def call(function: gast.expr, *args: gast.expr, **keywords: gast.expr) -> gast.Call:
    return gast.Call(function, list(args), [gast.keyword(word, value) for word, value in keywords.items()])


def subscript(base: gast.expr, index: gast.expr, stored: bool = False) -> gast.Subscript:
    return gast.Subscript(base, index, gast.Store() if stored else gast.Load())


def sequence(items: Sequence[gast.expr], stored: bool = False) -> gast.expr:
    """One expression bare, several as a tuple."""
    if len(items) == 1:
        return items[0]
    return gast.Tuple(list(items), gast.Store() if stored else gast.Load())


def assign(left: gast.expr, right: gast.expr) -> gast.Assign:
    return gast.Assign([left], right, None)

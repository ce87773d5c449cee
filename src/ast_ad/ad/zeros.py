"""Zeros of values that may be undefined: a zero has a shape where its value is bound, and is undefined where that is."""

from __future__ import annotations

import operator

from ast_ad.analysis.bound import Binding, Facts
from ast_ad.build import Builder, Way
from ast_ad.ir import UNDEF, Atom, Undef, Value, zero_like
from ast_ad.rules.broadcasting import zeros


def zero_where_bound(build: Builder, value: Value, binding: Binding, facts: Facts, hint: str) -> Atom:
    """The zero of a value. Facts are known of the tests on the way here; where they do not tell, one is made.

    The test of the branch that gave the value is at hand where the value is; those of branches inside it are not.
    """
    if zero_like(value.kind) is not None or not binding.may_lack(value, facts):
        return zeros(build, value)
    at = binding.follow(value, facts)
    if isinstance(at, Undef):
        return UNDEF
    branch = binding.branches.get(value) if at is value else None
    test = branch[0].args[0] if branch else build.apply(operator.is_not, value, None)

    def way(outcome: bool) -> Way:
        if branch is not None:
            return lambda inner: [zero_where_bound(inner, value, binding, {**facts, test: outcome}, hint)]
        return lambda inner: [zeros(inner, value) if outcome else UNDEF]

    return build.choice(test, way(True), way(False), (value.kind,), hint)[0]

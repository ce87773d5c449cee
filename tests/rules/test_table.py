"""Every function in the table: kinds, forward mode against differences, reverse mode against forward mode."""

from __future__ import annotations

import numpy as np
import pytest
from rule_check import (
    Case,
    Sample,
    check_derivatives,
    check_dtypes,
    check_kinds,
    check_second_order,
)
from rule_samples import SAMPLES

from ast_ad.errors import NoRule
from ast_ad.rules import table

CASES = [(function, sample) for function, samples in SAMPLES.items() for sample in samples]
IDS = [f"{getattr(function, '__module__', '')}.{function.__name__}{sample}" for function, sample in CASES]
NEEDS_RANK = {np.trace, np.diag, np.diagonal, np.inner, np.tensordot, np.einsum, np.concatenate, np.prod}
# Narrower than the samples or the same function on another path.
SINGLE = {np.float32, np.float16, np.complex64}


def test_every_function_has_samples():
    missing = [f for f, rule in table.functions().items() if not rule.is_zero and f not in SAMPLES and f not in SINGLE]
    assert not missing


@pytest.mark.parametrize(("function", "sample"), CASES, ids=IDS)
def test_rule(function, sample: Sample):
    case = Case(function, sample)
    check_kinds(case)
    check_derivatives(case)


@pytest.mark.parametrize(("function", "sample"), CASES, ids=IDS)
def test_second_order(function, sample: Sample):
    """The derivative is differentiated again: what rules say is in the table too."""
    case = Case(function, sample)
    check_second_order(case)


FLOAT32 = [(f, s) for f, s in CASES if any(isinstance(arg, np.ndarray) for arg in s.args)]


@pytest.mark.parametrize(("function", "sample"), FLOAT32, ids=map(str, range(len(FLOAT32))))
def test_float32_stays_float32(function, sample: Sample):
    if function in (np.float64, np.complex128, np.ndarray.astype, getattr(np, "astype", None)):
        return
    case = Case(function, sample, narrow=True)
    check_kinds(case)
    check_dtypes(case)


UNKNOWN = [(f, s) for f, s in CASES if any(isinstance(arg, np.ndarray) and arg.ndim > 0 for arg in s.args)]


@pytest.mark.parametrize(("function", "sample"), UNKNOWN, ids=map(str, range(len(UNKNOWN))))
def test_unknown_rank(function, sample: Sample):
    """Where no rank is known, the rule is right all the same or refuses."""
    if function is np.ndarray.tolist:
        return
    case = Case(function, sample, unknown_rank=True)
    check_kinds(case)
    try:
        check_derivatives(case)
    except NoRule:
        assert function in NEEDS_RANK

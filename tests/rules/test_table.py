"""Every function in the table: kinds, forward mode against differences, reverse mode against forward mode."""

from __future__ import annotations

import numpy as np
import pytest
from rule_check import Case, Sample, check_derivatives, check_kinds
from rule_samples import SAMPLES

from ast_ad.rules import table

CASES = [(function, sample) for function, samples in SAMPLES.items() for sample in samples]
IDS = [f"{getattr(function, '__module__', '')}.{function.__name__}{sample}" for function, sample in CASES]
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

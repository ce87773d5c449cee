"""Every function in the table: kinds, forward mode against differences, reverse mode against forward mode."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.signal as signal
import scipy.stats as stats
from rule_check import (
    Case,
    Sample,
    check_derivatives,
    check_dtypes,
    check_kinds,
    check_second_order,
)
from rule_samples import FAMILIES, SAMPLES

from ast_ad.ad.tangent import tangent
from ast_ad.errors import NoRule
from ast_ad.frontend.calls.library import is_random
from ast_ad.frontend.machine.live import is_library
from ast_ad.interpret import run
from ast_ad.rules import by_value, table

CASES = [(function, sample) for function, samples in SAMPLES.items() for sample in samples]
IDS = [f"{getattr(function, '__module__', '')}.{function.__name__}{sample}" for function, sample in CASES]
NEEDS_RANK = {
    math.dist,
    math.prod,
    np.trace,
    np.diag,
    np.diagonal,
    np.inner,
    np.tensordot,
    np.einsum,
    np.concatenate,
    np.prod,
}
NEEDS_RANK |= {function for family in FAMILIES for function in family.NEEDS_RANK}
# Narrower than the samples or the same function on another path.
SINGLE = {np.float32, np.float16, np.complex64}


def test_every_function_has_samples():
    # Random draws have tests of their own: they are not the same twice.
    ours = {f: rule for f, rule in table.functions().items() if is_library(f) and not is_random(f)}
    assert not [f for f, rule in ours.items() if not rule.is_zero and f not in SAMPLES and f not in SINGLE]


@pytest.mark.parametrize(("function", "sample"), CASES, ids=IDS)
def test_rule(function, sample: Sample):
    case = Case(function, sample)
    check_kinds(case)
    check_derivatives(case)


def is_integrated(function):
    """Whether SciPy integrates the entropy of a distribution numerically, to about half of the digits."""
    family = getattr(function, "__self__", None)
    return function.__name__ == "entropy" and getattr(type(family), "_entropy", 0) is stats.rv_continuous._entropy


DEFINED = [(f, samples) for f, samples in SAMPLES.items() if isinstance(table.find(f), table.Defined)]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("function", "samples"), DEFINED, ids=[function.__name__ for function, _ in DEFINED])
def test_definitions_give_the_values_of_their_functions(function, samples: list[Sample]):
    """A definition takes the place of the call: what the program computes besides its derivative has to stay."""
    rtol, atol = (1e-7, 1e-9) if is_integrated(function) else (1e-9, 1e-11)
    for sample in samples:
        case = Case(function, sample)
        dots = case.direction(np.random.default_rng(0))
        found = run(tangent(case.call(), case.wrt()), [*case.values, *dots])
        for mine, value in zip(found, case.value(case.values)):
            if isinstance(value, np.ndarray | np.number | float):
                np.testing.assert_allclose(mine, value, rtol=rtol, atol=atol)


# A few samples of each function: the rest differ in broadcasting only, which is tested above.
FEW = [(function, samples[:4]) for function, samples in SAMPLES.items()]
FEW_IDS = [f"{getattr(function, '__module__', '')}.{function.__name__}" for function, _ in FEW]
# Also those whose shapes are decided by rounding.
CASTS = {np.polydiv, np.float64, np.complex128, np.ndarray.astype, getattr(np, "astype", None)}
# Bars by coefficients come from np.vander, which is in double precision.
CASTS |= {signal.freqs, signal.dfreqresp, signal.dbode}


@pytest.mark.parametrize(("function", "samples"), FEW, ids=FEW_IDS)
def test_second_order(function, samples: list[Sample]):
    """The derivative is differentiated again: what rules say is in the table too."""
    for sample in samples:
        check_second_order(Case(function, sample))


@pytest.mark.parametrize(("function", "samples"), FEW, ids=FEW_IDS)
def test_float32_stays_float32(function, samples: list[Sample]):
    for sample in samples:
        if function not in CASTS | by_value.COMPLEX and any(isinstance(arg, np.ndarray) for arg in sample.args):
            case = Case(function, sample, narrow=True)
            check_kinds(case)
            check_dtypes(case)


@pytest.mark.parametrize(("function", "samples"), FEW, ids=FEW_IDS)
def test_unknown_rank(function, samples: list[Sample]):
    """Where no rank is known, the rule is right all the same or refuses."""
    for sample in samples:
        if function is not np.ndarray.tolist and any(isinstance(arg, np.ndarray) and arg.ndim for arg in sample.args):
            case = Case(function, sample, unknown_rank=True)
            try:
                check_derivatives(case)
            except NoRule:
                assert function in NEEDS_RANK
            else:
                check_kinds(case)

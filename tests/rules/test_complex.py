"""Every function that takes complex values: its derivative is that of a complex function, or it is refused."""

from __future__ import annotations

import numpy as np
import pytest
from complex_samples import complexified
from rule_check import Case, check_derivatives, check_kinds
from rule_samples import SAMPLES

from ast_ad.errors import NoRule

# Free are the phases of singular vectors and eigenvectors, and of the columns of Q that no column of the matrix fixes.
FREE = {"svd", "qr", "rq", "eig_banded"}
CASES = [
    (function, made)
    for function, samples in SAMPLES.items()
    if function.__name__ not in FREE
    for made in [complexified(function, sample) for sample in samples[:5]]
    if made is not None
]
IDS = [f"{function.__name__}{sample}" for function, sample in CASES]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("function", "sample"), CASES, ids=IDS)
def test_complex(function, sample):
    case = Case(function, sample)
    check_kinds(case)
    try:
        with np.errstate(all="ignore"):
            check_derivatives(case)
    except NoRule as error:
        # What is not holomorphic in a way that has no rule says so.
        assert "complex" in error.message

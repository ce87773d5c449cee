"""Comments that quote a statement."""

from __future__ import annotations

import numpy as np

from ast_ad import adjoint
from corpus.found_by_fuzzing import a_step_too_long_for_one_line


def test_a_step_that_is_broken_over_lines_is_quoted_on_one() -> None:
    derivative = adjoint(a_step_too_long_for_one_line, names="trace")
    assert np.isfinite(derivative(0.4, np.ones(30)))

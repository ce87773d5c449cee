"""A short run of the random programs, the same ones each time. The long run is ``python tools/fuzz.py``."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from fuzz.campaign import Campaign
from fuzz.programs import Program, programs

campaign = Campaign(patience=20.0)
COUNT = 40


@settings(
    max_examples=COUNT,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(programs())
def run(program: Program) -> None:
    campaign.run(program)


def test_derivatives_of_random_programs() -> None:
    run()
    for name, program in campaign.failures.items():
        pytest.fail(f"{name}\n{program.text}\n# f(*{program.arguments})")


def test_most_random_programs_compile() -> None:
    """A writer whose programs are refused finds nothing."""
    if not campaign.programs:
        run()
    assert campaign.refusals.total() <= 0.05 * campaign.programs, campaign.refusals
    assert campaign.unresolved <= 0.02 * campaign.programs

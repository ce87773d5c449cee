"""The IR of random programs: valid after every pass, and the text computes what the interpreter does."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import HealthCheck, Phase, given, settings

from ast_ad.errors import Refused
from fuzz.ir import check_ir
from fuzz.programs import Program, programs


@settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(programs())
def test_text_and_interpreter_agree(program: Program) -> None:
    with suppress(Refused):
        check_ir(*program.load())

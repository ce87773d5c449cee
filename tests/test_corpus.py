"""Every program of the corpus against independent oracles."""

from __future__ import annotations

import pytest

from corpus import Program, programs
from corpus.harness import CHECKS, FIRST, SECOND, Subject

PROGRAMS = programs()


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_program(program: Program) -> None:
    subject = Subject.of(program)
    for name in (*FIRST, *SECOND, "pair", "interpreter"):
        CHECKS[name](subject)

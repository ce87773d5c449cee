"""The same program has the same text, wherever its values happen to lie in memory."""

from __future__ import annotations

import pytest

from ast_ad.ir import Value
from corpus import programs
from corpus.harness import Subject

SEVERAL = 6


@pytest.mark.parametrize("name", ["views.swap_loop", "paths_and_curves.viterbi_score", "picked.rotated"])
@pytest.mark.parametrize("mode", ["adjoint", "tangent"])
def test_the_same_text_every_time(name: str, mode: str) -> None:
    texts, apart = set(), []
    for k in range(SEVERAL):
        texts.add(getattr(Subject.of(programs()[name]), mode).specialisation.text.text)
        # The next values lie elsewhere.
        apart += [Value(None) for _ in range(97 * k)]  # type: ignore[arg-type]
    assert len(texts) == 1

"""Ruff, as it comes, has nothing to say about the printed texts."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import numpy as np

from ast_ad import adjoint, tangent
from corpus import programs
from corpus.harness import Subject

# What the users wrote themselves: names of their modules, `y != y`, a list that is filled item by item, formats with %.
THEIRS = "F821,PLR0124,PERF402,UP031"
# Ruff does not see that what a trip binds is read in the next one.
READ_A_TRIP_LATER = {"branches.bound_in_some_trips", "loops.used_before_bound", "loops.chosen_in_the_trip_before"}


def grouped_imports(x):
    return math.sin(x[0]) + np.sum(np.arctan2(x, 2.0))


def nested_exits(x, n):
    y = x
    for i in range(n):
        for j in range(3):
            if j > i:
                break
            y = y * math.sin(x) + j
            if y > 4.0:
                return y * x
        else:
            y = y + x
    return y


def list_of_a_list(u):
    return [*u][1] ** 2


def searched(x):
    for v in x:
        if v > 1.0:
            found = v
            break
    else:
        found = 0.5 * x[0]
    return found * x[1]


def one_long_argument(x):
    kept = []
    for strike in x:
        kept.append(
            (strike * 0.125 - math.exp(strike) * 0.25 + math.sin(strike)) * (strike - 17.25) * math.cos(strike) - 3.5
        )
    return sum(kept)


def texts():
    array = np.array([0.5, 1.5, 2.5])
    own = [(grouped_imports, (array,)), (nested_exits, (1.1, 4)), (list_of_a_list, (array,)), (searched, (array,))]
    for function, args in [*own, (one_long_argument, (array,))]:
        for names in ("source", "trace"):
            for mode in (adjoint, tangent):
                derivative = mode(function, names=names)
                derivative.specialise(*args)
                yield f"{function.__name__}_{mode.__name__}_{names}", derivative.source
    small = [p for name, p in programs().items() if p.is_small and name not in READ_A_TRIP_LATER]
    for k, program in enumerate(small[::3]):
        mode, names, unroll = [("adjoint", "source", 3), ("adjoint", "trace", False), ("tangent", "source", False)][
            k % 3
        ]
        subject = Subject.of(program, names=names, unroll=unroll)
        yield program.name.replace(".", "_"), getattr(subject, mode).specialisation.text.text


def test_ruff_finds_nothing_in_texts_of_the_corpus(tmp_path: Path) -> None:
    for name, text in texts():
        (tmp_path / f"{name}.py").write_text(text)
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--ignore", THEIRS, str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout

"""Every program of the corpus against independent oracles.

Names and unrolling go with a number made of a program's name at first order and are the others at second order, so that every
two of program, order, names and unrolling meet; loops of a few trips are unrolled in the small programs. One of the derivatives
of the printed texts is taken as well. ``tools/corpus.py`` takes the full product.
"""

from __future__ import annotations

from contextlib import nullcontext, suppress
from itertools import combinations, product
from zlib import crc32

import pytest

from ast_ad.errors import KindError, Refused
from corpus import Program, programs
from corpus.features import FEATURES, nested_in
from corpus.harness import CHECKS, FIRST, SECOND, THIRD, Subject, check_text
from corpus.sizes import lines_of

PROGRAMS = programs()
NAMES = ("source", "trace")
UNROLL = (False, 3)
VARIANTS = list(product(NAMES, UNROLL))
NUMBERED = [pytest.param(program, crc32(name.encode()), id=name) for name, program in PROGRAMS.items()]


def variant(program: Program, number: int) -> Subject:
    names, unroll = VARIANTS[number % 4]
    return Subject.of(program, names=names, unroll=unroll if program.is_small else False)


@pytest.mark.parametrize(("program", "number"), NUMBERED)
def test_first_order(program: Program, number: int) -> None:
    found = variant(program, number)
    for name in (*FIRST, "pair", "interpreter"):
        CHECKS[name](found)


@pytest.mark.parametrize(("program", "number"), [p for p in NUMBERED if p.values[0].order > 1])
def test_second_order(program: Program, number: int) -> None:
    found = variant(program, 3 - number)
    for name in SECOND:
        CHECKS[name](found)
    # What pairs save has a structure for each depth of a recursion, and what one way of control lacks is None in the text:
    # such texts are refused. None is read as something else, and plain ones are read.
    with nullcontext() if program.function.__module__ == "corpus.scalar" else suppress(Refused, KindError):
        check_text(found, (SECOND[number // 4 % 4],))


# Programs of which a printed text once had another derivative, or none.
TEXTS = ["containers.growing_tuples", "holding.item_kept_while_others_come_and_go", "arrays.swapped_expressions"]


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_of_some(name: str) -> None:
    check_text(variant(PROGRAMS[name], 0))


@pytest.mark.parametrize(("program", "number"), [p for p in NUMBERED if p.values[0].order > 2])
def test_third_order(program: Program, number: int) -> None:
    found = Subject.of(program, names=NAMES[(number + 1) % 2])
    for name in THIRD:
        CHECKS[name](found)


def test_every_pair_of_features_occurs_nested() -> None:
    found = {frozenset(pair) for program in PROGRAMS.values() for pair in nested_in(program.function)}
    assert [pair for pair in combinations(FEATURES, 2) if frozenset(pair) not in found] == []


def test_models_are_whole() -> None:
    lengths = {name: lines_of(program.function) for name, program in PROGRAMS.items() if not program.is_small}
    assert {name: length for name, length in lengths.items() if not 30 <= length <= 150} == {}
    assert len(lengths) >= 40


def test_features_are_words_of_the_table() -> None:
    unknown = {name: set(p.features) - FEATURES.keys() for name, p in PROGRAMS.items()}
    assert not any(unknown.values()), {name: words for name, words in unknown.items() if words}

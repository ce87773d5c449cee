"""Every keyword of every function in the table: it is right, it changes no values, or it is refused."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import scipy.special
from keyword_samples import REFUSED, SAMPLES
from rule_check import Case, Fixed, Sample, check_derivatives, check_kinds
from rule_samples import SAMPLES as OTHERS

from ast_ad.errors import NoRule
from ast_ad.frontend.calls.library import is_random
from ast_ad.frontend.machine.live import is_library
from ast_ad.rules import table

# Where results go and how they lie in memory, how much is checked, and how much work is done at once.
OF_NO_VALUE = set(
    "out order casting subok like device copy overwrite_a overwrite_b overwrite_x overwrite_v overwrite_ab "
    "overwrite_a_band overwrite_c overwrite_data overwrite_input writeable check_finite lwork workers plan lapack_driver "
    "optimize xp blocksize show disp ndmax".split()
)
# Of all ufuncs alike: they are tested together below.
OF_UFUNCS = {"where", "dtype", "signature", "axes", "axis", "keepdims"}
# For integers, of which there is no derivative, or of a version of a library; others than the default are refused.
OF_INTEGERS = {(pow, "mod"), (np.unique, "equal_nan"), (np.unique, "sorted"), (scipy.special.factorial, "extend")}
CASES = [(function, sample) for function, samples in SAMPLES.items() for sample in samples]


def name(pair: tuple[Any, Sample]) -> str:
    return f"{pair[0].__name__}{pair[1]}"


def parameters(function: Callable[..., object]) -> list[inspect.Parameter]:
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    return [p for p in found if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]


def shown(function: Callable[..., object]) -> set[str]:
    """The parameters that are in some sample."""
    positional = [p.name for p in parameters(function) if p.kind is not p.KEYWORD_ONLY]
    samples = [*OTHERS.get(function, ()), *SAMPLES.get(function, ()), *(s for f, s in REFUSED if f == function)]
    return {name for sample in samples for name in (*positional[: len(sample.args)], *sample.keywords)}


def test_every_keyword_is_in_a_sample():
    missing = []
    for function, rule in table.functions().items():
        if is_random(function):
            continue
        if not rule.is_zero and is_library(function) and "scipy.stats" not in str(getattr(function, "__module__", "")):
            exempt = OF_NO_VALUE | (OF_UFUNCS if isinstance(function, np.ufunc) else set()) | shown(function)
            missing += [
                (function, p.name)
                for p in parameters(function)
                if p.name not in exempt and (function, p.name) not in OF_INTEGERS
            ]
    # These are types, of which the samples are narrower.
    assert [(f, word) for f, word in missing if f not in (np.float32, np.float16, np.complex64, np.complex128)] == []


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("pair", CASES, ids=map(name, CASES))
def test_keyword(pair):
    case = Case(*pair)
    check_kinds(case)
    check_derivatives(case)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("pair", REFUSED, ids=map(name, REFUSED))
def test_refused(pair):
    with pytest.raises(NoRule):
        check_derivatives(Case(*pair))


def computes_in(ufunc: np.ufunc, sample: Sample, dtype: Any) -> bool:
    try:
        ufunc(*(arg.value if isinstance(arg, Fixed) else arg for arg in sample.args), dtype=dtype)
    except TypeError:
        return False
    return True


def in_type(args: Sequence[Any], own: Any, dtype: Any) -> list[Any]:
    """The arguments with arrays of one type in another."""
    return [arg.astype(dtype) if isinstance(arg, np.ndarray) and arg.dtype == own else arg for arg in args]


def tangents_of_ones(case: Case) -> list[Any]:
    dots = [case.values[k] * 0 + 1 for k in case.active]
    return [np.asarray(dot) for dot in case.tangent(dots, case.values)]


# Of complex numbers they are refused, with the reason.
ONLY_REAL = {getattr(scipy.special, word) for word in "psi digamma ive jve yve airye".split()}
# These make complex numbers of real ones, of which alone they are functions.
OF_REALS = {scipy.special.kelvin, scipy.special.modfresnelp, scipy.special.modfresnelm}
UFUNCS = [f for f in table.functions() if isinstance(f, np.ufunc) and not table.functions()[f].is_zero]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dtype", [np.float64, np.complex128])
@pytest.mark.parametrize("ufunc", UFUNCS, ids=lambda ufunc: ufunc.__name__)
def test_the_type_in_which_a_ufunc_computes(ufunc, dtype):
    sample = next(s for s in OTHERS[ufunc] if any(isinstance(arg, np.ndarray) for arg in s.args))
    if not computes_in(ufunc, sample, dtype) or (dtype is np.complex128 and ufunc in ONLY_REAL):
        return
    check_derivatives(Case(ufunc, Sample(*sample.args, dtype=dtype)))
    # Elements of less precision are converted before anything is computed.
    narrow = in_type(sample.args, np.float64, np.float32)
    case = Case(ufunc, Sample(*narrow, dtype=dtype))
    check_kinds(case)
    wide = Case(ufunc, Sample(*in_type(narrow, np.float32, np.float64 if ufunc in OF_REALS else dtype)))
    for mine, theirs in zip(tangents_of_ones(case), tangents_of_ones(wide), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-14, atol=1e-14)


@pytest.mark.parametrize(("word", "value"), [("where", np.array(True)), ("axes", [(0,)])])
@pytest.mark.parametrize("ufunc", UFUNCS, ids=lambda ufunc: ufunc.__name__)
def test_what_is_refused_of_ufuncs(ufunc, word, value):
    sample = next(s for s in OTHERS[ufunc] if any(isinstance(arg, np.ndarray) for arg in s.args))
    with pytest.raises((NoRule, TypeError, ValueError)):
        check_derivatives(Case(ufunc, Sample(*sample.args, **{word: value})))

"""Every function on arrays that are not contiguous, and on empty ones."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
import scipy.signal as signal
from rule_check import Case, Fixed, Sample, check_derivatives, check_kinds, random_like, shape
from rule_samples import SAMPLES

from ast_ad import kinds
from ast_ad.frontend.machine.live import is_library

# Of nothing they have no value, or one of another kind.
NOT_OF_NOTHING = {
    *(np.histogram, np.histogram2d, np.histogram_bin_edges, signal.sepfir2d, np.resize, np.trim_zeros, np.polymul),
    *(np.polyval, np.poly, np.roots, sum),
}


def strided(value: Any) -> Any:
    """The same values in another layout, with gaps."""
    if type(value) in (list, tuple):
        return type(value)(map(strided, value))
    if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.ndim:
        wide = np.zeros((*value.shape[::-1], 2))
        wide[..., 0] = value.T
        return wide[..., 0].T
    return value


def empty(value: Any) -> Any:
    if type(value) in (list, tuple):
        return type(value)(map(empty, value))
    return value[:0] if isinstance(value, np.ndarray) and value.ndim else value


def plain(value: Any) -> Any:
    return value.value if isinstance(value, Fixed) else value


def cases(make: Any, most: int) -> list[Any]:
    """The samples that NumPy itself takes, one parameter each."""
    found = []
    for function, samples in SAMPLES.items():
        for sample in samples[:most] if is_numpy(function) else []:
            made = Sample(*map(make, sample.args), **{name: make(value) for name, value in sample.keywords.items()})
            if any(isinstance(arg, np.ndarray) and arg.ndim for arg in made.args) and runs(function, made):
                found.append(pytest.param(function, made, id=f"{function.__name__}{sample}"))
    return found


def is_numpy(function: Any) -> bool:
    module = getattr(function, "__module__", None) or "numpy"
    return is_library(function) and not module.startswith(("scipy", "ast_ad"))


def runs(function: Any, sample: Sample) -> bool:
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            function(*map(plain, sample.args), **{name: plain(value) for name, value in sample.keywords.items()})
    except (TypeError, ValueError, IndexError, ZeroDivisionError, np.linalg.LinAlgError):
        return False
    return True


@pytest.mark.parametrize(("function", "sample"), cases(strided, 3))
def test_not_contiguous(function, sample):
    case = Case(function, sample)
    check_kinds(case)
    check_derivatives(case)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("function", "sample"), [case for case in cases(empty, 2) if case.values[0] not in NOT_OF_NOTHING]
)
def test_empty(function, sample):
    """There is nothing to compute, but the shapes are those of the values."""
    case = Case(function, sample)
    check_kinds(case)
    rng = np.random.default_rng(0)
    values = case.value(case.values)
    useful = [k for k, w in enumerate(case.results) if kinds.differentiable(w.kind)]
    tangents = case.tangent([random_like(case.values[k], rng) for k in case.active], case.values)
    for k in useful:
        assert shape(tangents[k]) == shape(values[k])
    bars = case.adjoint([random_like(values[k], rng) for k in useful], case.values)
    for k, bar in zip(case.active, bars, strict=True):
        assert shape(bar) == shape(case.values[k])

"""Samples with complex arrays in the place of real ones, for the functions that take them."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from rule_check import Fixed, Sample

rng = np.random.default_rng(3)
# NumPy takes complex values here, and drops or refuses what makes them complex.
REAL_ONLY = {np.ndarray.astype, getattr(np, "astype", None), np.interp, np.histogram}


def complexified(function: Callable[..., Any], sample: Sample) -> Sample | None:
    """The sample with an imaginary part in every array of floats; None if the function is for real values."""
    if function in REAL_ONLY or (getattr(function, "__module__", "") or "").startswith(
        ("math", "scipy.stats", "statistics")
    ):
        return None
    made = Sample(*map(_complex, sample.args), **{name: _complex(value) for name, value in sample.keywords.items()})
    if not any(np.iscomplexobj(arg) for arg in made.args if isinstance(arg, np.ndarray)):
        return None
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            function(*map(_plain, made.args), **{name: _plain(value) for name, value in made.keywords.items()})
    except (TypeError, ValueError, AttributeError, NotImplementedError, np.linalg.LinAlgError):
        return None
    return made


def _complex(value: Any) -> Any:
    if type(value) in (list, tuple):
        return type(value)(map(_complex, value))
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        return value + 0.3j * rng.normal(size=value.shape)
    return value


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Fixed) else value

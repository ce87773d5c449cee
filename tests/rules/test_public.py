"""Every public callable of NumPy, every method of arrays and ufuncs: it works, or the refusal says why it does not."""

from __future__ import annotations

import cmath
import math
import operator

import numpy as np
import pytest

from ast_ad import grad
from ast_ad.errors import DiffError
from ast_ad.frontend import lower  # noqa: F401  (the handlers register themselves)
from ast_ad.frontend.calls import structural  # noqa: F401  (the handlers register themselves)
from ast_ad.frontend.calls.array_methods import LEFT_OUT, METHODS
from ast_ad.rules import table

# They describe arrays or change them in place, which the front end follows by name.
ATTRIBUTES = set(
    "T base ctypes data device dtype flags flat imag itemsize mT nbytes ndim real shape size strides".split()
)
IN_PLACE = set("fill partition put sort".split())
OF_OBJECTS = set(
    "attrgetter call concat countOf delitem iconcat indexOf itemgetter length_hint methodcaller inv".split()
)


def is_known(function: object) -> bool:
    return bool(table.find(function) or table.reason(function) or structural.find(function))


def is_abstract(function: object) -> bool:
    """np.floating and its like, of which there are no values."""
    try:
        return (
            isinstance(function, type) and issubclass(function, np.generic) and np.dtype(function).type is not function
        )
    except TypeError:
        return True


def test_numpy():
    public = {name: getattr(np, name) for name in dir(np) if not name.startswith("_")}
    callables = {name: f for name, f in public.items() if callable(f) and not is_abstract(f)}
    assert [name for name, f in callables.items() if not is_known(f)] == []


def test_math_and_operator():
    functions = [f for f in vars(math).values() if callable(f)]
    functions += [f for f in vars(cmath).values() if callable(f)]
    functions += [f for name, f in vars(operator).items() if name[0] != "_" and callable(f) and name not in OF_OBJECTS]
    assert [f for f in functions if not is_known(f) and not isinstance(f, type)] == []


def test_methods_of_arrays():
    public = {name for name in dir(np.ndarray) if not name.startswith("_")}
    assert sorted(public - set(METHODS) - set(LEFT_OUT) - ATTRIBUTES - IN_PLACE) == []


UFUNCS = {each for each in vars(np).values() if isinstance(each, np.ufunc)}


@pytest.mark.parametrize("ufunc", sorted(UFUNCS, key=str), ids=lambda ufunc: ufunc.__name__)
def test_methods_of_ufuncs(ufunc):
    rule = table.find(ufunc)
    if rule is not None and not rule.is_zero and ufunc.signature is None and ufunc.nout == 1:
        names = ("reduce", "accumulate", "outer", "reduceat", "at") if ufunc.nin == 2 else ("at",)
        assert [name for name in names if not is_known(getattr(ufunc, name))] == []


def with_a_reason(x):
    return np.intersect1d(x, x)[0]


def method_with_a_reason(x):
    return x.tobytes()[0] * x[0]


@pytest.mark.parametrize(
    ("program", "why"), [(with_a_reason, "only while these are equal"), (method_with_a_reason, "lies in memory")]
)
def test_the_error_says_why(program, why):
    with pytest.raises(DiffError, match=why):
        grad(program)(np.ones(3))
